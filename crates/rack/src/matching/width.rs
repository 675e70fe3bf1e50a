// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Width: filters on the side alone, where they make nothing worse.
//!
//! Narrowing is always safe. Widening is not: it takes from the sound in mono and lifts whatever
//! noise the side holds. So a band is never made wider than the record, nor than [`WIDEST_DB`], not at all
//! below [`LOW_HZ`], and only where both songs really have a side. Two things are no widening: giving back
//! to the side what the tone takes from it, and the skirt of a filter where the side stays [`EMPTY_DB`] below
//! the mid. What the filters overshoot is taken back from the whole side, so the bounds hold in every band
//! that counts.

use dsp::{Hz, equaliser::Filter};
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
/// Where no more than this is allowed, nothing is made wider, dB.
const UNHEARD_DB: f64 = 0.5;
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
    let sides = Sides::new(songs, bands, tone, request);
    let fit = sides.safe_fit();
    if sides.left_square(&fit) > sides.left_square(&Fit::default()) {
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
    if trusted { room_db(pair) } else { 0.0 }
}

/// By how much a band lies under the record's width and the widest there is, dB.
fn room_db(pair: &Pair) -> f64 {
    (pair.record.width_db().min(WIDEST_DB) - pair.mix.width_db()).max(0.0)
}

/// What the sides lack, band by band, once the tone has done its part.
struct Sides<'a> {
    request: &'a Request,
    bands: &'a [Pair],
    /// By how much the tone moves each band against the mean of all, dB.
    toned_db: Vec<f64>,
    /// By how much each band is to be moved, dB.
    missing_db: Vec<f64>,
}

impl<'a> Sides<'a> {
    fn new(songs: [&MidSide; 2], bands: &'a [Pair], tone: &Fit, request: &'a Request) -> Self {
        let means = songs.map(MidSide::mid_mean_db);
        let response = |pair: &Pair| response_db(tone, pair.hz());
        let compared = || bands.iter().filter(|pair| is_compared(pair.centre_hz));
        let mean_db = compared().map(response).sum::<f64>() / compared().count().max(1) as f64;
        let toned_db: Vec<f64> = bands.iter().map(|pair| response(pair) - mean_db).collect();
        let apart_db = |pair: &Pair| (pair.record.side_db - means[1]) - (pair.mix.side_db - means[0]);
        let missing = bands.iter().zip(&toned_db).map(|(pair, toned)| request.amount.0 * apart_db(pair) - toned);
        Self { request, bands, missing_db: missing.collect(), toned_db }
    }

    fn safe_fit(&self) -> Fit {
        let Request { most_filters, most_db, .. } = *self.request;
        let wishes: Vec<Wish> = (0..self.bands.len()).map(|n| self.wish(n)).collect();
        let bounds = Bounds { most_filters: most_filters.div_ceil(2), most_db, most_level_db: most_db };
        let mut found = fit(&wishes, &bounds);
        let counted = wishes.iter().filter(|wish| wish.weight > 0.0);
        let overshoot_db = counted.map(|wish| found.db(Hz(wish.centre_hz)) - wish.most_db);
        found.level_db -= overshoot_db.fold(0.0, f64::max);
        found
    }

    fn wish(&self, n: usize) -> Wish {
        let (pair, most_db) = (&self.bands[n], self.request.most_db);
        let given_back_db = (-self.toned_db[n]).min(room_db(pair)).max(0.0);
        let allowed_db = allowed_db(pair).max(given_back_db).min(most_db);
        Wish {
            centre_hz: pair.centre_hz,
            db: self.missing_db[n].clamp(-most_db, allowed_db),
            most_db: allowed_db.max(EMPTY_DB - pair.mix.width_db()),
            weight: pair.weight,
        }
    }

    /// What stays of the difference in the bands that are compared, dB².
    fn left_square(&self, fit: &Fit) -> f64 {
        let compared = self.bands.iter().zip(&self.missing_db).filter(|(pair, _)| is_compared(pair.centre_hz));
        compared.map(|(pair, missing)| missing - fit.db(pair.hz())).map(|left| left * left).sum()
    }
}

/// How much wider the record is around a filter, in words.
fn reason(bands: &[Pair], filter: &Filter) -> String {
    let wider_db = mean_around(bands, filter, |pair| pair.record.width_db() - pair.mix.width_db());
    let (wider_db, place) = (wider_db.unwrap_or(0.0), words::place(filter));
    let allowed_db = mean_around(bands, filter, allowed_db).unwrap_or(0.0);
    if filter.gain.0 > 0.0 && allowed_db < UNHEARD_DB {
        format!("gives back what the tone takes from the sides {place}")
    } else if wider_db * filter.gain.0 > 0.0 && wider_db.abs() >= 0.5 {
        let word = if wider_db > 0.0 { "wider" } else { "narrower" };
        format!("the record is {} dB {word} {place}", words::number(wider_db.abs()))
    } else {
        "keeps the filters beside it within what is safe".to_owned()
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
