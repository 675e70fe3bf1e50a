// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The studio's units as types, and the few conversions between them.
//!
//! Inside an effect gains are linear factors and times are frames; at its surface they are
//! [`Db`] and [`Millis`]. Conversions read right to left: `gain_from_db(db)`.

use crate::{block::Stream, math};

/// A level or a gain on the logarithmic scale: 6 dB is twice the amplitude.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Db(pub f64);

/// A frequency in cycles per second.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Hz(pub f64);

/// A time in thousandths of a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Millis(pub f64);

/// A share between nothing (0) and everything (1).
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Ratio(pub f64);

/// How narrow a filter is: its middle over its width, both in Hz.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Q(pub f64);

/// The factor by which samples are multiplied to change their level by `db`.
pub fn gain_from_db(db: Db) -> f64 {
    math::exp10(db.0 / 20.0)
}

/// The level of an amplitude, 0 dB for 1.0; −∞ dB for silence.
pub fn db_from_gain(gain: f64) -> Db {
    Db(20.0 * math::log10(gain))
}

/// The level of a mean square, 0 dB for 1.0; −∞ dB for silence.
pub fn db_from_power(power: f64) -> Db {
    Db(10.0 * math::log10(power))
}

/// How many whole frames fit best into a time, at the stream's rate.
pub fn frames_from_ms(time: Millis, stream: &Stream) -> usize {
    math::index_from(math::round(time.0 * 1e-3 * f64::from(stream.rate_hz)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twice_the_amplitude_is_six_decibels() {
        assert!((db_from_gain(2.0).0 - 6.0206).abs() < 1e-4);
        assert!((gain_from_db(Db(-20.0)) - 0.1).abs() < 1e-15);
        assert!((db_from_power(0.5).0 + 3.0103).abs() < 1e-4);
    }

    #[test]
    fn silence_has_no_finite_level() {
        assert_eq!(db_from_gain(0.0).0, f64::NEG_INFINITY);
    }

    #[test]
    fn a_millisecond_has_48_frames_at_48_khz() {
        let stream = Stream { rate_hz: 48_000, channels: 2, longest_block: 64 };
        assert_eq!(frames_from_ms(Millis(1.0), &stream), 48);
    }
}
