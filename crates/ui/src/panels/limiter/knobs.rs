// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The knobs: the gain first and widest, the others where the hand finds them.

use dsp::math;
use egui::{Align2, Rect, Ui, pos2, vec2};
use rack::{Domain, Spec, analyse::Range};

use super::{Shown, range_of};
use crate::{
    edit::{Target, Turn, edits_of},
    motion::arrived,
    panels::frame::{Wish, inside},
    reading::{level_text, limit_text},
    theme::{self, Theme},
    widgets::{
        dropdown::{Face, dropdown_ui},
        icon::{Icon, icon_ui},
        recall, remember,
        segments::{Segments, segments_ui},
        strip::{NARROW, Strip, WIDTH},
        zone::Zone,
    },
};

/// What one turns while mixing.
const FIRST: [&str; 6] = ["attack", "hold", "release", "punch", "drive", "clip"];
/// What one turns once: numbers, then pairs of small choices, one above the other.
const SECOND: [&str; 4] = ["recovery", "link-transient", "link-release", "mix-level"];
const PAIRS: [[&str; 2]; 2] = [["auto", "true-peak"], ["follow", "latency"]];
const GAP: f32 = 10.0;
/// What cannot be seen on a knob is not outside.
const HAIR: f64 = 0.005;

/// Draws the gain and one of the two pages of knobs beside it.
pub fn knobs_ui(ui: &mut Ui, rect: Rect, shown: &Shown<'_>) -> Vec<Wish> {
    let inner = rect.shrink2(vec2(theme::MARGIN, 8.0));
    let gain = Rect::from_min_size(inner.min, vec2(WIDTH, inner.height()));
    let mut wishes = inside(ui, gain, |ui| gain_ui(ui, shown));
    let page_id = ui.scope_id().with("page");
    let second: bool = recall(ui, page_id).unwrap_or_default();
    let come = arrived(ui, page_id.with("come"), second);
    let page = Rect::from_min_max(pos2(gain.right() + theme::GAP, inner.top()), inner.max);
    wishes.extend(inside(ui, page, |ui| {
        ui.multiply_opacity(come);
        page_ui(ui, page, shown, second)
    }));
    let turn = Rect::from_min_max(pos2(rect.right() - 36.0, inner.top()), inner.max);
    if inside(ui, turn, |ui| turn_ui(ui, shown, second)) {
        remember(ui, page_id, !second);
    }
    wishes
}

fn page_ui(ui: &mut Ui, page: Rect, shown: &Shown<'_>, second: bool) -> Vec<Wish> {
    let names: &[&str] = if second { &SECOND } else { &FIRST };
    let place = |n: usize| {
        let left = page.left() + n as f32 * (NARROW + GAP);
        Rect::from_min_size(pos2(left, page.top()), vec2(NARROW, page.height()))
    };
    let mut wishes = Vec::new();
    for (n, id) in names.iter().enumerate() {
        wishes.extend(inside(ui, place(n), |ui| knob_ui(ui, shown, id)));
    }
    for (n, pair) in PAIRS.iter().enumerate().filter(|_| second) {
        let [upper, lower] = place(names.len() + n).split_top_bottom_at_fraction(0.5).into();
        wishes.extend(inside(ui, upper, |ui| knob_ui(ui, shown, pair[0])));
        wishes.extend(inside(ui, lower, |ui| knob_ui(ui, shown, pair[1])));
    }
    wishes
}

/// The way to the other page; a dot says that something there is outside its zone.
fn turn_ui(ui: &mut Ui, shown: &Shown<'_>, second: bool) -> bool {
    let other: Vec<&str> =
        if second { FIRST.to_vec() } else { SECOND.into_iter().chain(PAIRS.concat()).collect() };
    let outside = other.iter().find_map(|id| outside(shown, id));
    let name = outside.map_or_else(
        || "The other knobs".to_owned(),
        |spec| format!("The other knobs: {} stands outside its zone", spec.name),
    );
    let icon = icon_ui(ui, Icon::Page(second), &name, true);
    if outside.is_some() {
        ui.painter().circle_filled(icon.rect.right_top() + vec2(-3.0, 4.0), 2.5, Theme::of(ui).ink);
    }
    icon.clicked()
}

/// What is known about a knob, if it stands outside its zone.
fn outside(shown: &Shown<'_>, id: &str) -> Option<&'static Spec> {
    let (index, range) = (shown.index(id)?, range_of(shown, id)?);
    let value = shown.values[index];
    (value < range.low - HAIR || value > range.high + HAIR).then_some(&shown.specs[index])
}

fn gain_ui(ui: &mut Ui, shown: &Shown<'_>) -> Vec<Wish> {
    let Some(index) = shown.index("gain") else { return Vec::new() };
    let range = range_of(shown, "gain");
    let value = shown.values[index];
    let note = range.map_or_else(String::new, |range| match (value - range.high, range.low - value) {
        (over, _) if over > HAIR => format!("{} over", level_text(over)),
        (_, under) if under > HAIR => format!("{} under", level_text(under)),
        _ => String::new(),
    });
    let spec = &shown.specs[index];
    let zone = range.map(|range| zone(spec, range));
    let strip = Strip::new(spec, value).large().in_decibels().zone(zone, &reason(range)).note(&note).show(ui);
    wishes(index, strip)
}

fn knob_ui(ui: &mut Ui, shown: &Shown<'_>, id: &str) -> Vec<Wish> {
    let Some(index) = shown.index(id) else { return Vec::new() };
    let (spec, value) = (&shown.specs[index], shown.values[index]);
    let range = range_of(shown, spec.id);
    let turns = match &spec.domain {
        Domain::Number { .. } => {
            let zone = range.map(|range| zone(spec, range));
            Strip::new(spec, value).width(NARROW).zone(zone, &reason(range)).show(ui)
        }
        Domain::Choice { names, .. } => choice_ui(ui, (spec, value), names, range),
        Domain::Switch { .. } => switch_ui(ui, (spec, value), range),
    };
    wishes(index, turns)
}

fn choice_ui(ui: &mut Ui, (spec, value): (&Spec, f64), names: &[&str], range: Option<&Range>) -> Vec<Turn> {
    headed(ui, (spec, value), range);
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let chosen = math::index_from(value);
    let name = names.get(chosen).map_or("", String::as_str);
    let help = helped(spec, range);
    let face = Face { label: spec.name, name, after: "", help: &help, advised: advised(range) };
    let picked = dropdown_ui(ui, &face, vec2(NARROW + 14.0, 24.0), &names, chosen);
    picked.map_or_else(Vec::new, |index| Turn::at_once(index as f64))
}

fn switch_ui(ui: &mut Ui, (spec, value): (&Spec, f64), range: Option<&Range>) -> Vec<Turn> {
    headed(ui, (spec, value), range);
    let (chosen, help) = (usize::from(value >= 0.5), helped(spec, range));
    let names = &["off", "on"];
    let segments = Segments { label: spec.name, help: &help, names, chosen, advised: advised(range) };
    let pressed = segments_ui(ui, &segments, Some(NARROW)).filter(|index| *index != chosen);
    pressed.map_or_else(Vec::new, |index| Turn::at_once(index as f64))
}

/// The name above a small control, strong while it stands outside its zone.
fn headed(ui: &mut Ui, (spec, value): (&Spec, f64), range: Option<&Range>) {
    const HEAD: f32 = 18.0;
    let theme = Theme::of(ui);
    let at = ui.max_rect().left_top();
    let painter = ui.painter().with_clip_rect(ui.max_rect());
    let outside = range.is_some_and(|range| value < range.low - HAIR || value > range.high + HAIR);
    let (font, ink) = if outside {
        (theme::semibold(theme::SMALL), theme.ink)
    } else {
        (theme::regular(theme::SMALL), theme.text2)
    };
    painter.text(at + vec2(0.0, 1.0), Align2::LEFT_TOP, spec.name, font, ink);
    ui.add_space(HEAD);
}

/// Which of a few names the song asks for.
fn advised(range: Option<&Range>) -> Option<usize> {
    range.map(|range| math::index_from(range.aim))
}

/// The parameter's own sentence, then what the song adds to it.
fn helped(spec: &Spec, range: Option<&Range>) -> String {
    range.map_or_else(|| spec.help.to_owned(), |range| format!("{}\n{}", spec.help, reason(Some(range))))
}

/// Why the zone is where it is, and how sure that is.
fn reason(range: Option<&Range>) -> String {
    range.map_or_else(String::new, |range| format!("{} ({})", range.reason, range.confidence.word()))
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
        // Two decimals in a control, one in its zone, none where none is needed: a place, not a point.
        if number.contains('.') { limit_text(value) } else { number.to_owned() }
    };
    let (low, high) = (bare(range.low), bare(range.high));
    if low == high { low } else { format!("{low} to {high}") }
}
