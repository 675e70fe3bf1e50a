// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Sentences that stand long enough to be read.

/// A sentence must be true for so long before it is shown, seconds.
const TRUE_FOR_S: f64 = 1.0;
/// And it stays at least so long, seconds.
const STAYS_S: f64 = 3.0;

/// Something shown that does not flicker.
#[derive(Clone, Debug, Default)]
pub struct Steady<T> {
    shown: T,
    since_s: f64,
    next: Option<(T, f64)>,
}

impl<T: Clone + PartialEq> Steady<T> {
    /// What to show at a time, when `now` is true; `at_once` follows a hand.
    pub fn show(&mut self, now: T, time_s: f64, at_once: bool) -> &T {
        if now == self.shown {
            self.next = None;
            return &self.shown;
        }
        let since = match &self.next {
            Some((next, since)) if *next == now => *since,
            _ => time_s,
        };
        self.next = Some((now.clone(), since));
        if at_once || (time_s - since >= TRUE_FOR_S && time_s - self.since_s >= STAYS_S) {
            *self = Self { shown: now, since_s: time_s, next: None };
        }
        &self.shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_must_last_and_stays() {
        let mut steady = Steady::default();
        assert_eq!(steady.show("a", 10.0, false), &"");
        assert_eq!(steady.show("a", 10.5, false), &"");
        assert_eq!(steady.show("a", 11.0, false), &"a");
        assert_eq!(steady.show("b", 11.5, false), &"a");
        assert_eq!(steady.show("b", 13.0, false), &"a");
        assert_eq!(steady.show("b", 14.0, false), &"b");
    }

    #[test]
    fn a_hand_is_followed_at_once() {
        assert_eq!(Steady::default().show("a", 0.0, true), &"a");
    }
}
