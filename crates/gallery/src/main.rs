// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The gallery in a window: every panel, one under the other's name, to press and to look at.

use std::sync::{Arc, Mutex};

use gallery::scenes::{self, Scene};
use window::{Opening, Shape, View};

struct Gallery {
    scenes: Vec<Scene>,
    shown: usize,
}

impl View for Gallery {
    fn open(&mut self, context: &egui::Context) {
        ui::theme::install(context);
    }

    fn show(&mut self, ui: &mut egui::Ui) {
        egui::Panel::bottom("scenes").show(ui, |ui| {
            ui.horizontal_wrapped(|ui| {
                for (index, scene) in self.scenes.iter().enumerate() {
                    let name = ui.selectable_label(index == self.shown, scene.name);
                    if name.on_hover_text(scene.about).clicked() {
                        self.shown = index;
                    }
                }
                for (name, theme) in [("dark", egui::Theme::Dark), ("light", egui::Theme::Light)] {
                    if ui.button(name).clicked() {
                        ui.ctx().set_theme(theme);
                    }
                }
            });
        });
        egui::CentralPanel::default().frame(egui::Frame::NONE).show(ui, |ui| {
            if let Some(scene) = self.scenes.get(self.shown) {
                draw(ui, scene);
            }
        });
    }
}

/// Panels fill the window; the states of a widget stand one under the other, and the hand is yours.
fn draw(ui: &mut egui::Ui, scene: &Scene) {
    if let [panel] = scene.views[..] {
        return (panel.draw)(ui);
    }
    egui::ScrollArea::vertical().show(ui, |ui| {
        for (index, view) in scene.views.iter().enumerate() {
            let (rect, _) = ui.allocate_exact_size(view.size, egui::Sense::hover());
            ui.scope_builder(egui::UiBuilder::new().max_rect(rect).id_salt(index), view.draw);
        }
    });
}

fn main() -> Result<(), window::baseview::Error> {
    let view = Gallery { scenes: scenes::all(), shown: 0 };
    let shape = Arc::new(Shape::new([960.0, 580.0], [720.0, 400.0]));
    let opening = Opening {
        title: "Twobus gallery".to_owned(),
        parent: None,
        wait_for_parent: false,
        fallback_scale: None,
        host: None,
    };
    window::open(Arc::new(Mutex::new(view)), shape, opening)?.run_until_closed()
}
