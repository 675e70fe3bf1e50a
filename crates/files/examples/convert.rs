// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Copies a sound file into another kind, block by block: `convert in.mp3 out.wav [16|24|32]`.

use std::path::Path;

use dsp::Audio;
use files::{Decoder, Depth, Encoder, Overwrite, Tags, WriteFormat};

fn main() -> files::Result<()> {
    let words: Vec<String> = std::env::args().collect();
    let [_, input, output, bits @ ..] = &words[..] else { return Ok(()) };
    let depth = match bits.first().map(String::as_str) {
        Some("16") => Depth::Int16,
        Some("24") => Depth::Int24,
        _ => Depth::Float32,
    };
    let mut decoder = Decoder::open(Path::new(input))?;
    let format = WriteFormat::new(decoder.format().rate_hz, decoder.format().channels, depth);
    let mut encoder = Encoder::create(Path::new(output), format, Overwrite::Allowed)?;
    let mut block = Audio::silence(format.rate_hz, format.channels, 0);
    while decoder.read(&mut block)? > 0 {
        let channels: Vec<&[f32]> = block.channels.iter().map(Vec::as_slice).collect();
        encoder.write(&channels)?;
    }
    encoder.finish(Tags::read(Path::new(input))?.as_ref())
}
