// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Words on the terminal: as wide as it is, coloured only if it shows colours, never more than a
//! screenful.

use std::{
    io::{self, Write},
    process,
};

use console::{Term, style};
use measure::Severity;

use crate::exit_code::ExitCode;

/// Lines are not longer than this, however wide the terminal.
const WIDEST: usize = 100;
/// Nor are they broken into less than this.
const NARROWEST: usize = 48;

/// Writes to stdout. A reader who has seen enough ends the program quietly; a full disk does not.
pub fn print(text: &str) {
    let mut stdout = io::stdout();
    let Err(error) = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) else { return };
    if error.kind() == io::ErrorKind::BrokenPipe {
        process::exit(0);
    }
    complain(&format!("the answer cannot be written ({error}); check where the output goes"));
    process::exit(ExitCode::CouldNot as i32);
}

/// Says on stderr, in one sentence, what could not be done.
pub fn complain(sentence: &str) {
    // If even stderr is gone there is nobody left to tell.
    let _ = writeln!(io::stderr(), "twobus: {sentence}");
}

/// The mark of a verdict: shape and word say it, colour only helps.
pub fn mark(severity: Option<Severity>) -> String {
    match severity {
        Some(Severity::Fault) => style("✗").red().bold().to_string(),
        Some(Severity::Watch) => style("!").yellow().bold().to_string(),
        Some(Severity::Note) => style("·").dim().to_string(),
        None => style("✓").green().bold().to_string(),
    }
}

/// Words that matter.
pub fn strong(text: &str) -> String {
    style(text).bold().to_string()
}

/// Words that explain.
pub fn faint(text: &str) -> String {
    style(text).dim().to_string()
}

/// How many columns there are for words.
pub fn width() -> usize {
    usize::from(Term::stdout().size().1).clamp(NARROWEST, WIDEST)
}

/// A paragraph, broken between words and set in by so many columns.
pub fn paragraph(text: &str, indent: usize) -> String {
    let width = width() - indent;
    let margin = " ".repeat(indent);
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        if line.is_empty() {
            line.push_str(word);
        } else if console::measure_text_width(line) + 1 + console::measure_text_width(word) <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines.iter().fold(String::new(), |text, line| text + &margin + line + "\n")
}

/// Rows in columns: the first column to the left, the others to the right.
pub fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| console::measure_text_width(cell))
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let gap = " ".repeat(widths[column] - console::measure_text_width(cell));
            if column == 0 { format!("{cell}{gap}") } else { format!("{gap}{cell}") }
        });
        format!("  {}\n", cells.collect::<Vec<_>>().join("   ").trim_end())
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other() {
        let rows = [vec!["Integrated".to_owned(), "−14.0 LUFS".to_owned()], vec!["DR".to_owned(), "9".to_owned()]];
        assert_eq!(table(&rows), "  Integrated   −14.0 LUFS\n  DR                    9\n");
    }

    #[test]
    fn a_paragraph_is_broken_between_words() {
        let text = "the drums clip before the chain and the limiter hides it ".repeat(4);
        assert!(paragraph(&text, 4).lines().all(|line| line.starts_with("    ") && line.len() <= WIDEST));
    }
}
