// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Numbers as a musician reads them: a true minus, fixed decimals, times in minutes.

use dsp::math::index_from;
use measure::{
    Fault, Measured, Severity, Target,
    metrics::{self, Metric},
    target::Normalisation,
};

/// What is written where nothing can be said.
pub const NOT_KNOWN: &str = "not known";

/// A number with fixed decimals and a true minus; zero has no sign.
pub fn number(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let is_zero = text.chars().all(|sign| matches!(sign, '-' | '0' | '.'));
    text.replace('-', if is_zero { "" } else { "−" })
}

/// A difference: as [`number`], with a plus where it is one.
pub fn difference(value: f64, digits: usize) -> String {
    let text = number(value, digits);
    if text.starts_with('−') || text.chars().all(|sign| matches!(sign, '0' | '.')) {
        text
    } else {
        format!("+{text}")
    }
}

/// A limit with no more decimals than it needs: `−1`, `−0.5`.
pub fn limit(value: f64) -> String {
    number(value, usize::from(value.fract().abs() > 0.001))
}

/// The number of a metric if it can be drawn; also hides what is not finite.
pub fn value(metric: &Metric, measured: &Measured) -> Option<f64> {
    (metric.value)(measured).filter(|value| value.is_finite())
}

/// The number of the metric with this id, without its unit, or an en dash.
pub fn bare(id: &str, measured: &Measured) -> String {
    let known = metrics::metric(id).and_then(|metric| Some(number(value(metric, measured)?, metric.digits)));
    known.unwrap_or_else(|| "–".to_owned())
}

/// The number and the unit of a metric, or "not known".
pub fn figure(metric: &Metric, measured: &Measured) -> String {
    match value(metric, measured) {
        Some(value) => format!("{} {}", number(value, metric.digits), metric.unit).trim_end().to_owned(),
        None => NOT_KNOWN.to_owned(),
    }
}

/// A time: `1:52`, from an hour on `1:04:09`.
pub fn time(seconds: f64) -> String {
    let whole = index_from(seconds);
    if whole < 3600 {
        return measure::fault::clock(seconds);
    }
    format!("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60)
}

/// How long something lasts: `3:26`, under ten seconds `2.50 s`.
pub fn length(seconds: f64) -> String {
    if seconds < 10.0 {
        format!("{} s", number(seconds, if seconds < 0.1 { 5 } else { 2 }))
    } else {
        time(seconds)
    }
}

/// A stretch of time: `1:52–2:18`, or one time if both ends read the same.
pub fn stretch(span: &measure::Span) -> String {
    let [from, to] = [time(span.from_s), time(span.to_s)];
    if from == to { from } else { format!("{from}–{to}") }
}

/// The channels as people call them.
pub fn channels(count: usize) -> String {
    match count {
        1 => "mono".to_owned(),
        2 => "stereo".to_owned(),
        6 => "5.1".to_owned(),
        other => format!("{other} channels"),
    }
}

/// A rate in kilohertz: `44.1 kHz`.
pub fn rate(rate_hz: u32) -> String {
    format!("{} kHz", f64::from(rate_hz) / 1000.0)
}

/// A hash short enough for a table.
pub fn short_hash(hash: &str) -> String {
    match (hash.get(..8), hash.get(hash.len().saturating_sub(4)..)) {
        (Some(head), Some(tail)) if hash.len() > 16 => format!("{head}…{tail}"),
        _ => hash.to_owned(),
    }
}

/// The last part of a path, for headings.
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).unwrap_or(path)
}

/// What the destination does with a song of this loudness.
pub fn service(target: &Target, measured: &Measured) -> String {
    let Some(gain_db) = target.normalisation.gain_db(measured) else { return NOT_KNOWN.to_owned() };
    match (target.normalisation, gain_db) {
        (Normalisation::Required, _) => "wants exactly this".to_owned(),
        (_, gain_db) if gain_db.abs() < 0.05 => "plays it as it is".to_owned(),
        (_, gain_db) if gain_db < 0.0 => format!("turns it down {} dB", number(-gain_db, 1)),
        (_, gain_db) => format!("turns it up {} dB", number(gain_db, 1)),
    }
}

/// The worst of some faults.
pub fn worst<'a>(faults: impl IntoIterator<Item = &'a Fault>) -> Option<Severity> {
    faults.into_iter().map(|fault| fault.severity).max()
}

/// How many of what: "1 fault, 3 to watch".
pub fn tally(faults: &[Fault]) -> String {
    let count = |severity| faults.iter().filter(|fault| fault.severity == severity).count();
    let words = [(count(Severity::Fault), "fault", "faults"), (count(Severity::Watch), "to watch", "to watch")];
    let notes = [(count(Severity::Note), "note", "notes")];
    let parts = words.iter().chain(&notes).filter(|(count, ..)| *count > 0);
    let parts = parts.map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }));
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_has_no_sign_and_minus_is_a_minus() {
        assert_eq!(number(-0.04, 1), "0.0");
        assert_eq!(number(-14.02, 1), "−14.0");
        assert_eq!([difference(1.0, 1), difference(-1.0, 1), difference(0.01, 1)], ["+1.0", "−1.0", "0.0"]);
    }

    #[test]
    fn times_read_like_a_clock() {
        assert_eq!([time(112.0), time(3849.0), length(206.0), length(2.5)], ["1:52", "1:04:09", "3:26", "2.50 s"]);
    }

    #[test]
    fn hashes_of_any_length_and_kind_can_be_shortened() {
        assert_eq!(short_hash("9f2c41d0aaaabbbbcccce7a3"), "9f2c41d0…e7a3");
        assert_eq!(short_hash("short"), "short");
        assert_eq!(short_hash("ééééééééééééééééééé"), "éééé…éé");
    }
}
