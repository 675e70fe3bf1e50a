// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How loud the sides are made, which passages are compared, and whether the records follow the song.

use dsp::math;
use egui::{Margin, Ui};
use rack::{Domain, Spec};

use super::{Shown, knobs};
use crate::{
    edit::{Target, Turn, edits_of},
    panels::frame::Wish,
    theme::Theme,
    widgets::{
        opener::{Opener, opener_ui},
        row::{Row, row_ui},
        strip::Strip,
        zone::label,
    },
};

const PAGE: f32 = 264.0;

/// Draws what only this panel has in its bar.
pub fn special_ui(ui: &mut Ui, shown: &Shown<'_>) -> Vec<Wish> {
    let mut wishes = match_ui(ui, shown);
    wishes.extend(transport_ui(ui, shown));
    wishes
}

fn match_ui(ui: &mut Ui, shown: &Shown<'_>) -> Vec<Wish> {
    let Some((_, spec, value)) = shown.knob(knobs::COMPARE_WITH) else { return Vec::new() };
    let opener = Opener {
        label: "Match",
        name: &spec.domain.text_from(value),
        help: "Which passages are compared, and how loud the sides are made for it.",
        widths: [252.0, PAGE],
    };
    opener_ui(ui, &opener, |ui| match_page_ui(ui, shown)).unwrap_or_default()
}

fn match_page_ui(ui: &mut Ui, shown: &Shown<'_>) -> Vec<Wish> {
    let mut wishes = choice_ui(ui, shown, knobs::COMPARE_WITH);
    wishes.extend(choice_ui(ui, shown, knobs::LEVEL_TO));
    if is_fixed(shown) {
        wishes.extend(lufs_ui(ui, shown));
    }
    wishes.extend(choice_ui(ui, shown, knobs::LEVEL_BY));
    if let Some((index, spec, value)) = shown.knob(knobs::ATTENUATE_ONLY) {
        ui.separator();
        let on = value >= 0.5;
        if row_ui(ui, &Row { name: spec.name, chosen: on, ..Row::default() }).on_hover_text(spec.help).clicked() {
            wishes.extend(turned(index, f64::from(u8::from(!on))));
        }
    }
    wishes
}

fn is_fixed(shown: &Shown<'_>) -> bool {
    shown.knob(knobs::LEVEL_TO).is_some_and(|(_, spec, value)| name_of(spec, value) == knobs::FIXED)
}

fn name_of(spec: &Spec, value: f64) -> &'static str {
    let Domain::Choice { names, .. } = &spec.domain else { return "" };
    names.get(math::index_from(value)).copied().unwrap_or_default()
}

/// A heading and a row for each name.
fn choice_ui(ui: &mut Ui, shown: &Shown<'_>, id: &str) -> Vec<Wish> {
    let Some((index, spec, value)) = shown.knob(id) else { return Vec::new() };
    let Domain::Choice { names, .. } = &spec.domain else { return Vec::new() };
    heading(ui, spec.name);
    let mut wishes = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let row = Row { name, chosen: place == math::index_from(value), ..Row::default() };
        if row_ui(ui, &row).on_hover_text(spec.help).clicked() {
            wishes.extend(turned(index, place as f64));
        }
    }
    wishes
}

fn heading(ui: &mut Ui, name: &str) {
    const HEIGHT: f32 = 22.0;
    let (rect, _) = ui.allocate_exact_size(egui::vec2(PAGE, HEIGHT), egui::Sense::hover());
    let at = rect.left_center() + egui::vec2(6.0, 1.0);
    label(ui.painter(), at, egui::Align2::LEFT_CENTER, name, Theme::of(ui).text2);
}

fn lufs_ui(ui: &mut Ui, shown: &Shown<'_>) -> Vec<Wish> {
    let Some((index, spec, value)) = shown.knob(knobs::LEVEL_LUFS) else { return Vec::new() };
    let margin = Margin { left: 24, right: 0, top: 4, bottom: 6 };
    let turns = egui::Frame::NONE.inner_margin(margin).show(ui, |ui| Strip::new(spec, value).show(ui)).inner;
    edits_of(Target::Knob(index), turns).map(Wish::Turn).collect()
}

fn transport_ui(ui: &mut Ui, shown: &Shown<'_>) -> Vec<Wish> {
    let Some((index, spec, value)) = shown.knob(knobs::LOCKED) else { return Vec::new() };
    let locked = value >= 0.5;
    let name = if locked { "locked" } else { "free" };
    let opener = Opener { label: "Transport", name, help: spec.help, widths: [152.0, PAGE] };
    let rows = [("locked", "as far as the song is", true), ("free", "from where they were left", false)];
    let page = |ui: &mut Ui| {
        rows.into_iter()
            .filter_map(|(name, after, on)| {
                let row = Row { name, after, chosen: on == locked, ..Row::default() };
                let clicked = row_ui(ui, &row).clicked();
                clicked.then(|| ui.close());
                clicked.then(|| turned(index, f64::from(u8::from(on))))
            })
            .flatten()
            .collect()
    };
    opener_ui(ui, &opener, page).unwrap_or_default()
}

fn turned(index: usize, value: f64) -> Vec<Wish> {
    edits_of(Target::Knob(index), Turn::at_once(value)).map(Wish::Turn).collect()
}
