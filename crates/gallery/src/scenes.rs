// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the gallery shows, one file for each panel; every scene is a picture in the manual.

pub mod limiter;
mod meter;

use egui::{Context, Rect, Ui, Vec2, pos2};

use crate::raster::{Picture, Raster};

/// One picture.
pub struct Scene {
    /// The name of its file.
    pub name: &'static str,
    /// What it shows.
    pub about: &'static str,
    /// How large the panel is, in points.
    pub size: Vec2,
    /// Draws it.
    pub draw: fn(&mut Ui),
}

/// Every scene.
pub fn all() -> Vec<Scene> {
    limiter::scenes().into_iter().chain(meter::scenes()).collect()
}

/// Draws a scene without a display.
pub fn picture(scene: &Scene, dark: bool, scale: f32) -> Picture {
    let context = Context::default();
    ui::theme::install(&context);
    context.set_theme(if dark { egui::Theme::Dark } else { egui::Theme::Light });
    let mut raster = Raster::default();
    // What calms down or fades in has done so after some frames.
    for frame in 0..12 {
        let mut output = frame_of(&context, scene, f64::from(frame) * 0.2, scale);
        raster.take(&mut output.textures_delta);
    }
    let output = frame_of(&context, scene, 3.0, scale);
    let pixels = (scene.size * scale).round();
    let side = |length: f32| dsp::math::index_from(f64::from(length));
    raster.draw(&context, output, [side(pixels.x), side(pixels.y)])
}

/// One frame of a scene at a time, in seconds.
pub fn frame_of(context: &Context, scene: &Scene, time: f64, scale: f32) -> egui::FullOutput {
    let mut input = egui::RawInput {
        screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), scene.size)),
        time: Some(time),
        ..egui::RawInput::default()
    };
    input.viewports.entry(egui::ViewportId::ROOT).or_default().native_pixels_per_point = Some(scale);
    context.run_ui(input, |ui| (scene.draw)(ui))
}
