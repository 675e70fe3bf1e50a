// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What every check in the list promises on clean music, whoever writes the next one.

use std::sync::OnceLock;

use super::*;
use crate::checks::bench::{RATE_HZ, music, normal};

/// Long enough that a fifth of it is longer than the windows of 3 s that some checks weigh.
fn song(seed: u64) -> Audio {
    Audio { rate_hz: RATE_HZ, channels: normal(&music(seed, 24.0)) }
}

/// Two clean songs, tried once for all tests.
fn trials() -> &'static [Trial; 2] {
    static TRIALS: OnceLock<[Trial; 2]> = OnceLock::new();
    TRIALS.get_or_init(|| [200, 201].map(|seed| trial(&song(seed), seed..seed + 1)))
}

#[test]
fn every_check_finds_twice_its_limit_and_is_quiet_at_half_of_it_and_in_clean_music() {
    let alarms = Alarms::of(trials());
    for row in &alarms.rows {
        assert!(row.sown[TWICE] > 0, "{} has heard no clean song", row.check().id);
        assert_eq!(row.found[TWICE], row.sown[TWICE], "{}", row.check().id);
        assert_eq!((row.found[0], row.flags), (0, 0), "{}", row.check().id);
    }
    assert_eq!((alarms.songs, alarms.flags_of_ten(), alarms.share(TWICE)), (2, 0.0, Some(1.0)));
}

#[test]
fn the_order_of_the_songs_does_not_matter() {
    assert_eq!(Alarms::of(trials()), Alarms::of(trials().iter().rev()));
}

#[test]
fn what_a_song_has_by_itself_is_a_flag_and_never_a_recall_and_a_find_once_it_was_looked_at() {
    let mut leaning = song(202);
    leaning.channels[0].iter_mut().for_each(|x| *x *= 0.8);
    let tried = trial(&leaning, 1..2);
    let counts = |trial: &Trial| {
        let row = trial.alarms.rows.iter().find(|row| row.check().id == "balance").unwrap();
        (row.flags, row.finds, row.sown)
    };
    assert_eq!(counts(&tried), (1, 0, [0; SIZES.len()]));
    assert_eq!(counts(&tried.judged(|check| check == "balance")), (0, 1, [0; SIZES.len()]));
}
