// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Adds up the stereo sums of 1.5 s, half overlapped, so that little of a stretch of a few seconds is mixed with what is beside it.

use dsp::math;

use super::{
    low_end::LowEnd,
    moment::{Moment, Pair, Window},
};
use crate::fault::Span;

/// How long a window is.
pub(crate) const WINDOW_S: f64 = 1.5;

/// Cuts a stream into [`Window`]s.
pub(crate) struct Windows {
    low_end: LowEnd,
    half: Window,
    last_half: Option<Window>,
    told: bool,
}

impl Windows {
    /// Nothing heard yet.
    pub fn new(rate_hz: u32) -> Self {
        Self { low_end: LowEnd::new(rate_hz), half: Window::default(), last_half: None, told: false }
    }

    /// Hears the next 10 ms; the window that ends with them.
    pub fn push(&mut self, moment: &Moment<'_>) -> Option<Window> {
        self.half.span.to_s = moment.span.to_s;
        self.add(moment);
        if self.half.seconds() < WINDOW_S / 2.0 {
            return None;
        }
        let half = self.next_half();
        let window = self.last_half.map(|before| before.joined(&half));
        (self.last_half, self.told) = (Some(half), window.is_some());
        window
    }

    /// What is left at the end, with the half window before it.
    pub fn rest(&mut self) -> Option<Window> {
        if self.half.seconds() > 0.0 {
            let rest = self.next_half();
            return Some(self.last_half.map_or(rest, |before| before.joined(&rest)));
        }
        self.last_half.filter(|_| !self.told)
    }

    fn add(&mut self, moment: &Moment<'_>) {
        let ([left, right, ..], [l, r, ..]) = (moment.channels, moment.levels) else { return };
        let cross = math::product(left, right);
        let all = Pair { energy: [l.energy, r.energy], cross, sum: [l.sum, r.sum], frames: l.frames };
        let [low, middle] = self.low_end.pairs(left, right);
        self.half.all.add(&all);
        self.half.low.add(&low);
        self.half.middle.add(&middle);
    }

    fn next_half(&mut self) -> Window {
        let from_s = self.half.span.to_s;
        let next = Window { span: Span { from_s, to_s: from_s }, ..Window::default() };
        std::mem::replace(&mut self.half, next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::moment::Level;

    fn windows(seconds: f64) -> Vec<[f64; 3]> {
        let mut windows = Windows::new(48_000);
        let channels = vec![vec![0.5_f32; 480]; 2];
        let levels: Vec<Level> = channels.iter().map(|channel| Level::of(channel)).collect();
        let moment = |n: i32| Moment {
            span: Span { from_s: f64::from(n) / 100.0, to_s: f64::from(n + 1) / 100.0 },
            channels: &channels,
            levels: &levels,
            broken: 0,
        };
        let count = math::whole_from(seconds * 100.0);
        let mut found: Vec<Window> =
            (0..i32::try_from(count).unwrap()).filter_map(|n| windows.push(&moment(n))).collect();
        found.extend(windows.rest());
        let of = |window: &Window| [window.span.from_s, window.span.to_s, window.all.total()];
        found.iter().map(of).collect()
    }

    #[test]
    fn every_second_lies_in_two_windows_but_the_first_and_the_last() {
        let found = windows(3.25);
        let spans: Vec<_> = found.iter().map(|[from_s, to_s, _]| (*from_s, *to_s)).collect();
        assert_eq!(spans, [(0.0, 1.5), (0.75, 2.25), (1.5, 3.0), (2.25, 3.25)]);
        assert_eq!(found[0][2], 0.25 * 2.0 * 1.5 * 48_000.0);
    }

    #[test]
    fn a_short_sound_is_one_window() {
        for seconds in [0.25, 0.75, 1.0, 1.5] {
            let found = windows(seconds);
            assert_eq!((found.len(), found[0][1]), (1, seconds));
        }
        assert!(windows(0.0).is_empty());
    }
}
