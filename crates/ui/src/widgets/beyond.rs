// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How far a curve is beyond its zone, written where it is.

use egui::{Color32, Pos2, Rect, Ui, pos2, vec2};
use measure::Severity;

use super::mark::paint_mark;
use crate::{
    reading::level_text,
    theme::{self, Theme},
};

const MARK: f32 = 16.0;

/// The farthest point of a curve, in words.
#[derive(Clone, Copy, Debug)]
pub struct Beyond<'a> {
    /// How bad it is.
    pub severity: Severity,
    /// How far it is beyond the nearest edge, dB.
    pub beyond_db: f64,
    /// Where it is; empty if that is plain to see.
    pub place: &'a str,
}

impl Beyond<'_> {
    /// Paints a mark beyond the tip, and the words beside it on their ground, all inside a picture.
    pub fn paint(&self, ui: &Ui, picture: Rect, tip: Pos2, ground: Color32) {
        let theme = Theme::of(ui);
        let way = if self.beyond_db > 0.0 { -1.0 } else { 1.0 };
        let inside = picture.shrink2(vec2(10.0, 9.0));
        let at = pos2(tip.x, tip.y + 14.0 * way).clamp(inside.min, inside.max);
        paint_mark(ui.painter(), at, MARK, Some(self.severity), theme);
        let big = ui.painter().layout_no_wrap(self.amount(), theme::semibold(theme::SMALL), theme.ink);
        let small = ui.painter().layout_no_wrap(self.place.to_owned(), theme::regular(theme::SMALL), theme.text2);
        let below = if self.place.is_empty() { 0.0 } else { small.size().y };
        let size = vec2(big.size().x.max(small.size().x), big.size().y + below);
        let right = at.x + 18.0 + size.x < picture.right();
        let x = if right { at.x + 18.0 } else { at.x - 18.0 - size.x };
        let y = (at.y - big.size().y / 2.0).clamp(picture.top() + 1.0, picture.bottom() - size.y - 1.0);
        let words = Rect::from_min_size(pos2(x, y), size);
        ui.painter().rect_filled(words.expand2(vec2(4.0, 0.0)), theme::STRIP_RADIUS, ground.gamma_multiply(0.86));
        let second = words.min + vec2(0.0, big.size().y);
        ui.painter().galley(words.min, big, theme.ink);
        if !self.place.is_empty() {
            ui.painter().galley(second, small, theme.text2);
        }
    }

    /// "+3.5 dB over"
    fn amount(&self) -> String {
        let (sign, word) = if self.beyond_db > 0.0 { ("+", "over") } else { ("", "under") };
        format!("{sign}{} dB {word}", level_text(self.beyond_db))
    }
}
