// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! For every knob of the limiter a range, and why.

use measure::{Confidence, Target};

use super::{features::Features, hundredths};
use crate::preset::Step;

/// Where a knob should stand for this song and this destination.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The knob's id.
    pub knob: &'static str,
    /// The lowest value that fits.
    pub low: f64,
    /// The highest value that fits.
    pub high: f64,
    /// The value to begin with.
    pub aim: f64,
    /// Where the knob stands now.
    pub present: f64,
    /// Why, with the numbers of this song.
    pub reason: String,
    /// What ends the range, if something of the song does: "PSR would fall under 8.0".
    pub limit: Option<String>,
    /// How sure the advice is.
    pub confidence: Confidence,
}

impl Range {
    /// How far the knob is outside: negative below the range, positive above, 0 inside.
    pub fn distance(&self) -> f64 {
        if self.present < self.low { self.present - self.low } else { (self.present - self.high).max(0.0) }
    }

    /// What to do with the knob: `raise`, `lower` or `fine`.
    pub fn direction(&self) -> &'static str {
        match self.distance() {
            distance if distance < 0.0 => "raise",
            distance if distance > 0.0 => "lower",
            _ => "fine",
        }
    }
}

/// What the ranges are made from.
pub struct Evidence<'a> {
    /// What the passage is like.
    pub features: Features,
    /// Where the song goes.
    pub target: &'a Target,
    /// How much a limiter would take at the aim, nearly always, dB (0 or negative).
    pub reduction_db: f64,
    /// The loudness of the mix, LUFS, if the gain follows it.
    pub mix_lufs: Option<f64>,
}

/// A low end, a high end, an aim, a reason, a confidence.
type Advice = ([f64; 2], f64, String, Confidence);

/// The ranges of all knobs but the gain, in the order of the knobs.
pub fn ranges(evidence: &Evidence<'_>, present: &Step) -> Vec<Range> {
    let specs = present.entry.params.iter().zip(&present.values);
    specs
        .filter_map(|(spec, value)| {
            let ([low, high], aim, reason, confidence) = advice(spec.id, evidence)?;
            let [low, high, aim] = [low, high, aim].map(|value| spec.domain.nearest(hundredths(value)));
            Some(Range { knob: spec.id, low, high, aim, present: *value, reason, limit: None, confidence })
        })
        .collect()
}

fn advice(knob: &str, evidence: &Evidence<'_>) -> Option<Advice> {
    Some(match knob {
        "punch" => punch(evidence),
        "drive" => drive(),
        "clip" => clip(evidence),
        "ceiling" => ceiling(evidence),
        "attack" => attack(&evidence.features),
        "hold" => hold(&evidence.features),
        "release" => release(&evidence.features),
        "recovery" => recovery(&evidence.features),
        "auto" => fixed(1.0, "Without it low tones are roughened.".to_owned()),
        "link-transient" => link_transient(&evidence.features),
        "link-release" => {
            fixed(1.0, "Sustained sounds keep their place when both sides move together.".to_owned())
        }
        "true-peak" => fixed(
            1.0,
            format!(
                "{} counts peaks between the samples, up to {} dBTP.",
                evidence.target.name,
                words(evidence.target.ceiling_dbtp)
            ),
        ),
        "mix-level" => {
            let lufs = evidence.mix_lufs?;
            let reason = format!("The mix has {} LUFS; a gain that follows it starts from there.", words(lufs));
            ([lufs - 0.5, lufs + 0.5], lufs, reason, Confidence::Sure)
        }
        _ => return None,
    })
}

fn fixed(value: f64, reason: String) -> Advice {
    ([value, value], value, reason, Confidence::Sure)
}

fn ceiling(evidence: &Evidence<'_>) -> Advice {
    let ceiling = evidence.target.ceiling_dbtp;
    let reason =
        format!("{} asks for {} dBTP; lower only gives loudness away.", evidence.target.name, words(ceiling));
    ([ceiling - 0.2, ceiling], ceiling, reason, Confidence::Sure)
}

fn punch(evidence: &Evidence<'_>) -> Advice {
    let taken = -evidence.reduction_db;
    let per_s = evidence.features.beginnings_per_s;
    if taken > 3.0 && per_s > 1.0 {
        let reason = format!(
            "Where it is loudest the limiter takes {} dB, and {} hits per second lose most.",
            words(taken),
            words(per_s)
        );
        return ([0.0, 2.0], 1.0, reason, Confidence::Weak);
    }
    let reason = format!("The limiter takes {} dB at most; the hits need no help.", words(taken));
    ([0.0, 1.0], 0.0, reason, Confidence::Weak)
}

fn drive() -> Advice {
    let reason = "A matter of taste; tone is better mended on the track.".to_owned();
    ([0.0, 0.15], 0.0, reason, Confidence::Weak)
}

fn clip(evidence: &Evidence<'_>) -> Advice {
    let Features { tips, tips_db, .. } = evidence.features;
    let share = 100.0 * tips;
    if evidence.reduction_db < -2.0 && tips > 0.5 {
        let reason = format!(
            "{share:.0} % of the peaks last under half a millisecond, half of them {} dB over: a clipper takes them unheard.",
            words(tips_db)
        );
        let aim = (0.5 * tips_db).clamp(0.3, 1.5);
        return ([0.0, (1.5 * tips_db).clamp(aim, 3.0)], aim, reason, Confidence::Fair);
    }
    let reason = if evidence.reduction_db < -2.0 {
        format!("Only {share:.0} % of the peaks are short tips; a clipper would be heard.")
    } else {
        format!("The limiter takes {} dB at most; there is nothing worth clipping.", words(-evidence.reduction_db))
    };
    ([0.0, 0.5], 0.0, reason, Confidence::Fair)
}

/// Where little begins, sounds are sustained and should be held early.
fn attack(features: &Features) -> Advice {
    let per_s = features.beginnings_per_s;
    let aim = (70.0 + 25.0 * per_s).clamp(80.0, 180.0);
    let reason = format!(
        "{} sounds begin per second: {}.",
        words(per_s),
        if per_s < 2.0 { "long ones are held early" } else { "hits are let go, what stays is held" }
    );
    ([0.6 * aim, 1.4 * aim], aim, reason, Confidence::Weak)
}

/// Two periods of the lowest strong tone keep also a fifth above it clean.
fn hold(features: &Features) -> Advice {
    let period_ms = 1000.0 / features.bass_hz;
    let aim = (1.6 * period_ms).clamp(18.6, 60.0);
    let reason = format!(
        "The bass reaches down to {:.0} Hz, one swing of which takes {} ms.",
        features.bass_hz,
        words(period_ms)
    );
    ([(1.05 * period_ms).min(aim), (2.2 * period_ms).clamp(aim, 80.0)], aim, reason, Confidence::Fair)
}

fn release(features: &Features) -> Advice {
    let per_s = features.beginnings_per_s;
    let aim = if per_s < 2.0 { 10.0 } else { 6.0 };
    let reason = format!("{} sounds begin per second, and the next should find the gain back.", words(per_s));
    ([3.0, 15.0], aim, reason, Confidence::Weak)
}

fn recovery(features: &Features) -> Advice {
    let per_s = features.beginnings_per_s;
    if per_s < 2.0 {
        let reason = format!("Only {} sounds begin per second: a slow return is not heard.", words(per_s));
        return ([20.0, 200.0], 100.0, reason, Confidence::Weak);
    }
    let reason = format!("{} sounds begin per second: a slow return would pump.", words(per_s));
    ([1.0, 60.0], 1.0, reason, Confidence::Weak)
}

fn link_transient(features: &Features) -> Advice {
    let share = 100.0 * features.one_sided;
    if features.one_sided > 0.15 {
        let reason = format!(
            "{share:.0} % of the loudest moments are on one side; the other need not duck with all of them."
        );
        return ([0.6, 1.0], 0.8, reason, Confidence::Fair);
    }
    let reason =
        format!("{share:.0} % of the loudest moments are on one side: nothing to gain from moving the image.");
    ([0.8, 1.0], 1.0, reason, Confidence::Fair)
}

/// One decimal with a true minus.
pub fn words(value: f64) -> String {
    let text = format!("{value:.1}");
    if text == "-0.0" { "0.0".to_owned() } else { text.replace('-', "−") }
}
