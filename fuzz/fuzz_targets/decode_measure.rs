// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Any bytes, decoded to the end: an answer or a sentence, never a panic.
//!
//! `cargo +nightly fuzz run decode_measure`

#![no_main]

use std::{io::Cursor, path::Path};

use dsp::Audio;
use files::Decoder;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: Vec<u8>| {
    let Ok(mut decoder) = Decoder::over(Cursor::new(bytes), Path::new("fuzz")) else { return };
    let mut block = Audio::silence(0, 0, 0);
    while decoder.read(&mut block).is_ok_and(|frames| frames > 0) {
        assert!(block.channels.iter().all(|channel| channel.len() == block.frames()));
    }
});
