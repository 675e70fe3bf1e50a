// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The seven zones by name: press one to hear it alone.

use egui::{Align2, Rect, Role, Sense, Ui, pos2};
use measure::compare::{ZONES, hertz::zone_range};

use super::Lane;
use crate::{
    motion::hovered,
    panels::{
        frame::Wish,
        reference::{Asked, Shown},
    },
    theme::{self, Theme},
    widgets::{explained, focus_ring, zone::label},
};

const HEIGHT: f32 = 20.0;

/// Draws the names over their frequencies, from `top` down; gives what was pressed.
pub fn bands_ui(ui: &mut Ui, top: f32, lane: &Lane, shown: &Shown<'_>) -> Option<Wish> {
    let mut wish = None;
    for (index, zone) in ZONES.iter().enumerate() {
        let [left, right] = zone.range_hz.map(|hz| lane.x(hz));
        let chip = Rect::from_min_max(pos2(left + 1.0, top), pos2(right - 1.0, top + HEIGHT));
        let alone = shown.band == Some(index);
        if band_ui(ui, chip, index, alone) {
            wish = Some(Wish::Reference(Asked::Band((!alone).then_some(index))));
        }
    }
    wish
}

fn band_ui(ui: &Ui, chip: Rect, index: usize, alone: bool) -> bool {
    let (theme, zone) = (Theme::of(ui), &ZONES[index]);
    let response = ui.interact(chip, ui.scope_id().with(("band", index)), Sense::click());
    let name = format!("Hear {} alone", zone.name);
    response.widget_info(|| egui::WidgetInfo::selected(Role::Button, true, alone, &name));
    let field = if alone { theme.ink } else { theme.field(hovered(ui, &response)) };
    ui.painter().rect_filled(chip, theme::STRIP_RADIUS, field);
    if alone {
        let font = theme::semibold(theme::SMALL);
        ui.painter().text(chip.center(), Align2::CENTER_CENTER, zone.name, font, theme.bg);
    } else {
        label(ui.painter(), chip.center(), Align2::CENTER_CENTER, zone.name, theme.text2);
    }
    if response.has_focus() {
        focus_ring(ui, chip);
    }
    let help = format!("{}: press to hear it alone, of mix and reference.", zone_range(zone.range_hz));
    explained(ui, response, zone.name, &help).clicked()
}
