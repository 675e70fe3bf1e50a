// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The meter: six lights that say what they mean and what to do, and every way to listen.

use egui::{Align2, Color32, CornerRadius, Key, Rect, Sense, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};
use measure::{
    Levels, Target,
    lights::{Light, lights, worst},
};

use super::{
    frame::{
        Common, Rows, Wish, inside,
        more::SIDES,
        status::status_ui,
        tools::{destination_ui, tools_ui},
        verdict::{Said, said_ui},
    },
    meters::{COLUMN, meters_ui},
};
use crate::{
    reading::lowered,
    theme::{self, Theme},
    widgets::{
        explained,
        hear::{Choice, hear_ui},
        mark::paint_mark,
        press::press_ui,
        zone::label,
    },
};

/// How large the window opens.
pub const SIZE: Vec2 = vec2(960.0, 540.0);
/// How small it may be made.
pub const SMALLEST: Vec2 = vec2(960.0, 500.0);

const LISTEN_WIDTH: f32 = 468.0;
const GAP: f32 = 12.0;

/// Everything the panel shows.
pub struct Shown<'a> {
    /// What every panel shows.
    pub common: Common<'a>,
    /// What the meter reads.
    pub levels: Levels,
    /// Where the song goes.
    pub target: &'a Target,
    /// All destinations by name, and the chosen one.
    pub targets: (&'a [String], usize),
    /// What the verdict says.
    pub said: &'a Said,
}

/// Draws the panel over the whole of `ui`; gives what the user wants.
pub fn meter_ui(ui: &mut Ui, shown: &Shown<'_>) -> Vec<Wish> {
    let rows = Rows::new(ui);
    let lights = lights(&shown.levels, shown.target);
    let mut wishes = tools_ui(ui, &rows, &shown.common, |ui, wishes| {
        wishes.extend(destination_ui(ui, shown.target, shown.targets));
        let reset = press_ui(ui, "Reset", None);
        let reset = explained(ui, reset, "Reset", "All lights and meters begin anew.");
        wishes.extend(reset.clicked().then_some(Wish::ResetMeters));
    });
    wishes.extend(verdict_ui(ui, &rows, shown.said, &shown.common));
    let split = rows.body.right() - COLUMN;
    let meters = Rect::from_min_max(pos2(split, rows.body.top()), rows.body.max);
    let theme = Theme::of(ui);
    ui.painter().rect_filled(meters, 0, theme.panel);
    ui.painter().vline(split, meters.y_range(), theme.hairline(ui.painter()));
    lights_ui(ui, Rect::from_min_max(rows.body.min, pos2(split, rows.body.bottom())), &lights);
    meters_ui(ui, meters, &shown.levels, shown.target);
    status_ui(ui, &rows, &shown.common, "Lights hold the worst until Reset. A fader turns none of them green.");
    wishes
}

/// The worst light in words.
pub fn said(lights: &[Light; 6]) -> Said {
    let Some(worst) = worst(lights) else {
        return Said {
            headline: "Play the song.".into(),
            next: "A light says something when enough was heard.".into(),
            ..Said::default()
        };
    };
    if worst.severity == Some(measure::Severity::Note) {
        let next = "Compare with a record, then leave it.".into();
        return Said {
            severity: worst.severity,
            headline: "All that is known is fine.".into(),
            next,
            ..Said::default()
        };
    }
    Said {
        severity: worst.severity,
        headline: format!("{}: {}", nearly(worst), lowered(&worst.title)),
        next: worst.action.clone(),
        ..Said::default()
    }
}

fn nearly(light: &Light) -> &'static str {
    if light.severity == Some(measure::Severity::Fault) { "Not yet" } else { "Nearly there" }
}

fn verdict_ui(ui: &mut Ui, rows: &Rows, said: &Said, common: &Common<'_>) -> Option<Wish> {
    let row = rows.verdict;
    let left = row.right() - theme::MARGIN - LISTEN_WIDTH;
    let words = Rect::from_min_max(row.min + vec2(theme::MARGIN, 0.0), pos2(left - 60.0, row.bottom()));
    said_ui(ui, words, said);
    let at = Rect::from_min_max(pos2(left, row.top() + 8.0), row.max - vec2(theme::MARGIN, 0.0));
    let heard = inside(ui, at, |ui| hear_ui(ui, &ways(), common.listen, LISTEN_WIDTH));
    let theme = Theme::of(ui);
    label(ui.painter(), pos2(left - 6.0, row.top() + 26.0), Align2::RIGHT_CENTER, "Listen", theme.text2);
    let under = pos2(left, row.top() + 57.0);
    let text = "Both speakers play what you choose; a render never does.";
    label(ui.painter(), under, Align2::LEFT_CENTER, text, theme.text2);
    heard.map(Wish::Listen)
}

/// The ways to listen, with a key each.
fn ways() -> [Choice; 6] {
    let keys = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6];
    let names = ["1", "2", "3", "4", "5", "6"];
    let help = [
        "Both sides as they are.",
        "The sum of both sides: what a phone or a club plays.",
        "The left side, on both speakers.",
        "The right side, on both speakers.",
        "What both sides share, on both speakers.",
        "What the sides do not share: reverb, width, and what vanishes in mono.",
    ];
    let colour = |theme: &Theme| theme.mix;
    std::array::from_fn(|n| Choice { name: SIDES[n], help: help[n], key: (keys[n], names[n]), colour })
}

/// Six cards, three in a row.
fn lights_ui(ui: &mut Ui, rect: Rect, lights: &[Light; 6]) {
    let room = rect.shrink(theme::MARGIN);
    let size = vec2((room.width() - 2.0 * GAP) / 3.0, (room.height() - GAP) / 2.0);
    for (n, light) in lights.iter().enumerate() {
        let step = vec2((n % 3) as f32 * (size.x + GAP), (n / 3) as f32 * (size.y + GAP));
        card_ui(ui, Rect::from_min_size(room.min + step, size), light);
    }
}

fn card_ui(ui: &mut Ui, card: Rect, light: &Light) {
    let theme = Theme::of(ui);
    let radius = CornerRadius::same(theme::CARD_RADIUS);
    ui.painter().rect(card, radius, theme.panel, Stroke::new(1.0, theme.line), StrokeKind::Inside);
    let response = ui.interact(card, ui.scope_id().with(light.name), Sense::hover());
    let word = light.severity.map_or("not known", |severity| severity.word());
    let spoken = format!("{}: {word}, {}. {} {}", light.name, light.figure, light.means, light.action);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &spoken));
    let inner = card.shrink(12.0);
    paint_mark(ui.painter(), inner.min + vec2(11.0, 11.0), 22.0, light.severity, theme);
    let name = theme::semibold(theme::MEDIUM);
    ui.painter().text(inner.min + vec2(30.0, 11.0), Align2::LEFT_CENTER, light.name, name, theme.ink);
    if light.severity.is_none() {
        let words = Rect::from_min_max(inner.min + vec2(0.0, 34.0), inner.max);
        paragraphs(ui, words, [(watches(light.name), theme.text2), ("", theme.text2)]);
        return;
    }
    figure(ui, inner.min + vec2(0.0, 43.0), &light.figure);
    let words = Rect::from_min_max(inner.min + vec2(0.0, 61.0), inner.max);
    paragraphs(ui, words, [(&light.means, theme.ink), (&light.action, theme.text2)]);
}

/// The number in large type, its unit in small.
fn figure(ui: &Ui, at: egui::Pos2, text: &str) {
    let theme = Theme::of(ui);
    let is_number = |part: &str| part.chars().any(|letter| letter.is_ascii_digit());
    let large = theme::semibold(theme::LARGE);
    match text.rsplit_once(' ') {
        Some((number, unit)) if !is_number(unit) => {
            let end = ui.painter().text(at, Align2::LEFT_CENTER, number, large, theme.ink).right();
            let unit_at = pos2(end + 5.0, at.y + 2.0);
            ui.painter().text(unit_at, Align2::LEFT_CENTER, unit, theme::regular(theme::MEDIUM), theme.text2);
        }
        Some((name, number)) => {
            let small = theme::regular(theme::MEDIUM);
            let end =
                ui.painter().text(at + vec2(0.0, 2.0), Align2::LEFT_CENTER, name, small, theme.text2).right();
            ui.painter().text(pos2(end + 5.0, at.y), Align2::LEFT_CENTER, number, large, theme.ink);
        }
        None => {
            ui.painter().text(at, Align2::LEFT_CENTER, text, large, theme.ink);
        }
    }
}

/// What a light will say, while it cannot say it yet.
fn watches(name: &str) -> &'static str {
    match name {
        "Peak" => {
            "Will say whether peaks go over the ceiling, also between the samples, and whether they were cut."
        }
        "Loudness" => "Will say whether the song is as loud as its destination wants it.",
        "Range" => "Will say how far quiet and loud parts lie apart. It takes a minute or so.",
        "Dynamics" => "Will say whether hits still stand out where it is loudest.",
        "Stereo" => "Will say what is lost when both sides are played by one speaker.",
        _ => "Will say how much bass there is, and whether it stands in the middle.",
    }
}

/// Two sentences, one under the other, broken where they must.
fn paragraphs(ui: &Ui, rect: Rect, texts: [(&str, Color32); 2]) {
    let painter = ui.painter().with_clip_rect(rect);
    let mut at = rect.min;
    for (text, ink) in texts {
        let galley = painter.layout(text.to_owned(), theme::regular(theme::SMALL), ink, rect.width());
        let height = galley.size().y;
        painter.galley(at, galley, ink);
        at.y += height + 4.0;
    }
}
