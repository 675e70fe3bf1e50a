// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Back and forth between settings, without regard to who turned the knobs.

use crate::edit::{Edit, Target, Turn};

/// So many steps back are kept.
const MOST: usize = 100;

/// What the knobs stood at before, and what they would stand at again.
#[derive(Clone, Debug, Default)]
pub struct Undo {
    past: Vec<Vec<f64>>,
    future: Vec<Vec<f64>>,
}

impl Undo {
    /// Notes where the knobs stand, before they are moved.
    pub fn note(&mut self, before: &[f64]) {
        if self.past.last().is_none_or(|last| last != before) {
            self.past.push(before.to_vec());
        }
        if self.past.len() > MOST {
            self.past.remove(0);
        }
        self.future.clear();
    }

    /// Where the knobs stood before the last change; `now` is kept for [`Undo::forth`].
    pub fn back(&mut self, now: &[f64]) -> Option<Vec<f64>> {
        let before = step(&mut self.past, now)?;
        self.future.push(now.to_vec());
        Some(before)
    }

    /// Where the knobs stood before [`Undo::back`].
    pub fn forth(&mut self, now: &[f64]) -> Option<Vec<f64>> {
        let after = step(&mut self.future, now)?;
        self.past.push(now.to_vec());
        Some(after)
    }

    /// Whether there is a way back, and a way forth.
    pub fn ways(&self) -> [bool; 2] {
        [!self.past.is_empty(), !self.future.is_empty()]
    }
}

/// The newest entry that is not what stands there already.
fn step(list: &mut Vec<Vec<f64>>, now: &[f64]) -> Option<Vec<f64>> {
    loop {
        let entry = list.pop()?;
        if entry != now {
            return Some(entry);
        }
    }
}

/// What must be turned to come from one setting to another, each knob in a gesture of its own.
pub fn edits_between(from: &[f64], to: &[f64]) -> Vec<Edit> {
    let moved = from.iter().zip(to).enumerate().filter(|(_, (from, to))| from != to);
    moved
        .flat_map(|(index, (_, to))| {
            Turn::at_once(*to).into_iter().map(move |turn| Edit { target: Target::Knob(index), turn })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_and_forth_end_where_they_began() {
        let mut undo = Undo::default();
        undo.note(&[0.0]);
        undo.note(&[1.0]);
        assert_eq!(undo.back(&[2.0]), Some(vec![1.0]));
        assert_eq!(undo.back(&[1.0]), Some(vec![0.0]));
        assert_eq!(undo.back(&[0.0]), None);
        assert_eq!(undo.forth(&[0.0]), Some(vec![1.0]));
        assert_eq!(undo.forth(&[1.0]), Some(vec![2.0]));
        assert_eq!(undo.ways(), [true, false]);
    }

    #[test]
    fn a_new_change_forgets_what_was_taken_back() {
        let mut undo = Undo::default();
        undo.note(&[0.0]);
        undo.back(&[1.0]);
        undo.note(&[0.0]);
        assert_eq!(undo.forth(&[5.0]), None);
    }

    #[test]
    fn only_what_moved_is_turned() {
        assert_eq!(edits_between(&[1.0, 2.0], &[1.0, 3.0]).len(), 3);
    }
}
