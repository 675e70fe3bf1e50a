// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Whose peaks make the limiter work?
//!
//! The mix is the sum of its stems, so at its highest sample `p` in every 10 ms each stem adds a part
//! `c_k`, and the parts are the peak: `p = Σ c_k`. A limiter is *triggered* where it takes away more than
//! 0.5 dB and that is 0.5 dB deeper than it was on its way back: each such fall is one trigger, and the
//! stem with the largest part of the peak at its lowest point has made it. Ripples while it comes back
//! count as little as the way back itself.
//! Everything is a ratio, so that the answer is the same at any volume that makes the limiter work as hard.
//! Peaks are those in front of the chain: where effects before the limiter move peaks, they can differ.

use dsp::{
    Db, math,
    units::{db_from_gain, gain_from_db},
};

/// Less reduction than this is no work, dB: what `master` counts as limiting too.
const WORKS_DB: f32 = -0.5;
/// The peak that a reduction answers is at most one hop away: the limiter looks ahead by less.
const NEAR_HOPS: usize = 1;
/// Fewer triggers have no shares worth a number.
const ENOUGH_TRIGGERS: usize = 10;
/// Of two stems each is all the others.
const ENOUGH_STEMS: usize = 3;
/// A thousandth of the power: what a 16-bit copy of a mix leaves is far less, another sound far more.
const NOTHING_LEFT: f64 = 1e-3;

/// What every stem adds to the peaks of the mix, 10 ms by 10 ms.
#[derive(Clone, Debug, Default)]
pub struct Contributions {
    stems: usize,
    /// The peak of the mix in each hop.
    peaks: Vec<f32>,
    /// The parts of each hop, stem after stem.
    parts: Vec<f32>,
}

/// Where the limiter was triggered, and by whom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Triggers {
    /// Every trigger in order of time.
    pub events: Vec<Event>,
    /// The share of time in which more than 0.5 dB is taken away, 0 to 1.
    pub duty: f64,
    /// The reduction that 95 % of the time is not exceeded, dB (0 or negative).
    pub p95_db: f64,
}

/// One trigger.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// The hop with the peak.
    pub hop: usize,
    /// The reduction there, dB (negative).
    pub reduction_db: f64,
    /// The stem with the largest part of the peak.
    pub stem: usize,
}

impl Contributions {
    /// Nothing heard yet of so many stems.
    pub fn new(stems: usize) -> Self {
        Self { stems, ..Self::default() }
    }

    /// Hears the next 10 ms: the sum of the stems, and each of them, all on two channels.
    pub fn push<'a>(&mut self, sum: [&[f32]; 2], stems: impl Iterator<Item = [&'a [f32]; 2]>) {
        let [left, right] = sum.map(highest);
        let (side, (frame, peak)) = if left.1.abs() >= right.1.abs() { (0, left) } else { (1, right) };
        let sign = 1.0_f32.copysign(peak);
        self.peaks.push(peak.abs());
        self.parts.extend(stems.map(|stem| sign * stem[side].get(frame).copied().unwrap_or(0.0)));
    }

    /// Whether a stem is the sum of all the others: half of every peak is its own.
    pub fn is_all_others(&self, stem: usize) -> bool {
        let (mut left, mut all) = (0.0, 0.0);
        for (hop, peak) in self.peaks.iter().enumerate() {
            let missing = f64::from(peak - 2.0 * self.parts(hop)[stem]);
            left += missing * missing;
            all += f64::from(peak * peak);
        }
        self.stems >= ENOUGH_STEMS && all > 0.0 && left < NOTHING_LEFT * all
    }

    fn parts(&self, hop: usize) -> &[f32] {
        &self.parts[hop * self.stems..(hop + 1) * self.stems]
    }

    /// The hop with the highest peak near a hop.
    fn nearest_peak(&self, hop: usize) -> Option<usize> {
        let near = hop.saturating_sub(NEAR_HOPS)..(hop + NEAR_HOPS + 1).min(self.peaks.len());
        near.max_by(|a, b| self.peaks[*a].total_cmp(&self.peaks[*b]))
    }
}

impl Triggers {
    /// Finds the triggers in the reduction of every 10 ms.
    pub fn new(reduction_db: &[f32], contributions: &Contributions) -> Self {
        let working = reduction_db.iter().filter(|reduction| **reduction < WORKS_DB).count();
        let mut sorted = reduction_db.to_vec();
        sorted.sort_by(f32::total_cmp);
        let events = deepest(reduction_db).into_iter().filter_map(|hop| {
            let peak = contributions.nearest_peak(hop)?;
            let stem = largest(contributions.parts(peak).iter().copied())?;
            Some(Event { hop: peak, reduction_db: f64::from(reduction_db[hop]), stem })
        });
        Self {
            events: events.collect(),
            duty: working as f64 / reduction_db.len().max(1) as f64,
            p95_db: sorted.get(sorted.len() / 20).map_or(0.0, |reduction| f64::from(*reduction)),
        }
    }

    /// The share of a stem in the triggers, 0 to 1; nothing where there were too few to say.
    pub fn share(&self, stem: usize) -> Option<f64> {
        let own = self.events.iter().filter(|event| event.stem == stem).count();
        (self.events.len() >= ENOUGH_TRIGGERS).then(|| own as f64 / self.events.len() as f64)
    }

    /// The share a stem would have, turned by so many decibels.
    ///
    /// A peak that no longer needs 0.5 dB of reduction triggers nothing.
    pub fn share_when_turned(&self, stem: usize, gain_db: f64, contributions: &Contributions) -> f64 {
        let gain = math::sample_from(gain_from_db(Db(gain_db)));
        let (mut left, mut own) = (0_u64, 0_u64);
        for event in &self.events {
            let parts = contributions.parts(event.hop);
            let peak = contributions.peaks[event.hop];
            let turned_db = db_from_gain(f64::from((peak + (gain - 1.0) * parts[stem]) / peak)).0;
            if event.reduction_db - turned_db < f64::from(WORKS_DB) {
                left += 1;
                let turned = parts.iter().enumerate().map(|(n, part)| if n == stem { gain * part } else { *part });
                own += u64::from(largest(turned) == Some(stem));
            }
        }
        own as f64 / left.max(1) as f64
    }
}

/// The lowest points of all falls by more than the limiter's least work.
fn deepest(reduction_db: &[f32]) -> Vec<usize> {
    let (mut found, mut least, mut low) = (Vec::new(), 0.0_f32, None::<usize>);
    for (hop, here) in reduction_db.iter().copied().enumerate() {
        match low {
            // Falling: a lower point takes over, a clear way back ends the fall.
            Some(at) if here <= reduction_db[at] => low = Some(hop),
            Some(at) if here > reduction_db[at] - WORKS_DB => {
                found.push(at);
                (least, low) = (here, None);
            }
            Some(_) => {}
            None if here < least + WORKS_DB => low = Some(hop),
            None => least = least.max(here),
        }
    }
    found.extend(low);
    found
}

/// The frame and value of the sample farthest from zero.
fn highest(samples: &[f32]) -> (usize, f32) {
    let farthest = samples.iter().enumerate().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
    farthest.map_or((0, 0.0), |(frame, sample)| (frame, *sample))
}

fn largest(parts: impl Iterator<Item = f32>) -> Option<usize> {
    parts.enumerate().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A second: stem 0 hits every tenth hop, stem 1 lies under it and hits alone in hop 55.
    fn heard() -> Contributions {
        let mut contributions = Contributions::new(2);
        for hop in 0..100 {
            let kick = if hop % 10 == 0 { [0.0, -0.9] } else { [0.0; 2] };
            let pad = if hop == 55 { [0.8, 0.0] } else { [0.1, -0.1] };
            let sum = [kick[0] + pad[0], kick[1] + pad[1]];
            contributions.push([&sum, &sum], [[&kick[..]; 2], [&pad[..]; 2]].into_iter());
        }
        contributions
    }

    /// The limiter falls at each of those hops and comes back over three.
    fn reduction() -> Vec<f32> {
        let since = |hop: usize| if hop == 55 { 0 } else { hop % 10 };
        (0..100).map(|hop| [-3.0, -2.0, -1.0].get(since(hop)).copied().unwrap_or(0.0)).collect()
    }

    #[test]
    fn every_fall_is_one_trigger_and_belongs_to_the_largest_part_of_its_peak() {
        let triggers = Triggers::new(&reduction(), &heard());
        assert_eq!(triggers.events.len(), 11);
        assert_eq!(triggers.share(0), Some(10.0 / 11.0));
        assert_eq!(triggers.share(1), Some(1.0 / 11.0));
        assert!((triggers.duty - 0.31).abs() < 1e-9, "{triggers:?}");
    }

    #[test]
    fn ripples_on_the_way_back_are_no_triggers() {
        let ripple = |hop: usize| if hop.is_multiple_of(2) { 0.2 } else { 0.0 };
        let fall = |hop: usize| math::sample_from(ripple(hop) - 6.0 * math::exp(-((hop % 20) as f64) / 6.0));
        let reduction: Vec<f32> = (0..100).map(|hop| fall(hop).min(0.0)).collect();
        assert_eq!(deepest(&reduction), [0, 20, 40, 60, 80]);
    }

    #[test]
    fn a_stem_that_is_turned_down_far_enough_triggers_nothing() {
        let triggers = Triggers::new(&reduction(), &heard());
        assert!(triggers.share_when_turned(0, -1.0, &heard()) > 0.9);
        assert!(triggers.share_when_turned(0, -4.0, &heard()) < 0.01);
    }

    #[test]
    fn without_reduction_there_is_nobody_to_name() {
        let triggers = Triggers::new(&[0.0; 100], &heard());
        assert_eq!((triggers.share(0), triggers.duty, triggers.p95_db), (None, 0.0, 0.0));
    }
}
