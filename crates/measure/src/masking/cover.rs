// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! All stems side by side: who is covered in a band for a tenth of a second, and by whom.

use super::{
    bands::{BANDS, Cell, Powers},
    essence::Essence,
    excitation::excitation,
};

/// A stem this far under the others is covered: −6 dB.
const COVERED: f32 = 0.251_188_64;
/// Who covers has at least half of what covers.
const MOST_OF_IT: f32 = 0.5;

/// A stem as the ear takes it.
pub(super) struct Stem {
    pub essence: Essence,
    pub excitation: Vec<Cell>,
    /// In which bands it plays, cell by cell, one bit each.
    plays: Vec<u64>,
}

/// All stems of a mix; those that are silent are nothing.
pub(super) struct Scene {
    pub stems: Vec<Option<Stem>>,
    /// The excitation of all together.
    all: Vec<Cell>,
    pub cell_s: f64,
}

/// How a stem is covered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cover {
    pub hider: usize,
    /// The excitations of the covered stem, of its hider, and of all but the covered stem, at the ear where it stands best.
    pub hidden_power: f32,
    pub hider_power: f32,
    pub others_power: f32,
}

impl Cover {
    /// Whether the stem is far enough under the others.
    pub fn covers(&self) -> bool {
        self.hidden_power <= COVERED * self.others_power
    }
}

impl Stem {
    fn of(powers: &Powers) -> Option<Self> {
        let essence = Essence::of(powers)?;
        let bit = |cell: &Cell, band: usize| u64::from(essence.plays(cell, band)) << band;
        let plays = powers.cells.iter().map(|cell| (0..BANDS).map(|band| bit(cell, band)).sum()).collect();
        Some(Self { plays, excitation: powers.cells.iter().map(excitation).collect(), essence })
    }

    /// Whether it plays in a band now.
    pub fn plays(&self, cell: usize, band: usize) -> bool {
        self.plays.get(cell).is_some_and(|bits| (bits >> band) & 1 == 1)
    }

    /// Its excitation at an ear; silence behind its end.
    pub fn power(&self, cell: usize, ear: usize, band: usize) -> f32 {
        self.excitation.get(cell).map_or(0.0, |cell| cell[ear][band])
    }
}

impl Scene {
    /// Puts stems side by side.
    pub fn new(stems: &[Powers]) -> Self {
        let cell_s = stems.first().map_or(0.0, |powers| powers.cell_s);
        let stems: Vec<Option<Stem>> = stems.iter().map(Stem::of).collect();
        let cells = stems.iter().flatten().map(|stem| stem.excitation.len()).max().unwrap_or(0);
        let mut all = vec![[[0.0; BANDS]; 2]; cells];
        for stem in stems.iter().flatten() {
            for (all, one) in all.iter_mut().flatten().flatten().zip(stem.excitation.iter().flatten().flatten()) {
                *all += one;
            }
        }
        Self { stems, all, cell_s }
    }

    /// How many cells there are.
    pub fn cells(&self) -> usize {
        self.all.len()
    }

    /// What covers a stem in a band, if one other stem does.
    pub fn cover(&self, hidden: usize, cell: usize, band: usize) -> Option<Cover> {
        let stem = self.stems[hidden].as_ref()?;
        let ear = |ear: usize| {
            let own = stem.power(cell, ear, band);
            (ear, own, (self.all[cell][ear][band] - own).max(0.0))
        };
        let [left, right] = [ear(0), ear(1)];
        // The ear where it stands better: a / b < c / d, without a division by silence.
        let (ear, hidden_power, others_power) = if left.1 * right.2 < right.1 * left.2 { right } else { left };
        if hidden_power > COVERED * others_power {
            return None;
        }
        let (hider, hider_power) = self.loudest_but(hidden, cell, [ear, band])?;
        let cover = Cover { hider, hidden_power, hider_power, others_power };
        (hider_power >= MOST_OF_IT * others_power).then_some(cover)
    }

    fn loudest_but(&self, hidden: usize, cell: usize, [ear, band]: [usize; 2]) -> Option<(usize, f32)> {
        let others = self.stems.iter().enumerate().filter(|(n, _)| *n != hidden);
        let powers = others.filter_map(|(n, stem)| Some((n, stem.as_ref()?.power(cell, ear, band))));
        powers.max_by(|a, b| a.1.total_cmp(&b.1))
    }
}
