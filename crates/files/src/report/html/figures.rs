// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The figures: every number with its unit; those that have a place on a strip with that place.
//!
//! All strips of decibels and loudness units span 18 of them, so one decibel has one length.

use maud::{Markup, html};
use measure::{
    Measured, Severity, Target,
    metrics::{self, Metric},
};

use super::{draw::Scale, heading, marks::Mark};
use crate::report::{Report, topics, words};

/// A column of figures.
struct Group {
    name: &'static str,
    metrics: &'static [&'static str],
}

static GROUPS: &[Group] = &[
    Group {
        name: "Loudness",
        metrics: &["integrated_lufs", "short_term_max_lufs", "momentary_max_lufs", "range_lu"],
    },
    Group {
        name: "Peak and dynamics",
        metrics: &[
            "true_peak_dbtp",
            "true_peak_strict_dbtp",
            "sample_peak_dbfs",
            "plr_lu",
            "psr_min_lu",
            "psr_low_lu",
            "dr14",
            "crest_db",
        ],
    },
    Group {
        name: "Stereo and bass",
        metrics: &["correlation", "low_correlation", "mono_loss_db", "width_db", "balance_db", "dc_dbfs"],
    },
];

/// A strip: its ends, and the place on it where the number should be.
pub struct Strip {
    /// The values at both ends.
    pub ends: [f64; 2],
    /// Where the number should be.
    pub zone: Option<[f64; 2]>,
    /// Decimals of its limits; 1 leaves out those that are not needed.
    pub digits: usize,
}

/// All numbers of the song that is judged.
pub fn section(report: &Report) -> Markup {
    let (whose, measured) = match report.main_master() {
        Some(master) => ("the master", &master.measured),
        None => ("your mix", &report.measured),
    };
    let zones = report.main_target().map_or(String::new(), |target| format!("; band: zone for {}", target.name));
    html! {
        section {
            (heading("Figures", &html! { p.small.quiet { "line: " (whose) (zones) } }))
            div.figures { @for group in GROUPS { div { h3 { (group.name) } dl { (entries(group, report, measured)) } } } }
        }
    }
}

fn entries(group: &Group, report: &Report, measured: &Measured) -> Markup {
    let listed = group.metrics.iter().filter_map(|id| metrics::metric(id));
    html! { @for metric in listed { (entry(metric, report, measured)) } }
}

fn entry(metric: &Metric, report: &Report, measured: &Measured) -> Markup {
    let value = words::value(metric, measured);
    html! {
        div.figure title=(metric.help) {
            div {
                dt { (metric.name) }
                dd { @if let Some(severity) = severity(metric, report) { (Mark::of(Some(severity)).draw(14)) } (words::figure(metric, measured)) }
            }
            @if let (Some(value), Some(strip)) = (value, strip(metric.id, report.main_target())) { (strip.draw(value)) }
        }
    }
}

/// The worst finding of the subject that this number stands for.
fn severity(metric: &Metric, report: &Report) -> Option<Severity> {
    let topic = topics::ALL.iter().find(|topic| topic.metric == metric.id)?;
    let faults = report.main_master().map_or(&report.faults, |master| &master.faults);
    words::worst(faults.iter().filter(|fault| topic.owns(fault))).filter(|&severity| severity > Severity::Note)
}

/// The strip of a metric. Places come from the destination; without one a strip has none.
fn strip(id: &str, target: Option<&Target>) -> Option<Strip> {
    let ceiling = target.map(|target| [f64::NEG_INFINITY, target.ceiling_dbtp]);
    let (ends, zone) = match id {
        "integrated_lufs" => ([-24.0, -6.0], target.map(|target| target.integrated_lufs)),
        "short_term_max_lufs" => ([-24.0, -6.0], target.and_then(|target| target.short_term_lufs)),
        "momentary_max_lufs" => ([-24.0, -6.0], None),
        "true_peak_dbtp" | "true_peak_strict_dbtp" => ([-12.0, 6.0], ceiling),
        "sample_peak_dbfs" => ([-12.0, 6.0], None),
        "plr_lu" => ([2.0, 20.0], target.map(|target| [target.plr_floor_lu, f64::INFINITY])),
        "psr_min_lu" => ([2.0, 20.0], target.map(|target| [target.psr_floor_lu, f64::INFINITY])),
        "range_lu" => ([0.0, 18.0], None),
        "balance_db" => ([-9.0, 9.0], None),
        "correlation" | "low_correlation" => ([-1.0, 1.0], None),
        _ => return None,
    };
    Some(Strip { ends, zone, digits: 1 })
}

impl Strip {
    /// The strip with a line at the value; beyond an end an arrow points out there.
    pub fn draw(&self, value: f64) -> Markup {
        let share = Scale { values: self.ends, pixels: [0.0, 100.0] };
        html! {
            svg width="100%" height=(if self.zone.is_some() { 34 } else { 18 }) aria-hidden="true" {
                rect.track x="0" y="4" width="100%" height="10" rx="3" {}
                @if let Some(zone) = self.zone { (self.place(&share, zone)) }
                (self.value_line(&share, value))
            }
        }
    }

    fn value_line(&self, share: &Scale, value: f64) -> Markup {
        let x = format!("{:.2}%", share.at(value));
        html! {
            @if value < self.ends[0] { path.arrow d="M0 9 8 4V14Z" { title { "off the scale" } } }
            @else if value > self.ends[1] { svg x="100%" { path.arrow d="M0 9-8 4V14Z" { title { "off the scale" } } } }
            @else { line.value-line x1=(x) x2=(x) y1="1" y2="17" {} }
        }
    }

    /// The zone with its limits under it.
    fn place(&self, share: &Scale, zone: [f64; 2]) -> Markup {
        let [from, to] = zone.map(|edge| share.at(edge));
        let middle = f64::midpoint(from, to);
        let (x, anchor) = match (zone[0].is_finite(), zone[1].is_finite()) {
            (false, _) => (to, "end"),
            (_, false) if from > 50.0 => (to, "end"),
            (_, false) => (from, "start"),
            _ => (middle.clamp(16.0, 84.0), "middle"),
        };
        html! {
            rect.zone.strip x=(format!("{from:.2}%")) y="4" width=(format!("{:.2}%", to - from)) height="10" {}
            text x=(format!("{x:.2}%")) y="30" text-anchor=(anchor) { (self.limits(zone)) }
        }
    }

    /// "−15 to −12", "10 or more", "−1 or less".
    fn limits(&self, zone: [f64; 2]) -> String {
        let limit = |value| if self.digits == 1 { words::limit(value) } else { words::number(value, self.digits) };
        match zone.map(f64::is_finite) {
            [false, _] => format!("{} or less", limit(zone[1])),
            [_, false] => format!("{} or more", limit(zone[0])),
            _ => format!("{} to {}", limit(zone[0]), limit(zone[1])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_stands_in_one_column() {
        let listed: Vec<_> = GROUPS.iter().flat_map(|group| group.metrics).collect();
        assert!(metrics::ALL.iter().all(|metric| listed.iter().filter(|id| ***id == metric.id).count() == 1));
        assert_eq!(listed.len(), metrics::ALL.len());
    }

    #[test]
    fn one_decibel_has_one_length() {
        let strips = metrics::ALL.iter().filter(|metric| !metric.unit.is_empty());
        let spans = strips.filter_map(|metric| strip(metric.id, None)).map(|strip| strip.ends[1] - strip.ends[0]);
        assert!(spans.into_iter().all(|span| span == 18.0));
    }
}
