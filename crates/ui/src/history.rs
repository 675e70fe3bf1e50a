// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a picture of the last seconds is drawn from.

/// A hundredth of a second.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Column {
    /// The true peak before the effect, at the level it is driven with; 1 is full scale.
    pub raw: f32,
    /// The highest sample after the effect; 1 is full scale.
    pub out: f32,
    /// The deepest gain reduction, dB (0 or negative).
    pub reduction_db: f32,
}

impl Column {
    /// How many there are in a second.
    pub const PER_SECOND: usize = 100;

    /// Of two columns the extremes.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            raw: self.raw.max(other.raw),
            out: self.out.max(other.out),
            reduction_db: self.reduction_db.min(other.reduction_db),
        }
    }
}
