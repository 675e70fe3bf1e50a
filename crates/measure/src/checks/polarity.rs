// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! One channel upside down.
//!
//! Correlation of the middle (250 Hz to 2 kHz) over 1.5 s windows within 20 dB of the loudest so far.
//! Windows below 0 that hold a quarter of the energy, also without the heaviest of them, so that no verdict
//! hangs on one passage, are a watch if they are below −0.1 together (3.5 dB are lost in mono; unrelated sides
//! lose 3); if the whole song is below −0.3, a fault. Gain-invariant.

use dsp::{Audio, math, signals::Dice};

use super::{
    Check, Info, Whole, Window,
    moment::Pair,
    sowing::{self, Part, Stretch},
    spans::Spans,
};
use crate::{
    fault::{Confidence, Fault, Severity},
    reading::Reading,
    words::{number, place},
};

const OPPOSED: f64 = 0.0;
/// What is opposed in them all together; unrelated sides scatter around 0.
const TOGETHER: f64 = -0.1;
const INVERTED: f64 = -0.3;
const SHARE: f64 = 0.25;
const LOUD: f64 = 0.01; // 20 dB

/// Compares the directions of left and right.
#[derive(Default)]
pub(crate) struct Polarity {
    loudest: f64,
    all: Pair,
    opposed: Pair,
    heaviest: f64,
    spans: Spans,
}

impl Check for Polarity {
    const INFO: &'static Info =
        &Info { id: "polarity", summary: "One channel upside down.", gain_invariant: true };

    fn new(_rate_hz: u32) -> Self {
        Self::default()
    }

    fn hear_window(&mut self, window: &Window) {
        let middle = &window.middle;
        self.loudest = self.loudest.max(middle.total());
        if middle.total() <= self.loudest * LOUD {
            return;
        }
        self.all.add(middle);
        if middle.correlation() < OPPOSED {
            self.opposed.add(middle);
            self.heaviest = self.heaviest.max(middle.total());
            self.spans.note(window.span, middle.total());
        }
    }

    /// One side is upside down in a stretch that holds so many quarters of the energy.
    fn sow(song: &mut Audio, limits: f64, seed: u64) {
        let mut dice = Dice::new(seed);
        let stretch = Stretch::holding(song, Part::Middle, limits * SHARE, &mut dice);
        let side = sowing::channel(song, &mut dice).into_iter().flatten();
        side.enumerate().for_each(|(frame, x)| *x *= math::sample_from(1.0 - 2.0 * stretch.share_at(frame)));
    }

    fn fault(&self, _whole: &Whole<'_>) -> Option<Fault> {
        let inverted = self.all.correlation() < INVERTED;
        let sums = if inverted { &self.all } else { &self.opposed };
        let spans = if inverted { Vec::new() } else { self.spans.worst() };
        let sustained = self.share() > SHARE;
        (self.all.total() > 0.0 && sustained).then(|| Fault {
            id: Self::INFO.id,
            severity: if inverted { Severity::Fault } else { Severity::Watch },
            title: if inverted {
                "One channel is upside down."
            } else {
                "Left and right work against each other."
            }
            .to_owned(),
            message: format!(
                "The correlation of left and right is {:.2}{}: played as mono, {} dB are lost.",
                sums.correlation(),
                place(&spans),
                number(-sums.mono_loss_db())
            )
            .replace('-', "−"),
            action: if inverted {
                "Flip the polarity of one channel, or look for a swapped wire or a wrong switch on the mix bus."
            } else {
                "Listen in mono; look for a widener, a stereo delay or a doubled track that is upside down."
            }
            .to_owned(),
            amount: format!("{} dB in mono", number(sums.mono_loss_db())),
            spans,
            confidence: Confidence::Sure,
            stem: None,
        })
    }

    fn reading(&self, _whole: &Whole<'_>) -> Option<Reading> {
        let limits = self.share() / SHARE;
        Some(Reading {
            check: Self::INFO,
            limits,
            words: |limits| format!("{:.0} % opposed", 100.0 * SHARE * limits),
        })
    }
}

impl Polarity {
    /// The share of the energy that is opposed, without its heaviest window.
    fn share(&self) -> f64 {
        let [opposed, all] = [&self.opposed, &self.all].map(|pair| pair.total() - self.heaviest);
        if self.opposed.correlation() < TOGETHER { opposed / all.max(f64::MIN_POSITIVE) } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::bench::{inspect, music, severity};
    use crate::fault::Severity;

    #[test]
    fn an_inverted_channel_is_found_and_is_the_only_one_to_blame() {
        let mut sound = music(6, 12.0);
        assert_eq!(severity(&inspect(&sound), "polarity"), None);
        sound[1].iter_mut().for_each(|x| *x = -*x);
        let faults = inspect(&sound);
        assert_eq!(severity(&faults, "polarity"), Some(Severity::Fault));
        assert_eq!(severity(&faults, "low_mono"), None);
    }
}
