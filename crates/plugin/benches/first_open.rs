// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How long one waits for the limiter's editor: from the opening of its window to its first frame.
//!
//! `cargo bench -p plugin --bench first_open`, on a screen (`xvfb-run -s "-screen 0 1280x900x24"`).
//! The second frame is asked for after the first has been painted and shown, so its beginning is
//! the first one's end, and at most a frame late. CPU time is that of the process, driver included.

#![allow(clippy::print_stdout, reason = "a bench says what it measured")]

use std::{
    sync::{Arc, Mutex, mpsc},
    time::{Duration, Instant},
};

use cpu_time::ProcessTime;
use plugin::{
    editor::{self, App},
    hand::Hand,
    knobs::Knobs,
};
use window::{Opening, View};

const OPENINGS: usize = 10;

fn main() {
    let [first, later] = (0..OPENINGS).map(|_| open()).fold([Vec::new(), Vec::new()], |mut sides, opening| {
        sides[usize::from(!sides[0].is_empty())].push(opening);
        sides
    });
    say("first opening of the process", first[0]);
    let slowest = later.into_iter().max_by(|a, b| a.0.total_cmp(&b.0));
    say("slowest of nine later ones", slowest.expect("nine"));
}

fn say(what: &str, (wall_ms, cpu_ms): (f64, f64)) {
    println!("{what}: {wall_ms:.0} ms until the frame is seen, {cpu_ms:.0} ms of CPU");
}

/// Wall and CPU time until the first frame has been painted, in milliseconds.
fn open() -> (f64, f64) {
    let entry = rack::entry("limiter").expect("it is in the rack");
    let (sender, frames) = mpsc::channel();
    let (wall, cpu) = (Instant::now(), ProcessTime::now());
    let shape = editor::shape(entry);
    let knobs = Arc::new(Knobs::new(entry.info.id, entry.params, shape.clone()));
    let app = App::new(editor::face(entry, Arc::default()), Hand::new(entry, knobs));
    let watched = Arc::new(Mutex::new(Watched { app, frames: sender }));
    let opening = Opening {
        title: "Twobus Limiter".to_owned(),
        parent: None,
        wait_for_parent: false,
        fallback_scale: None,
        host: None,
    };
    let window = window::open(watched, shape, opening).expect("a screen with OpenGL 3.2");
    window.show().expect("it is seen");
    for _ in 0..2 {
        frames.recv_timeout(Duration::from_secs(20)).expect("frames are drawn");
    }
    let milliseconds = |time: Duration| 1_000.0 * time.as_secs_f64();
    (milliseconds(wall.elapsed()), milliseconds(cpu.elapsed()))
}

/// Says when a frame begins.
struct Watched {
    app: App,
    frames: mpsc::Sender<()>,
}

impl View for Watched {
    fn open(&mut self, context: &egui::Context) {
        self.app.open(context);
    }

    fn show(&mut self, ui: &mut egui::Ui) {
        // When enough has been seen, nobody listens any more.
        let _ = self.frames.send(());
        self.app.show(ui);
    }
}
