// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What every one of our panels has: the bar with the tools, the row with the verdict, the bar with the words.
//!
//! ```text
//! ┌ name ── what is special here ────────── undo redo · A B C D · more ┐ 40
//! │ verdict, what to do, one button ───────── Hear: master raw removed │ 72
//! │ the picture that proves it, the numbers, the knobs                 │
//! └ what the hand is on ─────────────────────────────────── lateness ──┘ 24
//! ```

pub mod more;
pub mod presets;
pub mod status;
pub mod tools;
pub mod verdict;

use egui::{Rect, Ui, UiBuilder, pos2};

use crate::{edit::Edit, theme};

/// What every panel shows, whatever it is about.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch that one sees")]
pub struct Common<'a> {
    /// What is written on the plugin.
    pub name: &'a str,
    /// Whether there are knobs, and so something to undo, to keep and to load.
    pub has_knobs: bool,
    /// Which of the four places is active.
    pub slot: usize,
    /// Whether there is something to undo, and to redo.
    pub history: [bool; 2],
    /// What can be loaded: the effect's own styles, then the user's presets.
    pub presets: &'a [String],
    /// From which place in that list on they are the user's own.
    pub own_presets: usize,
    /// What one hears: 0 master, 1 raw, 2 removed.
    pub hear: usize,
    /// Which side, as an index of [`more::SIDES`].
    pub listen: usize,
    /// Whether raw and master are equally loud.
    pub matched: bool,
    /// By how much the master is louder, dB, once that is known.
    pub match_db: Option<f64>,
    /// For how many seconds of music the raw mix has not been heard.
    pub unheard_s: f64,
    /// After how many minutes one is reminded of it; 0 for never.
    pub remind_min: u32,
    /// Something the user should know, in one sentence.
    pub message: Option<&'a str>,
    /// How late the sound is, in words.
    pub lateness: &'a str,
    /// What beginning anew is called.
    pub reset: &'a str,
    /// How large everything is.
    pub zoom: f32,
    /// Whether the panel is dark.
    pub dark: bool,
    /// Whether nothing moves that need not.
    pub still: bool,
}

impl Default for Common<'_> {
    fn default() -> Self {
        Self {
            name: "",
            has_knobs: true,
            slot: 0,
            history: [false; 2],
            presets: &[],
            own_presets: 0,
            hear: 0,
            listen: 0,
            matched: true,
            match_db: None,
            unheard_s: 0.0,
            remind_min: 15,
            message: None,
            lateness: "",
            reset: "Reset the meters",
            zoom: 1.0,
            dark: true,
            still: false,
        }
    }
}

/// What the user wants.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// A knob turned.
    Turn(Edit),
    /// To hear another version.
    Hear(usize),
    /// To hear another side.
    Listen(usize),
    /// Raw and master equally loud, or not.
    Match(bool),
    /// Another destination.
    Target(usize),
    /// The loudest part listened to; or no longer.
    Analyse,
    /// The advice followed.
    Apply,
    /// The last change taken back.
    Undo,
    /// The change that was taken back, again.
    Redo,
    /// To another of the four places.
    Slot(usize),
    /// A style or preset, by its place in the list.
    Preset(usize),
    /// The knobs kept under a name.
    Save(String),
    /// Another name for a preset of the user's own, by its place in the list.
    Rename(usize, String),
    /// A preset of the user's own away, by its place in the list.
    Delete(usize),
    /// The meters at zero.
    ResetMeters,
    /// Another size.
    Zoom(f32),
    /// Dark, or light.
    Dark(bool),
    /// Nothing that moves and need not.
    Still(bool),
    /// To be reminded after so many minutes; 0 for never.
    Remind(u32),
    /// Something that only the panel with the records asks for.
    Reference(super::reference::Asked),
    /// Something that only the panels of the equalisers ask for.
    Equaliser(super::equaliser::Asked),
}

/// The rows of a panel, from top to bottom.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    /// The bar with the tools.
    pub tools: Rect,
    /// The row with the verdict.
    pub verdict: Rect,
    /// What the panel is about.
    pub body: Rect,
    /// The bar with the words.
    pub status: Rect,
}

impl Rows {
    /// The rows of the whole of `ui`, painted.
    pub fn new(ui: &Ui) -> Self {
        let all = ui.max_rect();
        let cut = |top: f32, bottom: f32| Rect::from_min_max(pos2(all.left(), top), pos2(all.right(), bottom));
        let first = all.top() + theme::BAR_HEIGHT;
        let second = first + theme::VERDICT_HEIGHT;
        let last = all.bottom() - theme::STATUS_HEIGHT;
        let rows = Self {
            tools: cut(all.top(), first),
            verdict: cut(first, second),
            body: cut(second, last),
            status: cut(last, all.bottom()),
        };
        rows.paint(ui);
        rows
    }

    fn paint(&self, ui: &Ui) {
        let theme = theme::Theme::of(ui);
        ui.painter().rect_filled(ui.max_rect(), 0, theme.bg);
        ui.painter().rect_filled(self.tools, 0, theme.panel);
        ui.painter().rect_filled(self.status, 0, theme.panel);
        let stroke = theme.hairline(ui.painter());
        for y in [self.tools.bottom(), self.verdict.bottom(), self.status.top()] {
            ui.painter().hline(self.tools.x_range(), y, stroke);
        }
    }
}

/// Draws inside a rectangle, from its top to its bottom.
pub fn inside<R>(ui: &mut Ui, rect: Rect, draw: impl FnOnce(&mut Ui) -> R) -> R {
    ui.scope_builder(UiBuilder::new().max_rect(rect), draw).inner
}

/// Draws inside a rectangle, from its left to its right, centred.
pub fn along<R>(ui: &mut Ui, rect: Rect, draw: impl FnOnce(&mut Ui) -> R) -> R {
    inside(ui, rect, |ui| ui.horizontal_centered(draw).inner)
}
