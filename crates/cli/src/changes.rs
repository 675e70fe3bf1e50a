// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What changed since an earlier bounce, on the terminal.

use files::report::Since;
use measure::changes::{Change, Figure, Kind};

use crate::{
    findings::place,
    terminal::{faint, mark, paragraph, strong},
    verdict::GLANCE,
};

/// More than this scrolls away.
const MOST_CHANGES: usize = 10;

/// How many of what, then one line for each, then the figures.
pub fn text(since: &Since) -> String {
    let told: Vec<_> = since.changes.told().collect();
    let mut text = format!("{}\n", strong(&since.headline()));
    text += &told.iter().take(MOST_CHANGES).map(|change| line(change)).collect::<String>();
    if told.len() > MOST_CHANGES {
        text += &format!("  {}\n", faint(&format!("and {} more in the JSON", told.len() - MOST_CHANGES)));
    }
    text += &figures(&since.changes.figures);
    text + &since.notes.iter().map(|note| faint(&paragraph(note, 2))).collect::<String>()
}

/// The figures that matter at a glance, and how many others changed.
fn figures(changed: &[Figure]) -> String {
    let (told, others): (Vec<&Figure>, Vec<&Figure>) =
        changed.iter().partition(|figure| GLANCE.contains(&figure.metric.id));
    let text: String = told.into_iter().map(figure_line).collect();
    match others.len() {
        0 => text,
        1 => text + &format!("  {}\n", faint("and 1 more figure in the JSON")),
        more => text + &format!("  {}\n", faint(&format!("and {more} more figures in the JSON"))),
    }
}

/// "+ ✗ The sound is clipped at full scale.  1:12 · 14 flat tops"
fn line(change: &Change) -> String {
    let Change { kind, flaw, .. } = change;
    let stem = flaw.stem.as_ref().map_or(String::new(), |stem| format!("on {stem}"));
    let word = if *kind == Kind::New { "" } else { kind.word() };
    let about = [word.to_owned(), stem, place(&flaw.spans), change.amounts()];
    let about: Vec<_> = about.into_iter().filter(|part| !part.is_empty()).collect();
    let mark = mark(change.standing());
    format!("  {} {mark} {}  {}\n", strong(kind.sign()), flaw.title, faint(&about.join(" · ")))
}

/// One changed number on the terminal.
pub fn figure_line(figure: &Figure) -> String {
    let [from, to] = figure.texts();
    let to = format!("{to} {}", figure.metric.unit);
    let by = faint(&format!("  ({})", figure.by_text()));
    format!("  {:<30} {from} → {}{by}\n", figure.metric.name, to.trim_end())
}
