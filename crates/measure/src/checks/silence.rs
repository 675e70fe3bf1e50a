// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Silence before and after the song, or nothing else.
//!
//! Below −70 dBFS for more than 2 s. A note; not gain-invariant.

use dsp::{Audio, math, signals::Dice};

use super::{Check, Info, Moment, Whole};
use crate::{
    fault::{Confidence, Fault, Severity, Span},
    words::number,
};

const SILENT: f32 = 3.162_277_7e-4; // −70 dBFS
const LONG_S: f64 = 2.0;

/// Remembers where the sound begins and ends.
#[derive(Default)]
pub(crate) struct Silence {
    sound: Option<Span>,
}

impl Check for Silence {
    const INFO: &'static Info =
        &Info { id: "silence", summary: "Long silence before or after the song.", gain_invariant: false };

    fn new(_rate_hz: u32) -> Self {
        Self::default()
    }

    fn hear(&mut self, moment: &Moment<'_>) {
        if moment.peak() > SILENT {
            let from_s = self.sound.map_or(moment.span.from_s, |sound| sound.from_s);
            self.sound = Some(Span { from_s, to_s: moment.span.to_s });
        }
    }

    /// So many times 2 s before the song, or after it.
    fn sow(song: &mut Audio, limits: f64, seed: u64) {
        let silence = vec![0.0; math::index_from(limits * LONG_S * f64::from(song.rate_hz))];
        let is_before = Dice::new(seed).bipolar() < 0.0;
        for channel in &mut song.channels {
            let at = if is_before { 0 } else { channel.len() };
            channel.splice(at..at, silence.iter().copied());
        }
    }

    fn fault(&self, whole: &Whole<'_>) -> Option<Fault> {
        let Some(sound) = self.sound else {
            return (whole.seconds > 0.0).then(|| note("The file is silent.", whole.seconds, Vec::new()));
        };
        let edges = [Span { from_s: 0.0, to_s: sound.from_s }, Span { from_s: sound.to_s, to_s: whole.seconds }];
        let spans: Vec<_> = edges.into_iter().filter(|edge| edge.to_s - edge.from_s > LONG_S).collect();
        let longest = spans.iter().map(|span| span.to_s - span.from_s).fold(0.0, f64::max);
        (longest > LONG_S).then(|| note("There is a long silence at an end.", longest, spans))
    }
}

fn note(title: &str, seconds: f64, spans: Vec<Span>) -> Fault {
    Fault {
        id: Silence::INFO.id,
        severity: Severity::Note,
        title: title.to_owned(),
        message: format!("Nothing is above −70 dBFS for {} s.", number(seconds)),
        action: "Trim it, if it is not meant.".to_owned(),
        spans,
        amount: format!("{} s", number(seconds)),
        confidence: Confidence::Sure,
        stem: None,
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::bench::{RATE_HZ, inspect, music, severity};
    use crate::fault::Severity;

    #[test]
    fn silence_before_the_song_and_a_silent_file_are_noted() {
        let sound = music(7, 6.0);
        assert_eq!(severity(&inspect(&sound), "silence"), None);
        let late: Vec<_> =
            sound.iter().map(|channel| [vec![0.0; RATE_HZ as usize * 3], channel.clone()].concat()).collect();
        assert_eq!(severity(&inspect(&late), "silence"), Some(Severity::Note));
        let faults = inspect(&[vec![0.0; 44_100], vec![0.0; 44_100]]);
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].title, "The file is silent.");
    }
}
