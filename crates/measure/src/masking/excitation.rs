// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a sound takes up on the cochlea: its bands, spread to their neighbours.
//!
//! ```text
//! E(b) = Σ P(b')·10^(−slope·|b − b'| / 10),   slope = 10 dB/Cam upwards, 27 dB/Cam downwards
//! ```
//! Low sounds hide high ones more than the other way round. The true upper slope gets flatter with level
//! (B. C. J. Moore and B. R. Glasberg, "Suggested formulae for calculating auditory-filter bandwidths and
//! excitation patterns", JASA 74 (1983)); a fixed one, that of about 70 dB SPL, knows no loudspeaker and
//! makes every verdict the same at any volume.

use super::bands::{Cell, Row};

/// A tenth: 10 dB/Cam.
const UPWARDS: f32 = 0.1;
/// 27 dB/Cam.
const DOWNWARDS: f32 = 0.001_995_262;

/// The excitation at both ears.
pub(super) fn excitation(cell: &Cell) -> Cell {
    cell.map(|row| spread(&row))
}

fn spread(powers: &Row) -> Row {
    let (mut spread, mut from_below, mut from_above) = (*powers, 0.0, 0.0);
    for (band, power) in powers.iter().enumerate() {
        spread[band] += from_below;
        from_below = UPWARDS * (from_below + power);
    }
    for (band, power) in powers.iter().enumerate().rev() {
        spread[band] += from_above;
        from_above = DOWNWARDS * (from_above + power);
    }
    spread
}

#[cfg(test)]
mod tests {
    use super::super::bands::BANDS;
    use super::*;

    #[test]
    fn a_band_reaches_ten_decibels_less_above_and_twenty_seven_less_below() {
        let mut row = [0.0; BANDS];
        row[20] = 1.0;
        let levels_db = spread(&row).map(|power| 10.0 * power.log10());
        for (band, expected_db) in [(20, 0.0), (21, -10.0), (23, -30.0), (19, -27.0), (18, -54.0)] {
            assert!((levels_db[band] - expected_db).abs() < 0.01, "{band}: {levels_db:?}");
        }
    }
}
