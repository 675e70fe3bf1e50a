// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What every check in the list promises on clean music, whoever writes the next one.

use super::*;
use crate::checks::bench::{RATE_HZ, music, normal};

fn alarms() -> Alarms {
    let song = |seed: u64| Audio { rate_hz: RATE_HZ, channels: normal(&music(seed, 20.0)) };
    let trials: Vec<_> = (200..203).map(|seed| trial(&song(seed), seed..seed + 1)).collect();
    Alarms::of(&trials)
}

#[test]
fn every_check_finds_twice_its_limit_and_is_quiet_at_half_of_it_and_in_clean_music() {
    let alarms = alarms();
    for row in &alarms.rows {
        assert_eq!(row.found[TWICE], row.sown[TWICE], "{}", row.check().id);
        assert!(row.sown[TWICE] > 0, "{} has heard no clean song", row.check().id);
        assert_eq!((row.found[0], row.flags), (0, 0), "{}", row.check().id);
    }
    assert_eq!(alarms.share(TWICE), Some(1.0));
}
