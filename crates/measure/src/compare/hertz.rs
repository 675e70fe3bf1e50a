// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Frequencies in words.

use dsp::math;

/// The name of a third-octave band: `315 Hz`, `12.5 kHz` (IEC 61260-1, Annex E).
pub fn hertz(centre_hz: f64) -> String {
    const DECADE: [f64; 10] = [1.0, 1.25, 1.6, 2.0, 2.5, 3.15, 4.0, 5.0, 6.3, 8.0];
    let tenths = math::round(10.0 * math::log10(centre_hz.max(1.0)));
    let decade = math::floor(tenths / 10.0);
    let nominal_hz = DECADE[math::index_from(tenths - decade * 10.0).min(9)] * math::exp10(decade);
    let rounded = math::round(nominal_hz * 100.0) / 100.0;
    if rounded < 1000.0 { format!("{rounded} Hz") } else { format!("{} kHz", math::round(rounded) / 1000.0) }
}

/// A frequency as it is: `320 Hz`, `3 kHz`.
fn plain(hz: f64) -> String {
    if hz < 1000.0 { format!("{hz} Hz") } else { format!("{} kHz", hz / 1000.0) }
}

/// The range of a zone: `3 kHz to 8 kHz`.
pub fn zone_range([from_hz, to_hz]: [f64; 2]) -> String {
    format!("{} to {}", plain(from_hz), plain(to_hz))
}

/// A range of bands: `250 Hz`, `200 Hz to 315 Hz`.
pub fn hertz_range([from_hz, to_hz]: [f64; 2]) -> String {
    let [from, to] = [from_hz, to_hz].map(hertz);
    if from == to { from } else { format!("{from} to {to}") }
}
