// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! One pass over a song that hears everything there is to hear.

use std::{ops::ControlFlow, path::Path};

use dsp::{Audio, mend};
use measure::{Confidence, Fault, Inspection, Inspector, Layout, Measured, Meter, Reading, Severity};

use crate::{
    decode::{Decoder, Format, Shortfall},
    error::Result,
    hash,
    report::{Input, Wave, WaveCollector},
};

/// Frames of a block when sound in memory is heard.
const BLOCK: usize = 4096;
/// Columns of a waveform picture.
const WAVE_COLUMNS: usize = 600;
/// There is more to hear.
pub(crate) const GO_ON: ControlFlow<()> = ControlFlow::Continue(());

/// What one pass over a song has found.
#[derive(Clone, Debug)]
pub struct Examined {
    /// The file and its outline.
    pub input: Input,
    /// The numbers.
    pub measured: Measured,
    /// What is not fine.
    pub faults: Vec<Fault>,
    /// How near every check is to its limit.
    pub readings: Vec<Reading>,
}

/// Is told the share that is done, 0 to 1.
pub type Progress<'a> = &'a (dyn Fn(f64) + Sync);

/// Hears a whole file; memory does not grow with its length.
///
/// # Errors
/// The file cannot be read or holds no sound; see [`crate::Error`].
pub fn examine(path: &Path, progress: Progress<'_>) -> Result<Examined> {
    walk(path, progress, |_| GO_ON)
}

/// Hears loudness, range and the standard's true peak only; the other numbers stay unknown.
///
/// Nothing is judged, except that a damaged file is a fault.
///
/// # Errors
/// As [`examine`].
pub fn loudness(path: &Path, progress: Progress<'_>) -> Result<(Measured, Option<Fault>)> {
    let mut decoder = Decoder::open(path)?;
    let Format { rate_hz, channels, .. } = *decoder.format();
    let mut meter = Meter::loudness_only(rate_hz, Layout::from_channels(channels));
    let hear = |block: &Audio| {
        meter.push(&slices(block));
        GO_ON
    };
    for_each_block(&mut decoder, progress, hear).map(drop)?;
    Ok((meter.finish(), decoder.shortfall().map(truncated)))
}

/// Like [`examine`], and keeps the sound; samples that are not sound are silence in it.
///
/// # Errors
/// As [`examine`].
pub fn examine_and_keep(path: &Path, progress: Progress<'_>) -> Result<(Examined, Audio)> {
    keep_and(path, progress, |_| GO_ON)
}

/// As [`examine_and_keep`], and hands every block to `each` as it was decoded.
pub(crate) fn keep_and(
    path: &Path,
    progress: Progress<'_>,
    mut each: impl FnMut(&Audio) -> ControlFlow<()>,
) -> Result<(Examined, Audio)> {
    let mut kept = Audio { rate_hz: 0, channels: Vec::new() };
    let examined = walk(path, progress, |block| {
        kept.channels.resize_with(block.channels.len(), Vec::new);
        for (all, piece) in kept.channels.iter_mut().zip(&block.channels) {
            all.extend_from_slice(piece);
        }
        each(block)
    })?;
    kept.rate_hz = examined.input.rate_hz;
    for channel in &mut kept.channels {
        mend::mend(channel);
    }
    Ok((examined, kept))
}

/// Hears sound that is in memory already.
pub fn examine_audio(audio: &Audio) -> (Measured, Vec<Fault>, Wave) {
    walk_audio(audio, |_| {})
}

/// As [`examine_audio`], and hands every block to `each` as well.
pub(crate) fn walk_audio(audio: &Audio, each: impl FnMut(&[&[f32]])) -> (Measured, Vec<Fault>, Wave) {
    let (measured, inspection, wave) = inspect_audio(audio, each);
    (measured, inspection.faults, wave)
}

/// As [`walk_audio`], and keeps how near every check is to its limit.
pub(crate) fn inspect_audio(audio: &Audio, mut each: impl FnMut(&[&[f32]])) -> (Measured, Inspection, Wave) {
    let mut listener = Listener::new(audio.rate_hz, audio.channels.len());
    for start in (0..audio.frames()).step_by(BLOCK) {
        let end = audio.frames().min(start + BLOCK);
        let block: Vec<&[f32]> = audio.channels.iter().map(|channel| &channel[start..end]).collect();
        listener.push(&block);
        each(&block);
    }
    listener.finish()
}

/// As [`examine`], and hands every block to `each` as well; where that has heard enough, the sound ends.
pub(crate) fn walk(
    path: &Path,
    progress: Progress<'_>,
    mut each: impl FnMut(&Audio) -> ControlFlow<()>,
) -> Result<Examined> {
    let mut decoder = Decoder::open(path)?;
    let format = decoder.format().clone();
    let mut listener = Listener::new(format.rate_hz, format.channels);
    let end = for_each_block(&mut decoder, progress, |block| {
        listener.push(&slices(block));
        each(block)
    })?;
    let (measured, Inspection { mut faults, readings }, wave) = listener.finish();
    // What nobody wanted to hear is not missing.
    faults.extend(decoder.shortfall().filter(|_| end.is_continue()).map(truncated));
    let input = input(path, &format, &measured, wave)?;
    Ok(Examined { input, measured, faults, readings })
}

/// Says whether `each` has wanted all of it.
fn for_each_block(
    decoder: &mut Decoder,
    progress: Progress<'_>,
    mut each: impl FnMut(&Audio) -> ControlFlow<()>,
) -> Result<ControlFlow<()>> {
    let Format { rate_hz, channels, frames, .. } = *decoder.format();
    let mut block = Audio::silence(rate_hz, channels, 0);
    let mut done_frames = 0;
    while decoder.read(&mut block)? > 0 {
        let next = each(&block);
        done_frames += block.frames() as u64;
        progress(frames.map_or(0.0, |all| done_frames as f64 / all as f64));
        if next.is_break() {
            return Ok(next);
        }
    }
    Ok(GO_ON)
}

pub(crate) fn slices(block: &Audio) -> Vec<&[f32]> {
    block.channels.iter().map(Vec::as_slice).collect()
}

/// Everything that listens in one pass.
struct Listener {
    meter: Meter,
    inspector: Inspector,
    wave: WaveCollector,
}

impl Listener {
    fn new(rate_hz: u32, channels: usize) -> Self {
        let layout = Layout::from_channels(channels);
        Self {
            meter: Meter::new(rate_hz, layout),
            inspector: Inspector::new(rate_hz, layout),
            wave: WaveCollector::new(WAVE_COLUMNS),
        }
    }

    fn push(&mut self, channels: &[&[f32]]) {
        self.meter.push(channels);
        self.inspector.push(channels);
        self.wave.push(channels);
    }

    fn finish(self) -> (Measured, Inspection, Wave) {
        let measured = self.meter.finish();
        let inspection = self.inspector.conclude(&measured);
        (measured, inspection, self.wave.finish())
    }
}

fn input(path: &Path, format: &Format, measured: &Measured, wave: Wave) -> Result<Input> {
    Ok(Input {
        path: path.display().to_string(),
        format: format.name.clone(),
        rate_hz: format.rate_hz,
        channels: format.channels,
        seconds: measured.seconds(),
        blake3: hash::of_file(path)?,
        wave,
    })
}

fn truncated(shortfall: Shortfall) -> Fault {
    Fault {
        id: "truncated",
        severity: Severity::Fault,
        title: "The file is damaged.".into(),
        message: format!("The {shortfall}.").replace("The the ", "The "),
        action: "Copy or export the file again.".into(),
        spans: Vec::new(),
        amount: String::new(),
        confidence: Confidence::Sure,
        stem: None,
    }
}
