// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Puts the cells of a passage together to its [`Portrait`].
//!
//! Only loud cells count: louder than the passage − 10 LU. Sums of powers over them give level and
//! stereo: `L² = M² + S² + 2·M·S*`, `R² = M² + S² − 2·M·S*`, `L·R* = M² − S²`.

use std::ops::Range;

use dsp::{math, units::db_from_power};

use super::{
    BandPortrait, Portrait, Stereo, ZonePortrait,
    cells::{CELL_S, Cell, Cells, Energies, Swing},
};
use crate::{
    compare::{ANCHOR_HZ, ZONES},
    dynamics,
    fault::Span,
    gating::percentile,
    stereo::Sums,
};

const GATE_LU: f64 = 10.0;
/// Cells over which peaks are held against the mean: 3 s.
const CREST_CELLS: usize = 6;
/// Onsets more than this below the mean of their zone are not heard as such: −10 dB.
const FAINT: f64 = 0.1;
const HIT_SHARE: f64 = 0.9;
const PUNCH_SHARE: f64 = 0.95;
const SILENT_DB: f64 = -200.0;

/// A part of a sound.
pub(super) struct Passage<'a> {
    all: &'a Cells,
    span: Span,
    lufs: Option<f64>,
    range: Range<usize>,
    /// The places of its loud cells, in order.
    loud: Vec<usize>,
}

/// Energies over many cells.
#[derive(Clone, Copy, Default)]
struct Total {
    mid: f64,
    side: f64,
    cross: f64,
}

impl<'a> Passage<'a> {
    /// The cells whose middle lies in the span; at least the one in the middle of it.
    pub fn new(all: &'a Cells, span: Span) -> Self {
        let place = |s: f64| math::index_from(math::round(s.max(0.0) / CELL_S)).min(all.cells.len());
        let [from, to] = [place(span.from_s), place(span.to_s)];
        let middle = math::index_from((span.from_s + span.to_s) / 2.0 / CELL_S);
        let range = if to > from { from..to } else { middle..(middle + 1).min(all.cells.len()) };
        let lufs = all.gated_lufs(span);
        let is_loud = |cell: &usize| lufs.is_some_and(|lufs| all.lufs(*cell) > lufs - GATE_LU);
        Self { all, span, lufs, loud: range.clone().filter(is_loud).collect(), range }
    }

    /// What it is like.
    pub fn portrait(&self) -> Portrait {
        let bands: Vec<BandPortrait> = (0..self.all.centres_hz.len()).map(|band| self.band(band)).collect();
        let course = self.all.course(self.span);
        Portrait {
            lufs: self.lufs,
            mid_level_db: mid_level_db(&bands),
            psr_low_lu: self.lufs.and_then(|lufs| dynamics::psr_lu(&course, lufs)).map(|[_, low]| low),
            zones: std::array::from_fn(|zone| self.zone(zone)),
            bands,
        }
    }

    fn loud_cells(&self) -> impl Iterator<Item = &Cell> {
        self.loud.iter().map(|place| &self.all.cells[*place])
    }

    fn frames(&self) -> f64 {
        self.loud_cells().map(|cell| f64::from(cell.frames)).sum()
    }

    fn band(&self, band: usize) -> BandPortrait {
        let total = self.total(band..band + 1);
        let heard = self.loud_cells().filter(|cell| cell.frames > 0);
        let mut levels: Vec<f32> = heard.map(|cell| cell.level_db(band)).collect();
        levels.sort_by(f32::total_cmp);
        BandPortrait {
            centre_hz: self.all.centres_hz[band],
            level_db: total.level_db(self.frames()),
            percentiles_db: [0.1, 0.5, 0.9].map(|share| percentile(&levels, share).unwrap_or(SILENT_DB)),
            stereo: self.stereo(&total),
        }
    }

    fn total(&self, bands: Range<usize>) -> Total {
        let mut total = Total::default();
        self.loud_cells().flat_map(|cell| &cell.bands[bands.clone()]).for_each(|energies| total.add(energies));
        total
    }

    fn zone(&self, zone: usize) -> ZonePortrait {
        let [from_hz, to_hz] = ZONES[zone].range_hz;
        let place = |hz: f64| self.all.centres_hz.partition_point(|centre_hz| *centre_hz < hz);
        let total = self.total(place(from_hz)..place(to_hz));
        let onsets = self.onsets(zone);
        ZonePortrait {
            level_db: total.level_db(self.frames()),
            hit_db: share_db(onsets.iter().map(|[peak, _]| *peak).collect(), HIT_SHARE),
            crest_db: self.crest_db(zone),
            punch_db: share_db(onsets.iter().map(|[_, rise]| *rise).collect(), PUNCH_SHARE),
            onsets_per_s: onsets.len() as f64 / (self.loud.len().max(1) as f64 * CELL_S),
            stereo: self.stereo(&total),
        }
    }

    /// Peak and rise of every onset in loud cells.
    fn onsets(&self, zone: usize) -> Vec<[f32; 2]> {
        let swings = self.loud_cells().map(|cell| cell.zones[zone]);
        let (sum, hops) = swings
            .fold((0.0, 0.0), |(sum, hops), swing| (sum + f64::from(swing.sum), hops + f64::from(swing.hops)));
        let all = &self.all.onsets[zone];
        let first = all.partition_point(|onset| onset.cell < self.range.start);
        let inside = all[first..].iter().take_while(|onset| onset.cell < self.range.end);
        let heard = inside.filter(|onset| f64::from(onset.peak) > FAINT * sum / hops);
        heard
            .filter(|onset| self.loud.binary_search(&onset.cell).is_ok())
            .map(|onset| [onset.peak, onset.rise])
            .collect()
    }

    /// The median over all 3 s that are loud throughout; where there are none, over all that is loud.
    fn crest_db(&self, zone: usize) -> Option<f64> {
        let swing = |places: &[usize]| {
            places.iter().map(|place| self.all.cells[*place].zones[zone]).fold(Swing::default(), Swing::with)
        };
        let unbroken =
            self.loud.windows(CREST_CELLS).filter(|places| places[CREST_CELLS - 1] - places[0] < CREST_CELLS);
        let mut crests: Vec<f32> = unbroken.filter_map(|places| swing(places).crest()).collect();
        if crests.is_empty() {
            crests.extend(swing(&self.loud).crest());
        }
        share_db(crests, 0.5)
    }

    fn stereo(&self, total: &Total) -> Stereo {
        if self.all.measured.channels < 2 || total.level_db(self.frames()) < SILENT_DB + 50.0 {
            return Stereo::default();
        }
        let Total { mid, side, cross } = *total;
        let sums = Sums::new(mid + side + 2.0 * cross, mid + side - 2.0 * cross, mid - side);
        Stereo { width_db: sums.width_db(), correlation: sums.correlation(), mono_loss_db: sums.mono_loss_db() }
    }
}

impl Total {
    fn add(&mut self, energies: &Energies) {
        self.mid += f64::from(energies.mid);
        self.side += f64::from(energies.side);
        self.cross += f64::from(energies.cross);
    }

    fn level_db(&self, frames: f64) -> f64 {
        level_db((self.mid + self.side) / frames.max(1.0))
    }
}

impl Cell {
    /// The level of a band, dB.
    pub fn level_db(&self, band: usize) -> f32 {
        let Energies { mid, side, .. } = self.bands[band];
        math::sample_from(level_db(f64::from(mid + side) / f64::from(self.frames.max(1))))
    }
}

impl Swing {
    fn with(self, other: Self) -> Self {
        Self { hops: self.hops + other.hops, sum: self.sum + other.sum, highest: self.highest.max(other.highest) }
    }

    /// The highest power against the mean.
    fn crest(&self) -> Option<f32> {
        (self.sum > 0.0).then(|| self.highest * math::sample_from(f64::from(self.hops)) / self.sum)
    }
}

fn level_db(power: f64) -> f64 {
    db_from_power(power.max(1e-20)).0
}

/// The ratio that a share of some ratios does not exceed, dB.
fn share_db(mut ratios: Vec<f32>, share: f64) -> Option<f64> {
    ratios.sort_by(f32::total_cmp);
    percentile(&ratios, share).map(level_db)
}

fn mid_level_db(bands: &[BandPortrait]) -> Option<f64> {
    let inside = bands.iter().filter(|band| (ANCHOR_HZ[0]..ANCHOR_HZ[1]).contains(&band.centre_hz));
    let levels: Vec<f64> = inside.map(|band| band.level_db).filter(|level| *level > -150.0).collect();
    (!levels.is_empty()).then(|| levels.iter().sum::<f64>() / levels.len() as f64)
}
