// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Hears all stems side by side and adds them up.

use std::{path::Path, thread};

use dsp::Audio;
use measure::{
    Layout, Measured, Meter,
    board::{Ear, Heard, triggers::Contributions},
    masking::{BandMeter, Powers},
};
use rack::Rendered;

use super::super::{StemFile, feed::Feed};
use crate::{
    error::{Error, Result},
    examine::Progress,
};

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

/// One stem with its ear.
struct Player<'a> {
    stem: &'a StemFile,
    feed: Feed,
    ear: Ear,
    bands: BandMeter,
}

impl Player<'_> {
    /// Hears the frames that are over and reads on.
    fn turn(&mut self, frames: usize, next: usize) {
        let stem = self.feed.next(0..frames);
        self.ear.push(&stem);
        self.bands.push(&stem);
        self.feed.advance(frames);
        self.feed.fill(next, Some(&mut self.ear));
    }
}

/// What grows while they play.
struct Adding {
    sum: Audio,
    contributions: Contributions,
    hop: usize,
}

/// Hears all stems; every one is as long as the longest.
pub(super) fn listen<'a>(stems: &[&'a StemFile], rate_hz: u32, progress: Progress<'_>) -> Result<Listened<'a>> {
    let mut notes = Vec::new();
    let mut players = open(stems, rate_hz, &mut notes)?;
    let adding = add_up(&mut players, rate_hz, &|frames| progress(frames / longest_frames(stems, rate_hz)));
    let failed = players.iter().filter_map(|player| Some((&player.stem.name, player.feed.failure.as_ref()?)));
    notes.extend(failed.map(|(name, error)| format!("{name} is silent from where it cannot be read: {error}.")));
    let heard = |player: Player<'a>| ((player.stem, player.feed.heard(player.ear)), player.bands.finish());
    let (stems, powers) = players.into_iter().map(heard).unzip();
    let Adding { sum, contributions, .. } = adding;
    Ok(Listened { stems, powers, contributions, mix: measured(&sum), sum, notes })
}

fn add_up(players: &mut [Player<'_>], rate_hz: u32, done: &dyn Fn(f64)) -> Adding {
    let hop = dsp::math::index_from(f64::from(rate_hz) * Rendered::HOP_S).max(1);
    let most = hop * HOPS_AT_ONCE;
    let contributions = Contributions::new(players.len());
    let mut adding = Adding { sum: Audio::silence(rate_hz, 2, 0), contributions, hop };
    let mut frames = 0;
    loop {
        turn_all(players, frames, most);
        frames = players.iter().map(|player| player.feed.waiting().min(most)).max().unwrap_or(0);
        if frames == 0 {
            return adding;
        }
        for player in players.iter_mut() {
            player.feed.pad(frames);
        }
        adding.add(players, frames);
        done(adding.sum.frames() as f64);
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

fn open<'a>(stems: &[&'a StemFile], rate_hz: u32, notes: &mut Vec<String>) -> Result<Vec<Player<'a>>> {
    let mut players = Vec::new();
    for stem in stems {
        match Feed::open(stem, rate_hz) {
            Ok(feed) => {
                let ear = Ear::new(rate_hz, stem.format.rate_hz, stem.format.channels.min(2));
                players.push(Player { stem, feed, ear, bands: BandMeter::new(rate_hz) });
            }
            Err(error) => notes.push(format!("{} is left out: {error}.", stem.name)),
        }
    }
    let folder = || stems.first().and_then(|stem| stem.path.parent()).unwrap_or(Path::new(".")).to_owned();
    if players.is_empty() { Err(Error::NoStems { folder: folder() }) } else { Ok(players) }
}

/// As many stems at a time as there are cores.
fn turn_all(players: &mut [Player<'_>], frames: usize, next: usize) {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let each = players.len().div_ceil(cores).max(1);
    thread::scope(|scope| {
        for some in players.chunks_mut(each) {
            scope.spawn(move || some.iter_mut().for_each(|player| player.turn(frames, next)));
        }
    });
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
