// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a frame of the editor takes, without the painting driver, and how long the first one takes.
//!
//! `cargo bench -p gallery --bench frame`. CPU time of this thread, layout and tessellation
//! together, the median of 300 frames; the first frame builds fonts and everything.

#![allow(clippy::print_stdout, reason = "a bench says what it measured")]

use cpu_time::ThreadTime;
use gallery::scenes;

const FRAMES: usize = 300;

fn main() {
    for scene in scenes::all().into_iter().filter(|scene| scene.views.len() == 1) {
        // The song behind the scenes is made once, and is no part of a frame.
        drop(scenes::picture(&scene, true, 1.0));
        let context = egui::Context::default();
        ui::theme::install(&context);
        let mut times = Vec::new();
        for frame in 0..FRAMES {
            let begun = ThreadTime::now();
            let mut output = scenes::frame_of(&context, &scene, frame as f64 / 60.0, 1.0);
            output.textures_delta.clear();
            let shapes = context.tessellate(output.shapes, output.pixels_per_point);
            times.push((begun.elapsed().as_secs_f64() * 1e3, shapes.len()));
        }
        let first = times[0].0;
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        println!("{}: {:.2} ms a frame, {first:.0} ms the first", scene.name, times[FRAMES / 2].0);
    }
}
