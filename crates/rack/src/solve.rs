// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How hard to drive a chain so that it comes out at a loudness.
//!
//! Loudness rises with the drive, 1 LU per dB at first, then less and less as the limiter
//! presses back. The search walks up from the drive that would do without a limiter, and once
//! the goal lies between two tries closes in by regula falsi (Illinois variant: M. Dowell and
//! P. Jarratt, "A modified regula falsi method", BIT 11, 1971). The best try is kept, because
//! loudness gating can bend the curve by a hundredth.

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// The loudness to come out at, LUFS.
    pub lufs: f64,
    /// No more drive than this, dB.
    pub most_drive_db: f64,
}

/// What one try gave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Try {
    /// The drive, dB.
    pub drive_db: f64,
    /// The loudness that came out, LUFS.
    pub lufs: f64,
}

/// What the search found.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// The try nearest to the goal.
    pub best: Try,
    /// Every try, in order.
    pub tries: Vec<Try>,
    /// Whether the goal was reached, or else what bounds it.
    pub outcome: Outcome,
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Within [`CLOSE_ENOUGH_LU`] of the goal.
    Reached,
    /// More drive hardly makes it louder: the limiter gives back what it gets.
    Saturated,
    /// The drive allowed is used up.
    OutOfDrive,
    /// There is nothing to hear.
    Silent,
}

/// A try this close is good.
pub const CLOSE_ENOUGH_LU: f64 = 0.04;
/// No search takes more tries.
pub const MOST_TRIES: usize = 8;
/// Less loudness than this per dB of drive is not worth driving.
const LEAST_SLOPE: f64 = 0.12;

/// Searches for the drive; `loudness` renders with a drive and measures, `start_lufs` is the
/// loudness before the chain.
pub fn solve(goal: Goal, start_lufs: Option<f64>, mut loudness: impl FnMut(f64) -> Option<f64>) -> Solution {
    let Some(start_lufs) = start_lufs else { return silent() };
    let mut search = Search { goal, tries: Vec::new(), below: None, above: None };
    let mut drive_db = (goal.lufs - start_lufs).min(goal.most_drive_db);
    while search.tries.len() < MOST_TRIES {
        let Some(lufs) = loudness(drive_db) else { return silent() };
        match search.take(Try { drive_db, lufs }) {
            Step::Next(next) => drive_db = next,
            Step::End(outcome) => return search.end(outcome),
        }
    }
    search.end(Outcome::Saturated)
}

fn silent() -> Solution {
    let best = Try { drive_db: 0.0, lufs: f64::NEG_INFINITY };
    Solution { best, tries: Vec::new(), outcome: Outcome::Silent }
}

struct Search {
    goal: Goal,
    tries: Vec<Try>,
    /// The nearest tries on both sides, with the misses that regula falsi works on.
    below: Option<(Try, f64)>,
    above: Option<(Try, f64)>,
}

enum Step {
    Next(f64),
    End(Outcome),
}

impl Search {
    fn take(&mut self, now: Try) -> Step {
        let before = self.tries.last().copied();
        self.tries.push(now);
        let miss = now.lufs - self.goal.lufs;
        if miss.abs() <= CLOSE_ENOUGH_LU {
            return Step::End(Outcome::Reached);
        }
        self.bracket(now, miss);
        match (self.below, self.above) {
            (Some(below), Some(above)) => Step::Next(between(below, above)),
            (Some(_), None) => self.farther_up(before, now),
            _ => Step::Next(now.drive_db - miss),
        }
    }

    fn bracket(&mut self, now: Try, miss: f64) {
        // Illinois: a side that stays put counts half, so that it moves next time.
        let (side, other) =
            if miss < 0.0 { (&mut self.below, &mut self.above) } else { (&mut self.above, &mut self.below) };
        if side.is_some()
            && let Some((_, other_miss)) = other
        {
            *other_miss *= 0.5;
        }
        *side = Some((now, miss));
    }

    fn farther_up(&self, before: Option<Try>, now: Try) -> Step {
        if now.drive_db >= self.goal.most_drive_db {
            return Step::End(Outcome::OutOfDrive);
        }
        let slope = before.map_or(0.75, |before| (now.lufs - before.lufs) / (now.drive_db - before.drive_db));
        if slope < LEAST_SLOPE {
            return Step::End(Outcome::Saturated);
        }
        // The curve bends down: the last slope is the steepest it can be from here on.
        let step = (self.goal.lufs - now.lufs) / slope * 1.1 + 0.02;
        Step::Next((now.drive_db + step.min(6.0)).min(self.goal.most_drive_db))
    }

    fn end(self, outcome: Outcome) -> Solution {
        let miss = |candidate: &&Try| (candidate.lufs - self.goal.lufs).abs();
        let best = self.tries.iter().min_by(|a, b| miss(a).total_cmp(&miss(b))).copied();
        let best = best.unwrap_or(Try { drive_db: 0.0, lufs: f64::NEG_INFINITY });
        let reached = (best.lufs - self.goal.lufs).abs() <= 0.1;
        let outcome = if reached { Outcome::Reached } else { outcome };
        Solution { best, tries: self.tries, outcome }
    }
}

fn between((below, below_miss): (Try, f64), (above, above_miss): (Try, f64)) -> f64 {
    let share = below_miss / (below_miss - above_miss);
    below.drive_db + (above.drive_db - below.drive_db) * share
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A song of −20 LUFS whose limiter presses back from `knee_db` of drive on.
    fn song(knee_db: f64, slope: f64) -> impl FnMut(f64) -> Option<f64> {
        move |drive_db| {
            let over = (drive_db - knee_db).max(0.0);
            let given_back = over - slope * 8.0 * (1.0 - (-over / 8.0).exp());
            Some(-20.0 + drive_db - given_back)
        }
    }

    fn to(lufs: f64) -> Goal {
        Goal { lufs, most_drive_db: 30.0 }
    }

    #[test]
    fn without_limiting_the_first_try_fits() {
        let solution = solve(to(-26.0), Some(-20.0), song(5.0, 1.0));
        assert_eq!((solution.outcome, solution.tries.len()), (Outcome::Reached, 1));
    }

    #[test]
    fn it_lands_within_a_tenth_in_few_tries() {
        for lufs in [-14.5, -14.0, -13.0, -12.0, -11.0, -10.0] {
            let solution = solve(to(lufs), Some(-20.0), song(3.0, 1.0));
            assert_eq!(solution.outcome, Outcome::Reached, "{lufs}: {solution:?}");
            assert!(solution.tries.len() <= MOST_TRIES && (solution.best.lufs - lufs).abs() < 0.1);
        }
    }

    #[test]
    fn what_cannot_be_reached_is_said_with_the_most_there_is() {
        let solution = solve(to(-6.0), Some(-20.0), song(3.0, 1.0));
        assert_eq!(solution.outcome, Outcome::Saturated);
        assert!(solution.best.lufs < -8.0 && solution.best.lufs > -10.5, "{solution:?}");
    }

    #[test]
    fn drive_ends_where_it_is_told_to() {
        let goal = Goal { lufs: -6.0, most_drive_db: 4.0 };
        let solution = solve(goal, Some(-20.0), song(30.0, 1.0));
        assert_eq!((solution.outcome, solution.best.drive_db), (Outcome::OutOfDrive, 4.0));
    }

    #[test]
    fn silence_has_no_solution() {
        assert_eq!(solve(to(-14.0), None, |_| None).outcome, Outcome::Silent);
    }
}
