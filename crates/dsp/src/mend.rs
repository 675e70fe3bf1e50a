// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Keeps broken numbers out of the sound.
//!
//! Exporters have been seen to write "not a number", infinities and values like 1e33 in a
//! first block. Such samples carry no music; silence replaces them.

/// Samples beyond this (+180 dBFS) cannot be meant as sound.
pub const LOUDEST: f32 = 1e9;

/// Whether a sample can be meant as sound.
pub fn is_sound(sample: f32) -> bool {
    sample.abs() <= LOUDEST
}

/// Replaces everything that is not sound by silence and says how many samples that were.
///
/// # Realtime
/// Safe.
pub fn mend(samples: &mut [f32]) -> usize {
    let mut mended = 0;
    for sample in samples {
        if !is_sound(*sample) {
            *sample = 0.0;
            mended += 1;
        }
    }
    mended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_samples_become_silence_and_are_counted() {
        let mut samples = [0.5, f32::NAN, f32::INFINITY, -1e33, -0.25];
        assert_eq!(mend(&mut samples), 3);
        assert_eq!(samples, [0.5, 0.0, 0.0, 0.0, -0.25]);
    }
}
