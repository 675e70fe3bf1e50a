// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Any text as a preset: a chain or a sentence, never a panic; what is read survives being written.
//!
//! `cargo +nightly fuzz run preset`

#![no_main]

use libfuzzer_sys::fuzz_target;
use rack::Preset;

fuzz_target!(|text: &str| {
    let Ok((preset, _)) = Preset::from_text(text) else { return };
    let written = preset.to_text();
    let (again, unknown) = Preset::from_text(&written).expect("what was written can be read");
    assert!(unknown.is_empty() && again.to_text() == written, "{written}");
});
