// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! From a mix and a record to a file that is nearer to the record, and how near.
//!
//! Both are heard first and never kept ([`listen`]); from what was heard comes a [`Plan`]. For the render
//! the mix is read again, block by block through the plan's filters, and kept once; [`master`] then finds
//! the limiter's drive and proves the file. The proof hears tone and width as well: the distance after is the
//! file's, and a file that came out farther on an axis is made again with less.

pub mod json;

use std::path::{Path, PathBuf};

use dsp::{Audio, math, mend};
use measure::{Confidence, MidSide, MidSideMeter, Target, mid_side::Distance, target::Normalisation};
use rack::matching::{self, Matching, Plan, Request};

use crate::{
    atomic::Overwrite,
    decode::{Decoder, Format},
    encode::Depth,
    error::{Error, Result},
    examine::Progress,
    hash,
    master::{self, Order, Proof, plain_chain},
    report::{Master, Wave},
    tags::Tags,
};

/// A shorter record does not say what it is like (and short-term loudness alone takes 3 s).
const SHORTEST_S: f64 = 10.0;
/// So far the loudness of the written file may be from what was asked, LU.
const LOUDNESS_BAND_LU: f64 = 0.3;

/// No more frames than this are reserved on a header's word: 23 minutes at 48 kHz.
const MOST_RESERVED: u64 = 1 << 26;

/// A mix, a record, and what would bring one nearer to the other.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Where the mix lies.
    pub mix_path: PathBuf,
    /// Where the record lies.
    pub record_path: PathBuf,
    /// What was heard of the mix.
    pub mix: MidSide,
    /// What was heard of the record.
    pub record: MidSide,
    /// What was asked.
    pub request: Request,
    /// What is to be done.
    pub plan: Plan,
}

/// How it is to be written.
#[derive(Clone, Debug)]
pub struct Job {
    /// The file to write.
    pub path: PathBuf,
    /// Its word length.
    pub depth: Depth,
    /// Whether a file of that name may be replaced.
    pub overwrite: Overwrite,
    /// No true peak above this, dBTP.
    pub ceiling_dbtp: f64,
    /// The usual low PSR may not fall under this, LU; the loudness comes second then.
    pub psr_floor_lu: Option<f64>,
}

/// The written file.
#[derive(Clone, Debug)]
pub struct Matched {
    /// What was done: the pair's plan, or a gentler one.
    pub plan: Plan,
    /// How it was made and proven.
    pub master: Master,
    /// What was heard of it.
    pub heard: MidSide,
}

/// Hears both songs and finds what to do.
///
/// # Errors
/// A file cannot be read, is silent, is neither mono nor stereo, or the record is shorter than ten seconds.
pub fn pair(mix: &Path, record: &Path, request: &Request, progress: Progress<'_>) -> Result<Pair> {
    let heard_record = listen(record, &|share| progress(0.5 * share))?;
    let seconds = heard_record.measured.seconds();
    if seconds < SHORTEST_S {
        return Err(Error::TooShort { path: record.to_owned(), seconds, least_s: SHORTEST_S });
    }
    let heard_mix = listen(mix, &|share| progress(0.5 + 0.5 * share))?;
    let silent = || Error::Silent { path: mix.to_owned() };
    let plan = matching::plan(&heard_mix, &heard_record, request).ok_or_else(silent)?;
    Ok(Pair {
        mix_path: mix.to_owned(),
        record_path: record.to_owned(),
        mix: heard_mix,
        record: heard_record,
        request: *request,
        plan,
    })
}

/// Hears tone, width and loudness of a whole file; memory does not grow with its length.
///
/// # Errors
/// The file cannot be read, is silent, or is neither mono nor stereo.
pub fn listen(path: &Path, progress: Progress<'_>) -> Result<MidSide> {
    listen_with(MidSideMeter::new, path, progress)
}

fn listen_with(meter: fn(u32, usize) -> MidSideMeter, path: &Path, progress: Progress<'_>) -> Result<MidSide> {
    let mut decoder = open(path)?;
    let Format { rate_hz, channels, .. } = *decoder.format();
    let mut meter = meter(rate_hz, channels);
    walk(&mut decoder, progress, |block| {
        let slices: Vec<&[f32]> = block.channels.iter().map(Vec::as_slice).collect();
        meter.push(&slices);
    })?;
    let heard = meter.finish();
    if heard.mid.is_empty() { Err(Error::Silent { path: path.to_owned() }) } else { Ok(heard) }
}

/// Does what was planned, and hears what has become of it; if an axis came out farther, does less.
///
/// # Errors
/// The mix cannot be read again, or the file not be written.
pub fn render(pair: &Pair, job: &Job, progress: Progress<'_>) -> Result<Matched> {
    let mut matched = render_plan(pair, &pair.plan, job, progress)?;
    let again = Job { overwrite: Overwrite::Allowed, ..job.clone() };
    while !matching::farther(&pair.before(), &pair.after(&matched)).is_empty() {
        let Some(plan) = matching::gentler(&pair.mix, &pair.record, &pair.request, &matched.plan) else { break };
        matched = render_plan(pair, &plan, &again, progress)?;
    }
    Ok(matched)
}

fn render_plan(pair: &Pair, plan: &Plan, job: &Job, progress: Progress<'_>) -> Result<Matched> {
    let filtered = filtered(&pair.mix_path, plan, &|share| progress(0.15 * share))?;
    let order = Order {
        target: target(pair, job),
        chain: plain_chain(),
        path: job.path.clone(),
        depth: job.depth,
        overwrite: job.overwrite,
        psr_floor_lu: job.psr_floor_lu,
        tags: Tags::read(&pair.mix_path)?,
    };
    let progress = |share| progress(0.15 + 0.85 * share);
    let (master, heard) = master::proven_by(&prove, &filtered, &order, &progress)?;
    Ok(Matched { plan: plan.clone(), master, heard })
}

/// Hears the written file once: for its numbers, its tone and its width.
fn prove(path: &Path, progress: Progress<'_>) -> Result<(Proof, MidSide)> {
    let heard = listen_with(MidSideMeter::proving, path, progress)?;
    let (measured, wave) = (heard.measured.clone(), Wave::default());
    Ok((Proof { measured, wave, blake3: hash::of_file(path)? }, heard))
}

impl Pair {
    /// How far the mix is from the record.
    pub fn before(&self) -> Distance {
        self.mix.distance(&self.record)
    }

    /// How far the written file is from it.
    pub fn after(&self, matched: &Matched) -> Distance {
        matched.heard.distance(&self.record)
    }
}

/// The mix through the filters of the plan.
fn filtered(mix: &Path, plan: &Plan, progress: Progress<'_>) -> Result<Audio> {
    let mut decoder = open(mix)?;
    let Format { rate_hz, channels, frames, .. } = *decoder.format();
    let mut matching = Matching::new(plan, rate_hz);
    let mut all = Audio::silence(rate_hz, channels, 0);
    for channel in &mut all.channels {
        // What a file says of its length may be wrong; it saves memory, nothing depends on it.
        channel.reserve(frames.map_or(0, |frames| math::index_from(frames.min(MOST_RESERVED) as f64)));
    }
    walk(&mut decoder, progress, |block| {
        for channel in &mut block.channels {
            mend::mend(channel);
        }
        matching.process(block);
        for (all, piece) in all.channels.iter_mut().zip(&block.channels) {
            all.extend_from_slice(piece);
        }
    })?;
    Ok(all)
}

fn open(path: &Path) -> Result<Decoder> {
    let decoder = Decoder::open(path)?;
    match decoder.format().channels {
        1 | 2 => Ok(decoder),
        channels => Err(Error::Surround { path: path.to_owned(), channels }),
    }
}

fn walk(decoder: &mut Decoder, progress: Progress<'_>, mut each: impl FnMut(&mut Audio)) -> Result<()> {
    let Format { rate_hz, channels, frames, .. } = *decoder.format();
    let mut block = Audio::silence(rate_hz, channels, 0);
    let mut done_frames = 0;
    while decoder.read(&mut block)? > 0 {
        done_frames += block.frames() as u64;
        each(&mut block);
        progress(frames.map_or(0.0, |all| done_frames as f64 / all as f64));
    }
    Ok(())
}

/// The record as a destination: its loudness, as far as the amount goes, and the ceiling.
fn target(pair: &Pair, job: &Job) -> Target {
    let aim_lufs = pair.plan.lufs[1];
    Target {
        id: "record".to_owned(),
        name: "the record".to_owned(),
        summary: "As loud as the record, as far as the amount goes.".to_owned(),
        integrated_lufs: [aim_lufs - LOUDNESS_BAND_LU, aim_lufs + LOUDNESS_BAND_LU],
        aim_lufs,
        short_term_lufs: None,
        ceiling_dbtp: job.ceiling_dbtp,
        plr_floor_lu: 0.0,
        psr_floor_lu: job.psr_floor_lu.unwrap_or(0.0),
        normalisation: Normalisation::None,
        as_of: String::new(),
        source: pair.record_path.display().to_string(),
        notes: Vec::new(),
        confidence: Confidence::Sure,
    }
}
