// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The pieces of a panel, one per file: size, space, interact, paint.

pub mod dropdown;
pub mod hear;
pub mod icon;
pub mod mark;
pub mod meter;
pub mod press;
pub mod segments;
pub mod slots;
pub mod strip;
pub mod switch;
pub mod value_text;
pub mod zone;

use egui::{Id, Rect, Stroke, StrokeKind, Ui, vec2};

use crate::theme::Theme;

/// A value kept on screen between two frames: the start of a drag, a half-typed number.
fn recall<T: Clone + Send + Sync + 'static>(ui: &Ui, id: Id) -> Option<T> {
    ui.data(|data| data.get_temp(id))
}

fn remember<T: Clone + Send + Sync + 'static>(ui: &Ui, id: Id, value: T) {
    ui.data_mut(|data| data.insert_temp(id, value));
}

fn forget<T: Clone + Send + Sync + 'static>(ui: &Ui, id: Id) {
    ui.data_mut(|data| data.remove::<T>(id));
}

/// The ring around what the keyboard acts on.
pub(crate) fn focus_ring(ui: &Ui, rect: Rect) {
    let ring = rect.expand2(vec2(3.0, 3.0));
    ui.painter().rect_stroke(ring, 5, Stroke::new(2.0, Theme::of(ui).ink), StrokeKind::Outside);
}
