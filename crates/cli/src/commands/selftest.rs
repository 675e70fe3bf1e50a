// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus selftest`: the limiter's sheet, measured on this machine; or how far the checks can be trusted.

mod faults;

use std::time::Duration;

use anyhow::Result;
use clap::{Arg, ArgAction, ArgMatches, Command};
use cpu_time::ThreadTime;
use dsp::{Audio, Stream, signals};
use measure::Severity;
use rack::{
    Readings, Step,
    proof::{self, CEILING_DB, Depth, Row},
};
use serde_json::{Value, json};

use super::Verb;
use crate::{
    exit_code::ExitCode,
    progress::Bar,
    terminal::{faint, mark, print, strong, table},
};

/// How much sound is timed, seconds, and how often.
const TIMED_S: u32 = 10;
const ROUNDS: usize = 3;

/// Proves the limiter, or the checks.
pub fn verb() -> Verb {
    let command = Command::new("selftest")
        .about("Measures what the limiter promises on this machine, or what the checks find of sown faults")
        .arg(Arg::new("quick").long("quick").action(ArgAction::SetTrue).help("one rate, one latency, some tones"))
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("print the sheet as JSON"))
        .args(faults::arguments());
    Verb { command, run: Box::new(run) }
}

fn run(arguments: &ArgMatches) -> Result<ExitCode> {
    if arguments.get_flag("faults") { faults::run(arguments) } else { Ok(limiter(arguments)) }
}

fn limiter(arguments: &ArgMatches) -> ExitCode {
    let depth = if arguments.get_flag("quick") { Depth::Quick } else { Depth::Full };
    let bar = Bar::new("measuring the limiter");
    let mut rows = proof::sheet(depth, &mut |share| bar.at(share));
    rows.push(speed());
    drop(bar);
    if arguments.get_flag("json") {
        print(&format!("{:#}\n", document(&rows)));
    } else {
        print(&sheet(&rows));
    }
    if rows.iter().all(Row::is_kept) { ExitCode::Fine } else { ExitCode::FaultsFound }
}

fn sheet(rows: &[Row]) -> String {
    let styles = proof::styles();
    let head = [
        vec![String::new()],
        styles.iter().map(|style| (*style).to_owned()).collect(),
        vec!["promised".to_owned()],
    ];
    let lines: Vec<Vec<String>> = std::iter::once(head.concat()).chain(rows.iter().map(line)).collect();
    let broken = rows.iter().filter(|row| !row.is_kept()).count();
    let verdict = match broken {
        0 => format!("{} The limiter keeps all it promises.", mark(None)),
        1 => format!("{} One promise is broken; please report this sheet.", mark(Some(Severity::Fault))),
        more => format!("{} {more} promises are broken; please report this sheet.", mark(Some(Severity::Fault))),
    };
    let ceiling = format!("ceiling {CEILING_DB} dBTP, tones 6 dB over it; the worst of each").replace('-', "−");
    format!("{}\n{}\n\n{}", strong(&verdict), faint(&ceiling), table(&lines))
}

fn line(row: &Row) -> Vec<String> {
    let sign = if row.most.is_none() { " ".to_owned() } else { mark((!row.is_kept()).then_some(Severity::Fault)) };
    let unit = if row.unit.is_empty() { String::new() } else { format!(", {}", row.unit) };
    let values = row.values.iter().map(|value| number(*value, row.unit));
    let promise = row.most.map_or_else(String::new, |most| format!("≤ {}", number(most, row.unit)));
    std::iter::once(format!("{sign} {}{unit}", row.topic)).chain(values).chain([promise]).collect()
}

/// Hundredths for small decibels, whole numbers for what is counted.
fn number(value: f64, unit: &str) -> String {
    let digits = match unit {
        "dB" if value.abs() < 10.0 => 2,
        "dB" => 1,
        _ => 0,
    };
    format!("{value:.digits$}").replace('-', "−")
}

fn document(rows: &[Row]) -> Value {
    let row = |row: &Row| {
        let values: serde_json::Map<String, Value> = proof::styles()
            .iter()
            .zip(&row.values)
            .map(|(style, value)| ((*style).to_owned(), json!(value)))
            .collect();
        json!({ "topic": row.topic, "unit": row.unit, "most": row.most, "kept": row.is_kept(), "values": values })
    };
    json!({
        "schema": "twobus-selftest/1",
        "version": env!("CARGO_PKG_VERSION"),
        "ceiling_dbtp": CEILING_DB,
        "rows": rows.iter().map(row).collect::<Vec<_>>(),
    })
}

/// How many instances one core could run: shown, never judged, for machines differ.
fn speed() -> Row {
    let values = proof::styles().into_iter().map(|style| {
        let fastest = (0..ROUNDS).map(|_| cpu_time(style)).min().unwrap_or_default();
        f64::from(TIMED_S) / fastest.as_secs_f64().max(1e-9)
    });
    Row {
        topic: "Speed, one core, stereo at 48 kHz".into(),
        unit: "× realtime",
        most: None,
        values: values.collect(),
    }
}

fn cpu_time(style: &str) -> Duration {
    const RATE_HZ: u32 = 48_000;
    let entry = rack::entry("limiter").expect("there is a limiter");
    let step = Step::new(entry).with_style(style).expect("the style is listed").with("gain", 6.0);
    let mut limiter = (entry.create)(&Stream { rate_hz: RATE_HZ, channels: 2, longest_block: 512 });
    step.apply(limiter.as_mut());
    let frames = (RATE_HZ * TIMED_S) as usize;
    let channels = (1..=2).map(|seed| signals::pink_noise(seed, 2.0, frames)).collect();
    let mut sound = Audio { rate_hz: RATE_HZ, channels };
    let mut readings = Readings::default();
    let start = ThreadTime::now();
    sound.for_each_block(512, |_, block| limiter.process(block, &mut readings));
    start.elapsed()
}
