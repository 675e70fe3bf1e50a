// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What stands in the bar: where the tone should go, and how far the song is.

use egui::{Ui, vec2};
use rack::Stage;

use super::{Asked, Shown, words::capitalised};
use crate::{
    panels::frame::Wish,
    widgets::dropdown::{Face, dropdown_ui},
};

/// Draws target and stage.
pub fn special_ui(ui: &mut Ui, shown: &Shown<'_>) -> Vec<Wish> {
    let target = target_ui(ui, shown);
    target.into_iter().chain(stage_ui(ui, shown)).collect()
}

fn target_ui(ui: &mut Ui, shown: &Shown<'_>) -> Option<Wish> {
    let (names, chosen) = shown.target.names;
    let name = names.get(chosen).map_or("none", String::as_str);
    let none = "Where the tone should lie. Make one of your own records with twobus target make.";
    let help = if shown.target.summary.is_empty() { none } else { shown.target.summary };
    let face = Face { label: "Tone target", name, after: shown.target.rests_on, help, advised: None };
    dropdown_ui(ui, &face, vec2(272.0, 24.0), names, chosen).map(Wish::Target)
}

/// The stage as a badge that says what it means for the bands.
fn stage_ui(ui: &mut Ui, shown: &Shown<'_>) -> Option<Wish> {
    let names = Stage::ALL.map(|stage| capitalised(stage.word()));
    let chosen = Stage::ALL.iter().position(|stage| *stage == shown.stage).unwrap_or_default();
    let after = shown.stage.most_db().map_or_else(String::new, |most_db| format!("±{most_db:.0} dB at most"));
    let help = shown.stage.sentence();
    let face = Face { label: "Stage", name: &names[chosen], after: &after, help, advised: None };
    let picked = dropdown_ui(ui, &face, vec2(152.0, 24.0), &names, chosen);
    picked.map(|place| Wish::Equaliser(Asked::Stage(Stage::ALL[place])))
}
