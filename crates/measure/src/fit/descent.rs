// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Moves level, corners, gains and widths downhill until the curve fits best, inside their bounds.
//!
//! Damped Gauss–Newton steps (K. Levenberg, Quarterly of Applied Mathematics 2, 1944; D. Marquardt,
//! Journal of SIAM 11, 1963). An unknown that lies at its bound and would leave it stays there for the
//! round, the others move, and what steps over a bound is set back on it (D. Bertsekas, "Projected Newton
//! methods", SIAM Journal on Control and Optimization 20, 1982). Corners and widths move by their logarithms.

use dsp::{
    Db, Hz,
    equaliser::{Filter, Prototype, Shape},
    linear, math,
};

use super::{Bounds, CORNER_RANGE_HZ, Fit, GENTLENESS, INSIST, Q_RANGE, Wish, curve_db};

/// The first damping; a tenth of it after each success, ten times after a failure.
const DAMPING: f64 = 1e-2;
/// With more damping than this nothing moves any more.
const STUCK: f64 = 1e8;
/// A round that wins less than this share of the error is the last.
const ENOUGH: f64 = 1e-5;
/// Slopes are taken over this much of an unknown.
const NUDGE: f64 = 1e-4;
/// A power that grows by a small share grows by so many times that in dB: `10 / ln 10`.
const DB_PER_NEPER: f64 = 10.0 / core::f64::consts::LN_10;
/// Unknowns of one filter: logarithm of its corner, gain, logarithm of its Q.
const EACH: usize = 3;

/// The fit that the given one slides into.
pub fn descend(fit: &Fit, wishes: &[Wish], bounds: &Bounds, rounds: usize) -> Fit {
    let valley = Valley::new(fit, wishes, bounds);
    let mut here = valley.inside(unknowns(fit));
    let mut height = valley.height(&here);
    let (mut damping, mut slopes) = (DAMPING, valley.slopes(&here));
    for _ in 0..rounds {
        let there = valley.inside(here.iter().zip(slopes.step(damping)).map(|(at, step)| at + step).collect());
        let next = valley.height(&there);
        if next < height {
            let won = height - next;
            (here, damping) = (there, damping * 0.1);
            if won < ENOUGH * height {
                break;
            }
            (height, slopes) = (next, valley.slopes(&here));
        } else if damping > STUCK {
            break;
        } else {
            damping *= 10.0;
        }
    }
    valley.fit(&here)
}

fn unknowns(fit: &Fit) -> Vec<f64> {
    let of_filter = |filter: &Filter| [math::log(filter.corner.0), filter.gain.0, math::log(filter.q)];
    core::iter::once(fit.level_db).chain(fit.filters.iter().flat_map(of_filter)).collect()
}

/// What is searched: the wishes that count, and how far each unknown may go.
struct Valley {
    wishes: Vec<Wish>,
    shapes: Vec<Shape>,
    ranges: Vec<[f64; 2]>,
}

impl Valley {
    fn new(fit: &Fit, wishes: &[Wish], bounds: &Bounds) -> Self {
        let weight: f64 = wishes.iter().map(|wish| wish.weight).sum();
        let counts = wishes.iter().filter(|wish| wish.weight > 0.0);
        let level = [-bounds.most_level_db, bounds.most_level_db];
        let of_filter = |filter: &Filter| {
            let q = if filter.shape == Shape::Bell { Q_RANGE } else { [filter.q; 2] };
            [CORNER_RANGE_HZ.map(math::log), [-bounds.most_db, bounds.most_db], q.map(math::log)]
        };
        Self {
            wishes: counts.map(|wish| Wish { weight: wish.weight / weight, ..*wish }).collect(),
            shapes: fit.filters.iter().map(|filter| filter.shape).collect(),
            ranges: core::iter::once(level).chain(fit.filters.iter().flat_map(of_filter)).collect(),
        }
    }

    fn inside(&self, mut at: Vec<f64>) -> Vec<f64> {
        for (value, [low, high]) in at.iter_mut().zip(&self.ranges) {
            *value = value.clamp(*low, *high);
        }
        at
    }

    fn fit(&self, at: &[f64]) -> Fit {
        let filters = self.shapes.iter().zip(at[1..].chunks(EACH));
        Fit { level_db: at[0], filters: filters.map(|(shape, at)| filter(*shape, at)).collect() }
    }

    fn height(&self, at: &[f64]) -> f64 {
        let fit = self.fit(at);
        let prototypes = fit.prototypes();
        let db = |wish: &Wish| curve_db(fit.level_db, &prototypes, Hz(wish.centre_hz));
        let missed: f64 = self.wishes.iter().map(|wish| wish.weight * wish.square(db(wish))).sum();
        missed + GENTLENESS * fit.filters.iter().map(|filter| square(filter.gain.0)).sum::<f64>()
    }

    fn slopes(&self, at: &[f64]) -> Slopes<'_> {
        let mut slopes = Slopes::new(at, &self.ranges);
        let fit = self.fit(at);
        let (standing, nudged) = (fit.prototypes(), self.nudged(at));
        let mut row = vec![1.0; at.len()];
        for wish in &self.wishes {
            let hz = Hz(wish.centre_hz);
            for ((standing, nudged), row) in standing.iter().zip(&nudged).zip(row[1..].chunks_mut(EACH)) {
                let power = standing.power(hz);
                for (slope, nudged) in row.iter_mut().zip(nudged) {
                    *slope = DB_PER_NEPER * (nudged.power(hz) / power - 1.0) / NUDGE;
                }
            }
            let db = curve_db(fit.level_db, &standing, hz);
            slopes.add(db - wish.db, wish.weight, &row);
            if db > wish.most_db {
                slopes.add(db - wish.most_db, INSIST * wish.weight, &row);
            }
        }
        for (n, filter) in fit.filters.iter().enumerate() {
            let gain = 2 + n * EACH;
            slopes.gradient[gain] += GENTLENESS * filter.gain.0;
            slopes.normal[gain][gain] += GENTLENESS;
        }
        slopes
    }

    /// Each filter with one of its unknowns moved a little, unknown by unknown.
    fn nudged(&self, at: &[f64]) -> Vec<[Prototype; EACH]> {
        let nudge = |(shape, own): (&Shape, &[f64])| {
            core::array::from_fn(|unknown| {
                let mut moved = [own[0], own[1], own[2]];
                moved[unknown] += NUDGE;
                filter(*shape, &moved).prototype()
            })
        };
        self.shapes.iter().zip(at[1..].chunks(EACH)).map(nudge).collect()
    }
}

fn filter(shape: Shape, at: &[f64]) -> Filter {
    Filter { shape, corner: Hz(math::exp(at[0])), gain: Db(at[1]), q: math::exp(at[2]) }
}

fn square(x: f64) -> f64 {
    x * x
}

/// Where it goes downhill.
struct Slopes<'a> {
    at: Vec<f64>,
    ranges: &'a [[f64; 2]],
    gradient: Vec<f64>,
    normal: Vec<Vec<f64>>,
}

impl<'a> Slopes<'a> {
    fn new(at: &[f64], ranges: &'a [[f64; 2]]) -> Self {
        let count = at.len();
        Self { at: at.to_vec(), ranges, gradient: vec![0.0; count], normal: vec![vec![0.0; count]; count] }
    }

    fn add(&mut self, missed_db: f64, weight: f64, row: &[f64]) {
        for (n, slope) in row.iter().enumerate() {
            self.gradient[n] += weight * slope * missed_db;
            for (sum, other) in self.normal[n].iter_mut().zip(row) {
                *sum += weight * slope * other;
            }
        }
    }

    /// Whether downhill leads out of the unknown's range.
    fn is_held(&self, n: usize) -> bool {
        let [low, high] = self.ranges[n];
        (self.at[n] <= low && self.gradient[n] >= 0.0) || (self.at[n] >= high && self.gradient[n] <= 0.0)
    }

    /// `−(N + damping · diag N)⁻¹ gradient` for what is not held.
    fn step(&self, damping: f64) -> Vec<f64> {
        let mut matrix = self.normal.clone();
        let mut right: Vec<f64> = self.gradient.iter().map(|slope| -slope).collect();
        for (n, unknown) in right.iter_mut().enumerate() {
            matrix[n][n] += damping * matrix[n][n] + 1e-9;
            if self.is_held(n) {
                matrix[n].fill(0.0);
                for row in &mut matrix {
                    row[n] = 0.0;
                }
                (matrix[n][n], *unknown) = (1.0, 0.0);
            }
        }
        linear::solve(&mut matrix, &mut right);
        right
    }
}
