// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Turns the deck as the shelf stands: reels, loops, places, levels. Only what differs is touched, so that
//! what plays goes on.

use std::sync::Arc;

use dsp::math;
use measure::Span;

use super::desk::Shared;
use crate::{SLOTS, reel::Reel, shelf::Slot};

/// How one slot of the deck stands.
#[derive(Clone, Debug, Default)]
pub struct Stand {
    ticket: Option<u64>,
    reel: Option<Arc<Reel>>,
    span: Option<[u64; 2]>,
    place: (i64, bool),
}

impl Shared {
    /// Turns every slot of the deck whose record stands otherwise by now.
    pub fn turn(&self) {
        let mut desk = self.desk();
        let levels = desk.levels.turned().clone();
        self.controls.level_mix(levels.mix_db);
        for place in 0..SLOTS {
            let is = Stand::of(desk.shelf.at(place));
            let was = std::mem::replace(&mut desk.stands[place], is.clone());
            let told = self.turn_slot(place, &was, &is);
            if let Some(sentence) = told {
                desk.say_once(sentence);
            }
            // Until its level is known a record plays as it is.
            self.controls.slots()[place].level(levels.records_db[place].unwrap_or(0.0));
        }
    }

    /// Says what could not be done.
    fn turn_slot(&self, place: usize, was: &Stand, is: &Stand) -> Option<String> {
        let slot = &self.controls.slots()[place];
        let is_other = was.ticket != is.ticket || was.reel.is_none();
        match &is.reel {
            None if was.reel.is_some() => slot.eject(),
            Some(reel) if is_other => slot.put(reel.clone()),
            Some(reel) if !was.has(reel) => slot.swap(reel.clone()),
            _ => {}
        }
        if is_other || was.place != is.place {
            slot.align(is.place.0, is.place.1);
        }
        let loops_anew = is.reel.is_some() && (is_other || was.span != is.span);
        let looped = if loops_anew { slot.play_loop(is.span) } else { Ok(()) };
        looped.err().map(|error| error.to_string())
    }
}

impl Stand {
    fn of(slot: Option<&Slot>) -> Self {
        let Some(slot) = slot else { return Self::default() };
        let place =
            slot.same_song.map(|same| (math::whole_from(math::round(same.offset_frames)), same.is_upside_down));
        Self {
            ticket: Some(slot.ticket),
            reel: slot.reel.clone(),
            span: slot.reel.as_ref().zip(slot.heard_span()).map(|(reel, span)| frames(reel, span)),
            place: place.unwrap_or_default(),
        }
    }

    fn has(&self, reel: &Arc<Reel>) -> bool {
        self.reel.as_ref().is_some_and(|had| Arc::ptr_eq(had, reel))
    }
}

/// A loop in frames of the reel; it ends where the reel ends.
fn frames(reel: &Reel, span: Span) -> [u64; 2] {
    let frame = |s: f64| math::index_from(math::round(s * f64::from(reel.rate_hz()))) as u64;
    let end = if reel.is_complete() { reel.frames() } else { u64::MAX };
    [frame(span.from_s), frame(span.to_s).min(end)]
}
