// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Destination and analysis: where the song goes, and what that means for it.

use egui::{Rect, RichText, Sense, Ui, vec2};

use super::{Advice, Shown};
use crate::{
    panels::frame::{Wish, tools::destination_ui},
    theme::{self, Theme},
    widgets::{
        explained,
        press::{first_ui, press_ui},
    },
};

/// Draws what only the limiter has in its bar.
pub fn special_ui(ui: &mut Ui, shown: &Shown<'_>) -> Vec<Wish> {
    let mut wishes = Vec::new();
    wishes.extend(destination_ui(ui, shown.target, shown.targets));
    let (word, said) = words(shown);
    // Before anything is known, this is the next thing to do.
    let press = if matches!(shown.advice, Advice::None) { first_ui(ui, word) } else { press_ui(ui, word, None) };
    if explained(ui, press, "Analyse", HELP).clicked() {
        wishes.push(Wish::Analyse);
    }
    if let Advice::Listening(share) = shown.advice {
        progress(ui, share);
    }
    if !said.is_empty() {
        ui.label(RichText::new(said).color(Theme::of(ui).text2));
    }
    wishes
}

const HELP: &str = "Listens to twenty seconds and says where every knob should stand. Play the loudest part, \
                    or drop a bounce of the song here.";

fn words(shown: &Shown<'_>) -> (&'static str, String) {
    match shown.advice {
        Advice::None => ("Analyse", String::new()),
        Advice::Listening(share) => ("Stop", format!("{:.0} of 20 s heard", share * 20.0)),
        Advice::Thinking => ("Analyse", "working it out …".to_owned()),
        Advice::Given(_, from) => ("Analyse", format!("measured over {from}")),
    }
}

/// How much has been heard.
fn progress(ui: &mut Ui, share: f64) {
    let theme = Theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(56.0, 6.0), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, "Heard"));
    ui.painter().rect_filled(rect, theme::STRIP_RADIUS, theme.well);
    let done = Rect::from_min_size(rect.min, vec2(rect.width() * dsp::math::sample_from(share), rect.height()));
    ui.painter().rect_filled(done, theme::STRIP_RADIUS, theme.ink);
}
