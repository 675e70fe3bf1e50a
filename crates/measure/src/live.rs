// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Loudness, dynamics and true peak as they pass, in memory that never grows: the meter for the audio thread.
//!
//! The same hops, weighing and windows as [`Meter`](crate::Meter); classes of 0.1 LU in place of
//! the lists that a whole song needs.

use dsp::{mend, true_peak::StandardTruePeak, units::db_from_gain};

use crate::{
    field::{Field, Pressing},
    histogram::Histogram,
    hops::Hops,
    layout::Layout,
    loudness::{Weighing, Windows, is_audible},
};

/// Hops of 10 ms between two looks at the slow numbers.
const HOPS_PER_LOOK: u64 = 10;
/// Looks in 3 s.
const LOOKS: usize = 30;

/// What a live meter reads now. `None` where nothing can be said yet.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Levels {
    /// Loudness of the last 400 ms, LUFS.
    pub momentary_lufs: Option<f64>,
    /// Loudness of the last 3 s, LUFS.
    pub short_term_lufs: Option<f64>,
    /// Loudness since the start, gated, LUFS.
    pub integrated_lufs: Option<f64>,
    /// Loudness range since the start, LU.
    pub range_lu: Option<f64>,
    /// The highest true peak since the start, dBTP.
    pub true_peak_dbtp: Option<f64>,
    /// True peak against loudness of the last 3 s, LU.
    pub psr_lu: Option<f64>,
    /// What 95 % of the loud passages have more of, LU.
    pub psr_low_lu: Option<f64>,
    /// The highest true peak against the integrated loudness, LU.
    pub plr_lu: Option<f64>,
    /// How alike the sides were in the last seconds.
    pub correlation: Option<f64>,
    /// The least of it so far.
    pub correlation_low: Option<f64>,
    /// The same between 20 and 120 Hz, where there was enough of it: the least so far.
    pub bass_correlation_low: Option<f64>,
    /// Left against right over the last seconds, dB.
    pub balance_db: Option<f64>,
    /// What lies between 20 and 120 Hz against the whole, over the last seconds, dB.
    pub bass_db: Option<f64>,
    /// The greatest share of ten seconds whose peaks were equally high, 0 to 1.
    pub pressed: Option<f64>,
}

/// Listens to a stream that never ends.
pub struct LiveMeter {
    hops: Hops,
    weighing: Weighing,
    windows: Windows,
    peaks: Vec<StandardTruePeak>,
    /// The highest point of each of the last looks, the open one first.
    recent_peaks: [f32; LOOKS + 1],
    newest_peak: f32,
    highest_peak: f32,
    ended_hops: u64,
    momentary: Histogram,
    short_term: Histogram,
    psr: Histogram,
    field: Option<Field>,
    pressing: Pressing,
    levels: Levels,
}

impl LiveMeter {
    /// A meter that has heard nothing. The only place that allocates.
    pub fn new(rate_hz: u32, layout: Layout) -> Self {
        Self {
            hops: Hops::new(rate_hz, layout.channels()),
            weighing: Weighing::new(rate_hz, layout),
            windows: Windows::default(),
            peaks: vec![StandardTruePeak::new(); layout.channels()],
            recent_peaks: [0.0; LOOKS + 1],
            newest_peak: 0.0,
            highest_peak: 0.0,
            ended_hops: 0,
            momentary: Histogram::default(),
            short_term: Histogram::default(),
            psr: Histogram::default(),
            field: (layout.channels() == 2).then(|| Field::new(rate_hz)),
            pressing: Pressing::default(),
            levels: Levels::default(),
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
        self.recent_peaks.fill(0.0);
        self.highest_peak = 0.0;
        self.ended_hops = 0;
        self.momentary.reset();
        self.short_term.reset();
        self.psr.reset();
        self.field.iter_mut().for_each(Field::reset);
        self.pressing = Pressing::default();
        self.levels = Levels::default();
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

    /// What it reads now.
    pub fn levels(&self) -> &Levels {
        &self.levels
    }

    /// How many hops of 10 ms it has heard.
    pub fn ended_hops(&self) -> u64 {
        self.ended_hops
    }

    fn hear_hop(&mut self) {
        let hop = self.hops.samples_mut();
        for channel in hop.iter_mut() {
            mend::mend(channel);
        }
        let peak = self
            .peaks
            .iter_mut()
            .zip(hop.iter())
            .fold(0.0, |peak: f32, (meter, channel)| peak.max(meter.highest(channel)));
        if let (Some(field), [left, right]) = (&mut self.field, &*hop) {
            field.push(left, right);
        }
        self.weighing.push(hop);
        let frames = hop.first().map_or(0, Vec::len);
        self.windows.push(self.weighing.end_hop(), frames);
        self.ended_hops += 1;
        self.read(peak);
        if self.ended_hops.is_multiple_of(HOPS_PER_LOOK) {
            self.look();
        }
    }

    /// The numbers that move with every hop.
    fn read(&mut self, peak: f32) {
        self.recent_peaks[0] = self.recent_peaks[0].max(peak);
        self.highest_peak = self.highest_peak.max(peak);
        self.levels.momentary_lufs = self.windows.momentary_lufs().filter(|lufs| is_audible(*lufs));
        self.levels.short_term_lufs = self.windows.short_term_lufs().filter(|lufs| is_audible(*lufs));
        self.levels.true_peak_dbtp = level_dbtp(self.highest_peak);
    }

    /// The numbers that need all that was heard.
    fn look(&mut self) {
        let levels = &mut self.levels;
        self.newest_peak = self.recent_peaks[0];
        let recent = self.recent_peaks[..LOOKS].iter().fold(0.0_f32, |high, peak| high.max(*peak));
        self.recent_peaks.rotate_right(1);
        self.recent_peaks[0] = 0.0;
        self.momentary.add(levels.momentary_lufs.unwrap_or(f64::NEG_INFINITY));
        self.short_term.add(levels.short_term_lufs.unwrap_or(f64::NEG_INFINITY));
        levels.integrated_lufs = self.momentary.gated_mean_lufs();
        levels.range_lu = self.short_term.range();
        levels.plr_lu = levels.true_peak_dbtp.zip(levels.integrated_lufs).map(|(peak, lufs)| peak - lufs);
        levels.psr_lu = level_dbtp(recent).zip(levels.short_term_lufs).map(|(peak, lufs)| peak - lufs);
        let loud = levels.short_term_lufs.zip(levels.integrated_lufs).is_some_and(|(now, all)| now > all - 10.0);
        if let Some(psr_lu) = levels.psr_lu.filter(|_| loud) {
            self.psr.add(psr_lu);
        }
        levels.psr_low_lu = self.psr.percentile(0.05);
        levels.pressed = self.pressing.note(self.newest_peak).filter(|_| levels.integrated_lufs.is_some());
        if let Some(field) = &mut self.field {
            field.read(loud, levels);
        }
    }
}

fn level_dbtp(peak: f32) -> Option<f64> {
    let level = db_from_gain(f64::from(peak)).0;
    is_audible(level).then_some(level)
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
            assert_eq!(live.levels().momentary_lufs, meter.momentary_lufs());
            assert_eq!(live.levels().short_term_lufs, meter.short_term_lufs());
        }
        let (levels, measured) = (*live.levels(), meter.finish());
        for (read, expected, difference) in [
            (levels.true_peak_dbtp, measured.true_peak_dbtp, 1e-9),
            (levels.integrated_lufs, measured.integrated_lufs, 0.05),
            (levels.range_lu, measured.range_lu, 0.2),
            (levels.plr_lu, measured.plr_lu, 0.05),
            (levels.psr_low_lu, measured.psr_low_lu, 0.2),
        ] {
            assert!((read.unwrap() - expected.unwrap()).abs() <= difference, "{read:?} {expected:?}");
        }
    }

    #[test]
    fn reset_means_as_new() {
        let mut live = LiveMeter::new(44_100, Layout::Mono);
        let noise = signals::pink_noise(1, 0.9, 44_100);
        live.push(&[&noise]);
        let first = *live.levels();
        live.reset();
        assert_eq!(*live.levels(), Levels::default());
        live.push(&[&noise]);
        assert_eq!(*live.levels(), first);
    }
}
