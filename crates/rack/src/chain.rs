// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Effects in a row, and a whole song through them.

use dsp::{Audio, Block, Stream};

use crate::{
    preset::Preset,
    processor::{Effect, Readings},
};

/// Effects in a row, ready to run.
pub struct Chain {
    effects: Vec<Box<dyn Effect>>,
    readings: Vec<Readings>,
}

impl Chain {
    /// Builds every effect of a preset.
    pub fn new(preset: &Preset, stream: &Stream) -> Self {
        let effects: Vec<_> = preset
            .steps
            .iter()
            .map(|step| {
                let mut effect = (step.entry.create)(stream);
                step.apply(effect.as_mut());
                effect
            })
            .collect();
        let readings = vec![Readings::default(); effects.len()];
        Self { effects, readings }
    }

    /// Says whether the sound is rendered from now on, not played.
    pub fn set_offline(&mut self, offline: bool) {
        self.effects.iter_mut().for_each(|effect| effect.set_offline(offline));
    }

    /// Frames by which the output is late.
    pub fn latency(&self) -> usize {
        self.effects.iter().map(|effect| effect.latency()).sum()
    }

    /// Changes the sound in place.
    ///
    /// # Realtime
    /// Never allocates, locks, waits or panics.
    pub fn process(&mut self, block: &mut Block<'_, '_>) {
        for (effect, readings) in self.effects.iter_mut().zip(&mut self.readings) {
            effect.process(block, readings);
        }
    }

    /// The most negative reading with this id since the last call, over all effects that have it.
    pub fn take_lowest(&mut self, id: &str) -> f64 {
        let mut lowest = 0.0_f64;
        for (effect, readings) in self.effects.iter().zip(&mut self.readings) {
            let values = readings.take();
            let at = effect.readings().iter().position(|spec| spec.id == id);
            lowest = at.map_or(lowest, |at| lowest.min(values[at]));
        }
        lowest
    }
}

/// A song that went through a chain.
pub struct Rendered {
    /// The sound, aligned with the input and as long.
    pub audio: Audio,
    /// The deepest gain reduction of every [`Rendered::HOP_S`], dB (0 or negative).
    pub reduction_db: Vec<f32>,
}

impl Rendered {
    /// The distance of two gain-reduction values, in seconds.
    pub const HOP_S: f64 = 0.01;
}

/// Sends a whole song through a chain; latency is taken out.
pub fn render(preset: &Preset, input: &Audio) -> Rendered {
    let hop = dsp::math::index_from(f64::from(input.rate_hz) * Rendered::HOP_S).max(1);
    let stream = Stream { rate_hz: input.rate_hz, channels: input.channels.len(), longest_block: hop };
    let mut chain = Chain::new(preset, &stream);
    chain.set_offline(true);
    let latency = chain.latency();
    let frames = input.frames();
    let longer = |channel: &Vec<f32>| {
        // Not a clone that grows: that would copy the song twice.
        let mut longer = Vec::with_capacity(frames + latency);
        longer.extend_from_slice(channel);
        longer.resize(frames + latency, 0.0);
        longer
    };
    let mut audio = Audio { rate_hz: input.rate_hz, channels: input.channels.iter().map(longer).collect() };
    let mut reduction_db = Vec::with_capacity(frames / hop + 2);
    audio.for_each_block(hop, |_, block| {
        chain.process(block);
        reduction_db.push(dsp::math::sample_from(chain.take_lowest("gain-reduction")));
    });
    for channel in &mut audio.channels {
        channel.drain(..latency);
    }
    reduction_db.drain(..latency / hop);
    Rendered { audio, reduction_db }
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;
    use crate::{preset::Step, processors::entry};

    #[test]
    fn a_render_is_aligned_and_as_long_as_its_input() {
        let quiet = Audio { rate_hz: 48_000, channels: vec![signals::pink_noise(1, 0.3, 10_000); 2] };
        let steps = ["gain", "limiter"].map(|id| Step::new(entry(id).expect("known")));
        let rendered = render(&Preset { steps: steps.to_vec() }, &quiet);
        assert_eq!(rendered.audio, quiet);
        assert!(rendered.reduction_db.iter().all(|reduction| *reduction == 0.0));
    }

    #[test]
    fn the_reduction_is_told_where_it_happens() {
        let mut audio = Audio::silence(48_000, 2, 48_000);
        audio.channels[0][24_000..24_100].fill(2.0);
        let limiter = Step::new(entry("limiter").expect("known")).with("ceiling", 0.0);
        let reduction = render(&Preset { steps: vec![limiter] }, &audio).reduction_db;
        assert!(reduction[50] < -6.0 && reduction[20] == 0.0 && reduction[90] > -0.01, "{reduction:?}");
    }
}
