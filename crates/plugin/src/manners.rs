// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What every panel does alike: colours, size, motion, reminders, and messages that go by themselves.

use std::collections::VecDeque;

use files::settings::Settings;
use ui::{motion, panels::frame::Wish};

/// How long a message stays, seconds.
const MESSAGE_S: f64 = 12.0;

/// The user's settings, and what there is to tell.
#[derive(Default)]
pub struct Manners {
    settings: Settings,
    messages: VecDeque<String>,
    /// Until when the first message stays, once it was seen.
    until_s: Option<f64>,
}

impl Manners {
    /// Reads the settings anew.
    pub fn open(&mut self) {
        self.settings = Settings::load();
    }

    /// The user's settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Begins a frame at a time, in seconds.
    pub fn begin(&mut self, context: &egui::Context, now_s: f64) {
        motion::keep_still(context, self.settings.still);
        if self.messages.is_empty() {
            return;
        }
        // A message stays for a while from when it was first seen.
        if now_s > *self.until_s.get_or_insert(now_s + MESSAGE_S) {
            self.messages.pop_front();
            self.until_s = None;
        }
    }

    /// Tells something, at once: what was told before has been seen.
    pub fn tell(&mut self, message: String) {
        self.messages.clear();
        self.until_s = None;
        self.messages.push_back(message);
    }

    /// Tells something after what is still to be read.
    pub fn tell_later(&mut self, message: String) {
        self.messages.push_back(message);
    }

    /// What was done with a file, or why not.
    pub fn tell_of(&mut self, done: files::Result<String>) {
        self.tell(done.unwrap_or_else(|error| error.to_string()));
    }

    /// What there is to read.
    pub fn message(&self) -> Option<&str> {
        self.messages.front().map(String::as_str)
    }

    /// Does what every panel does alike; whether that was it.
    pub fn fulfil(&mut self, context: &egui::Context, wish: &Wish) -> bool {
        match *wish {
            Wish::Zoom(zoom) => context.set_zoom_factor(zoom),
            Wish::Dark(dark) => {
                context.set_theme(if dark { egui::Theme::Dark } else { egui::Theme::Light });
                self.settle(Settings { dark, ..self.settings });
            }
            Wish::Still(still) => self.settle(Settings { still, ..self.settings }),
            Wish::Remind(remind_min) => self.settle(Settings { remind_min, ..self.settings }),
            _ => return false,
        }
        true
    }

    fn settle(&mut self, settings: Settings) {
        self.settings = settings;
        if let Err(error) = settings.save() {
            self.tell(error.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_one_after_the_other_and_go_by_themselves() {
        let (context, mut manners) = (egui::Context::default(), Manners::default());
        manners.tell("first".to_owned());
        manners.tell_later("second".to_owned());
        for (now_s, message) in [(0.0, Some("first")), (11.0, Some("first")), (13.0, Some("second"))] {
            manners.begin(&context, now_s);
            assert_eq!(manners.message(), message, "{now_s} s");
        }
        manners.begin(&context, 14.0);
        manners.begin(&context, 27.0);
        assert_eq!(manners.message(), None);
    }
}
