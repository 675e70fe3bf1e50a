// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A match in words: each move with its reason, what was left alone, and how near it came.

use dsp::equaliser::Shape;
use files::{
    matching::{Matched, Pair},
    report::Outcome,
};
use rack::matching::{Move, Plan};

use crate::terminal::{faint, mark, paragraph, print, strong, table};

/// Shows the plan and, if something was written, what has become of it.
pub fn show(pair: &Pair, matched: Option<&Matched>) {
    print(&plan(&pair.plan));
    print(&outcome(pair, matched));
}

fn plan(plan: &Plan) -> String {
    let mut text = section("Tone", &plan.tone, "nothing to move");
    let whole =
        (plan.side_db != 0.0).then(|| line(&format!("Side {} dB", signed(plan.side_db)), &plan.side_reason));
    if !plan.width.is_empty() || whole.is_some() {
        text += &section("Width", &plan.width, "");
        text += &whole.unwrap_or_default();
    }
    let [from, to] = plan.lufs.map(number);
    text += &format!("\n  {}\n    {from} → {to} LUFS\n", strong("Loudness"));
    if !plan.left_alone.is_empty() {
        text += &format!("\n  {}\n", strong("Left alone"));
        text += &plan.left_alone.iter().map(|sentence| paragraph(&format!("{sentence}."), 4)).collect::<String>();
    }
    text
}

fn section(title: &str, moves: &[Move], otherwise: &str) -> String {
    let mut text = format!("\n  {}\n", strong(title));
    if moves.is_empty() && !otherwise.is_empty() {
        text += &format!("    {otherwise}\n");
    }
    text + &moves.iter().map(|one| line(&setting(one), &one.reason)).collect::<String>()
}

fn line(what: &str, why: &str) -> String {
    format!("    {what}\n{}", faint(&paragraph(why, 6)))
}

/// `Bell −2.1 dB at 250 Hz, Q 0.9`.
fn setting(one: &Move) -> String {
    let filter = &one.filter;
    let gain = signed(filter.gain.0);
    match filter.shape {
        Shape::Bell => format!("Bell {gain} dB at {:.0} Hz, Q {:.1}", filter.corner.0, filter.q),
        Shape::LowShelf => format!("Low shelf {gain} dB below {:.0} Hz", filter.corner.0),
        Shape::HighShelf => format!("High shelf {gain} dB above {:.0} Hz", filter.corner.0),
        Shape::Tilt => format!("Tilt {gain} dB about {:.0} Hz", filter.corner.0),
    }
}

fn outcome(pair: &Pair, matched: Option<&Matched>) -> String {
    let (before, after) = (pair.before(), matched.map(|matched| pair.after(matched)));
    let row = |name: &str, before: Option<f64>, after: Option<f64>| {
        let cell = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |db| format!("{} dB", number(db)));
        let mut row = vec![name.to_owned(), cell(before)];
        row.extend(matched.map(|_| format!("→ {}", cell(after))));
        row
    };
    let rows = [
        row("Tone", Some(before.mid_db), after.map(|after| after.mid_db)),
        row("Width", before.side_db, after.and_then(|after| after.side_db)),
    ];
    let distance = format!("\n  {}\n{}", strong("Distance from the record, RMS of third octaves"), table(&rows));
    distance + &matched.map_or_else(String::new, |matched| file(pair, matched))
}

fn file(pair: &Pair, matched: &Matched) -> String {
    let master = &matched.master;
    let [lufs, peak] = [master.measured.integrated_lufs, master.measured.true_peak_strict_dbtp];
    let [lufs, peak] = [lufs, peak].map(|value| value.map_or_else(|| "–".to_owned(), number));
    let fine = if master.verified { mark(None) } else { mark(Some(measure::Severity::Fault)) };
    let mut text = format!("\n  {fine} {}: {lufs} LUFS, {peak} dBTP\n", master.path);
    if let Outcome::Unreachable { bounded_by, .. } = &master.outcome {
        text += &paragraph(&format!("It stays at that loudness, bounded by {bounded_by}."), 4);
    }
    let psr = [&pair.mix, &pair.record, &matched.heard].map(|song| song.measured.psr_low_lu);
    if let [Some(mix), Some(record), Some(file)] = psr {
        let [mix, record, now] = [mix, record, file].map(number);
        let sentence = format!("PSR {mix} → {now} LU; the record has {record}.");
        text += &paragraph(&sentence, 4);
    }
    text
}

/// One decimal with a true minus sign.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    if text == "-0.0" { "0.0".to_owned() } else { text.replace('-', "−") }
}

fn signed(value: f64) -> String {
    let text = number(value);
    if value > 0.0 && text != "0.0" { format!("+{text}") } else { text }
}
