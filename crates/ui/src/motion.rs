// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How the surface moves: a hover comes at once and fades, pages and sentences take a moment; or all stand still.
//!
//! Times are egui's, so that a test decides how fast they pass. Meters are no motion in this
//! sense: they show what sounds, and always move.

use std::hash::Hash;

use egui::{Context, Id, Response, Ui};

use crate::widgets::{recall, remember};

/// How long a hover takes to fade, seconds; chosen by eye.
const HOVER_OUT_S: f64 = 0.08;
/// How long a page, a list or a sentence takes to come, seconds; chosen by eye.
pub const PANEL_S: f32 = 0.12;

/// Lets nothing move that need not, or everything move as it is meant to.
pub fn keep_still(context: &Context, still: bool) {
    let seconds = if still { 0.0 } else { PANEL_S };
    if context.global_style().animation_time != seconds {
        context.all_styles_mut(|style| style.animation_time = seconds);
    }
}

/// How much of a hover is to be seen, 0 to 1.
pub fn hovered(ui: &Ui, response: &Response) -> f32 {
    let id = response.id.with("hover");
    if response.hovered() {
        remember(ui, id, None::<f64>);
        return 1.0;
    }
    let Some(left) = recall::<Option<f64>>(ui, id) else { return 0.0 };
    let now = ui.input(|input| input.time);
    let left = left.unwrap_or(now);
    remember(ui, id, Some(left));
    1.0 - passed(ui, left, HOVER_OUT_S)
}

/// How much of what is shown now has come, 0 to 1, slower towards the end.
pub fn arrived(ui: &Ui, id: Id, shown: impl Hash) -> f32 {
    let shown = egui::util::hash(shown);
    let now = ui.input(|input| input.time);
    let since = match recall::<(u64, f64)>(ui, id) {
        Some((before, since)) if before == shown => since,
        Some(_) => now,
        // What is there from the beginning need not come.
        None => f64::NEG_INFINITY,
    };
    remember(ui, id, (shown, since));
    let left = 1.0 - passed(ui, since, f64::from(PANEL_S));
    1.0 - left * left
}

/// How much of a time has passed, 0 to 1; while it passes, frames go on.
fn passed(ui: &Ui, since: f64, length: f64) -> f32 {
    let share = (ui.input(|input| input.time) - since) / length;
    if share >= 1.0 || ui.style().animation_time == 0.0 {
        return 1.0;
    }
    ui.ctx().request_repaint();
    dsp::math::sample_from(share.max(0.0))
}

#[cfg(test)]
mod tests {
    use egui::{Event, RawInput, Rect, Sense, pos2, vec2};

    use super::*;

    /// How much of the hover is seen at each time; the hand is there until the fourth frame.
    fn seen(still: bool) -> Vec<f32> {
        let context = Context::default();
        keep_still(&context, still);
        let places = [5.0, 5.0, 5.0, 500.0, 500.0, 500.0, 500.0];
        let times = [0.0, 0.1, 0.2, 1.00, 1.04, 1.07, 1.09];
        let mut seen = Vec::new();
        for (x, time) in places.into_iter().zip(times) {
            let events = vec![Event::PointerMoved(pos2(x, 5.0))];
            let screen_rect = Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(600.0, 50.0)));
            let input = RawInput { time: Some(time), events, screen_rect, ..RawInput::default() };
            let mut output = context.run_ui(input, |ui| {
                let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(20.0, 20.0));
                let response = ui.interact(rect, Id::unique("it"), Sense::click());
                seen.push(hovered(ui, &response));
            });
            output.textures_delta.clear();
        }
        seen
    }

    #[test]
    fn a_hover_comes_at_once_and_is_gone_after_80_ms() {
        let seen = seen(false);
        assert_eq!([seen[2], seen[3]], [1.0, 1.0]);
        assert!((seen[4] - 0.5).abs() < 0.01 && seen[5] < 0.2 && seen[6] == 0.0, "{seen:?}");
    }

    #[test]
    fn with_reduced_motion_it_is_gone_at_once() {
        assert_eq!(seen(true)[2..5], [1.0, 0.0, 0.0]);
    }

    #[test]
    fn a_sentence_takes_120_ms_to_come_and_the_first_one_is_there() {
        let context = Context::default();
        keep_still(&context, false);
        let mut shares = Vec::new();
        for (time, text) in [(0.0, "a"), (1.0, "b"), (1.06, "b"), (1.13, "b")] {
            let input = RawInput { time: Some(time), ..RawInput::default() };
            let mut output = context.run_ui(input, |ui| shares.push(arrived(ui, Id::unique("said"), text)));
            output.textures_delta.clear();
        }
        assert!(shares[0] == 1.0 && shares[1] == 0.0 && shares[3] == 1.0, "{shares:?}");
        assert!((shares[2] - 0.75).abs() < 0.01, "{shares:?}");
    }
}
