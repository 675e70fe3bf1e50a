// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The pieces of a panel, one per file: size, space, interact, paint.

pub mod beyond;
pub mod curve;
pub mod dropdown;
pub mod hear;
pub mod icon;
pub mod mark;
pub mod meter;
pub mod opener;
pub mod press;
pub mod row;
pub mod segments;
pub mod slots;
pub mod stack;
pub mod strip;
pub mod switch;
pub mod turning;
pub mod value_text;
pub mod wave;
pub mod zone;

use std::sync::Arc;

use egui::{
    Color32, FontId, Galley, Id, Key, Popup, Rect, Response, Stroke, StrokeKind, Ui,
    text::{LayoutJob, TextFormat, TextWrapping},
};

use crate::{
    reading::lowered,
    theme::{self, Theme},
};

/// A value kept on screen between two frames: the start of a drag, a half-typed number.
pub(crate) fn recall<T: Clone + Send + Sync + 'static>(ui: &Ui, id: Id) -> Option<T> {
    ui.data(|data| data.get_temp(id))
}

pub(crate) fn remember<T: Clone + Send + Sync + 'static>(ui: &Ui, id: Id, value: T) {
    ui.data_mut(|data| data.insert_temp(id, value));
}

pub(crate) fn forget<T: Clone + Send + Sync + 'static>(ui: &Ui, id: Id) {
    ui.data_mut(|data| data.remove::<T>(id));
}

/// A short line at the left of a part that lies beside another one.
fn between(ui: &Ui, part: Rect) {
    let line = Theme::of(ui).hairline(ui.painter());
    ui.painter().vline(part.left(), part.shrink(part.height() * 0.3).y_range(), line);
}

/// The ring around what the keyboard acts on: two points of ink, two points away.
pub(crate) fn focus_ring(ui: &Ui, rect: Rect) {
    const AWAY: f32 = 2.0;
    let stroke = Stroke::new(2.0, Theme::of(ui).ink);
    ui.painter().rect_stroke(rect.expand(AWAY), theme::CARD_RADIUS + 2, stroke, StrokeKind::Outside);
}

/// A list that was left with a key gives the keys back to what had opened it.
pub(crate) fn keys_back(ui: &Ui, opener: &Response, was_open: bool) {
    let is_open = Popup::is_id_open(ui.ctx(), Popup::default_response_id(opener));
    let by_key = ui.input(|input| input.key_pressed(Key::Escape) || input.key_pressed(Key::Enter));
    if was_open && !is_open && by_key {
        opener.request_focus();
    }
}

/// Words in one line; what does not fit ends in dots.
pub(crate) fn one_line(ui: &Ui, words: &str, (font, ink): (FontId, Color32), room: f32) -> Arc<Galley> {
    let mut job = LayoutJob::single_section(words.to_owned(), TextFormat::simple(font, ink));
    job.wrap = TextWrapping::truncate_at_width(room);
    ui.painter().layout_job(job)
}

/// Explains what the hand is on: in a moment beside it, at once in the bar at the bottom.
pub(crate) fn explained(ui: &Ui, response: Response, name: &str, help: &str) -> Response {
    let comma = if name.is_empty() { help.to_owned() } else { format!("{name}: {}", lowered(help)) };
    // The first sentence is the explanation, what follows belongs to the song.
    told(ui, &response, comma.lines().next().unwrap_or_default());
    if help.is_empty() { response } else { response.on_hover_text(help) }
}

/// Explains it in the bar at the bottom alone, where something beside the hand would hide a picture.
pub(crate) fn told(ui: &Ui, response: &Response, words: &str) {
    if response.hovered() || (response.has_focus() && under_the_hand(ui).is_none()) {
        remember(ui, hand(), (ui.ctx().cumulative_frame_nr(), words.to_owned()));
    }
}

/// What the hand, or the keyboard, is on in this frame, in one sentence.
pub(crate) fn under_the_hand(ui: &Ui) -> Option<String> {
    let (frame, words) = recall::<(u64, String)>(ui, hand())?;
    (frame == ui.ctx().cumulative_frame_nr()).then_some(words)
}

fn hand() -> Id {
    Id::unique("under the hand")
}
