// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Two versions of one song laid over each other: how much later, louder, upside down is one?
//!
//! *Coarse* (`coarse`): both are thinned out to about 6 kHz and their whole lengths correlated with
//! equal weight for every frequency, so that an offset of minutes is found like one of samples.
//! *Fine* (`fine`): in the loudest frames the cross-spectrum `S = Σ A*·B` is averaged; the peak of its
//! whitened inverse transform, eight times interpolated, gives the delay to a hundredth of a sample,
//! and the slope of the phase that is left, `τ = −Σ w·ω·arg S / Σ w·ω²`, gives the rest. The weight
//! `w = γ²/(1 − γ²)` of a frequency follows from its coherence `γ² = |S|²/(ΣA²·ΣB²)`.
//!
//! Sources: C. H. Knapp, G. C. Carter, "The generalized correlation method for estimation of time
//! delay", IEEE Trans. ASSP 24 (1976), for both weightings.
//!
//! A copy that runs at another speed, as from a tape, is not found.

mod coarse;
mod fine;

use dsp::{math, units::db_from_gain};

/// Versions of one song have at least this likeness. Measured: see `docs/manual/null.md`.
pub const SAME_SONG: f64 = 0.25;
/// A fraction of a sample smaller than this is none: what noise 40 dB down can feign (measured).
const WHOLE_FRAMES: f64 = 2e-4;
/// Quieter than the highest sample by this factor (−60 dB) is silence at the start.
const SILENT: f32 = 1e-3;
/// Less than this cannot be told from anything, seconds.
const SHORTEST_S: f64 = 1.0;

/// How the second of two versions, B, lies against the first, A.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Alignment {
    /// By how many frames B is later than A; negative if it is earlier. Exact to 0.01 frame.
    pub delay_frames: f64,
    /// Whether B pulls where A pushes.
    pub is_upside_down: bool,
    /// How much louder B is, dB (least squares over the loudest frames).
    pub gain_db: f64,
    /// Silent frames at the start of A and of B.
    pub lead_frames: [usize; 2],
    /// Mean coherence of 100 Hz … 8 kHz with its sign: 1 the same sound, 0 strangers.
    pub likeness: f64,
    /// By how much this place fits better than the second-best; near 1 for a song of equal loops.
    pub confidence: f64,
}

/// Lays B over A; `None` if they are not versions of one song, or too short or too quiet to tell.
///
/// If one has fewer channels, its last one stands beside the other's remaining ones.
pub fn align(a: &[&[f32]], b: &[&[f32]], rate_hz: u32) -> Option<Alignment> {
    let pairs = pairs(a, b)?;
    let shortest = math::index_from(SHORTEST_S * f64::from(rate_hz));
    let place = coarse::place(&pairs, rate_hz)?;
    let first = fine::Match::at(&pairs, place.lag, shortest, rate_hz)?;
    let whole = place.lag + math::whole_from(math::round(first.delay_frames));
    let found = fine::Match::at(&pairs, whole, shortest, rate_hz)?;
    let delay_frames = nearly_whole(whole as f64 + found.delay_frames);
    (found.likeness >= SAME_SONG).then(|| Alignment {
        delay_frames,
        is_upside_down: found.gain < 0.0,
        gain_db: db_from_gain(found.gain.abs()).0,
        lead_frames: [a, b].map(leading_silence),
        likeness: found.likeness,
        confidence: place.confidence,
    })
}

impl Alignment {
    /// The gain that makes A of B: the inverse of how B is louder, negative if it is upside down.
    pub fn gain_back(&self) -> f64 {
        let size = dsp::units::gain_from_db(dsp::Db(-self.gain_db));
        if self.is_upside_down { -size } else { size }
    }
}

/// A channel of A beside its counterpart in B.
type Pair<'a> = [&'a [f32]; 2];

pub(crate) fn pairs<'a>(a: &[&'a [f32]], b: &[&'a [f32]]) -> Option<Vec<Pair<'a>>> {
    let channels = a.len().max(b.len());
    let of = |sound: &[&'a [f32]], n: usize| sound.get(n).or(sound.last()).copied();
    (0..channels).map(|n| Some([of(a, n)?, of(b, n)?])).collect()
}

fn nearly_whole(frames: f64) -> f64 {
    let whole = math::round(frames);
    if (frames - whole).abs() < WHOLE_FRAMES { whole } else { frames }
}

fn leading_silence(sound: &[&[f32]]) -> usize {
    let peak =
        sound.iter().flat_map(|channel| channel.iter()).fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
    let audible = |channel: &&[f32]| channel.iter().position(|sample| sample.abs() > SILENT * peak);
    let frames = sound.first().map_or(0, |channel| channel.len());
    sound.iter().filter_map(audible).min().unwrap_or(frames)
}

/// The frames of A that B also has, when B is later by `lag`: the first and the one after the last.
pub(crate) fn overlap(pair: &Pair<'_>, lag: i64) -> [usize; 2] {
    let [a, b] = pair.map(|channel| i64::try_from(channel.len()).unwrap_or(i64::MAX));
    let from = (-lag).max(0);
    let to = a.min(b.saturating_sub(lag)).max(from);
    [from, to].map(|frame| usize::try_from(frame).unwrap_or(0))
}

#[cfg(test)]
mod tests;
