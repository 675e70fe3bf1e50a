// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Two passages that are fair to compare: the same place, the same length, equally loud.
//!
//! Versions of one song start at the same moment of it, to the nearest sample; their samples are only
//! turned down, never moved between samples. The louder one is turned down until both have the same
//! integrated loudness (ITU-R BS.1770-5) over the passage.

use dsp::{Audio, Db, math, units::gain_from_db};
use measure::{Alignment, Layout, Meter, Span, fault::clock};

use crate::error::{Error, Result};

/// A passage that nobody chose: long enough to find one's way, short enough to be heard 48 times.
const PASSAGE_S: f64 = 20.0;
/// Loudness needs 400 ms; ears need more.
const SHORTEST_S: f64 = 1.0;
/// Short-term loudness looks back so far, seconds.
const SHORT_TERM_S: f64 = 3.0;
/// Starts and ends softly, seconds: a cut is heard before anything else.
const FADE_S: f64 = 0.01;
/// The highest sample: dither needs a little room under full scale.
const CEILING: f64 = 0.999;

/// Two passages ready to be heard.
#[derive(Clone, Debug)]
pub struct Clips {
    /// The first and the second, equally long and loud.
    pub sounds: [Audio; 2],
    /// By how much each was turned down, dB.
    pub turned_down_db: [f64; 2],
    /// What was done, in sentences that give nothing away.
    pub notes: Vec<String>,
}

/// Cuts the passage out of both, at the place `alignment` says, and makes both equally loud.
///
/// Without a span it is the loudest 20 s of A; without an alignment, also those of B.
///
/// # Errors
/// One of them does not have the passage, is silent in it, or it is shorter than a second.
pub fn clips(sounds: &[Audio; 2], alignment: Option<&Alignment>, span: Option<Span>) -> Result<Clips> {
    let lag = alignment.map(|alignment| math::whole_from(math::round(alignment.delay_frames)));
    let passage = Passage::find(sounds, lag, span)?;
    let cut = [0, 1].map(|n| passage.of(sounds, n));
    let mut clips = Clips { sounds: cut, turned_down_db: [0.0; 2], notes: vec![passage.note(sounds, lag, span)] };
    clips.match_loudness()?;
    clips.stay_under_full_scale();
    clips.sounds.iter_mut().for_each(fade);
    Ok(clips)
}

impl Clips {
    fn match_loudness(&mut self) -> Result<()> {
        let [a, b] = [loudness(&self.sounds[0], "A")?, loudness(&self.sounds[1], "B")?];
        self.turned_down_db = [(a - b).max(0.0), (b - a).max(0.0)];
        for (sound, db) in self.sounds.iter_mut().zip(self.turned_down_db) {
            turn_down(sound, gain_from_db(Db(-db)));
        }
        Ok(())
    }

    fn stay_under_full_scale(&mut self) {
        let peak = f64::from(self.sounds[0].sample_peak().max(self.sounds[1].sample_peak()));
        if peak > CEILING {
            self.sounds.iter_mut().for_each(|sound| turn_down(sound, CEILING / peak));
            self.notes.push("Both were turned down alike, because one exceeds full scale.".to_owned());
        }
    }
}

/// Where both are cut, and how long they are then.
struct Passage {
    starts: [usize; 2],
    frames: usize,
}

impl Passage {
    fn find(sounds: &[Audio; 2], lag: Option<i64>, span: Option<Span>) -> Result<Self> {
        let frame = |seconds: f64| math::index_from(math::round(seconds * f64::from(sounds[0].rate_hz)));
        let wanted = frame(span.map_or(PASSAGE_S, |span| span.to_s - span.from_s));
        let starts = match (span.map(|span| frame(span.from_s)), lag) {
            (Some(from), Some(lag)) => [Some(from), moved(from, lag)],
            (Some(from), None) => [Some(from); 2],
            (None, Some(lag)) => together(sounds, lag, wanted),
            (None, None) => [0, 1].map(|n| Some(loudest(&sounds[n], 0..sounds[n].frames(), wanted))),
        };
        let rooms = [0, 1].map(|n| starts[n].map_or(0, |start| sounds[n].frames().saturating_sub(start)));
        let frames = wanted.min(rooms[0]).min(rooms[1]);
        // A span may end half a second after the sound, as one reads it off a clock.
        let fewest = span.map_or(0, |_| wanted.saturating_sub(frame(0.5))).max(frame(SHORTEST_S));
        match starts {
            [Some(a), Some(b)] if frames >= fewest => Ok(Self { starts: [a, b], frames }),
            _ => Err(missing(sounds, rooms[0] < rooms[1])),
        }
    }

    fn of(&self, sounds: &[Audio; 2], n: usize) -> Audio {
        let part = self.starts[n]..self.starts[n] + self.frames;
        let channels = sounds[n].channels.iter().map(|channel| channel[part.clone()].to_vec()).collect();
        Audio { rate_hz: sounds[n].rate_hz, channels }
    }

    fn note(&self, sounds: &[Audio; 2], lag: Option<i64>, span: Option<Span>) -> String {
        let [a, b] = self.starts.map(|start| clock(start as f64 / f64::from(sounds[0].rate_hz)));
        match (lag, span) {
            (Some(_), _) => format!("Both start at the same place of the song, {a} in A."),
            (None, Some(_)) => format!("These are not versions of one song; both start at {a}."),
            (None, None) => {
                format!("These are not versions of one song; each starts where it is loudest, A at {a}, B at {b}.")
            }
        }
    }
}

fn missing(sounds: &[Audio; 2], in_a: bool) -> Error {
    let (name, sound) = if in_a { ("A", &sounds[0]) } else { ("B", &sounds[1]) };
    Error::Passage { what: format!("the passage is not in {name}, which lasts {}", clock(sound.seconds())) }
}

fn moved(frame: usize, lag: i64) -> Option<usize> {
    frame.checked_add_signed(isize::try_from(lag).ok()?)
}

/// The loudest passage of what both have.
fn together(sounds: &[Audio; 2], lag: i64, frames: usize) -> [Option<usize>; 2] {
    let first = usize::try_from(-lag).unwrap_or(0);
    let last = moved(sounds[1].frames(), -lag).unwrap_or(0).min(sounds[0].frames());
    let start = loudest(&sounds[0], first..last.max(first), frames);
    [Some(start), moved(start, lag)]
}

/// Where the loudest passage of a part starts: around its loudest three seconds.
fn loudest(sound: &Audio, part: std::ops::Range<usize>, frames: usize) -> usize {
    let rate_hz = f64::from(sound.rate_hz);
    let loudest_s = heard(sound, part.clone()).loudest_s.unwrap_or(0.0) - SHORT_TERM_S / 2.0;
    let middle = part.start + math::index_from(loudest_s.max(0.0) * rate_hz);
    let latest = part.end.saturating_sub(frames).max(part.start);
    middle.saturating_sub(frames / 2).clamp(part.start, latest)
}

fn heard(sound: &Audio, part: std::ops::Range<usize>) -> measure::Measured {
    let mut meter = Meter::loudness_only(sound.rate_hz, Layout::from_channels(sound.channels.len()));
    let end = part.end.min(sound.frames());
    let channels: Vec<&[f32]> = sound.channels.iter().map(|channel| &channel[part.start.min(end)..end]).collect();
    meter.push(&channels);
    meter.finish()
}

fn loudness(sound: &Audio, name: &str) -> Result<f64> {
    let silent = || Error::Passage { what: format!("{name} is silent in the passage") };
    heard(sound, 0..sound.frames()).integrated_lufs.ok_or_else(silent)
}

fn turn_down(sound: &mut Audio, gain: f64) {
    // Exactly one stays exactly one: what needs no turning down keeps its bits.
    let gain = math::sample_from(gain);
    sound.channels.iter_mut().flatten().for_each(|sample| *sample *= gain);
}

fn fade(sound: &mut Audio) {
    let frames = math::index_from(FADE_S * f64::from(sound.rate_hz));
    for channel in &mut sound.channels {
        let last = channel.len().saturating_sub(1);
        for n in 0..frames.min(channel.len() / 2) {
            let gain = math::sample_from((n as f64 + 0.5) / frames as f64);
            channel[n] *= gain;
            channel[last - n] *= gain;
        }
    }
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;

    const RATE_HZ: u32 = 8_000;

    /// Noise that is loudest from the tenth to the thirteenth second.
    fn noise(seed: u64, gain: f32) -> Audio {
        let mut channel = signals::pink_noise(seed, 0.5, RATE_HZ as usize * 40);
        for sample in &mut channel {
            *sample *= gain;
        }
        channel[80_000..104_000].iter_mut().for_each(|sample| *sample *= 2.0);
        Audio { rate_hz: RATE_HZ, channels: vec![channel] }
    }

    #[test]
    fn the_louder_one_is_turned_down_to_a_tenth_of_an_lu() {
        let clips = clips(&[noise(1, 1.0), noise(2, 0.6)], None, None).unwrap();
        let [a, b] = [0, 1].map(|n| loudness(&clips.sounds[n], "A").unwrap());
        assert!((a - b).abs() < 0.1, "{a} and {b} LUFS");
        assert!(clips.turned_down_db[0] > 3.0 && clips.turned_down_db[1] == 0.0, "{:?}", clips.turned_down_db);
        assert!(clips.notes[0].contains("not versions of one song"));
    }

    #[test]
    fn a_passage_nobody_chose_is_around_the_loudest_place() {
        let clips = clips(&[noise(1, 1.0), noise(2, 1.0)], None, None).unwrap();
        assert_eq!(clips.sounds[0].frames(), 160_000);
        let loud = Span { from_s: 1.0, to_s: 21.0 };
        let chosen = super::clips(&[noise(1, 1.0), noise(2, 1.0)], None, Some(loud)).unwrap();
        let [found, chosen] = [clips, chosen].map(|clips| loudness(&clips.sounds[0], "A").unwrap());
        assert!((found - chosen).abs() < 0.3, "{found} and {chosen} LUFS");
    }

    #[test]
    fn a_passage_that_is_not_there_or_silent_is_refused() {
        let late = Span { from_s: 38.0, to_s: 45.0 };
        let error = clips(&[noise(1, 1.0), noise(2, 1.0)], None, Some(late)).unwrap_err().to_string();
        assert!(error.contains("lasts 0:40"), "{error}");
        let silence = Audio::silence(RATE_HZ, 1, 320_000);
        let error = clips(&[noise(1, 1.0), silence], None, None).unwrap_err().to_string();
        assert!(error.contains("B is silent"), "{error}");
    }

    #[test]
    fn beyond_full_scale_both_are_turned_down_alike() {
        let clips = clips(&[noise(1, 30.0), noise(1, 30.0)], None, None).unwrap();
        assert!(clips.sounds[0].sample_peak() <= 1.0);
        assert_eq!(clips.sounds[0], clips.sounds[1]);
    }
}
