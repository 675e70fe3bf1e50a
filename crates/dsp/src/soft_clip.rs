// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Shaves peaks with a round shoulder, and no more of them than allowed.
//!
//! ```text
//! out │        ____________/   ← more than `most` is never taken
//!     │      ╭─                ← knee
//!     │    ╱
//!     └──────────────────── in
//! ```
//! The curve is followed by its antiderivative, so that its aliases stay below the music (see
//! [`shaper`](crate::shaper)).

use crate::{
    math,
    shaper::{Curve, POINTS},
    units::{Db, Ratio, gain_from_db},
};

/// Points closer than this are taken for one.
const SAME_POINT: f64 = 1e-5;

/// Where a curve bends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shoulder {
    /// The knee's lower and upper end.
    knee: [f64; 2],
    ceiling: f64,
    /// The share that is left of the highest peaks.
    least: f64,
    /// From where on that share is left.
    far: f64,
}

impl Shoulder {
    /// A curve that ends at a ceiling, bends over a knee of that share of it, and takes `most` at most.
    pub fn new(ceiling: f64, softness: Ratio, most: Db) -> Self {
        let half = 0.5 * softness.0.clamp(1e-3, 1.0);
        let mut shoulder = Self {
            knee: [ceiling * (1.0 - half), ceiling * (1.0 + half)],
            ceiling,
            least: gain_from_db(Db(-most.0)),
            far: f64::INFINITY,
        };
        shoulder.far = shoulder.last_point_above(shoulder.least);
        shoulder
    }

    /// Where the line through zero with a slope meets the curve.
    fn last_point_above(&self, slope: f64) -> f64 {
        let [from, to] = self.knee;
        if slope * to <= self.ceiling {
            return self.ceiling / slope;
        }
        // In the knee: x − (x − from)² / 2(to − from) = slope · x.
        let width = to - from;
        let b = from + (1.0 - slope) * width;
        b + math::sqrt((b * b - from * from).max(0.0))
    }

    /// What is added to a point.
    fn added(&self, x: f64) -> f64 {
        let height = x.abs();
        let [from, to] = self.knee;
        let taken = if height <= from {
            0.0
        } else if height > self.far {
            (1.0 - self.least) * height
        } else if height < to {
            square(height - from) / (2.0 * (to - from))
        } else {
            height - self.ceiling
        };
        if x < 0.0 { taken } else { -taken }
    }

    /// The antiderivative of [`Shoulder::added`], zero up to the knee.
    fn area(&self, x: f64) -> f64 {
        let height = x.abs();
        let near = height.min(self.far);
        let [from, to] = self.knee;
        let mut area = cube((near.min(to) - from).max(0.0)) / (6.0 * (to - from));
        if near > to {
            area += 0.5 * (square(near - self.ceiling) - square(to - self.ceiling));
        }
        if height > self.far {
            area += 0.5 * (1.0 - self.least) * (square(height) - square(self.far));
        }
        -area
    }
}

/// A soft clipper at work on one channel.
#[derive(Clone, Copy, Debug)]
pub struct SoftClip {
    /// The curve.
    pub shoulder: Shoulder,
    /// The least share that was left of a peak.
    left: f64,
    before: f64,
    area_before: f64,
}

impl SoftClip {
    /// A clipper that has heard nothing.
    pub fn new(shoulder: Shoulder) -> Self {
        Self { shoulder, left: 1.0, before: 0.0, area_before: 0.0 }
    }

    /// Bends elsewhere from now on.
    ///
    /// # Realtime
    /// Safe.
    pub fn turn(&mut self, shoulder: Shoulder) {
        if shoulder != self.shoulder {
            self.shoulder = shoulder;
            self.area_before = shoulder.area(self.before);
        }
    }

    /// The least share that was left of a peak since the last call; 1 if none was shaved.
    pub fn take_left(&mut self) -> f64 {
        core::mem::replace(&mut self.left, 1.0)
    }

    /// Whether nothing is added to these points; then they are passed already.
    ///
    /// # Realtime
    /// Safe.
    pub fn is_spared(&mut self, points: [f64; POINTS]) -> bool {
        let knee = self.shoulder.knee[0];
        let high = points.iter().fold(self.before.abs(), |high, point| high.max(point.abs()));
        if high <= knee {
            (self.before, self.area_before) = (points[POINTS - 1], 0.0);
        }
        high <= knee
    }

    /// What is added between the point before and this one.
    ///
    /// # Realtime
    /// Safe.
    pub fn next_added(&mut self, point: f64) -> f64 {
        let knee = self.shoulder.knee[0];
        if point.abs() <= knee && self.before.abs() <= knee {
            (self.before, self.area_before) = (point, 0.0);
            return 0.0;
        }
        let area = self.shoulder.area(point);
        let step = point - self.before;
        let added = if step.abs() < SAME_POINT * self.shoulder.ceiling {
            self.shoulder.added(0.5 * (point + self.before))
        } else {
            (area - self.area_before) / step
        };
        self.note(point);
        (self.before, self.area_before) = (point, area);
        added
    }

    fn note(&mut self, point: f64) {
        if point.abs() > self.shoulder.knee[0] {
            self.left = self.left.min(1.0 + self.shoulder.added(point) / point);
        }
    }
}

impl Curve for SoftClip {
    fn spares(&self, peak: f32) -> bool {
        f64::from(peak) <= self.shoulder.knee[0]
    }

    fn bend(&mut self, points: [f32; POINTS]) -> [f32; POINTS] {
        let points = points.map(f64::from);
        if self.is_spared(points) {
            return [0.0; POINTS];
        }
        points.map(|point| math::sample_from(self.next_added(point)))
    }

    fn pass(&mut self, points: [f32; POINTS]) {
        (self.before, self.area_before) = (f64::from(points[POINTS - 1]), 0.0);
    }
}

fn square(x: f64) -> f64 {
    x * x
}

fn cube(x: f64) -> f64 {
    x * x * x
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shoulders() -> [Shoulder; 4] {
        [(0.2, 12.0), (0.2, 0.3), (1.0, 3.0), (0.0, 60.0)]
            .map(|(softness, most)| Shoulder::new(0.9, Ratio(softness), Db(most)))
    }

    #[test]
    fn the_curve_is_flat_at_the_ceiling_and_never_takes_more_than_allowed() {
        for (most, x) in [(12.0, 1.5), (12.0, 9.0), (0.3, 0.95), (0.3, 4.0)] {
            let shoulder = Shoulder::new(0.9, Ratio(0.2), Db(most));
            let y = x + shoulder.added(x);
            let expected = f64::max(0.9, x * gain_from_db(Db(-most)));
            assert!((y - expected).abs() < 0.03, "{most} dB: {x} becomes {y}");
            assert!(y >= x * gain_from_db(Db(-most)) - 1e-12);
        }
    }

    #[test]
    fn the_area_belongs_to_the_curve() {
        for shoulder in shoulders() {
            for n in -300..300 {
                let x = f64::from(n) * 0.01 + 0.003;
                let slope = (shoulder.area(x + 1e-5) - shoulder.area(x - 1e-5)) / 2e-5;
                assert!((slope - shoulder.added(x)).abs() < 3e-3, "{x}: {slope} and {}", shoulder.added(x));
            }
        }
    }
}
