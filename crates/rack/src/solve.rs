// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How hard to drive a chain so that it comes out at a loudness.
//!
//! Loudness rises with the drive, 1 LU per dB at first, then less and less as the limiter
//! presses back. A quick guess of that curve (a [`Sketch`](crate::sketch::Sketch)) says where to
//! try first; each real try moves the guess by what it was wrong, so that the next lands nearer.
//! Once the goal lies between two tries, none leaves the space between them. The best try is
//! kept, because loudness gating can bend the curve by a hundredth.

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// The loudness without any drive or limiting, LUFS.
    pub from_lufs: f64,
    /// The loudness to come out at, LUFS.
    pub lufs: f64,
    /// No more drive than this, dB.
    pub most_drive_db: f64,
    /// The usual low PSR may not fall under this, LU.
    pub psr_floor_lu: Option<f64>,
}

/// What a render sounds like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heard {
    /// Integrated loudness, LUFS.
    pub lufs: f64,
    /// The PSR that 95 % of its loud passages exceed, LU; `None` if it is too short to say.
    pub psr_low_lu: Option<f64>,
}

/// What one try gave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Try {
    /// The drive, dB.
    pub drive_db: f64,
    /// The loudness that came out, LUFS.
    pub lufs: f64,
    /// The usual low PSR that came out, LU.
    pub psr_low_lu: Option<f64>,
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
    /// Within a tenth of the goal.
    Reached,
    /// More drive hardly makes it louder: the limiter gives back what it gets.
    Saturated,
    /// The drive allowed is used up.
    OutOfDrive,
    /// More drive would press the peaks closer to the loudness than allowed.
    TooFlat,
    /// The song is flatter than allowed before anything is done to it.
    FlatAlready,
    /// There is nothing to hear.
    Silent,
}

/// A try this close is good.
pub const CLOSE_ENOUGH_LU: f64 = 0.07;
/// No search takes more tries.
pub const MOST_TRIES: usize = 8;
/// A result this close counts as reached.
const REACHED_LU: f64 = 0.1;
/// Less loudness than this per dB of drive is not worth driving.
const LEAST_SLOPE: f64 = 0.1;
/// The steps in which the guessed curve is walked, dB.
const WALK_DB: f64 = 0.25;
/// The error of a guess moves by no more than this, LU per dB.
const STEEPEST_ERROR: f64 = 0.3;

/// How far above the floor the PSR may end, LU.
const FLOOR_BAND_LU: f64 = 0.15;
/// About how many LU of PSR a dB of drive costs.
const PSR_SLOPE: f64 = 0.8;

/// A song that came out this near to where gain alone brings it was not limited, LU.
const UNTOUCHED_LU: f64 = 0.02;

/// Searches for the drive: `guess` is quick and near and gives LUFS for a drive in dB; `render`
/// renders and measures. Both give `None` for silence.
pub fn solve(
    goal: Goal,
    guess: impl Fn(f64) -> Option<f64>,
    mut render: impl FnMut(f64) -> Option<Heard>,
) -> Solution {
    let mut search = Search { goal, guess, errors: Vec::new(), tries: Vec::new(), between: [None, None] };
    let outcome = search.reach(&mut render);
    match (outcome, goal.psr_floor_lu) {
        (Some(outcome), Some(floor_lu)) => search.keep_above(floor_lu, outcome, &mut render),
        (Some(outcome), None) => search.end(outcome),
        (None, _) => silent(),
    }
}

fn silent() -> Solution {
    let best = Try { drive_db: 0.0, lufs: f64::NEG_INFINITY, psr_low_lu: None };
    Solution { best, tries: Vec::new(), outcome: Outcome::Silent }
}

struct Search<G> {
    goal: Goal,
    guess: G,
    /// By how many LU each real try was louder than guessed, after its drive.
    errors: Vec<[f64; 2]>,
    tries: Vec<Try>,
    /// The nearest tries below and above the goal.
    between: [Option<Try>; 2],
}

/// Two tries with the floor of the PSR between them.
struct Bracket {
    floor_lu: f64,
    /// The loudness without drive or limiting, LUFS.
    from_lufs: f64,
    /// Too flat.
    above: Try,
    /// Not too flat, if there is one.
    below: Option<Try>,
}

impl Bracket {
    /// How much PSR a try lacks, LU; negative if it has more than it must.
    fn lacks(&self, known: &Try) -> f64 {
        known.psr_low_lu.map_or(0.0, |psr| self.floor_lu - psr)
    }

    fn is_closed(&self) -> bool {
        self.below.is_some_and(|below| self.lacks(&below) > -FLOOR_BAND_LU)
    }

    fn next_drive_db(&self) -> f64 {
        let Some(below) = self.below else {
            return self.above.drive_db - (self.lacks(&self.above) + FLOOR_BAND_LU) / PSR_SLOPE;
        };
        let [low, high] = [self.lacks(&below), self.lacks(&self.above)];
        let share = (-0.5 * FLOOR_BAND_LU - low) / (high - low);
        below.drive_db + (self.above.drive_db - below.drive_db) * share.clamp(0.1, 0.9)
    }

    /// Takes a try in; whether it shows that the song is flat by itself.
    fn learn(&mut self, now: Try) -> bool {
        if self.lacks(&now) <= 0.0 {
            self.below = Some(now);
            return false;
        }
        let untouched = (now.lufs - now.drive_db - self.from_lufs).abs() < UNTOUCHED_LU;
        let flat_already = self.below.is_none() && untouched;
        match now.psr_low_lu.filter(|_| flat_already) {
            Some(psr) => (self.floor_lu, self.below) = (psr - FLOOR_BAND_LU, Some(now)),
            None => self.above = now,
        }
        flat_already
    }
}

impl<G: Fn(f64) -> Option<f64>> Search<G> {
    /// Tries until the loudness is reached; says what ended it, or nothing for silence.
    fn reach(&mut self, render: &mut impl FnMut(f64) -> Option<Heard>) -> Option<Outcome> {
        while self.tries.len() < MOST_TRIES {
            let (drive_db, bound) = self.next_drive()?;
            self.try_out(drive_db, render)?;
            if self.miss().abs() <= CLOSE_ENOUGH_LU {
                break;
            }
            if let Some(outcome) = bound.filter(|_| self.miss() < 0.0) {
                return Some(outcome);
            }
        }
        Some(Outcome::Saturated)
    }

    fn try_out(&mut self, drive_db: f64, render: &mut impl FnMut(f64) -> Option<Heard>) -> Option<()> {
        let Heard { lufs, psr_low_lu } = render(drive_db)?;
        self.learn(Try { drive_db, lufs, psr_low_lu });
        Some(())
    }

    /// Gives back drive until the PSR keeps the floor; the loudest try that keeps it is the best.
    ///
    /// If it is too flat without any limiting, the song is that flat by itself; then the floor becomes what it
    /// has, so that at least nothing is made flatter.
    fn keep_above(
        mut self,
        floor_lu: f64,
        outcome: Outcome,
        render: &mut impl FnMut(f64) -> Option<Heard>,
    ) -> Solution {
        let solution = self.end(outcome);
        let mut bracket = Bracket { floor_lu, from_lufs: self.goal.from_lufs, above: solution.best, below: None };
        if bracket.lacks(&bracket.above) <= 0.0 {
            return solution;
        }
        let mut outcome = Outcome::TooFlat;
        while self.tries.len() < MOST_TRIES && !bracket.is_closed() {
            if self.try_out(bracket.next_drive_db(), render).is_none() {
                break;
            }
            let now = *self.tries.last().unwrap_or(&bracket.above);
            if bracket.learn(now) {
                outcome = Outcome::FlatAlready;
            }
        }
        Solution { best: bracket.below.unwrap_or(bracket.above), tries: self.tries, outcome }
    }

    /// Where to try next, and what bounds it there, if anything does.
    fn next_drive(&self) -> Option<(f64, Option<Outcome>)> {
        let (drive_db, bound) = self.guessed_drive()?;
        Some(match self.between {
            [Some(below), Some(above)] if !(below.drive_db..above.drive_db).contains(&drive_db) => {
                (crossing(below, above, self.goal.lufs), None)
            }
            [Some(_), Some(_)] => (drive_db, None),
            _ => (drive_db, bound),
        })
    }

    /// Walks up the guessed curve to the goal, or to where it ends or is not worth going on.
    fn guessed_drive(&self) -> Option<(f64, Option<Outcome>)> {
        let most = self.goal.most_drive_db;
        // Without limiting the curve would be straight, and it never rises faster.
        let straight_db = self.goal.lufs - self.goal.from_lufs;
        let mut here = self.corrected(straight_db.min(most) - WALK_DB)?;
        while here.drive_db < most {
            let next = self.corrected((here.drive_db + WALK_DB).min(most))?;
            if next.lufs >= self.goal.lufs {
                return Some((crossing(here, next, self.goal.lufs), None));
            }
            if self.guessed_slope(here.drive_db, next.drive_db)? < LEAST_SLOPE {
                return Some((next.drive_db, Some(Outcome::Saturated)));
            }
            here = next;
        }
        Some((most, Some(Outcome::OutOfDrive)))
    }

    fn guessed_slope(&self, low_db: f64, high_db: f64) -> Option<f64> {
        Some(((self.guess)(high_db)? - (self.guess)(low_db)?) / (high_db - low_db))
    }

    /// The guess, moved by what it was wrong at the last tries.
    fn corrected(&self, drive_db: f64) -> Option<Try> {
        let lufs = (self.guess)(drive_db)?;
        let error_lu = match self.errors.as_slice() {
            [] => 0.0,
            [only] => only[1],
            [.., a, b] => {
                let slope = ((b[1] - a[1]) / (b[0] - a[0])).clamp(-STEEPEST_ERROR, STEEPEST_ERROR);
                b[1] + slope * (drive_db - b[0])
            }
        };
        Some(Try { drive_db, lufs: lufs + error_lu, psr_low_lu: None })
    }

    fn learn(&mut self, now: Try) {
        self.tries.push(now);
        let error_lu = now.lufs - (self.guess)(now.drive_db).unwrap_or(now.lufs);
        self.errors.push([now.drive_db, error_lu]);
        self.between[usize::from(now.lufs > self.goal.lufs)] = Some(now);
    }

    /// By how much the last try passed the goal.
    fn miss(&self) -> f64 {
        self.tries.last().map_or(f64::NEG_INFINITY, |last| last.lufs - self.goal.lufs)
    }

    fn end(&self, outcome: Outcome) -> Solution {
        let miss = |candidate: &Try| (candidate.lufs - self.goal.lufs).abs();
        let best = self.tries.iter().min_by(|a, b| miss(a).total_cmp(&miss(b))).copied();
        let Some(best) = best else { return silent() };
        let outcome = if miss(&best) <= REACHED_LU { Outcome::Reached } else { outcome };
        Solution { best, tries: self.tries.clone(), outcome }
    }
}

/// Where the line through two tries meets a loudness.
fn crossing(below: Try, above: Try, lufs: f64) -> f64 {
    let share = (lufs - below.lufs) / (above.lufs - below.lufs);
    below.drive_db + (above.drive_db - below.drive_db) * share
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A song of −20 LUFS whose limiter presses back from `knee_db` of drive on.
    fn song(knee_db: f64) -> impl Fn(f64) -> Option<f64> {
        move |drive_db: f64| {
            let over = (drive_db - knee_db).max(0.0);
            Some(-20.0 + drive_db - over + 8.0 * (1.0 - (-over / 8.0).exp()))
        }
    }

    fn to(lufs: f64) -> Goal {
        Goal { from_lufs: -20.0, lufs, most_drive_db: 30.0, psr_floor_lu: None }
    }

    /// The same song rendered: 14 LU of PSR, of which each dB over the knee takes 0.7.
    fn rendered(knee_db: f64) -> impl Fn(f64) -> Option<Heard> {
        move |drive_db| {
            let psr = 14.0 - 0.7 * (drive_db - knee_db).max(0.0);
            song(knee_db)(drive_db).map(|lufs| Heard { lufs, psr_low_lu: Some(psr) })
        }
    }

    #[test]
    fn the_floor_of_the_psr_ends_the_search_within_its_tries() {
        for floor_lu in [12.5, 10.0, 9.0] {
            let goal = Goal { psr_floor_lu: Some(floor_lu), ..to(-9.5) };
            let solution = solve(goal, song(3.0), rendered(3.0));
            let psr_lu = solution.best.psr_low_lu.expect("known");
            assert_eq!(solution.outcome, Outcome::TooFlat, "{solution:?}");
            assert!((floor_lu..floor_lu + 0.3).contains(&psr_lu), "{floor_lu}: {solution:?}");
            assert!(solution.tries.len() <= MOST_TRIES, "{solution:?}");
        }
        let goal = Goal { psr_floor_lu: Some(8.0), ..to(-14.0) };
        assert_eq!(solve(goal, song(3.0), rendered(3.0)).outcome, Outcome::Reached);
    }

    #[test]
    fn a_right_guess_needs_one_try() {
        for lufs in [-26.0, -18.0, -12.0] {
            let solution = solve(to(lufs), song(5.0), rendered(5.0));
            assert_eq!((solution.outcome, solution.tries.len()), (Outcome::Reached, 1), "{lufs}");
        }
    }

    #[test]
    fn a_wrong_guess_is_corrected_in_few_tries() {
        for guessed_knee_db in [1.0, 2.0, 4.0, 6.0] {
            for lufs in [-26.0, -14.5, -13.0, -11.0, -10.0] {
                let solution = solve(to(lufs), song(guessed_knee_db), rendered(3.0));
                assert_eq!(solution.outcome, Outcome::Reached, "{guessed_knee_db} {lufs}: {solution:?}");
                assert!(
                    solution.tries.len() <= 5 && (solution.best.lufs - lufs).abs() <= REACHED_LU,
                    "{solution:?}"
                );
            }
        }
    }

    #[test]
    fn what_cannot_be_reached_is_said_with_the_most_there_is() {
        for guessed_knee_db in [2.0, 3.0, 4.0] {
            let solution = solve(to(-6.0), song(guessed_knee_db), rendered(3.0));
            assert_eq!(solution.outcome, Outcome::Saturated);
            assert!(solution.best.lufs < -9.0 && solution.best.lufs > -10.5, "{solution:?}");
        }
    }

    #[test]
    fn drive_ends_where_it_is_told_to() {
        let goal = Goal { most_drive_db: 4.0, ..to(-6.0) };
        let solution = solve(goal, song(30.0), rendered(30.0));
        assert_eq!((solution.outcome, solution.best.drive_db), (Outcome::OutOfDrive, 4.0));
    }

    #[test]
    fn a_song_that_is_flat_already_is_not_made_flatter_and_not_turned_down_for_it() {
        let goal = Goal { psr_floor_lu: Some(16.0), ..to(-9.5) };
        let solution = solve(goal, song(3.0), rendered(3.0));
        assert_eq!(solution.outcome, Outcome::FlatAlready, "{solution:?}");
        assert!(solution.best.psr_low_lu.expect("known") >= 13.7 && solution.best.drive_db > 1.5, "{solution:?}");
        assert!(solution.tries.len() <= MOST_TRIES, "{solution:?}");
    }

    #[test]
    fn silence_has_no_solution() {
        assert_eq!(solve(to(-14.0), |_| None, |_| None).outcome, Outcome::Silent);
    }
}
