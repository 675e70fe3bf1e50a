// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The mix as it was heard beside the records that are ready: the command line's comparison, live.
//!
//! [`measure::compare`] says it all; here is which passage it is asked about, and the limited copy that an
//! unmastered mix needs beside masters. Pressing costs more than all the rest, so while the mix goes on it is
//! done again only when its passage has moved by a second.

use std::sync::Arc;

use dsp::{Audio, math};
use files::{Record, compare as pressing};
use measure::{
    Cells, Layout, Meter, Portrait, Profile, Profiler, Span,
    compare::{
        Comparison, Dynamics, Levelling, Passage, Question, Side, compare, is_less_finished, partner, passage,
    },
    profile::Section,
};

use crate::{reel::Reel, shelf::Row, take::Heard};

/// A passage that moved by less is pressed again only once the mix rests, seconds: a listener would call it
/// the same.
const MOVED_S: f64 = 1.0;

/// So much of a reel is heard in one go, seconds.
const PIECE_S: f64 = 10.0;

/// Which passages are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Part {
    /// The loudest section of the mix with the loudest of each record.
    #[default]
    Loudest,
    /// The section at this place of the song, s, with the one of each record that stands out as much.
    At(f64),
}

/// How it is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Asked {
    /// Which passages.
    pub part: Part,
    /// How they are levelled.
    pub levelling: Levelling,
}

/// A record that is ready to be compared.
#[derive(Clone, Debug)]
pub struct Known {
    /// The slot it stands in, counted from 0.
    pub slot: usize,
    /// What it is called.
    pub name: String,
    /// What is known about it.
    pub record: Arc<Record>,
    /// The user's own loop, if one is active.
    pub own_loop: Option<Section>,
    /// How much it counts; 1 is usual.
    pub weight: f64,
}

/// What differs, and what that rests on.
#[derive(Clone, Debug, Default)]
pub struct Studied {
    /// What differs, where, and what to do; places are those of the song.
    pub comparison: Comparison,
    /// The slots of its records, in their order.
    pub slots: Vec<usize>,
    /// How much of the mix was heard, seconds.
    pub heard_s: f64,
}

/// Compares, and keeps the limited copy.
#[derive(Default)]
pub struct Student {
    pressed: Option<Pressed>,
    times_pressed: usize,
    owes: bool,
}

/// A limited copy, and of what it is one.
struct Pressed {
    take: u64,
    span: Span,
    lufs: Option<f64>,
    portrait: Option<Portrait>,
}

impl Studied {
    /// What it rests on: "52 s heard, mix unmastered (sure), compared through a limited copy".
    pub fn rests_on(&self) -> String {
        let state = &self.comparison.state;
        let word = if state.mastered { "mastered" } else { "unmastered" };
        let how = match self.comparison.dynamics {
            Dynamics::AsTheyAre => "compared as it is",
            Dynamics::ThroughLimiter => "compared through a limited copy",
            Dynamics::Hidden => "its dynamics not compared",
        };
        format!("{:.0} s heard, mix {word} ({}), {how}", self.heard_s, state.confidence.word())
    }
}

impl Known {
    /// The record of a row, if it is ready.
    pub fn of(row: &Row) -> Option<Self> {
        row.slot.known(row.place)
    }

    /// The record as a side of a comparison.
    pub fn side(&self, passage: Section) -> Side {
        let profile = self.record.profile.clone();
        Side { name: self.name.clone(), profile, passage, weight: self.weight }
    }

    /// What is heard of it: the user's loop, or the loudest section.
    pub fn heard_passage(&self) -> Section {
        let loudest = || passage(&self.record.profile, Passage::Loudest);
        self.own_loop.clone().unwrap_or_else(loudest)
    }

    fn compared(&self, mix: &Side, part: Part) -> Side {
        let passage = match (part, &self.own_loop) {
            (Part::At(_), None) => partner(&self.record.profile, &mix.profile, &mix.passage),
            _ => self.heard_passage(),
        };
        self.side(passage)
    }
}

impl Student {
    /// Compares. A mix that rests, because nothing plays, is pressed anew however little has changed.
    pub fn study(&mut self, heard: &Heard, records: &[Known], asked: Asked, rests: bool) -> Studied {
        let mix = mix_side(heard, asked.part);
        let sides: Vec<Side> = records.iter().map(|known| known.compared(&mix, asked.part)).collect();
        let limited = is_less_finished(&mix, &sides).then(|| self.limited(heard, &mix, &sides, rests)).flatten();
        let question = Question { mix, records: sides, levelling: asked.levelling, limited };
        Studied {
            comparison: compare(&question),
            slots: records.iter().map(|known| known.slot).collect(),
            heard_s: heard.seconds(),
        }
    }

    /// Whether the limited copy is one of a passage that has moved a little since.
    pub fn owes(&self) -> bool {
        self.owes
    }

    /// How often a passage was pressed so far.
    pub fn times_pressed(&self) -> usize {
        self.times_pressed
    }

    /// The limited copy of the mix's passage; an older one serves while it is nearly the same.
    fn limited(&mut self, heard: &Heard, mix: &Side, records: &[Side], rests: bool) -> Option<Portrait> {
        let (span, lufs) = (pressing::pressed_span(mix), pressing::usual_lufs(records));
        let moved_s = if rests { 0.0 } else { MOVED_S };
        let serves = |old: &&Pressed| old.take == heard.number && old.lufs == lufs && old.is_near(span, moved_s);
        if let Some(old) = self.pressed.as_ref().filter(serves) {
            self.owes = old.span != span;
            return old.portrait.clone();
        }
        self.owes = false;
        let portrait = heard
            .reel
            .as_ref()
            .and_then(|reel| audio(reel, heard.within(span), heard.channels))
            .and_then(|passage| pressing::pressed(&passage, records));
        self.times_pressed += 1;
        self.pressed = Some(Pressed { take: heard.number, span, lufs, portrait: portrait.clone() });
        portrait
    }
}

impl Pressed {
    fn is_near(&self, span: Span, moved_s: f64) -> bool {
        (self.span.from_s - span.from_s).abs() <= moved_s && (self.span.to_s - span.to_s).abs() <= moved_s
    }
}

impl Heard {
    /// A passage of the song as a passage of the take.
    pub fn within(&self, span: Span) -> Span {
        let song_s = self.song_s();
        Span { from_s: span.from_s - song_s, to_s: span.to_s - song_s }
    }

    /// What it is like so far, its sections placed in the song.
    pub fn profile(&self) -> Profile {
        let (mut profile, song_s) = (self.cells.profile(), self.song_s());
        for section in &mut profile.sections {
            section.span = later(section.span, song_s);
        }
        profile
    }
}

/// The mix as a side of a comparison.
pub fn mix_side(heard: &Heard, part: Part) -> Side {
    let profile = heard.profile();
    let at = |song_s: f64| {
        let inside = |section: &&Section| section.span.from_s <= song_s && song_s < section.span.to_s;
        profile.sections.iter().find(inside).cloned()
    };
    let found = match part {
        Part::Loudest => None,
        Part::At(song_s) => at(song_s),
    };
    let passage = found.unwrap_or_else(|| {
        let loudest = passage(&profile, Passage::Loudest);
        let is_placed = profile.loudest.is_some();
        if is_placed { loudest } else { Section { span: later(loudest.span, heard.song_s()), ..loudest } }
    });
    Side { name: "Mix".to_owned(), profile, passage, weight: 1.0 }
}

fn later(span: Span, by_s: f64) -> Span {
    Span { from_s: span.from_s + by_s, to_s: span.to_s + by_s }
}

/// The half seconds of a whole reel, from which any loop of it is known as the command line knows it.
pub fn cells(reel: &Reel, channels: usize) -> Option<Cells> {
    let layout = Layout::from_channels(channels.clamp(1, 2));
    let (mut meter, mut profiler) = (Meter::new(reel.rate_hz(), layout), Profiler::new(reel.rate_hz(), layout));
    let end_s = reel.seconds();
    let mut from_s = 0.0;
    while from_s < end_s {
        let piece = audio(reel, Span { from_s, to_s: from_s + PIECE_S }, channels)?;
        let sides: Vec<&[f32]> = piece.channels.iter().map(Vec::as_slice).collect();
        meter.push(&sides);
        profiler.push(&sides);
        from_s += PIECE_S;
    }
    Some(profiler.finish(&meter.finish()))
}

/// A passage of a reel, of its first channels; `None` if the disk does not give it back.
pub fn audio(reel: &Reel, span: Span, channels: usize) -> Option<Audio> {
    let frame = |seconds: f64| math::index_from(seconds.max(0.0) * f64::from(reel.rate_hz()));
    let [from, to] = [frame(span.from_s), frame(span.to_s)];
    let mut frames = vec![[0.0; 2]; to.saturating_sub(from)];
    let read = reel.read(from as u64, &mut frames).ok()?;
    let channel = |side: usize| frames[..read].iter().map(|frame| frame[side]).collect();
    Some(Audio { rate_hz: reel.rate_hz(), channels: (0..channels.min(2)).map(channel).collect() })
}
