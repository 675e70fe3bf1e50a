// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Prints what the checks say about raw sound: `inspect RATE_HZ FILE…`, stereo, 32-bit float.
//!
//! `ffmpeg -i song.ogg -f f32le -ac 2 song.f32` makes such files. Used to calibrate thresholds.

#![allow(clippy::print_stdout, reason = "printing is what the example does")]

use std::{env, fs, io, time::Instant};

use measure::{Inspector, Layout, Measured};

fn main() -> io::Result<()> {
    let mut words = env::args().skip(1);
    let rate_hz = words.next().and_then(|word| word.parse().ok()).unwrap_or(44_100);
    words.try_for_each(|path| inspect(rate_hz, &path))
}

fn inspect(rate_hz: u32, path: &str) -> io::Result<()> {
    let bytes = fs::read(path)?;
    let (samples, _) = bytes.as_chunks::<4>();
    let sample = |bytes: &[u8; 4]| f32::from_le_bytes(*bytes);
    let channels = [0, 1].map(|side| samples.iter().skip(side).step_by(2).map(sample).collect::<Vec<_>>());
    let begin = Instant::now();
    let mut inspector = Inspector::new(rate_hz, Layout::Stereo);
    for (left, right) in channels[0].chunks(4096).zip(channels[1].chunks(4096)) {
        inspector.push(&[left, right]);
    }
    let faults = inspector.finish(&Measured::default());
    println!(
        "{path}: {:.0} s in {:.3} s",
        channels[0].len() as f64 / f64::from(rate_hz),
        begin.elapsed().as_secs_f64()
    );
    for fault in faults {
        println!("  {} {} [{}] {}", fault.severity.word(), fault.id, fault.amount, fault.message);
    }
    Ok(())
}
