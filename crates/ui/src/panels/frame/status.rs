// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The bar at the bottom: a message if there is one, otherwise how to use what is shown.

use egui::{Align2, Ui, vec2};
use measure::Severity;

use super::{Common, Rows, more::SIDES};
use crate::{
    theme::{self, Theme},
    widgets::{mark::paint_mark, zone::label},
};

/// Draws the bar.
pub fn status_ui(ui: &mut Ui, rows: &Rows, common: &Common<'_>, words: &str) {
    let theme = Theme::of(ui);
    let bar = rows.status.shrink2(vec2(theme::MARGIN, 0.0));
    let painter = ui.painter().with_clip_rect(bar);
    let right = label(&painter, bar.right_center(), Align2::RIGHT_CENTER, common.lateness, theme.text2);
    let mut at = bar.left_center();
    let listening = if common.listen == 0 {
        String::new()
    } else {
        format!("You hear {} only. ", SIDES[common.listen.min(SIDES.len() - 1)].to_lowercase())
    };
    let text = common.message.map_or_else(|| format!("{listening}{words}"), str::to_owned);
    if common.message.is_some() || common.listen != 0 {
        paint_mark(&painter, at + vec2(7.0, 0.0), 13.0, Some(Severity::Watch), theme);
        at += vec2(20.0, 0.0);
    }
    let ink = if common.message.is_some() { theme.ink } else { theme.text2 };
    let room = painter.with_clip_rect(bar.with_max_x(right.left() - 12.0));
    label(&room, at, Align2::LEFT_CENTER, &text, ink);
}
