// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the chain takes from the dynamics, on the terminal.

use measure::under::guard::{Guard, Kind, Loss, worst};

use crate::terminal::{faint, paragraph, table};

/// PSR and PLR, the worst crest and the worst punch, and who took it.
pub fn text(guard: &Guard) -> String {
    let losses = guard.losses();
    let whole = losses.iter().filter(|loss| loss.kind.zone().is_none()).copied();
    let of = |kind: &str| worst(&losses.iter().filter(|loss| loss.kind.id() == kind).copied().collect::<Vec<_>>());
    let worst = [Kind::Crest(0), Kind::Punch(0)].map(|kind| of(kind.id()));
    let rows: Vec<_> = whole.chain(worst.into_iter().flatten()).map(|loss| row(&loss)).collect();
    if rows.is_empty() {
        return String::new();
    }
    let duty = format!("{:.0} %", 100.0 * guard.duty);
    let sentence = format!("The chain takes more than 1 dB for {duty} of the loud passages. Raw mix and master:");
    let who = guard.stages.as_ref().map_or_else(String::new, |stages| paragraph(&stages.words(), 2));
    paragraph(&sentence, 2) + &table(&rows) + &who
}

fn row(loss: &Loss) -> Vec<String> {
    let number = |value: f64| format!("{value:.1}").replace('-', "−");
    let lost = match number(-loss.lost()).as_str() {
        "0.0" | "−0.0" => "0.0".to_owned(),
        text if text.starts_with('−') => text.to_owned(),
        text => format!("+{text}"),
    };
    let values = format!("{} → {} {}", number(loss.raw), number(loss.master), loss.kind.unit());
    vec![loss.kind.name(), values, faint(&lost)]
}
