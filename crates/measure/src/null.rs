// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What is left when one version of a song is taken from another: the null test.
//!
//! `r(t) = a(t) − g·b(t + τ)`, with gain, polarity and delay of the [`Alignment`] taken back. What a
//! mistake in them would leave: a delay of τ samples `20·log₁₀(2·sin πfτ)` at `f` in cycles per sample,
//! a gain that is off by `d` dB `20·log₁₀|1 − 10^(d/20)|`.
//!
//! If B lies between samples, both are read through a windowed sinc that is flat to 0.453 of the rate
//! (20 kHz at 44.1 kHz); what lies above fades from both.

mod shifted;
mod words;

use dsp::math;

use crate::{
    align::{Alignment, overlap, pairs},
    fault::Span,
    measured::Band,
    spectrum::Spectrum,
};
use shifted::Shift;
pub use words::sentence;

/// Deeper than this nothing is told apart: the rounding of 32-bit samples.
pub const DEEPEST_DB: f64 = -140.0;
/// Frames at a time.
const BLOCK: usize = 4096;
/// How finely it is known where something is left, seconds.
const CELL_S: f64 = 0.5;
/// What is left within this much of the most is among the most, dB.
const AMONG_THE_MOST_DB: f64 = 6.0;
/// Quieter than the highest sample by this factor (−60 dB) is no sound that the other lacks.
const SILENT: f32 = 1e-3;
/// Every frame is heard alike, loud or not.
const EVERY_FRAME_LUFS: f64 = 0.0;

/// What one version has and the other has not.
#[derive(Clone, Debug, PartialEq)]
pub struct Residual {
    /// Its level under A's, dB, over all the time they share; [`DEEPEST_DB`] for nothing.
    pub level_db: f64,
    /// Where it lies, in third octaves; a full-scale sine reads 0 dB.
    pub spectrum: Vec<Band>,
    /// A in the same time and bands.
    pub of_a: Vec<Band>,
    /// When most of it is, the greatest part first; empty if nothing is left.
    pub spans: Vec<Span>,
    /// How long they sound together, seconds.
    pub shared_s: f64,
    /// How long A sounds where B has nothing at all, and B where A has nothing, seconds.
    pub alone_s: [f64; 2],
}

/// Takes B, laid over A, from A.
pub fn null(a: &[&[f32]], b: &[&[f32]], rate_hz: u32, alignment: &Alignment) -> Residual {
    let pairs = pairs(a, b).unwrap_or_default();
    let shift = Shift::new(alignment.delay_frames);
    let shared = shift.inside(pairs.first().map_or([0, 0], |pair| overlap(pair, shift.whole)));
    let gain = math::sample_from(alignment.gain_back());
    let mut ledger = Ledger::new(rate_hz, pairs.len());
    let mut work = vec![[Vec::new(), Vec::new()]; pairs.len()];
    for start in (shared[0]..shared[1]).step_by(BLOCK) {
        let end = shared[1].min(start + BLOCK);
        for ([here, left], [a, b]) in work.iter_mut().zip(&pairs) {
            shift.read(a, start..end, here);
            shift.read_later(b, start..end, left);
            left.iter_mut().zip(&*here).for_each(|(left, a)| *left = a - gain * *left);
        }
        ledger.enter(start, &work);
    }
    ledger.close(shared, alone(a, b, shift.whole, rate_hz))
}

impl Residual {
    /// The third octave with most of what is left.
    pub fn fullest(&self) -> Option<&Band> {
        self.spectrum.iter().max_by(|x, y| x.level_db.total_cmp(&y.level_db))
    }
}

/// Powers as they come in.
struct Ledger {
    rate_hz: u32,
    cell: usize,
    /// Of A and of what is left.
    powers: [f64; 2],
    cells: Vec<f64>,
    spectra: [Spectrum; 2],
}

impl Ledger {
    fn new(rate_hz: u32, channels: usize) -> Self {
        Self {
            rate_hz,
            cell: math::index_from(CELL_S * f64::from(rate_hz)).max(1),
            powers: [0.0; 2],
            cells: Vec::new(),
            spectra: [(); 2].map(|()| Spectrum::new(rate_hz, channels)),
        }
    }

    fn enter(&mut self, start: usize, block: &[[Vec<f32>; 2]]) {
        for side in 0..2 {
            let channels: Vec<&[f32]> = block.iter().map(|pair| pair[side].as_slice()).collect();
            self.powers[side] += channels.iter().map(|channel| power(channel)).sum::<f64>();
            self.spectra[side].push(&channels, EVERY_FRAME_LUFS);
        }
        for [_, left] in block {
            for (n, sample) in left.iter().enumerate() {
                let cell = (start + n) / self.cell;
                if cell >= self.cells.len() {
                    self.cells.resize(cell + 1, 0.0);
                }
                self.cells[cell] += f64::from(*sample) * f64::from(*sample);
            }
        }
    }

    fn close(self, shared: [usize; 2], alone_s: [f64; 2]) -> Residual {
        let ratio = if self.powers[0] > 0.0 { self.powers[1] / self.powers[0] } else { 0.0 };
        let level_db = 10.0 * math::log10(ratio.max(1e-20));
        let spans = if level_db > DEEPEST_DB { spans(&self.cells) } else { Vec::new() };
        let [of_a, spectrum] = self.spectra.map(|spectrum| spectrum.finish(EVERY_FRAME_LUFS));
        let shared_s = (shared[1] - shared[0]) as f64 / f64::from(self.rate_hz.max(1));
        Residual { level_db: level_db.max(DEEPEST_DB), spectrum, of_a, spans, shared_s, alone_s }
    }
}

/// Runs of cells among the greatest, the fullest run first.
fn spans(cells: &[f64]) -> Vec<Span> {
    let most = cells.iter().fold(0.0_f64, |most, cell| most.max(*cell));
    let limit = most * math::exp10(-AMONG_THE_MOST_DB / 10.0);
    let cells: Vec<(usize, f64)> = cells.iter().copied().enumerate().collect();
    let mut runs: Vec<_> = cells
        .chunk_by(|x, y| (x.1 >= limit) == (y.1 >= limit))
        .filter(|run| run[0].1 >= limit && most > 0.0)
        .map(|run| (run.iter().map(|(_, cell)| cell).sum::<f64>(), run[0].0, run.len()))
        .collect();
    runs.sort_by(|x, y| y.0.total_cmp(&x.0));
    let span = |(_, first, cells): &(f64, usize, usize)| Span {
        from_s: *first as f64 * CELL_S,
        to_s: (first + cells) as f64 * CELL_S,
    };
    runs.iter().map(span).collect()
}

fn power(samples: &[f32]) -> f64 {
    samples.iter().map(|sample| f64::from(*sample) * f64::from(*sample)).sum()
}

/// How long each sounds before and after the time they share.
fn alone(a: &[&[f32]], b: &[&[f32]], lag: i64, rate_hz: u32) -> [f64; 2] {
    let frames = |sound: &[&[f32]]| sound.first().map_or(0, |channel| channel.len());
    let in_a = overlap(&[a.first().copied().unwrap_or(&[]), b.first().copied().unwrap_or(&[])], lag);
    let in_b = in_a.map(|frame| frame.saturating_add_signed(isize::try_from(lag).unwrap_or(0)));
    [(a, in_a), (b, in_b)].map(|(sound, [from, to])| {
        let outside = sounding(sound, 0..from) + sounding(sound, to..frames(sound).max(to));
        outside as f64 / f64::from(rate_hz.max(1))
    })
}

/// From the first to the last frame that is more than silence, in a part of the sound.
fn sounding(sound: &[&[f32]], part: std::ops::Range<usize>) -> usize {
    let peak =
        sound.iter().flat_map(|channel| channel.iter()).fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
    let audible = |sample: &f32| sample.abs() > SILENT * peak;
    let parts = sound.iter().filter_map(|channel| channel.get(part.clone()));
    let [mut first, mut last] = [usize::MAX, 0];
    for channel in parts {
        first = first.min(channel.iter().position(audible).unwrap_or(usize::MAX));
        last = last.max(channel.iter().rposition(audible).map_or(0, |at| at + 1));
    }
    last.saturating_sub(first)
}

#[cfg(test)]
mod tests;
