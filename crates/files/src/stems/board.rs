// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The gain-staging board of a folder of stems ([`measure::board`]).
//!
//! ```text
//! stems ─ side by side, 10 ms by 10 ms ─┬─ an ear each ── peak, loudness, crest, clipping; who hides whom
//!                                       └─ their sum ─┬─ through the chain ── who triggers the limiter
//! stems again, the loudest 20 s ──────────────────────┴─ each +1 dB ── what the faders do
//! kick and bass again ── their phase
//! ```
//! Of every stem only some blocks are in memory; of the sum all of it, because the search for a drive
//! hears it several times.

mod faders;
mod listen;
mod low_end;
mod press;

use std::path::Path;

use dsp::{Audio, math};
use measure::{
    Fault, Measured, Span, Target, Verdict,
    board::{Board, Heard, Strip, judge, loudness_shares, triggers::Triggers, vocal},
    masking,
};
use rack::{Preset, analyse};

pub use press::Pressed;

use super::{
    StemFile, Stems, hear,
    sum::{self, Sum},
};
use crate::{
    decode::Decoder,
    error::{Error, Result},
    examine::Progress,
};
use listen::{Listened, listen};

/// What is asked.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The stems.
    pub stems: &'a Stems,
    /// The mix they should add up to, if there is one.
    pub mix: Option<&'a Path>,
    /// The master chain.
    pub chain: &'a Preset,
    /// Where the song is going: the chain is driven to its loudness; without it the chain is left as it is.
    pub target: Option<&'a Target>,
}

/// What is answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Every stem in the order of the files.
    pub board: Board,
    /// What is not fine, the worst first.
    pub faults: Vec<Fault>,
    /// All of it in a sentence.
    pub verdict: Verdict,
    /// The numbers of the sum of the stems.
    pub mix: Measured,
    /// How the sum went through the chain; nothing for silence.
    pub pressed: Option<Pressed>,
    /// How the stems lie against the mix; `None` if no mix was given or they are another sound.
    pub sum: Option<Sum>,
    /// What is to be known about the stems, a sentence each.
    pub notes: Vec<String>,
}

/// Puts stems on the board.
///
/// A stem that cannot be read to its end is silent from there on, and a note says so.
///
/// # Errors
/// The mix cannot be read, or none of the stems.
pub fn board(question: &Question<'_>, progress: Progress<'_>) -> Result<Answer> {
    let wanted: Vec<&StemFile> = question.stems.stems.iter().filter(|stem| !is_mix(stem, question.mix)).collect();
    let rate_hz = rate_hz(question, &wanted)?;
    let listened = listen(&wanted, question.stems.folder(), rate_hz, &|share| progress(0.6 * share))?;
    let sum = question.mix.map(|mix| beside(&listened, mix)).transpose()?;
    let pressed = press::press(&listened.sum, question);
    progress(0.8);
    let mut board = filled(&listened, pressed.as_ref());
    let faults = judge(&mut board, &listened.contributions);
    let mut notes = question.stems.notes.clone();
    notes.extend(hear::notes(&wanted, rate_hz));
    notes.extend(listened.notes.iter().cloned());
    notes.extend(sum.as_ref().and_then(|sum| Sum::sentence(sum.as_ref())));
    notes.extend(printed(&listened));
    let verdict = measure::verdict(&faults, None);
    Ok(Answer { board, faults, verdict, mix: listened.mix, pressed, sum: sum.flatten(), notes })
}

fn is_mix(stem: &StemFile, mix: Option<&Path>) -> bool {
    mix.is_some_and(|mix| hear::is_same(&stem.path, mix))
}

/// The rate of the mix, or the one that most stems have.
fn rate_hz(question: &Question<'_>, stems: &[&StemFile]) -> Result<u32> {
    if let Some(mix) = question.mix {
        return Ok(Decoder::open(mix)?.format().rate_hz);
    }
    let votes = |rate_hz: u32| stems.iter().filter(|stem| stem.format.rate_hz == rate_hz).count();
    let rates = stems.iter().map(|stem| stem.format.rate_hz);
    rates.max_by_key(|rate_hz| (votes(*rate_hz), *rate_hz)).ok_or_else(|| Error::NoStems {
        folder: question
            .stems
            .stems
            .first()
            .and_then(|stem| stem.path.parent())
            .unwrap_or(Path::new("."))
            .to_owned(),
    })
}

/// How the sum lies against the mix, around the loudest passage.
fn beside(listened: &Listened<'_>, mix: &Path) -> Result<Option<Sum>> {
    let span = sum::compared(&listened.mix);
    Sum::beside(mix, &cut(&listened.sum, span), span)
}

/// The sound of a passage.
fn cut(song: &Audio, span: Span) -> Audio {
    let frame = |seconds: f64| math::index_from(seconds * f64::from(song.rate_hz)).min(song.frames());
    let frames = frame(span.from_s)..frame(span.to_s);
    let channels = song.channels.iter().map(|channel| channel[frames.clone()].to_vec()).collect();
    Audio { rate_hz: song.rate_hz, channels }
}

/// A mix that lies among its stems, in a sentence.
fn printed(listened: &Listened<'_>) -> Option<String> {
    let stem = (0..listened.stems.len()).find(|stem| listened.contributions.is_all_others(*stem))?;
    Some(format!(
        "{} is the sum of all the others: it is counted as a stem here, so every share is half of what it should \
         be; name it with --mix.",
        listened.stems[stem].0.name
    ))
}

/// The board with everything that can be measured.
fn filled(listened: &Listened<'_>, pressed: Option<&Pressed>) -> Board {
    let mut board = Board { strips: strips(listened), ..Board::default() };
    board.passage = analyse::loudest(&listened.mix);
    board.vocal = vocal::balance(&board.strips);
    board.clashes = masking::clashes(&listened.powers);
    board.low_end = low_end::low_end(listened);
    let Some(pressed) = pressed else { return board };
    let triggers = Triggers::new(&pressed.reduction_db, &listened.contributions);
    let effects = faders::effects(listened, &pressed.chain, board.passage);
    for ((stem, strip), effect) in board.strips.iter_mut().enumerate().zip(effects) {
        strip.trigger_share = triggers.share(stem);
        strip.fader = effect;
    }
    board.triggers = Some(triggers);
    board
}

fn strips(listened: &Listened<'_>) -> Vec<Strip> {
    let shares = loudness_shares(listened.stems.iter().map(|(_, heard)| &heard.measured));
    let strip = |((stem, heard), loudness_share): (&(&StemFile, Heard), f64)| Strip {
        name: stem.name.clone(),
        heard: heard.clone(),
        loudness_share,
        ..Strip::default()
    };
    listened.stems.iter().zip(shares).map(strip).collect()
}
