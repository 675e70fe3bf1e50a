// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A difference in a word: the same, similar, different, clearly different.
//!
//! The limits 1.5, 3 and 6 dB follow the practice of calling ±3 dB similar and ±6 dB clearly different; half
//! of the first is what two good records of one kind differ by anyway.

/// How alike two numbers are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Within 1.5 dB.
    #[default]
    Same,
    /// Within 3 dB.
    Similar,
    /// Within 6 dB.
    Different,
    /// Beyond 6 dB.
    ClearlyDifferent,
}

const LIMITS_DB: [f64; 3] = [1.5, 3.0, 6.0];
/// A live word changes only when its limit is passed by this much, so that it does not flicker.
const HYSTERESIS_DB: f64 = 0.3;
const WORDS: [Likeness; 4] = [Likeness::Same, Likeness::Similar, Likeness::Different, Likeness::ClearlyDifferent];

impl Likeness {
    /// The word for a difference.
    pub fn of(difference_db: f64) -> Self {
        WORDS[LIMITS_DB.iter().filter(|limit| difference_db.abs() > **limit).count()]
    }

    /// The word for a difference that was called `self` a moment ago.
    #[must_use]
    pub fn next(self, difference_db: f64) -> Self {
        let size_db = difference_db.abs();
        let [least, most] = [size_db - HYSTERESIS_DB, size_db + HYSTERESIS_DB].map(|size| Self::of(size.max(0.0)));
        self.clamp(least, most)
    }

    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Same => "the same",
            Self::Similar => "similar",
            Self::Different => "different",
            Self::ClearlyDifferent => "clearly different",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_changes_at_one_and_a_half_three_and_six_db() {
        let words = [0.0, -1.4, 1.6, -2.9, 3.1, 5.9, -6.1].map(Likeness::of);
        let [same, similar, different, clearly] = WORDS;
        assert_eq!(words, [same, same, similar, similar, different, different, clearly]);
    }

    #[test]
    fn a_live_word_does_not_flicker_at_its_limit() {
        let wobble = [1.4, 1.6, 1.4, 1.6, 1.7].map(|db| Likeness::Same.next(db));
        assert_eq!(wobble, [Likeness::Same; 5]);
        assert_eq!(Likeness::Same.next(1.9), Likeness::Similar);
        assert_eq!(Likeness::Similar.next(1.3), Likeness::Similar);
        assert_eq!(Likeness::Similar.next(1.1), Likeness::Same);
        assert_eq!(Likeness::Same.next(9.0), Likeness::ClearlyDifferent);
    }
}
