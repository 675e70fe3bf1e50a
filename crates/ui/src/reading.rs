// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The numbers a view shows, and how they are written.

use rack::Unit;

/// A level as a musician reads it: one decimal, a true minus sign, a dash for silence.
pub fn level_text(level: f64) -> String {
    if level.is_finite() {
        format!("{:.1}", without_minus_zero(level)).replace('-', "−")
    } else {
        "–".to_owned()
    }
}

/// A limit as it is said: "−15", "−13.5"; only what is no whole number has a decimal.
pub fn limit_text(level: f64) -> String {
    let text = level_text(level);
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

/// A sentence that goes on after a colon: a small letter, unless an abbreviation begins it.
pub fn lowered(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let (first, second) = (letters.next(), letters.clone().next());
    if second.is_some_and(char::is_uppercase) {
        return sentence.to_owned();
    }
    first.into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

/// A level that may be unknown: then a dash.
pub fn known_text(level: Option<f64>) -> String {
    level_text(level.unwrap_or(f64::NEG_INFINITY))
}

/// A reading with the decimals its unit deserves, without the unit.
pub fn reading_text(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Percent => format!("{:.0}", value * 100.0),
        Unit::Db | Unit::Hz | Unit::Ms | Unit::Q => level_text(value),
    }
}

/// −0.04 rounds to zero, and zero has no sign.
fn without_minus_zero(level: f64) -> f64 {
    if level.abs() < 0.05 { 0.0 } else { level }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_have_one_decimal_and_a_true_minus() {
        assert_eq!(level_text(-9.64), "−9.6");
        assert_eq!(level_text(-0.04), "0.0");
        assert_eq!(level_text(f64::NEG_INFINITY), "–");
    }

    #[test]
    fn a_whole_limit_has_no_decimal() {
        assert_eq!([-15.0, -13.5, 0.0].map(limit_text), ["−15", "−13.5", "0"]);
    }

    #[test]
    fn a_sentence_goes_on_with_a_small_letter_but_psr_stays_psr() {
        assert_eq!(lowered("How loud."), "how loud.");
        assert_eq!(lowered("PSR falls."), "PSR falls.");
    }
}
