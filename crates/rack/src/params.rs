// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a parameter is: declared once, as a field of a plain struct.
//!
//! The field's type is its unit, its attribute the range and default, its doc comment the
//! help. Flags, automation, presets, sliders, tooltips and the manual are read off [`Spec`]s.

use dsp::{Db, Hz, Millis, Q, Ratio, math};

/// A struct of knobs: plain data, so presets store it and the audio thread copies it.
///
/// Derive it; `Default` comes with it, from the declared defaults.
pub trait Params: Clone + PartialEq + Default + Send + Sync + 'static {
    /// What is known about each knob, in the order of the fields.
    const SPECS: &'static [Spec];
    /// The value of one knob as a plain number.
    fn get(&self, index: usize) -> f64;
    /// Turns one knob; the value is used as it is.
    fn set(&mut self, index: usize, value: f64);
}

/// Everything anybody may know about one knob.
#[derive(Debug)]
pub struct Spec {
    /// Automation id, preset key and command-line flag. It never changes.
    pub id: &'static str,
    /// What is written beside the knob.
    pub name: &'static str,
    /// What one hears when it is turned: the field's doc comment.
    pub help: &'static str,
    /// Which values it takes.
    pub domain: Domain,
}

/// Which values a knob takes.
#[derive(Debug)]
pub enum Domain {
    /// Any number in a range.
    Number {
        /// Smallest and largest value.
        range: [f64; 2],
        /// The value of a new effect.
        default: f64,
        /// What the number counts.
        unit: Unit,
        /// How a slider spreads the range.
        taper: Taper,
        /// Its values lie so far apart, from zero on; 0 where it takes any.
        step: f64,
    },
    /// One of a few names; the value is its index.
    Choice {
        /// The names, in order.
        names: &'static [&'static str],
        /// The index of a new effect.
        default: usize,
    },
    /// Off (0) or on (1).
    Switch {
        /// The position of a new effect.
        default: bool,
    },
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Decibels.
    Db,
    /// Cycles per second.
    Hz,
    /// Milliseconds.
    Ms,
    /// A share, 0 to 1, written as per cent.
    Percent,
    /// How narrow a filter is; written without a sign.
    Q,
}

/// How a slider spreads a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taper {
    /// Evenly.
    Linear,
    /// Evenly in octaves: for frequencies and times.
    Log,
}

impl Unit {
    /// The sign written after a number.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Db => "dB",
            Self::Hz => "Hz",
            Self::Ms => "ms",
            Self::Percent => "%",
            Self::Q => "Q",
        }
    }
}

impl Domain {
    /// The value of a new effect.
    pub fn default_value(&self) -> f64 {
        match *self {
            Self::Number { default, .. } => default,
            Self::Choice { default, .. } => default as f64,
            Self::Switch { default } => f64::from(u8::from(default)),
        }
    }

    /// Smallest and largest value.
    pub fn range(&self) -> [f64; 2] {
        match self {
            Self::Number { range, .. } => *range,
            Self::Choice { names, .. } => [0.0, names.len().saturating_sub(1) as f64],
            Self::Switch { .. } => [0.0, 1.0],
        }
    }

    /// The nearest value the knob can take; what is not a number becomes the default.
    pub fn nearest(&self, value: f64) -> f64 {
        if value.is_nan() {
            return self.default_value();
        }
        let [low, high] = self.range();
        let inside = value.clamp(low, high);
        match *self {
            Self::Number { step, .. } if step > 0.0 => on_step(inside, step).clamp(low, high),
            Self::Number { .. } => inside,
            _ => math::round(inside),
        }
    }

    /// Where a value stands on a slider, 0 to 1.
    pub fn position_from(&self, value: f64) -> f64 {
        let [low, high] = self.range();
        let share = match self {
            Self::Number { taper: Taper::Log, .. } => math::log(value / low) / math::log(high / low),
            _ if high > low => (value - low) / (high - low),
            _ => 0.0,
        };
        share.clamp(0.0, 1.0)
    }

    /// The value at a place of a slider, 0 to 1.
    pub fn value_from(&self, position: f64) -> f64 {
        let [low, high] = self.range();
        let share = position.clamp(0.0, 1.0);
        self.nearest(match self {
            Self::Number { taper: Taper::Log, .. } => low * math::pow(high / low, share),
            _ => low + share * (high - low),
        })
    }

    /// The value as a musician reads it: `−1.0 dB`, `80.0 ms`, `on`, `balanced`.
    pub fn text_from(&self, value: f64) -> String {
        match self {
            Self::Number { unit: Unit::Percent, .. } => format!("{:.0} %", value * 100.0),
            Self::Number { unit: Unit::Q, .. } => signed(value, 2),
            Self::Number { unit, step, .. } if *step >= 0.1 => format!("{} {}", signed(value, 1), unit.suffix()),
            Self::Number { unit, .. } => format!("{} {}", signed(value, digits(*unit, value)), unit.suffix()),
            Self::Choice { names, .. } => {
                names.get(math::index_from(value)).copied().unwrap_or_default().to_owned()
            }
            Self::Switch { .. } => if value >= 0.5 { "on" } else { "off" }.to_owned(),
        }
    }

    /// The value a musician has typed, with or without its unit; `None` if it says nothing here.
    pub fn parse(&self, text: &str) -> Option<f64> {
        let text = text.trim();
        match self {
            Self::Number { unit, .. } => {
                let bare = text.strip_suffix(unit.suffix()).unwrap_or(text).trim().replace('−', "-");
                let number: f64 = bare.parse().ok().filter(|number: &f64| number.is_finite())?;
                Some(if *unit == Unit::Percent { number / 100.0 } else { number })
            }
            Self::Choice { names, .. } => {
                names.iter().position(|name| name.eq_ignore_ascii_case(text)).map(|index| index as f64)
            }
            Self::Switch { .. } => match text.to_ascii_lowercase().as_str() {
                "on" | "true" | "yes" | "1" => Some(1.0),
                "off" | "false" | "no" | "0" => Some(0.0),
                _ => None,
            },
        }
    }
}

/// A type that a field of [`Params`] may have.
pub trait Knob: Copy {
    /// The plain number that stands for the value.
    fn to_number(self) -> f64;
    /// The value a plain number stands for.
    fn from_number(number: f64) -> Self;
}

/// A [`Knob`] that is a number with a unit.
pub trait Quantity: Knob {
    /// What the number counts.
    const UNIT: Unit;
}

/// A [`Knob`] that is one of a few names. Derive it on a plain enum.
pub trait Choice: Knob {
    /// The names in order: the variants in lower case, their doc comments are for the manual.
    const NAMES: &'static [&'static str];
}

macro_rules! quantities {
    ($($kind:ident counts $unit:ident),*) => { $(
        impl Knob for $kind {
            fn to_number(self) -> f64 {
                self.0
            }
            fn from_number(number: f64) -> Self {
                Self(number)
            }
        }
        impl Quantity for $kind {
            const UNIT: Unit = Unit::$unit;
        }
    )* };
}
quantities!(Db counts Db, Hz counts Hz, Millis counts Ms, Ratio counts Percent, Q counts Q);

impl Knob for bool {
    fn to_number(self) -> f64 {
        f64::from(u8::from(self))
    }
    fn from_number(number: f64) -> Self {
        number >= 0.5
    }
}

/// The nearest step; divided, not multiplied, because 12 · 0.1 is not 1.2.
fn on_step(value: f64, step: f64) -> f64 {
    let per_one = 1.0 / step;
    math::round(value * per_one) / per_one
}

/// A number with a true minus sign.
fn signed(value: f64, digits: usize) -> String {
    format!("{value:.digits$}").replace('-', "−")
}

/// Decimals that a reader can use.
fn digits(unit: Unit, value: f64) -> usize {
    match unit {
        Unit::Percent => 0,
        Unit::Hz | Unit::Ms if value.abs() >= 100.0 => 0,
        Unit::Hz | Unit::Ms if value.abs() >= 10.0 => 1,
        Unit::Db | Unit::Hz | Unit::Ms | Unit::Q => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CEILING: Domain =
        Domain::Number { range: [-12.0, 0.0], default: -1.0, unit: Unit::Db, taper: Taper::Linear, step: 0.0 };
    const RELEASE: Domain =
        Domain::Number { range: [1.0, 1000.0], default: 80.0, unit: Unit::Ms, taper: Taper::Log, step: 0.0 };

    #[test]
    fn text_and_value_agree() {
        assert_eq!(CEILING.text_from(-1.0), "−1.00 dB");
        assert_eq!(CEILING.parse("−1.00 dB"), Some(-1.0));
        assert_eq!(CEILING.parse("-0.3"), Some(-0.3));
        assert_eq!(CEILING.parse("loud"), None);
        assert_eq!(CEILING.parse("NaN"), None);
    }

    #[test]
    fn a_logarithmic_slider_has_its_geometric_mean_in_the_middle() {
        assert!((RELEASE.value_from(0.5) - 31.6228).abs() < 1e-3);
        assert!((RELEASE.position_from(31.6228) - 0.5).abs() < 1e-4);
    }

    #[test]
    fn a_knob_with_steps_stands_on_them_and_shows_as_many_decimals() {
        let gain =
            Domain::Number { range: [-6.0, 6.0], default: 0.0, unit: Unit::Db, taper: Taper::Linear, step: 0.1 };
        assert_eq!(gain.nearest(1.234), 1.2);
        assert_eq!(gain.text_from(gain.nearest(-0.26)), "−0.3 dB");
        assert_eq!(gain.nearest(0.04), 0.0);
    }

    #[test]
    fn what_is_not_a_number_becomes_the_default() {
        assert_eq!(RELEASE.nearest(f64::NAN), 80.0);
        assert_eq!(RELEASE.nearest(f64::INFINITY), 1000.0);
    }
}
