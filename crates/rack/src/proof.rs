// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the limiter promises, measured: the sheet of `twobus selftest`, the tests and the manual.
//!
//! Every row is a measurement of every style with what it must not exceed. Signals are made from
//! nothing but arithmetic, so everybody gets the same numbers.

mod ceiling;
mod curves;
mod distortion;
mod fidelity;

use dsp::Audio;

pub use curves::{Curve, ceiling_curves, distortion_curves, recovery_curves};

use crate::{Preset, Step, entry, processor::Entry, render};

/// The ceiling of every measurement, dBTP.
pub const CEILING_DB: f64 = -1.0;

/// How much is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// One rate, one latency, in some seconds.
    Quick,
    /// All rates, both latencies.
    Full,
}

/// One measurement of every style.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What was measured.
    pub topic: String,
    /// The unit of the values.
    pub unit: &'static str,
    /// What no value may exceed; `None` if it is only shown.
    pub most: Option<f64>,
    /// One value for each of [`styles`]; the worst, if there were several.
    pub values: Vec<f64>,
}

impl Row {
    /// Whether every value keeps the promise; a value that is no number does not.
    pub fn is_kept(&self) -> bool {
        self.most.is_none_or(|most| self.values.iter().all(|value| *value <= most))
    }
}

/// The limiter's styles, in order.
pub fn styles() -> Vec<&'static str> {
    limiter().styles.iter().map(|style| style.id).collect()
}

/// Measures everything; tells `progress` the share that is done.
pub fn sheet(depth: Depth, progress: &mut dyn FnMut(f64)) -> Vec<Row> {
    let topics: [fn(Depth) -> Vec<Row>; 3] = [ceiling::rows, fidelity::rows, distortion::rows];
    let mut rows = Vec::new();
    for (n, topic) in topics.iter().enumerate() {
        rows.extend(topic(depth));
        progress((n + 1) as f64 / topics.len() as f64);
    }
    rows
}

fn limiter() -> &'static Entry {
    entry("limiter").expect("there is a limiter")
}

/// A limiter of a style at the ceiling of the measurements.
fn styled(style: &str) -> Step {
    let step = Step::new(limiter()).with_style(style).expect("the style is listed");
    step.with("ceiling", CEILING_DB)
}

/// What comes out, aligned with what went in.
fn through(step: &Step, sound: &Audio) -> Audio {
    render(&Preset { steps: vec![step.clone()] }, sound).audio
}

/// A row with one value per style.
fn row(topic: impl Into<String>, unit: &'static str, most: Option<f64>, value: impl Fn(&str) -> f64) -> Row {
    Row { topic: topic.into(), unit, most, values: styles().into_iter().map(value).collect() }
}

/// The same sound on both channels.
fn both(rate_hz: u32, sound: Vec<f32>) -> Audio {
    Audio { rate_hz, channels: vec![sound.clone(), sound] }
}
