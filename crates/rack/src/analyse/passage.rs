// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The part of a song that decides how hard a limiter works: its loudest passage.

use dsp::Audio;
use measure::{Course, Measured, Span};

/// How long a passage is, seconds.
const LENGTH_S: f64 = 20.0;

/// The loudest passage of a song, or the whole song if it is no longer.
pub fn loudest(measured: &Measured) -> Span {
    let seconds = measured.seconds();
    let hops = dsp::math::index_from(LENGTH_S / Course::HOP_S);
    let powers: Vec<f64> = measured.course.momentary_lufs.iter().map(|lufs| power(*lufs)).collect();
    if powers.len() <= hops {
        return Span { from_s: 0.0, to_s: seconds };
    }
    let mut sum: f64 = powers[..hops].iter().sum();
    let (mut most, mut end) = (sum, hops);
    for n in hops..powers.len() {
        sum += powers[n] - powers[n - hops];
        if sum > most {
            (most, end) = (sum, n + 1);
        }
    }
    let to_s = (end as f64 * Course::HOP_S).min(seconds);
    Span { from_s: (to_s - LENGTH_S).max(0.0), to_s }
}

fn power(lufs: f32) -> f64 {
    if lufs.is_finite() { dsp::math::exp10(f64::from(lufs) / 10.0) } else { 0.0 }
}

/// The sound of a passage.
pub fn cut(song: &Audio, passage: Span) -> Audio {
    let frame = |seconds: f64| dsp::math::index_from(seconds * f64::from(song.rate_hz)).min(song.frames());
    let frames = frame(passage.from_s)..frame(passage.to_s);
    let channels = song.channels.iter().map(|channel| channel[frames.clone()].to_vec()).collect();
    Audio { rate_hz: song.rate_hz, channels }
}
