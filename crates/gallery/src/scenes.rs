// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the gallery shows: panels, one file each, and every widget in all its states.
//!
//! Every scene is a picture in the manual.

pub mod equaliser;
mod generic;
pub mod limiter;
mod meter;
pub mod reference;
mod widgets;

use std::{cell::RefCell, rc::Rc};

use egui::{Context, Rect, Ui, Vec2, pos2};

use crate::{
    hand::{Act, Bench},
    raster::{Picture, Raster},
};

/// One picture: a panel, or a widget in several states, one under the other.
pub struct Scene {
    /// The name of its file.
    pub name: &'static str,
    /// What it shows.
    pub about: &'static str,
    /// What stands in it, from top to bottom.
    pub views: Vec<View>,
}

/// A view, and what a hand has done to it.
#[derive(Clone, Copy)]
pub struct View {
    /// How large it is, in points.
    pub size: Vec2,
    /// Draws it.
    pub draw: fn(&mut Ui),
    /// What the hand did.
    pub acts: &'static [Act],
}

impl Scene {
    /// A panel nobody touches.
    fn panel(name: &'static str, about: &'static str, size: Vec2, draw: fn(&mut Ui)) -> Self {
        Self::touched(name, about, View { size, draw, acts: &[] })
    }

    /// A panel and a hand.
    fn touched(name: &'static str, about: &'static str, view: View) -> Self {
        Self { name, about, views: vec![view] }
    }

    /// How large it is, in points.
    pub fn size(&self) -> Vec2 {
        self.views.iter().fold(Vec2::ZERO, |all, view| Vec2::new(all.x.max(view.size.x), all.y + view.size.y))
    }
}

/// Every scene: panels, then widgets.
pub fn all() -> Vec<Scene> {
    limiter::scenes()
        .into_iter()
        .chain(meter::scenes())
        .chain(reference::scenes())
        .chain(equaliser::scenes())
        .chain(generic::scenes())
        .chain(widgets::scenes())
        .collect()
}

/// Draws a scene without a display.
pub fn picture(scene: &Scene, dark: bool, scale: f32) -> Picture {
    let pictures = scene.views.iter().map(|view| view_picture(view, dark, scale));
    Picture::stacked(pictures.collect())
}

fn view_picture(view: &View, dark: bool, scale: f32) -> Picture {
    let mut bench = Bench::new(view.size, scale, view.draw);
    bench.context.set_theme(if dark { egui::Theme::Dark } else { egui::Theme::Light });
    // A tooltip would lie on what the picture is about.
    bench.context.all_styles_mut(|style| style.interaction.tooltip_delay = f32::INFINITY);
    let raster = Rc::new(RefCell::new(Raster::default()));
    let taker = raster.clone();
    bench.each = Box::new(move |output| taker.borrow_mut().take(&mut output.textures_delta));
    // What calms down or fades in has done so after some frames.
    bench.frame_s = 0.2;
    (0..2).for_each(|_| drop(bench.rest()));
    bench.act(view.acts);
    (0..4).for_each(|_| drop(bench.rest()));
    let output = bench.rest();
    let pixels = (view.size * scale).round();
    let side = |length: f32| dsp::math::index_from(f64::from(length));
    raster.borrow_mut().draw(&bench.context, output, [side(pixels.x), side(pixels.y)])
}

/// One frame of a scene's first view at a time, in seconds.
pub fn frame_of(context: &Context, scene: &Scene, time: f64, scale: f32) -> egui::FullOutput {
    let view = &scene.views[0];
    let mut input = egui::RawInput {
        screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), view.size)),
        time: Some(time),
        ..egui::RawInput::default()
    };
    input.viewports.entry(egui::ViewportId::ROOT).or_default().native_pixels_per_point = Some(scale);
    context.run_ui(input, |ui| (view.draw)(ui))
}
