// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The few subjects that every check and every number belongs to: the lights on top of the page,
//! and the test cases of a build server.

use measure::{Fault, Measured, Target};

/// A subject a musician thinks in.
pub struct Topic {
    /// Its name, as written under its light.
    pub name: &'static str,
    /// The number that stands for it.
    pub metric: &'static str,
    /// The checks that belong to it, by [`Fault::id`].
    pub checks: &'static [&'static str],
    /// What is said if nothing was found.
    pub fine: &'static str,
    /// Where the destination wants the number, lowest and highest; `None` if no destination asks.
    pub place: Option<fn(&Target) -> [f64; 2]>,
}

/// All subjects, in the order of the page.
pub static ALL: &[Topic] = &[
    Topic {
        name: "Peak",
        metric: "true_peak_dbtp",
        checks: &["true_peak", "ceiling", "overs", "clipping", "broken", "offset", "clicks", "dropout"],
        fine: "holds the ceiling",
        place: Some(|target| [f64::NEG_INFINITY, target.ceiling_dbtp]),
    },
    Topic {
        name: "Loudness",
        metric: "integrated_lufs",
        checks: &["loudness", "integrated", "short_term", "silence", "noise_floor"],
        fine: "inside the zone",
        place: Some(|target| target.integrated_lufs),
    },
    Topic { name: "Range", metric: "range_lu", checks: &[], fine: "no limit set", place: None },
    Topic {
        name: "Dynamics",
        metric: "psr_min_lu",
        checks: &["over_limited", "psr", "plr", "dynamics"],
        fine: "room to breathe",
        place: Some(|target| [target.psr_floor_lu, f64::INFINITY]),
    },
    Topic {
        name: "Stereo",
        metric: "correlation",
        checks: &["polarity", "balance", "correlation", "mono", "mono_loss", "delay"],
        fine: "folds well",
        place: None,
    },
    Topic {
        name: "Bass",
        metric: "low_correlation",
        checks: &["low_mono", "sub", "hum"],
        fine: "in the middle",
        place: None,
    },
    Topic {
        name: "Tone",
        metric: "",
        checks: &["tone", "resonance", "harshness"],
        fine: "like the reference",
        place: None,
    },
];

/// The name under which checks without a subject are filed.
pub const OTHER: &str = "Other";

impl Topic {
    /// Whether this fault belongs here.
    pub fn owns(&self, fault: &Fault) -> bool {
        self.checks.contains(&fault.id)
    }

    /// What stands for it, with unit; PSR and correlation carry their letters.
    pub fn figure(&self, measured: &Measured) -> Option<String> {
        let metric = measure::metrics::metric(self.metric)?;
        super::words::value(metric, measured)?;
        let text = super::words::figure(metric, measured);
        Some(match self.metric {
            "psr_min_lu" => format!("PSR {text}"),
            "correlation" | "low_correlation" => format!("ρ {text}"),
            _ => text,
        })
    }
}

/// A number that reads like its limit is within it, in the metric's unit.
const ROUNDING: f64 = 0.05;

impl Topic {
    /// Whether the number is where the destination wants it; `None` if the one or the other is not known.
    pub fn fits(&self, measured: &Measured, target: Option<&Target>) -> Option<bool> {
        let value = super::words::value(measure::metrics::metric(self.metric)?, measured)?;
        let [low, high] = self.place?(target?);
        Some(value >= low - ROUNDING && value <= high + ROUNDING)
    }
}

/// The subject of a fault; `None` for a check that no subject names.
pub fn topic(fault: &Fault) -> Option<&'static Topic> {
    ALL.iter().find(|topic| topic.owns(fault))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_light_shows_a_number_that_exists() {
        let known = |topic: &Topic| topic.metric.is_empty() || measure::metrics::metric(topic.metric).is_some();
        assert!(ALL.iter().all(known));
    }

    #[test]
    fn every_check_has_a_subject_and_a_line_in_the_manual() {
        let manual = include_str!("../../../../docs/manual/checks.md");
        for entry in measure::checks::ALL {
            let id = entry.info.id;
            assert!(ALL.iter().any(|topic| topic.checks.contains(&id)), "{id} has no subject");
            assert!(manual.contains(&format!("| `{id}` |")), "{id} is not in the manual");
        }
    }

    #[test]
    fn no_check_belongs_to_two_subjects() {
        let mut checks: Vec<_> = ALL.iter().flat_map(|topic| topic.checks).collect();
        let count = checks.len();
        checks.sort_unstable();
        checks.dedup();
        assert_eq!(checks.len(), count);
    }
}
