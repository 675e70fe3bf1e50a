// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Loudness and true peak as they pass, in memory that never grows: the meter for the audio thread.
//!
//! The same hops, weighing and windows as [`Meter`](crate::Meter), without the lists that a
//! whole song needs.

use dsp::{mend, true_peak::StandardTruePeak, units::db_from_gain};

use crate::{
    hops::Hops,
    layout::Layout,
    loudness::{Weighing, Windows, is_audible},
};

/// Listens to a stream that never ends.
pub struct LiveMeter {
    hops: Hops,
    weighing: Weighing,
    windows: Windows,
    peaks: Vec<StandardTruePeak>,
    highest_peak: f32,
}

impl LiveMeter {
    /// A meter that has heard nothing. The only place that allocates.
    pub fn new(rate_hz: u32, layout: Layout) -> Self {
        Self {
            hops: Hops::new(rate_hz, layout.channels()),
            weighing: Weighing::new(rate_hz, layout),
            windows: Windows::default(),
            peaks: vec![StandardTruePeak::new(); layout.channels()],
            highest_peak: 0.0,
        }
    }

    /// Forgets what it has heard, keeps the memory.
    ///
    /// # Realtime
    /// Safe.
    pub fn reset(&mut self) {
        self.hops.reset();
        self.weighing.reset();
        self.windows.reset();
        self.peaks.fill(StandardTruePeak::new());
        self.highest_peak = 0.0;
    }

    /// Hears the next samples, channel after channel; channels that are missing are silent.
    ///
    /// # Realtime
    /// Safe.
    pub fn push(&mut self, channels: &[&[f32]]) {
        let frames = channels.first().map_or(0, |channel| channel.len());
        let mut start = 0;
        while start < frames {
            start += self.hops.fill(channels, start);
            if self.hops.is_whole() {
                self.hear_hop();
                self.hops.advance();
            }
        }
    }

    /// Loudness of the last 400 ms, LUFS.
    pub fn momentary_lufs(&self) -> Option<f64> {
        self.windows.momentary_lufs().filter(|lufs| is_audible(*lufs))
    }

    /// Loudness of the last 3 s, LUFS.
    pub fn short_term_lufs(&self) -> Option<f64> {
        self.windows.short_term_lufs().filter(|lufs| is_audible(*lufs))
    }

    /// The highest true peak since the start or [`LiveMeter::reset`], dBTP.
    pub fn true_peak_dbtp(&self) -> Option<f64> {
        let level = db_from_gain(f64::from(self.highest_peak)).0;
        is_audible(level).then_some(level)
    }

    fn hear_hop(&mut self) {
        let hop = self.hops.samples_mut();
        for channel in hop.iter_mut() {
            mend::mend(channel);
        }
        for (meter, channel) in self.peaks.iter_mut().zip(hop.iter()) {
            self.highest_peak = self.highest_peak.max(meter.highest(channel));
        }
        self.weighing.push(hop);
        let frames = hop.first().map_or(0, Vec::len);
        self.windows.push(self.weighing.end_hop(), frames);
    }
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;
    use crate::Meter;

    #[test]
    fn it_reads_what_the_meter_for_files_reads() {
        let noise = signals::pink_noise(3, 0.7, 200_000);
        let (mut live, mut meter) =
            (LiveMeter::new(48_000, Layout::Stereo), Meter::loudness_only(48_000, Layout::Stereo));
        for piece in noise.chunks(333) {
            live.push(&[piece, piece]);
            meter.push(&[piece, piece]);
            assert_eq!(live.momentary_lufs(), meter.momentary_lufs());
            assert_eq!(live.short_term_lufs(), meter.short_term_lufs());
        }
        let difference = live.true_peak_dbtp().unwrap() - meter.finish().true_peak_dbtp.unwrap();
        assert!(difference.abs() < 1e-9);
    }

    #[test]
    fn reset_means_as_new() {
        let mut live = LiveMeter::new(44_100, Layout::Mono);
        let noise = signals::pink_noise(1, 0.9, 44_100);
        live.push(&[&noise]);
        let first = live.momentary_lufs();
        live.reset();
        assert_eq!((live.momentary_lufs(), live.true_peak_dbtp()), (None, None));
        live.push(&[&noise]);
        assert_eq!(live.momentary_lufs(), first);
    }
}
