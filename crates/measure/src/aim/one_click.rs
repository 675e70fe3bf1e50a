// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The fewest bounded filters that bring a mix into the zone, each with its reason.
//!
//! What is wanted of a band is the way to the nearest edge of its zone, and a little further; inside the zone
//! nothing is wanted. Since moving the middle of the spectrum moves what everything is held against, wishes
//! and filters are found in turn, until both stand still:
//!
//! ```text
//! wish = curve − beyond(mix + curve − mean of the curve from 200 Hz to 4 kHz)
//! ```
//! Below 320 Hz the filters are a bank of fixed bands, whose gains are bounded least squares (`bank`); above
//! they are free ([`crate::fit`]). A band that is inside its zone is never lifted by more than is heard, a
//! filter that is hardly missed is left out, and what does not bring the mix nearer is not done.

mod bank;
mod bounds;
mod reasons;

use dsp::{Db, Hz, Ratio, equaliser::Filter, math};

use super::{Stand, distance_db};
use crate::{
    compare::{ANCHOR_HZ, Place},
    fault::Confidence,
    fit::{Bounds, Wish, fit, usual_weight},
};

/// Where the bank ends and the free filters begin, Hz.
pub const SPLIT_HZ: f64 = 320.0;
/// So far inside the edge is aimed, dB: what the filters miss on average.
const INSET_DB: f64 = 0.3;
/// Rounds of wishing and fitting; measured: the third moves nothing by more than 0.1 dB.
const ROUNDS: usize = 3;

/// What may be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// How much of the way to the zone is gone, 0 to 1.
    pub strength: Ratio,
    /// The fixed bands below [`SPLIT_HZ`]; empty where the low end is left alone.
    pub bank: Vec<Lever>,
    /// No more free filters than this above; 0 where all above is left alone.
    pub most_filters: usize,
    /// No filter changes anything by more than this, dB.
    pub most_db: f64,
}

/// What is to be done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The bank's bands that move, from low to high.
    pub low: Vec<Move>,
    /// The free filters, from low to high.
    pub tone: Vec<Move>,
    /// Where the mix would stand then.
    pub after: Vec<Stand>,
    /// How far outside the zone the mix is, and would be, dB RMS.
    pub distance_db: [f64; 2],
    /// What was not done, and why; a sentence each.
    pub left_alone: Vec<String>,
}

/// One thing to turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Lever {
    /// What one reads: where it is, and how far it is turned.
    pub filter: Filter,
    /// The filters that sound when it is turned by 1 dB: several where a bank keeps its bands apart.
    pub each_db: Vec<Filter>,
}

/// One move, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// What is turned.
    pub lever: Lever,
    /// The reason, as the end of a sentence.
    pub reason: String,
    /// How sure the reason is.
    pub confidence: Confidence,
}

impl Lever {
    /// A filter by itself.
    pub fn free(filter: Filter) -> Self {
        Self { filter, each_db: vec![Filter { gain: Db(1.0), ..filter }] }
    }

    /// The same turned by so much.
    pub fn turned(&self, gain: Db) -> Self {
        Self { filter: Filter { gain, ..self.filter }, each_db: self.each_db.clone() }
    }

    /// How far it is turned, dB.
    pub fn gain_db(&self) -> f64 {
        self.filter.gain.0
    }

    /// By how many dB it changes a sine of this frequency.
    pub fn db(&self, hz: f64) -> f64 {
        let turned = |filter: &Filter| Filter { gain: Db(filter.gain.0 * self.gain_db()), ..*filter };
        self.each_db.iter().map(|filter| turned(filter).prototype_db(Hz(hz))).sum()
    }
}

/// Finds what to do; a plan without moves where nothing is outside, or nothing helps.
pub fn one_click(stands: &[Stand], request: &Request) -> Plan {
    let mut levers = Levers::default();
    for _ in 0..ROUNDS {
        levers = Levers::found(&wishes(stands, &levers.curve(stands), request.most_db), request);
    }
    plan(stands, &bounds::kept(levers, stands).scaled(request.strength), request)
}

/// Levers on the way to a plan.
#[derive(Clone, Debug, Default, PartialEq)]
struct Levers {
    low: Vec<Lever>,
    tone: Vec<Lever>,
}

impl Levers {
    /// What makes the wishes.
    fn found(wishes: &[Wish], request: &Request) -> Self {
        let low = bank::gains(wishes, &request.bank, request.most_db);
        let bounds = Bounds { most_filters: request.most_filters, most_db: request.most_db, most_level_db: 0.0 };
        let above = |wish: &Wish| {
            let done_db: f64 = low.iter().map(|lever| lever.db(wish.centre_hz)).sum();
            // Below the split the free filters are asked to stay away.
            let db = if wish.centre_hz < SPLIT_HZ { 0.0 } else { wish.db - done_db };
            Wish { db, ..*wish }
        };
        let fitted = fit(&wishes.iter().map(above).collect::<Vec<_>>(), &bounds).filters.into_iter();
        let kept_above = |filter: Filter| Filter { corner: Hz(filter.corner.0.max(SPLIT_HZ)), ..filter };
        Self { low, tone: fitted.map(kept_above).map(Lever::free).collect() }
    }

    fn all(&self) -> impl Iterator<Item = &Lever> {
        self.low.iter().chain(&self.tone)
    }

    fn all_mut(&mut self) -> impl Iterator<Item = &mut Lever> {
        self.low.iter_mut().chain(&mut self.tone)
    }

    /// What they do together at a frequency, dB.
    fn db(&self, hz: f64) -> f64 {
        self.all().map(|lever| lever.db(hz)).sum()
    }

    /// What they do in each band, dB.
    fn curve(&self, stands: &[Stand]) -> Vec<f64> {
        stands.iter().map(|stand| self.db(stand.centre_hz)).collect()
    }

    fn scaled(mut self, by: Ratio) -> Self {
        self.all_mut().for_each(|lever| lever.filter.gain.0 *= by.0);
        self
    }
}

/// Where a mix stands once a curve was laid over it.
pub fn moved(stands: &[Stand], curve_db: &[f64]) -> Vec<Stand> {
    let is_middle = |stand: &&Stand| (ANCHOR_HZ[0]..ANCHOR_HZ[1]).contains(&stand.centre_hz);
    let middle: Vec<f64> = stands.iter().zip(curve_db).filter(|(s, _)| is_middle(s)).map(|(_, db)| *db).collect();
    let middle_db = middle.iter().sum::<f64>() / middle.len().max(1) as f64;
    let one = |(stand, db): (&Stand, &f64)| {
        let tone_db = Place { mix: stand.tone_db.mix + db - middle_db, ..stand.tone_db };
        Stand { tone_db, ..*stand }
    };
    stands.iter().zip(curve_db).map(one).collect()
}

/// What the curve should be, from what it is: the way into the zone where a band is outside, as far as one
/// filter may go, and less far at both ends of the spectrum.
fn wishes(stands: &[Stand], curve_db: &[f64], most_db: f64) -> Vec<Wish> {
    let after = moved(stands, curve_db);
    let wish = |((before, after), now_db): ((&Stand, &Stand), &f64)| {
        let need_db = now_db + way_db(&after.tone_db);
        let is_inside = before.tone_db.beyond() == 0.0;
        let weight = usual_weight(before.centre_hz);
        let db = if is_inside { need_db.min(0.0) } else { need_db };
        let db = db.clamp(-most_db * weight, most_db * weight);
        Wish { centre_hz: before.centre_hz, db, most_db: f64::INFINITY, weight }
    };
    stands.iter().zip(&after).zip(curve_db).map(wish).collect()
}

/// The way to the nearest edge and a little inside it, dB; 0 inside.
fn way_db(place: &Place) -> f64 {
    let beyond_db = place.beyond();
    let inset_db = INSET_DB.min((place.zone[1] - place.zone[0]) / 2.0);
    if beyond_db == 0.0 { 0.0 } else { -beyond_db - math::sign(beyond_db) * inset_db }
}

fn plan(stands: &[Stand], levers: &Levers, request: &Request) -> Plan {
    let found = explained(stands, levers);
    let [before_db, after_db] = found.distance_db;
    if after_db < before_db {
        return Plan { left_alone: reasons::left_alone(stands, &found.after, request), ..found };
    }
    let left_alone = reasons::left_alone(stands, stands, request);
    Plan { left_alone, ..explained(stands, &Levers::default()) }
}

/// What levers do to a mix, each with its reason.
fn explained(stands: &[Stand], levers: &Levers) -> Plan {
    let after = moved(stands, &levers.curve(stands));
    let one = |lever: &Lever| reasons::explained(lever, stands, &after);
    Plan {
        low: levers.low.iter().map(one).collect(),
        tone: levers.tone.iter().map(one).collect(),
        distance_db: [stands, &after].map(distance_db),
        left_alone: Vec::new(),
        after,
    }
}

impl Plan {
    /// The same moves, each a share of what it was, on a mix that stands so.
    pub fn scaled(&self, stands: &[Stand], share: Ratio) -> Self {
        let levers = |moves: &[Move]| moves.iter().map(|one| one.lever.clone()).collect();
        let levers = Levers { low: levers(&self.low), tone: levers(&self.tone) }.scaled(share);
        Self { left_alone: self.left_alone.clone(), ..explained(stands, &levers) }
    }

    /// Every filter, from low to high.
    pub fn moves(&self) -> impl Iterator<Item = &Move> {
        self.low.iter().chain(&self.tone)
    }

    /// Whether it leaves the sound as it is.
    pub fn is_neutral(&self) -> bool {
        self.moves().next().is_none()
    }

    /// The largest gain, dB, up or down; 0 without moves.
    pub fn most_db(&self) -> f64 {
        self.moves().map(|one| one.lever.gain_db().abs()).fold(0.0, f64::max)
    }

    /// What it does at a frequency, dB.
    pub fn db(&self, hz: f64) -> f64 {
        self.moves().map(|one| one.lever.db(hz)).sum()
    }
}

#[cfg(test)]
mod tests;
