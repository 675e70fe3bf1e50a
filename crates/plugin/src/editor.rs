// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The window: shows a face of the plugin, and hands edits to the host.

mod generic;

use std::sync::Arc;

use files::settings::Settings;
use nice_plug::context::gui::GuiContext;
use rack::Entry;
use ui::panels::{equaliser, limiter, meter};
use window::{Shape, View};

use crate::{
    desk::{Desk, Panel},
    frame::Hosted,
    hand::Hand,
    telemetry::Telemetry,
};
use generic::Generic;

/// What a window shows.
pub trait Face: Send {
    /// The window opens: reads what may have changed on the disk meanwhile.
    fn open(&mut self, _hand: &Hand) {}
    /// Draws the panel and does what the user wants.
    fn show(&mut self, ui: &mut egui::Ui, hand: &mut Hand);
    /// A number that changes when there is new sound to show.
    fn news(&self) -> u64;
    /// Whether there will be something new to see although nothing moves.
    fn is_working(&self) -> bool {
        false
    }
    /// The keys it wants for itself; the host gets all others.
    fn shortcuts(&self) -> &[egui::Key] {
        &[]
    }
    /// Whether files may be dropped on it.
    fn takes_files(&self) -> bool {
        false
    }
}

/// The editor of one plugin instance.
pub struct App {
    hand: Hand,
    face: Box<dyn Face>,
    seen: u64,
    worked: bool,
}

impl App {
    /// An editor with this face; its window is built when the host opens it.
    pub fn new(face: Box<dyn Face>, hand: Hand) -> Self {
        Self { hand, face, seen: 0, worked: false }
    }
}

impl Hosted for App {
    fn meet(&mut self, host: GuiContext) {
        self.hand.meet(host);
    }
}

impl View for App {
    fn open(&mut self, context: &egui::Context) {
        ui::theme::install(context);
        let dark = Settings::load().dark;
        context.set_theme(if dark { egui::Theme::Dark } else { egui::Theme::Light });
        self.face.open(&self.hand);
    }

    fn show(&mut self, ui: &mut egui::Ui) {
        self.face.show(ui, &mut self.hand);
    }

    /// New sound, a knob that the host moved, or a thought that goes on.
    fn is_stale(&mut self) -> bool {
        let knobs = self
            .hand
            .knobs
            .all()
            .fold(0_u64, |sum, knob| sum.rotate_left(7) ^ u64::from(knob.position().to_bits()));
        let works = self.face.is_working();
        let seen = knobs ^ self.face.news().rotate_left(32);
        // A thought that has come to its end is shown once more, with what came out of it.
        let worked = std::mem::replace(&mut self.worked, works);
        std::mem::replace(&mut self.seen, seen) != seen || works || worked
    }

    fn shortcuts(&self) -> &[egui::Key] {
        self.face.shortcuts()
    }

    fn takes_files(&self) -> bool {
        self.face.takes_files()
    }
}

/// The face of an effect.
pub fn face(entry: &Entry, telemetry: Arc<Telemetry>) -> Box<dyn Face> {
    match Panel::of(entry) {
        Some(panel) => Box::new(Desk::new(panel, telemetry)),
        None => Box::new(Generic(telemetry)),
    }
}

/// A closed window that fits the panel of an effect.
pub fn shape(entry: &Entry) -> Arc<Shape> {
    let (size, smallest) = match Panel::of(entry) {
        Some(Panel::Limiter) => (limiter::SIZE, limiter::SMALLEST),
        Some(Panel::Meter) => (meter::SIZE, meter::SMALLEST),
        Some(Panel::Equaliser(kind)) => (equaliser::size(kind), equaliser::smallest(kind)),
        None => {
            let size = ui::panels::generic::size(entry.params, entry.readings.len() + ui::panels::generic::LEVELS);
            (size, size)
        }
    };
    Arc::new(Shape::new([size.x, size.y], [smallest.x, smallest.y]))
}

#[cfg(test)]
mod tests;
