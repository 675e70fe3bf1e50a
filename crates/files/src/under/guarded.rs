// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The dynamics guard over two sounds that lie over each other, and the chain that a receipt remembers.

use std::{borrow::Cow, path::Path};

use dsp::math;
use measure::{
    Course, Layout, Measured, Meter, Profiler, Span,
    under::guard::{Dynamics, Guard, places},
};
use rack::Preset;

use super::Side;
use crate::receipt::{self, Receipt};

/// Frames that are measured in one go.
const BLOCK: usize = 4096;

/// What a master's effects took from its raw mix; `shared` is what both have, `skipped_frames` what comes before.
pub(super) fn guard(
    sides: &[Side; 2],
    shared: &[Vec<&[f32]>; 2],
    skipped_frames: [usize; 2],
    chain: Option<&Preset>,
) -> Guard {
    let rate_hz = f64::from(sides[0].sound.rate_hz.max(1));
    let skipped_s = skipped_frames.map(|frames| frames as f64 / rate_hz);
    let [raw, master] = [0, 1].map(|n| measured(&sides[n], &shared[n], skipped_s[n]));
    let dynamics =
        |n: usize, measured: &Measured| Dynamics::of(&profiled(&sides[n], &shared[n], measured), measured);
    let mut guard = Guard {
        sides: [dynamics(0, &raw), dynamics(1, &master)],
        places: places(&raw, &master).into_iter().map(|span| later(span, skipped_s[0])).collect(),
        ..Guard::default()
    };
    let over = guard.over().is_some();
    let passage = rack::analyse::loudest(&sides[0].measured);
    guard.stages = chain.map(|chain| rack::taken(chain, &sides[0].sound, passage, over));
    guard
}

/// The chain of the receipt beside a master, if it tells of this master and this raw mix.
pub(super) fn remembered(master: (&Path, &str), raw_blake3: &str) -> Option<Preset> {
    let (path, blake3) = master;
    let (receipt, unknown) = Receipt::read(&receipt::path_of(path)).ok()?;
    let is_it = receipt.facts.output.blake3 == blake3 && receipt.facts.input.blake3 == raw_blake3;
    (is_it && unknown.is_empty()).then_some(receipt.chain)
}

/// The numbers of a side from where both have sound; measured again where its channels were multiplied.
fn measured<'a>(side: &'a Side, shared: &[&[f32]], skipped_s: f64) -> Cow<'a, Measured> {
    if side.measured.channels != shared.len() || side.measured.rate_hz == 0 {
        let mut meter = Meter::new(side.sound.rate_hz, Layout::from_channels(shared.len()));
        in_blocks(shared, |block| meter.push(block));
        return Cow::Owned(meter.finish());
    }
    let hops = math::index_from(math::round(skipped_s / Course::HOP_S));
    if hops == 0 {
        return Cow::Borrowed(&side.measured);
    }
    let rest = |values: &[f32]| values.get(hops..).unwrap_or(&[]).to_vec();
    let all = &side.measured.course;
    let course = Course {
        momentary_lufs: rest(&all.momentary_lufs),
        short_term_lufs: rest(&all.short_term_lufs),
        true_peak_dbtp: rest(&all.true_peak_dbtp),
    };
    Cow::Owned(Measured { course, ..side.measured.clone() })
}

fn profiled(side: &Side, shared: &[&[f32]], measured: &Measured) -> measure::Cells {
    let mut profiler = Profiler::new(side.sound.rate_hz, Layout::from_channels(shared.len()));
    in_blocks(shared, |block| profiler.push(block));
    profiler.finish(measured)
}

fn in_blocks(sound: &[&[f32]], mut each: impl FnMut(&[&[f32]])) {
    let frames = sound.iter().map(|channel| channel.len()).min().unwrap_or(0);
    for start in (0..frames).step_by(BLOCK) {
        let end = frames.min(start + BLOCK);
        let block: Vec<&[f32]> = sound.iter().map(|channel| &channel[start..end]).collect();
        each(&block);
    }
}

fn later(span: Span, by_s: f64) -> Span {
    Span { from_s: span.from_s + by_s, to_s: span.to_s + by_s }
}
