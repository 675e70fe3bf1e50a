// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A report that was written earlier, read back: what a later bounce is compared with.
//!
//! Only documents of [`SCHEMA`] are read.
//! What later versions add to it is passed over; what earlier ones did not write yet is empty.

use std::{collections::BTreeMap, fs, path::Path};

use measure::{Bounce, Flaw, Severity, Span, Verdict};
use serde::Deserialize;
use serde_json::Value;

use super::{
    Report,
    json::{self, SCHEMA},
};
use crate::error::{Error, Result};

/// What is known about a bounce that was heard earlier.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    /// The song's name.
    pub title: String,
    /// Its file, as the user named it.
    pub path: String,
    /// The BLAKE3 hash of its bytes.
    pub blake3: String,
    /// How long it was, in seconds.
    pub seconds: f64,
    /// The destination's name, if it had one.
    pub target: Option<String>,
    /// The sentence on top.
    pub verdict: Verdict,
    /// The version of Twobus that heard it.
    pub version: String,
    /// Its faults, readings and figures.
    pub bounce: Bounce,
}

/// Reads a report, or all reports of a document of several.
///
/// # Errors
/// The file cannot be read, is no report, or is one of another schema.
pub fn read(path: &Path) -> Result<Vec<Kept>> {
    let bytes = fs::read(path).map_err(|reason| Error::reading(path, reason))?;
    let all = parse(&text(&bytes)).map_err(|what| Error::Baseline { path: path.to_owned(), what })?;
    if all.is_empty() {
        return Err(Error::Baseline { path: path.to_owned(), what: "it holds no report".to_owned() });
    }
    Ok(all)
}

/// UTF-8, or the UTF-16 that shells of Windows write.
fn text(bytes: &[u8]) -> String {
    let Some(utf16) = bytes.strip_prefix(&[0xFF, 0xFE]) else {
        return String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').to_owned();
    };
    let units: Vec<u16> = utf16.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

fn parse(text: &str) -> std::result::Result<Vec<Kept>, String> {
    if text.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    let value: Value = serde_json::from_str(text).map_err(|error| format!("it is damaged: {error}"))?;
    match value {
        Value::Array(several) => several.into_iter().map(Kept::from_value).collect(),
        one => Ok(vec![Kept::from_value(one)?]),
    }
}

impl Kept {
    /// What a report will be when it is read back.
    ///
    /// # Panics
    /// Never: what is written can be read.
    pub fn of(report: &Report) -> Self {
        Self::from_value(json::value(report)).expect("every report can be read back")
    }

    /// Reads one report; says what is wrong if it is none.
    ///
    /// # Errors
    /// It is no report, or one of another schema.
    pub fn from_value(value: Value) -> std::result::Result<Self, String> {
        check_schema(&value)?;
        let document: Document =
            serde_json::from_value(value).map_err(|error| format!("it is damaged: {error}"))?;
        document.kept()
    }
}

fn check_schema(value: &Value) -> std::result::Result<(), String> {
    let schema = value.get("schema").and_then(Value::as_str).ok_or("it is no report of Twobus")?;
    if schema == SCHEMA {
        return Ok(());
    }
    let [known, number] =
        [SCHEMA, schema].map(|schema| schema.strip_prefix("twobus-report/")?.parse::<u32>().ok());
    Err(match number {
        Some(number) if Some(number) > known => {
            format!("a newer Twobus wrote it, as {schema}; this one reads {SCHEMA}")
        }
        Some(_) => format!("an older Twobus wrote it, as {schema}; this one reads {SCHEMA}"),
        None => format!("it is a {schema}, not a {SCHEMA}"),
    })
}

/// The parts of the document that are read.
#[derive(Deserialize)]
struct Document {
    title: String,
    input: Input,
    target: Option<Named>,
    verdict: Sentence,
    measured: BTreeMap<String, Value>,
    faults: Vec<Fault>,
    #[serde(default)]
    readings: Vec<Reading>,
    made_by: MadeBy,
}

#[derive(Deserialize)]
struct Input {
    path: String,
    blake3: String,
    seconds: Option<f64>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Sentence {
    severity: String,
    headline: String,
    next: String,
}

#[derive(Deserialize)]
struct Fault {
    id: String,
    severity: String,
    title: String,
    action: String,
    amount: String,
    spans: Vec<Stretch>,
    stem: Option<String>,
}

#[derive(Deserialize)]
struct Stretch {
    from_s: Option<f64>,
    to_s: Option<f64>,
}

#[derive(Deserialize)]
struct Reading {
    id: String,
    limits: Option<f64>,
}

#[derive(Deserialize)]
struct MadeBy {
    version: String,
}

impl Document {
    fn kept(self) -> std::result::Result<Kept, String> {
        let worst = if self.verdict.severity == "ok" { None } else { Some(severity(&self.verdict.severity)?) };
        let figures = self.measured.into_iter().filter_map(|(id, value)| Some((id, value.as_f64()?)));
        let limits = self.readings.into_iter().filter_map(|reading| Some((reading.id, reading.limits?)));
        let faults = self.faults.into_iter().map(Fault::flaw).collect::<std::result::Result<_, _>>()?;
        Ok(Kept {
            title: self.title,
            path: self.input.path,
            blake3: self.input.blake3,
            seconds: self.input.seconds.unwrap_or(0.0),
            target: self.target.map(|target| target.name),
            verdict: Verdict { worst, headline: self.verdict.headline, next: self.verdict.next },
            version: self.made_by.version,
            bounce: Bounce { faults, limits: limits.collect(), figures: figures.collect() },
        })
    }
}

impl Fault {
    fn flaw(self) -> std::result::Result<Flaw, String> {
        let span = |stretch: Stretch| Some(Span { from_s: stretch.from_s?, to_s: stretch.to_s? });
        Ok(Flaw {
            id: self.id,
            severity: severity(&self.severity)?,
            title: self.title,
            action: self.action,
            amount: self.amount,
            spans: self.spans.into_iter().filter_map(span).collect(),
            stem: self.stem,
        })
    }
}

fn severity(word: &str) -> std::result::Result<Severity, String> {
    let known = [Severity::Note, Severity::Watch, Severity::Fault];
    known
        .into_iter()
        .find(|severity| severity.word() == word)
        .ok_or(format!("it is damaged: `{word}` is no severity"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn what(text: &str) -> String {
        parse(text).unwrap_err()
    }

    #[test]
    fn what_is_no_report_of_this_schema_is_told_apart() {
        assert_eq!(what(" \n"), "it is empty");
        assert!(what("{\"schema\": \"twobus-rep").starts_with("it is damaged: "));
        assert_eq!(what("{\"name\": 1}"), "it is no report of Twobus");
        assert!(what("{\"schema\": \"twobus-report/0\"}").starts_with("an older Twobus wrote it"));
        assert!(what("{\"schema\": \"twobus-report/2\"}").starts_with("a newer Twobus wrote it"));
        assert_eq!(what("{\"schema\": \"twobus-tone/1\"}"), "it is a twobus-tone/1, not a twobus-report/1");
        assert!(what("{\"schema\": \"twobus-report/1\"}").contains("missing field"));
        assert_eq!(parse("[]"), Ok(Vec::new()));
    }

    #[test]
    fn what_shells_write_is_text_in_either_encoding() {
        let utf16: Vec<u8> = "\u{feff}{ }".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!([text(&utf16), text("\u{feff}{ }".as_bytes())], ["{ }", "{ }"]);
    }
}
