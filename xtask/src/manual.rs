// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The generated half of the manual: one page per effect, and the list of numbers.

use std::fs;

use anyhow::Result;
use rack::Entry;

use crate::root;

const NOTE: &str = "<!-- written by `cargo xtask manual` from the code; edit the doc comments there -->\n";

/// Writes every generated page.
pub fn write() -> Result<()> {
    for (path, text) in pages() {
        let path = root().join(path);
        fs::create_dir_all(path.parent().expect("pages lie in a folder"))?;
        fs::write(&path, text)?;
        println!("{}", path.display());
    }
    Ok(())
}

/// Every generated page: path and text.
pub fn pages() -> Vec<(String, String)> {
    let effects = rack::ALL.iter().map(|entry| (format!("docs/manual/effects/{}.md", entry.info.id), page(entry)));
    effects.chain([("docs/manual/numbers.md".to_owned(), numbers())]).collect()
}

fn page(entry: &Entry) -> String {
    let mut text = format!("{NOTE}# {}\n\n{}\n\n", entry.info.name, entry.info.summary);
    text += &format!("On the command line: `twobus {} IN -o OUT`\n\n", entry.info.id);
    text += "| knob | flag | range | new | what one hears |\n|---|---|---|---|---|\n";
    for spec in entry.params {
        let domain = &spec.domain;
        let [low, high] = domain.range().map(|value| domain.text_from(value));
        let new = domain.text_from(domain.default_value());
        text += &format!("| {} | `--{}` | {low} to {high} | {new} | {} |\n", spec.name, spec.id, spec.help);
    }
    if !entry.readings.is_empty() {
        text += "\n| reading | unit | what it means |\n|---|---|---|\n";
    }
    for reading in entry.readings {
        text += &format!("| {} | {} | {} |\n", reading.name, reading.unit.suffix(), reading.help);
    }
    text
}

fn numbers() -> String {
    let mut text = format!("{NOTE}# The numbers\n\nWhat `twobus check` measures, with the keys of the JSON.\n\n");
    text += "| number | key | unit | what it means |\n|---|---|---|---|\n";
    for metric in measure::metrics::ALL {
        text += &format!("| {} | `{}` | {} | {} |\n", metric.name, metric.id, metric.unit, metric.help);
    }
    text
}
