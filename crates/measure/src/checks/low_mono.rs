// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A low end that weakens or vanishes in mono.
//!
//! Correlation of 20 to 120 Hz over 1.5 s windows that hold low end (within 20 dB of the whole and of the loudest
//! low end so far). Windows below 0.25 (2 dB are lost in mono) that hold a quarter of the low end, also without
//! the heaviest of them, so that no verdict hangs on one passage, are a watch; those below −0.1 that hold a tenth
//! are a fault (unrelated basses scatter around 0). If the middle is opposed too, it is
//! [polarity](super::polarity)'s business. Mono loss is `(L + R) / 2` against both. Gain-invariant.

use dsp::{Audio, math, signals::Dice};

use super::{
    Check, Info, Whole, Window,
    low_end::PRESENT,
    moment::Pair,
    sowing::{self, Part, Stretch},
    spans::Spans,
};
use crate::{
    fault::{Confidence, Fault, Severity},
    reading::Reading,
    words::{number, place as at},
};

const WATCH: f64 = 0.25;
const CLASH: f64 = -0.1;
/// Of the middle; unrelated sides scatter around 0.
const OPPOSED: f64 = -0.3;
const WATCH_SHARE: f64 = 0.25;
const CLASH_SHARE: f64 = 0.1;
/// Below this, what is sown is upside down: an octave over the top of what is listened to, so that
/// all of that is opposed.
const OPPOSED_BELOW_HZ: f64 = 240.0;

/// Listens to the low end in mono.
#[derive(Default)]
pub(crate) struct LowMono {
    loudest: f64,
    energy: f64,
    wide: Place,
    clash: Place,
}

#[derive(Default)]
struct Place {
    sums: Pair,
    heaviest: f64,
    spans: Spans,
}

impl Check for LowMono {
    const INFO: &'static Info =
        &Info { id: "low_mono", summary: "A low end that vanishes in mono.", gain_invariant: true };

    fn new(_rate_hz: u32) -> Self {
        Self::default()
    }

    fn hear_window(&mut self, window: &Window) {
        let low = &window.low;
        self.loudest = self.loudest.max(low.total());
        if low.total() <= (window.all.total() * PRESENT).max(self.loudest * PRESENT) {
            return;
        }
        self.energy += low.total();
        let all_is_opposed = window.middle.correlation() < OPPOSED;
        if low.correlation() < WATCH && !all_is_opposed {
            self.wide.note(window);
        }
        if low.correlation() < CLASH && !all_is_opposed {
            self.clash.note(window);
        }
    }

    /// One side of the low end is upside down in a stretch that holds so many tenths of it.
    fn sow(song: &mut Audio, limits: f64, seed: u64) {
        let mut dice = Dice::new(seed);
        let stretch = Stretch::holding(song, Part::LowEnd, limits * CLASH_SHARE, &mut dice);
        let rate_hz = f64::from(song.rate_hz.max(1));
        let mut opposed = sowing::opposed_below(OPPOSED_BELOW_HZ / rate_hz);
        for (frame, x) in sowing::channel(song, &mut dice).into_iter().flatten().enumerate() {
            let dry = f64::from(*x);
            *x = math::sample_from(dry + stretch.share_at(frame) * (opposed(dry) - dry));
        }
    }

    fn fault(&self, _whole: &Whole<'_>) -> Option<Fault> {
        if self.share(&self.clash) > CLASH_SHARE {
            return Some(clash(&self.clash));
        }
        (self.wide_share() > WATCH_SHARE).then(|| wide(&self.wide))
    }

    fn reading(&self, _whole: &Whole<'_>) -> Option<Reading> {
        let limits = self.wide_share() / WATCH_SHARE;
        let limits = limits.max(self.share(&self.clash) / CLASH_SHARE);
        Some(Reading {
            check: Self::INFO,
            limits,
            words: |limits| format!("{:.0} % of the limit", 100.0 * limits),
        })
    }
}

impl LowMono {
    /// The share of the low end that is wide, without its heaviest window.
    fn wide_share(&self) -> f64 {
        let heaviest = self.wide.heaviest;
        (self.wide.sums.total() - heaviest) / (self.energy - heaviest).max(f64::MIN_POSITIVE)
    }

    /// The share of the low end that is in a place.
    fn share(&self, place: &Place) -> f64 {
        place.sums.total() / self.energy.max(f64::MIN_POSITIVE)
    }
}

impl Place {
    fn note(&mut self, window: &Window) {
        self.sums.add(&window.low);
        self.heaviest = self.heaviest.max(window.low.total());
        self.spans.note(window.span, window.low.total());
    }
}

fn clash(place: &Place) -> Fault {
    let spans = place.spans.worst();
    Fault {
        severity: Severity::Fault,
        title: "The low end vanishes in mono.".to_owned(),
        message: message(place, "left and right work against each other"),
        action: "Flip the polarity of one side of the bass or kick, or make everything below 120 Hz mono, at the track.".to_owned(),
        ..fault(place, spans)
    }
}

fn wide(place: &Place) -> Fault {
    let spans = place.spans.worst();
    Fault {
        severity: Severity::Watch,
        title: "The low end is weak in mono.".to_owned(),
        message: message(place, "left and right have little in common"),
        action: "Listen in mono; narrow the bass or kick below 120 Hz at its track.".to_owned(),
        ..fault(place, spans)
    }
}

fn message(place: &Place, what: &str) -> String {
    format!(
        "From 20 to 120 Hz {what}{} (correlation {:.2}): played as mono, {} dB are lost.",
        at(&place.spans.worst()),
        place.sums.correlation(),
        number(-place.sums.mono_loss_db())
    )
    .replace('-', "−")
}

fn fault(place: &Place, spans: Vec<crate::fault::Span>) -> Fault {
    Fault {
        id: LowMono::INFO.id,
        severity: Severity::Watch,
        title: String::new(),
        message: String::new(),
        action: String::new(),
        amount: format!("{} dB in mono", number(place.sums.mono_loss_db())),
        spans,
        confidence: Confidence::Sure,
        stem: None,
    }
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use crate::checks::bench::{RATE_HZ, inspect, music, severity};
    use crate::fault::Severity;

    fn with_bass(phase_rad: f64) -> Vec<Vec<f32>> {
        let mut sound = music(5, 12.0);
        for (channel, phase_rad) in sound.iter_mut().zip([0.0, phase_rad]) {
            let bass = signals::sine(RATE_HZ, 55.0, 0.4, phase_rad, channel.len());
            channel.iter_mut().zip(bass).for_each(|(x, bass)| *x = 0.3 * *x + bass);
        }
        sound
    }

    #[test]
    fn a_low_end_that_vanishes_in_mono_is_found() {
        assert_eq!(severity(&inspect(&with_bass(0.0)), "low_mono"), None);
        assert_eq!(severity(&inspect(&with_bass(1.2)), "low_mono"), None);
        assert_eq!(severity(&inspect(&with_bass(1.4)), "low_mono"), Some(Severity::Watch));
        let faults = inspect(&with_bass(3.1));
        assert_eq!(severity(&faults, "low_mono"), Some(Severity::Fault));
        assert_eq!(severity(&faults, "polarity"), None);
    }
}
