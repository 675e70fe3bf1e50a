// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A blind test: is a difference heard, or guessed?
//!
//! In each of `n` trials X is secretly A or B, and the listener says which. A guesser is right `k`
//! times or more with the probability `p = Σ_{j≥k} C(n, j) / 2ⁿ` (exact one-sided binomial test). The
//! number of trials is fixed beforehand: who looks after each trial, and stops when it looks good,
//! passes by guessing not in one test of 20 but in one of nine.
//!
//! A test that is not passed has not shown that two sounds are the same; [`power`] says what it could
//! have shown.

use dsp::math;

/// What is taken for hearing: less than one guesser in 20 does as well.
pub const HEARD: f64 = 0.05;
/// What is taken for hearing beyond doubt: less than one guesser in 100.
pub const SURELY_HEARD: f64 = 0.01;
/// The fewest trials in which anything can be shown (`2⁻⁵` is under [`HEARD`]), and the most.
pub const TRIALS: std::ops::RangeInclusive<usize> = 5..=64;

/// One of the two sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The first.
    A,
    /// The second.
    B,
}

/// How a test went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    /// How often the answer was right.
    pub right: usize,
    /// Out of how many.
    pub trials: usize,
}

/// What X is in each trial: drawn from a seed, the same for the same seed for ever.
///
/// The top bits of successive numbers of the SplitMix64 generator: G. L. Steele, D. Lea, C. H. Flood,
/// "Fast splittable pseudorandom number generators", OOPSLA 2014.
pub fn plan(seed: u64, trials: usize) -> Vec<Side> {
    let mut state = seed;
    let next = |_| {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        if (mixed ^ (mixed >> 31)) >> 63 == 0 { Side::A } else { Side::B }
    };
    (0..trials).map(next).collect()
}

impl Score {
    /// Compares answers with what was played; answers that are missing are wrong.
    pub fn of(plan: &[Side], answers: &[Side]) -> Self {
        let right = plan.iter().zip(answers).filter(|(is, said)| is == said).count();
        Self { right, trials: plan.len() }
    }

    /// The share of guessers who do at least as well.
    pub fn p(self) -> f64 {
        p(self.right, self.trials)
    }

    /// Whether a difference is shown to be heard.
    pub fn is_heard(self) -> bool {
        self.p() < HEARD
    }

    /// The result in words.
    pub fn sentence(self) -> String {
        let Self { right, trials } = self;
        let found = format!("{right} of {trials} right: p {}.", two_digits(self.p()));
        let meaning = if self.p() < SURELY_HEARD {
            "You hear a difference (less than one guesser in 100 does as well).".to_owned()
        } else if self.is_heard() {
            "You hear a difference (less than one guesser in 20 does as well).".to_owned()
        } else {
            let percent = 100.0 * power(trials, 0.75, HEARD);
            format!("Not shown; a listener who hears it 75 % of the time would pass {percent:.0} % of such tests.")
        };
        format!("{found} {meaning}")
    }
}

/// The share of guessers who are right `right` times or more; exact up to 64 trials.
pub fn p(right: usize, trials: usize) -> f64 {
    if trials > *TRIALS.end() {
        return tail(right, trials, 0.5);
    }
    let ways: u128 = (right..=trials).map(|k| choose(trials, k)).sum();
    ways as f64 / (1_u128 << trials) as f64
}

/// How many must be right for `p < alpha`; `None` if even all are not enough.
pub fn critical(trials: usize, alpha: f64) -> Option<usize> {
    (0..=trials).find(|right| p(*right, trials) < alpha)
}

/// How often a listener passes who is right in this share of the trials.
pub fn power(trials: usize, share_right: f64, alpha: f64) -> f64 {
    critical(trials, alpha).map_or(0.0, |right| tail(right, trials, share_right))
}

/// The probability of `right` or more when each is right with probability `share`.
fn tail(right: usize, trials: usize, share: f64) -> f64 {
    let term = |k: usize| {
        let ways: f64 = (1..=k).map(|j| (trials - k + j) as f64 / j as f64 * share).product();
        ways * math::pow(1.0 - share, (trials - k) as f64)
    };
    (right..=trials).map(term).sum::<f64>().min(1.0)
}

/// The binomial coefficient; exact up to 64 over anything.
fn choose(n: usize, k: usize) -> u128 {
    (1..=k as u128).fold(1, |ways, j| ways * (n as u128 - k as u128 + j) / j)
}

/// `= 0.23`, `= 0.038`, `< 0.000001`.
fn two_digits(p: f64) -> String {
    if p < 1e-6 {
        return "< 0.000001".to_owned();
    }
    let zeros = math::index_from(-math::log10(p));
    format!("= {p:.places$}", places = zeros + 2)
}

#[cfg(test)]
mod tests;
