// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Samples that are not sound: not a number, infinite, beyond +180 dBFS.

use dsp::{Audio, math, signals::Dice};

use super::{Check, Info, Moment, Whole, sowing, spans::Spans};
use crate::{
    fault::{Confidence, Fault, Severity},
    reading::Reading,
    words::{counted, place, times},
};

/// Counts samples that are not sound. Any is a fault.
#[derive(Default)]
pub(crate) struct Broken {
    samples: u64,
    spans: Spans,
}

impl Check for Broken {
    const INFO: &'static Info =
        &Info { id: "broken", summary: "Samples that are not sound at all.", gain_invariant: true };

    fn new(_rate_hz: u32) -> Self {
        Self::default()
    }

    fn hear(&mut self, moment: &Moment<'_>) {
        if moment.broken > 0 {
            self.samples += moment.broken as u64;
            self.spans.note(moment.span, moment.broken as f64);
        }
    }

    /// A sample for each limit, each of another kind.
    fn sow(song: &mut Audio, limits: f64, seed: u64) {
        let mut dice = Dice::new(seed);
        for n in 0..math::index_from(limits) {
            let frame = sowing::pick(song.frames(), &mut dice);
            if let Some(x) = sowing::channel(song, &mut dice).and_then(|channel| channel.get_mut(frame)) {
                *x = [f32::NAN, f32::INFINITY, 1e33][n % 3];
            }
        }
    }

    fn fault(&self, _whole: &Whole<'_>) -> Option<Fault> {
        let spans = self.spans.worst();
        (self.samples > 0).then(|| Fault {
            id: Self::INFO.id,
            severity: Severity::Fault,
            title: "The file holds numbers that are not sound.".to_owned(),
            message: format!(
                "A sample is not a number, infinite or beyond +180 dBFS {}, first{}; players may click, go silent or stop.",
                times(self.samples),
                place(&spans)
            ),
            action: "Export the file again; if it happens again, bypass effects one by one until it stops.".to_owned(),
            amount: format!("{} samples", self.samples),
            spans,
            confidence: Confidence::Sure,
            stem: None,
        })
    }

    fn reading(&self, _whole: &Whole<'_>) -> Option<Reading> {
        let limits = self.samples as f64;
        Some(Reading { check: Self::INFO, limits, words: |limits| counted(limits, "sample", "samples") })
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::bench::{inspect, music, severity};
    use crate::fault::Severity;

    #[test]
    fn broken_samples_are_counted_and_sound_is_not() {
        let mut sound = music(1, 6.0);
        assert_eq!(severity(&inspect(&sound), "broken"), None);
        sound[0][50_000] = f32::NAN;
        sound[1][50_001] = f32::INFINITY;
        sound[1][60_000] = 1e33;
        let faults = inspect(&sound);
        assert_eq!(severity(&faults, "broken"), Some(Severity::Fault));
        assert_eq!(faults[0].amount, "3 samples");
        assert_eq!(faults[0].spans[0].from_s.floor(), 1.0);
    }
}
