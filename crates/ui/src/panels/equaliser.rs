// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The equalisers: where the tone lies, where it should lie, and a curve one bends by hand or with one click.
//!
//! ```text
//! │ verdict, what to do, one click ────────── Hear: master raw removed │
//! │ the mix against the zone, and the curve with its bands │ one click, │
//! │                                                        │ what it    │
//! │ the bands as strips                                    │ would do   │
//! ```
//! One panel for both: what differs is which bands there are, and which part of the spectrum they are for.

mod bands;
mod click;
mod columns;
mod handles;
mod kind;
mod picture;
mod shown;
mod tools;
mod words;

use egui::{Rect, Ui, Vec2, pos2, vec2};

use super::frame::{Common, Rows, Wish, status::status_ui, tools::tools_ui, verdict::verdict_ui};
use crate::theme::Theme;

pub use kind::Kind;
pub use shown::{Asked, Heard, Shown, Target};
pub use words::said;

/// How wide the column with the one click is.
pub const COLUMN: f32 = 248.0;

/// How large the window of an equaliser opens.
pub const fn size(kind: Kind) -> Vec2 {
    match kind {
        Kind::Low => vec2(1056.0, 580.0),
        Kind::Tone => vec2(1056.0, 648.0),
    }
}

/// How small it may be made.
pub const fn smallest(kind: Kind) -> Vec2 {
    let size = size(kind);
    vec2(size.x, size.y - 80.0)
}

/// Draws the panel over the whole of `ui`; gives what the user wants.
pub fn equaliser_ui(ui: &mut Ui, shown: &Shown<'_>) -> Vec<Wish> {
    let rows = Rows::new(ui);
    let mut wishes = tools_ui(ui, &rows, &shown.common, |ui, wishes| wishes.extend(tools::special_ui(ui, shown)));
    wishes.extend(verdict_ui(ui, &rows, shown.said, &Wish::Apply, &shown.common));
    let [picture, columns, click] = parts(rows.body, shown.kind);
    let theme = Theme::of(ui);
    ui.painter().rect_filled(click, 0, theme.panel);
    ui.painter().rect_filled(columns, 0, theme.panel);
    let stroke = theme.hairline(ui.painter());
    ui.painter().vline(click.left(), click.y_range(), stroke);
    ui.painter().hline(columns.x_range(), columns.top(), stroke);
    wishes.extend(picture::picture_ui(ui, picture, shown));
    wishes.extend(columns::columns_ui(ui, columns, shown));
    wishes.extend(click::click_ui(ui, click, shown));
    status(ui, &rows, shown);
    wishes
}

fn status(ui: &mut Ui, rows: &Rows, shown: &Shown<'_>) {
    let usage = match shown.kind {
        Kind::Low => "Drag a band, ⇧ for fine, double-click resets.",
        Kind::Tone => "Drag a band, turn the wheel for its width, ⇧ for fine, double-click resets.",
    };
    let lateness = [shown.heard.rests_on, shown.common.lateness].into_iter().filter(|words| !words.is_empty());
    let lateness = lateness.collect::<Vec<_>>().join(", ");
    status_ui(ui, rows, &Common { lateness: &lateness, ..shown.common.clone() }, usage);
}

/// The picture, the bands under it, and the one click beside both.
fn parts(body: Rect, kind: Kind) -> [Rect; 3] {
    let split = body.right() - COLUMN;
    let floor = body.bottom() - columns::height(kind);
    [
        Rect::from_min_max(body.min, pos2(split, floor)),
        Rect::from_min_max(pos2(body.left(), floor), pos2(split, body.bottom())),
        Rect::from_min_max(pos2(split, body.top()), body.max),
    ]
}
