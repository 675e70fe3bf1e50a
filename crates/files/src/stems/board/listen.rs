// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Hears all stems side by side and adds them up.

use std::path::Path;

use dsp::Audio;
use measure::{
    Layout, Measured, Meter,
    board::{Ear, Heard, triggers::Contributions},
    masking::{BandMeter, Powers},
};
use rack::Rendered;

use super::super::{
    StemFile,
    ensemble::{self, Ensemble},
};
use crate::{error::Result, examine::Progress};

/// So many hops of 10 ms are read at a time: of 24 stems 12 MB.
const HOPS_AT_ONCE: usize = 64;

/// What was heard of all stems.
pub(super) struct Listened<'a> {
    /// Every stem that could be opened.
    pub stems: Vec<(&'a StemFile, Heard)>,
    /// What each is made of, in the ear's bands.
    pub powers: Vec<Powers>,
    /// What each adds to the peaks of the sum.
    pub contributions: Contributions,
    /// Their sum.
    pub sum: Audio,
    /// Its numbers.
    pub mix: Measured,
    /// What could not be read, a sentence each.
    pub notes: Vec<String>,
}

/// Who listens to one stem.
struct Listener {
    ear: Ear,
    bands: BandMeter,
}

type Player<'a> = ensemble::Player<'a, Listener>;

/// What grows while they play.
struct Adding {
    sum: Audio,
    contributions: Contributions,
    hop: usize,
}

/// Hears all stems of a folder; every one is as long as the longest.
pub(super) fn listen<'a>(
    stems: &[&'a StemFile],
    folder: &Path,
    rate_hz: u32,
    progress: Progress<'_>,
) -> Result<Listened<'a>> {
    let mut ensemble = Ensemble::open(stems, folder, rate_hz, |stem| Listener::new(stem, rate_hz))?;
    let adding = add_up(&mut ensemble, rate_hz, &|frames| progress(frames / longest_frames(stems, rate_hz)));
    let notes = ensemble.notes();
    let heard = |Player { stem, feed, ear }: Player<'a>| ((stem, feed.heard(ear.ear)), ear.bands.finish());
    let (stems, powers) = ensemble.players.into_iter().map(heard).unzip();
    let Adding { sum, contributions, .. } = adding;
    Ok(Listened { stems, powers, contributions, mix: measured(&sum), sum, notes })
}

fn add_up(ensemble: &mut Ensemble<'_, Listener>, rate_hz: u32, done: &dyn Fn(f64)) -> Adding {
    let hop = dsp::math::index_from(f64::from(rate_hz) * Rendered::HOP_S).max(1);
    let most = hop * HOPS_AT_ONCE;
    let contributions = Contributions::new(ensemble.players.len());
    let mut adding = Adding { sum: Audio::silence(rate_hz, 2, 0), contributions, hop };
    while ensemble.next(most, |player, over| turn(player, over, most)) {
        adding.add(&ensemble.players, ensemble.frames);
        done(adding.sum.frames() as f64);
    }
    adding
}

/// Hears the frames that are over and reads on.
fn turn(player: &mut Player<'_>, over: usize, next: usize) {
    let Player { feed, ear: Listener { ear, bands }, .. } = player;
    let stem = feed.next(0..over);
    ear.push(&stem);
    bands.push(&stem);
    feed.advance(over);
    feed.fill(next, Some(ear));
}

impl Listener {
    fn new(stem: &StemFile, rate_hz: u32) -> Self {
        let ear = Ear::new(rate_hz, stem.format.rate_hz, stem.format.channels.min(2));
        Self { ear, bands: BandMeter::new(rate_hz) }
    }
}

impl Adding {
    /// Adds the next frames of all stems, always in the same order, and notes what each adds to the peaks.
    fn add(&mut self, players: &[Player<'_>], frames: usize) {
        let start = self.sum.frames();
        for (side, all) in self.sum.channels.iter_mut().enumerate() {
            all.resize(start + frames, 0.0);
            for player in players {
                let stem = player.feed.next(0..frames)[side];
                all[start..].iter_mut().zip(stem).for_each(|(all, one)| *all += one);
            }
        }
        let [left, right] = [0, 1].map(|side: usize| &self.sum.channels[side][start..]);
        for from in (0..frames).step_by(self.hop) {
            let part = from..frames.min(from + self.hop);
            let stems = players.iter().map(|player| player.feed.next(part.clone()));
            self.contributions.push([&left[part.clone()], &right[part.clone()]], stems);
        }
    }
}

fn measured(sum: &Audio) -> Measured {
    let mut meter = Meter::loudness_only(sum.rate_hz, Layout::Stereo);
    meter.push(&[&sum.channels[0], &sum.channels[1]]);
    meter.finish()
}

/// About how many frames there will be; for the progress only.
fn longest_frames(stems: &[&StemFile], rate_hz: u32) -> f64 {
    let seconds =
        stems.iter().filter_map(|stem| Some(stem.format.frames? as f64 / f64::from(stem.format.rate_hz.max(1))));
    seconds.fold(1.0, f64::max) * f64::from(rate_hz)
}
