// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A record that cannot be heard yet, or not at all: why, and what to do.

use dsp::math;
use egui::{Rect, Role, Sense, Ui, pos2, vec2};

use super::{Row, row_id};
use crate::{
    panels::{
        frame::{Wish, inside},
        reference::{Asked, Reading},
    },
    theme::{self, Theme},
    widgets::{
        explained, one_line,
        press::{HEIGHT, press_ui},
    },
};

const BAR: f32 = 120.0;

/// Draws how far a record has been read, in `place`.
pub fn state_ui(ui: &mut Ui, row: &Row<'_>, place: Rect) -> Option<Wish> {
    match row.record.reading {
        Reading::Reading(share) => progress(ui, row, place, share),
        Reading::Missing => return missing_ui(ui, row, place),
        Reading::Failed(sentence) => words(ui, row, place, sentence),
        Reading::Waiting => words(ui, row, place, "waiting to be read"),
        Reading::Ready => {}
    }
    None
}

fn missing_ui(ui: &mut Ui, row: &Row<'_>, place: Rect) -> Option<Wish> {
    const BUTTON: f32 = 74.0;
    let text = Rect::from_min_max(place.min, place.max - vec2(BUTTON, 0.0));
    words(ui, row, text, "Not where it was; nothing is lost.");
    let top = place.center().y - HEIGHT / 2.0;
    let button = Rect::from_min_size(pos2(text.right() + 4.0, top), vec2(BUTTON, HEIGHT));
    let pressed = inside(ui, button, |ui| {
        let press = press_ui(ui, "Find it", None);
        explained(ui, press, "Find it", "Says where the file is now; loops and weight are kept.").clicked()
    });
    pressed.then_some(Wish::Reference(Asked::Find(row.index)))
}

fn words(ui: &Ui, row: &Row<'_>, place: Rect, text: &str) {
    let theme = Theme::of(ui);
    let galley = one_line(ui, text, (theme::regular(theme::SMALL), theme.text2), place.width() - 8.0);
    let response = ui.interact(place, row_id(row.index).with("state"), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Label, true, text));
    if galley.elided {
        drop(explained(ui, response, "", text));
    }
    ui.painter().galley(pos2(place.left(), place.center().y - galley.size().y / 2.0), galley, theme.text2);
}

fn progress(ui: &Ui, row: &Row<'_>, place: Rect, share: f64) {
    let theme = Theme::of(ui);
    let bar = Rect::from_min_size(pos2(place.left(), place.center().y - 3.0), vec2(BAR, 6.0));
    let response = ui.interact(bar, row_id(row.index).with("reading"), Sense::hover());
    let said = format!("{} is read to {:.0} %", row.record.title, share * 100.0);
    response.widget_info(|| egui::WidgetInfo::labeled(Role::ProgressIndicator, true, &said));
    ui.painter().rect_filled(bar, theme::STRIP_RADIUS, theme.well);
    let done = Rect::from_min_size(bar.min, vec2(BAR * math::sample_from(share.clamp(0.0, 1.0)), bar.height()));
    ui.painter().rect_filled(done, theme::STRIP_RADIUS, theme.reference);
    let rest = Rect::from_min_max(pos2(bar.right() + 10.0, place.top()), place.max);
    words(ui, row, rest, &format!("reading, {:.0} %", share * 100.0));
}
