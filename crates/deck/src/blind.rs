// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A scored blind test between two of the things one can hear: is it the sound, or the name?
//!
//! The number of trials is fixed before the first one, as [`measure::abx`] asks for, and until the last
//! answer nothing tells how it goes. A test that is given up is told as that and not scored.

use measure::abx::{self, Score, Side};

use crate::player::Hear;

/// What is chosen in a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The first side.
    A,
    /// The second side.
    B,
    /// The unknown one.
    X,
}

/// A usual test: 12 of 16 right is under one guesser in 20.
pub const USUAL_TRIALS: usize = 16;

/// A test in progress, or over.
#[derive(Clone, Debug)]
pub struct Blind {
    sides: [Hear; 2],
    plan: Vec<Side>,
    answers: Vec<Side>,
    given_up: bool,
}

impl Blind {
    /// Begins a test of so many trials; X follows from the seed. Numbers that say nothing become the nearest
    /// that do.
    pub fn begin(sides: [Hear; 2], trials: usize, seed: u64) -> Self {
        let trials = trials.clamp(*abx::TRIALS.start(), *abx::TRIALS.end());
        Self { sides, plan: abx::plan(seed, trials), answers: Vec::new(), given_up: false }
    }

    /// What is heard for a choice; X is nothing once the test is over.
    pub fn source(&self, choice: Choice) -> Option<Hear> {
        let place = match choice {
            Choice::A => Side::A,
            Choice::B => Side::B,
            Choice::X => *self.plan.get(self.answers.len()).filter(|_| self.is_running())?,
        };
        Some(self.sides[usize::from(place == Side::B)])
    }

    /// Takes what X was in this trial, and goes on to the next.
    pub fn answer(&mut self, is: Side) {
        if self.is_running() {
            self.answers.push(is);
        }
    }

    /// Ends the test before its end.
    pub fn give_up(&mut self) {
        self.given_up |= self.is_running();
    }

    /// Whether there are trials left.
    pub fn is_running(&self) -> bool {
        !self.given_up && self.answers.len() < self.plan.len()
    }

    /// Which trial it is, counted from 1, and of how many.
    pub fn progress(&self) -> [usize; 2] {
        [(self.answers.len() + 1).min(self.plan.len()), self.plan.len()]
    }

    /// How it went; nothing while it goes on or if it was given up.
    pub fn score(&self) -> Option<Score> {
        let over = !self.is_running() && !self.given_up;
        over.then(|| Score::of(&self.plan, &self.answers))
    }

    /// What there is to say: how far it is, or how it went.
    pub fn sentence(&self) -> String {
        let [trial, trials] = self.progress();
        match self.score() {
            Some(score) => score.sentence(),
            None if self.given_up => {
                format!("Given up after {} of {trials} trials and not scored.", self.answers.len())
            }
            None => format!("Trial {trial} of {trials}: is X the first or the second?"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDES: [Hear; 2] = [Hear::Mix, Hear::Reference(3)];

    fn answered(says: impl Fn(Side) -> Side) -> Blind {
        let mut blind = Blind::begin(SIDES, USUAL_TRIALS, 7);
        while blind.is_running() {
            let is = if blind.source(Choice::X) == Some(SIDES[0]) { Side::A } else { Side::B };
            blind.answer(says(is));
        }
        blind
    }

    #[test]
    fn who_hears_it_passes_and_who_does_not_is_not_told_that_they_are_the_same() {
        let heard = answered(|is| is);
        assert!(heard.sentence().starts_with("16 of 16 right") && heard.sentence().contains("You hear"));
        let guessed = answered(|_| Side::A);
        assert!(guessed.sentence().contains("Not shown"), "{}", guessed.sentence());
    }

    #[test]
    fn while_it_goes_on_the_words_are_the_same_whatever_was_answered() {
        let says = |answer| {
            let mut blind = Blind::begin(SIDES, 8, 7);
            (0..7).for_each(|_| blind.answer(answer));
            assert_eq!(blind.score(), None);
            blind.sentence()
        };
        assert_eq!(says(Side::A), says(Side::B));
        assert_eq!(says(Side::A), "Trial 8 of 8: is X the first or the second?");
    }

    #[test]
    fn a_test_that_is_given_up_is_not_scored() {
        let mut blind = Blind::begin(SIDES, 8, 7);
        blind.answer(Side::A);
        blind.give_up();
        blind.answer(Side::A);
        assert_eq!((blind.score(), blind.source(Choice::X)), (None, None));
        assert_eq!(blind.sentence(), "Given up after 1 of 8 trials and not scored.");
    }

    #[test]
    fn numbers_of_trials_that_say_nothing_become_the_nearest_that_do() {
        let trials = [0, 16, 1000].map(|trials| Blind::begin(SIDES, trials, 7).progress()[1]);
        assert_eq!(trials, [5, 16, 64]);
    }
}
