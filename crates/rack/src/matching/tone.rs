// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Tone: what both channels get alike.
//!
//! The difference of the two mids is laid so that most bands want nothing (its weighted median is its
//! zero): what is moved is what stands out, not everything against one loud bass.

use dsp::{Hz, equaliser::Filter, math};
use measure::{
    fit::{Bounds, Fit, Wish, fit},
    mid_side::is_compared,
};

use super::{Move, Pair, Request, mean_around, moves, stretches, words};

/// The fit may lie so much higher or lower as a whole, dB; the limiter's gain makes up for it.
const MOST_LEVEL_DB: f64 = 3.0;
/// Where the bounds cut a wish short, its zero may lie elsewhere than at the median, dB …
const OTHER_ZEROS_DB: [f64; 2] = [-2.0, 2.0];
/// … if that brings the mix nearer by this, dB (measured: less is not heard in music).
const WORTH_DB: f64 = 0.08;
/// What is left of a difference is worth a sentence from here, dB.
const WORTH_SAYING_DB: f64 = 2.5;

/// What happens to the tone.
pub struct Tone {
    pub moves: Vec<Move>,
    /// The same as a curve; its level says nothing.
    pub fit: Fit,
    pub left_alone: Vec<String>,
}

pub fn tone(bands: &[Pair], request: &Request) -> Tone {
    let Zeroed { zero_db, fit } = zeroed(bands, request);
    let left_db = |pair: &Pair| request.amount.0 * (pair.missing_db() - zero_db) - fit.db(pair.hz());
    let reason = |filter: &Filter| reason(bands, filter, zero_db + fit.level_db / request.amount.0.max(0.01));
    Tone { moves: moves(&fit, reason), left_alone: left_alone(bands, left_db), fit }
}

/// A fit, and the difference that it takes for none.
struct Zeroed {
    zero_db: f64,
    fit: Fit,
}

fn zeroed(bands: &[Pair], request: &Request) -> Zeroed {
    let usual = Zeroed::new(bands, request, median(bands));
    let is_cut_short =
        |pair: &Pair| request.amount.0 * (pair.missing_db() - usual.zero_db).abs() > request.most_db;
    if !bands.iter().any(|pair| pair.weight > 0.0 && is_cut_short(pair)) {
        return usual;
    }
    let others = OTHER_ZEROS_DB.map(|db| Zeroed::new(bands, request, usual.zero_db + db));
    let near_enough_db = usual.left_db(bands, request) - WORTH_DB;
    let nearest = others.into_iter().map(|other| (other.left_db(bands, request), other));
    let nearest = nearest.min_by(|(a, _), (b, _)| a.total_cmp(b));
    nearest.filter(|(left_db, _)| *left_db < near_enough_db).map_or(usual, |(_, other)| other)
}

impl Zeroed {
    fn new(bands: &[Pair], request: &Request, zero_db: f64) -> Self {
        let wish = |pair: &Pair| Wish {
            centre_hz: pair.centre_hz,
            db: (request.amount.0 * (pair.missing_db() - zero_db)).clamp(-request.most_db, request.most_db),
            most_db: f64::INFINITY,
            weight: pair.weight,
        };
        let wishes: Vec<Wish> = bands.iter().map(wish).collect();
        let Request { most_filters, most_db, .. } = *request;
        let bounds = Bounds { most_filters, most_db, most_level_db: MOST_LEVEL_DB };
        Self { zero_db, fit: fit(&wishes, &bounds) }
    }

    /// How far the mids stay apart, each against its own mean, dB RMS.
    fn left_db(&self, bands: &[Pair], request: &Request) -> f64 {
        let compared = bands.iter().filter(|pair| is_compared(pair.centre_hz));
        let left: Vec<f64> =
            compared.map(|pair| request.amount.0 * pair.missing_db() - self.fit.db(pair.hz())).collect();
        let count = left.len().max(1) as f64;
        let mean_db = left.iter().sum::<f64>() / count;
        math::sqrt(left.iter().map(|db| (db - mean_db) * (db - mean_db)).sum::<f64>() / count)
    }
}

/// The difference that half of all bands, by weight, do not exceed, dB.
fn median(bands: &[Pair]) -> f64 {
    let mut sorted: Vec<[f64; 2]> = bands.iter().map(|pair| [pair.missing_db(), pair.weight]).collect();
    sorted.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let half = 0.5 * sorted.iter().map(|[_, weight]| weight).sum::<f64>();
    let mut sum = 0.0;
    let middle = sorted.iter().find(|[_, weight]| {
        sum += weight;
        sum >= half
    });
    middle.map_or(0.0, |[missing, _]| *missing)
}

fn reason(bands: &[Pair], filter: &Filter, zero_db: f64) -> String {
    let missing_db = mean_around(bands, filter, |pair| pair.missing_db() - zero_db).unwrap_or(0.0);
    let (more, place) = (if missing_db < 0.0 { "more" } else { "less" }, words::place(filter));
    if missing_db * filter.gain.0 > 0.0 && missing_db.abs() >= 0.5 {
        format!("the mix has {} dB {more} {place} than the record", words::number(missing_db.abs()))
    } else {
        "evens out what the filters beside it do".to_owned()
    }
}

fn left_alone(bands: &[Pair], left_db: impl Fn(&Pair) -> f64) -> Vec<String> {
    let empty = |pair: &Pair| pair.weight == 0.0 && pair.centre_hz < 17_000.0;
    let nothing = stretches(bands, empty).into_iter().map(|run| {
        format!("{}: one of both has next to nothing there, so nothing is matched", words::stretch(run))
    });
    let side = |pair: &Pair| {
        let left = if pair.weight > 0.0 { left_db(pair) } else { 0.0 };
        i8::from(left > WORTH_SAYING_DB) - i8::from(left < -WORTH_SAYING_DB)
    };
    let rest = [(1, "less"), (-1, "more")].into_iter().flat_map(|(sign, word)| {
        let runs = stretches(bands, move |pair| side(pair) == sign);
        runs.into_iter().map(move |run| (run, word)).collect::<Vec<_>>()
    });
    let rest = rest.map(|(run, word)| {
        let mean_db = run.iter().map(|pair| left_db(pair).abs()).sum::<f64>() / run.len() as f64;
        let stretch = words::stretch(run);
        format!(
            "{stretch}: the mix keeps {} dB {word} than asked for; the bounds end there",
            words::number(mean_db)
        )
    });
    nothing.chain(rest).collect()
}

/// The response of a tone at a band, dB, without its level.
pub fn response_db(fit: &Fit, hz: Hz) -> f64 {
    fit.db(hz) - fit.level_db
}
