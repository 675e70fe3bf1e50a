// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The records nearest to a mix, and why.

use measure::Profile;
use rusqlite::types::ValueRef;

use crate::{
    Library, SCHEMA,
    error::Result,
    features::Features,
    reasons::{self, Reason},
    shelf::Entry,
};

/// A record near a mix.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbour {
    /// The record.
    pub entry: Entry,
    /// How far it is away; 1.0 is one step that one clearly hears, on every axis.
    pub distance: f64,
    /// In what it is near, and in what it differs most.
    pub why: Vec<Reason>,
}

impl Library {
    /// The nearest records, the nearest first; none for silence.
    ///
    /// Records heard by another version of Twobus are left out until their folder is added again.
    ///
    /// # Errors
    /// The library is damaged or in use.
    pub fn nearest(&self, mix: &Profile, count: usize) -> Result<Vec<Neighbour>> {
        let mix = Features::of(mix);
        let near = if mix.is_sound() { self.search(&mix, count)? } else { Vec::new() };
        let neighbours = near.into_iter().map(|Near { distance, hash, features }| {
            let entry = self.entry(&hash)?;
            Ok(entry.map(|entry| Neighbour { entry, distance, why: reasons::why(&mix, &features) }))
        });
        neighbours.filter_map(Result::transpose).collect()
    }

    fn search(&self, mix: &Features, count: usize) -> Result<Vec<Near>> {
        self.ask(|connection| {
            let mut near = Nearest { count, found: Vec::with_capacity(count + 1) };
            let mut statement = connection.prepare("SELECT hash, features FROM record WHERE schema = ?1")?;
            let mut rows = statement.query([SCHEMA])?;
            while let Some(row) = rows.next()? {
                let (ValueRef::Text(hash), ValueRef::Blob(bytes)) = (row.get_ref(0)?, row.get_ref(1)?) else {
                    continue;
                };
                if let Some(features) = Features::from_bytes(bytes).filter(Features::is_sound) {
                    near.meet(mix.distance(&features), hash, features);
                }
            }
            Ok(near.found)
        })
    }
}

struct Near {
    distance: f64,
    hash: String,
    features: Features,
}

/// The few nearest of all that were met, in order; equally near ones in the order of their hashes, so that
/// the order of adding does not show.
struct Nearest {
    count: usize,
    found: Vec<Near>,
}

impl Nearest {
    fn meet(&mut self, distance: f64, hash: &[u8], features: Features) {
        let is_nearer =
            |near: &Near| near.distance.total_cmp(&distance).then_with(|| near.hash.as_bytes().cmp(hash)).is_lt();
        let place = self.found.partition_point(is_nearer);
        if place < self.count {
            let hash = String::from_utf8_lossy(hash).into_owned();
            self.found.insert(place, Near { distance, hash, features });
            self.found.truncate(self.count);
        }
    }
}
