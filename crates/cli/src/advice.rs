// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Advice on the terminal: each knob with its range, where it stands, and why.

use files::report::Report;
use measure::fault::clock;
use rack::{Spec, analyse::Range};

use crate::terminal::{faint, mark, paragraph, print, strong};

/// Prints where the knobs belong.
pub fn show(report: &Report) {
    let Some(analysis) = &report.analysis else { return };
    let destination = report.target.as_ref().map_or("", |target| target.name.as_str());
    let [from, to] = [analysis.passage.from_s, analysis.passage.to_s].map(clock);
    let mut text = format!(
        "{} {}\n\n",
        strong(&format!("{} for {destination}", report.title)),
        faint(&format!("· from the passage {from} to {to}"))
    );
    for range in &analysis.ranges {
        if let Some(spec) = analysis.advised.entry.params.iter().find(|spec| spec.id == range.knob) {
            text += &line(range, spec);
        }
    }
    text += &end(report);
    print(&(text + "\n"));
}

fn line(range: &Range, spec: &Spec) -> String {
    let fine = range.direction() == "fine";
    let shown = |value: f64| spec.domain.text_from(value);
    let ends = if shown(range.low) == shown(range.high) {
        shown(range.aim)
    } else {
        format!("{} … {}", shown(range.low), shown(range.high))
    };
    let step = if fine { String::new() } else { format!(", {} to {}", range.direction(), shown(range.aim)) };
    let sign = mark((!fine).then_some(measure::Severity::Watch));
    let head = format!("{sign} {:<15} {ends:<26} now {}{step}", spec.name, shown(range.present));
    let limit = range.limit.as_ref().map_or_else(String::new, |limit| format!(" Limit: {limit}."));
    let why = format!("{}{limit} ({})", range.reason, range.confidence.word());
    format!("{head}\n{}", faint_paragraph(&why))
}

fn faint_paragraph(text: &str) -> String {
    paragraph(text, 4).lines().fold(String::new(), |all, line| all + &faint(line) + "\n")
}

fn end(report: &Report) -> String {
    let mut text = String::new();
    if let Some((bounded_by, analysis)) = report.analysis.as_ref().and_then(|a| Some((a.bounded_by.as_ref()?, a)))
    {
        let at_most = format!("{:.1}", analysis.lufs).replace('-', "−");
        text += &format!(
            "\n{}",
            paragraph(&format!("Unreachable: at most {at_most} LUFS, bounded by {bounded_by}."), 2)
        );
    }
    if let Some((cost, knee)) = report.cost.as_ref().and_then(|cost| Some((cost, cost.knee?))) {
        let point = cost.points[knee];
        let sentence = format!(
            "The knee: from {:.0} LUFS on ({:+.1} dB of gain), loudness is paid with dynamics; the picture is in --html.",
            point.lufs, point.drive_db
        );
        text += &format!("\n{}", paragraph(&sentence.replace('-', "−").replace("−−html", "--html"), 2));
    }
    text
}
