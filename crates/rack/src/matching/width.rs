// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Width: filters on the side alone, where they make nothing worse.
//!
//! Narrowing is always safe. Widening is not: it takes from the sound in mono and lifts whatever
//! noise the side holds. So a band is never made wider than the record, nor than [`WIDEST_DB`], not at all
//! below [`LOW_HZ`], and only where both songs really have a side. What the filters overshoot is taken
//! back from the whole side, so the bounds hold in every band that counts.

use dsp::equaliser::Filter;
use measure::{
    MidSide,
    fit::{Bounds, Fit, Wish, fit},
    mid_side::is_compared,
};

use super::{Move, Pair, Request, mean_around, moves, stretches, tone::response_db, words};

/// Not made wider than this, side against mid, dB: then mono keeps all but 1.8 dB of the sound.
const WIDEST_DB: f64 = -3.0;
/// Bass from the sides costs headroom and is lost on vinyl, in clubs and in mono.
const LOW_HZ: f64 = 120.0;
/// A record's side this far below its mid is the noise of a codec or of a converter, dB.
const UNTRUSTED_DB: f64 = -30.0;
/// A mix's side this far below its mid holds nothing to lift, dB.
const EMPTY_DB: f64 = -35.0;
/// Where a filter overshoots what is safe, the band counts so much more in the next of some tries.
const INSIST: f64 = 5.0;
const TRIES: usize = 5;
/// An overshoot nobody hears, dB.
const UNHEARD_DB: f64 = 0.1;
/// What was refused is worth a sentence from here, dB.
const WORTH_SAYING_DB: f64 = 1.5;

/// What happens to the width.
#[derive(Default)]
pub struct Width {
    pub moves: Vec<Move>,
    pub side_db: f64,
    pub side_reason: String,
    pub left_alone: Vec<String>,
}

pub fn width(songs: [&MidSide; 2], bands: &[Pair], tone: &Fit, request: &Request) -> Width {
    if let Some(sentence) = refusal(songs) {
        return Width { left_alone: vec![sentence.to_owned()], ..Width::default() };
    }
    let [mix, record] = songs;
    let means = [mix.mid_mean_db(), record.mid_mean_db()];
    let compared = || bands.iter().filter(|pair| is_compared(pair.centre_hz));
    let tone_mean_db =
        compared().map(|pair| response_db(tone, pair.hz())).sum::<f64>() / compared().count() as f64;
    let missing_db = |pair: &Pair| {
        let apart = (pair.record.side_db - means[1]) - (pair.mix.side_db - means[0]);
        request.amount.0 * apart - (response_db(tone, pair.hz()) - tone_mean_db)
    };
    let fit = safe_fit(bands, &missing_db, request);
    let squares =
        |left_db: &dyn Fn(&Pair) -> f64| compared().map(|pair| left_db(pair) * left_db(pair)).sum::<f64>();
    if squares(&|pair| missing_db(pair) - fit.db(pair.hz())) > squares(&missing_db) {
        let sentence = "Width: what is safe would not bring it nearer to the record, so it stays";
        return Width { left_alone: vec![sentence.to_owned()], ..Width::default() };
    }
    Width {
        moves: moves(&fit, |filter| reason(bands, filter)),
        side_db: fit.level_db,
        side_reason: side_reason(bands, fit.level_db),
        left_alone: left_alone(bands),
    }
}

fn refusal([mix, record]: [&MidSide; 2]) -> Option<&'static str> {
    match (mix.is_mono(), record.is_mono()) {
        (true, _) => Some("Width: the mix is mono, and width cannot be made from nothing"),
        (_, true) => Some("Width: the record is mono, so the mix keeps its own width"),
        _ => None,
    }
}

/// By how much a band may be made wider, dB.
fn allowed_db(pair: &Pair) -> f64 {
    let [mix_db, record_db] = [pair.mix.width_db(), pair.record.width_db()];
    let trusted = pair.centre_hz >= LOW_HZ && record_db > UNTRUSTED_DB && mix_db > EMPTY_DB;
    if trusted { (record_db.min(WIDEST_DB) - mix_db).max(0.0) } else { 0.0 }
}

fn safe_fit(bands: &[Pair], missing_db: &dyn Fn(&Pair) -> f64, request: &Request) -> Fit {
    let wish = |pair: &Pair| Wish {
        centre_hz: pair.centre_hz,
        db: missing_db(pair).clamp(-request.most_db, request.most_db.min(allowed_db(pair))),
        weight: pair.weight,
    };
    let mut wishes: Vec<Wish> = bands.iter().map(wish).collect();
    let bounds = Bounds {
        most_filters: request.most_filters.div_ceil(2),
        most_db: request.most_db,
        most_level_db: request.most_db,
    };
    let overshoot_db = |fit: &Fit, pair: &Pair| fit.db(pair.hz()) - allowed_db(pair);
    let counts = |pair: &&Pair| pair.weight > 0.0;
    let mut found = fit(&wishes, &bounds);
    for _ in 1..TRIES {
        for (wish, pair) in wishes.iter_mut().zip(bands) {
            if overshoot_db(&found, pair) > UNHEARD_DB {
                wish.weight *= INSIST;
            }
        }
        found = fit(&wishes, &bounds);
    }
    let worst_db = bands.iter().filter(counts).map(|pair| overshoot_db(&found, pair)).fold(0.0, f64::max);
    found.level_db -= worst_db;
    found
}

/// How much wider the record is around a filter, in words.
fn reason(bands: &[Pair], filter: &Filter) -> String {
    let wider_db = mean_around(bands, filter, |pair| pair.record.width_db() - pair.mix.width_db());
    let (wider_db, place) = (wider_db.unwrap_or(0.0), words::place(filter));
    if wider_db * filter.gain.0 > 0.0 && wider_db.abs() >= 0.5 {
        let word = if wider_db > 0.0 { "wider" } else { "narrower" };
        format!("the record is {} dB {word} {place}", words::number(wider_db.abs()))
    } else {
        "evens out what the filters beside it do".to_owned()
    }
}

fn side_reason(bands: &[Pair], level_db: f64) -> String {
    let counted = || bands.iter().filter(|pair| pair.weight > 0.0);
    let wider = counted().map(|pair| pair.record.width_db() - pair.mix.width_db()).sum::<f64>();
    let wider_db = wider / counted().count().max(1) as f64;
    let word = if wider_db > 0.0 { "wider" } else { "narrower" };
    match level_db {
        0.0 => String::new(),
        level if level * wider_db > 0.0 => {
            format!("the record is {} dB {word} on the whole", words::number(wider_db.abs()))
        }
        _ => "keeps the filters on the side within what is safe".to_owned(),
    }
}

fn left_alone(bands: &[Pair]) -> Vec<String> {
    let refused_db = |pair: &Pair| pair.record.width_db() - pair.mix.width_db() - allowed_db(pair);
    let is_refused = |pair: &Pair| pair.weight > 0.0 && refused_db(pair) > WORTH_SAYING_DB;
    let why = |pair: &Pair| match pair {
        pair if pair.centre_hz < LOW_HZ => "nothing is made wider below 120 Hz",
        pair if pair.mix.width_db() <= EMPTY_DB => "the mix is mono there, and width cannot be made from nothing",
        pair if pair.record.width_db() <= UNTRUSTED_DB => "the record's side is no more than noise there",
        _ => "wider would cost too much in mono",
    };
    let runs = stretches(bands, is_refused);
    let same = runs.into_iter().flat_map(|run| run.chunk_by(|a, b| why(a) == why(b)));
    let sentence = |run: &[Pair]| {
        let mean_db = run.iter().map(refused_db).sum::<f64>() / run.len() as f64;
        let [stretch, wider] = [words::stretch(run), words::number(mean_db)];
        Some(format!("{stretch}: the record stays {wider} dB wider; {}", why(run.first()?)))
    };
    same.filter_map(sentence).collect()
}
