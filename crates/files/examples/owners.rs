// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Every stem of a folder gets +6 dB at a frequency in turn: is it named?
//!
//! `cargo run --release -p files --example owners -- stems/ 300`

#![allow(clippy::print_stdout, reason = "an example prints its result")]

use std::{env, fs, path::Path};

use dsp::{
    Audio, Db, Hz, math,
    svf::{Memory, Svf},
};
use files::{Depth, Overwrite, decode_all, record, stems, write_all};
use measure::compare::{Axis, Comparison, Passage, Question, Side, compare, passage};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args_os().skip(1);
    let folder = arguments.next().ok_or("name a folder of stems")?;
    let at_hz: f64 = arguments.next().and_then(|text| text.to_str()?.parse().ok()).unwrap_or(300.0);
    let files = stems::open(Path::new(&folder))?.stems;
    let sounds = files.iter().map(|file| Ok(decode_all(&file.path)?.0)).collect::<files::Result<Vec<Audio>>>()?;
    let clean = side(&sum(&sounds));
    let work = env::temp_dir().join(format!("owners-{}", std::process::id()));
    fs::create_dir_all(work.join("stems"))?;
    for (owner, file) in files.iter().enumerate() {
        let mut spoiled = sounds.clone();
        boost(&mut spoiled[owner], at_hz);
        let mix = sum(&spoiled);
        write_all(&work.join("mix.wav"), &mix, Depth::Float32, Overwrite::Allowed)?;
        for (file, sound) in files.iter().zip(&spoiled) {
            let path = work.join("stems").join(format!("{}.wav", file.name));
            write_all(&path, sound, Depth::Float32, Overwrite::Allowed)?;
        }
        let mut comparison =
            compare(&Question { mix: side(&mix), records: vec![clean.clone()], ..Question::default() });
        let stems = stems::open(&work.join("stems"))?;
        let notes = stems::attribute(&mut comparison, &stems, &work.join("mix.wav"), &|_| {})?;
        show(&file.name, &comparison);
        for note in notes {
            println!("    {note}");
        }
    }
    fs::remove_dir_all(work)?;
    Ok(())
}

fn show(seeded: &str, comparison: &Comparison) {
    let lift = comparison.bands.iter().map(|band| band.tone_db.difference()).fold(0.0, f64::max);
    println!("{seeded}: the mix moves by {lift:.1} dB");
    for advice in comparison.advice.iter().filter(|advice| advice.axis == Axis::Tone) {
        let fault = &advice.fault;
        println!("    {} {} {} [{}]", fault.title, fault.message, fault.action, fault.confidence.word());
    }
}

fn side(audio: &Audio) -> Side {
    let profile = record::hear_audio(audio, "song").record.profile;
    Side { name: "song".to_owned(), passage: passage(&profile, Passage::Loudest), profile, weight: 1.0 }
}

fn sum(sounds: &[Audio]) -> Audio {
    let frames = sounds.iter().map(Audio::frames).max().unwrap_or(0);
    let mut sum = Audio::silence(sounds[0].rate_hz, 2, frames);
    for (side, all) in sum.channels.iter_mut().enumerate() {
        for sound in sounds {
            let channel = &sound.channels[side.min(sound.channels.len() - 1)];
            all.iter_mut().zip(channel).for_each(|(all, one)| *all += one);
        }
    }
    sum
}

fn boost(sound: &mut Audio, at_hz: f64) {
    let bell = Svf::bell(Hz(at_hz), 1.0, Db(6.0), sound.rate_hz);
    for channel in &mut sound.channels {
        let mut memory = Memory::default();
        for x in channel {
            *x = math::sample_from(bell.next(&mut memory, f64::from(*x)));
        }
    }
}
