// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A deck: sixteen records, the thread that reads them, and the desk.

use std::{sync::Arc, thread::JoinHandle};

use dsp::Stream;

use crate::{controls::Controls, player::Player, streamer::Streamer};

/// Sixteen records ready to be heard.
pub struct Deck {
    controls: Arc<Controls>,
    thread: Option<JoinHandle<()>>,
}

impl Default for Deck {
    fn default() -> Self {
        Self::new()
    }
}

impl Deck {
    /// An empty deck. If the system has no thread for it, its records say so and are silent.
    pub fn new() -> Self {
        let controls = Arc::new(Controls::default());
        let thread = Streamer::spawn(controls.clone());
        if let Err(error) = &thread {
            let sentence =
                format!("records cannot be read ({error}); close other programs and open the plugin again");
            controls.slots().iter().for_each(|slot| slot.tell(Some(sentence.clone())));
        }
        Self { controls, thread: thread.ok() }
    }

    /// The desk.
    pub fn controls(&self) -> &Arc<Controls> {
        &self.controls
    }

    /// What plays in a stream; one that was connected before falls silent. Records go on where they stood,
    /// as soon as they are there at the stream's rate (see [`Slot::swap`](crate::slot::Slot::swap)).
    pub fn connect(&self, stream: &Stream) -> Player {
        Player::connect(self.controls.clone(), stream)
    }
}

impl Drop for Deck {
    /// Waits until the thread has ended: a host may take the plugin's code away right after.
    fn drop(&mut self) {
        self.controls.close();
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A thread that stumbled has ended too.
            let _ = thread.join();
        }
    }
}
