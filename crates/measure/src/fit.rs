// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The fewest gentle filters that make a wanted curve.
//!
//! Filters are added one by one: each time every candidate (a bell at the worst places, shelves at
//! several corners) is tried, all filters move together until they fit best, and the best
//! candidate stays. Then filters that are hardly missed are taken away again. What counts is
//!
//! ```text
//! E = Σ w ((curve − wanted)² + 100 max(0, curve − most)²) / Σ w + 0.001 Σ gain²,   dB²
//! ```
//! with `curve = level + Σ filters`, so that of two equal ways the gentler wins, and a band that must not pass
//! a limit may well lie under it. Same wishes, same filters: nothing is left to chance.
//! Every gain, corner and Q keeps its bounds throughout.

mod descent;

use descent::descend;
use dsp::{
    Db, Hz,
    equaliser::{Filter, Prototype, SMOOTH_SHELF_Q, Shape},
    math,
};

/// One band of a wanted curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wish {
    /// The middle of the band, Hz.
    pub centre_hz: f64,
    /// By how much it should change, dB.
    pub db: f64,
    /// By how much it may change at most, dB; infinite where nothing forbids more.
    pub most_db: f64,
    /// How much it counts; 0 does not count.
    pub weight: f64,
}

/// What the filters may do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// No more filters than this.
    pub most_filters: usize,
    /// No filter changes anything by more than this, dB.
    pub most_db: f64,
    /// The curve may stand so much higher or lower as a whole, dB; 0 where the level is not free.
    pub most_level_db: f64,
}

/// Filters that make a curve.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fit {
    /// What the whole is lifted by, dB.
    pub level_db: f64,
    /// The filters, from low to high.
    pub filters: Vec<Filter>,
}

/// Wider bells than this are shelves, narrower ones are heard as resonances.
pub const Q_RANGE: [f64; 2] = [0.4, 2.5];
/// Where corners may lie, Hz: a filter beyond changes what few loudspeakers play or few people hear.
pub const CORNER_RANGE_HZ: [f64; 2] = [30.0, 14_000.0];
/// A decibel beyond a limit counts as ten of a wish: what is left is a tenth of a decibel or two (measured).
const INSIST: f64 = 100.0;
/// What a decibel squared of gain costs, so that two filters never work against each other for little.
const GENTLENESS: f64 = 0.001;
/// A filter earns its place if the error falls by this, dB (measured: less is not heard in music).
const WORTH_DB: f64 = 0.08;
/// Rounds of the search for a candidate, and for the one that is taken.
const ROUNDS: [usize; 2] = [12, 60];
/// Where shelves are tried first, Hz.
const SHELVES_HZ: [(Shape, f64); 6] = [
    (Shape::LowShelf, 60.0),
    (Shape::LowShelf, 150.0),
    (Shape::LowShelf, 400.0),
    (Shape::HighShelf, 1500.0),
    (Shape::HighShelf, 4000.0),
    (Shape::HighShelf, 9000.0),
];
/// Bells are tried at so many of the worst bands, each of two widths.
const WORST_BANDS: usize = 3;
const BELL_QS: [f64; 2] = [0.7, 1.6];

impl Wish {
    /// What a change of so many dB costs, dB².
    fn square(&self, db: f64) -> f64 {
        let [missed, beyond] = [db - self.db, (db - self.most_db).max(0.0)];
        missed * missed + INSIST * beyond * beyond
    }
}

impl Fit {
    /// By how many dB a sine of this frequency is changed.
    pub fn db(&self, frequency: Hz) -> f64 {
        curve_db(self.level_db, &self.prototypes(), frequency)
    }

    fn prototypes(&self) -> Vec<Prototype> {
        self.filters.iter().map(Filter::prototype).collect()
    }

    /// How far the curve is from the wishes, what passes a limit ten times, dB RMS by weight; 0 where nothing counts.
    pub fn rms_db(&self, wishes: &[Wish]) -> f64 {
        let weight: f64 = wishes.iter().map(|wish| wish.weight).sum();
        let prototypes = self.prototypes();
        let db = |wish: &Wish| curve_db(self.level_db, &prototypes, Hz(wish.centre_hz));
        let square = |wish: &Wish| wish.weight * wish.square(db(wish));
        if weight > 0.0 { math::sqrt(wishes.iter().map(square).sum::<f64>() / weight) } else { 0.0 }
    }
}

/// A level and filters in a row, dB: their powers are multiplied, because a logarithm takes longer.
fn curve_db(level_db: f64, prototypes: &[Prototype], frequency: Hz) -> f64 {
    level_db + 10.0 * math::log10(prototypes.iter().map(|prototype| prototype.power(frequency)).product())
}

/// How much a band should count that is to be changed in a song: fully between 40 Hz and 12 kHz, then less
/// and less to nothing at 24 Hz and 20 kHz.
pub fn usual_weight(centre_hz: f64) -> f64 {
    let octaves_outside = (math::log2(40.0 / centre_hz)).max(math::log2(centre_hz / 12_000.0)).max(0.0);
    (1.0 - octaves_outside / math::log2(20.0 / 12.0)).max(0.0)
}

/// Finds filters for the wishes within the bounds; none for wishes that ask for nothing.
pub fn fit(wishes: &[Wish], bounds: &Bounds) -> Fit {
    let mut best = descend(&Fit::default(), wishes, bounds, ROUNDS[0]);
    while best.filters.len() < bounds.most_filters {
        let Some(grown) = grow(&best, wishes, bounds) else { break };
        if best.rms_db(wishes) - grown.rms_db(wishes) < WORTH_DB {
            break;
        }
        best = grown;
    }
    let mut best = prune(best, wishes, bounds);
    best.filters.sort_by(|a, b| a.corner.0.total_cmp(&b.corner.0));
    best
}

/// The best fit with one filter more.
fn grow(fit: &Fit, wishes: &[Wish], bounds: &Bounds) -> Option<Fit> {
    let with = |candidate: Filter| {
        let mut grown = fit.clone();
        grown.filters.push(candidate);
        descend(&grown, wishes, bounds, ROUNDS[0])
    };
    let candidates = candidates(fit, wishes, bounds).into_iter().map(with);
    let best = candidates.min_by(|a, b| a.rms_db(wishes).total_cmp(&b.rms_db(wishes)))?;
    Some(descend(&best, wishes, bounds, ROUNDS[1]))
}

fn candidates(fit: &Fit, wishes: &[Wish], bounds: &Bounds) -> Vec<Filter> {
    let missing = |wish: &Wish| wish.db - fit.db(Hz(wish.centre_hz));
    let gain = |db: f64| Db((0.7 * db).clamp(-bounds.most_db, bounds.most_db));
    let mut worst: Vec<&Wish> = wishes.iter().filter(|wish| wish.weight > 0.0).collect();
    worst.sort_by(|a, b| (b.weight * missing(b).abs()).total_cmp(&(a.weight * missing(a).abs())));
    let bells = worst.into_iter().take(WORST_BANDS).flat_map(|wish| {
        let corner = Hz(wish.centre_hz.clamp(CORNER_RANGE_HZ[0], CORNER_RANGE_HZ[1]));
        BELL_QS.map(|q| Filter { shape: Shape::Bell, corner, gain: gain(missing(wish)), q })
    });
    let shelves = SHELVES_HZ.into_iter().map(|(shape, corner_hz)| {
        let covered = |wish: &&Wish| (wish.centre_hz < corner_hz) == (shape == Shape::LowShelf);
        let (sum, weight) = wishes
            .iter()
            .filter(covered)
            .fold((0.0, 1e-9), |(sum, weight), wish| (sum + wish.weight * missing(wish), weight + wish.weight));
        Filter { shape, corner: Hz(corner_hz), gain: gain(sum / weight), q: SMOOTH_SHELF_Q }
    });
    bells.chain(shelves).collect()
}

/// Takes away what is hardly missed.
fn prune(mut best: Fit, wishes: &[Wish], bounds: &Bounds) -> Fit {
    loop {
        let without = |n: usize| {
            let mut fewer = best.clone();
            fewer.filters.remove(n);
            descend(&fewer, wishes, bounds, ROUNDS[1])
        };
        let fewer = (0..best.filters.len()).map(without);
        let Some(fewer) = fewer.min_by(|a, b| a.rms_db(wishes).total_cmp(&b.rms_db(wishes))) else { return best };
        if fewer.rms_db(wishes) - best.rms_db(wishes) >= WORTH_DB {
            return best;
        }
        best = fewer;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { most_filters: 6, most_db: 6.0, most_level_db: 0.0 };

    fn wishes(curve: impl Fn(f64) -> f64) -> Vec<Wish> {
        let centres = (-16..=13).map(|k| 1000.0 * math::pow(2.0, f64::from(k) / 3.0));
        centres
            .map(|centre_hz| Wish { centre_hz, db: curve(centre_hz), most_db: f64::INFINITY, weight: 1.0 })
            .collect()
    }

    fn made_by(filters: &[Filter]) -> Vec<Wish> {
        wishes(|hz| filters.iter().map(|filter| filter.prototype_db(Hz(hz))).sum())
    }

    fn shelf(shape: Shape, corner_hz: f64, gain_db: f64) -> Filter {
        Filter { shape, corner: Hz(corner_hz), gain: Db(gain_db), q: SMOOTH_SHELF_Q }
    }

    fn bell(corner_hz: f64, gain_db: f64, q: f64) -> Filter {
        Filter { shape: Shape::Bell, corner: Hz(corner_hz), gain: Db(gain_db), q }
    }

    #[test]
    fn three_filters_are_found_again() {
        let made = [
            [shelf(Shape::LowShelf, 100.0, 3.0), bell(400.0, -2.5, 1.2), shelf(Shape::HighShelf, 6000.0, 2.0)],
            [bell(70.0, 4.0, 0.8), bell(900.0, -3.0, 2.0), bell(5000.0, 3.0, 0.6)],
            [shelf(Shape::LowShelf, 250.0, -4.0), bell(2500.0, 3.5, 1.0), shelf(Shape::HighShelf, 9000.0, -3.0)],
        ];
        for made in made {
            let wishes = made_by(&made);
            let found = fit(&wishes, &BOUNDS);
            assert!(found.rms_db(&wishes) <= 0.3 && found.filters.len() <= 4, "{made:?}: {found:?}");
        }
    }

    #[test]
    fn a_shelf_of_3_db_is_found_to_half_a_decibel_with_one_filter() {
        for made in [shelf(Shape::LowShelf, 120.0, 3.0), shelf(Shape::HighShelf, 5000.0, -3.0)] {
            let found = fit(&made_by(&[made]), &BOUNDS);
            assert_eq!(found.filters.len(), 1, "{found:?}");
            assert!((found.filters[0].gain.0 - made.gain.0).abs() < 0.5, "{found:?}");
        }
    }

    #[test]
    fn no_filter_passes_its_bounds_however_much_is_wanted() {
        let wishes = wishes(|hz| if hz < 200.0 { 20.0 } else { -15.0 });
        let found = fit(&wishes, &Bounds { most_filters: 5, most_db: 4.0, most_level_db: 2.0 });
        assert!(found.filters.len() <= 5 && found.level_db.abs() <= 2.0, "{found:?}");
        for filter in found.filters {
            let inside = |value: f64, [low, high]: [f64; 2]| (low..=high).contains(&value);
            assert!(inside(filter.gain.0, [-4.0, 4.0]) && inside(filter.q, Q_RANGE), "{filter:?}");
            assert!(inside(filter.corner.0, CORNER_RANGE_HZ), "{filter:?}");
        }
    }

    #[test]
    fn nothing_wanted_gives_no_filter_and_a_free_level_takes_what_all_bands_want() {
        assert_eq!(fit(&wishes(|_| 0.0), &BOUNDS).filters, []);
        let found = fit(&wishes(|_| 2.0), &Bounds { most_level_db: 6.0, ..BOUNDS });
        assert!(found.filters.is_empty() && (found.level_db - 2.0).abs() < 0.05, "{found:?}");
        assert_eq!(fit(&[], &BOUNDS), Fit::default());
    }

    #[test]
    fn a_limit_is_kept_to_a_fifth_of_a_decibel_and_costs_nothing_below_it() {
        let mut wishes = made_by(&[bell(500.0, 5.0, 1.0)]);
        for wish in wishes.iter_mut().filter(|wish| wish.centre_hz < 300.0) {
            wish.most_db = 0.5;
        }
        let found = fit(&wishes, &BOUNDS);
        for wish in &wishes {
            assert!(found.db(Hz(wish.centre_hz)) <= wish.most_db + 0.2, "{wish:?}: {found:?}");
        }
        assert!(found.db(Hz(500.0)) > 3.5, "{found:?}");
    }

    #[test]
    fn bands_that_do_not_count_do_not_matter() {
        let mut wishes = made_by(&[bell(800.0, 3.0, 1.0)]);
        for wish in wishes.iter_mut().filter(|wish| wish.centre_hz > 12_000.0) {
            (wish.db, wish.weight) = (-40.0, 0.0);
        }
        let found = fit(&wishes, &BOUNDS);
        assert!(found.filters.len() == 1 && (found.filters[0].corner.0 - 800.0).abs() < 40.0, "{found:?}");
    }

    #[test]
    fn the_ends_of_hearing_count_less() {
        assert_eq!([50.0, 1000.0, 12_000.0].map(usual_weight), [1.0; 3]);
        assert!(usual_weight(31.25) > usual_weight(25.0) && usual_weight(20_000.0) < 1e-9);
    }
}
