// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What was heard of the mix without a jump: a take, profiled as a file is.
//!
//! A jump begins a new take. The older one stays what is compared until the new one has [`ENOUGH_S`],
//! or as much as the older one if that had less, so that a short loop is heard too.

use std::sync::Arc;

use measure::{Cells, Layout, Meter, Profile, Profiler, Span, compare::Side, profile::Section};

use crate::{
    ear::Stretch,
    outline::Outline,
    reel::{LONGEST_MINUTES, Recorder, Reel},
};

/// With so much of it a take says something about a song, seconds (`measure` calls less a short record).
pub const ENOUGH_S: f64 = 10.0;
/// So much of what was heard last decides how loud the mix is, seconds: some bars.
pub const LAST_S: f64 = 12.0;
/// A host that works out its place from beats may be off by so much, seconds.
const SLACK_S: f64 = 0.005;

/// A take as it was at some moment.
#[derive(Clone)]
pub struct Heard {
    /// Which take it is; every take has its own number.
    pub number: u64,
    /// Where it begins in the song, frames; 0 where the host does not say.
    pub song_frame: i64,
    /// Its half seconds.
    pub cells: Arc<Cells>,
    /// Its outline, [`PEAKS_PER_S`](crate::outline::PEAKS_PER_S) peaks a second.
    pub peaks: Arc<[f32]>,
    /// Its sound, if there is room for it on the disk.
    pub reel: Option<Arc<Reel>>,
    /// How many channels the mix has.
    pub channels: usize,
    /// Frames per second.
    pub rate_hz: u32,
}

/// All takes that still matter.
pub struct Takes {
    rate_hz: u32,
    channels: usize,
    begun: u64,
    now: Option<Take>,
    before: Option<Heard>,
}

/// A take that goes on.
struct Take {
    number: u64,
    song_frame: i64,
    /// Where the next stretch should begin.
    expected: Option<i64>,
    frames: u64,
    meter: Meter,
    profiler: Profiler,
    outline: Outline,
    recorder: Option<Recorder>,
}

impl Heard {
    /// How long it is, seconds.
    pub fn seconds(&self) -> f64 {
        self.cells.seconds()
    }

    /// Where it begins in the song, seconds.
    pub fn song_s(&self) -> f64 {
        self.song_frame as f64 / f64::from(self.rate_hz.max(1))
    }

    /// The mix with what was heard of it last, as levels are found with it; `None` if that was silence.
    pub fn last(&self) -> Option<Side> {
        let to_s = self.seconds();
        let span = Span { from_s: (to_s - LAST_S).max(0.0), to_s };
        let portrait = self.cells.portrait(span);
        portrait.lufs?;
        let integrated_lufs = self.cells.integrated_lufs();
        let profile = Profile { seconds: to_s, integrated_lufs, whole: portrait.clone(), ..Profile::default() };
        let passage = Section { span, letter: ' ', portrait };
        Some(Side { name: "Mix".to_owned(), profile, passage, weight: 1.0 })
    }
}

impl Takes {
    /// Nothing heard yet of a stream; what was heard before it counts until there is enough of it.
    pub fn new(rate_hz: u32, channels: usize, before: Option<Heard>) -> Self {
        let begun = before.as_ref().map_or(0, |before| before.number);
        Self { rate_hz, channels, begun, now: None, before }
    }

    /// The number of the take that goes on and how much of it was heard, seconds.
    pub fn at(&self) -> (u64, f64) {
        self.now.as_ref().map_or((self.begun, 0.0), |take| (take.number, take.seconds(self.rate_hz)))
    }

    /// Hears the next stretch, channel after channel.
    pub fn push(&mut self, stretch: Stretch, channels: &[Vec<f32>]) {
        let goes_on = self.now.as_ref().is_some_and(|take| take.goes_on(stretch, self.rate_hz));
        if !goes_on {
            self.before = self.heard();
            self.begun += 1;
            self.now = Some(Take::new(self, stretch));
        }
        if let Some(take) = &mut self.now {
            take.push(stretch, channels, self.rate_hz);
        }
    }

    /// The take that is compared; `None` before the first sound.
    pub fn heard(&self) -> Option<Heard> {
        let enough_s = self.before.as_ref().map_or(0.0, |before| before.seconds().min(ENOUGH_S));
        let now = self.now.as_ref().filter(|take| take.seconds(self.rate_hz) >= enough_s);
        now.map(|take| take.heard(self)).or_else(|| self.before.clone())
    }
}

impl Take {
    fn new(takes: &Takes, stretch: Stretch) -> Self {
        let layout = Layout::from_channels(takes.channels);
        Self {
            number: takes.begun,
            song_frame: stretch.song_frame.unwrap_or(0),
            expected: stretch.song_frame,
            frames: 0,
            meter: Meter::new(takes.rate_hz, layout),
            profiler: Profiler::new(takes.rate_hz, layout),
            outline: Outline::new(takes.rate_hz),
            // Without a reel all but the limited copy is compared.
            recorder: Reel::new(takes.rate_hz).ok().map(|(recorder, _)| recorder),
        }
    }

    fn goes_on(&self, stretch: Stretch, rate_hz: u32) -> bool {
        let slack = f64::from(rate_hz) * SLACK_S;
        match (self.expected, stretch.song_frame) {
            (Some(expected), Some(frame)) => expected.abs_diff(frame) as f64 <= slack,
            (expected, frame) => expected.is_none() && frame.is_none(),
        }
    }

    fn push(&mut self, stretch: Stretch, channels: &[Vec<f32>], rate_hz: u32) {
        self.expected =
            stretch.song_frame.and_then(|frame| frame.checked_add(i64::try_from(stretch.frames).ok()?));
        let frames = self.frames + stretch.frames as u64;
        // What no reel holds is not heard either.
        if frames > u64::from(rate_hz) * 60 * u64::from(LONGEST_MINUTES) {
            return;
        }
        let slices: Vec<&[f32]> = channels.iter().map(Vec::as_slice).collect();
        self.frames = frames;
        self.meter.push(&slices);
        self.profiler.push(&slices);
        self.outline.push(&slices);
        let layout = Layout::from_channels(channels.len());
        // A full disk ends the reel, never the listening.
        if self.recorder.as_mut().is_some_and(|recorder| recorder.push(&slices, layout).is_err()) {
            self.recorder = None;
        }
    }

    fn seconds(&self, rate_hz: u32) -> f64 {
        self.frames as f64 / f64::from(rate_hz.max(1))
    }

    fn heard(&self, takes: &Takes) -> Heard {
        Heard {
            number: self.number,
            song_frame: self.song_frame,
            cells: Arc::new(self.profiler.so_far(&self.meter.so_far())),
            peaks: self.outline.peaks().into(),
            reel: self.recorder.as_ref().map(|recorder| recorder.reel().clone()),
            channels: takes.channels,
            rate_hz: takes.rate_hz,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

    use dsp::signals;

    use super::*;

    const RATE_HZ: u32 = 8000;

    fn play(takes: &mut Takes, from_s: i64, seconds: usize) {
        let sides: Vec<Vec<f32>> = (1..=2).map(|seed| signals::pink_noise(seed, 0.3, 8000)).collect();
        for n in 0..i64::try_from(seconds).unwrap() {
            takes.push(Stretch { frames: 8000, song_frame: Some((from_s + n) * 8000) }, &sides);
        }
    }

    #[test]
    fn a_jump_begins_a_take_that_is_compared_once_it_has_ten_seconds() {
        let mut takes = Takes::new(RATE_HZ, 2, None);
        play(&mut takes, 0, 20);
        play(&mut takes, 60, 9);
        assert_eq!(takes.heard().unwrap().seconds(), 20.0);
        play(&mut takes, 69, 1);
        let heard = takes.heard().unwrap();
        assert_eq!((heard.seconds(), heard.song_s(), heard.number), (10.0, 60.0, 2));
        assert_eq!(heard.reel.unwrap().frames(), 80_000);
    }

    #[test]
    fn a_loop_of_four_seconds_is_heard_anew_in_every_round() {
        let mut takes = Takes::new(RATE_HZ, 2, None);
        for round in 1..=3 {
            play(&mut takes, 8, 4);
            let heard = takes.heard().unwrap();
            assert_eq!((heard.number, heard.seconds()), (round, 4.0));
        }
    }

    #[test]
    fn a_place_that_is_off_by_a_few_frames_is_no_jump() {
        let mut takes = Takes::new(RATE_HZ, 1, None);
        for (n, off) in [0, 3, -2, 0].iter().enumerate() {
            let song_frame = Some(i64::try_from(n).unwrap() * 8000 + off);
            takes.push(Stretch { frames: 8000, song_frame }, &[signals::pink_noise(1, 0.3, 8000)]);
        }
        assert_eq!(takes.heard().unwrap().seconds(), 4.0);
    }
}
