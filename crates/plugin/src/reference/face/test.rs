// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A blind test of the mix against a record, as the window leads through it.

use deck::{
    Hear,
    blind::{Blind, Choice, USUAL_TRIALS},
};
use measure::abx::Side;
use ui::panels::reference::{Blind as Shown, Sounding, Trial};

/// A test, what sounds in it, and what was answered.
pub struct Test {
    blind: Blind,
    record: Hear,
    name: String,
    sounding: Sounding,
    heard_x: bool,
    right: Vec<bool>,
}

impl Test {
    /// A test of the mix against a record with a name.
    pub fn begin(record: Hear, name: String) -> Self {
        let blind = Blind::begin([Hear::Mix, record], USUAL_TRIALS, seed());
        Self { blind, record, name, sounding: Sounding::A, heard_x: false, right: Vec::new() }
    }

    /// Lets one of the three sound.
    pub fn play(&mut self, sounding: Sounding) {
        self.sounding = sounding;
        self.heard_x |= sounding == Sounding::X;
    }

    /// Takes an answer; the next trial begins as openly as the first.
    pub fn answer(&mut self, is: Side) {
        let was = self.blind.source(Choice::X);
        self.right.push(was == Some(if is == Side::A { Hear::Mix } else { self.record }));
        self.blind.answer(is);
        (self.sounding, self.heard_x) = (Sounding::A, false);
    }

    /// Ends the test; says that it counts for nothing.
    pub fn give_up(&mut self) -> String {
        self.blind.give_up();
        self.blind.sentence()
    }

    /// What is to be heard now.
    pub fn heard(&self) -> Hear {
        let choice = match self.sounding {
            Sounding::A => Choice::A,
            Sounding::B => Choice::B,
            Sounding::X => Choice::X,
        };
        self.blind.source(choice).unwrap_or(Hear::Mix)
    }

    /// As the panel shows it.
    pub fn shown(&self) -> Shown<'_> {
        if let Some(score) = self.blind.score() {
            return Shown::Over(score, &self.right);
        }
        let [number, of] = self.blind.progress();
        Shown::Running(Trial {
            names: ["the mix", &self.name],
            number: number - 1,
            of,
            sounding: Some(self.sounding),
            heard_x: self.heard_x,
        })
    }
}

/// A number that nobody can foresee: the standard library's own randomness, drawn anew for each map.
fn seed() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(std::time::SystemTime::now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_hears_it_is_right_every_time_and_what_sounds_follows_the_hand() {
        let mut test = Test::begin(Hear::Reference(2), "Nebula".to_owned());
        while let Shown::Running(trial) = test.shown() {
            assert!(!trial.heard_x);
            test.play(Sounding::X);
            let is = if test.heard() == Hear::Mix { Side::A } else { Side::B };
            test.answer(is);
        }
        let Shown::Over(score, right) = test.shown() else { panic!("it is over") };
        assert_eq!((score.right, score.trials, right.len()), (16, 16, 16));
        assert!(right.iter().all(|right| *right));
    }

    #[test]
    fn an_abandoned_test_is_not_scored() {
        let mut test = Test::begin(Hear::Reference(0), "Nebula".to_owned());
        test.play(Sounding::B);
        assert_eq!(test.heard(), Hear::Reference(0));
        assert!(test.give_up().contains("not scored"));
    }
}
