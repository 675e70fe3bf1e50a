// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A mix beside a tone target, from their files: where it stands, one click, the stems, and the shaped file.
//!
//! The shaped file is heard again: where it stands, and what has become of width and punch, is the file's own.

use std::path::{Path, PathBuf};

use dsp::{Audio, Ratio};
use measure::{
    Portrait, Span,
    aim::{self, Plan, Reading, Run, Stand},
    compare::{
        Difference,
        attribution::{Owner, owners},
    },
    profile::Section,
};
use rack::{
    Preset, Stage,
    one_click::{self, Half},
};

use crate::{
    atomic::Overwrite,
    decode::decode_all,
    encode::{self, Depth},
    error::Result,
    examine::Progress,
    record::{Heard, hear, hear_audio},
    stems::{self, Stems},
    tags::Tags,
    tones::ToneTarget,
};

/// What tone may cost any zone in punch, dB.
const MOST_HARM_DB: f64 = 0.3;
/// Where hits come more rarely than this, their sharpest tell nothing (a hit in two bars at 120 beats a minute is
/// one in 4 s).
const FEWEST_HITS_PER_S: f64 = 0.25;
/// The moves are taken a little further back than in proportion, since harm is not quite proportional.
const SAFETY: f64 = 0.9;
const MOST_TRIES: usize = 3;
/// Narrower than this is mono to the ear, side against mid, dB (as in the comparison's picture).
const MONO_DB: f64 = -24.0;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    /// Which equalisers.
    pub half: Half,
    /// How much of the way to the zone.
    pub strength: Ratio,
    /// No filter beyond this, dB.
    pub most_db: f64,
    /// How far the song is.
    pub stage: Stage,
}

/// A mix beside a tone target.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Toned {
    /// The passage that was read.
    pub passage: Section,
    /// Where it stands, from low to high; empty for a breakdown.
    pub stands: Vec<Stand>,
    /// How much quieter than the loudest section a breakdown is, LU.
    pub resting_lu: Option<f64>,
    /// What one click does, within the bounds of the stage.
    pub plan: Plan,
    /// The largest gain that one click would have without the stage's bounds, dB.
    pub unbounded_db: f64,
    /// What is outside the zone, from low to high.
    pub outside: Vec<Outside>,
}

/// A stretch outside the zone, and whose it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Outside {
    /// The stretch.
    pub run: Run,
    /// The stem that stands out, where stems are known.
    pub owner: Option<Owner>,
}

/// The shaped file.
#[derive(Clone, Debug, PartialEq)]
pub struct Shaped {
    /// Where it lies.
    pub path: String,
    /// The BLAKE3 hash of its bytes, in hexadecimal.
    pub blake3: String,
    /// How much of the plan was done without harm to punch, 0 to 1.
    pub share: Ratio,
    /// Where it stands.
    pub stands: Vec<Stand>,
    /// How far outside the zone it is, dB RMS.
    pub distance_db: f64,
    /// The largest change of width in any of the seven zones, dB: narrower is negative.
    pub width_db: Option<f64>,
    /// The largest change of punch in any of the seven zones, dB: softer is negative.
    pub punch_db: Option<f64>,
    /// True peak, dBTP.
    pub true_peak_dbtp: Option<f64>,
}

/// Reads a passage of a mix, the loudest section where none is named, and finds what one click would do.
pub fn toned(mix: &Heard, passage: Option<Span>, target: &ToneTarget, wanted: &Wanted) -> Toned {
    let profile = &mix.record.profile;
    let loudest = measure::compare::passage(profile, measure::compare::Passage::Loudest);
    let passage = passage
        .map_or_else(|| loudest.clone(), |span| Section { span, letter: ' ', portrait: mix.cells.portrait(span) });
    match aim::read(&target.aim, &passage.portrait, loudest.portrait.lufs) {
        Reading::Resting(below_lu) => Toned { passage, resting_lu: Some(below_lu), ..Toned::default() },
        Reading::Judged(stands) => judged(passage, stands, wanted),
    }
}

fn judged(passage: Section, stands: Vec<Stand>, wanted: &Wanted) -> Toned {
    let free = aim::one_click(&stands, &one_click::request(wanted.half, wanted.strength, wanted.most_db));
    let unbounded_db = free.most_db();
    let share = wanted.stage.share(unbounded_db);
    let plan = if share.0 < 1.0 { free.scaled(&stands, share) } else { free };
    let outside = aim::runs(&stands).into_iter().map(|run| Outside { run, owner: None });
    Toned { outside: outside.collect(), passage, plan, unbounded_db, resting_lu: None, stands }
}

/// Names the stem of everything outside; returns what is to be known about the stems, a sentence each.
///
/// # Errors
/// The mix cannot be read, or none of the stems.
pub fn attribute(toned: &mut Toned, stems: &Stems, mix: &Path, progress: Progress<'_>) -> Result<Vec<String>> {
    let heard = stems::hear(stems, mix, toned.passage.span, progress)?;
    let difference = |stand: &Stand| Difference { centre_hz: stand.centre_hz, db: stand.tone_db.difference() };
    let curve: Vec<Difference> = toned.stands.iter().map(difference).collect();
    for outside in &mut toned.outside {
        let first = owners(&curve, outside.run.asked(), &heard.stems).into_iter().next();
        outside.owner = first.filter(Owner::stands_out);
    }
    Ok(heard.notes)
}

/// What is to be written.
#[derive(Clone, Debug)]
pub struct Job {
    /// The file to write.
    pub path: PathBuf,
    /// Its word length.
    pub depth: Depth,
    /// Whether a file of that name may be replaced.
    pub overwrite: Overwrite,
}

/// Sends a mix through the equalisers, writes it, and hears what has become of it.
///
/// Where a zone would lose more than 0.3 dB of punch, all moves become gentler: the plan is then what was done.
///
/// # Errors
/// The mix cannot be read again, or the file not be written.
pub fn shape(mix: &Path, toned: &mut Toned, target: &ToneTarget, job: &Job) -> Result<Shaped> {
    let (audio, _) = decode_all(mix)?;
    let (sound, share) = careful(&audio, toned);
    drop(audio);
    encode::write_tagged(&job.path, &sound, job.depth, job.overwrite, Tags::read(mix)?.as_ref())?;
    drop(sound);
    let heard = hear(&job.path, &|_| {})?;
    let after = heard.cells.portrait(toned.passage.span);
    let stands = aim::stands(&target.aim, &after);
    let before = &toned.passage.portrait;
    Ok(Shaped {
        path: job.path.display().to_string(),
        blake3: heard.record.input.blake3.clone(),
        share,
        distance_db: aim::distance_db(&stands),
        width_db: farthest(width_changes(before, &after)),
        punch_db: farthest(punch_changes(before, &after)),
        true_peak_dbtp: heard.record.measured.true_peak_dbtp,
        stands,
    })
}

/// The sound through the equalisers, gentler until punch is kept; and the share that was done.
fn careful(audio: &Audio, toned: &mut Toned) -> (Audio, Ratio) {
    let whole = toned.plan.clone();
    let mut share = Ratio(1.0);
    for _ in 0..MOST_TRIES {
        let sound = rack::render(&chain(toned), audio).audio;
        let harm_db = harm_db(toned, &sound);
        if harm_db <= MOST_HARM_DB {
            return (sound, share);
        }
        share.0 *= SAFETY * MOST_HARM_DB / harm_db;
        toned.plan = whole.scaled(&toned.stands, share);
    }
    (rack::render(&chain(toned), audio).audio, share)
}

/// The punch that the worst zone has lost, dB.
///
/// Width needs no care: equal filters on both channels leave it as it is in every third octave, and only
/// weigh the octaves of a zone anew.
fn harm_db(toned: &Toned, sound: &Audio) -> f64 {
    let after = hear_audio(sound, "").cells.portrait(toned.passage.span);
    punch_changes(&toned.passage.portrait, &after).map(|db| -db).fold(0.0, f64::max)
}

/// The equalisers of a plan; none for a plan that moves nothing.
pub fn chain(toned: &Toned) -> Preset {
    one_click::chain(&toned.plan)
}

/// By how much each zone is wider, dB, where either is wide at all.
fn width_changes(before: &Portrait, after: &Portrait) -> impl Iterator<Item = f64> {
    let zones = before.zones.iter().zip(&after.zones);
    let widths = zones.filter_map(|(before, after)| Some([before.stereo.width_db?, after.stereo.width_db?]));
    widths.filter(|pair| pair.iter().any(|width_db| *width_db > MONO_DB)).map(|[before, after]| after - before)
}

/// By how much the hits of each zone are sharper, dB, where there are enough of them to say so.
fn punch_changes(before: &Portrait, after: &Portrait) -> impl Iterator<Item = f64> {
    let zones = before.zones.iter().zip(&after.zones);
    let hit = zones.filter(|pair| pair.0.onsets_per_s.min(pair.1.onsets_per_s) >= FEWEST_HITS_PER_S);
    hit.filter_map(|(before, after)| Some(after.punch_db? - before.punch_db?))
}

fn farthest(changes: impl Iterator<Item = f64>) -> Option<f64> {
    changes.max_by(|a, b| a.abs().total_cmp(&b.abs()))
}
