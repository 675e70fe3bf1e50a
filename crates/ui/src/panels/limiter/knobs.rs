// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The knobs: the gain first and widest, the others where the hand finds them.

use dsp::math;
use egui::{Align2, Rect, Ui, pos2, vec2};
use rack::{Domain, Spec, analyse::Range};

use super::{Shown, range_of};
use crate::{
    edit::{Target, Turn, edits_of},
    panels::frame::{Wish, inside},
    reading::level_text,
    theme::{self, Theme},
    widgets::{
        dropdown::{Face, dropdown_ui},
        icon::{Icon, icon_ui},
        strip::{NARROW, Strip, WIDTH},
        switch::button_ui,
        zone::{Zone, label},
    },
};

/// What one turns while mixing.
const FIRST: [&str; 6] = ["attack", "hold", "release", "punch", "drive", "clip"];
/// What one turns once: numbers, then pairs of small choices, one above the other.
const SECOND: [&str; 4] = ["recovery", "link-transient", "link-release", "mix-level"];
const PAIRS: [[&str; 2]; 2] = [["auto", "true-peak"], ["follow", "latency"]];
const GAP: f32 = 10.0;

/// Draws the gain and one of the two pages of knobs beside it.
pub fn knobs_ui(ui: &mut Ui, rect: Rect, shown: &Shown<'_>) -> Vec<Wish> {
    let inner = rect.shrink2(vec2(theme::MARGIN, 8.0));
    let gain = Rect::from_min_size(inner.min, vec2(WIDTH, inner.height()));
    let mut wishes = inside(ui, gain, |ui| gain_ui(ui, shown));
    let page_id = ui.scope_id().with("page");
    let second: bool = ui.data(|data| data.get_temp(page_id)).unwrap_or_default();
    let names: &[&str] = if second { &SECOND } else { &FIRST };
    let place = |n: usize| {
        let left = gain.right() + theme::GAP + n as f32 * (NARROW + GAP);
        Rect::from_min_size(pos2(left, inner.top()), vec2(NARROW, inner.height()))
    };
    for (n, id) in names.iter().enumerate() {
        wishes.extend(inside(ui, place(n), |ui| knob_ui(ui, shown, id, 49.0)));
    }
    for (n, pair) in PAIRS.iter().enumerate().filter(|_| second) {
        wishes.extend(pair_ui(ui, place(names.len() + n), shown, pair));
    }
    let turn = Rect::from_min_max(pos2(rect.right() - 32.0, inner.top()), inner.max);
    if inside(ui, turn, |ui| icon_ui(ui, Icon::Page(second), "The other knobs", true)).clicked() {
        ui.data_mut(|data| data.insert_temp(page_id, !second));
    }
    wishes
}

fn pair_ui(ui: &mut Ui, place: Rect, shown: &Shown<'_>, pair: &[&str; 2]) -> Vec<Wish> {
    let [upper, lower] = place.split_top_bottom_at_fraction(0.5).into();
    let mut wishes = inside(ui, upper, |ui| knob_ui(ui, shown, pair[0], 18.0));
    wishes.extend(inside(ui, lower, |ui| knob_ui(ui, shown, pair[1], 18.0)));
    wishes
}

fn gain_ui(ui: &mut Ui, shown: &Shown<'_>) -> Vec<Wish> {
    let Some(index) = shown.index("gain") else { return Vec::new() };
    let range = range_of(shown, "gain");
    let value = shown.values[index];
    let note = range.map_or_else(String::new, |range| match (value - range.high, range.low - value) {
        (over, _) if over > 0.005 => format!("{} over", level_text(over)),
        (_, under) if under > 0.005 => format!("{} under", level_text(under)),
        _ => String::new(),
    });
    let spec = &shown.specs[index];
    let strip = Strip::new(spec, value).large().zone(range.map(|range| zone(spec, range))).note(&note);
    wishes(index, strip.show(ui))
}

/// A knob; `head` is how much room its name takes if it is no strip.
fn knob_ui(ui: &mut Ui, shown: &Shown<'_>, id: &str, head: f32) -> Vec<Wish> {
    let Some(index) = shown.index(id) else { return Vec::new() };
    let (spec, value) = (&shown.specs[index], shown.values[index]);
    let turns = match &spec.domain {
        Domain::Number { .. } => {
            let zone = range_of(shown, spec.id).map(|range| zone(spec, range));
            Strip::new(spec, value).width(NARROW).zone(zone).show(ui)
        }
        Domain::Choice { names, .. } => {
            headed(ui, spec, head);
            choice_ui(ui, spec, names, value)
        }
        Domain::Switch { .. } => {
            headed(ui, spec, head);
            switch_ui(ui, spec, value)
        }
    };
    wishes(index, turns)
}

fn choice_ui(ui: &mut Ui, spec: &Spec, names: &[&str], value: f64) -> Vec<Turn> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let chosen = math::index_from(value);
    let name = names.get(chosen).map_or("", String::as_str);
    let face = Face { label: spec.name, name, after: "", help: spec.help };
    let picked = dropdown_ui(ui, &face, vec2(NARROW + 6.0, 24.0), &names, chosen);
    picked.map_or_else(Vec::new, |index| Turn::at_once(index as f64))
}

fn switch_ui(ui: &mut Ui, spec: &Spec, value: f64) -> Vec<Turn> {
    let word = if value >= 0.5 { "on" } else { "off" };
    let said = format!("{} {word}", spec.name);
    let response = button_ui(ui, egui::Role::CheckBox, word, value).on_hover_text(spec.help);
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, value >= 0.5, &said));
    if response.clicked() { Turn::at_once(if value >= 0.5 { 0.0 } else { 1.0 }) } else { Vec::new() }
}

fn headed(ui: &mut Ui, spec: &Spec, room: f32) {
    let theme = Theme::of(ui);
    let at = ui.max_rect().left_top();
    let painter = ui.painter().with_clip_rect(ui.max_rect());
    label(&painter, at + vec2(0.0, 1.0), Align2::LEFT_TOP, spec.name, theme.text2);
    ui.add_space(room);
}

fn wishes(index: usize, turns: Vec<Turn>) -> Vec<Wish> {
    edits_of(Target::Knob(index), turns).map(Wish::Turn).collect()
}

fn zone(spec: &Spec, range: &Range) -> Zone {
    let share = |value| math::sample_from(spec.domain.position_from(value));
    Zone { from: share(range.low), to: share(range.high), limits: limits(spec, range) }
}

/// "4.4 to 5.2", "37 to 60", "0 to 20": without the unit, which stands above.
fn limits(spec: &Spec, range: &Range) -> String {
    let bare = |value: f64| {
        let text = spec.domain.text_from(value);
        let number = text.rsplit_once(' ').map_or(text.as_str(), |(number, _)| number);
        // Two decimals in a control, one in its zone: a place, not a point.
        let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        if decimals > 1 { level_text(value) } else { number.to_owned() }
    };
    let (low, high) = (bare(range.low), bare(range.high));
    if low == high { low } else { format!("{low} to {high}") }
}
