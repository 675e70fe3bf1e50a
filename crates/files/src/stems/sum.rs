// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Do the stems add up to the mix?
//!
//! Their sum is laid over the mix ([`measure::align()`]) and taken from it at the gain that leaves least
//! ([`measure::null()`]): what is left is in no stem.

use std::path::Path;

use dsp::{Audio, math, units::db_from_gain};
use measure::{Alignment, Measured, Span, align, null};
use rack::analyse;

use crate::{decode::decode_span, error::Result, resample};

/// Less of the mix's power than this may be missing: it moves no stem's share by more, and a limiter on the
/// bounce takes as much.
const MISSED: f64 = 0.1;
/// An offset that moves no band's level in a passage, s.
const OFFSET_S: f64 = 0.1;

/// So much of the mix is laid over the sum of the stems, s: offsets up to about half of it are found.
const COMPARED_S: f64 = 40.0;

/// How the sum of the stems lies against the mix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sum {
    /// By how much the stems are later than the mix, s; negative if they are earlier.
    pub offset_s: f64,
    /// How much louder their sum is than the mix, dB.
    pub gain_db: f64,
    /// What is left of the mix without them, dB under the mix.
    pub residual_db: f64,
}

/// The passage of a mix that is laid over the sum: around its loudest.
pub(super) fn compared(mix: &Measured) -> Span {
    let loudest = analyse::loudest(mix);
    let middle_s = f64::midpoint(loudest.from_s, loudest.to_s);
    let from_s = (middle_s - COMPARED_S / 2.0).max(0.0);
    Span { from_s, to_s: from_s + COMPARED_S }
}

impl Sum {
    /// Lays the sum of a passage over that passage of the file of the mix; `None` if they are different sounds.
    pub(super) fn beside(mix: &Path, sum: &Audio, span: Span) -> Result<Option<Self>> {
        let mut mix = decode_span(mix, span)?;
        mix.channels.truncate(2);
        Ok(Self::between(&mix, sum))
    }

    /// Lays the sum of the stems over the mix, at the same rate; `None` if they are different sounds.
    pub fn between(mix: &Audio, sum: &Audio) -> Option<Self> {
        let rate_hz = mix.rate_hz;
        let [mix, sum] = [mix, sum].map(slices);
        let found = align(&mix, &sum, rate_hz)?;
        let alignment = Alignment { gain_db: louder_db(&mix, &sum, found.delay_frames), ..found };
        let residual = null(&mix, &sum, rate_hz, &alignment);
        Some(Self {
            offset_s: alignment.delay_frames / f64::from(rate_hz),
            gain_db: alignment.gain_db,
            residual_db: residual.level_db.min(0.0),
        })
    }

    /// The share of the mix's power that is in none of them, 0 to 1.
    pub fn missing(&self) -> f64 {
        math::exp10(self.residual_db / 10.0).min(1.0)
    }

    /// What does not fit, in a sentence; nothing if all is well.
    pub fn sentence(sum: Option<&Self>) -> Option<String> {
        let Some(sum) = sum else {
            return Some("These are not the stems of this mix: their sum is another sound; name the folder of the same bounce.".to_owned());
        };
        if sum.missing() > MISSED {
            return Some(format!(
                "The stems are not the whole mix: {:.0} % of its power is in none of them; a send or the master chain may be missing.",
                sum.missing() * 100.0
            ));
        }
        let later = if sum.offset_s > 0.0 { "later" } else { "earlier" };
        (sum.offset_s.abs() > OFFSET_S).then(|| {
            format!(
                "The stems begin {:.1} s {later} than the mix; export both from the same start.",
                sum.offset_s.abs()
            )
        })
    }
}

/// Adds stems up beside the mix.
pub(super) struct Adding {
    mix: Audio,
    sum: Audio,
}

impl Adding {
    pub fn new(mix: Audio) -> Self {
        let sum = Audio::silence(mix.rate_hz, 2, mix.frames());
        Self { mix, sum }
    }

    pub fn rate_hz(&self) -> u32 {
        self.mix.rate_hz
    }

    /// Adds a stem, at the mix's rate; one channel stands in the middle.
    pub fn add(&mut self, stem: &Audio) -> Result<()> {
        let stem = resample::resample(stem, self.mix.rate_hz)?;
        let Some(last) = stem.channels.last() else { return Ok(()) };
        for (side, sum) in self.sum.channels.iter_mut().enumerate() {
            let channel = stem.channels.get(side).unwrap_or(last);
            sum.iter_mut().zip(channel).for_each(|(sum, sample)| *sum += sample);
        }
        Ok(())
    }

    pub fn finish(self) -> Option<Sum> {
        Sum::between(&self.mix, &self.sum)
    }
}

/// How much louder the sum is, at the gain that leaves least of the mix; the alignment's own gain also counts
/// what the sum lacks.
fn louder_db(mix: &[&[f32]], sum: &[&[f32]], delay_frames: f64) -> f64 {
    let later = math::whole_from(math::round(delay_frames));
    let [skip_mix, skip_sum] = [-later, later].map(|frames| usize::try_from(frames).unwrap_or(0));
    let (mut own, mut both) = (0.0, 0.0);
    for (side, sum) in sum.iter().enumerate() {
        let mix = mix[side.min(mix.len() - 1)];
        for (a, b) in mix.iter().skip(skip_mix).zip(sum.iter().skip(skip_sum)) {
            own += f64::from(b * b);
            both += f64::from(a * b);
        }
    }
    db_from_gain(own / both.abs()).0
}

fn slices(audio: &Audio) -> Vec<&[f32]> {
    audio.channels.iter().map(Vec::as_slice).collect()
}
