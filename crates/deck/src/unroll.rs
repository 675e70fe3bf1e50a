// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A record as it is heard, laid out ahead: its loop unrolled, silence before and behind it.
//!
//! In a loop from `a` to `b` the last frames before `b` fade out while those before `a` fade in, at
//! equal power, because the two need not have anything in common:
//!
//! ```text
//! y[n] = x[n] cos(π/2 · t) + x[n − (b − a)] sin(π/2 · t),   t = (n − (b − seam)) / seam
//! ```
//! So a loop lasts exactly `b − a`, and what is not in the seam is the record, bit for bit. A song
//! without a loop begins again when it is over.

use std::{io, sync::Arc};

use dsp::math;

use crate::{
    page::{Jump, PAGE_FRAMES, Page},
    reel::Reel,
    slot::Slot,
};

/// One record on its way.
#[derive(Default)]
pub struct Unroll {
    jump: Option<Jump>,
    reel: Option<Arc<Reel>>,
    span: Option<[i64; 2]>,
    next: i64,
}

impl Unroll {
    /// Follows what is asked of a slot.
    pub fn follow(&mut self, slot: &Slot, rate_hz: u32) {
        let asked = slot.asked();
        if self.jump == Some(asked) {
            return;
        }
        *self = Self {
            jump: Some(asked),
            reel: slot.reel().filter(|reel| reel.rate_hz() == rate_hz),
            span: slot.span(),
            next: asked.frame,
        };
    }

    /// Whether there is a song to lay out.
    pub fn has_song(&self) -> bool {
        self.reel.is_some()
    }

    /// The next page, and what the disk said if it could not be read.
    pub fn next_page(&mut self, seam: usize) -> Option<(Page, Option<io::Error>)> {
        let (jump, reel) = (self.jump?, self.reel.clone()?);
        self.begin_again(&reel);
        let frames = [[0.0; 2]; PAGE_FRAMES];
        let mut page = Page { jump: jump.count, start: self.next, there: true, frames };
        let laid = self.lay_out(&reel, signed(seam), &mut page.frames);
        page.there = *laid.as_ref().unwrap_or(&false);
        if !page.there {
            page.frames = frames;
        }
        Some((page, laid.err()))
    }

    fn lay_out(&mut self, reel: &Reel, seam: i64, mut page: &mut [[f32; 2]]) -> io::Result<bool> {
        let mut outcome = Ok(true);
        let lap = self.lap_of(reel, seam);
        while !page.is_empty() {
            let left = lap.and_then(|lap| usize::try_from(lap.to - self.next).ok()).unwrap_or(page.len());
            let (now, later) = page.split_at_mut(left.min(page.len()));
            let read = read(reel, self.next, now);
            let faded = lap.map_or(Ok(()), |lap| lap.fade_over(reel, self.next, now));
            outcome = outcome.and_then(|there| faded.and(read).map(|read| there && read));
            self.next += signed(now.len());
            if let Some(lap) = lap.filter(|lap| self.next >= lap.to) {
                self.next = lap.from;
            }
            page = later;
        }
        outcome
    }

    /// What was left behind the end of a song is at its beginning.
    fn begin_again(&mut self, reel: &Reel) {
        let end = reel.frames().cast_signed();
        if self.jump.is_some_and(|jump| jump.looped) && reel.is_complete() && end > 0 && self.next >= end {
            self.next %= end;
        }
    }

    /// What is repeated: the loop, or the whole song as soon as its end is known. What stands behind the
    /// loop plays on to the end of the song.
    fn lap_of(&self, reel: &Reel, seam: i64) -> Option<Lap> {
        if !self.jump?.looped {
            return None;
        }
        let end = reel.frames().cast_signed();
        let whole = (reel.is_complete() && end > 0).then_some([0, end]);
        let inside = self.span.filter(|[_, to]| self.next < *to && (!reel.is_complete() || *to <= end));
        let [from, to] = inside.or(whole)?;
        Some(Lap { from, to, seam: seam.min((to - from) / 2).max(1) })
    }
}

/// A part of a record that is repeated.
#[derive(Clone, Copy)]
struct Lap {
    from: i64,
    to: i64,
    seam: i64,
}

impl Lap {
    /// Lets its end become what comes before its beginning, in a run of frames that begins at `at`.
    fn fade_over(self, reel: &Reel, at: i64, run: &mut [[f32; 2]]) -> io::Result<()> {
        let begins = self.to - self.seam;
        let before = usize::try_from(begins - at).unwrap_or(0);
        let Some(run) = run.get_mut(before..).filter(|run| !run.is_empty()) else { return Ok(()) };
        let first = at + signed(before);
        let mut coming = [[0.0; 2]; PAGE_FRAMES];
        let coming = &mut coming[..run.len()];
        read(reel, first - (self.to - self.from), coming)?;
        for (n, (going, coming)) in (first - begins..).zip(run.iter_mut().zip(coming)) {
            let angle = 0.5 * math::PI * n as f64 / self.seam as f64;
            let (out, into) = (math::cos(angle), math::sin(angle));
            *going = mixed(*going, out, *coming, into);
        }
        Ok(())
    }
}

/// Reads frames of the record, silence where it has none; says whether all is there that will be.
fn read(reel: &Reel, from: i64, into: &mut [[f32; 2]]) -> io::Result<bool> {
    into.fill([0.0; 2]);
    let before = usize::try_from(-from.min(0)).unwrap_or(usize::MAX).min(into.len());
    let inside = &mut into[before..];
    let complete = reel.is_complete();
    let read = reel.read(from.max(0).cast_unsigned(), inside)?;
    Ok(complete || read == inside.len())
}

fn mixed(going: [f32; 2], out: f64, coming: [f32; 2], into: f64) -> [f32; 2] {
    [0, 1].map(|side| math::sample_from(f64::from(going[side]) * out + f64::from(coming[side]) * into))
}

/// A length on a page as a distance in a song.
fn signed(frames: usize) -> i64 {
    i64::try_from(frames).unwrap_or(i64::MAX)
}
