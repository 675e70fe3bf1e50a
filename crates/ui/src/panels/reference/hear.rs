// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What one hears: the mix, a record as loud as it, one of them unseen, or the mix before its limiter.

use egui::{Align2, Key, Rect, Ui, pos2, vec2};

use super::Shown;
use crate::{
    panels::frame::{Wish, inside},
    reading::level_text,
    theme::{self, Theme},
    widgets::{
        hear::{Choice, HEIGHT, hear_ui},
        zone::label,
    },
};

/// What is heard, in the order of the plugin's knob.
const RAW: usize = 3;
const REFERENCE: usize = 1;
const BLIND: usize = 2;

/// How wide the choice is.
pub fn width(shown: &Shown<'_>) -> f32 {
    if shown.raw.is_some() { 448.0 } else { 336.0 }
}

/// Draws the choice and what stands under it.
pub fn hear_row_ui(ui: &mut Ui, row: Rect, shown: &Shown<'_>) -> Option<Wish> {
    let theme = Theme::of(ui);
    let width = width(shown);
    let min = pos2(row.right() - theme::MARGIN - width, row.top() + 8.0);
    let (order, choices): (Vec<usize>, Vec<Choice>) = choices(shown.raw.is_some()).into_iter().unzip();
    let heard = order.iter().position(|version| *version == shown.common.hear).unwrap_or_default();
    let rect = Rect::from_min_size(min, vec2(width, HEIGHT));
    let pressed = inside(ui, rect, |ui| hear_ui(ui, &choices, heard, width));
    let middle = pos2(rect.left() - 8.0, rect.center().y);
    label(ui.painter(), middle, Align2::RIGHT_CENTER, "Hear", theme.text2);
    let under = rect.bottom() + 13.0;
    label(ui.painter(), pos2(rect.left(), under), Align2::LEFT_CENTER, &gains(shown), theme.text2);
    label(ui.painter(), pos2(rect.right(), under), Align2::RIGHT_CENTER, &held(shown), theme.text2);
    pressed.and_then(|index| order.get(index).copied()).map(Wish::Hear)
}

fn choices(raw: bool) -> Vec<(usize, Choice)> {
    let mix = Choice {
        name: if raw { "Master" } else { "Mix" },
        help: "What comes in here, as it is.",
        key: (Key::Num1, "1"),
        colour: |theme| theme.mix,
    };
    let reference = Choice {
        name: "Reference",
        help: "The chosen record, as loud as the mix.",
        key: (Key::Num2, "2"),
        colour: |theme| theme.reference,
    };
    let blind = Choice {
        name: "Blind",
        help: "A test: is the difference heard, or only seen?",
        key: (Key::Num3, "3"),
        colour: |theme| theme.ink,
    };
    let before = Choice {
        name: "Raw",
        help: "The mix before its limiter, as loud as the rest.",
        key: (Key::Num4, "4"),
        colour: |theme| theme.raw,
    };
    let first = raw.then_some((RAW, before));
    first.into_iter().chain([(0, mix), (REFERENCE, reference), (BLIND, blind)]).collect()
}

/// By how much the sides are turned.
fn gains(shown: &Shown<'_>) -> String {
    let signed = |db: f64| format!("{}{} dB", if db > 0.05 { "+" } else { "" }, level_text(db));
    let record = shown.chosen.and_then(|chosen| shown.records.get(chosen));
    match record.and_then(|record| record.gain_db) {
        _ if !shown.common.matched => "Not matched".to_owned(),
        None => "Match not known yet".to_owned(),
        Some(db) => match shown.comparison.map_or(0.0, |comparison| comparison.mix_gain_db) {
            mix_db if mix_db.abs() >= 0.05 => format!("Mix {}, reference {}", signed(mix_db), signed(db)),
            _ => format!("Reference {} to match", signed(db)),
        },
    }
}

fn held(shown: &Shown<'_>) -> String {
    match shown.raw {
        Some(name) if shown.common.hear == RAW => format!("taken before {name}"),
        _ if shown.chosen.is_some() && shown.common.matched => "frozen while you listen".to_owned(),
        _ => String::new(),
    }
}
