// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How much life is left between loud and quiet: DR14, PSR, crest.

use dsp::{math, units::db_from_gain};

use crate::{gating::percentile, measured::Course};

/// The TT dynamic-range meter: blocks of 3 s, their RMS and peak.
///
/// Source: the published algorithm of the TT DR offline meter, as implemented in open meters: the
/// loudest fifth of the blocks against the second highest block peak, a sine reading 0.
#[derive(Clone, Debug)]
pub struct Dr14 {
    block_frames: usize,
    filled: usize,
    channels: Vec<DrChannel>,
}

#[derive(Clone, Debug, Default)]
struct DrChannel {
    power: f64,
    peak: f32,
    /// RMS and peak of every block.
    blocks: Vec<[f32; 2]>,
}

impl Dr14 {
    /// Nothing heard yet.
    pub fn new(rate_hz: u32, channels: usize) -> Self {
        // The original counts 44160 frames to the second at 44.1 kHz.
        let second = if rate_hz == 44_100 { 44_160 } else { rate_hz as usize };
        Self { block_frames: 3 * second, filled: 0, channels: vec![DrChannel::default(); channels] }
    }

    /// Hears the next samples.
    pub fn push<S: AsRef<[f32]>>(&mut self, channels: &[S]) {
        let frames = channels.first().map_or(0, |channel| channel.as_ref().len());
        let mut start = 0;
        while start < frames {
            let end = frames.min(start + self.block_frames - self.filled);
            for (state, samples) in self.channels.iter_mut().zip(channels) {
                state.push(&samples.as_ref()[start..end]);
            }
            self.filled += end - start;
            if self.filled == self.block_frames {
                self.end_block();
            }
            start = end;
        }
    }

    /// The reading; `None` for less than three blocks or silence.
    pub fn finish(mut self) -> Option<f64> {
        if self.filled > 0 {
            self.end_block();
        }
        let ranges: Option<Vec<f64>> = self.channels.iter_mut().map(DrChannel::range_db).collect();
        let ranges = ranges.filter(|ranges| !ranges.is_empty())?;
        Some(math::round(ranges.iter().sum::<f64>() / ranges.len() as f64))
    }

    fn end_block(&mut self) {
        for channel in &mut self.channels {
            // A full-scale sine has RMS 1 on this meter.
            let rms = math::sqrt(2.0 * channel.power / self.filled as f64);
            channel.blocks.push([math::sample_from(rms), channel.peak]);
            (channel.power, channel.peak) = (0.0, 0.0);
        }
        self.filled = 0;
    }
}

impl DrChannel {
    fn push(&mut self, samples: &[f32]) {
        self.power += power(samples);
        self.peak = self.peak.max(peak(samples));
    }

    fn range_db(&mut self) -> Option<f64> {
        if self.blocks.len() < 3 {
            return None;
        }
        self.blocks.sort_by(|a, b| b[0].total_cmp(&a[0]));
        let loudest = &self.blocks[..(self.blocks.len() / 5).max(1)];
        let power = loudest.iter().map(|[rms, _]| f64::from(*rms).powi(2)).sum::<f64>() / loudest.len() as f64;
        let mut peaks: Vec<f32> = self.blocks.iter().map(|[_, peak]| *peak).collect();
        peaks.sort_by(|a, b| b.total_cmp(a));
        (power > 0.0).then(|| db_from_gain(f64::from(peaks[1]) / math::sqrt(power)).0)
    }
}

/// The sum of squares, in eight lanes so that it takes no time.
pub fn power(samples: &[f32]) -> f64 {
    let mut lanes = [0.0_f64; 8];
    let chunks = samples.chunks_exact(8);
    let rest: f64 = chunks.remainder().iter().map(|sample| f64::from(*sample).powi(2)).sum();
    for chunk in chunks {
        for (lane, sample) in lanes.iter_mut().zip(chunk) {
            *lane += f64::from(*sample) * f64::from(*sample);
        }
    }
    lanes.iter().sum::<f64>() + rest
}

/// The largest sample, without regard to sign.
pub fn peak(samples: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    let chunks = samples.chunks_exact(8);
    let rest = chunks.remainder().iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
    for chunk in chunks {
        for (lane, sample) in lanes.iter_mut().zip(chunk) {
            *lane = lane.max(sample.abs());
        }
    }
    lanes.iter().fold(rest, |peak, lane| peak.max(*lane))
}

/// The least PSR, and the one that 95 % of the loud passages exceed, LU.
///
/// `PSR = true peak of 3 s − short-term loudness of the same 3 s`, in passages louder than
/// integrated loudness − 10 LU (I. Shepherd's PSR, gated).
pub fn psr_lu(course: &Course, integrated_lufs: f64) -> Option<[f64; 2]> {
    let psr = loud_psr_lu(course, integrated_lufs);
    Some([f64::from(*psr.first()?), percentile(&psr, 0.05)?])
}

/// The PSR of every loud moment, as in [`psr_lu`], in order of size, LU.
pub(crate) fn loud_psr_lu(course: &Course, integrated_lufs: f64) -> Vec<f32> {
    let is_loud = |(_, lufs): &(f32, f32)| f64::from(*lufs) > integrated_lufs - 10.0;
    let mut psr: Vec<f32> = psr_and_loudness(course).filter(is_loud).map(|(psr, _)| psr).collect();
    psr.sort_by(f32::total_cmp);
    psr
}

/// PSR, LU, and loudness, LUFS, of every 3 s that are over, one for every hop from the thirtieth.
pub(crate) fn psr_and_loudness(course: &Course) -> impl Iterator<Item = (f32, f32)> {
    let windows = course.true_peak_dbtp.windows(PSR_HOPS);
    windows.zip(course.short_term_lufs.iter().skip(PSR_HOPS - 1)).map(|(peaks, lufs)| {
        let peak = peaks.iter().fold(f32::NEG_INFINITY, |high, peak| high.max(*peak));
        (peak - lufs, *lufs)
    })
}

/// 3 s in hops of the course.
pub(crate) const PSR_HOPS: usize = 30;

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;

    #[test]
    fn a_sine_has_no_dynamic_range_and_noise_has_eleven() {
        let read = |sound: &[f32]| {
            let mut meter = Dr14::new(48_000, 1);
            meter.push(&[sound]);
            meter.finish()
        };
        assert_eq!(read(&signals::sine(48_000, 997.0, 0.5, 0.0, 480_000)), Some(0.0));
        assert_eq!(read(&signals::pink_noise(1, 0.5, 960_000)).map(|dr| (9.0..13.0).contains(&dr)), Some(true));
        assert_eq!(read(&vec![0.0; 480_000]), None);
        assert_eq!(read(&[0.5; 1000]), None);
    }
}
