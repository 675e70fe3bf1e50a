// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Hears kick and bass once more, for their phase: which stems they are is known only afterwards.

use measure::{
    board::LowEnd,
    low_end_phase::{Low, LowMeter, low_end_phase, roles},
};

use super::{
    super::{StemFile, feed::Feed},
    listen::Listened,
};

/// Frames that are read at a time.
const BLOCK: usize = 65_536;

/// Kick against bass, where both are known.
pub(super) fn low_end(listened: &Listened<'_>) -> Option<LowEnd> {
    let names: Vec<&str> = listened.stems.iter().map(|(stem, _)| stem.name.as_str()).collect();
    let roles = roles(&names, &listened.powers)?;
    let low = |stems: &[usize]| {
        let each = stems.iter().filter_map(|stem| low(listened.stems[*stem].0, listened.sum.rate_hz));
        each.fold(Low::default(), |all, one| all.plus(&one))
    };
    let phase = low_end_phase(&low(&roles.kick), &low(&roles.bass))?;
    let named = |stems: &[usize]| stems.iter().map(|stem| names[*stem].to_owned()).collect();
    Some(LowEnd { kick: named(&roles.kick), bass: named(&roles.bass), phase })
}

/// The low end of a stem; nothing if it cannot be read again.
fn low(stem: &StemFile, rate_hz: u32) -> Option<Low> {
    let mut feed = Feed::open(stem, rate_hz).ok()?;
    let mut meter = LowMeter::new(rate_hz);
    loop {
        feed.fill(BLOCK, None);
        let frames = feed.waiting().min(BLOCK);
        if frames == 0 {
            return Some(meter.finish());
        }
        meter.push(&feed.next(0..frames));
        feed.advance(frames);
    }
}
