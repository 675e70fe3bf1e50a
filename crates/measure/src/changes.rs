// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What is new, fixed, worse and better since the bounce before, and which figures moved.
//!
//! A fault is the same as before if the same check found it on the same stem; which comes first counts
//! where there are several.
//! It is worse or better by its severity; else by its check's reading; else, where a check has no reading,
//! by the number in its amount.
//! Readings of gain-invariant checks do not know the gain, so a quieter copy mends and breaks nothing there.

use crate::{
    bounce::{Bounce, Flaw},
    fault::Severity,
    metrics::{self, Metric},
};

/// A reading or an amount that moves by a smaller share than this is the same. Our own choice: a new
/// rendering of one mix, with other dither or other random modulation, moves them by less.
pub const MOVED: f64 = 0.15;

/// What changed between two bounces.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Faults that changed, those to worry about first.
    pub faults: Vec<Change>,
    /// Numbers that read differently now.
    pub figures: Vec<Figure>,
}

/// A fault that is not what it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What became of it.
    pub kind: Kind,
    /// The fault now; if it is fixed, as it was.
    pub flaw: Flaw,
    /// The fault as it was; `None` if it is new.
    pub before: Option<Flaw>,
}

/// What became of a fault; the order is that of worry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It was not there before.
    New,
    /// It is worse than before.
    Worse,
    /// It is still there, but less.
    Better,
    /// It is gone.
    Fixed,
}

/// A number that is another one now.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Which number.
    pub metric: &'static Metric,
    /// Before and now.
    pub values: [f64; 2],
}

/// What changed from one bounce to the next.
pub fn changes(before: &Bounce, now: &Bounce) -> Changes {
    let mut left: Vec<&Flaw> = before.faults.iter().collect();
    let mut faults: Vec<Change> = Vec::new();
    for flaw in &now.faults {
        let place = left.iter().position(|old| (&old.id, &old.stem) == (&flaw.id, &flaw.stem));
        let old = place.map(|place| left.remove(place));
        let kind = old.map_or(Some(Kind::New), |old| moved([old, flaw], [before, now]));
        faults.extend(kind.map(|kind| Change { kind, flaw: flaw.clone(), before: old.cloned() }));
    }
    let fixed = |old: &Flaw| Change { kind: Kind::Fixed, flaw: old.clone(), before: Some(old.clone()) };
    faults.extend(left.into_iter().map(fixed));
    faults.sort_by_key(|change| (change.kind, std::cmp::Reverse(change.flaw.severity)));
    let figure = |metric: &'static Metric| {
        Figure::between(metric, [before, now].map(|bounce| bounce.figures.get(metric.id).copied()))
    };
    Changes { faults, figures: metrics::ALL.iter().filter_map(figure).collect() }
}

/// Whether a fault that stayed is worse or better.
fn moved([old, flaw]: [&Flaw; 2], bounces: [&Bounce; 2]) -> Option<Kind> {
    if old.severity != flaw.severity {
        return Some(if flaw.severity > old.severity { Kind::Worse } else { Kind::Better });
    }
    let [before, now] = bounces.map(|bounce| bounce.limits.get(&flaw.id).copied());
    match before.zip(now) {
        Some((before, now)) => by_share(before, now),
        None => by_amount(&old.amount, &flaw.amount),
    }
}

fn by_share(before: f64, now: f64) -> Option<Kind> {
    if now > before * (1.0 + MOVED) {
        Some(Kind::Worse)
    } else if before > now * (1.0 + MOVED) {
        Some(Kind::Better)
    } else {
        None
    }
}

/// By the number before the unit, without its sign, if it is the same unit.
fn by_amount(before: &str, now: &str) -> Option<Kind> {
    let [old, new] = [sized(before)?, sized(now)?];
    let is_seen = (new.size - old.size).abs() > old.step.max(new.step);
    (is_seen && old.unit == new.unit).then(|| by_share(old.size, new.size)).flatten()
}

/// An amount taken apart.
struct Sized<'a> {
    size: f64,
    /// By how much it may differ and still be the same: counts are exact, decimals are rounded.
    step: f64,
    unit: &'a str,
}

fn sized(amount: &str) -> Option<Sized<'_>> {
    let bare = amount.trim_start_matches(['+', '−', '-']);
    let end = bare.find(|sign: char| !sign.is_ascii_digit() && sign != '.').unwrap_or(bare.len());
    let (number, unit) = bare.split_at(end);
    let step = number.split_once('.').map_or(0.0, |(_, decimals)| 1.01 / 10.0_f64.powi(digits(decimals)));
    // "1 hole" and "2 holes" are of one unit.
    Some(Sized { size: number.parse().ok()?, step, unit: unit.trim().trim_end_matches('s') })
}

fn digits(decimals: &str) -> i32 {
    i32::try_from(decimals.len()).unwrap_or(0)
}

impl Changes {
    /// Whether nothing changed.
    pub fn is_none(&self) -> bool {
        self.faults.is_empty() && self.figures.is_empty()
    }

    /// How many faults are of this kind.
    pub fn count(&self, kind: Kind) -> usize {
        self.faults.iter().filter(|change| change.kind == kind).count()
    }

    /// Whether something that must be mended is new or worse.
    pub fn regressed(&self) -> bool {
        self.faults.iter().any(Change::is_regression)
    }

    /// Faults that changed and are, or were, more than notes.
    pub fn told(&self) -> impl Iterator<Item = &Change> {
        self.faults.iter().filter(|change| change.weight() > Severity::Note)
    }

    /// What is [told](Self::told): "2 new, 1 worse, 1 fixed", or "no fault is new, worse, better or fixed".
    pub fn tally(&self) -> String {
        let count = |kind: Kind| self.told().filter(|change| change.kind == kind).count();
        let counts = Kind::ALL.map(|kind| (count(kind), kind.word()));
        let told = counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
        let told: Vec<_> = told.collect();
        if told.is_empty() { "no fault is new, worse, better or fixed".to_owned() } else { told.join(", ") }
    }
}

impl Change {
    /// Whether it must be mended and was not there, or not as bad, before.
    pub fn is_regression(&self) -> bool {
        self.kind <= Kind::Worse && self.flaw.severity == Severity::Fault
    }

    /// How bad it is now; `None` if it is gone.
    pub fn standing(&self) -> Option<Severity> {
        (self.kind != Kind::Fixed).then_some(self.flaw.severity)
    }

    /// The worse of what it is and what it was.
    pub fn weight(&self) -> Severity {
        self.before.as_ref().map_or(self.flaw.severity, |before| before.severity.max(self.flaw.severity))
    }

    /// The size, and what it was: "+1.2 dB → +2.5 dB".
    pub fn amounts(&self) -> String {
        match &self.before {
            Some(before) if self.kind != Kind::Fixed && before.amount != self.flaw.amount => {
                format!("{} → {}", before.amount, self.flaw.amount)
            }
            _ => self.flaw.amount.clone(),
        }
    }
}

impl Kind {
    /// Every kind, those to worry about first.
    pub const ALL: [Self; 4] = [Self::New, Self::Worse, Self::Better, Self::Fixed];

    /// The word for scripts and sentences.
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Worse => "worse",
            Self::Better => "better",
            Self::Fixed => "fixed",
        }
    }

    /// The sign in lists: more, worse, less, gone.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::New => "+",
            Self::Worse => "↑",
            Self::Better => "↓",
            Self::Fixed => "−",
        }
    }
}

impl Figure {
    /// The change of a number, unless it reads as before: at its own decimals, and by at least half of the last.
    pub fn between(metric: &'static Metric, values: [Option<f64>; 2]) -> Option<Self> {
        let [Some(from), Some(to)] = values else { return None };
        let figure = Self { metric, values: [from, to] };
        let half = 0.5 / 10.0_f64.powi(i32::try_from(metric.digits).unwrap_or(0));
        let [before, now] = figure.texts();
        (before != now && figure.by().abs() >= half).then_some(figure)
    }

    /// By how much it is more now.
    pub fn by(&self) -> f64 {
        self.values[1] - self.values[0]
    }

    /// Before and now with the decimals that a reader can use.
    pub fn texts(&self) -> [String; 2] {
        self.values.map(|value| self.text(value))
    }

    /// The difference with its sign and its unit: "+1.2 LU".
    pub fn by_text(&self) -> String {
        let sign = if self.by() > 0.0 { "+" } else { "" };
        format!("{sign}{} {}", self.text(self.by()), relative(self.metric.unit)).trim_end().to_owned()
    }

    fn text(&self, value: f64) -> String {
        format!("{value:.*}", self.metric.digits).replace('-', "−")
    }
}

/// The unit of a difference: LUFS differ by LU, levels against full scale by dB.
fn relative(unit: &str) -> &str {
    match unit {
        "LUFS" => "LU",
        "dBTP" | "dBFS" => "dB",
        other => other,
    }
}

#[cfg(test)]
mod tests;
