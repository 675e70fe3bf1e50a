// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A filter at work: on some channels, turned without a click.

use super::Filter;
use crate::{
    svf::{Memory, Svf},
    units::Hz,
};

/// Frames of the way from one setting to the next: 5.8 ms at 44.1 kHz.
const WAY: usize = 256;

/// One filter of an equaliser on `N` channels side by side.
///
/// At 0 dB the sound is a copy, bit for bit; the filter goes on listening, so that turning it up from
/// there does not click.
#[derive(Clone, Debug)]
pub struct Band<const N: usize> {
    rate_hz: u32,
    filter: Filter,
    svf: Svf,
    memories: [Memory; N],
    way: Option<Way>,
}

/// From one setting to the next.
#[derive(Clone, Debug)]
struct Way {
    from: Svf,
    to: Svf,
    frames: usize,
}

impl<const N: usize> Band<N> {
    /// A filter that has heard nothing yet.
    pub fn new(filter: Filter, rate_hz: u32) -> Self {
        let svf = filter.design(rate_hz);
        Self { rate_hz, filter, svf, memories: [Memory::default(); N], way: None }
    }

    /// Forgets the sound; stands where it was turned to.
    pub fn reset(&mut self) {
        self.memories = [Memory::default(); N];
        self.svf = self.way.take().map_or(self.svf, |way| way.to);
    }

    /// Turns it: the sound follows within 6 ms.
    ///
    /// # Realtime
    /// Safe.
    pub fn aim(&mut self, filter: Filter) {
        if filter != self.filter {
            self.filter = filter;
            self.way = Some(Way { from: self.svf, to: filter.design(self.rate_hz), frames: 0 });
        }
    }

    /// By how many dB it changes a sine of this frequency once it stands still.
    pub fn gain_db(&self, frequency: Hz) -> f64 {
        if self.filter.is_neutral() {
            return 0.0;
        }
        self.way.as_ref().map_or(&self.svf, |way| &way.to).gain_db(frequency, self.rate_hz)
    }

    /// Changes the sound in place; all channels are equally long.
    ///
    /// # Realtime
    /// Safe.
    pub fn process(&mut self, channels: [&mut [f64]; N]) {
        let frames = channels.iter().map(|channel| channel.len()).min().unwrap_or(0);
        let mut channels = channels;
        let mut start = 0;
        while start < frames {
            let end = self.walk().map_or(frames, |()| start + 1);
            self.filter(&mut channels, start..end);
            start = end;
        }
    }

    /// Takes the next step on the way, if there is one.
    fn walk(&mut self) -> Option<()> {
        let way = self.way.as_mut()?;
        way.frames += 1;
        let share = way.frames as f64 / WAY as f64;
        // Setting off and arriving gently: a straight way has corners, 36 dB louder.
        self.svf = way.from.toward(&way.to, share * share * (3.0 - 2.0 * share));
        if way.frames == WAY {
            self.svf = way.to;
            self.way = None;
        }
        Some(())
    }

    fn filter(&mut self, channels: &mut [&mut [f64]; N], frames: core::ops::Range<usize>) {
        let (svf, mut memories) = (self.svf, self.memories);
        let is_copy = self.filter.is_neutral() && self.way.is_none();
        for frame in frames {
            for (channel, memory) in channels.iter_mut().zip(&mut memories) {
                let filtered = svf.next(memory, channel[frame]);
                if !is_copy {
                    channel[frame] = filtered;
                }
            }
        }
        self.memories = memories;
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;
    use crate::{
        equaliser::Shape,
        math, signals,
        units::{Db, db_from_power},
    };

    const RATE_HZ: u32 = 48_000;

    fn bell(corner_hz: f64, gain_db: f64) -> Filter {
        Filter { shape: Shape::Bell, corner: Hz(corner_hz), gain: Db(gain_db), q: 1.0 }
    }

    fn sine(frequency_hz: f64, frames: usize) -> Vec<f64> {
        signals::sine(RATE_HZ, frequency_hz, 1.0, 0.0, frames).into_iter().map(f64::from).collect()
    }

    #[test]
    fn what_runs_is_what_was_drawn() {
        for (filter, hz) in [(bell(60.0, 6.0), 80.0), (bell(15_000.0, -6.0), 17_000.0)] {
            let mut band = Band::<1>::new(filter, RATE_HZ);
            let mut sound = sine(hz, 96_000);
            band.process([&mut sound]);
            let gain = db_from_power(sound[48_000..].iter().map(|y| y * y).sum::<f64>() / 24_000.0).0;
            assert!((gain - band.gain_db(Hz(hz))).abs() < 0.001, "{gain} dB");
        }
    }

    #[test]
    fn nothing_is_changed_at_0_db() {
        let noise: Vec<f64> = signals::white_noise(1, 1.0, 1000).into_iter().map(f64::from).collect();
        let mut sound = noise.clone();
        Band::<1>::new(bell(1000.0, 0.0), RATE_HZ).process([&mut sound]);
        assert_eq!(sound, noise);
    }

    #[test]
    fn turning_does_not_click_and_blocks_do_not_matter() {
        let turned = |size: usize| {
            let mut band = Band::<1>::new(bell(200.0, 0.0), RATE_HZ);
            let mut sound = sine(100.0, 9600);
            band.process([&mut sound[..4800]]);
            band.aim(Filter { q: 2.0, ..bell(3000.0, 12.0) });
            sound[4800..].chunks_mut(size).for_each(|block| band.process([block]));
            sound
        };
        let sound = turned(4800);
        // A click is what lies far above the sine: the third difference leaves hardly anything of 100 Hz.
        let clicks = |sound: &[f64]| {
            sound.windows(4).map(|w| (w[3] - 3.0 * w[2] + 3.0 * w[1] - w[0]).abs()).fold(0.0, f64::max)
        };
        let click_db = 20.0 * math::log10(clicks(&sound[100..]));
        assert!(click_db < -90.0, "{click_db} dB");
        assert!([1, 7, 16, 1000].iter().all(|size| turned(*size) == sound));
    }
}
