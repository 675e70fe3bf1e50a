// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What is being done and how long it will take, on stderr, for work that takes a while.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shorter work shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);
const STEPS: u64 = 1000;

/// A bar that appears after half a second, and only on a terminal.
pub struct Bar {
    drawn: ProgressBar,
    shows_at: Instant,
    shown: Mutex<bool>,
    together: Option<MultiProgress>,
}

impl Bar {
    /// A bar of its own.
    pub fn new(doing: &str) -> Self {
        Self::with(doing, None)
    }

    /// One of several bars.
    pub fn beside(doing: &str, together: &MultiProgress) -> Self {
        Self::with(doing, Some(together.clone()))
    }

    fn with(doing: &str, together: Option<MultiProgress>) -> Self {
        let bar = ProgressBar::with_draw_target(Some(STEPS), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("  {wide_msg} {bar:24} {percent:>3} %  {eta:>3}");
        bar.set_style(style.expect("the template is fixed").progress_chars("━━╌"));
        bar.set_message(doing.to_owned());
        Self { drawn: bar, shows_at: Instant::now() + PATIENCE, shown: Mutex::new(false), together }
    }

    /// Says what is being done now.
    pub fn doing(&self, what: &str) {
        self.drawn.set_message(what.to_owned());
    }

    /// Says how much is done, 0 to 1.
    pub fn at(&self, share: f64) {
        self.show_when_due();
        self.drawn.set_position(dsp::math::index_from(share.clamp(0.0, 1.0) * STEPS as f64) as u64);
    }

    fn show_when_due(&self) {
        let Ok(mut shown) = self.shown.lock() else { return };
        if *shown || Instant::now() < self.shows_at {
            return;
        }
        *shown = true;
        match &self.together {
            Some(together) => drop(together.add(self.drawn.clone())),
            None => self.drawn.set_draw_target(ProgressDrawTarget::stderr()),
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.drawn.finish_and_clear();
    }
}
