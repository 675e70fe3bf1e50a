// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a worker knows of the mix: the last loud twenty seconds, read once a second.
//!
//! A quiet part is not read: what was heard of the last loud one stays, however long it is silent.

use measure::{
    Layout, Meter, Portrait, Profiler, Span,
    aim::{Aim, Reading, read},
};

/// With less nothing is said, seconds (as of a take, `deck`).
const ENOUGH_S: f64 = 10.0;
/// So much of what was heard last is read, seconds: some bars, as a loud passage is listened to elsewhere.
const WINDOW_S: f64 = 20.0;
/// A reading is made after so much new sound, seconds.
const EVERY_S: f64 = 1.0;
/// Then it is listened to from the beginning, seconds: longer than a song.
const LONGEST_S: f64 = 900.0;

/// A mix as it is heard.
pub struct Ear {
    rate_hz: u32,
    layout: Layout,
    meter: Meter,
    profiler: Profiler,
    heard_s: f64,
    read_s: f64,
    loudest_lufs: Option<f64>,
    judged: Option<Portrait>,
    rests: bool,
}

impl Ear {
    /// Nothing heard yet of a stream.
    pub fn new(rate_hz: u32, channels: usize) -> Self {
        let layout = Layout::from_channels(channels);
        Self {
            rate_hz,
            layout,
            meter: Meter::new(rate_hz, layout),
            profiler: Profiler::new(rate_hz, layout),
            heard_s: 0.0,
            read_s: 0.0,
            loudest_lufs: None,
            judged: None,
            rests: false,
        }
    }

    /// Hears what comes next; whether there is a new reading.
    pub fn push(&mut self, channels: &[Vec<f32>]) -> bool {
        let slices: Vec<&[f32]> = channels.iter().map(Vec::as_slice).collect();
        self.meter.push(&slices);
        self.profiler.push(&slices);
        let frames = slices.first().map_or(0, |channel| channel.len());
        self.heard_s += frames as f64 / f64::from(self.rate_hz.max(1));
        let due = self.heard_s >= ENOUGH_S && self.heard_s - self.read_s >= EVERY_S;
        if due {
            self.look_back();
        }
        due
    }

    /// The last loud passage; nothing before there was one.
    pub fn passage(&self) -> Option<&Portrait> {
        self.judged.as_ref()
    }

    /// Whether what plays now is too quiet to be judged.
    pub fn rests(&self) -> bool {
        self.rests
    }

    /// How much was heard, seconds.
    pub fn heard_s(&self) -> f64 {
        self.heard_s
    }

    fn look_back(&mut self) {
        self.read_s = self.heard_s;
        let cells = self.profiler.so_far(&self.meter.so_far());
        let to_s = cells.seconds();
        let passage = cells.portrait(Span { from_s: (to_s - WINDOW_S).max(0.0), to_s });
        if passage.lufs.is_none() {
            return;
        }
        self.loudest_lufs = [self.loudest_lufs, passage.lufs].into_iter().flatten().reduce(f64::max);
        self.rests = matches!(read(&Aim::default(), &passage, self.loudest_lufs), Reading::Resting(_));
        if !self.rests {
            self.judged = Some(passage);
        }
        if to_s > LONGEST_S {
            self.begin_again();
        }
    }

    /// Forgets the half seconds and keeps what they said.
    fn begin_again(&mut self) {
        (self.meter, self.profiler) =
            (Meter::new(self.rate_hz, self.layout), Profiler::new(self.rate_hz, self.layout));
        (self.heard_s, self.read_s) = (0.0, 0.0);
    }
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;

    const RATE_HZ: u32 = 8000;

    fn second(seed: u64, level: f64) -> Vec<Vec<f32>> {
        vec![signals::pink_noise(seed, level, RATE_HZ as usize)]
    }

    #[test]
    fn ten_seconds_are_read_and_after_that_every_second() {
        let mut ear = Ear::new(RATE_HZ, 1);
        let read: Vec<bool> = (0..12).map(|n| ear.push(&second(n, 0.3))).collect();
        assert_eq!(read.iter().position(|read| *read), Some(9));
        assert!(read[9..].iter().all(|read| *read) && ear.passage().is_some() && !ear.rests());
    }

    #[test]
    fn a_breakdown_and_silence_leave_what_was_heard_of_the_loud_part() {
        let mut ear = Ear::new(RATE_HZ, 1);
        for n in 0..12 {
            ear.push(&second(n, 0.3));
        }
        for n in 0..25 {
            ear.push(&second(n, 0.05));
        }
        assert!(ear.rests());
        let before = ear.passage().cloned();
        for _ in 0..25 {
            ear.push(&[vec![0.0; RATE_HZ as usize]]);
        }
        assert_eq!(ear.passage(), before.as_ref());
        let loudest = before.and_then(|passage| passage.lufs).zip(ear.loudest_lufs);
        assert!(loudest.is_some_and(|(own, loudest)| loudest - own < 4.0), "{loudest:?}");
    }
}
