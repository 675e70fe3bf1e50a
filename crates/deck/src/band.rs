// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! One part of the spectrum by itself: the zones of the comparison, as filters of 24 dB an octave.
//!
//! A Butterworth filter of the fourth order at either edge: −3 dB there, so that the powers of
//! neighbours add up, and less than half a dB lost in the middle of the narrowest zone. It is two
//! second-order filters with `Q = 1 / (2 cos(π/8))` and `1 / (2 cos(3π/8))` (S. Butterworth, "On the
//! theory of filter amplifiers", Wireless Engineer 7, 1930). The outer zones have no outer edge. All of
//! the spectrum is no filter at all, bit for bit.

use dsp::{
    Block, Hz, Ratio, Stream,
    biquad::{Biquad, BiquadMemory},
    math,
    units::frames_from_ms,
};
use measure::compare::ZONES;

use crate::fade;

/// How long a change takes.
const FADE: dsp::Millis = dsp::Millis(10.0);
/// The two halves of a Butterworth filter of the fourth order.
const Q: [Ratio; 2] = [Ratio(0.541_196_100_146_197), Ratio(1.306_562_964_876_376_6)];

/// Lets one zone pass, or everything.
pub struct Band {
    filters: Vec<Filter>,
    /// The zone that is heard, and the one that fades in.
    now: Option<usize>,
    next: Option<usize>,
    count: usize,
    frames: usize,
    settled: bool,
}

impl Band {
    /// Takes the first position at once.
    pub fn new(stream: &Stream) -> Self {
        Self {
            filters: (0..ZONES.len()).map(|zone| Filter::new(zone, stream.rate_hz)).collect(),
            now: None,
            next: None,
            count: 0,
            frames: frames_from_ms(FADE, stream).max(1),
            settled: false,
        }
    }

    /// Takes the next position at once.
    pub fn settle(&mut self) {
        self.settled = false;
    }

    /// Filters a block: the zone by its index, or everything.
    ///
    /// # Realtime
    /// Safe.
    pub fn pass(&mut self, zone: Option<usize>, block: &mut Block<'_, '_>) {
        let zone = zone.map(|zone| zone.min(ZONES.len() - 1));
        if !self.settled {
            self.settled = true;
            (self.now, self.next) = (zone, zone);
            self.filters.iter_mut().for_each(Filter::rest);
        }
        if zone.is_none() && self.now.is_none() && self.next.is_none() {
            return;
        }
        for frame in 0..block.frames() {
            let mut sides = [0.0; 2];
            for (side, channel) in sides.iter_mut().zip(block.channels_mut()) {
                *side = f64::from(channel[frame]);
            }
            let sides = self.next_frame(zone, sides);
            for (side, channel) in sides.iter().zip(block.channels_mut()) {
                channel[frame] = math::sample_from(*side);
            }
        }
    }

    fn next_frame(&mut self, zone: Option<usize>, sides: [f64; 2]) -> [f64; 2] {
        if self.now == self.next && self.next != zone {
            self.begin(zone);
        }
        let going = self.filtered(self.now, sides);
        if self.now == self.next {
            return going;
        }
        let coming = self.filtered(self.next, sides);
        self.count += 1;
        let weight = fade::weight(self.count, self.frames);
        if self.count == self.frames {
            self.now = self.next;
        }
        [0, 1].map(|side| going[side] + (coming[side] - going[side]) * weight)
    }

    /// A change that comes while another is under way waits until that has arrived.
    fn begin(&mut self, zone: Option<usize>) {
        self.next = zone;
        self.count = 0;
        if let Some(zone) = zone {
            self.filters[zone].rest();
        }
    }

    fn filtered(&mut self, zone: Option<usize>, sides: [f64; 2]) -> [f64; 2] {
        zone.map_or(sides, |zone| self.filters[zone].next_frame(sides))
    }
}

struct Filter {
    stages: Vec<Biquad>,
    memories: [BiquadMemory<2>; 4],
}

impl Filter {
    fn new(zone: usize, rate_hz: u32) -> Self {
        // Nearer to half the rate the bilinear transform has no room for an edge.
        let edge = |hz: f64| Hz(hz.min(0.45 * f64::from(rate_hz)));
        let [from, to] = ZONES[zone].range_hz.map(edge);
        let mut stages = Vec::new();
        if zone > 0 {
            stages.extend(Q.map(|q| Biquad::high_pass(from, q, rate_hz)));
        }
        if zone + 1 < ZONES.len() {
            stages.extend(Q.map(|q| Biquad::low_pass(to, q, rate_hz)));
        }
        Self { stages, memories: Default::default() }
    }

    fn rest(&mut self) {
        self.memories = Default::default();
    }

    fn next_frame(&mut self, sides: [f64; 2]) -> [f64; 2] {
        let stages = self.stages.iter().zip(&mut self.memories);
        stages.fold(sides, |sides, (stage, memory)| stage.next_frame(memory, sides))
    }
}

#[cfg(test)]
mod tests {
    use dsp::{signals, units::db_from_power};

    use super::*;

    const STREAM: Stream = Stream { rate_hz: 48_000, channels: 1, longest_block: 48_000 };

    fn gain_db(zone: usize, hz: f64) -> f64 {
        let mut sine = signals::sine(STREAM.rate_hz, hz, 1.0, 0.0, 96_000);
        Band::new(&STREAM).pass(Some(zone), &mut Block::new(&mut [&mut sine]));
        db_from_power(sine[48_000..].iter().map(|x| f64::from(x * x)).sum::<f64>() / 24_000.0).0
    }

    #[test]
    fn a_zone_lets_its_middle_pass_and_is_24_db_down_an_octave_beyond_its_edge() {
        for (index, zone) in ZONES.iter().enumerate() {
            let [from, to] = zone.range_hz;
            let [low, high] = [if index == 0 { 20.0 } else { from }, if index == 6 { 16_000.0 } else { to }];
            assert!(gain_db(index, (low * high).sqrt()) > -0.6, "{}", zone.name);
            if index > 0 {
                assert!((gain_db(index, from) + 3.01).abs() < 0.1, "{}", zone.name);
                assert!(gain_db(index, from / 2.0) < -24.0, "{}", zone.name);
            }
            if index < 6 && to < 5000.0 {
                assert!(gain_db(index, to * 2.0) < -24.0, "{}", zone.name);
            }
        }
    }

    #[test]
    fn everything_is_bit_for_bit_again_when_a_zone_has_faded_out() {
        let mut band = Band::new(&STREAM);
        let noise = signals::white_noise(3, 0.5, 2000);
        let mut sound = noise.clone();
        let (head, tail) = sound.split_at_mut(1000);
        band.pass(None, &mut Block::new(&mut [&mut head[..500]]));
        band.pass(Some(3), &mut Block::new(&mut [&mut head[500..]]));
        band.pass(None, &mut Block::new(&mut [tail]));
        assert_eq!(sound[..500], noise[..500]);
        assert_eq!(sound[1480..], noise[1480..]);
        assert!(sound[981..1000] != noise[981..1000]);
    }
}
