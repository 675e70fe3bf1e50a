// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Which faults came and went: a row for each, a mark at each bounce that has it.

use maud::{Markup, html};
use measure::{Flaw, Severity};

use super::{Columns, Song};
use crate::{
    bounce_history::Entry,
    report::html::{
        draw::{Sheet, px},
        heading,
        marks::Mark,
    },
};

/// More rows than this are counted, not drawn.
const MOST_ROWS: usize = 16;
/// A row's words and its marks, pixels.
const ROW: f64 = 44.0;
/// Where the marks stand in a row, pixels from its top.
const MARKS: f64 = 26.0;

/// One fault over all bounces.
struct Row<'a> {
    /// As it was last.
    flaw: &'a Flaw,
    /// How bad it is in each bounce.
    severities: Vec<Option<Severity>>,
}

/// The rows; empty if nothing was ever found.
pub fn section(song: &Song<'_>) -> Markup {
    let rows = rows(&song.entries);
    if rows.is_empty() {
        return html! {};
    }
    let there = rows.iter().filter(|row| row.is_there()).count();
    let beside = html! { p.small.quiet { (there) " now, " (rows.len() - there) " gone; a mark for each bounce that has it" } };
    html! {
        section {
            (heading("Faults that came and went", &beside))
            figure { @for sheet in [Sheet::WIDE, Sheet::NARROW] { (picture(song, &rows, sheet)) } }
            @if rows.len() > MOST_ROWS { p.note { (rows.len() - MOST_ROWS) " more faults are not drawn." } }
        }
    }
}

/// Every fault that is more than a note: those that are there first, then those that went last.
fn rows<'a>(entries: &[&'a Entry]) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        for flaw in entry.kept.bounce.faults.iter().filter(|flaw| flaw.severity > Severity::Note) {
            let is_it = |row: &Row<'_>| (&row.flaw.id, &row.flaw.stem) == (&flaw.id, &flaw.stem);
            let place = rows.iter().position(is_it).unwrap_or_else(|| {
                rows.push(Row { flaw, severities: vec![None; entries.len()] });
                rows.len() - 1
            });
            rows[place].flaw = flaw;
            rows[place].severities[index] = rows[place].severities[index].max(Some(flaw.severity));
        }
    }
    rows.sort_by_key(|row| std::cmp::Reverse((row.last(), row.severities.last().copied())));
    rows
}

impl Row<'_> {
    fn is_there(&self) -> bool {
        self.severities.last().is_some_and(Option::is_some)
    }

    fn last(&self) -> Option<usize> {
        self.severities.iter().rposition(Option::is_some)
    }

    /// "since 3", "gone with 7"; bounces are numbered from 1.
    fn words(&self) -> String {
        let Some(last) = self.last() else { return String::new() };
        if !self.is_there() {
            return format!("gone with {}", last + 2);
        }
        let gap = self.severities.iter().rposition(Option::is_none);
        gap.map_or_else(|| "from the first on".to_owned(), |gap| format!("since {}", gap + 2))
    }

    fn title(&self) -> String {
        let title = self.flaw.title.trim_end_matches('.');
        self.flaw.stem.as_ref().map_or_else(|| title.to_owned(), |stem| format!("{stem}: {title}"))
    }
}

fn picture(song: &Song<'_>, rows: &[Row<'_>], sheet: Sheet) -> Markup {
    let columns = song.drawn(&sheet);
    let shown = rows.len().min(MOST_ROWS);
    let bottom = shown as f64 * ROW;
    let content = html! {
        (columns.axis([0.0, bottom]))
        @for (index, row) in rows.iter().take(shown).enumerate() {
            g transform={ "translate(0 " (px(index as f64 * ROW)) ")" } { (draw(row, &columns, &sheet)) }
        }
    };
    sheet.picture(bottom + 24.0, "Faults that came and went", &content)
}

fn draw(row: &Row<'_>, columns: &Columns<'_, '_>, sheet: &Sheet) -> Markup {
    let severities = &row.severities[columns.first..];
    let size = columns.distance().clamp(6.0, 16.0);
    html! {
        rect.paper x=(px(sheet.left)) y="0" width=(px(sheet.width - sheet.left)) height="17" {}
        text x=(px(sheet.left)) y="12" { tspan.strong { (row.title()) } @if sheet.is_wide() { tspan dx="10" { (row.words()) } } }
        line.hair x1=(px(sheet.left)) x2=(px(sheet.width)) y1=(px(MARKS)) y2=(px(MARKS)) {}
        @for [from, to] in stretches(severities) {
            line.stays x1=(px(columns.x(from))) x2=(px(columns.x(to))) y1=(px(MARKS)) y2=(px(MARKS)) {}
        }
        @for (index, severity) in severities.iter().enumerate() { @if severity.is_some() {
            g transform={ "translate(" (px(columns.x(index) - size / 2.0)) " " (px(MARKS - size / 2.0)) ") scale(" (format!("{:.2}", size / 16.0)) ")" } {
                (Mark::of(*severity).draw(16))
            }
        } }
    }
}

/// From where to where a fault stays.
fn stretches(severities: &[Option<Severity>]) -> Vec<[usize; 2]> {
    let mut stretches: Vec<[usize; 2]> = Vec::new();
    for index in (0..severities.len()).filter(|index| severities[*index].is_some()) {
        match stretches.last_mut() {
            Some([_, to]) if *to + 1 == index => *to = index,
            _ => stretches.push([index, index]),
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_that_comes_back_has_two_stretches() {
        let [some, none] = [Some(Severity::Watch), None];
        assert_eq!(stretches(&[some, some, none, some]), [[0, 1], [3, 3]]);
        assert_eq!(stretches(&[none]), [[0_usize; 2]; 0]);
    }
}
