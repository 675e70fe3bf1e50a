// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The gain-staging board on the terminal: the verdict, a line for every stem, what to do.

use files::{
    report::board::{worst, worst_first},
    stems::{board::Answer, sum::Sum},
};
use measure::{
    Fault, Severity, Target,
    board::{Strip, Trim},
    fault::clock,
};

use crate::{
    findings::paragraphs,
    terminal::{faint, mark, paragraph, print, strong, table},
};

/// A name is cut to this; the whole name is in the JSON.
const LONGEST_NAME: usize = 20;
/// More than this scrolls away.
const MOST_FAULTS: usize = 6;

/// The faults that two stems have with each other.
const OF_TWO: [&str; 2] = ["masking", "low_end_phase"];

/// Prints the board.
pub fn show(answer: &Answer, target: Option<&Target>) {
    let mut text = format!("{} {}\n", mark(answer.verdict.worst), strong(&answer.verdict.headline));
    text += &faint(&paragraph(&about(answer, target), 2));
    text += "\n";
    text += &table(&rows(answer));
    text += &legend(answer);
    text += &faults(answer);
    text += &hiding(answer);
    print(&(text + "\n"));
}

/// What was heard, and how hard the limiter works.
fn about(answer: &Answer, target: Option<&Target>) -> String {
    let mut parts = vec![format!("{} stems", answer.board.strips.len())];
    parts.extend(answer.mix.integrated_lufs.map(|lufs| format!("their sum {} LUFS", tenths(lufs))));
    if let Some(pressed) = &answer.pressed {
        let to = target.map_or(String::new(), |target| format!(" for {}", target.name));
        let drive =
            pressed.drive_db.map_or(String::new(), |drive_db| format!(", driven by {} dB", signed(drive_db)));
        parts.push(format!("through the chain {} LUFS{to}{drive}", tenths(pressed.lufs)));
    }
    if let Some(triggers) = &answer.board.triggers {
        let duty = triggers.duty * 100.0;
        parts.push(format!("the limiter works {duty:.0} % of the time · triggers: {}", triggers.events.len()));
    }
    parts.extend(answer.sum.as_ref().map(added));
    parts.extend(answer.board.vocal.as_ref().map(|vocal| {
        format!(
            "{} {} LU against all the rest while it sings",
            vocal.names.join(" and "),
            signed(vocal.over_rest_lu)
        )
    }));
    parts.join(" · ")
}

fn added(sum: &Sum) -> String {
    let gain =
        if sum.gain_db.abs() < 0.05 { String::new() } else { format!(", {} dB louder", signed(sum.gain_db)) };
    format!("against the mix {} dB are left{gain}", tenths(sum.residual_db))
}

fn rows(answer: &Answer) -> Vec<Vec<String>> {
    let head = ["", "peak", "overs", "short", "whole", "crest", "loudness", "triggers", "fader", "trim"];
    let head = head.map(faint).to_vec();
    std::iter::once(head).chain(worst_first(answer).into_iter().map(|strip| row(strip, answer))).collect()
}

fn row(strip: &Strip, answer: &Answer) -> Vec<String> {
    let heard = &strip.heard;
    let worst: Option<Severity> = worst(strip, &answer.faults);
    vec![
        format!("{} {}", mark(worst), short(&strip.name)),
        known(heard.measured.true_peak_dbtp),
        if heard.overs == 0 { "–".to_owned() } else { heard.overs.to_string() },
        known(heard.measured.short_term_max_lufs),
        known(heard.measured.integrated_lufs),
        known(heard.crest_db),
        percent(strip.loudness_share),
        strip.trigger_share.map_or("–".to_owned(), percent),
        strip.fader.map_or("–".to_owned(), |effect| format!("{effect:.2}").replace('-', "−")),
        strip.trim.map_or(String::new(), trim),
    ]
}

fn trim(trim: Trim) -> String {
    let at = match trim {
        Trim::Input(_) => "in",
        Trim::Fader(_) => "fader",
    };
    format!("{at} {}", signed(trim.gain_db()))
}

fn legend(answer: &Answer) -> String {
    let passage = answer.board.passage;
    let text = format!(
        "peak dBTP, short and whole LUFS, crest dB; loudness and triggers: share of the mix's loudness and of the \
         peaks the limiter answers; fader: what +1 dB does behind the chain, 1.00 all of it, in the loudest passage \
         ({}–{}).",
        clock(passage.from_s),
        clock(passage.to_s)
    );
    faint(&paragraph(&text, 2))
}

fn faults(answer: &Answer) -> String {
    let told = answer.faults.iter().filter(|fault| fault.severity > Severity::Note && !is_of_two(fault));
    let notes = answer.faults.iter().filter(|fault| fault.severity == Severity::Note && !is_of_two(fault));
    let mut text: String = told.clone().take(MOST_FAULTS).map(paragraphs).collect();
    let more = told.count().saturating_sub(MOST_FAULTS);
    if more > 0 {
        text += &format!("\n  {}\n", faint(&format!("and {more} more in --json")));
    }
    for note in notes {
        let stem = note.stem.as_ref().map_or(String::new(), |stem| format!("{stem}: "));
        text += &format!("\n{}", faint(&paragraph(&format!("· {stem}{} {}", note.message, note.action), 2)));
    }
    text
}

/// What stems do to each other has a section of its own.
fn hiding(answer: &Answer) -> String {
    let found: String = answer.faults.iter().filter(|fault| is_of_two(fault)).map(paragraphs).collect();
    if found.is_empty() {
        return format!("\n{}", faint(&paragraph("No stem hides another.", 2)));
    }
    format!("\n{}\n{found}", strong("Who hides whom"))
}

fn is_of_two(fault: &Fault) -> bool {
    OF_TWO.contains(&fault.id)
}

fn short(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    name.chars().take(LONGEST_NAME - 1).chain(['…']).collect()
}

fn known(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), tenths)
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn tenths(value: f64) -> String {
    let text = format!("{value:.1}");
    if text == "-0.0" { "0.0".to_owned() } else { text.replace('-', "−") }
}

fn signed(value: f64) -> String {
    let text = tenths(value);
    if value > 0.0 && text != "0.0" { format!("+{text}") } else { text }
}
