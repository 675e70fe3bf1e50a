// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The report as a comment on a pull request: Markdown that reads well raw, too.
//!
//! One heading per song, what changed first if there is an earlier bounce, then what is not fine, then the figures,
//! folded away.
//! What comes from files is escaped, so that a name cannot become markup.

use measure::{
    Fault, Severity, Span,
    changes::{Change, Figure},
    metrics,
};

use super::{Report, Since, words};

/// Several songs under each other, ending with a new line.
pub fn document(reports: &[Report]) -> String {
    let songs: Vec<_> = reports.iter().map(song).collect();
    songs.join("\n---\n\n")
}

fn song(report: &Report) -> String {
    let mut text = format!("### {} {}\n\n", sign(report.verdict.worst), escaped(&report.title));
    text += &format!("**{}** {}\n\n", escaped(&report.verdict.headline), escaped(&report.verdict.next));
    match &report.since {
        Some(since) => text += &changed(since, report),
        None => text += &found(report.faults.iter()),
    }
    text += &figures(report);
    text + &format!("<sub>twobus {} · `{}`</sub>\n", report.made_by.version, report.input.blake3)
}

/// What changed, then what is as before.
fn changed(since: &Since, report: &Report) -> String {
    let mut text = format!("{}\n\n", escaped(&since.headline()));
    let told: Vec<_> = since.changes.told().map(change).collect();
    text += &table(["", "fault", "where", "size", "do"], &told);
    let moved: Vec<_> = since.changes.figures.iter().map(figure).collect();
    text += &table(["figure", "before", "now", "by"], &moved);
    for note in &since.notes {
        text += &format!("{}\n\n", escaped(note));
    }
    let old = report.faults.iter().filter(|fault| fault.severity > Severity::Note && since.kind(fault).is_none());
    text + &folded("As before", &found(old))
}

fn change(change: &Change) -> [String; 5] {
    let flaw = &change.flaw;
    let kind = format!("{} {}", change.kind.sign(), change.kind.word());
    let title = format!("{} {}", sign(change.standing()), on_stem(&flaw.title, flaw.stem.as_deref()));
    let action = if change.kind == measure::changes::Kind::Fixed { "" } else { &flaw.action };
    [kind, title, place(&flaw.spans), change.amounts(), action.to_owned()]
}

fn figure(figure: &Figure) -> [String; 4] {
    let [from, to] = figure.texts();
    let unit = |text: String| format!("{text} {}", figure.metric.unit).trim_end().to_owned();
    [figure.metric.name.to_owned(), unit(from), unit(to), figure.by_text()]
}

fn found<'a>(faults: impl Iterator<Item = &'a Fault>) -> String {
    let row = |fault: &Fault| {
        let title = format!("{} {}", sign(Some(fault.severity)), on_stem(&fault.title, fault.stem.as_deref()));
        [title, place(&fault.spans), fault.amount.clone(), fault.action.clone()]
    };
    let rows: Vec<_> = faults.filter(|fault| fault.severity > Severity::Note).map(row).collect();
    table(["fault", "where", "size", "do"], &rows)
}

fn figures(report: &Report) -> String {
    let known = metrics::ALL.iter().filter(|metric| words::value(metric, &report.measured).is_some());
    let rows: Vec<_> =
        known.map(|metric| [metric.name.to_owned(), words::figure(metric, &report.measured)]).collect();
    folded("All figures", &table(["figure", "value"], &rows))
}

fn on_stem(title: &str, stem: Option<&str>) -> String {
    stem.map_or_else(|| title.to_owned(), |stem| format!("{stem}: {title}"))
}

fn place(spans: &[Span]) -> String {
    match spans {
        [] => "whole song".to_owned(),
        [only] => words::stretch(only),
        [first, .., last] => format!("{} … {}", words::time(first.from_s), words::time(last.to_s)),
    }
}

/// Shape and word, as on the page; a comment has no colours of ours.
fn sign(severity: Option<Severity>) -> &'static str {
    match severity {
        None => "✓",
        Some(Severity::Note) => "·",
        Some(Severity::Watch) => "!",
        Some(Severity::Fault) => "✗",
    }
}

/// A table, or nothing without rows.
fn table<const N: usize>(heads: [&str; N], rows: &[[String; N]]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let body = rows.iter().map(|row| line(row.iter().map(|cell| escaped(cell)).collect()));
    let head = line(heads.map(str::to_owned).to_vec()) + &line(heads.map(|_| "---".to_owned()).to_vec());
    format!("{head}{}\n", body.collect::<String>())
}

fn folded(summary: &str, content: &str) -> String {
    if content.is_empty() {
        return String::new();
    }
    format!("<details><summary>{summary}</summary>\n\n{content}</details>\n\n")
}

/// Text that stays text: no markup, no mention of anybody, no new line.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => safe.extend(['\\', sign]),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            // A zero-width joiner keeps a name from calling somebody.
            '@' => safe.push_str("@\u{200d}"),
            sign if sign.is_control() => safe.push(' '),
            sign => safe.push(sign),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_become_markup() {
        assert_eq!(escaped("a|b_<img>\n@all"), "a\\|b\\_&lt;img&gt; @\u{200d}all");
    }

    #[test]
    fn a_table_without_rows_is_nothing() {
        assert_eq!(table(["a"], &[]), "");
        assert_eq!(table(["a"], &[["b".to_owned()]]), "| a |\n| --- |\n| b |\n\n");
    }
}
