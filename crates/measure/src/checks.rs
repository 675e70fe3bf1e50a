// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Listens for what is broken: clipping, overs, offsets, a low end that vanishes in mono.
//!
//! [`Inspector`] hears the sound once, in any cut, with constant memory. To add a check, write
//! one file in `checks/` and two lines here.
//! Definitions and thresholds stand at the head of each check; where a check is
//! [gain-invariant](Info::gain_invariant), turning the file down cannot turn its light green.

mod balance;
mod broken;
mod clicks;
mod clipping;
mod delay;
mod dropout;
pub(crate) mod frames;
mod harshness;
mod hum;
pub(crate) mod low_end;
mod low_mono;
pub(crate) mod moment;
mod mono_loss;
mod noise_floor;
mod octaves;
mod offset;
mod over_limited;
mod overs;
mod polarity;
mod resonance;
mod silence;
mod slow;
mod sow_tonal;
pub(crate) mod sowing;
pub(crate) mod spans;
mod sub;
mod windows;

use dsp::{Audio, math, mend};

use crate::{
    fault::{Fault, Span},
    layout::Layout,
    measured::Measured,
    reading::Reading,
};
use frames::{Frame, Frames};
use moment::{Level, Moment, Window};
use windows::Windows;

pub use over_limited::OVER_LIMITED;

/// What is known about a check.
#[derive(Debug)]
pub struct Info {
    /// The id of its faults. It never changes.
    pub id: &'static str,
    /// What it listens for, in one sentence.
    pub summary: &'static str,
    /// Whether a louder or quieter copy of a sound gets the same verdict.
    pub gain_invariant: bool,
}

/// Every check there is, in the order of a report.
pub static ALL: &[Entry] = &[
    Entry::of::<broken::Broken>(),
    Entry::of::<clipping::Clipping>(),
    Entry::of::<overs::Overs>(),
    Entry::of::<clicks::Clicks>(),
    Entry::of::<dropout::Dropout>(),
    Entry::of::<polarity::Polarity>(),
    Entry::of::<delay::Delay>(),
    Entry::of::<low_mono::LowMono>(),
    Entry::of::<mono_loss::MonoLoss>(),
    Entry::of::<balance::Balance>(),
    Entry::of::<offset::Offset>(),
    Entry::of::<hum::Hum>(),
    Entry::of::<noise_floor::NoiseFloor>(),
    Entry::of::<resonance::Resonance>(),
    Entry::of::<harshness::Harshness>(),
    Entry::of::<sub::Sub>(),
    Entry::of::<over_limited::OverLimited>(),
    Entry::of::<silence::Silence>(),
];

/// One line of the table of contents.
pub struct Entry {
    /// What is known about the check.
    pub info: &'static Info,
    create: fn(u32) -> Box<dyn Listener>,
    sow: fn(&mut Audio, f64, u64),
}

impl Entry {
    const fn of<C: Check>() -> Self {
        Self { info: C::INFO, create: |rate_hz| Box::new(C::new(rate_hz)), sow: C::sow }
    }

    /// Puts this fault into a clean song, at so many limits of the check; `seed` chooses the place.
    pub fn sow(&self, song: &mut Audio, limits: f64, seed: u64) {
        (self.sow)(song, limits, seed);
    }
}

/// A check. Write this, and nothing else.
pub(crate) trait Check: Send + Sized + 'static {
    /// What is known about it.
    const INFO: &'static Info;
    /// A check that has heard nothing.
    fn new(rate_hz: u32) -> Self;
    /// Hears the next 10 ms.
    fn hear(&mut self, _moment: &Moment<'_>) {}
    /// Hears the stereo sums of the next 1.5 s.
    fn hear_window(&mut self, _window: &Window) {}
    /// Hears the next spectra; `WANTS_FRAMES` must be true for that.
    fn hear_frame(&mut self, _frame: &Frame<'_>) {}
    /// Whether it listens to spectra.
    const WANTS_FRAMES: bool = false;
    /// Puts this fault into a clean song, at so many limits; `seed` chooses the place.
    fn sow(song: &mut Audio, limits: f64, seed: u64);
    /// Says what is not fine.
    fn fault(&self, whole: &Whole<'_>) -> Option<Fault>;
    /// Says how near it is to its limit; `None` if it has none.
    fn reading(&self, _whole: &Whole<'_>) -> Option<Reading> {
        None
    }
}

/// All that an [`Inspector`] has to say.
#[derive(Clone, Debug, Default)]
pub struct Inspection {
    /// What is not fine, the worst first.
    pub faults: Vec<Fault>,
    /// How near every check is to its limit, in the order of [`ALL`].
    pub readings: Vec<Reading>,
}

/// What is known when the sound has ended.
pub(crate) struct Whole<'a> {
    /// What the meter has heard.
    pub measured: &'a Measured,
    /// How long the sound was.
    pub seconds: f64,
}

/// A [`Check`] with its type forgotten.
trait Listener: Send {
    fn hear(&mut self, moment: &Moment<'_>);
    fn hear_window(&mut self, window: &Window);
    fn hear_frame(&mut self, frame: &Frame<'_>);
    fn wants_frames(&self) -> bool;
    fn fault(&self, whole: &Whole<'_>) -> Option<Fault>;
    fn reading(&self, whole: &Whole<'_>) -> Option<Reading>;
}

impl<C: Check> Listener for C {
    fn hear(&mut self, moment: &Moment<'_>) {
        Check::hear(self, moment);
    }
    fn hear_window(&mut self, window: &Window) {
        Check::hear_window(self, window);
    }
    fn hear_frame(&mut self, frame: &Frame<'_>) {
        Check::hear_frame(self, frame);
    }
    fn wants_frames(&self) -> bool {
        C::WANTS_FRAMES
    }
    fn fault(&self, whole: &Whole<'_>) -> Option<Fault> {
        Check::fault(self, whole)
    }
    fn reading(&self, whole: &Whole<'_>) -> Option<Reading> {
        Check::reading(self, whole)
    }
}

/// Hears a sound once and says what is broken in it.
///
/// The verdict does not depend on how the sound is cut into pushes.
pub struct Inspector {
    rate_hz: f64,
    moment_frames: usize,
    heard_frames: u64,
    waiting: Vec<Vec<f32>>,
    levels: Vec<Level>,
    windows: Windows,
    frames: Frames,
    checks: Vec<Box<dyn Listener>>,
}

impl Inspector {
    /// An inspector that has heard nothing.
    pub fn new(rate_hz: u32, layout: Layout) -> Self {
        let rate_hz = rate_hz.max(1);
        let stride = low_end::stride(rate_hz);
        let moment_frames = stride * math::index_from(f64::from(rate_hz) * 0.01 / stride as f64).max(1);
        let channels = layout.channels();
        Self {
            rate_hz: f64::from(rate_hz),
            moment_frames,
            heard_frames: 0,
            waiting: vec![Vec::with_capacity(moment_frames); channels],
            levels: vec![Level::default(); channels],
            windows: Windows::new(rate_hz),
            frames: Frames::new(rate_hz),
            checks: ALL.iter().map(|entry| (entry.create)(rate_hz)).collect(),
        }
    }

    /// An inspector that listens for a few things only, by their ids.
    pub fn only(ids: &[&str], rate_hz: u32, layout: Layout) -> Self {
        let wanted = ALL.iter().filter(|entry| ids.contains(&entry.info.id));
        let checks = wanted.map(|entry| (entry.create)(rate_hz)).collect();
        Self { checks, ..Self::new(rate_hz, layout) }
    }

    /// Hears the next frames, channel by channel, all equally long.
    pub fn push(&mut self, channels: &[&[f32]]) {
        let frames = channels.iter().map(|channel| channel.len()).min().unwrap_or(0);
        let mut start = 0;
        while start < frames {
            let end = frames.min(start + self.moment_frames - self.waiting_frames());
            for (waiting, channel) in self.waiting.iter_mut().zip(channels) {
                waiting.extend_from_slice(&channel[start..end]);
            }
            if self.waiting_frames() == self.moment_frames {
                self.inspect();
            }
            start = end;
        }
    }

    /// Says what is not fine, the worst first.
    ///
    /// `measured` is what a meter has heard of the same sound.
    pub fn finish(self, measured: &Measured) -> Vec<Fault> {
        self.conclude(measured).faults
    }

    /// As [`Inspector::finish`], and says how near every check is to its limit.
    pub fn conclude(mut self, measured: &Measured) -> Inspection {
        if self.waiting_frames() > 0 {
            self.inspect();
        }
        if let Some(rest) = self.windows.rest() {
            self.hear_window(&rest);
        }
        let seconds = self.heard_frames as f64 / self.rate_hz;
        let whole = Whole { measured, seconds };
        let mut faults: Vec<_> = self.checks.iter().filter_map(|check| check.fault(&whole)).collect();
        faults.sort_by_key(|fault| std::cmp::Reverse(fault.severity));
        let readings = self.checks.iter().filter_map(|check| check.reading(&whole)).collect();
        Inspection { faults, readings }
    }

    fn waiting_frames(&self) -> usize {
        self.waiting.first().map_or(0, Vec::len)
    }

    /// Hands what is waiting to every check.
    fn inspect(&mut self) {
        let broken = self.waiting.iter_mut().map(|channel| mend::mend(channel)).sum();
        for (level, channel) in self.levels.iter_mut().zip(&self.waiting) {
            *level = Level::of(channel);
        }
        let span = self.next_span();
        let moment = Moment { span, channels: &self.waiting, levels: &self.levels, broken };
        for check in &mut self.checks {
            check.hear(&moment);
        }
        if let Some(window) = self.windows.push(&moment) {
            self.hear_window(&window);
        }
        self.hear_frames();
        self.waiting.iter_mut().for_each(Vec::clear);
    }

    fn hear_window(&mut self, window: &Window) {
        let window = Window { all: window.all.without_offset(), ..*window };
        self.checks.iter_mut().for_each(|check| check.hear_window(&window));
    }

    /// Hands the spectra to the checks that want them.
    fn hear_frames(&mut self) {
        let mut checks: Vec<_> = self.checks.iter_mut().filter(|check| check.wants_frames()).collect();
        if !checks.is_empty() {
            self.frames.push(&self.waiting, |frame| checks.iter_mut().for_each(|check| check.hear_frame(frame)));
        }
    }

    fn next_span(&mut self) -> Span {
        let from_s = self.heard_frames as f64 / self.rate_hz;
        self.heard_frames += self.waiting_frames() as u64;
        Span { from_s, to_s: self.heard_frames as f64 / self.rate_hz }
    }
}

#[cfg(test)]
pub(crate) mod bench;
#[cfg(test)]
mod tests;
