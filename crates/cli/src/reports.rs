// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Puts reports together and onto the disk.

use std::path::Path;

use anyhow::Result;
use files::{
    Overwrite, atomic,
    examine::Examined,
    report::{MadeBy, Report, html, json},
};
use measure::{Target, judge, verdict};

/// The report on one song for a destination, if any.
pub fn report(examined: Examined, target: Option<Target>) -> Report {
    let Examined { input, measured, faults, readings } = examined;
    let faults = match &target {
        Some(target) => judge::with_target(faults, &measured, target),
        None => faults,
    };
    let verdict = verdict(&faults, target.as_ref());
    let path = Path::new(&input.path);
    let title = path.file_stem().map_or_else(|| input.path.clone(), |stem| stem.display().to_string());
    Report {
        title,
        input,
        target,
        measured,
        faults,
        readings,
        verdict,
        masters: Vec::new(),
        analysis: None,
        cost: None,
        stems: Vec::new(),
        reference: None,
        beneath: None,
        since: None,
        made_by: made_by(),
    }
}

/// Sorts what was found later into the report and sums it up again.
pub fn judge_again(report: &mut Report) {
    report.faults.sort_by_key(|fault| std::cmp::Reverse(fault.severity));
    report.verdict = verdict(&report.faults, report.target.as_ref());
}

/// Writes `report.html` and `report.json` into a folder.
pub fn write(report: &Report, folder: &Path, overwrite: Overwrite) -> Result<()> {
    atomic::write(&folder.join("report.html"), html::document(report).as_bytes(), overwrite)?;
    atomic::write(&folder.join("report.json"), json::document(report).as_bytes(), overwrite)?;
    Ok(())
}

pub fn made_by() -> MadeBy {
    let words: Vec<String> = std::env::args().skip(1).collect();
    MadeBy {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        day: None,
        command: format!("twobus {}", words.join(" ")),
        settings: Vec::new(),
    }
}
