// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Moves every fader by 1 dB and hears what comes out of the chain.

use std::thread;

use dsp::{Audio, Db, math, units::gain_from_db};
use measure::{
    Span,
    board::{
        Heard,
        faders::{Levels, MOVE_DB},
    },
};
use rack::Preset;

use super::{
    super::{StemFile, feed::Feed},
    cut,
    listen::Listened,
};

/// Frames that are read at a time on the way to the passage.
const BLOCK: usize = 65_536;

/// A passage of the mix before any fader is moved.
struct Before<'a> {
    mix: Audio,
    levels: Levels,
    chain: &'a Preset,
    start: usize,
}

/// What each fader does behind the chain, in the order of the stems that were heard.
pub(super) fn effects(listened: &Listened<'_>, chain: &Preset, passage: Span) -> Vec<Option<f64>> {
    let mix = cut(&listened.sum, passage);
    let start = math::index_from(passage.from_s * f64::from(mix.rate_hz));
    let levels = Levels::of(&mix, &rack::render(chain, &mix).audio);
    let before = &Before { mix, levels, chain, start };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let each = listened.stems.len().div_ceil(cores).max(1);
    thread::scope(|scope| {
        let workers: Vec<_> =
            listened.stems.chunks(each).map(|some| scope.spawn(move || before.effects(some))).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no fader panics")).collect()
    })
}

impl Before<'_> {
    fn effects(&self, stems: &[(&StemFile, Heard)]) -> Vec<Option<f64>> {
        stems.iter().map(|(stem, _)| self.effect(stem)).collect()
    }

    fn effect(&self, stem: &StemFile) -> Option<f64> {
        let moved = self.moved(stem)?;
        let after = Levels::of(&moved, &rack::render(self.chain, &moved).audio);
        self.levels.effect_of(after)
    }

    /// The mix with the fader moved.
    fn moved(&self, stem: &StemFile) -> Option<Audio> {
        let mut feed = Feed::open(stem, self.mix.rate_hz).ok()?;
        skip(&mut feed, self.start);
        let frames = self.mix.frames();
        feed.fill(frames, None);
        feed.pad(frames);
        let more = math::sample_from(gain_from_db(Db(MOVE_DB)) - 1.0);
        let mut moved = self.mix.clone();
        for (all, one) in moved.channels.iter_mut().zip(feed.next(0..frames)) {
            all.iter_mut().zip(one).for_each(|(all, one)| *all += more * one);
        }
        Some(moved)
    }
}

fn skip(feed: &mut Feed, frames: usize) {
    let mut left = frames;
    while left > 0 {
        let now = left.min(BLOCK);
        feed.fill(now, None);
        feed.advance(now);
        left -= now;
    }
}
