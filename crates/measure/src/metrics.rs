// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The list of numbers that reports, JSON, tables and displays walk.

use crate::measured::Measured;

/// One number of a [`Measured`], with all that a reader may want to know about it.
#[derive(Debug)]
pub struct Metric {
    /// JSON key. It never changes.
    pub id: &'static str,
    /// What is written beside it.
    pub name: &'static str,
    /// Its unit, written after it.
    pub unit: &'static str,
    /// Decimals that a reader can use.
    pub digits: usize,
    /// What it means, for a musician.
    pub help: &'static str,
    /// Where it stands.
    pub value: fn(&Measured) -> Option<f64>,
}

impl Metric {
    /// The number as a musician reads it: `−14.0 LUFS`, or `not known`.
    pub fn text(&self, measured: &Measured) -> String {
        match (self.value)(measured) {
            Some(value) => {
                let number = format!("{value:.*}", self.digits).replace('-', "−");
                format!("{number} {}", self.unit).trim_end().to_owned()
            }
            None => "not known".to_owned(),
        }
    }
}

/// The metric with this id.
pub fn metric(id: &str) -> Option<&'static Metric> {
    ALL.iter().find(|metric| metric.id == id)
}

macro_rules! metrics {
    ($($id:ident, $name:literal, $unit:literal, $digits:literal, $help:literal;)*) => {
        /// Every number there is, in the order of a report.
        pub static ALL: &[Metric] = &[$(Metric {
            id: stringify!($id),
            name: $name,
            unit: $unit,
            digits: $digits,
            help: $help,
            value: |measured| measured.$id,
        }),*];
    };
}

metrics! {
    integrated_lufs, "Integrated", "LUFS", 1, "How loud the whole song is.";
    range_lu, "Range", "LU", 1, "How far quiet and loud passages are apart.";
    momentary_max_lufs, "Momentary, most", "LUFS", 1, "The loudest 0.4 seconds.";
    short_term_max_lufs, "Short-term, most", "LUFS", 1, "The loudest 3 seconds.";
    true_peak_dbtp, "True peak", "dBTP", 1, "The highest peak between the samples, by the standard meter.";
    true_peak_strict_dbtp, "True peak, strict", "dBTP", 2, "The same with a finer meter that is flat to 20 kHz.";
    sample_peak_dbfs, "Sample peak", "dBFS", 1, "The highest sample.";
    plr_lu, "Peak to loudness", "LU", 1, "How far the highest peak stands above the whole song's loudness.";
    psr_min_lu, "Peak to short-term, least", "LU", 1, "The same over the most pressed 3 seconds: under 8 sounds flat.";
    psr_low_lu, "Peak to short-term, usual low", "LU", 1, "95 % of the loud passages have more.";
    dr14, "DR", "", 0, "The number that the DR14 meter prints.";
    crest_db, "Crest factor", "dB", 1, "How far the highest sample stands above the average level.";
    dc_dbfs, "Offset", "dBFS", 1, "A constant offset eats headroom; below −40 it does no harm.";
    balance_db, "Balance", "dB", 1, "Left against right; above zero the left is louder.";
    correlation, "Correlation", "", 2, "1 is mono, 0 is wide, below 0 vanishes in mono.";
    low_correlation, "Correlation under 120 Hz", "", 2, "Bass belongs in the middle: near 1.";
    width_db, "Width", "dB", 1, "Side against mid.";
    mono_loss_db, "Mono loss", "dB", 1, "What is lost when both channels play as one.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_reads_like_a_sentence_of_a_report() {
        let measured = Measured { integrated_lufs: Some(-14.02), dr14: Some(9.0), ..Measured::default() };
        let text = |id| metric(id).map(|metric| metric.text(&measured));
        assert_eq!(text("integrated_lufs").as_deref(), Some("−14.0 LUFS"));
        assert_eq!(text("dr14").as_deref(), Some("9"));
        assert_eq!(text("range_lu").as_deref(), Some("not known"));
    }
}
