// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The life of a sound in numbers that a fader leaves alone.

use crate::{
    compare::ZONES,
    dynamics::loud_psr_lu,
    fault::Span,
    gating::percentile,
    measured::Measured,
    profile::{Cells, ZonePortrait},
};

/// A zone that lies this far under the loudest one holds nothing to press, dB.
const PRESENT_DB: f64 = 40.0;
/// Fewer onsets than this in a second are no rhythm, and their punch is chance.
const LEAST_ONSETS_PER_S: f64 = 0.5;
/// What is left of a punch of which no onset is left: an onset rises by as much at least ([`Cells`]).
const NO_PUNCH_DB: f64 = 5.0;

/// How much life a sound has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dynamics {
    /// Integrated loudness, LUFS.
    pub lufs: Option<f64>,
    /// The median PSR of the loud passages, LU.
    pub psr_lu: Option<f64>,
    /// The PSR that 95 % of them exceed, LU.
    pub psr_low_lu: Option<f64>,
    /// The highest peak over integrated loudness, LU.
    pub plr_lu: Option<f64>,
    /// Where the loudest 3 s end, seconds.
    pub loudest_s: Option<f64>,
    /// What each zone of the loud passages is like, from low to high.
    pub zones: [ZonePortrait; ZONES.len()],
}

/// One way to measure the life of a sound; crest and punch are those of a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Median peak to short-term loudness.
    Psr,
    /// What 95 % of the moments exceed of it.
    PsrLow,
    /// Peak to loudness of the whole.
    Plr,
    /// How far the peaks of a zone stand above its mean.
    Crest(usize),
    /// How sharply the onsets of a zone rise.
    Punch(usize),
}

impl Kind {
    /// Every kind, in the order of a report.
    pub fn all() -> impl Iterator<Item = Self> {
        let zones = (0..ZONES.len()).flat_map(|zone| [Self::Crest(zone), Self::Punch(zone)]);
        [Self::Psr, Self::PsrLow, Self::Plr].into_iter().chain(zones)
    }

    /// For scripts. It never changes.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Psr => "psr",
            Self::PsrLow => "psr_low",
            Self::Plr => "plr",
            Self::Crest(_) => "crest",
            Self::Punch(_) => "punch",
        }
    }

    /// The zone it is of, a place in [`ZONES`]; `None` for the whole spectrum.
    pub const fn zone(self) -> Option<usize> {
        match self {
            Self::Psr | Self::PsrLow | Self::Plr => None,
            Self::Crest(zone) | Self::Punch(zone) => Some(zone),
        }
    }

    /// Its unit.
    pub const fn unit(self) -> &'static str {
        if self.zone().is_some() { "dB" } else { "LU" }
    }

    /// Whether a loss of it has a limit. Floors for the others belong to a destination.
    pub const fn has_limit(self) -> bool {
        !matches!(self, Self::PsrLow | Self::Plr)
    }
}

impl Dynamics {
    /// What was heard of a sound.
    pub fn of(cells: &Cells, measured: &Measured) -> Self {
        let psr = measured.integrated_lufs.map_or_else(Vec::new, |lufs| loud_psr_lu(&measured.course, lufs));
        Self {
            lufs: measured.integrated_lufs,
            psr_lu: percentile(&psr, 0.5),
            psr_low_lu: percentile(&psr, 0.05),
            plr_lu: measured.plr_lu,
            loudest_s: measured.loudest_s,
            zones: cells.portrait(Span { from_s: 0.0, to_s: cells.seconds() }).zones,
        }
    }

    /// The number of a kind, dB or LU; `None` for silence.
    pub fn at(&self, kind: Kind) -> Option<f64> {
        match kind {
            Kind::Psr => self.psr_lu,
            Kind::PsrLow => self.psr_low_lu,
            Kind::Plr => self.plr_lu,
            Kind::Crest(zone) => self.zones[zone].crest_db,
            Kind::Punch(zone) => self.lufs.map(|_| self.zones[zone].punch_db.unwrap_or(NO_PUNCH_DB)),
        }
    }

    /// Whether there is enough of it to lose any: a zone that holds sound, and for punch a rhythm.
    pub fn has(&self, kind: Kind) -> bool {
        let loudest_db = self.zones.iter().map(|zone| zone.level_db).fold(f64::NEG_INFINITY, f64::max);
        let is_present = |zone: usize| self.zones[zone].level_db > loudest_db - PRESENT_DB;
        match kind {
            Kind::Psr | Kind::PsrLow | Kind::Plr => self.at(kind).is_some(),
            Kind::Crest(zone) => is_present(zone),
            Kind::Punch(zone) => is_present(zone) && self.zones[zone].onsets_per_s >= LEAST_ONSETS_PER_S,
        }
    }
}
