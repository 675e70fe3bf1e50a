// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A record as bytes: `postcard` of the schema and the record, after eight bytes of the BLAKE3 hash of that.
//!
//! The hash finds what SQLite does not look for: a bit that turned inside an analysis.

use files::Record;

/// The number of the analysis. Raise it when a song would be heard differently or is kept differently;
/// older analyses are then made anew when their folder is added again.
pub const SCHEMA: i64 = 1;

const CHECK: usize = 8;

pub fn pack(record: &Record) -> Vec<u8> {
    // Plain data without maps or references always has a form.
    let body = postcard::to_allocvec(&(SCHEMA, record)).unwrap_or_default();
    [check(&body).as_slice(), &body].concat()
}

/// The record; `None` if the bytes are damaged or of another version.
pub fn unpack(bytes: &[u8]) -> Option<Record> {
    let (expected, body) = bytes.split_at_checked(CHECK)?;
    let is_whole = check(body) == expected;
    // The schema is read before a record whose shape may be another's.
    let (schema, rest) = postcard::take_from_bytes::<i64>(body).ok()?;
    (is_whole && schema == SCHEMA).then(|| postcard::from_bytes(rest).ok()).flatten()
}

fn check(body: &[u8]) -> [u8; CHECK] {
    let mut check = [0; CHECK];
    check.copy_from_slice(&blake3::hash(body).as_bytes()[..CHECK]);
    check
}
