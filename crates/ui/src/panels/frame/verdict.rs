// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The row that answers: is it fine, what is not, what do I do, and what do I hear now.

use egui::{Align2, Key, Rect, Ui, pos2, vec2};
use measure::Severity;

use super::{Common, Rows, Wish, inside};
use crate::{
    reading::level_text,
    theme::{self, Theme},
    widgets::{
        hear::{Choice, hear_ui},
        mark::paint_mark,
        press::press_ui,
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
    let theme = Theme::of(ui);
    let painter = ui.painter().with_clip_rect(rect);
    paint_mark(&painter, pos2(rect.left() + 13.0, rect.top() + 26.0), 25.0, said.severity, theme);
    let text_left = rect.left() + 36.0;
    let room = rect.right() - text_left;
    // A sentence that does not fit in large type is written smaller, before it is cut.
    let fits = |size: f32| {
        painter.layout_no_wrap(said.headline.clone(), theme::semibold(size), theme.ink).size().x <= room
    };
    let size = if fits(theme::LARGE) { theme::LARGE } else { theme::MEDIUM };
    let at = pos2(text_left, rect.top() + 26.0);
    painter.text(at, Align2::LEFT_CENTER, &said.headline, theme::semibold(size), theme.ink);
    said_aloud(ui, rect, said);
    inside(ui, Rect::from_min_max(pos2(text_left, rect.top() + 41.0), rect.max), |ui| {
        ui.horizontal(|ui| {
            ui.set_height(26.0);
            let button_room = if said.button.is_empty() { 0.0 } else { 120.0 };
            next_ui(ui, &said.next, room - button_room);
            !said.button.is_empty() && press_ui(ui, &said.button, None).clicked()
        })
        .inner
    })
}

fn next_ui(ui: &mut Ui, next: &str, room: f32) {
    let theme = Theme::of(ui);
    let job = egui::RichText::new(next).size(theme::MEDIUM).color(theme.text2);
    let wide = ui.painter().layout_no_wrap(next.to_owned(), theme::regular(theme::MEDIUM), theme.text2).size().x;
    let width = wide.min(room);
    ui.scope(|ui| {
        ui.set_max_width(width + 1.0);
        ui.add(egui::Label::new(job).truncate()).on_hover_text(next);
    });
    ui.add_space(6.0);
}

/// For those who listen to the screen.
fn said_aloud(ui: &Ui, rect: Rect, said: &Said) {
    let response = ui.interact(rect, ui.scope_id().with("verdict"), egui::Sense::hover());
    let word = match said.severity {
        None => "Not known",
        Some(Severity::Note) => "Fine",
        Some(Severity::Watch) => "Watch",
        Some(Severity::Fault) => "Fault",
    };
    let text = format!("{word}: {} {}", said.headline, said.next);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &text));
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
