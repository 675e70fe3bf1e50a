// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The sections of a song as chips under its wave; the one that is compared is lit.

use dsp::math;
use egui::{Align2, Color32, Rect, Role, Sense, Ui, pos2, vec2};
use measure::{Span, fault::clock, profile::Section};

use crate::{
    motion::hovered,
    theme::{self, Theme},
    widgets::{explained, focus_ring},
};

/// Height of a chip.
pub const HEIGHT: f32 = 16.0;
/// A narrower chip has no room for its letter.
const LEAST: f32 = 16.0;

/// A song over a width: where its seconds are.
#[derive(Clone, Copy, Debug)]
pub struct Axis {
    /// From left to right.
    pub rect: Rect,
    /// From which second to which.
    pub span: Span,
}

impl Axis {
    /// Where a second is.
    pub fn x(&self, second: f64) -> f32 {
        let share = (second - self.span.from_s) / (self.span.to_s - self.span.from_s).max(1e-9);
        self.rect.left() + self.rect.width() * math::sample_from(share.clamp(0.0, 1.0))
    }

    /// Which second is at a place.
    pub fn second(&self, x: f32) -> f64 {
        let share = f64::from(((x - self.rect.left()) / self.rect.width()).clamp(0.0, 1.0));
        self.span.from_s + share * (self.span.to_s - self.span.from_s)
    }

    /// How many seconds a point is.
    pub fn seconds_per_point(&self) -> f64 {
        (self.span.to_s - self.span.from_s) / f64::from(self.rect.width())
    }

    /// A span over the whole height.
    pub fn part(&self, span: Span) -> Rect {
        Rect::from_x_y_ranges(self.x(span.from_s)..=self.x(span.to_s), self.rect.y_range())
    }
}

/// Chips to draw.
pub struct Sections<'a> {
    /// Where the song's seconds are; its rectangle is that of the chips.
    pub axis: Axis,
    /// All of them.
    pub all: &'a [Section],
    /// The passage that is compared.
    pub lit: Option<Span>,
    /// The colour of the song.
    pub colour: Color32,
    /// Whose sections they are: "the mix".
    pub of: &'a str,
    /// What a click does.
    pub help: &'a str,
}

impl Sections<'_> {
    /// Draws them; gives the one that was pressed.
    pub fn show(&self, ui: &mut Ui) -> Option<usize> {
        let mut pressed = None;
        for (index, section) in self.all.iter().enumerate() {
            if self.chip_ui(ui, index, section) {
                pressed = Some(index);
            }
        }
        pressed
    }

    fn chip_ui(&self, ui: &Ui, index: usize, section: &Section) -> bool {
        let part = self.axis.part(section.span);
        let right = (part.right() - 0.5).max(part.left() + 1.0);
        let chip = Rect::from_min_max(part.min + vec2(0.5, 0.0), pos2(right, part.bottom()));
        let response = ui.interact(chip, ui.scope_id().with(("section", self.of, index)), Sense::click());
        let [from, to] = [section.span.from_s, section.span.to_s].map(clock);
        let (lit, name) =
            (self.is_lit(section), format!("Section {} of {}, {from} to {to}", section.letter, self.of));
        response.widget_info(|| egui::WidgetInfo::selected(Role::Button, true, lit, &name));
        self.paint(ui, chip, section.letter, (lit, hovered(ui, &response)));
        if response.has_focus() {
            focus_ring(ui, chip);
        }
        let help = format!("{} {from} to {to}.", self.help);
        let response = explained(ui, response, "", &help);
        // A second click was meant for what was under the first.
        response.clicked() && !response.double_clicked()
    }

    fn paint(&self, ui: &Ui, chip: Rect, letter: char, (lit, hovered): (bool, f32)) {
        let theme = Theme::of(ui);
        let field = if lit { theme.lit(self.colour) } else { theme.field(hovered) };
        ui.painter().rect_filled(chip, theme::CHIP_RADIUS, field);
        let (font, ink) = if lit {
            (theme::semibold(theme::SMALL), theme.ink)
        } else {
            (theme::regular(theme::SMALL), theme.text2)
        };
        if chip.width() >= LEAST {
            ui.painter().text(chip.center(), Align2::CENTER_CENTER, letter, font, ink);
        }
    }

    /// Whether most of a section is in the passage.
    fn is_lit(&self, section: &Section) -> bool {
        self.lit.is_some_and(|lit| {
            let shared = section.span.to_s.min(lit.to_s) - section.span.from_s.max(lit.from_s);
            shared > 0.5 * (section.span.to_s - section.span.from_s)
        })
    }
}
