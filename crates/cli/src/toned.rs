// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A mix beside a tone target on the terminal: the verdict, what is outside, one click, and what it left.

use files::report::{
    ToneReport,
    comparison::passage_words,
    tone::{html::place, words::gain},
};
use measure::{Fault, aim::one_click::Move};
use rack::Stage;

use crate::terminal::{faint, mark, paragraph, print, strong};

/// Prints the report.
pub fn show(report: &ToneReport) {
    print(&text(report));
}

fn text(report: &ToneReport) -> String {
    headline(report) + &outside(report) + &click(report) + &written(report) + &hand_over(report) + "\n"
}

fn headline(report: &ToneReport) -> String {
    let verdict = report.verdict();
    let mut text = format!("{} {}\n", mark(verdict.worst), strong(&verdict.headline));
    let about =
        format!("{} · {} · against {}", report.title, passage_words(&report.toned.passage), report.target.label());
    text += &format!("  {}\n", faint(&about));
    if !verdict.next.is_empty() {
        text += &paragraph(&verdict.next, 2);
    }
    let badge = report.badge().map(|badge| paragraph(&format!("[{}] {badge}", report.wanted.stage.word()), 2));
    text + &badge.unwrap_or_default()
}

/// A row for each stretch outside: mark, place, how far, how sure; below it what to do at the track.
fn outside(report: &ToneReport) -> String {
    let faults = report.faults();
    if faults.is_empty() {
        return String::new();
    }
    let rows: String = report
        .toned
        .outside
        .iter()
        .zip(&faults)
        .map(|(outside, fault)| row(&outside.run.place(), fault))
        .collect();
    format!("\n  {}\n{rows}", strong("Outside the zone"))
}

fn row(place: &str, fault: &Fault) -> String {
    let stem = fault.stem.as_ref().map_or_else(String::new, |stem| format!(" · on {stem}"));
    let head = format!(
        "  {} {place:<20} {:>9}  {}{stem}",
        mark(Some(fault.severity)),
        fault.amount,
        fault.confidence.word()
    );
    format!("{head}\n{}", faint(&paragraph(&format!("→ {}", fault.action), 6)))
}

fn click(report: &ToneReport) -> String {
    let plan = &report.toned.plan;
    if report.toned.resting_lu.is_some() {
        return String::new();
    }
    let mut text = format!("\n  {}\n{}", strong("One click"), paragraph(&report.click_sentence(), 4));
    text += &plan.low.iter().map(|one| line("Low EQ", one)).collect::<String>();
    text += &plan.tone.iter().map(|one| line("Tone EQ", one)).collect::<String>();
    if !plan.left_alone.is_empty() {
        text += &format!("\n  {}\n", strong("Left alone"));
        text += &plan.left_alone.iter().map(|why| paragraph(&format!("{why}."), 4)).collect::<String>();
    }
    text
}

fn line(effect: &str, one: &Move) -> String {
    let filter = &one.lever.filter;
    let head = format!("    {effect} {} {}", gain(filter.gain.0), place(filter));
    format!("{head}\n{}", faint(&paragraph(&format!("{} ({})", one.reason, one.confidence.word()), 6)))
}

fn written(report: &ToneReport) -> String {
    let Some(shaped) = &report.shaped else { return String::new() };
    let change = |db: Option<f64>| db.map_or_else(|| "–".to_owned(), gain);
    let before = report.toned.plan.distance_db[0];
    let mut sentence = format!(
        "heard again: {before:.1} → {:.1} dB from the zone; width changed by {} at most, punch by {}.",
        shaped.distance_db,
        change(shaped.width_db),
        change(shaped.punch_db)
    );
    if let Some(held_back) = report.held_back() {
        sentence += &format!(" {held_back}");
    }
    if shaped.true_peak_dbtp.is_some_and(|peak| peak > 0.0) {
        sentence += " Its peaks are over full scale: turn it down, or let a limiter follow.";
    }
    format!("\n  {} {}\n{}", mark(None), shaped.path, paragraph(&sentence, 4))
}

/// In a sketch the moves are handed to the tracks.
fn hand_over(report: &ToneReport) -> String {
    let lines = report.hand_over();
    if report.wanted.stage != Stage::Sketch || lines.is_empty() {
        return String::new();
    }
    let lines: String = lines.iter().map(|line| paragraph(line, 4)).collect();
    format!("\n  {}\n{lines}", strong("For the tracks"))
}
