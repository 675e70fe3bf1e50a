// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Two filters side by side, for mid and side: turned without a click, asleep while they change nothing.
//!
//! A turned filter goes after where it was turned to through two equal low-passes,
//!
//! ```text
//! behind += (target − behind) / τ;  now += (behind − now) / τ
//! ```
//! so that it sets off gently from wherever it is, also when it is turned again on its way: a knob
//! that moves all the time leaves no step in position or speed.

use core::ops::Range;

use crate::{
    smooth::pace_from_frames,
    svf::{Memory, Rows, Svf},
    units::Millis,
};

/// How far the filter is behind its knob, twice (measured: whatever knob of a band is swept ten times a second,
/// what it splashes stays 100 dB under a tone).
const LAG: Millis = Millis(1.5);
/// After so many lags what is left of the way is 160 dB under it, and it is taken in one step.
const LAGS: f64 = 22.0;

/// Two filters that are turned together.
#[derive(Clone, Debug)]
pub struct Twin {
    target: [Svf; 2],
    behind: [Svf; 2],
    now: [Svf; 2],
    rows: [Rows; 2],
    memories: [Memory; 2],
    pace: f64,
    way: usize,
    /// Frames until it stands still.
    left: usize,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The next target is taken at once.
    New,
    /// It changes nothing and does not listen.
    Asleep,
    Awake,
}

impl Twin {
    /// Filters that change nothing and have heard nothing yet; the first target is taken at once.
    pub fn new(rate_hz: u32) -> Self {
        let copies = [Svf::default(); 2];
        let lag = LAG.0 * 1e-3 * f64::from(rate_hz);
        Self {
            target: copies,
            behind: copies,
            now: copies,
            rows: copies.map(|svf| svf.rows()),
            memories: [Memory::default(); 2],
            pace: pace_from_frames(lag),
            way: crate::math::index_from(LAGS * lag),
            left: 0,
            state: State::New,
        }
    }

    /// Forgets the sound; the next target is taken at once.
    pub fn reset(&mut self) {
        self.memories = [Memory::default(); 2];
        self.state = State::New;
    }

    /// Whether the sound leaves as it came.
    pub fn is_copy(&self) -> bool {
        self.state != State::Awake
    }

    /// What they were turned to.
    pub fn target(&self) -> [Svf; 2] {
        self.target
    }

    /// Turns both: the sound follows within some milliseconds.
    ///
    /// # Realtime
    /// Safe.
    pub fn aim(&mut self, target: [Svf; 2]) {
        let is_copy = target.iter().all(Svf::is_copy);
        match self.state {
            State::New => self.stand(target),
            State::Asleep if is_copy => {}
            State::Asleep => {
                self.stand(target.map(|svf| svf.as_copy()));
                (self.state, self.left) = (State::Awake, self.way);
            }
            State::Awake if target != self.target => self.left = self.way,
            State::Awake => {}
        }
        self.target = target;
    }

    /// Changes the sound in place; both lanes are equally long.
    ///
    /// # Realtime
    /// Safe.
    pub fn process(&mut self, lanes: [&mut [f64]; 2]) {
        if self.is_copy() {
            return;
        }
        let [first, second] = lanes;
        let frames = first.len().min(second.len());
        let walk = self.left.min(frames);
        for frame in 0..walk {
            self.walk();
            self.filter([first, second], frame..frame + 1);
        }
        if walk > 0 && self.left == 0 {
            self.stand(self.target);
        }
        if self.is_copy() {
            return;
        }
        self.filter([first, second], walk..frames);
    }

    fn stand(&mut self, at: [Svf; 2]) {
        (self.behind, self.now, self.rows) = (at, at, at.map(|svf| svf.rows()));
        self.left = 0;
        self.state = State::Awake;
        if at.iter().all(Svf::is_copy) {
            self.memories = [Memory::default(); 2];
            self.state = State::Asleep;
        }
    }

    fn walk(&mut self) {
        self.left -= 1;
        for lane in 0..2 {
            self.behind[lane] = self.behind[lane].toward(&self.target[lane], self.pace);
            self.now[lane] = self.now[lane].toward(&self.behind[lane], self.pace);
            self.rows[lane] = self.now[lane].rows();
        }
    }

    fn filter(&mut self, [first, second]: [&mut [f64]; 2], frames: Range<usize>) {
        let (rows, mut memories) = (self.rows, self.memories);
        for (one, other) in first[frames.clone()].iter_mut().zip(&mut second[frames]) {
            *one = rows[0].next(&mut memories[0], *one);
            *other = rows[1].next(&mut memories[1], *other);
        }
        self.memories = memories;
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;
    use crate::{
        equaliser::{Filter, Shape},
        math, signals,
        units::{Db, Hz, db_from_power},
    };

    const RATE_HZ: u32 = 48_000;

    fn bell(corner_hz: f64, gain_db: f64) -> Svf {
        Filter { shape: Shape::Bell, corner: Hz(corner_hz), gain: Db(gain_db), q: 1.0 }.design(RATE_HZ)
    }

    fn sine(frequency_hz: f64, frames: usize) -> Vec<f64> {
        signals::sine(RATE_HZ, frequency_hz, 1.0, 0.0, frames).into_iter().map(f64::from).collect()
    }

    #[test]
    fn each_lane_has_a_filter_of_its_own() {
        let mut twin = Twin::new(RATE_HZ);
        twin.aim([bell(100.0, 6.0), bell(100.0, 0.0)]);
        let mut lanes = [sine(100.0, 96_000), sine(100.0, 96_000)];
        let [first, second] = &mut lanes;
        twin.process([first, second]);
        let gain_db = |lane: &[f64]| db_from_power(lane[48_000..].iter().map(|y| y * y).sum::<f64>() / 24_000.0).0;
        assert!((gain_db(first) - 6.0).abs() < 0.001 && gain_db(second).abs() < 1e-6);
    }

    #[test]
    fn after_it_was_turned_back_the_sound_is_a_copy_again() {
        let mut twin = Twin::new(RATE_HZ);
        let noise: Vec<f64> = signals::white_noise(1, 1.0, 9600).into_iter().map(f64::from).collect();
        let mut lanes = [noise.clone(), noise.clone()];
        for (n, gain_db) in [0.0, 6.0, 0.0, 0.0].into_iter().enumerate() {
            twin.aim([bell(1000.0, gain_db); 2]);
            let [first, second] = &mut lanes;
            twin.process([&mut first[2400 * n..2400 * (n + 1)], &mut second[2400 * n..2400 * (n + 1)]]);
        }
        assert_eq!(lanes[0][..2400], noise[..2400]);
        assert_ne!(lanes[0][2400..4800], noise[2400..4800]);
        assert_eq!(lanes[1][7200..], noise[7200..]);
    }

    #[test]
    fn a_bell_swept_ten_times_a_second_splashes_less_than_60_db_under_the_tone_and_blocks_do_not_matter() {
        let swept = |size: usize| {
            let mut twin = Twin::new(RATE_HZ);
            let mut lanes = [sine(100.0, 48_000), sine(100.0, 48_000)];
            for start in (0..48_000).step_by(64) {
                let turn = math::sin(math::TAU * 10.0 * start as f64 / f64::from(RATE_HZ));
                twin.aim([bell(300.0 * math::pow(2.0, 1.5 * turn), 6.0); 2]);
                let [first, second] = &mut lanes;
                let parts =
                    first[start..start + 64].chunks_mut(size).zip(second[start..start + 64].chunks_mut(size));
                parts.for_each(|(first, second)| twin.process([first, second]));
            }
            lanes
        };
        let sound = swept(64);
        // A click is what lies far above the sine: the fourth difference leaves 2·10⁻⁸ of 100 Hz.
        let click = |w: &[f64]| (w[4] - 4.0 * w[3] + 6.0 * w[2] - 4.0 * w[1] + w[0]).abs() / 16.0;
        let click_db = 20.0 * math::log10(sound[0][4800..].windows(5).map(click).fold(0.0, f64::max));
        assert!(click_db < -100.0, "{click_db} dB");
        assert!([1, 7, 16].iter().all(|size| swept(*size) == sound));
    }
}
