// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A report on the terminal: the verdict, the numbers that matter, what is not fine.

use files::report::{Master, Outcome, Report};
use measure::{Fault, Measured, Severity, Target, fault::clock, metrics};

use crate::{
    beneath, changes,
    findings::paragraphs,
    terminal::{faint, mark, paragraph, print, strong, table},
};

/// The numbers a glance needs; the rest is in the report and the JSON.
pub const GLANCE: [&str; 8] = [
    "integrated_lufs",
    "short_term_max_lufs",
    "range_lu",
    "true_peak_dbtp",
    "true_peak_strict_dbtp",
    "plr_lu",
    "psr_min_lu",
    "low_correlation",
];
/// More than this scrolls away.
const MOST_FAULTS: usize = 6;

/// Prints the verdict on one song.
pub fn show(report: &Report) {
    let mut text = headline(report);
    text += &report.beneath.as_ref().map_or_else(String::new, beneath::text);
    if let Some(since) = &report.since {
        text += &format!("{}\n", changes::text(since));
    }
    text += &table(&glance(&report.measured, report.target.as_ref()));
    text += &faults(&report.faults);
    print(&(text + "\n"));
}

/// Prints the verdict on a song and its masters.
pub fn show_masters(report: &Report) {
    let mut text = headline(report).trim_end().to_owned() + "\n";
    text += &faults(&report.faults);
    text += "\n";
    text += &table(&masters(report));
    for master in &report.masters {
        text += &master_notes(master);
    }
    print(&(text + "\n"));
}

/// The sentence on top, the file, and what to do first.
pub fn headline(report: &Report) -> String {
    let input = &report.input;
    let channels = match input.channels {
        1 => "mono".to_owned(),
        2 => "stereo".to_owned(),
        more => format!("{more} channels"),
    };
    let going = report.target.as_ref().map_or(String::new(), |target| format!(" · for {}", target.name));
    let rate = f64::from(input.rate_hz) / 1000.0;
    let about =
        format!("{} · {} · {} · {rate} kHz {channels}{going}", input.path, clock(input.seconds), input.format);
    let mut text = format!("{} {}\n", mark(report.verdict.worst), strong(&report.verdict.headline));
    text += &format!("  {}\n", faint(&about));
    if !report.verdict.next.is_empty() {
        text += &paragraph(&report.verdict.next, 2);
    }
    text + "\n"
}

fn glance(measured: &Measured, target: Option<&Target>) -> Vec<Vec<String>> {
    let known = GLANCE.iter().filter_map(|id| metrics::metric(id));
    known
        .filter(|metric| (metric.value)(measured).is_some() || metric.id == "integrated_lufs")
        .map(|metric| {
            let asked = target.and_then(|target| asked(metric.id, target)).unwrap_or_default();
            vec![metric.name.to_owned(), metric.text(measured), faint(&asked)]
        })
        .collect()
}

/// What a destination asks of a number.
fn asked(id: &str, target: &Target) -> Option<String> {
    let range = |[low, high]: [f64; 2]| format!("{low:.1} to {high:.1}");
    let text = match id {
        "integrated_lufs" => range(target.integrated_lufs),
        "short_term_max_lufs" => range(target.short_term_lufs?),
        "true_peak_dbtp" => format!("{:.1} at most", target.ceiling_dbtp),
        "plr_lu" => format!("{:.1} or more", target.plr_floor_lu),
        "psr_min_lu" => format!("{:.1} or more", target.psr_floor_lu),
        _ => return None,
    };
    Some(text.replace('-', "−"))
}

fn faults(faults: &[Fault]) -> String {
    let told: Vec<_> = faults.iter().filter(|fault| fault.severity > Severity::Note).collect();
    let mut text: String = told.iter().take(MOST_FAULTS).map(|fault| paragraphs(fault)).collect();
    if told.len() > MOST_FAULTS {
        text +=
            &format!("\n  {}\n", faint(&format!("and {} more in the report (--html)", told.len() - MOST_FAULTS)));
    }
    text
}

fn masters(report: &Report) -> Vec<Vec<String>> {
    let head = ["", "gain", "integrated", "true peak", "PSR, least", "file"].map(str::to_owned).to_vec();
    let value =
        |id: &str, measured: &Measured| metrics::metric(id).map_or(String::new(), |metric| metric.text(measured));
    let row = |master: &Master| {
        let open = !master.verified || master.outcome != Outcome::Reached;
        let worst = master.faults.iter().map(|fault| fault.severity).max().max(open.then_some(Severity::Watch));
        let worst = worst.filter(|worst| *worst > Severity::Note);
        vec![
            format!("{} {}", mark(worst), master.target.name),
            format!("{:+.1} dB", master.gain_db).replace('-', "−"),
            value("integrated_lufs", &master.measured),
            value("true_peak_strict_dbtp", &master.measured),
            value("psr_min_lu", &master.measured),
            if master.verified { "verified".to_owned() } else { "not verified".to_owned() },
        ]
    };
    std::iter::once(head).chain(report.masters.iter().map(row)).collect()
}

fn master_notes(master: &Master) -> String {
    let mut text = String::new();
    if let Outcome::Unreachable { at_most_lufs, bounded_by } = &master.outcome {
        let at_most = format!("{at_most_lufs:.1}").replace('-', "−");
        let sentence =
            format!("{}: unreachable, at most {at_most} LUFS, bounded by {bounded_by}.", master.target.name);
        text += &format!("\n{}", paragraph(&sentence, 2));
    }
    for fault in master.faults.iter().filter(|fault| fault.severity > Severity::Note) {
        text +=
            &format!("\n{}", paragraph(&format!("{}: {} {}", master.target.name, fault.message, fault.action), 2));
    }
    text
}
