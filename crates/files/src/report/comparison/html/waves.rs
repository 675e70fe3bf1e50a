// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Waves at equal loudness and the maps of their sections, on one axis of time and one of level.

use dsp::units::{Db, gain_from_db};
use maud::{Markup, html};
use measure::{compare::Side, profile::Section};

use crate::report::{
    Wave,
    html::draw::{self, Scale, px},
    words,
};

/// The height of a map, pixels.
pub const MAP: f64 = 16.0;
/// From one bar of a wave to the next, pixels.
const BAR: f64 = 4.0;
/// A letter needs this much room, pixels.
const LETTER: f64 = 14.0;

/// A song as it is drawn.
pub struct Song<'a> {
    /// `mix` or `ref`.
    pub class: &'static str,
    /// The song and its compared passage.
    pub side: &'a Side,
    /// Its outline; empty draws nothing.
    pub wave: &'a Wave,
    /// The gain at which it is as loud as the others, dB.
    pub gain_db: f64,
    /// How long it is, s.
    pub seconds: f64,
}

impl Song<'_> {
    /// Its highest sample at that gain.
    pub fn peak(&self) -> f64 {
        f64::from(self.wave.peak()) * self.gain()
    }

    fn gain(&self) -> f64 {
        gain_from_db(Db(self.gain_db))
    }

    /// The wave as bars, dimmed outside the compared passage.
    pub fn bars(&self, time: &Scale, level: &Scale) -> Markup {
        let columns = self.columns(time);
        let path = |inside: bool| {
            let chosen = columns.iter().filter(|column| self.is_compared(column.seconds) == inside);
            chosen.map(|column| column.bar(time, level)).collect::<String>()
        };
        let [dim, bright] = [false, true].map(path);
        html! {
            @if !dim.is_empty() { path.bars.dim.(self.class) d=(dim) {} }
            @if !bright.is_empty() { path.bars.(self.class) d=(bright) {} }
        }
    }

    fn columns(&self, time: &Scale) -> Vec<Column> {
        let count = dsp::math::index_from((time.at(self.seconds) - time.pixels[0]) / BAR).max(1);
        let [lows, highs] = [0, 1].map(|edge| self.wave.columns.iter().map(|c| c[edge]).collect::<Vec<f32>>());
        let lows = draw::columns(&lows, count, draw::least);
        let highs = draw::columns(&highs, count, draw::most);
        let width_s = self.seconds / highs.len().max(1) as f64;
        let pairs = lows.into_iter().zip(highs).enumerate();
        let column = |(n, (low, high))| Column {
            seconds: (n as f64 + 0.5) * width_s,
            reach: [low, high].map(|sample| sample * self.gain()),
        };
        pairs.map(|(n, reach)| column((n, reach))).collect()
    }

    fn is_compared(&self, seconds: f64) -> bool {
        let span = self.side.passage.span;
        (span.from_s..span.to_s).contains(&seconds)
    }

    /// The sections with their letters; the compared one stands out.
    pub fn map(&self, time: &Scale, top: f64) -> Markup {
        let sections = &self.side.profile.sections;
        html! {
            @if sections.is_empty() { (self.chip(&self.side.passage, time, top)) }
            @for section in sections { (self.chip(section, time, top)) }
        }
    }

    fn chip(&self, section: &Section, time: &Scale, top: f64) -> Markup {
        let [from, to] = [section.span.from_s, section.span.to_s].map(|second| time.at(second));
        let compared = self.is_compared(f64::midpoint(section.span.from_s, section.span.to_s));
        let word = if section.letter == ' ' { "whole song".to_owned() } else { section.letter.to_string() };
        html! {
            g {
                title { (word) ", " (words::stretch(&section.span)) @if compared { ", compared" } }
                rect.chip.(if compared { self.class } else { "" }) x=(px(from)) y=(px(top)) width=(px((to - from - 1.0).max(0.5))) height=(px(MAP)) rx="2" {}
                @if to - from > LETTER {
                    text.strong[compared] x=(px(f64::midpoint(from, to))) y=(px(top + 12.2)) text-anchor="middle" { (word) }
                }
            }
        }
    }
}

/// What one bar of a wave stands for.
struct Column {
    seconds: f64,
    reach: [f64; 2],
}

impl Column {
    /// At least a point where there is silence.
    fn bar(&self, time: &Scale, level: &Scale) -> String {
        let [low, high] = self.reach.map(|sample| level.at(sample));
        format!("M{} {}V{}", px(time.at(self.seconds)), px(high - 0.25), px(low + 0.25))
    }
}
