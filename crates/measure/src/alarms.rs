// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How far the checks can be trusted: what they find of faults that were put in, and what they
//! say about songs as they are.
//!
//! A song is heard as it is, from beginning to end. Then its loudest [`PASSAGE_S`], turned down to
//! a peak of [`PEAK_DB`] as a mix leaves the desk, gets every fault at every size of [`SIZES`], at
//! as many places as there are seeds. *Recall* is the share in which the fault's own check speaks.
//! A passage that reads so much of a fault by itself is left out at that size, and one about
//! which its check speaks unasked at every size: what was there is not found, it is there.
//! *Cross-talk* is another check that begins to speak at twice the limit.

mod related;

use std::ops::Range;

use dsp::{Audio, Db, math, mend, units::gain_from_db};

use crate::{
    checks::{ALL, Entry, Info, Inspection, Inspector, sowing},
    fault::{Fault, Severity},
    layout::Layout,
    measured::Measured,
    meter::Meter,
};

pub use related::{RELATED, Related, related};

/// Sizes at which faults are sown, in limits of their check.
pub const SIZES: [f64; 6] = [0.5, 0.7, 1.0, 1.4, 2.0, 4.0];
/// The size that must be found, by its place in [`SIZES`]: twice the limit.
pub const TWICE: usize = 4;
/// The share of faults that must be found there.
pub const RECALL: f64 = 0.95;
/// How many flags ten songs may raise that nothing is wrong with.
pub const FALSE_FLAGS_OF_TEN: f64 = 1.0;
/// How much of a song is sown.
pub const PASSAGE_S: f64 = 45.0;
/// In a shorter song, nothing is sown: most checks wait for longer than a jingle lasts.
pub const SHORTEST_S: f64 = 15.0;
/// Where its peak stands before, dBFS: the headroom that mixes are asked to leave.
pub const PEAK_DB: f64 = -9.0;

/// What the checks made of one song.
#[derive(Clone, Debug)]
pub struct Trial {
    /// What they say about the song as it is.
    pub faults: Vec<Fault>,
    /// How they did.
    pub alarms: Alarms,
}

/// How the checks did on some songs. Counts add up, so songs may come in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alarms {
    /// How many songs.
    pub songs: u32,
    /// Every check, in the order of a report.
    pub rows: Vec<Row>,
}

/// How one check did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The check's place in the order of a report.
    place: usize,
    /// Songs as they are in which it flagged what nobody has judged to be there.
    pub flags: u32,
    /// Songs as they are in which it flagged what is there.
    pub finds: u32,
    /// How often its fault was sown, by size.
    pub sown: [u32; SIZES.len()],
    /// How often it spoke then.
    pub found: [u32; SIZES.len()],
    /// How often its fault made another check speak at twice the limit, by that one's place.
    pub raised: Vec<u32>,
}

/// Sows every fault into a song, once for each seed and size, and hears what the checks say.
pub fn trial(song: &Audio, seeds: Range<u64>) -> Trial {
    let (measured, inspection) = inspect(song, None);
    let passage = passage(song, &measured);
    let (_, natural) = inspect(&passage, None);
    let rows = ALL.iter().enumerate().map(|(place, entry)| {
        let mut row = Row::new(place);
        row.flags = u32::from(speaks(&inspection, entry.info, Severity::Watch));
        if song.seconds() >= SHORTEST_S {
            seeds.clone().for_each(|seed| row.try_sizes(entry, (&passage, &natural), seed));
        }
        row
    });
    let alarms = Alarms { songs: 1, rows: rows.collect() };
    Trial { faults: inspection.faults, alarms }
}

impl Trial {
    /// The same after somebody has looked at its flags: those that are true are finds.
    #[must_use]
    pub fn judged(mut self, is_true: impl Fn(&str) -> bool) -> Self {
        for row in self.alarms.rows.iter_mut().filter(|row| is_true(row.check().id)) {
            row.finds += std::mem::take(&mut row.flags);
        }
        self
    }
}

impl Alarms {
    /// How the checks did on these songs together.
    pub fn of<'a>(trials: impl IntoIterator<Item = &'a Trial>) -> Self {
        let mut all = Self { songs: 0, rows: (0..ALL.len()).map(Row::new).collect() };
        for Trial { alarms, .. } in trials {
            all.songs += alarms.songs;
            all.rows.iter_mut().zip(&alarms.rows).for_each(|(row, other)| row.add(other));
        }
        all
    }

    /// How many flags there are for ten songs as they are, all checks together.
    pub fn flags_of_ten(&self) -> f64 {
        let flags: u32 = self.rows.iter().map(|row| row.flags).sum();
        10.0 * f64::from(flags) / f64::from(self.songs.max(1))
    }

    /// The share of all faults of a size that was found; `None` if none was sown.
    pub fn share(&self, size: usize) -> Option<f64> {
        let sum = |counts: fn(&Row) -> &[u32]| self.rows.iter().map(|row| counts(row)[size]).sum();
        share(sum(|row| &row.found), sum(|row| &row.sown))
    }
}

impl Row {
    fn new(place: usize) -> Self {
        Self {
            place,
            flags: 0,
            finds: 0,
            sown: [0; SIZES.len()],
            found: [0; SIZES.len()],
            raised: vec![0; ALL.len()],
        }
    }

    /// The check.
    pub fn check(&self) -> &'static Info {
        ALL[self.place].info
    }

    /// The share of its faults of a size that it found; `None` if none was sown.
    pub fn share(&self, size: usize) -> Option<f64> {
        share(self.found[size], self.sown[size])
    }

    /// Whether it finds what it must find.
    pub fn is_kept(&self) -> bool {
        self.share(TWICE).is_none_or(|share| share >= RECALL)
    }

    /// The checks that its fault made speak at twice the limit though they have nothing to do with it,
    /// and how often.
    pub fn cross_talk(&self) -> Vec<(&'static Info, u32)> {
        let others = ALL.iter().zip(&self.raised).map(|(entry, count)| (entry.info, *count));
        others.filter(|(info, count)| *count > 0 && related(self.check().id, info.id).is_none()).collect()
    }

    fn try_sizes(&mut self, entry: &Entry, clean: (&Audio, &Inspection), seed: u64) {
        for size in (0..SIZES.len()).filter(|size| is_clean(clean.1, entry.info, SIZES[*size])) {
            let mut song = clean.0.clone();
            entry.sow(&mut song, SIZES[size], seed * SIZES.len() as u64 + size as u64);
            // The other checks are asked only where cross-talk is counted.
            let only = [entry.info.id];
            let (_, heard) = inspect(&song, (size != TWICE).then_some(&only));
            self.sown[size] += 1;
            self.found[size] += u32::from(speaks(&heard, entry.info, Severity::Note));
            if size == TWICE {
                self.note_others(clean.1, &heard);
            }
        }
    }

    fn note_others(&mut self, before: &Inspection, after: &Inspection) {
        for (place, entry) in ALL.iter().enumerate().filter(|(place, _)| *place != self.place) {
            let [was, is] = [before, after].map(|heard| speaks(heard, entry.info, Severity::Watch));
            self.raised[place] += u32::from(is && !was);
        }
    }

    fn add(&mut self, other: &Self) {
        self.flags += other.flags;
        self.finds += other.finds;
        add(&mut self.sown, &other.sown);
        add(&mut self.found, &other.found);
        add(&mut self.raised, &other.raised);
    }
}

fn add(sums: &mut [u32], counts: &[u32]) {
    sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
}

fn share(found: u32, sown: u32) -> Option<f64> {
    (sown > 0).then(|| f64::from(found) / f64::from(sown))
}

/// Whether a check has something to say that is at least so bad.
fn speaks(heard: &Inspection, check: &Info, least: Severity) -> bool {
    heard.faults.iter().any(|fault| fault.id == check.id && fault.severity >= least)
}

/// Whether a sound has so little of a fault that one of this size is news.
fn is_clean(heard: &Inspection, check: &Info, size: f64) -> bool {
    let reading = heard.readings.iter().find(|reading| reading.check.id == check.id);
    !speaks(heard, check, Severity::Note) && reading.is_none_or(|reading| reading.limits < size)
}

/// Hears a sound with every check, or with these only; of the meter they want loudness and peaks.
pub(crate) fn inspect(sound: &Audio, only: Option<&[&str]>) -> (Measured, Inspection) {
    let layout = Layout::from_channels(sound.channels.len());
    let channels: Vec<&[f32]> = sound.channels.iter().map(Vec::as_slice).collect();
    let mut meter = Meter::loudness_only(sound.rate_hz, layout);
    let mut inspector = match only {
        Some(ids) => Inspector::only(ids, sound.rate_hz, layout),
        None => Inspector::new(sound.rate_hz, layout),
    };
    meter.push(&channels);
    inspector.push(&channels);
    let measured = meter.finish();
    let inspection = inspector.conclude(&measured);
    (measured, inspection)
}

/// The loudest passage, with the headroom of a mix.
fn passage(song: &Audio, measured: &Measured) -> Audio {
    let frames = |seconds: f64| math::index_from(seconds * f64::from(song.rate_hz));
    let middle_s = measured.loudest_s.unwrap_or(0.0) - 1.5;
    let length = frames(PASSAGE_S).min(song.frames());
    let from = frames((middle_s - PASSAGE_S / 2.0).max(0.0)).min(song.frames() - length);
    let channels = song.channels.iter().map(|channel| channel[from..from + length].to_vec()).collect();
    let mut passage = Audio { rate_hz: song.rate_hz, channels };
    for channel in &mut passage.channels {
        mend::mend(channel);
    }
    let peak = f64::from(passage.sample_peak());
    if peak > 0.0 {
        sowing::amplify(&mut passage, gain_from_db(Db(PEAK_DB)) / peak);
    }
    passage
}

#[cfg(test)]
mod tests;
