// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How much of a stem is covered in a run of bands, cell by cell.

use dsp::units::db_from_power;

use super::cover::Cover;
use crate::{checks::spans::Spans, fault::Span};

/// Deeper is no deeper: nothing is heard of a stem 40 dB under the others.
const LEAST_SMR_DB: f64 = -40.0;
/// Half of what plays makes a place.
const HALF: f64 = 0.5;

/// A tenth of a second, summed over bands by what they mean to the hidden stem.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moment {
    played: f64,
    covered: f64,
    /// The weights of all covers that are looked at, and their SMR by weight, dB.
    looked_at: f64,
    smr_db: f64,
}

/// All moments.
#[derive(Clone, Debug)]
pub(super) struct Course {
    cell_s: f64,
    cells: usize,
    all: Moment,
    covered_cells: usize,
    /// Where at least half of what plays is covered.
    pub spans: Spans,
}

impl Moment {
    /// Adds a band in which the stem plays, under a cover or not.
    pub fn add(&mut self, weight: f64, cover: Option<Cover>) {
        self.played += weight;
        let Some(cover) = cover else { return };
        self.looked_at += weight;
        self.smr_db +=
            weight * db_from_power(f64::from(cover.hidden_power / cover.others_power)).0.max(LEAST_SMR_DB);
        self.covered += if cover.covers() { weight } else { 0.0 };
    }
}

impl Course {
    /// Nothing heard yet.
    pub fn new(cell_s: f64) -> Self {
        let all = Moment::default();
        Self { cell_s, cells: 0, all, covered_cells: 0, spans: Spans::default() }
    }

    /// The next moment.
    pub fn push(&mut self, moment: Moment) {
        self.all.played += moment.played;
        self.all.covered += moment.covered;
        self.all.looked_at += moment.looked_at;
        self.all.smr_db += moment.smr_db;
        if moment.covered > 0.0 && moment.covered >= HALF * moment.played {
            let from_s = self.cells as f64 * self.cell_s;
            self.spans.note(Span { from_s, to_s: from_s + self.cell_s }, moment.covered);
            self.covered_cells += 1;
        }
        self.cells += 1;
    }

    /// For how much of what it plays the stem is covered, 0 to 1.
    pub fn time_share(&self) -> f64 {
        self.all.covered / self.all.played.max(f64::MIN_POSITIVE)
    }

    /// For how long, s.
    pub fn covered_s(&self) -> f64 {
        self.covered_cells as f64 * self.cell_s
    }

    /// How the stem stands against all others under the covers, dB.
    pub fn smr_db(&self) -> f64 {
        self.all.smr_db / self.all.looked_at.max(f64::MIN_POSITIVE)
    }
}
