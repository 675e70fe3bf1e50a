// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Records beside the mix: what one hears, what differs, where, and what to try at which track.
//!
//! ```text
//! │ verdict, what to do ──────────────────── Hear: mix reference blind │
//! │ the mix so far             │ tone against the records' zone        │
//! │ the records, one of them   │ width            one axis of          │
//! │ chosen, and its loop       │ punch            frequency            │
//! │ what to try, in order      │                                       │
//! ```
//!
//! A blind test takes the place of all this, so that nothing seen gives away what is heard.

mod advice;
mod blind;
mod hear;
mod loops;
mod mix;
mod picture;
mod record;
mod records;
mod sections;
mod shown;
mod tools;
mod words;

use egui::{Rect, Ui, Vec2, pos2, vec2};
use measure::compare::ZONES;

use super::frame::{Common, Rows, Wish, status::status_ui, tools::tools_ui, verdict::said_ui};
use crate::theme::{self, Theme};

pub use shown::{Answer, Asked, Blind, Mix, Reading, Record, Shown, Sounding, Trial, knobs};
pub use words::{rests_on, said};

/// How large the window opens.
pub const SIZE: Vec2 = vec2(1100.0, 640.0);
/// How small it may be made.
pub const SMALLEST: Vec2 = vec2(1000.0, 600.0);
/// How many records there may be.
pub const MOST_RECORDS: usize = 16;

/// How much of the width the mix and the records have.
const LEFT_SHARE: f32 = 0.495;
const MIX_HEIGHT: f32 = 120.0;
/// How much of the height the advice may take.
const ADVICE_SHARE: f32 = 0.21;

/// Draws the panel over the whole of `ui`; gives what the user wants.
pub fn reference_ui(ui: &mut Ui, shown: &Shown<'_>) -> Vec<Wish> {
    let rows = Rows::new(ui);
    match &shown.blind {
        Some(blind) => blind_ui(ui, &rows, shown, blind),
        None => open_ui(ui, &rows, shown),
    }
}

fn open_ui(ui: &mut Ui, rows: &Rows, shown: &Shown<'_>) -> Vec<Wish> {
    let mut wishes = Vec::from_iter(records::keys(ui, shown));
    wishes.extend(tools_ui(ui, rows, &shown.common, |ui, wishes| wishes.extend(tools::special_ui(ui, shown))));
    let hear_left = rows.verdict.right() - theme::MARGIN - hear::width(shown);
    let words = Rect::from_min_max(
        rows.verdict.min + vec2(theme::MARGIN, 0.0),
        pos2(hear_left - 48.0, rows.verdict.bottom()),
    );
    said_ui(ui, words, shown.said);
    wishes.extend(hear::hear_row_ui(ui, rows.verdict, shown));
    wishes.extend(body_ui(ui, rows.body, shown));
    status(ui, rows, shown);
    wishes
}

fn body_ui(ui: &mut Ui, body: Rect, shown: &Shown<'_>) -> Vec<Wish> {
    let [mix, list, todo, picture] = parts(body, shown);
    let theme = Theme::of(ui);
    ui.painter().rect_filled(picture, 0, theme.panel);
    let stroke = theme.hairline(ui.painter());
    ui.painter().vline(picture.left(), picture.y_range(), stroke);
    ui.painter().hline(mix.x_range(), mix.bottom(), stroke);
    let mut wishes = Vec::from_iter(mix::mix_ui(ui, mix, &shown.mix));
    wishes.extend(records::records_ui(ui, list, shown));
    if todo.height() > 0.0 {
        ui.painter().hline(todo.x_range(), todo.top(), stroke);
        advice::advice_ui(ui, todo, shown);
    }
    wishes.extend(picture::picture_ui(ui, picture, shown));
    wishes
}

/// Mix, records, advice at the left; the picture at the right.
fn parts(body: Rect, shown: &Shown<'_>) -> [Rect; 4] {
    let split = body.left() + (body.width() * LEFT_SHARE).round();
    let lines = shown.comparison.map_or(0, |comparison| comparison.advice.len());
    let advice = advice::height(lines, body.height() * ADVICE_SHARE);
    let rows = [body.top(), body.top() + MIX_HEIGHT, body.bottom() - advice, body.bottom()];
    let left = |n: usize| Rect::from_min_max(pos2(body.left(), rows[n]), pos2(split, rows[n + 1]));
    [left(0), left(1), left(2), Rect::from_min_max(pos2(split, body.top()), body.max)]
}

/// While a test runs, the tools stand still and nothing but the test is to be seen.
fn blind_ui(ui: &mut Ui, rows: &Rows, shown: &Shown<'_>, blind: &Blind<'_>) -> Vec<Wish> {
    let mut wishes = tools_ui(ui, rows, &shown.common, |_, _| {});
    blind::verdict_ui(ui, rows.verdict, blind);
    wishes.extend(blind::body_ui(ui, rows.body, blind));
    let silent = Common { lateness: "", listen: 0, ..shown.common.clone() };
    let usage = match blind {
        Blind::Running(_) => "A, B and X play; ← says that X is A, → that X is B.",
        Blind::Over(..) => "What guessing gets is what tossing a coin gets.",
    };
    status_ui(ui, rows, &silent, usage);
    wishes
}

fn status(ui: &mut Ui, rows: &Rows, shown: &Shown<'_>) {
    let rests_on = shown.comparison.map(rests_on).unwrap_or_default();
    let common = Common { lateness: &rests_on, ..shown.common.clone() };
    let band = shown.band.and_then(|band| ZONES.get(band));
    let usage = match band {
        Some(zone) => format!("You hear the {} alone.", zone.phrase),
        None if shown.raw.is_none() => "No Limiter in this project’s process: Raw is not offered.".to_owned(),
        None => "Drag the loop; ⇧ for fine.".to_owned(),
    };
    status_ui(ui, rows, &common, &usage);
}
