// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A row of the list: number, name, wave with its loop, gain; the chosen one also has sections and loops.

mod state;
mod tall;

use egui::{Align2, EventFilter, Id, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, pos2, vec2};
use measure::Severity;

use super::{Asked, Reading, Record, Shown, records::is_tall, sections::Axis};
use crate::{
    motion::hovered,
    panels::frame::Wish,
    reading::level_text,
    theme::{self, Theme},
    widgets::{explained, mark::paint_mark, one_line, told, wave::paint_wave, zone::label},
};

/// Height of the chosen row, of another, and of another where there are many.
pub const TALL: f32 = 126.0;
pub const SHORT: f32 = 36.0;
pub const COMPACT: f32 = 26.0;
/// Where things stand in a row, from its left or from its right.
const NUMBER: f32 = 20.0;
const NAME: f32 = 28.0;
const PICTURE: f32 = 152.0;
const GAIN: f32 = 84.0;
const UNIT: f32 = 26.0;

/// A row and what is in it.
#[derive(Clone, Copy)]
struct Row<'a> {
    rect: Rect,
    index: usize,
    record: &'a Record<'a>,
    chosen: bool,
}

/// Draws the row of a record; gives what was done to it.
pub fn row_ui(ui: &mut Ui, rect: Rect, shown: &Shown<'_>, index: usize) -> Vec<Wish> {
    // The tall row has air above and below.
    let rect = if is_tall(shown, index) { rect.shrink2(vec2(0.0, 4.0)) } else { rect };
    let row = Row { rect, index, record: &shown.records[index], chosen: shown.chosen == Some(index) };
    let mut wishes = Vec::from_iter(field_ui(ui, &row));
    if is_tall(shown, index) {
        wishes.extend(tall::tall_ui(ui, &row));
    } else {
        wishes.extend(short_ui(ui, &row));
    }
    wishes
}

/// Whether a widget is a row of the list.
pub fn is_row(id: Id) -> bool {
    (0..super::MOST_RECORDS).any(|index| row_id(index) == id)
}

/// What a row is known by from frame to frame.
pub fn row_id(index: usize) -> Id {
    Id::unique(("record", index))
}

/// The field behind a row: a click chooses, another one lets the chosen one be heard.
fn field_ui(ui: &Ui, row: &Row<'_>) -> Option<Wish> {
    let response = ui.interact(row.rect, row_id(row.index), Sense::click());
    let said = format!("Record {}: {}", row.index + 1, row.record.title);
    response.widget_info(|| egui::WidgetInfo::selected(Role::RadioButton, true, row.chosen, &said));
    paint_field(ui, row, &response);
    let artist = if row.record.artist.is_empty() { String::new() } else { format!(" by {}", row.record.artist) };
    let help = format!("{}{artist}. Click chooses, double-click plays, Delete removes.", row.record.title);
    told(ui, &response, &help);
    // The rows move when one is chosen: under the second click another may lie, and is not meant.
    if response.double_clicked() {
        return Some(Wish::Hear(1));
    }
    response.clicked().then(|| {
        response.request_focus();
        Wish::Reference(Asked::Choose(row.index))
    })
}

fn paint_field(ui: &Ui, row: &Row<'_>, response: &Response) {
    let theme = Theme::of(ui);
    let resting = theme.line.gamma_multiply(0.5 * hovered(ui, response));
    let field = if row.chosen { theme.chosen(theme.reference) } else { resting };
    ui.painter().rect_filled(row.rect, theme::CARD_RADIUS, field);
    if row.chosen {
        let bar = Rect::from_min_size(row.rect.min + vec2(0.0, 8.0), vec2(3.0, row.rect.height() - 16.0));
        ui.painter().rect_filled(bar, theme::CHIP_RADIUS, theme.reference);
    }
    if response.has_focus() {
        // ↑ and ↓ go from record to record, not from control to control.
        let arrows = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
        // In a list there is no room around a row.
        let ring = Stroke::new(2.0, theme.ink);
        ui.painter().rect_stroke(row.rect, theme::CARD_RADIUS, ring, StrokeKind::Inside);
    }
}

fn short_ui(ui: &mut Ui, row: &Row<'_>) -> Option<Wish> {
    number(ui, row, row.rect.center().y);
    names(ui, row);
    let at = row.rect;
    let right = at.right() - GAIN - 16.0;
    let place = Rect::from_min_max(pos2(at.left() + PICTURE, at.top()), pos2(right, at.bottom()));
    gain(ui, row, at.center().y);
    if !row.record.is_ready() {
        let whole = Rect::from_min_max(place.min, pos2(at.right() - GAIN + 6.0, at.bottom()));
        return state::state_ui(ui, row, whole);
    }
    let half = if at.height() < SHORT { 9.0 } else { 13.0 };
    let wave = Rect::from_min_max(pos2(place.left(), at.center().y - half), pos2(right, at.center().y + half));
    wave_ui(ui, row, wave);
    None
}

fn number(ui: &Ui, row: &Row<'_>, y: f32) {
    let theme = Theme::of(ui);
    let (font, ink) = if row.chosen {
        (theme::semibold(theme::SMALL), theme.ink)
    } else {
        (theme::regular(theme::SMALL), theme.text2)
    };
    let at = pos2(row.rect.left() + NUMBER, y);
    ui.painter().text(at, Align2::RIGHT_CENTER, row.index + 1, font, ink);
}

/// Title over artist, or the title alone where there is one line.
fn names(ui: &Ui, row: &Row<'_>) {
    let theme = Theme::of(ui);
    let counts = row.record.is_ready() && row.record.weight > 0.0;
    let ink = if counts { theme.ink } else { theme.text2 };
    let room = PICTURE - NAME - 12.0;
    let title = one_line(ui, row.record.title, (theme::semibold(theme::SMALL), ink), room);
    let (x, y) = (row.rect.left() + NAME, row.rect.center().y);
    if row.rect.height() < SHORT || row.record.artist.is_empty() {
        ui.painter().galley(pos2(x, y - title.size().y / 2.0), title, ink);
        return;
    }
    let artist = one_line(ui, row.record.artist, (theme::regular(theme::SMALL), theme.text2), room);
    ui.painter().galley(pos2(x, y - title.size().y), title, ink);
    ui.painter().galley(pos2(x, y), artist, theme.text2);
}

/// The wave, and in it the loop in full colour.
fn wave_ui(ui: &Ui, row: &Row<'_>, rect: Rect) {
    let theme = Theme::of(ui);
    let span = measure::Span { from_s: 0.0, to_s: row.record.seconds };
    let axis = Axis { rect, span };
    let lit = row.record.span().map(|span| axis.part(span));
    let (bright, pale) = (theme.reference.gamma_multiply(0.8), theme.reference.gamma_multiply(0.32));
    let colour = |x: f32| if lit.is_some_and(|lit| lit.x_range().contains(x)) { bright } else { pale };
    paint_wave(ui.painter(), rect, row.record.peaks, colour);
}

/// By how much it is turned, with a mark if something is wrong with it.
fn gain(ui: &Ui, row: &Row<'_>, y: f32) {
    let theme = Theme::of(ui);
    let right = row.rect.right() - 6.0;
    let ready = row.record.is_ready();
    match row.record.gain_db.filter(|_| ready) {
        Some(db) => {
            let sign = if db >= 0.05 { "+" } else { "" };
            let font = theme::semibold(theme::MEDIUM);
            let text = format!("{sign}{}", level_text(db));
            ui.painter().text(pos2(right - UNIT, y), Align2::RIGHT_CENTER, text, font, theme.ink);
            label(ui.painter(), pos2(right - UNIT + 6.0, y + 0.5), Align2::LEFT_CENTER, "dB", theme.text2);
        }
        None if matches!(row.record.reading, Reading::Waiting | Reading::Reading(_)) => {}
        None => {
            label(ui.painter(), pos2(right, y), Align2::RIGHT_CENTER, "not known", theme.text2);
        }
    }
    flaws(ui, row, pos2(row.rect.right() - GAIN - 4.0, y));
}

/// A small mark with what is wrong with a record to compare with.
fn flaws(ui: &Ui, row: &Row<'_>, at: egui::Pos2) {
    if row.record.flaws.is_empty() {
        return;
    }
    let sentences: Vec<String> = row.record.flaws.iter().map(measure::compare::Flaw::sentence).collect();
    let response =
        ui.interact(Rect::from_center_size(at, vec2(16.0, 20.0)), row_id(row.index).with("flaws"), Sense::hover());
    let said = sentences.join(" ");
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Label, true, &said));
    paint_mark(ui.painter(), at, 13.0, Some(Severity::Watch), Theme::of(ui));
    drop(explained(ui, response, "", &said));
}
