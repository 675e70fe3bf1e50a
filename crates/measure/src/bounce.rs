// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What is remembered of a bounce: its faults, how near each check was to its limit, its figures.
//!
//! It is little enough to be written down, and all that [`changes`](crate::changes()) needs.

use std::collections::BTreeMap;

use crate::{
    fault::{Fault, Severity, Span},
    measured::Measured,
    metrics,
    reading::Reading,
};

/// One version of a song, without its sound.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bounce {
    /// What was not fine, worst first.
    pub faults: Vec<Flaw>,
    /// What each check read, in limits, by its id.
    pub limits: BTreeMap<String, f64>,
    /// The numbers by the ids of [`metrics::ALL`]; what could not be said is missing.
    pub figures: BTreeMap<String, f64>,
}

/// A fault as it is remembered, also by a version of Twobus that no longer has its check.
#[derive(Clone, Debug, PartialEq)]
pub struct Flaw {
    /// Which check found it.
    pub id: String,
    /// How bad it was.
    pub severity: Severity,
    /// One sentence without numbers.
    pub title: String,
    /// What to do about it.
    pub action: String,
    /// Its size in a few characters.
    pub amount: String,
    /// Where it was; empty means the whole song.
    pub spans: Vec<Span>,
    /// Which stem it was in, if that was known.
    pub stem: Option<String>,
}

impl Bounce {
    /// What is to be remembered of a song that was heard now.
    pub fn of(faults: &[Fault], readings: &[Reading], measured: &Measured) -> Self {
        let finite = |(id, value): (&str, f64)| value.is_finite().then(|| (id.to_owned(), value));
        let readings = readings.iter().map(|reading| (reading.check.id, reading.limits));
        let figures = metrics::ALL.iter().filter_map(|metric| Some((metric.id, (metric.value)(measured)?)));
        Self {
            faults: faults.iter().map(Flaw::of).collect(),
            limits: readings.filter_map(finite).collect(),
            figures: figures.filter_map(finite).collect(),
        }
    }
}

impl Flaw {
    /// What is to be remembered of a fault.
    pub fn of(fault: &Fault) -> Self {
        Self {
            id: fault.id.to_owned(),
            severity: fault.severity,
            title: fault.title.clone(),
            action: fault.action.clone(),
            amount: fault.amount.clone(),
            spans: fault.spans.clone(),
            stem: fault.stem.clone(),
        }
    }
}
