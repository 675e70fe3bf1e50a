// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The limiter: choose the destination, press Analyse, move the gain into the zone.

mod ceiling;
mod knobs;
mod picture;
mod tools;

use egui::{Rect, Ui, Vec2, pos2, vec2};
use measure::{Levels, Target};
use rack::{
    Spec,
    analyse::{Analysis, Range},
};

use super::{
    frame::{
        Common, Rows, Wish,
        status::status_ui,
        tools::tools_ui,
        verdict::{Said, verdict_ui},
    },
    meters::{COLUMN, meters_ui},
};
use crate::{history::Column, theme::Theme};

/// How large the window opens.
pub const SIZE: Vec2 = vec2(960.0, 540.0);
/// How small it may be made.
pub const SMALLEST: Vec2 = vec2(960.0, 500.0);
/// How far back the picture goes, seconds.
pub const SHOWN_S: f64 = 12.0;

const KNOBS_HEIGHT: f32 = 116.0;

/// How far the advice has come.
#[derive(Clone, Copy, Debug)]
pub enum Advice<'a> {
    /// Nobody has asked.
    None,
    /// So much of the passage has been heard, 0 to 1.
    Listening(f64),
    /// The passage is being worked on.
    Thinking,
    /// There it is, with what it rests on: "20 s of the song".
    Given(&'a Analysis, &'a str),
}

/// Everything the panel shows.
pub struct Shown<'a> {
    /// What every panel shows.
    pub common: Common<'a>,
    /// What is known about the knobs.
    pub specs: &'static [Spec],
    /// Where they stand, in the units of their specs.
    pub values: &'a [f64],
    /// What the meters read.
    pub levels: Levels,
    /// The deepest gain reduction since the last frame, dB (0 or negative).
    pub reduction_db: f64,
    /// The last seconds, oldest first.
    pub history: &'a [Column],
    /// Where in the song the newest column ends, seconds.
    pub song_s: f64,
    /// Where the song goes.
    pub target: &'a Target,
    /// All destinations by name, and the chosen one.
    pub targets: (&'a [String], usize),
    /// Where the knobs should stand.
    pub advice: Advice<'a>,
    /// What the verdict says.
    pub said: &'a Said,
}

impl Shown<'_> {
    fn index(&self, id: &str) -> Option<usize> {
        self.specs.iter().position(|spec| spec.id == id)
    }
}

/// Draws the panel over the whole of `ui`; gives what the user wants.
pub fn limiter_ui(ui: &mut Ui, shown: &Shown<'_>) -> Vec<Wish> {
    let rows = Rows::new(ui);
    let mut wishes = tools_ui(ui, &rows, &shown.common, |ui, wishes| wishes.extend(tools::special_ui(ui, shown)));
    wishes.extend(verdict_ui(ui, &rows, shown.said, &Wish::Apply, &shown.common));
    let [picture, knobs, meters] = parts(rows.body);
    let theme = Theme::of(ui);
    ui.painter().rect_filled(meters, 0, theme.panel);
    ui.painter().rect_filled(knobs, 0, theme.panel);
    let stroke = theme.hairline(ui.painter());
    ui.painter().vline(meters.left(), meters.y_range(), stroke);
    ui.painter().hline(knobs.x_range(), knobs.top(), stroke);
    wishes.extend(picture::picture_ui(ui, picture, shown));
    wishes.extend(knobs::knobs_ui(ui, knobs, shown));
    meters_ui(ui, meters, &shown.levels, shown.target);
    status_ui(ui, &rows, &shown.common, "Drag, ⇧ for fine, double-click resets, click a number to type.");
    wishes
}

fn parts(body: Rect) -> [Rect; 3] {
    let split = body.right() - COLUMN;
    let floor = body.bottom() - KNOBS_HEIGHT;
    [
        Rect::from_min_max(body.min, pos2(split, floor)),
        Rect::from_min_max(pos2(body.left(), floor), pos2(split, body.bottom())),
        Rect::from_min_max(pos2(split, body.top()), body.max),
    ]
}

/// The advice for a knob, if there is any.
fn range_of<'a>(shown: &'a Shown<'_>, id: &str) -> Option<&'a Range> {
    let Advice::Given(analysis, _) = shown.advice else { return None };
    analysis.ranges.iter().find(|range| range.knob == id)
}
