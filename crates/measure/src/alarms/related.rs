// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Faults that are two faults: one that brings the other along is no false alarm.

/// A fault that brings another along.
#[derive(Clone, Copy, Debug)]
pub struct Related {
    /// The id of the fault that was sown.
    pub cause: &'static str,
    /// The id of the one that comes along.
    pub effect: &'static str,
    /// Why both are right.
    pub reason: &'static str,
}

/// Every pair that belongs together.
pub static RELATED: &[Related] = &[];

/// The pair of these two faults, if they belong together.
pub fn related(cause: &str, effect: &str) -> Option<&'static Related> {
    RELATED.iter().find(|pair| pair.cause == cause && pair.effect == effect)
}
