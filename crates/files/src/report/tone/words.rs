// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What page and terminal say alike.

use crate::report::words::difference;

/// A gain with its sign: `−2.1 dB`.
pub fn gain(db: f64) -> String {
    format!("{} dB", difference(db, 1))
}
