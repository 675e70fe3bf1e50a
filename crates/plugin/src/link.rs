// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The raw mix on its way from a limiter to another plugin of the same process.
//!
//! ```text
//! limiter: audio thread ── outlet ── ring ── whoever asked      audio thread
//!                             ▲ near ends
//!          anybody ── Line ───┘
//! ```
//! A limiter with a line is in a list of the process while it lives. Who wants to hear what enters it
//! makes a ring and hands its near end over; until then, and when nobody hears any more, the limiter
//! does nothing. What it gives is as late as what leaves it, so the two differ by nothing but the limiter.

use std::sync::{Arc, Mutex, Weak};

use rtrb::{Consumer, Producer, RingBuffer};

use crate::analyst::locked;

/// Left and right of one frame.
pub type Frame = [f32; 2];

/// Every limiter there is; those that are gone are swept out by whoever looks.
static LINES: Mutex<Vec<Weak<Line>>> = Mutex::new(Vec::new());

/// How much a ring holds, seconds: hosts may run one plugin a few blocks before another.
const RING_S: f64 = 1.0;
/// Rings that may be on their way at once.
const MAILBOX: usize = 4;

/// Where a limiter can be asked for its raw mix.
#[derive(Default)]
pub struct Line {
    post: Mutex<Option<Post>>,
}

/// What is needed to ask.
struct Post {
    rate_hz: u32,
    near_ends: Producer<Producer<Frame>>,
    used: Consumer<Producer<Frame>>,
}

/// The limiter's end, on its audio thread.
pub struct Outlet {
    near_ends: Consumer<Producer<Frame>>,
    used: Producer<Producer<Frame>>,
    ring: Option<Producer<Frame>>,
}

/// The lines of the limiters that there are now, the newest last.
pub fn lines() -> Vec<Arc<Line>> {
    let mut lines = locked(&LINES);
    lines.retain(|line| line.strong_count() > 0);
    lines.iter().filter_map(Weak::upgrade).collect()
}

impl Line {
    /// Puts a limiter that was just built into the list; its audio thread gets the outlet.
    pub fn open(self: &Arc<Self>, rate_hz: u32) -> Outlet {
        let (near_ends, new) = RingBuffer::new(MAILBOX);
        let (old, used) = RingBuffer::new(MAILBOX);
        *locked(&self.post) = Some(Post { rate_hz, near_ends, used });
        let mut lines = locked(&LINES);
        if !lines.iter().any(|line| line.as_ptr() == Arc::as_ptr(self)) {
            lines.push(Arc::downgrade(self));
        }
        Outlet { near_ends: new, used: old, ring: None }
    }

    /// The raw mix from now on, if the limiter runs at this rate; whoever asked before hears no more.
    pub fn listen(&self, rate_hz: u32) -> Option<Consumer<Frame>> {
        let mut post = locked(&self.post);
        let post = post.as_mut().filter(|post| post.rate_hz == rate_hz)?;
        while post.used.pop().is_ok() {}
        let frames = dsp::math::index_from(RING_S * f64::from(rate_hz));
        let (near, far) = RingBuffer::new(frames);
        post.near_ends.push(near).is_ok().then_some(far)
    }
}

impl Outlet {
    /// Gives a block of the raw mix to whoever asked last; what does not fit is lost.
    ///
    /// # Realtime
    /// Safe.
    pub fn give(&mut self, channels: &[Vec<f32>], frames: usize) {
        self.change_ring();
        let Some(ring) = &mut self.ring else { return };
        let Some(left) = channels.first() else { return };
        let right = channels.get(1).unwrap_or(left);
        for frame in left.iter().zip(right).take(frames) {
            // A full ring has nobody who hears.
            let _ = ring.push([*frame.0, *frame.1]);
        }
    }

    /// Rings come and go here, but memory is given back elsewhere; with no room for the old one it stays.
    fn change_ring(&mut self) {
        if self.used.slots() == 0 {
            return;
        }
        let new = self.near_ends.pop().ok();
        if (new.is_some() || self.ring.as_ref().is_some_and(Producer::is_abandoned))
            && let Some(old) = std::mem::replace(&mut self.ring, new)
        {
            // There is room, as was just asked.
            let _ = self.used.push(old);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound() -> [Vec<f32>; 2] {
        [vec![0.25; 8], vec![-0.5; 8]]
    }

    #[test]
    fn whoever_asks_hears_the_raw_mix_from_then_on() {
        let line = Arc::new(Line::default());
        let mut outlet = line.open(48_000);
        outlet.give(&sound(), 8);
        let mut ring = line.listen(48_000).expect("the rate is the same");
        outlet.give(&sound(), 8);
        assert_eq!(ring.slots(), 8);
        assert_eq!(ring.pop(), Ok([0.25, -0.5]));
        assert!(line.listen(44_100).is_none(), "another rate is another time");
    }

    #[test]
    fn who_asks_later_takes_the_place_of_who_asked_before_and_may_go_again() {
        let line = Arc::new(Line::default());
        let mut outlet = line.open(48_000);
        for _ in 0..3 * MAILBOX {
            let first = line.listen(48_000).expect("nobody is refused");
            outlet.give(&sound(), 8);
            let second = line.listen(48_000).expect("nobody is refused");
            outlet.give(&sound(), 8);
            assert_eq!((first.slots(), second.slots()), (8, 8));
        }
    }

    #[test]
    fn a_limiter_is_in_the_list_while_it_lives() {
        let line = Arc::new(Line::default());
        let is_listed = |line: &Arc<Line>| lines().iter().any(|other| Arc::ptr_eq(other, line));
        let _outlet = line.open(48_000);
        assert!(is_listed(&line));
        let weak = Arc::downgrade(&line);
        drop(line);
        assert!(lines().iter().all(|other| !std::ptr::eq(Arc::as_ptr(other), weak.as_ptr())));
    }
}
