// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A bank of filters for all channels, at equal loudness.

use dsp::{Block, Db, Millis, Stream, interpolate::CHUNK, smooth::Ramp, svf::Svf, units::gain_from_db};

use super::{Curve, Phase, Programme, linear, pair::Pair};
use crate::processor::Readings;

/// How long loudness takes to be given back: as long as a turned gain takes everywhere in the rack.
const GLIDE: Millis = Millis(20.0);

/// Filters on every channel, as both equalisers have them.
pub struct Bank<const N: usize> {
    stream: Stream,
    programme: Programme,
    pairs: Vec<Pair<N>>,
    gain: Ramp,
    /// What is given back, dB.
    given_back: Db,
    offline: bool,
    narrowest_hz: f64,
}

/// What the knobs of an equaliser say.
pub struct Settings<const N: usize> {
    /// The filters.
    pub curve: Curve<N>,
    /// What lets the soloed band through.
    pub solo: Option<[Svf; 2]>,
    /// Whether the loudness that the curve changes is given back.
    pub match_loudness: bool,
    /// What happens to the timing.
    pub phase: Phase,
}

impl<const N: usize> Bank<N> {
    /// A bank whose narrowest filter is `narrowest_hz` wide, which decides how long linear phase takes.
    pub fn new(narrowest_hz: f64, stream: &Stream) -> Self {
        let pairs = (0..stream.channels.div_ceil(2)).map(|_| Pair::new(narrowest_hz, stream.rate_hz)).collect();
        Self {
            stream: *stream,
            programme: Programme::new(),
            pairs,
            gain: Ramp::new(GLIDE, stream),
            given_back: Db(0.0),
            offline: false,
            narrowest_hz,
        }
    }

    /// Forgets the sound; the next settings are taken at once.
    pub fn reset(&mut self) {
        self.gain.reset();
        self.pairs.iter_mut().for_each(Pair::reset);
    }

    /// In a render nothing is soloed. The settings must be told again.
    pub fn set_offline(&mut self, offline: bool) {
        self.offline = offline;
    }

    /// Frames by which the output is late.
    pub fn latency(&self, phase: Phase) -> usize {
        match phase {
            Phase::Minimum => 0,
            Phase::Linear => linear::latency(self.narrowest_hz, self.stream.rate_hz),
        }
    }

    /// The factor by which what no filter touches leaves: what loudness gives back.
    pub fn gain(&self) -> f64 {
        gain_from_db(self.given_back)
    }

    /// What [`Bank::gain`] would be with these settings.
    pub fn gain_for(&self, settings: &Settings<N>) -> f64 {
        gain_from_db(self.compensation(settings))
    }

    /// What is given back of the loudness that a curve changes.
    fn compensation(&self, settings: &Settings<N>) -> Db {
        let curve = self.playable(&settings.curve);
        if settings.match_loudness { Db(-self.programme.change_db(&curve)) } else { Db(0.0) }
    }

    /// Turns everything; call when a knob has moved.
    ///
    /// # Realtime
    /// Safe.
    pub fn turn(&mut self, settings: &Settings<N>) {
        let curve = self.playable(&settings.curve);
        let solo = settings.solo.filter(|_| !self.offline);
        self.pairs.iter_mut().for_each(|pair| pair.turn(&curve, settings.phase, solo));
        self.given_back = self.compensation(settings);
        self.gain.aim(self.gain());
    }

    /// Changes the sound in place and notes the compensation.
    ///
    /// # Realtime
    /// Safe.
    pub fn process(&mut self, block: &mut Block<'_, '_>, readings: &mut Readings) {
        readings.note(0, self.given_back.0);
        for start in (0..block.frames()).step_by(CHUNK) {
            let frames = start..block.frames().min(start + CHUNK);
            let mut gains = [1.0; CHUNK];
            gains[..frames.len()].fill_with(|| self.gain.next_value());
            for (n, pair) in self.pairs.iter_mut().enumerate() {
                pair.process(2 * n, block, frames.clone(), &gains);
            }
        }
    }

    /// Mid and side are something only where there are two channels.
    fn playable(&self, curve: &Curve<N>) -> Curve<N> {
        if self.stream.channels == 2 { *curve } else { curve.without_sides() }
    }
}
