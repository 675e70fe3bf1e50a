// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A record as bytes: `postcard` of the schema and the record, after eight bytes of the BLAKE3 hash of that.
//!
//! The hash finds what SQLite does not look for: a bit that turned inside an analysis.

use files::Record;

/// The number of the analysis. Raise it when a song would be heard differently or is kept differently;
/// older analyses are then made anew when their folder is added again.
pub const SCHEMA: i64 = 2;

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
    let record = (is_whole && schema == SCHEMA).then(|| postcard::take_from_bytes(rest).ok()).flatten();
    record.and_then(|(record, beyond)| beyond.is_empty().then_some(record))
}

fn check(body: &[u8]) -> [u8; CHECK] {
    let mut check = [0; CHECK];
    check.copy_from_slice(&blake3::hash(body).as_bytes()[..CHECK]);
    check
}

#[cfg(test)]
mod tests {
    use measure::{
        Portrait,
        profile::{BandPortrait, Section},
    };

    use super::*;

    fn sample() -> Record {
        let portrait = Portrait { bands: vec![BandPortrait::default()], ..Portrait::default() };
        let mut record = Record::default();
        record.profile.sections = vec![Section { letter: 'A', portrait, ..Section::default() }];
        record
    }

    #[test]
    fn what_is_unpacked_is_what_was_packed_and_damage_is_noticed() {
        let mut bytes = pack(&sample());
        assert_eq!(unpack(&bytes), Some(sample()));
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        assert_eq!(unpack(&bytes), None);
        assert_eq!(unpack(&[]), None);
    }
}
