// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Whose fault is it? +6 dB on one of eight stems, and how often that stem is named first.

mod band;
mod trial;

use trial::{Outcome, Records, Song};

const KINDS: [Records; 3] = [Records::Clean, Records::Another, Records::Five];

#[derive(Clone, Copy, Default, Debug)]
struct Count { seeded: usize, heard: usize, first: usize, largest: usize, by: [[usize; 2]; 3] }

impl Count {
    fn add(&mut self, outcome: Outcome) {
        self.seeded += 1;
        if let Outcome::Asked { is_first, largest_first, confidence } = outcome {
            self.heard += 1;
            self.first += usize::from(is_first);
            self.largest += usize::from(largest_first);
            let by = &mut self.by[confidence as usize];
            by[0] += 1;
            by[1] += usize::from(is_first);
        }
    }
}

fn run(songs: u64, at_hz: f64) -> [Count; 3] {
    let mut counts = [Count::default(); 3];
    for seed in 0..songs {
        let mut song = Song::new(seed);
        for owner in 0..8 {
            let outcomes = song.seeded(owner, at_hz, &KINDS);
            counts.iter_mut().zip(outcomes).for_each(|(count, outcome)| count.add(outcome));
        }
    }
    counts
}

#[test]
#[ignore]
fn explore() {
    let songs: u64 = std::env::var("SONGS").map_or(10, |s| s.parse().unwrap());
    for hz in [100.0, 170.0, 300.0, 550.0, 1000.0, 2000.0, 3500.0, 5000.0] {
        for (kind, c) in KINDS.iter().zip(run(songs, hz)) {
            println!("{hz:6} {kind:8?} seeded {} heard {} first {:.1} % (share alone {:.1} %) weak/fair/sure {:?}", c.seeded, c.heard,
              100.0 * c.first as f64 / c.heard as f64, 100.0 * c.largest as f64 / c.heard as f64, c.by);
        }
    }
}

#[test]
#[ignore]
fn dump() {
    let mut dice = dsp::signals::Dice::new(99);
    for seed in 1000..1080 {
        let mut song = Song::new(seed);
        for owner in 0..8 {
            for _ in 0..2 {
            let hz = 100.0 * dsp::math::pow(50.0, dice.unipolar());
            song.seeded(owner, hz, &KINDS);
            }
        }
    }
}
