// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A mix beside its master: what the chain hides, and how much of the sound is the chain's.
//!
//! Each file is heard whole and as it is, because whatever is done to samples bends flat tops; only
//! the fit of chain to mix hears both at one rate, laid over each other.

mod guarded;

use std::path::Path;

use dsp::{Audio, math};
use measure::{Alignment, Inspection, Measured, Under, align, under};
use rack::Preset;

use crate::{
    error::Result,
    examine::{self, Examined, Progress},
    report::Input,
    versions::{self, Versions},
};

/// As much may be missing at the ends, a cut or a fade, before it is said, seconds.
const MISSING_S: f64 = 1.0;

/// What lies under the chain, and how it was found.
#[derive(Clone, Debug, Default)]
pub struct Beneath {
    /// The file of the raw mix.
    pub raw: Input,
    /// Every check on both, and the dependence.
    pub under: Under,
    /// How the master lies against the raw mix.
    pub alignment: Alignment,
    /// What was changed to compare them, and what is missing, in sentences.
    pub notes: Vec<String>,
}

/// A sound with all that was heard of it.
struct Side {
    sound: Audio,
    measured: Measured,
    inspection: Inspection,
}

/// Puts a master beside its raw mix; the second is `None` if they are not versions of one song.
///
/// # Errors
/// One of them cannot be read or holds no sound, or they have different numbers of channels and
/// neither is mono.
pub fn beside(master: &Path, raw: &Path, progress: Progress<'_>) -> Result<(Examined, Option<Beneath>)> {
    let (examined, sound) = examine::examine_and_keep(master, &|share| progress(share / 2.0))?;
    let (of_raw, raw_sound) = examine::examine_and_keep(raw, &|share| progress(0.5 + share / 2.0))?;
    let Versions { sounds: [raw_sound, sound], notes } = versions::alike([raw_sound, sound], [raw, master])?;
    let input = of_raw.input.clone();
    let chain = guarded::remembered((master, &examined.input.blake3), &input.blake3);
    let sides = [Side::of(of_raw, raw_sound), Side::of(examined.clone(), sound)];
    let alignment = align(&slices(&sides[0].sound), &slices(&sides[1].sound), sides[0].sound.rate_hz);
    let beneath = alignment.map(|alignment| {
        let notes = notes.into_iter().map(named).chain(missing(&sides, &alignment)).collect();
        Beneath { raw: input, under: look(&sides, &alignment, chain.as_ref()), alignment, notes }
    });
    Ok((examined, beneath))
}

/// Sends a raw mix through a chain, in memory, and puts the result beside it.
///
/// # Errors
/// The mix cannot be read or holds no sound.
pub fn through(mix: &Path, chain: &Preset, progress: Progress<'_>) -> Result<(Examined, Beneath)> {
    let (examined, sound) = examine::examine_and_keep(mix, progress)?;
    let master = rack::render(chain, &sound).audio;
    let (measured, inspection, _) = examine::inspect_audio(&master, |_| {});
    let sides = [Side::of(examined.clone(), sound), Side { sound: master, measured, inspection }];
    let alignment = Alignment { likeness: 1.0, confidence: 1.0, ..Alignment::default() };
    let under = look(&sides, &alignment, Some(chain));
    let beneath = Beneath { raw: examined.input.clone(), under, alignment, notes: Vec::new() };
    Ok((examined, beneath))
}

impl Side {
    fn of(examined: Examined, sound: Audio) -> Self {
        let Examined { measured, faults, readings, .. } = examined;
        Self { sound, measured, inspection: Inspection { faults, readings } }
    }
}

/// What the checks and the fit say about a raw mix and its master.
fn look(sides: &[Side; 2], alignment: &Alignment, chain: Option<&Preset>) -> Under {
    let [raw, master] = sides;
    let loudness = raw.measured.integrated_lufs.zip(master.measured.integrated_lufs);
    let gain_db = loudness.map_or(alignment.gain_db, |(raw, master)| master - raw);
    let shared = laid_over(sides, alignment);
    let courses = [&raw.measured.course, &master.measured.course];
    let dependence = under::dependence([&shared[0], &shared[1]], courses, raw.sound.rate_hz);
    let mut guard = guarded::guard(sides, &shared, skipped_frames(alignment), chain);
    guard.duty = dependence.as_ref().map_or(0.0, |dependence| dependence.duty);
    Under {
        rows: under::rows(&raw.inspection, &master.inspection, gain_db),
        dependence,
        guard: Some(guard),
        gain_db,
    }
}

/// What both have, to the nearest frame.
fn laid_over<'a>(sides: &'a [Side; 2], alignment: &Alignment) -> [Vec<&'a [f32]>; 2] {
    let [raw, master] =
        skipped_frames(alignment).map(|skip| move |channel: &'a Vec<f32>| channel.get(skip..).unwrap_or(&[]));
    [sides[0].sound.channels.iter().map(raw).collect(), sides[1].sound.channels.iter().map(master).collect()]
}

/// What comes before the first frame that both have.
fn skipped_frames(alignment: &Alignment) -> [usize; 2] {
    let delay = math::round(alignment.delay_frames);
    [-delay, delay].map(|frames| math::index_from(frames.max(0.0)))
}

/// The two files by the names they have here.
fn named(note: String) -> String {
    for (letter, name) in [("A ", "The raw mix "), ("B ", "The master ")] {
        if let Some(rest) = note.strip_prefix(letter) {
            return format!("{name}{rest}").replace("of the other", "of the other file");
        }
    }
    note
}

/// Says so if one of them holds much that the other does not.
fn missing(sides: &[Side; 2], alignment: &Alignment) -> Option<String> {
    let [raw, master] = laid_over(sides, alignment).map(|sound| sound.first().map_or(0, |channel| channel.len()));
    let rate_hz = f64::from(sides[0].sound.rate_hz.max(1));
    let shared_s = raw.min(master) as f64 / rate_hz;
    let longest_s = sides.iter().map(|side| side.sound.seconds()).fold(0.0, f64::max);
    (longest_s - shared_s > MISSING_S)
        .then(|| format!("Only {shared_s:.0} s are in both files; the checks have heard each of them whole."))
}

fn slices(sound: &Audio) -> Vec<&[f32]> {
    sound.channels.iter().map(Vec::as_slice).collect()
}
