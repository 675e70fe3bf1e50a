// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the user wants of one record.

use deck::shelf::Row;
use dsp::math;
use measure::Span;
use ui::panels::reference::Asked;

use super::{Face, Hand, Wanted, place, view};

/// A new loop is so long, seconds: four bars at 120 beats a minute.
const NEW_LOOP_S: f64 = 8.0;

impl Face {
    pub(super) fn answer_of_record(&mut self, hand: &mut Hand, asked: Asked) {
        let Some(row) = index_of(asked).and_then(|index| self.room.studio.rows().into_iter().nth(index)) else {
            return;
        };
        let studio = &self.room.studio;
        match asked {
            Asked::Choose(_) => hand.listen(place::RECORD, row.place as f64),
            Asked::Remove(_) => studio.remove(row.place),
            Asked::Find(_) => self.dialog.ask(Wanted::Record(row.place)),
            Asked::Weight(_, weight) => studio.weigh(row.place, weight),
            Asked::Seek(_, second) => self.seek(&row, second),
            Asked::Loop { span, held: false, .. } => self.set_loop(&row, span),
            Asked::AddLoop(_) => self.add_loop(&row),
            Asked::NextLoop(_) => self.next_loop(&row),
            Asked::RemoveLoop(_) => self.remove_loop(&row),
            _ => {}
        }
    }

    fn seek(&self, row: &Row, second: f64) {
        let rate_hz = row.slot.reel.as_ref().map_or(0, |reel| reel.rate_hz());
        let frame = math::whole_from(math::round(second * f64::from(rate_hz)));
        self.room.deck.controls().slots()[row.place].jump_to(frame);
    }

    /// The loudest section, once it was moved, is a loop of the user's own.
    fn set_loop(&self, row: &Row, span: Span) {
        match row.slot.active {
            Some(active) => self.room.studio.move_loop(row.place, active, span),
            None => self.room.studio.add_loop(row.place, span),
        }
    }

    fn add_loop(&self, row: &Row) {
        let now_s = view::second_of(&self.room, row).unwrap_or_default();
        let to_s = (now_s + NEW_LOOP_S).min(row.slot.seconds());
        self.room.studio.add_loop(row.place, Span { from_s: (to_s - NEW_LOOP_S).max(0.0), to_s });
    }

    /// After the last of the user's own comes the loudest section again.
    fn next_loop(&self, row: &Row) {
        let next = row.slot.active.map_or(0, |active| active + 1);
        self.room.studio.choose_loop(row.place, (next < row.slot.loops.len()).then_some(next));
    }

    /// Only the user's own can go.
    fn remove_loop(&self, row: &Row) {
        if let Some(active) = row.slot.active {
            self.room.studio.remove_loop(row.place, active);
        }
    }
}

/// Which record is meant.
fn index_of(asked: Asked) -> Option<usize> {
    match asked {
        Asked::Choose(index)
        | Asked::Remove(index)
        | Asked::Find(index)
        | Asked::Weight(index, _)
        | Asked::Seek(index, _)
        | Asked::Loop { record: index, .. }
        | Asked::AddLoop(index)
        | Asked::NextLoop(index)
        | Asked::RemoveLoop(index) => Some(index),
        Asked::Add | Asked::Nearest | Asked::Section(_) | Asked::Band(_) | Asked::Blind(_) => None,
    }
}
