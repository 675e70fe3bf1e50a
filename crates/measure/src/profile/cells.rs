// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What is kept of a sound: sums over half seconds, from which any passage can be put together.
//!
//! Little more than a kilobyte for each second of sound.

use dsp::math;

use super::{Portrait, Profile, onsets::Onset, passage::Passage, sections, texture};
use crate::{
    compare::ZONES,
    fault::Span,
    gating,
    loudness::{lufs_from_power, power_from_lufs},
    measured::{Course, Measured},
    third_octaves::MOST_BANDS,
};

/// How long a cell is, s.
pub(super) const CELL_S: f64 = 0.5;
const CELLS_PER_S: u64 = 2;
const COURSE_PER_CELL: usize = 5;

/// The half seconds of a sound, ready to become the [`Profile`] of all or the [`Portrait`] of a part.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    pub(super) measured: Measured,
    /// The middles of the bands, Hz.
    pub(super) centres_hz: Vec<f64>,
    pub(super) half_seconds: Vec<Cell>,
    /// Of each zone, in order.
    pub(super) onsets: [Vec<Onset>; ZONES.len()],
    /// The mean powers of narrow bands from 8 kHz on.
    pub(super) treble: Vec<f64>,
}

/// Sums over half a second.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    /// Long frames whose middle is here.
    pub frames: u32,
    pub bands: [Energies; MOST_BANDS],
    /// The energy of each of the twelve notes, C first.
    pub chroma: [f32; 12],
    pub zones: [Swing; ZONES.len()],
}

/// The energies of mid and side, and how much they have in common.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Energies {
    pub mid: f32,
    pub side: f32,
    /// The real part of `M·S*`: above 0 the left channel is louder.
    pub cross: f32,
}

/// How a zone's power moves.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Swing {
    pub hops: u32,
    pub sum: f32,
    pub highest: f32,
}

/// The cells of a sound that is still going on.
pub(super) struct Kept {
    rate_hz: u64,
    pub cells: Vec<Cell>,
    pub onsets: [Vec<Onset>; ZONES.len()],
}

impl Cells {
    /// What the whole sound is like, section by section.
    pub fn profile(&self) -> Profile {
        let measured = &self.measured;
        let sections = sections::sections(self);
        Profile {
            seconds: measured.seconds(),
            integrated_lufs: measured.integrated_lufs,
            range_lu: measured.range_lu,
            plr_lu: measured.plr_lu,
            low_correlation: measured.low_correlation,
            pinned_share: texture::pinned_share(measured),
            cliff_hz: texture::cliff_hz(&self.treble),
            // Flat tops are seen by those who see every sample.
            clipped: false,
            whole: self.portrait(self.whole()),
            loudest: sections::loudest(&sections),
            sections,
        }
    }

    /// What a passage is like: a user's own loop.
    pub fn portrait(&self, span: Span) -> Portrait {
        Passage::new(self, span).portrait()
    }

    /// Integrated loudness of all of it, LUFS; `None` for silence.
    pub fn integrated_lufs(&self) -> Option<f64> {
        self.measured.integrated_lufs
    }

    /// How long the sound is, s.
    pub fn seconds(&self) -> f64 {
        self.measured.seconds()
    }

    pub(super) fn whole(&self) -> Span {
        Span { from_s: 0.0, to_s: self.seconds().max(self.half_seconds.len() as f64 * CELL_S) }
    }

    /// The loudness of a cell, LUFS: the mean of the momentary loudness whose 400 ms hold its middle.
    pub(super) fn lufs(&self, cell: usize) -> f64 {
        let course = &self.measured.course.momentary_lufs;
        let [from, to] = [2, 6].map(|hop| (cell * COURSE_PER_CELL + hop).min(course.len()));
        let moments = if from < to { &course[from..to] } else { &course[from.saturating_sub(1)..] };
        let power: f64 = moments.iter().map(|lufs| power_from_lufs(f64::from(*lufs))).sum();
        lufs_from_power(power / moments.len().max(1) as f64)
    }

    /// The course of a passage; loudness counts where all of its window lies inside.
    pub(super) fn course(&self, span: Span) -> Course {
        let all = &self.measured.course;
        let [from, to] = [span.from_s, span.to_s].map(|s| math::index_from(s / Course::HOP_S + 0.5));
        let part = |list: &[f32], lead: usize| {
            let to = to.min(list.len());
            list[(from + lead).min(to)..to].to_vec()
        };
        Course {
            momentary_lufs: part(&all.momentary_lufs, 3),
            short_term_lufs: part(&all.short_term_lufs, 0),
            true_peak_dbtp: part(&all.true_peak_dbtp, 0),
        }
    }

    /// Loudness of a passage, gated, LUFS.
    pub(super) fn gated_lufs(&self, span: Span) -> Option<f64> {
        gating::integrated_lufs(&self.course(span).momentary_lufs)
    }
}

impl Kept {
    /// Nothing heard yet.
    pub fn new(rate_hz: u32) -> Self {
        Self { rate_hz: u64::from(rate_hz.max(1)), cells: Vec::new(), onsets: Default::default() }
    }

    /// The place of the cell in which a frame lies.
    pub fn place(&self, frame: u64) -> usize {
        math::index_from((frame * CELLS_PER_S / self.rate_hz) as f64)
    }

    /// The cell in which a frame lies.
    pub fn cell(&mut self, frame: u64) -> &mut Cell {
        let place = self.place(frame);
        if place >= self.cells.len() {
            self.cells.resize_with(place + 1, Cell::default);
        }
        &mut self.cells[place]
    }
}
