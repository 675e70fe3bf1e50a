// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! No effect allocates while it processes, whatever happens to its knobs.

use assert_no_alloc::{AllocDisabler, assert_no_alloc};
use dsp::{Block, Stream, signals};
use rack::Readings;

#[cfg(debug_assertions)]
#[global_allocator]
static WATCHED: AllocDisabler = AllocDisabler;

#[test]
fn nothing_allocates_on_the_audio_thread() {
    for entry in rack::ALL {
        for rate_hz in [8_000, 48_000, 384_000] {
            let stream = Stream { rate_hz, channels: 2, longest_block: 512 };
            let mut effect = (entry.create)(&stream);
            let mut readings = Readings::default();
            let mut channels: Vec<Vec<f32>> = (1..=2).map(|seed| signals::white_noise(seed, 2.0, 512)).collect();
            channels[0][100] = f32::NAN;
            let mut slices: Vec<&mut [f32]> = channels.iter_mut().map(Vec::as_mut_slice).collect();
            assert_no_alloc(|| {
                for place in 0..40_u8 {
                    for (index, spec) in entry.params.iter().enumerate() {
                        effect.set(index, spec.domain.value_from(f64::from(place % 7) / 6.0));
                    }
                    effect.process(&mut Block::new(&mut slices), &mut readings);
                    let _ = (readings.take(), effect.latency());
                }
                effect.reset();
            });
        }
    }
}
