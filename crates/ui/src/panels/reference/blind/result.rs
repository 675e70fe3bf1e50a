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

/// Bars nearer than this leave no room for every number, points.
const CROWDED: f32 = 22.0;
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
    let title = "What guessers get, and what you got";
    let at = pos2(plot.center().x, plot.top() - 24.0);
    ui.painter().text(at, Align2::CENTER_CENTER, title, theme::semibold(theme::MEDIUM), theme.ink);
    let response = ui.interact(plot, ui.scope_id().with("guessers"), Sense::hover());
    let said = format!("{title}: {}", score.sentence());
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Image, true, &said));
    let shares: Vec<f64> = (0..=score.trials).map(|right| share(right, score.trials)).collect();
    let most = shares.iter().copied().fold(1e-9, f64::max);
    let step = plot.width() / shares.len() as f32;
    zone(ui, plot, score.trials, step);
    for (right, share) in shares.iter().enumerate() {
        let middle = plot.left() + (right as f32 + 0.5) * step;
        let height = ((plot.height() - 24.0) * math::sample_from(share / most)).max(1.0);
        let bar = Rect::from_min_max(
            pos2(middle - step * 0.32, plot.bottom() - height),
            pos2(middle + step * 0.32, plot.bottom()),
        );
        ui.painter().rect_filled(bar, theme::CHIP_RADIUS, theme.text2.gamma_multiply(0.6));
        figure(ui, bar, (right, score.right), if step < CROWDED { 4 } else { 1 });
    }
    ui.painter().hline(plot.x_range(), plot.bottom(), theme.hairline(ui.painter()));
    let under = pos2(plot.center().x, plot.bottom() + 32.0);
    label(ui.painter(), under, Align2::CENTER_CENTER, "right answers", theme.text2);
}

/// How many guessers get exactly so many right.
fn share(right: usize, trials: usize) -> f64 {
    p(right, trials) - if right < trials { p(right + 1, trials) } else { 0.0 }
}

/// The number under a bar, and you above yours.
fn figure(ui: &Ui, bar: Rect, (right, yours): (usize, usize), every: usize) {
    let theme = Theme::of(ui);
    let at = pos2(bar.center().x, bar.bottom() + 12.0);
    if right == yours {
        you(ui, pos2(at.x, bar.top() - 4.0));
        ui.painter().text(at, Align2::CENTER_CENTER, right, theme::semibold(theme::SMALL), theme.ink);
    } else if right % every == 0 && right.abs_diff(yours) >= every.min(2) {
        label(ui.painter(), at, Align2::CENTER_CENTER, &right.to_string(), theme.text2);
    }
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
