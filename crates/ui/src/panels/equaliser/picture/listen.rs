// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The low bands by name over their frequencies: press one to hear it alone.

use dsp::math;
use egui::{Align2, Rect, Role, Sense, Ui, pos2};
use rack::processors::low_eq;

use super::Lane;
use crate::{
    edit::{Target, Turn, edits_of},
    motion::hovered,
    panels::{
        equaliser::{Shown, bands::Band},
        frame::Wish,
    },
    theme::{self, Theme},
    widgets::{explained, focus_ring, zone::label},
};

const HEIGHT: f32 = 20.0;
/// The bands meet here, Hz; the first one has no lower end.
const EDGES_HZ: [f64; low_eq::BANDS + 1] = [10.0, 20.0, 40.0, 80.0, 160.0, 320.0];

/// Draws the names; gives what was pressed.
pub fn names_ui(ui: &Ui, lane: &Lane, shown: &Shown<'_>, bands: &[Band]) -> Vec<Wish> {
    let Some(knob) = shown.index("solo") else { return Vec::new() };
    let (alone, help) = (math::index_from(shown.step.values[knob]), shown.step.entry.params[knob].help);
    let mut wishes = Vec::new();
    for (place, band) in bands.iter().enumerate() {
        let [left, right] = [EDGES_HZ[place], EDGES_HZ[place + 1]].map(|hz| lane.x(hz));
        let bottom = lane.rect.top() - 6.0;
        let chip = Rect::from_min_max(pos2(left + 1.0, bottom - HEIGHT), pos2(right - 1.0, bottom));
        let is_alone = alone == place + 1;
        if name_ui(ui, chip, (&band.name, help), is_alone) {
            let turns = Turn::at_once(if is_alone { 0.0 } else { (place + 1) as f64 });
            wishes.extend(edits_of(Target::Knob(knob), turns).map(Wish::Turn));
        }
    }
    wishes
}

fn name_ui(ui: &Ui, chip: Rect, (name, help): (&str, &str), is_alone: bool) -> bool {
    let theme = Theme::of(ui);
    let response = ui.interact(chip, ui.scope_id().with(("alone", name)), Sense::click());
    let said = format!("Hear {name} alone");
    response.widget_info(|| egui::WidgetInfo::selected(Role::Button, true, is_alone, &said));
    let field = if is_alone { theme.ink } else { theme.field(hovered(ui, &response)) };
    ui.painter().rect_filled(chip, theme::STRIP_RADIUS, field);
    if is_alone {
        let font = theme::semibold(theme::SMALL);
        ui.painter().text(chip.center(), Align2::CENTER_CENTER, name, font, theme.bg);
    } else {
        label(ui.painter(), chip.center(), Align2::CENTER_CENTER, name, theme.text2);
    }
    if response.has_focus() {
        focus_ring(ui, chip);
    }
    explained(ui, response, name, help).clicked()
}
