// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Hears everything at once: the one meter for files and for live sound.

use dsp::{
    interpolate::CHUNK,
    math, mend,
    true_peak::{StandardTruePeak, StrictTruePeak},
    units::db_from_gain,
};

use crate::{
    dynamics::{self, Dr14},
    gating,
    hops::Hops,
    layout::Layout,
    loudness::{SILENCE, Weighing, Windows, is_audible},
    measured::{Course, Measured},
    spectrum::Spectrum,
    stereo::StereoField,
};

/// Hops of 10 ms in one of [`Course::HOP_S`].
const HOPS_PER_COURSE: u64 = 10;

/// Listens to a stream and knows its numbers.
///
/// Memory grows by 12 bytes for each 100 ms, and by 8 per channel for each 3 s.
#[derive(Clone)]
pub struct Meter {
    rate_hz: u32,
    hops: Hops,
    loudness: LoudnessPart,
    /// One for each channel; none where the standard's true peak is enough.
    strict: Vec<StrictTruePeak>,
    detail: Option<Detail>,
    broken_samples: u64,
    first_broken_s: Option<f64>,
    frames: u64,
}

/// Loudness and the standard's true peak.
#[derive(Clone)]
struct LoudnessPart {
    weighing: Weighing,
    windows: Windows,
    peaks: Vec<StandardTruePeak>,
    /// The highest point of the open 100 ms.
    open_peak: f32,
    highest_peak: f32,
    /// Of the newest hop.
    momentary: f64,
    momentary_max: f64,
    short_term_max: f64,
    loudest_hop: u64,
    ended_hops: u64,
    course: Course,
}

/// What takes longer.
#[derive(Clone)]
struct Detail {
    channels: Vec<Plain>,
    stereo: Option<StereoField>,
    dr14: Dr14,
    spectrum: Spectrum,
}

/// Sums over one channel.
#[derive(Clone, Default)]
struct Plain {
    sum: f64,
    power: f64,
    peak: f32,
}

impl Meter {
    /// A meter for everything in [`Measured`].
    pub fn new(rate_hz: u32, layout: Layout) -> Self {
        let detail = Some(Detail::new(rate_hz, layout.channels()));
        Self { detail, ..Self::loudness_and_peaks(rate_hz, layout) }
    }

    /// A meter for loudness, range and both true peaks: what proves a file.
    pub fn loudness_and_peaks(rate_hz: u32, layout: Layout) -> Self {
        let strict = vec![StrictTruePeak::new(); layout.channels()];
        Self { strict, ..Self::loudness_only(rate_hz, layout) }
    }

    /// A meter for loudness, range and the standard's true peak: a third of the work.
    pub fn loudness_only(rate_hz: u32, layout: Layout) -> Self {
        Self {
            rate_hz,
            hops: Hops::new(rate_hz, layout.channels()),
            loudness: LoudnessPart::new(rate_hz, layout),
            strict: Vec::new(),
            detail: None,
            broken_samples: 0,
            first_broken_s: None,
            frames: 0,
        }
    }

    /// Hears the next samples, channel after channel; channels that are missing are silent.
    ///
    /// # Realtime
    /// Waits for nothing, but its lists grow; give it a thread of its own.
    pub fn push(&mut self, channels: &[&[f32]]) {
        let frames = channels.first().map_or(0, |channel| channel.len());
        let mut start = 0;
        while start < frames {
            start += self.hops.fill(channels, start);
            if self.hops.is_whole() {
                self.hear_hop();
                self.loudness.end_hop(self.hops.samples_mut()[0].len());
                self.hops.advance();
            }
        }
    }

    /// Loudness of the last 400 ms, LUFS.
    pub fn momentary_lufs(&self) -> Option<f64> {
        self.loudness.windows.momentary_lufs().filter(|lufs| is_audible(*lufs))
    }

    /// Loudness of the last 3 s, LUFS.
    pub fn short_term_lufs(&self) -> Option<f64> {
        self.loudness.windows.short_term_lufs().filter(|lufs| is_audible(*lufs))
    }

    /// Loudness of all so far, LUFS.
    pub fn integrated_lufs(&self) -> Option<f64> {
        gating::integrated_lufs(&self.loudness.course.momentary_lufs)
    }

    /// True peak of all so far, dBTP.
    pub fn true_peak_dbtp(&self) -> Option<f64> {
        level_db(self.loudness.highest_peak)
    }

    /// All that was heard so far, as if the sound ended here; the meter goes on.
    pub fn so_far(&self) -> Measured {
        self.clone().finish()
    }

    /// All that was heard.
    pub fn finish(mut self) -> Measured {
        self.hear_hop();
        self.loudness.finish();
        let mut measured = Measured {
            rate_hz: self.rate_hz,
            channels: self.hops.samples_mut().len(),
            frames: self.frames,
            broken_samples: self.broken_samples,
            first_broken_s: self.first_broken_s,
            ..Measured::default()
        };
        self.loudness.tell(&mut measured);
        let strict = self.strict.into_iter().map(StrictTruePeak::finish).reduce(f32::max);
        measured.true_peak_strict_dbtp = strict.and_then(level_db);
        if let Some(detail) = self.detail {
            detail.tell(&mut measured);
        }
        measured.course = self.loudness.course;
        measured
    }

    /// Hears what the open hop holds.
    fn hear_hop(&mut self) {
        self.mend();
        let hop = self.hops.samples_mut();
        self.frames += hop.first().map_or(0, Vec::len) as u64;
        self.loudness.push(hop);
        for (n, channel) in hop.iter().enumerate() {
            for chunk in channel.chunks(CHUNK) {
                let peak = self.loudness.hear_peak(n, chunk);
                if let Some(strict) = self.strict.get_mut(n) {
                    strict.hear(chunk, peak);
                }
            }
        }
        if let Some(detail) = &mut self.detail {
            detail.push(hop, self.loudness.momentary);
        }
    }

    fn mend(&mut self) {
        for channel in self.hops.samples_mut() {
            let Some(at) = channel.iter().position(|sample| !mend::is_sound(*sample)) else { continue };
            let at_s = (self.frames + at as u64) as f64 / f64::from(self.rate_hz);
            self.first_broken_s = Some(self.first_broken_s.map_or(at_s, |first| first.min(at_s)));
            self.broken_samples += mend::mend(channel) as u64;
        }
    }
}

impl LoudnessPart {
    fn new(rate_hz: u32, layout: Layout) -> Self {
        Self {
            weighing: Weighing::new(rate_hz, layout),
            windows: Windows::default(),
            peaks: vec![StandardTruePeak::new(); layout.channels()],
            open_peak: 0.0,
            highest_peak: 0.0,
            momentary: SILENCE,
            momentary_max: SILENCE,
            short_term_max: SILENCE,
            loudest_hop: 0,
            ended_hops: 0,
            course: Course::default(),
        }
    }

    fn push(&mut self, hop: &[Vec<f32>]) {
        self.weighing.push(hop);
    }

    /// The standard's reading of the next piece of a channel.
    fn hear_peak(&mut self, channel: usize, chunk: &[f32]) -> f32 {
        let peak = self.peaks[channel].highest(chunk);
        self.open_peak = self.open_peak.max(peak);
        peak
    }

    fn end_hop(&mut self, frames: usize) {
        let power = self.weighing.end_hop();
        self.windows.push(power, frames);
        self.ended_hops += 1;
        self.momentary = self.windows.momentary_lufs().unwrap_or(SILENCE);
        self.momentary_max = self.momentary_max.max(self.momentary);
        let short_term = self.windows.short_term_lufs().unwrap_or(SILENCE);
        if short_term > self.short_term_max {
            self.short_term_max = short_term;
            self.loudest_hop = self.ended_hops;
        }
        if self.ended_hops.is_multiple_of(HOPS_PER_COURSE) {
            self.course.momentary_lufs.push(math::sample_from(self.momentary));
            self.course.short_term_lufs.push(math::sample_from(short_term));
            self.end_course_peak();
        }
    }

    fn end_course_peak(&mut self) {
        let peak = std::mem::take(&mut self.open_peak);
        self.highest_peak = self.highest_peak.max(peak);
        self.course.true_peak_dbtp.push(math::sample_from(level_db(peak).unwrap_or(SILENCE)));
    }

    fn finish(&mut self) {
        for meter in &mut self.peaks {
            self.open_peak = self.open_peak.max(meter.highest_of_tail());
        }
        self.highest_peak = self.highest_peak.max(self.open_peak);
    }

    fn tell(&self, measured: &mut Measured) {
        measured.integrated_lufs = gating::integrated_lufs(&self.course.momentary_lufs);
        measured.range_lu = gating::range_lu(&self.course.short_term_lufs);
        measured.momentary_max_lufs = Some(self.momentary_max).filter(|lufs| is_audible(*lufs));
        measured.short_term_max_lufs = Some(self.short_term_max).filter(|lufs| is_audible(*lufs));
        measured.loudest_s = measured.short_term_max_lufs.map(|_| self.loudest_hop as f64 / 100.0);
        measured.true_peak_dbtp = level_db(self.highest_peak);
        measured.plr_lu = measured.true_peak_dbtp.zip(measured.integrated_lufs).map(|(peak, lufs)| peak - lufs);
        let psr = measured.integrated_lufs.and_then(|lufs| dynamics::psr_lu(&self.course, lufs));
        measured.psr_min_lu = psr.map(|[least, _]| least);
        measured.psr_low_lu = psr.map(|[_, low]| low);
    }
}

impl Detail {
    fn new(rate_hz: u32, channels: usize) -> Self {
        Self {
            channels: vec![Plain::default(); channels],
            stereo: (channels >= 2).then(|| StereoField::new(rate_hz)),
            dr14: Dr14::new(rate_hz, channels),
            spectrum: Spectrum::new(rate_hz, channels),
        }
    }

    fn push(&mut self, hop: &[Vec<f32>], momentary_lufs: f64) {
        for (plain, samples) in self.channels.iter_mut().zip(hop) {
            plain.push(samples);
        }
        if let (Some(stereo), [left, right, ..]) = (&mut self.stereo, hop) {
            stereo.push(left, right);
        }
        self.dr14.push(hop);
        self.spectrum.push(hop, momentary_lufs);
    }

    fn tell(self, measured: &mut Measured) {
        let frames = measured.frames.max(1) as f64;
        let peak = self.channels.iter().fold(0.0_f32, |peak, channel| peak.max(channel.peak));
        let power = self.channels.iter().map(|channel| channel.power).sum::<f64>();
        let rms = math::sqrt(power / (frames * self.channels.len().max(1) as f64));
        let offset = self.channels.iter().fold(0.0_f64, |most, channel| most.max((channel.sum / frames).abs()));
        measured.sample_peak_dbfs = level_db(peak);
        measured.crest_db = measured.sample_peak_dbfs.map(|peak_db| peak_db - db_from_gain(rms).0);
        measured.dc_dbfs = level_db(math::sample_from(offset));
        measured.dr14 = self.dr14.finish();
        if let Some(stereo) = &self.stereo {
            measured.balance_db = stereo.whole().balance_db();
            measured.correlation = stereo.whole().correlation();
            measured.low_correlation = stereo.bass().correlation();
            measured.width_db = stereo.whole().width_db();
            measured.mono_loss_db = stereo.whole().mono_loss_db();
        }
        measured.spectrum = measured.integrated_lufs.map_or(Vec::new(), |lufs| self.spectrum.finish(lufs));
    }
}

impl Plain {
    fn push(&mut self, samples: &[f32]) {
        self.sum += samples.iter().map(|sample| f64::from(*sample)).sum::<f64>();
        self.power += dynamics::power(samples);
        self.peak = self.peak.max(dynamics::peak(samples));
    }
}

/// The level of an amplitude, dB; `None` for silence.
fn level_db(amplitude: f32) -> Option<f64> {
    let level = db_from_gain(f64::from(amplitude)).0;
    is_audible(level).then_some(level)
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;

    fn measure(sound: &[Vec<f32>], rate_hz: u32, size: usize) -> Measured {
        let mut meter = Meter::new(rate_hz, Layout::from_channels(sound.len()));
        for start in (0..sound[0].len()).step_by(size) {
            let end = sound[0].len().min(start + size);
            let block: Vec<&[f32]> = sound.iter().map(|channel| &channel[start..end]).collect();
            meter.push(&block);
        }
        meter.finish()
    }

    #[test]
    fn a_full_scale_sine_in_both_channels_is_zero_lufs() {
        let sine = signals::sine(48_000, 997.0, 1.0, 0.0, 480_000);
        let both = measure(&[sine.clone(), sine.clone()], 48_000, 4096);
        assert!(both.integrated_lufs.unwrap().abs() < 1e-3);
        assert!((both.crest_db.unwrap() - 3.01).abs() < 0.01);
        assert!(both.plr_lu.unwrap().abs() < 0.03);
        let one = measure(&[sine], 48_000, 4096);
        assert!((one.integrated_lufs.unwrap() + 3.01).abs() < 1e-3);
    }

    #[test]
    fn how_the_sound_is_cut_does_not_matter() {
        let noise: Vec<Vec<f32>> = (1..=2).map(|seed| signals::pink_noise(seed, 0.8, 200_000)).collect();
        let whole = measure(&noise, 44_100, 200_000);
        for size in [333, 4096] {
            let cut = measure(&noise, 44_100, size);
            assert_eq!(cut.course, whole.course);
            assert_eq!(cut.true_peak_strict_dbtp, whole.true_peak_strict_dbtp);
            assert_eq!(cut.spectrum, whole.spectrum);
            assert_eq!(cut, whole);
        }
    }

    #[test]
    fn those_who_ask_for_less_hear_the_same() {
        let noise: Vec<Vec<f32>> = (1..=2).map(|seed| signals::pink_noise(seed, 0.8, 200_000)).collect();
        let whole = measure(&noise, 44_100, 4096);
        let channels = [noise[0].as_slice(), &noise[1]];
        let mut proof = Meter::loudness_and_peaks(44_100, Layout::Stereo);
        proof.push(&channels);
        let proof = proof.finish();
        assert_eq!(proof.true_peak_strict_dbtp, whole.true_peak_strict_dbtp);
        assert_eq!((proof.course, proof.dr14), (whole.course, None));
        assert_eq!(crate::loudness::integrated_lufs(&channels, 44_100), whole.integrated_lufs);
    }

    #[test]
    fn broken_samples_are_silent_counted_and_placed() {
        let mut noise = vec![signals::pink_noise(1, 0.5, 100_000); 2];
        noise[1][48_000] = f32::NAN;
        noise[0][60_000] = 1e33;
        let measured = measure(&noise, 48_000, 1000);
        assert_eq!((measured.broken_samples, measured.first_broken_s), (2, Some(1.0)));
        assert!(measured.integrated_lufs.unwrap().is_finite() && measured.sample_peak_dbfs.unwrap() < 0.0);
    }

    #[test]
    fn what_cannot_be_measured_is_not_known() {
        for sound in [vec![vec![0.0; 48_000]; 2], vec![vec![0.0; 1]], vec![vec![]]] {
            let measured = measure(&sound, 48_000, 4096);
            assert_eq!((measured.integrated_lufs, measured.true_peak_dbtp, measured.dr14), (None, None, None));
        }
    }
}
