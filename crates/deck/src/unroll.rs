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
        let frames = [[0.0; 2]; PAGE_FRAMES];
        let mut page = Page { jump: jump.count, start: self.next, there: true, frames };
        let laid = self.lay_out(&reel, seam, &mut page.frames);
        page.there = *laid.as_ref().unwrap_or(&false);
        if !page.there {
            page.frames = frames;
        }
        Some((page, laid.err()))
    }

    fn lay_out(&mut self, reel: &Reel, seam: usize, mut page: &mut [[f32; 2]]) -> io::Result<bool> {
        let mut there = true;
        self.begin_again(reel);
        let span = self.span_of(reel);
        while !page.is_empty() {
            let before_end = span.map_or(i64::MAX, |[_, to]| to.saturating_sub(self.next));
            // What stands behind the loop plays on to the end of the song.
            let run = usize::try_from(before_end).ok().filter(|run| *run > 0).unwrap_or(usize::MAX);
            let (now, later) = page.split_at_mut(run.min(page.len()));
            let read = read(reel, self.next, now);
            if let Some(span) = span.filter(|_| before_end > 0) {
                fade_over(reel, [self.next, seam.cast_signed() as i64], span, now)?;
            }
            self.next += now.len().cast_signed() as i64;
            if let Some([from, _]) = span.filter(|[_, to]| self.next == *to) {
                self.next = from;
            }
            there &= read?;
            page = later;
        }
        Ok(there)
    }

    /// What was left behind the end of a song is at its beginning.
    fn begin_again(&mut self, reel: &Reel) {
        let end = reel.frames().cast_signed();
        if self.jump.is_some_and(|jump| jump.looped) && reel.is_complete() && end > 0 && self.next >= end {
            self.next %= end;
        }
    }

    /// What is repeated: the loop, or the whole song as soon as its end is known.
    fn span_of(&self, reel: &Reel) -> Option<[i64; 2]> {
        if !self.jump?.looped {
            return None;
        }
        let end = reel.frames().cast_signed();
        let whole = (reel.is_complete() && end > 0).then_some([0, end]);
        let inside = self.span.filter(|[_, to]| self.next < *to && (!reel.is_complete() || *to <= end));
        inside.or(whole)
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

/// Lets the end of a loop become what comes before its beginning.
fn fade_over(reel: &Reel, [at, seam]: [i64; 2], [from, to]: [i64; 2], run: &mut [[f32; 2]]) -> io::Result<()> {
    let seam = seam.min((to - from) / 2).max(1);
    let skipped = usize::try_from(to - seam - at).unwrap_or(0);
    let Some(run) = run.get_mut(skipped..).filter(|run| !run.is_empty()) else { return Ok(()) };
    let first = at + skipped.cast_signed() as i64;
    let mut coming = [[0.0; 2]; PAGE_FRAMES];
    let coming = &mut coming[..run.len()];
    read(reel, first - (to - from), coming)?;
    for (n, (going, coming)) in (first..).zip(run.iter_mut().zip(coming)) {
        let angle = 0.5 * math::PI * (n - (to - seam)) as f64 / seam as f64;
        let (out, into) = (math::cos(angle), math::sin(angle));
        *going =
            [0, 1].map(|side| math::sample_from(f64::from(going[side]) * out + f64::from(coming[side]) * into));
    }
    Ok(())
}
