// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The row that answers: is it fine, what is not, what do I do, and what do I hear now.

use std::sync::Arc;

use egui::{
    Align2, Galley, Key, Rect, Response, Ui, pos2,
    text::{LayoutJob, TextFormat, TextWrapping},
    vec2,
};
use measure::Severity;

use super::{Common, Rows, Wish, inside};
use crate::{
    motion::arrived,
    reading::level_text,
    theme::{self, Theme},
    widgets::{
        hear::{Choice, hear_ui},
        mark::paint_mark,
        one_line,
        press::press_ui,
        recall, remember,
        zone::label,
    },
};

/// How much of the row the choice takes.
pub const HEAR_WIDTH: f32 = 312.0;

/// A verdict in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// How bad it is; `None` while nothing is known.
    pub severity: Option<Severity>,
    /// What, where, how much.
    pub headline: String,
    /// What to do.
    pub next: String,
    /// What is written on the button; empty without one.
    pub button: String,
}

const VERSIONS: [Choice; 3] = [
    Choice { name: "Master", help: "What leaves the plugin.", key: (Key::Num1, "1"), colour: |theme| theme.ink },
    Choice {
        name: "Raw",
        help: "The mix as it comes in, as loud as the master.",
        key: (Key::Num2, "2"),
        colour: |theme| theme.raw,
    },
    Choice {
        name: "Removed",
        help: "What is taken away, and nothing else.",
        key: (Key::Num3, "3"),
        colour: |theme| theme.delta,
    },
];

/// Draws the row; `pressed` is what the button asks for.
pub fn verdict_ui(ui: &mut Ui, rows: &Rows, said: &Said, pressed: &Wish, common: &Common<'_>) -> Vec<Wish> {
    let row = rows.verdict;
    let hear_left = row.right() - theme::MARGIN - HEAR_WIDTH;
    let words = Rect::from_min_max(row.min + vec2(theme::MARGIN, 0.0), pos2(hear_left - 48.0, row.bottom()));
    let mut wishes = Vec::from_iter(said_ui(ui, words, said).then(|| pressed.clone()));
    let hear = Rect::from_min_max(pos2(hear_left, row.top() + 8.0), row.max - vec2(theme::MARGIN, 0.0));
    wishes.extend(versions_ui(ui, hear, common));
    wishes
}

/// The sentence, what to do, and the button; whether it was pressed.
pub fn said_ui(ui: &mut Ui, rect: Rect, said: &Said) -> bool {
    let (before, come) = crossed(ui, said);
    if come < 1.0 {
        sentence(ui, rect, &before, 1.0 - come);
    }
    let (end, is_cut) = sentence(ui, rect, said, come);
    let response = said_aloud(ui, rect, said);
    if is_cut {
        response.on_hover_text(format!("{}\n{}", said.headline, said.next));
    }
    if said.button.is_empty() {
        return false;
    }
    let button = Rect::from_min_max(pos2(end + 14.0, rect.top() + 42.0), rect.max);
    inside(ui, button, |ui| press_ui(ui, &said.button, None).clicked())
}

/// What was said before, and how much of what is said now has come.
fn crossed(ui: &Ui, said: &Said) -> (Said, f32) {
    let id = ui.scope_id().with("said");
    let (mut before, now) = recall::<(Said, Said)>(ui, id).unwrap_or_else(|| (said.clone(), said.clone()));
    if now != *said {
        before = now;
    }
    remember(ui, id, (before.clone(), said.clone()));
    let come = arrived(ui, id.with("come"), (&said.headline, &said.next));
    (before, come)
}

/// Paints mark and words; gives where they end, and whether they had to be cut.
fn sentence(ui: &Ui, rect: Rect, said: &Said, opacity: f32) -> (f32, bool) {
    const BUTTON_ROOM: f32 = 134.0;
    let theme = Theme::of(ui);
    let mut painter = ui.painter().with_clip_rect(rect);
    painter.multiply_opacity(opacity);
    paint_mark(&painter, pos2(rect.left() + 13.0, rect.top() + 26.0), 25.0, said.severity, theme);
    let text_left = rect.left() + 36.0;
    let room = rect.right() - text_left;
    let headline = headline(ui, &said.headline, room);
    let at = pos2(text_left, rect.top() + if headline.rows.len() > 1 { 23.0 } else { 26.0 });
    painter.galley(pos2(at.x, at.y - headline.size().y / 2.0), headline.clone(), theme.ink);
    let next_room = if said.button.is_empty() { room } else { room - BUTTON_ROOM };
    let next = one_line(ui, &said.next, (theme::regular(theme::MEDIUM), theme.text2), next_room);
    let at = pos2(text_left, rect.top() + 54.0 - next.size().y / 2.0);
    let end = if said.next.is_empty() { at.x - 14.0 } else { at.x + next.size().x };
    let is_cut = next.elided || headline.elided;
    painter.galley(at, next, theme.text2);
    (end, is_cut)
}

/// A sentence that does not fit in large type is written smaller, then in two lines, before it is cut.
fn headline(ui: &Ui, words: &str, room: f32) -> Arc<Galley> {
    let ink = Theme::of(ui).ink;
    let large = ui.painter().layout_no_wrap(words.to_owned(), theme::semibold(theme::LARGE), ink);
    if large.size().x <= room {
        return large;
    }
    let mut job =
        LayoutJob::single_section(words.to_owned(), TextFormat::simple(theme::semibold(theme::MEDIUM), ink));
    job.wrap = TextWrapping { max_width: room, max_rows: 2, ..TextWrapping::default() };
    ui.painter().layout_job(job)
}

/// For those who listen to the screen.
fn said_aloud(ui: &Ui, rect: Rect, said: &Said) -> Response {
    let response = ui.interact(rect, ui.scope_id().with("verdict"), egui::Sense::hover());
    let word = match said.severity {
        None => "Not known",
        Some(Severity::Note) => "Fine",
        Some(Severity::Watch) => "Watch",
        Some(Severity::Fault) => "Fault",
    };
    let text = format!("{word}: {} {}", said.headline, said.next);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &text));
    response
}

fn versions_ui(ui: &mut Ui, rect: Rect, common: &Common<'_>) -> Option<Wish> {
    let theme = Theme::of(ui);
    let heard = inside(ui, rect, |ui| hear_ui(ui, &VERSIONS, common.hear, HEAR_WIDTH));
    let middle = rect.top() + 18.0;
    label(ui.painter(), pos2(rect.left() - 6.0, middle), Align2::RIGHT_CENTER, "Hear", theme.text2);
    let under = rect.top() + 36.0 + 13.0;
    let left = match common.match_db {
        _ if !common.matched => "Not matched".to_owned(),
        Some(db) => format!("Raw {}{} dB to match", if db > 0.05 { "+" } else { "" }, level_text(db)),
        None => "Match not known yet".to_owned(),
    };
    label(ui.painter(), pos2(rect.left(), under), Align2::LEFT_CENTER, &left, theme.text2);
    reminder(ui, pos2(rect.right(), under), common);
    heard.map(Wish::Hear)
}

/// A word about how long one has not heard the raw mix; a mark when it is long.
fn reminder(ui: &Ui, right: egui::Pos2, common: &Common<'_>) {
    let theme = Theme::of(ui);
    let minutes = common.unheard_s / 60.0;
    let late = common.remind_min > 0 && minutes >= f64::from(common.remind_min);
    let text = if common.hear == 1 {
        "Raw is what you hear".to_owned()
    } else if minutes < 1.0 {
        String::new()
    } else {
        format!("Raw last heard {minutes:.0} min ago")
    };
    let ink = if late { theme.ink } else { theme.text2 };
    let written = label(ui.painter(), right, Align2::RIGHT_CENTER, &text, ink);
    if late && !text.is_empty() {
        paint_mark(ui.painter(), written.left_center() - vec2(12.0, 0.0), 13.0, Some(Severity::Watch), theme);
    }
}
