// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How one listens to mix and records: host parameters that no project keeps and no render hears.

use deck::{Hear, SLOTS};
use dsp::math;
use measure::compare::ZONES;
use rack::{Domain, Spec};

use crate::switches::LISTEN;

/// What one hears.
pub static HEAR: Spec = Spec {
    id: "hear",
    name: "Hear",
    help: "The mix, the chosen record in its place, or what enters the limiter; never in a render.",
    domain: Domain::Choice { names: &["mix", "reference", "raw"], default: 0 },
};

/// Which record.
pub static RECORD: Spec = Spec {
    id: "record",
    name: "Record",
    help: "Which of the records is heard as the reference.",
    domain: Domain::Choice {
        names: &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16"],
        default: 0,
    },
};

/// Which part of the spectrum.
pub static BAND: Spec = Spec {
    id: "band",
    name: "Band",
    help: "One part of the spectrum alone, of mix and records alike; never in a render.",
    domain: Domain::Choice { names: &BANDS, default: 0 },
};

const BANDS: [&str; 1 + ZONES.len()] = {
    let mut names = ["all"; 1 + ZONES.len()];
    let mut zone = 0;
    while zone < ZONES.len() {
        names[1 + zone] = ZONES[zone].name;
        zone += 1;
    }
    names
};

/// How one listens, in the order hosts list it.
pub static AUDITIONS: [&Spec; 4] = [&HEAR, &LISTEN, &RECORD, &BAND];

/// The places of the above.
pub mod place {
    /// What one hears.
    pub const HEAR: usize = 0;
    /// Which side of it.
    pub const LISTEN: usize = 1;
    /// Which record.
    pub const RECORD: usize = 2;
    /// Which part of the spectrum.
    pub const BAND: usize = 3;
}

/// How one listens, all together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listening {
    /// The index of a name of [`HEAR`].
    pub hear: usize,
    /// The index of a name of [`LISTEN`].
    pub side: usize,
    /// Which record.
    pub record: usize,
    /// Which zone alone.
    pub zone: Option<usize>,
}

impl Listening {
    /// From the values of [`AUDITIONS`].
    pub fn from_values(mut values: impl Iterator<Item = f64>) -> Self {
        let [hear, side, record, band] =
            [(); AUDITIONS.len()].map(|()| math::index_from(values.next().unwrap_or_default()));
        Self { hear, side, record: record.min(SLOTS - 1), zone: band.checked_sub(1) }
    }

    /// What is heard.
    pub fn heard(&self) -> Hear {
        match self.hear {
            0 => Hear::Mix,
            1 => Hear::Reference(self.record),
            _ => Hear::Raw,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_that_was_just_opened_plays_the_mix_and_all_of_it() {
        let values = AUDITIONS.iter().map(|spec| spec.domain.default_value());
        let expected = Listening { hear: 0, side: 0, record: 0, zone: None };
        assert_eq!(Listening::from_values(values), expected);
    }

    #[test]
    fn every_zone_has_a_name_hosts_can_show() {
        assert_eq!(BANDS[1..], ZONES.map(|zone| zone.name));
    }
}
