// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The sound of every effect, as fingerprints: what changes here is heard by everybody.
//!
//! `GOLDEN=accept cargo test -p rack --test golden` takes the new sound as right; then the
//! changelog must say so under «Sound», and `cargo xtask tidy` checks that it does.

use std::{fs, path::PathBuf};

use dsp::{Audio, signals};
use rack::{Preset, Step};

#[test]
fn every_effect_sounds_as_it_did() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/hashes.txt");
    let now = fingerprints();
    if std::env::var_os("GOLDEN").is_some_and(|value| value == "accept") {
        fs::write(&path, &now).unwrap();
    }
    let before = fs::read_to_string(&path).unwrap();
    assert_eq!(now, before, "the sound has changed: GOLDEN=accept takes it as right");
}

fn fingerprints() -> String {
    let mut lines = String::new();
    for entry in rack::ALL {
        for (place, position) in [("low", 0.1), ("default", f64::NAN), ("high", 0.7)] {
            let turned = entry.params.iter().fold(Step::new(entry), |step, spec| {
                let value = if position.is_nan() { position } else { spec.domain.value_from(position) };
                step.with(spec.id, value)
            });
            for (name, sound) in sounds() {
                let rendered = rack::render(&Preset { steps: vec![turned.clone()] }, &sound);
                lines += &format!("{} {place} {name} {:016x}\n", entry.info.id, fingerprint(&rendered.audio));
            }
        }
    }
    lines
}

fn sounds() -> [(&'static str, Audio); 3] {
    let stereo = |left: Vec<f32>, right: Vec<f32>| Audio { rate_hz: 48_000, channels: vec![left, right] };
    let noise = |seed| signals::pink_noise(seed, 4.0, 48_000);
    let tone = signals::sine(48_000, 55.0, 1.6, 0.0, 48_000);
    let click = signals::impulse(2.0, 20_000, 48_000);
    [
        ("noise", stereo(noise(1), noise(2))),
        ("tone", stereo(tone.clone(), tone)),
        ("click", stereo(click.clone(), click)),
    ]
}

/// FNV-1a, 64 bits, over the bits of all samples.
fn fingerprint(audio: &Audio) -> u64 {
    let bytes = audio.channels.iter().flatten().flat_map(|sample| sample.to_bits().to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
