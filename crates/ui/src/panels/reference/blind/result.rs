// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How the test went: what a guesser would have got, and where you are.

use dsp::math;
use egui::{Align2, Rect, Role, Sense, Stroke, Ui, pos2, vec2};
use measure::{
    Severity,
    abx::{HEARD, Score, critical, p},
};

use crate::{
    panels::{frame::inside, reference::Answer},
    theme::{self, Theme},
    widgets::{
        explained,
        mark::paint_mark,
        press::{first_ui, press_ui},
        zone::label,
    },
};

const PLOT: egui::Vec2 = vec2(560.0, 150.0);

/// Draws the result; gives what is asked next.
pub fn result_ui(ui: &mut Ui, body: Rect, score: Score, right: &[bool]) -> Option<Answer> {
    let centre = body.center();
    let plot = Rect::from_center_size(pos2(centre.x, centre.y - 50.0), PLOT);
    guessers(ui, plot, score);
    trials(ui, pos2(centre.x, plot.bottom() + 76.0), right);
    let place = Rect::from_center_size(pos2(centre.x, plot.bottom() + 130.0), vec2(210.0, 24.0));
    inside(ui, place, |ui| {
        ui.horizontal(|ui| {
            let close = first_ui(ui, "Back to the mix").clicked();
            let again = press_ui(ui, "Test again", None);
            let again = explained(ui, again, "Test again", "A new test of as many trials.").clicked();
            if close { Some(Answer::Close) } else { again.then_some(Answer::Again) }
        })
        .inner
    })
}

/// How many of a thousand guessers get each number right, and how many you got.
fn guessers(ui: &Ui, plot: Rect, score: Score) {
    let theme = Theme::of(ui);
    let count = score.trials + 1;
    let share = |right: usize| {
        p(right, score.trials) - if right < score.trials { p(right + 1, score.trials) } else { 0.0 }
    };
    let most = (0..count).map(share).fold(0.0, f64::max).max(1e-9);
    let step = plot.width() / count as f32;
    let title = "What guessers get, and what you got";
    let at = pos2(plot.center().x, plot.top() - 24.0);
    ui.painter().text(at, Align2::CENTER_CENTER, title, theme::semibold(theme::MEDIUM), theme.ink);
    let response = ui.interact(plot, ui.scope_id().with("guessers"), Sense::hover());
    let said = format!("{title}: {}", score.sentence());
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Image, true, &said));
    zone(ui, plot, score.trials, step);
    let every = if step < 22.0 { 4 } else { 1 };
    for right in 0..count {
        let x = plot.left() + (right as f32 + 0.5) * step;
        let height = (plot.height() - 24.0) * math::sample_from(share(right) / most);
        let bar = Rect::from_min_max(
            pos2(x - step * 0.32, plot.bottom() - height.max(1.0)),
            pos2(x + step * 0.32, plot.bottom()),
        );
        ui.painter().rect_filled(bar, theme::CHIP_RADIUS, theme.text2.gamma_multiply(0.6));
        let yours = right == score.right;
        if yours {
            you(ui, pos2(x, bar.top() - 4.0));
        }
        if yours || right % every == 0 {
            let (font, ink) = if yours {
                (theme::semibold(theme::SMALL), theme.ink)
            } else {
                (theme::regular(theme::SMALL), theme.text2)
            };
            ui.painter().text(pos2(x, plot.bottom() + 12.0), Align2::CENTER_CENTER, right, font, ink);
        }
    }
    ui.painter().hline(plot.x_range(), plot.bottom(), theme.hairline(ui.painter()));
    label(
        ui.painter(),
        pos2(plot.center().x, plot.bottom() + 32.0),
        Align2::CENTER_CENTER,
        "right answers",
        theme.text2,
    );
}

/// Where a difference is heard.
fn zone(ui: &Ui, plot: Rect, trials: usize, step: f32) {
    let Some(from) = critical(trials, HEARD) else { return };
    let theme = Theme::of(ui);
    let left = plot.left() + from as f32 * step;
    let part = Rect::from_min_max(pos2(left, plot.top()), plot.max);
    ui.painter().rect_filled(part, theme::STRIP_RADIUS, theme.zone(false));
    label(ui.painter(), pos2(part.center().x, part.top() + 10.0), Align2::CENTER_CENTER, "heard", theme.text2);
}

fn you(ui: &Ui, tip: egui::Pos2) {
    let theme = Theme::of(ui);
    let head = vec![tip, tip + vec2(-5.0, -7.0), tip + vec2(5.0, -7.0)];
    ui.painter().add(egui::Shape::convex_polygon(head, theme.ink, Stroke::NONE));
    ui.painter().text(
        tip - vec2(0.0, 16.0),
        Align2::CENTER_CENTER,
        "you",
        theme::semibold(theme::SMALL),
        theme.ink,
    );
}

/// Each trial in order: a tick for a right answer, an empty ring for a wrong one.
fn trials(ui: &Ui, centre: egui::Pos2, right: &[bool]) {
    const STEP: f32 = 18.0;
    let theme = Theme::of(ui);
    for (n, is_right) in right.iter().enumerate() {
        let x = centre.x + (n as f32 - (right.len() - 1) as f32 / 2.0) * STEP;
        paint_mark(ui.painter(), pos2(x, centre.y), 13.0, is_right.then_some(Severity::Note), theme);
    }
}
