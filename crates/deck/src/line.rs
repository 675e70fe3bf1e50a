// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The raw mix from another plugin of the same process, laid under the mix.
//!
//! As many frames as the block has are taken from its ring and kept for a second; what is heard is so
//! much older as the mix is late, and upside down if that is what cancels.

use dsp::Stream;
use rtrb::{Consumer, Producer, RingBuffer};

use crate::{controls::Controls, fade::Joint};

/// Feeds that wait on either way; nobody links three times between two blocks.
const WAITING: usize = 2;

/// Where the raw mix comes from.
pub struct Feed {
    /// Its frames, as many as the host plays.
    pub frames: Consumer<[f32; 2]>,
    /// How much later it is to be heard, up to a second.
    pub delay_frames: usize,
    /// Whether it is to be heard upside down.
    pub inverted: bool,
}

/// The control's ends of the way that feeds take.
pub(crate) struct Ends {
    to: Producer<Option<Feed>>,
    back: Consumer<Option<Feed>>,
}

impl Ends {
    /// Sends a feed to the audio thread and drops the ones it gave back.
    pub(crate) fn exchange(&mut self, feed: Option<Feed>) -> Result<(), Option<Feed>> {
        while self.back.pop().is_ok() {}
        self.to.push(feed).map_err(|rtrb::PushError::Full(feed)| feed)
    }
}

/// The audio thread's end.
pub struct Line {
    from: Consumer<Option<Feed>>,
    back: Producer<Option<Feed>>,
    feed: Option<Feed>,
    kept: Vec<[f32; 2]>,
    next: usize,
    alignment: (usize, bool),
    joint: Joint,
}

impl Line {
    /// A line without a feed, and the other ends of its way.
    pub(crate) fn new(stream: &Stream) -> (Self, Ends) {
        let ((to, from), (back, gone)) = (RingBuffer::new(WAITING), RingBuffer::new(WAITING));
        let line = Self {
            from,
            back,
            feed: None,
            kept: vec![[0.0; 2]; stream.rate_hz as usize + stream.longest_block],
            next: 0,
            alignment: (0, false),
            joint: Joint::new(stream),
        };
        (line, Ends { to, back: gone })
    }

    /// Lays out the raw mix beside the next block.
    ///
    /// # Realtime
    /// Safe.
    pub(crate) fn take(&mut self, controls: &Controls, into: &mut [[f32; 2]]) {
        self.change_feed();
        let alignment = controls.raw_alignment();
        if alignment != self.alignment {
            self.alignment = alignment;
            self.joint.cut();
        }
        let missing = self.keep(into.len());
        if missing > 0 {
            controls.note_raw_missing(missing);
        }
        self.look_back(into);
        self.joint.sound(into);
    }

    fn change_feed(&mut self) {
        // Without room on the way back the old one would be dropped here.
        while !self.back.is_full() {
            let Ok(feed) = self.from.pop() else { return };
            // There is room, as was just asked.
            let _ = self.back.push(std::mem::replace(&mut self.feed, feed));
            self.joint.cut();
        }
    }

    /// Keeps the next frames and says how many were missing.
    fn keep(&mut self, frames: usize) -> u64 {
        let mut missing = 0;
        for _ in 0..frames {
            let frame = self.feed.as_mut().map(|feed| feed.frames.pop());
            missing += u64::from(matches!(frame, Some(Err(_))));
            self.kept[self.next] = frame.and_then(Result::ok).unwrap_or_default();
            self.next = (self.next + 1) % self.kept.len();
        }
        missing
    }

    fn look_back(&self, into: &mut [[f32; 2]]) {
        let (delay, inverted) = self.alignment;
        let length = self.kept.len();
        let first = self.next + length - into.len() - delay.min(length - into.len());
        for (n, frame) in into.iter_mut().enumerate() {
            let kept = self.kept[(first + n) % length];
            *frame = if inverted { kept.map(|side| -side) } else { kept };
        }
    }
}
