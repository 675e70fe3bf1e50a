// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Decodes files and says what they are: `look song.flac song.mp3`.

use std::path::Path;

use dsp::Audio;
use files::Decoder;

#[allow(clippy::print_stdout, reason = "an example speaks to whoever runs it")]
fn main() {
    for path in std::env::args().skip(1) {
        match look(Path::new(&path)) {
            Ok(line) => println!("{path}: {line}"),
            Err(error) => println!("{error}"),
        }
    }
}

fn look(path: &Path) -> files::Result<String> {
    let mut decoder = Decoder::open(path)?;
    let mut block = Audio::silence(0, 0, 0);
    let mut frames = 0;
    let mut peak = 0.0_f32;
    while decoder.read(&mut block)? > 0 {
        frames += block.frames();
        peak = peak.max(block.sample_peak());
    }
    let short = decoder.shortfall().map(|shortfall| format!(", but {shortfall}")).unwrap_or_default();
    Ok(format!("{:?}, {frames} frames, peak {peak}{short}", decoder.format()))
}
