// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Runs of bands in which one stem hides another, and whether they are worth telling.

use dsp::{math, units::db_from_power};

use super::{
    Clash,
    bands::{BANDS, centre_hz, edges_hz},
    course::{Course, Moment},
    cover::{Cover, Scene, Stem},
    remedy,
};

/// Told from here on: the share of the time in which the hidden stem plays.
const TIME_SHARE: f64 = 0.3;
/// And for so long, s: less is a moment, and moments are what arrangements are made of.
const LEAST_S: f64 = 2.0;
/// And where so much of the hidden stem's loudness lies.
const IMPORTANCE: f64 = 0.1;
/// Two stems that rise and fall together like this are two microphones of one sound, or its layers.
const LAYERS: f64 = 0.9;
/// A stem this far under all others together is a room or a leftover, and meant to be under: −30 dB.
const FAINT: f64 = 0.001;
/// Bands that mean little between two that do are bridged this far: chords are lines with gaps, Cam.
const REACH: usize = 3;
/// Levels count down to 40 dB under the highest.
const LEVEL_FLOOR: f64 = 1e-4;

/// A run of bands in which `hider` hides `hidden`.
pub(super) struct Region<'a> {
    pub scene: &'a Scene,
    pub hider: usize,
    pub hidden: usize,
    /// The covered bands that are essential to the hidden stem, upwards.
    pub bands: Vec<usize>,
}

/// All that is worth telling.
pub(super) fn regions(scene: &Scene) -> Vec<Clash> {
    let told = (0..scene.stems.len()).flat_map(|hidden| of_one(scene, hidden));
    told.collect()
}

/// Whatever hides one stem.
fn of_one(scene: &Scene, hidden: usize) -> Vec<Clash> {
    let Some(stem) = &scene.stems[hidden] else { return Vec::new() };
    let tally = Tally::of(scene, stem, hidden);
    let hiders = (0..scene.stems.len()).filter(|hider| *hider != hidden);
    let runs = hiders.flat_map(|hider| tally.runs(hider).into_iter().map(move |bands| (hider, bands)));
    runs.filter_map(|(hider, bands)| Region { scene, hider, hidden, bands }.told()).collect()
}

/// In how many cells a stem plays in each band, and is covered there by each other.
struct Tally {
    played: [u32; BANDS],
    covered: Vec<[u32; BANDS]>,
}

impl Tally {
    fn of(scene: &Scene, stem: &Stem, hidden: usize) -> Self {
        let mut tally = Self { played: [0; BANDS], covered: vec![[0; BANDS]; scene.stems.len()] };
        for band in (0..BANDS).filter(|band| stem.essence.is_essential(*band)) {
            for cell in (0..scene.cells()).filter(|cell| stem.plays(*cell, band)) {
                tally.played[band] += 1;
                if let Some(cover) = scene.cover(hidden, cell, band) {
                    tally.covered[cover.hider][band] += 1;
                }
            }
        }
        tally
    }

    /// The runs of essential bands in which one stem covers this one for long enough.
    fn runs(&self, hider: usize) -> Vec<Vec<usize>> {
        let mut runs: Vec<Vec<usize>> = Vec::new();
        let mut before = None;
        for band in (0..BANDS).filter(|band| self.played[*band] > 0) {
            let is_near = before.is_some_and(|before| band <= before + REACH);
            match runs.last_mut() {
                _ if self.share(hider, band) < TIME_SHARE => {}
                Some(run) if is_near && run.last().copied() == before => run.push(band),
                _ => runs.push(vec![band]),
            }
            before = Some(band);
        }
        runs
    }

    fn share(&self, hider: usize, band: usize) -> f64 {
        f64::from(self.covered[hider][band]) / f64::from(self.played[band].max(1))
    }
}

impl Region<'_> {
    fn told(&self) -> Option<Clash> {
        let [hidden, hider] = [self.stem(self.hidden)?, self.stem(self.hider)?];
        let importance = self.importance(hidden);
        let others: f64 = self.scene.stems.iter().flatten().map(|stem| stem.essence.power).sum();
        let is_faint = hidden.essence.power < FAINT * others;
        if importance < IMPORTANCE || is_faint || self.likeness([hidden, hider]) > LAYERS {
            return None;
        }
        let course = self.course();
        let is_long = course.covered_s() >= LEAST_S;
        (is_long && course.time_share() >= TIME_SHARE).then(|| Clash {
            hider: self.hider,
            hidden: self.hidden,
            range_hz: [edges_hz(self.lowest())[0], edges_hz(self.highest())[1]],
            at_hz: centre_hz(self.dearest(hidden)),
            time_share: course.time_share(),
            smr_db: course.smr_db(),
            importance,
            importance_to_hider: self.importance(hider),
            spans: course.spans.worst(),
            remedy: remedy::remedy(self),
        })
    }

    /// How much of the hidden stem's loudness its hider takes here, 0 to 1.
    pub fn lost(&self) -> f64 {
        self.stem(self.hidden).map_or(0.0, |hidden| self.importance(hidden) * self.course().time_share())
    }

    pub fn lowest(&self) -> usize {
        self.bands.first().copied().unwrap_or(0)
    }

    pub fn highest(&self) -> usize {
        self.bands.last().copied().unwrap_or(0)
    }

    pub fn stem(&self, stem: usize) -> Option<&Stem> {
        self.scene.stems[stem].as_ref()
    }

    /// Which part of a stem's loudness lies here.
    fn importance(&self, stem: &Stem) -> f64 {
        self.bands.iter().map(|band| stem.essence.importance[*band]).sum()
    }

    /// The band that means most to a stem.
    fn dearest(&self, stem: &Stem) -> usize {
        let importance = |band: &usize| stem.essence.importance[*band];
        let dearest = self.bands.iter().copied().max_by(|a, b| importance(a).total_cmp(&importance(b)));
        dearest.unwrap_or(0)
    }

    /// How alike two stems rise and fall here, −1 to 1: the correlation of their levels where either plays.
    fn likeness(&self, stems: [&Stem; 2]) -> f64 {
        let level = |stem: &Stem, cell: usize| {
            let power: f32 =
                self.bands.iter().map(|band| stem.power(cell, 0, *band) + stem.power(cell, 1, *band)).sum();
            f64::from(power)
        };
        let cells = (0..self.scene.cells()).filter(|cell| stems.iter().any(|stem| self.plays(stem, *cell)));
        let powers: Vec<[f64; 2]> = cells.map(|cell| stems.map(|stem| level(stem, cell))).collect();
        correlation(&powers)
    }

    /// Whether a stem plays here now.
    pub fn plays(&self, stem: &Stem, cell: usize) -> bool {
        self.bands.iter().any(|band| stem.plays(cell, *band))
    }

    /// What happens here while the hidden stem plays.
    pub fn course(&self) -> Course {
        self.course_when(|_, cover| cover)
    }

    /// The same where covers are changed, band by band.
    pub fn course_when(&self, change: impl Fn(usize, Cover) -> Cover) -> Course {
        let mut course = Course::new(self.scene.cell_s);
        for cell in 0..self.scene.cells() {
            course.push(self.moment(cell, &change));
        }
        course
    }

    fn moment(&self, cell: usize, change: &impl Fn(usize, Cover) -> Cover) -> Moment {
        let mut moment = Moment::default();
        let Some(hidden) = self.stem(self.hidden) else { return moment };
        for band in self.bands.iter().copied().filter(|band| hidden.plays(cell, *band)) {
            let weight = hidden.essence.importance[band];
            let cover = self.scene.cover(self.hidden, cell, band).filter(|cover| cover.hider == self.hider);
            moment.add(weight, cover.map(|cover| change(band, cover)));
        }
        moment
    }
}

/// The correlation of pairs of powers, as levels.
fn correlation(powers: &[[f64; 2]]) -> f64 {
    let floor = [0, 1].map(|n: usize| LEVEL_FLOOR * powers.iter().map(|pair| pair[n]).fold(1e-30, f64::max));
    let levels = powers.iter().map(|pair| [0, 1].map(|n: usize| db_from_power(pair[n].max(floor[n])).0));
    let count = powers.len().max(1) as f64;
    let (mut sum, mut square, mut product) = ([0.0; 2], [0.0; 2], 0.0);
    for [a, b] in levels {
        sum = [sum[0] + a, sum[1] + b];
        square = [square[0] + a * a, square[1] + b * b];
        product += a * b;
    }
    let spread = [0, 1].map(|n: usize| (square[n] - sum[n] * sum[n] / count).max(0.0));
    let both = math::sqrt(spread[0] * spread[1]);
    if both > 0.0 { (product - sum[0] * sum[1] / count) / both } else { 0.0 }
}
