// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where a chain takes most.

use super::WATCH_DB;
use crate::{
    dynamics::{PSR_HOPS, psr_and_loudness},
    fault::Span,
    measured::{Course, Measured},
};

/// A stretch is as long as this, hops: 10 s.
const STRETCH: usize = 100;
/// No more places than this help anybody.
const MOST: usize = 3;
/// A stretch that loses this share of the greatest loss is among those where most is lost.
const NEARLY: f64 = 0.8;

/// The stretches of 10 s in which most of the PSR is lost, in order; none if nowhere much is lost.
///
/// Both were heard from the same moment on; loud is what is loud in the raw mix.
pub fn places(raw: &Measured, master: &Measured) -> Vec<Span> {
    let Some(lufs) = raw.integrated_lufs else { return Vec::new() };
    let both = psr_and_loudness(&raw.course).zip(psr_and_loudness(&master.course));
    let lost: Vec<Option<f64>> = both
        .map(|((raw, raw_lufs), (master, _))| (f64::from(raw_lufs) > lufs - 10.0).then(|| f64::from(raw - master)))
        .collect();
    let mean = |stretch: &[Option<f64>]| {
        let loud = stretch.iter().flatten();
        let (sum, count) = loud.fold((0.0, 0.0), |(sum, count), lost| (sum + lost, count + 1.0));
        // A stretch of which little is loud says little, and so does the short one at the end.
        if 2.0 * count < STRETCH as f64 { 0.0 } else { sum / count }
    };
    let means: Vec<f64> = lost.chunks(STRETCH).map(mean).collect();
    let most = means.iter().copied().fold(WATCH_DB / NEARLY, f64::max);
    let mut found: Vec<usize> = (0..means.len()).filter(|place| means[*place] >= NEARLY * most).collect();
    found.sort_by(|one, other| means[*other].total_cmp(&means[*one]));
    found.truncate(MOST);
    found.sort_unstable();
    joined(&found, lost.len())
}

/// Neighbours are one place.
fn joined(stretches: &[usize], hops: usize) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for stretch in stretches {
        let [from, to] = [stretch * STRETCH, ((stretch + 1) * STRETCH).min(hops) + PSR_HOPS - 1];
        let [from_s, to_s] = [from, to].map(|hop| hop as f64 * Course::HOP_S);
        match spans.last_mut() {
            Some(last) if last.to_s >= from_s => last.to_s = to_s,
            _ => spans.push(Span { from_s, to_s }),
        }
    }
    spans
}
