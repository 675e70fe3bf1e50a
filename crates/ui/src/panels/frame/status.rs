// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The bar at the bottom: a message if there is one, otherwise what the hand is on, and how to use it.

use egui::{Align2, Role, Sense, Ui, vec2};
use measure::Severity;

use super::{Common, Rows, more::SIDES};
use crate::{
    theme::{self, Theme},
    widgets::{mark::paint_mark, one_line, under_the_hand, zone::label},
};

/// Draws the bar; it must come last, when it is known what the hand is on.
pub fn status_ui(ui: &mut Ui, rows: &Rows, common: &Common<'_>, usage: &str) {
    let theme = Theme::of(ui);
    let bar = rows.status.shrink2(vec2(theme::MARGIN, 0.0));
    let painter = ui.painter().with_clip_rect(bar);
    let right = label(&painter, bar.right_center(), Align2::RIGHT_CENTER, common.lateness, theme.text2);
    let mut at = bar.left_center();
    if common.message.is_some() || common.listen != 0 {
        paint_mark(&painter, at + vec2(7.0, 0.0), 13.0, Some(Severity::Watch), theme);
        at += vec2(20.0, 0.0);
    }
    let room = right.left() - 24.0 - at.x;
    let ink = if common.message.is_some() { theme.ink } else { theme.text2 };
    let words = words(ui, common, usage, room);
    said_aloud(ui, bar, &words);
    let galley = one_line(ui, &words, (theme::regular(theme::SMALL), ink), room);
    painter.galley(at - vec2(0.0, galley.size().y / 2.0), galley, ink);
}

fn words(ui: &Ui, common: &Common<'_>, usage: &str, room: f32) -> String {
    if let Some(message) = common.message {
        return message.to_owned();
    }
    let listening = if common.listen == 0 {
        String::new()
    } else {
        format!("You hear {} only. ", SIDES[common.listen.min(SIDES.len() - 1)].to_lowercase())
    };
    let Some(hand) = under_the_hand(ui) else { return listening + usage };
    let both = format!("{listening}{hand} {usage}");
    let wide = ui.painter().layout_no_wrap(both.clone(), theme::regular(theme::SMALL), Theme::of(ui).ink).size().x;
    if wide <= room { both } else { listening + &hand }
}

fn said_aloud(ui: &Ui, bar: egui::Rect, words: &str) {
    let response = ui.interact(bar, ui.scope_id().with("status"), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Label, true, words));
}
