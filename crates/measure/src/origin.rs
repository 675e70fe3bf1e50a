// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Which track a fault of the mix comes from: the one without which it is gone.
//!
//! The checks hear the sum of the stems, and the sum without each of them. If the sum is clear, the fault
//! comes after the stems; if it is clear without one stem, that stem is the origin; if several stems
//! each clear it, they make it together. A stem that has the fault by itself is not enough to blame it:
//! a bass alone is all sub, and beneath a loud mix nobody hears the hum of a tape.

use crate::{Inspection, Inspector, Layout, Measured, Reading, checks, fault::Fault, words::counted};

/// Not the sound but the whole file or its loudness, so that no sum of stems can tell.
const UNTRACED: [&str; 3] = ["broken", "silence", "over_limited"];
/// A reading is another one if it is less than this share of the first: our own choice, as for hidden faults.
const CLEARLY_LESS: f64 = 0.75;
/// One stem is the origin, and not one of several, if without it at most this share is left of what is
/// left without the next one.
const ALONE: f64 = 0.5;

/// Where a fault comes from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// From one stem; without it the check reads this.
    Stem(usize, Reading),
    /// From these stems together: without any of them it is gone.
    Together(Vec<usize>),
    /// From behind the stems, whose sum reads this: the mix bus.
    Behind(Reading),
    /// From no single stem.
    Nowhere,
}

/// Hears the stems of a mix side by side.
pub struct Tracing {
    whole: Inspector,
    without: Vec<Inspector>,
}

/// Whether the stem that a fault comes from can be found.
pub fn is_traced(fault: &Fault) -> bool {
    !UNTRACED.contains(&fault.id) && checks::ALL.iter().any(|entry| entry.info.id == fault.id)
}

impl Tracing {
    /// Listens for these faults in so many stems.
    pub fn new(ids: &[&str], rate_hz: u32, stems: usize) -> Self {
        let inspector = || Inspector::only(ids, rate_hz, Layout::Stereo);
        Self { whole: inspector(), without: (0..stems).map(|_| inspector()).collect() }
    }

    /// The ear for the sum of all stems.
    pub fn whole(&mut self) -> &mut Inspector {
        &mut self.whole
    }

    /// The ears for the sums without one stem, in the order of the stems; each may hear on its own thread.
    pub fn without(&mut self) -> &mut [Inspector] {
        &mut self.without
    }

    /// Says where each fault comes from, by its id.
    pub fn finish(self) -> Vec<(&'static str, Origin)> {
        let conclude = |ear: Inspector| ear.conclude(&Measured::default());
        let whole = conclude(self.whole);
        let without: Vec<Inspection> = self.without.into_iter().map(conclude).collect();
        let readings = |n: usize| without.iter().map(|inspection| inspection.readings[n]).collect::<Vec<_>>();
        let of = |(n, sum): (usize, &Reading)| (sum.check.id, origin(sum, &readings(n)));
        whole.readings.iter().enumerate().map(of).collect()
    }
}

/// Where a fault comes from that the sum of the stems reads so, and the sums without each of them so.
pub fn origin(sum: &Reading, without: &[Reading]) -> Origin {
    if sum.limits < CLEARLY_LESS {
        return Origin::Behind(*sum);
    }
    let cures = |reading: &Reading| !reading.is_over() && reading.limits < CLEARLY_LESS * sum.limits;
    let mut curing: Vec<usize> = (0..without.len()).filter(|stem| cures(&without[*stem])).collect();
    curing.sort_by(|a, b| without[*a].limits.total_cmp(&without[*b].limits));
    match curing[..] {
        [] => Origin::Nowhere,
        [first] => Origin::Stem(first, without[first]),
        [first, second, ..] if without[first].limits < ALONE * without[second].limits => {
            Origin::Stem(first, without[first])
        }
        _ => Origin::Together(curing),
    }
}

impl Origin {
    /// Writes the origin into a fault; `names` are those of the stems.
    pub fn tell(&self, fault: &mut Fault, names: &[&str]) {
        let sentence = match self {
            Self::Stem(stem, without) => {
                fault.stem = Some(names[*stem].to_owned());
                format!("It comes from {}: without it the mix reads {}.", names[*stem], without.text())
            }
            Self::Together(stems) => {
                format!("It takes {}: without any one of them it is gone.", listed(stems, names))
            }
            Self::Behind(sum) => format!(
                "It is not in the stems, whose sum reads {}: look at the mix bus and what is on it.",
                sum.text()
            ),
            Self::Nowhere => "It is in several stems: no single one takes it away.".to_owned(),
        };
        fault.message = format!("{} {sentence}", fault.message);
    }
}

/// "Kick and Bass", "Kick, Bass and 3 more"
fn listed(stems: &[usize], names: &[&str]) -> String {
    match stems {
        [first, second] => format!("{} and {} together", names[*first], names[*second]),
        [first, second, more @ ..] => {
            let more = counted(more.len() as f64, "more stem", "more stems");
            format!("{}, {} and {more} together", names[*first], names[*second])
        }
        _ => names.first().map_or_else(String::new, |name| (*name).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use dsp::{math, signals};

    use super::*;
    use crate::checks::bench::{RATE_HZ, louder, music, normal};

    type Sound = Vec<Vec<f32>>;

    fn sum(stems: &[&Sound]) -> Sound {
        let frames = stems[0][0].len();
        (0..2).map(|side| (0..frames).map(|n| stems.iter().map(|stem| stem[side][n]).sum()).collect()).collect()
    }

    fn traced(id: &str, stems: &[&Sound]) -> Origin {
        let mut tracing = Tracing::new(&[id], RATE_HZ, stems.len());
        let whole = sum(stems);
        tracing.whole().push(&[&whole[0], &whole[1]]);
        for (n, ear) in tracing.without().iter_mut().enumerate() {
            let others: Vec<_> = (0..stems.len()).filter(|stem| *stem != n).map(|stem| stems[stem]).collect();
            let others = sum(&others);
            ear.push(&[&others[0], &others[1]]);
        }
        tracing.finish().remove(0).1
    }

    fn bed(seed: u64) -> Sound {
        louder(&normal(&music(seed, 9.0)), -18.0)
    }

    fn opposed_bass(gain: f64) -> Sound {
        let frames = bed(1)[0].len();
        let bass = signals::sine(RATE_HZ, 55.0, gain, 0.0, frames);
        vec![bass.clone(), bass.iter().map(|x| -x).collect()]
    }

    #[test]
    fn the_stem_without_which_it_is_gone_is_named() {
        let origin = traced("low_mono", &[&bed(1), &opposed_bass(0.4), &bed(2)]);
        assert!(matches!(origin, Origin::Stem(1, without) if !without.is_over()), "{origin:?}");
    }

    #[test]
    fn what_two_stems_only_make_together_is_told_of_both() {
        let half = |seed| louder(&normal(&music(seed, 9.0)), -1.5);
        let origin = traced("overs", &[&half(3), &bed(2), &half(3)]);
        assert!(
            matches!(&origin, Origin::Together(stems) if stems.contains(&0) && stems.contains(&2)),
            "{origin:?}"
        );
    }

    #[test]
    fn what_the_sum_does_not_have_comes_from_behind_it() {
        let origin = traced("clipping", &[&bed(1), &bed(2)]);
        assert!(matches!(origin, Origin::Behind(_)), "{origin:?}");
    }

    #[test]
    fn what_is_in_all_stems_is_in_no_single_one() {
        let right = |seed| {
            let mut sound = bed(seed);
            sound[0].iter_mut().for_each(|x| *x *= math::sample_from(0.5));
            sound
        };
        let origin = traced("balance", &[&right(1), &right(2), &right(3)]);
        assert!(matches!(origin, Origin::Nowhere), "{origin:?}");
    }

    #[test]
    fn the_fault_says_where_it_comes_from() {
        let origin = traced("low_mono", &[&bed(1), &opposed_bass(0.4), &bed(2)]);
        let mut fault = Fault {
            id: "low_mono",
            severity: crate::Severity::Watch,
            title: "The low end is wide.".to_owned(),
            message: "It is.".to_owned(),
            action: String::new(),
            spans: Vec::new(),
            amount: String::new(),
            confidence: crate::Confidence::Sure,
            stem: None,
        };
        origin.tell(&mut fault, &["Drums", "Bass", "Keys"]);
        assert_eq!(fault.stem.as_deref(), Some("Bass"));
        assert!(fault.message.contains("It comes from Bass: without it the mix reads"), "{}", fault.message);
    }
}
