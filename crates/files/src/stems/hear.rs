// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Hears one passage of every stem.

use std::{ops::Range, path::Path, thread};

use dsp::{Audio, math, mend};
use measure::{Span, compare::attribution, spectrum::Spectrum};

use super::{
    StemFile, Stems,
    sum::{Adding, Sum},
};
use crate::{
    decode::{Decoder, Format},
    error::{Error, Result},
    examine::Progress,
};

/// So much of the middle of the passage is kept to see whether the stems add up, s: bars enough to find an
/// offset, and 8 MB for each stem that is being heard.
const KEPT_S: f64 = 20.0;
/// A stem with a larger share of samples that are no sound is left out.
const BROKEN: f64 = 0.5;
/// Every frame is heard alike, loud or not, so that powers of stems add up.
const EVERY_FRAME_LUFS: f64 = 0.0;

/// What the stems are like in a passage.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// The third octaves of every stem that counts.
    pub stems: Vec<attribution::Stem>,
    /// Whether they add up to the mix; `None` where their sum is no version of it.
    pub sum: Option<Sum>,
    /// What is to be known about them, a sentence each.
    pub notes: Vec<String>,
}

/// Hears a passage of all stems, and of the mix to see whether they add up to it.
///
/// # Errors
/// The mix cannot be read, or no stem has sound.
pub fn hear(stems: &Stems, mix: &Path, span: Span, progress: Progress<'_>) -> Result<Heard> {
    let mut heard = Heard { notes: stems.notes.clone(), ..Heard::default() };
    let mut adding = Adding::new(listen(mix, span)?.kept);
    let wanted: Vec<&StemFile> = stems.stems.iter().filter(|stem| !is_same(&stem.path, mix)).collect();
    heard.notes.extend(notes(&wanted, adding.rate_hz()));
    let cores = thread::available_parallelism().map_or(1, usize::from);
    for (n, batch) in wanted.chunks(cores).enumerate() {
        for (stem, ear) in batch.iter().zip(listen_to_all(batch, span)) {
            heard.take(stem, ear, &mut adding);
        }
        progress(((n + 1) * cores).min(wanted.len()) as f64 / wanted.len() as f64);
    }
    if heard.stems.is_empty() {
        let folder = stems.stems.first().and_then(|stem| stem.path.parent()).unwrap_or(mix);
        return Err(Error::NoStems { folder: folder.to_owned() });
    }
    heard.sum = adding.finish();
    heard.notes.extend(Sum::sentence(heard.sum.as_ref()));
    Ok(heard)
}

impl Heard {
    fn take(&mut self, stem: &StemFile, ear: Result<Ear>, adding: &mut Adding) {
        let name = &stem.name;
        match ear {
            Err(error) => self.notes.push(format!("{name} is left out: {error}.")),
            Ok(ear) if ear.broken_share() > BROKEN => self.notes.push(format!(
                "{name} is left out: {:.0} % of its samples are no numbers that can be heard; export it again.",
                ear.broken_share() * 100.0
            )),
            Ok(ear) => {
                self.stems
                    .push(attribution::Stem { name: name.clone(), bands: ear.spectrum.finish(EVERY_FRAME_LUFS) });
                let unfit = adding.add(&ear.kept).err();
                self.notes.extend(unfit.map(|error| format!("{name} is not added up: {error}.")));
            }
        }
    }
}

/// Hears some stems at the same time, in their order.
fn listen_to_all(batch: &[&StemFile], span: Span) -> Vec<Result<Ear>> {
    thread::scope(|scope| {
        let hearing: Vec<_> = batch.iter().map(|stem| scope.spawn(move || listen(&stem.path, span))).collect();
        hearing.into_iter().map(|ear| ear.join().expect("no ear panics")).collect()
    })
}

/// What is kept of a file.
struct Ear {
    spectrum: Spectrum,
    kept: Audio,
    passage: Range<usize>,
    keep: Range<usize>,
    samples: usize,
    broken: usize,
}

/// Hears a passage of a file; where the file has ended already, that is silence.
fn listen(path: &Path, span: Span) -> Result<Ear> {
    let mut decoder = Decoder::open(path)?;
    let mut ear = Ear::new(decoder.format(), span);
    let mut block = Audio::silence(0, 0, 0);
    let mut at = 0;
    while at < ear.passage.end && decoder.read(&mut block)? > 0 {
        ear.push(at, &mut block);
        at += block.frames();
    }
    let rest = ear.passage.end.saturating_sub(at.max(ear.passage.start));
    ear.rest(rest);
    Ok(ear)
}

impl Ear {
    fn new(format: &Format, span: Span) -> Self {
        let rate_hz = f64::from(format.rate_hz);
        let middle_s = f64::midpoint(span.from_s, span.to_s);
        let kept = [(middle_s - KEPT_S / 2.0).max(span.from_s), (middle_s + KEPT_S / 2.0).min(span.to_s)];
        let frames = |from_s: f64, to_s: f64| math::index_from(from_s * rate_hz)..math::index_from(to_s * rate_hz);
        let channels = format.channels.min(2);
        Self {
            spectrum: Spectrum::new(format.rate_hz, channels),
            kept: Audio::silence(format.rate_hz, channels, 0),
            passage: frames(span.from_s, span.to_s),
            keep: frames(kept[0], kept[1]),
            samples: 0,
            broken: 0,
        }
    }

    /// Hears a block that begins at a frame of the file; of surround the first two channels.
    fn push(&mut self, at: usize, block: &mut Audio) {
        let inside = part(&self.passage, at, block.frames());
        let keep = part(&self.keep, at, block.frames());
        block.channels.truncate(self.kept.channels.len());
        for (channel, kept) in block.channels.iter_mut().zip(&mut self.kept.channels) {
            self.broken += mend::mend(&mut channel[inside.clone()]);
            self.samples += inside.len();
            kept.extend_from_slice(&channel[keep.clone()]);
        }
        let heard: Vec<&[f32]> = block.channels.iter().map(|channel| &channel[inside.clone()]).collect();
        self.spectrum.push(&heard, EVERY_FRAME_LUFS);
    }

    /// The silence behind the end of the file.
    fn rest(&mut self, frames: usize) {
        let silence = vec![0.0_f32; 4096];
        for start in (0..frames).step_by(silence.len()) {
            let block = &silence[..silence.len().min(frames - start)];
            self.spectrum.push(&vec![block; self.kept.channels.len()], EVERY_FRAME_LUFS);
        }
        let length = self.keep.len();
        self.kept.channels.iter_mut().for_each(|channel| channel.resize(length, 0.0));
    }

    fn broken_share(&self) -> f64 {
        self.broken as f64 / self.samples.max(1) as f64
    }
}

/// The part of a block of the file that lies in a range of the file.
fn part(range: &Range<usize>, at: usize, frames: usize) -> Range<usize> {
    let inside = |frame: usize| frame.clamp(at, at + frames) - at;
    inside(range.start)..inside(range.end)
}

/// How the files differ from the mix, where that is worth a sentence.
pub(super) fn notes(stems: &[&StemFile], rate_hz: u32) -> Vec<String> {
    let names = |is: &dyn Fn(&Format) -> bool| {
        let those = stems.iter().filter(|stem| is(&stem.format)).map(|stem| stem.name.as_str());
        those.collect::<Vec<_>>().join(", ")
    };
    let longest_s = stems.iter().filter_map(|stem| seconds(&stem.format)).fold(0.0, f64::max);
    let is_short = |format: &Format| seconds(format).is_some_and(|seconds| seconds + 1.0 < longest_s);
    let sentences = [
        (names(&|format| format.rate_hz != rate_hz), "at another rate than the mix; converted"),
        (names(&|format| format.channels == 1), "mono; counted in the middle"),
        (names(&|format| format.channels > 2), "with more than two channels; the first two count"),
        (names(&is_short), "shorter than the others; the rest counts as silence"),
    ];
    let told = sentences.into_iter().filter(|(names, _)| !names.is_empty());
    told.map(|(names, what)| format!("Stems {what}: {names}.")).collect()
}

fn seconds(format: &Format) -> Option<f64> {
    format.frames.map(|frames| frames as f64 / f64::from(format.rate_hz.max(1)))
}

/// Whether both are one file: a mix among its stems is no stem.
pub(super) fn is_same(path: &Path, mix: &Path) -> bool {
    path == mix || path.canonicalize().ok().zip(mix.canonicalize().ok()).is_some_and(|(a, b)| a == b)
}
