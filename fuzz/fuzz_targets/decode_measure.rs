// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Any bytes, decoded and measured to the end: numbers or a sentence, never a panic.

#![no_main]

use std::{io::Cursor, path::Path};

use dsp::Audio;
use files::Decoder;
use libfuzzer_sys::fuzz_target;
use measure::{Inspector, Layout, Meter};

fuzz_target!(|bytes: Vec<u8>| {
    let Ok(mut decoder) = Decoder::over(Cursor::new(bytes), Path::new("fuzz")) else { return };
    let (rate_hz, layout) = (decoder.format().rate_hz, Layout::from_channels(decoder.format().channels));
    let (mut meter, mut inspector) = (Meter::new(rate_hz, layout), Inspector::new(rate_hz, layout));
    let mut block = Audio::silence(0, 0, 0);
    while decoder.read(&mut block).is_ok_and(|frames| frames > 0) {
        let channels: Vec<&[f32]> = block.channels.iter().map(Vec::as_slice).collect();
        assert!(channels.iter().all(|channel| channel.len() == block.frames()));
        meter.push(&channels);
        inspector.push(&channels);
    }
    let measured = meter.finish();
    assert!(measured.integrated_lufs.is_none_or(f64::is_finite));
    let _ = inspector.finish(&measured);
});
