// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Records that go with the host's song: play, stop, jump, loop.

use super::*;

fn locked(count: usize) -> Rig {
    let mut rig = Rig::with_records(count);
    rig.controls.lock(true);
    rig.moment.playing = false;
    rig.hear(Audition::NONE, 64, 64);
    rig.moment.playing = true;
    rig
}

/// After how many ms what is heard is the record at its place.
fn gap_ms(heard: &[[f32; 2]], expected: &[[f32; 2]]) -> f64 {
    let last_wrong = heard.iter().zip(expected).rposition(|(heard, expected)| heard != expected);
    last_wrong.map_or(0.0, |last| (last + 1) as f64 / 48.0)
}

#[test]
fn after_a_jump_the_record_is_at_its_very_frame_within_thirty_milliseconds() {
    let mut rig = locked(16);
    let song = record(3);
    rig.controls.slots()[3].align(1000, false);
    rig.hear(Audition::NONE, 4800, 64);
    let heard = rig.hear(to(Hear::Reference(3)), 9600, 64);
    assert_eq!(heard[480..], song[4800 + 1000 + 480..4800 + 1000 + 9600]);
    for place in [50_000, 20_000, 20_000, 77_usize] {
        rig.moment.song_frame = i64::try_from(place).ok();
        let heard = rig.hear(to(Hear::Reference(3)), 4800, 64);
        let gap_ms = gap_ms(&heard, &song[place + 1000..][..4800]);
        assert!(gap_ms <= 30.0, "{gap_ms} ms at {place}");
    }
    assert_eq!(rig.controls.slots()[3].standing().dropouts, 0);
}

#[test]
fn a_host_that_loops_the_same_bar_again_and_again_finds_the_record_there_each_time() {
    let mut rig = locked(2);
    let song = record(1);
    for turn in 0..20 {
        rig.moment.song_frame = Some(24_000);
        let heard = rig.hear(to(Hear::Reference(1)), 12_000, 480);
        let gap_ms = gap_ms(&heard, &song[24_000..36_000]);
        assert!(gap_ms <= 30.0, "{gap_ms} ms in turn {turn}");
    }
}

#[test]
fn a_streamer_that_answers_late_costs_silence_and_no_frame_of_place() {
    let mut rig = locked(1);
    rig.hear(to(Hear::Reference(0)), 960, 64);
    rig.moment.song_frame = Some(30_000);
    let late: Vec<[f32; 2]> = (0..100).flat_map(|_| rig.block(to(Hear::Reference(0)), &[[0.0; 2]; 64])).collect();
    assert!(late[240..].iter().all(|frame| *frame == [0.0; 2]));
    rig.streamer.step();
    let heard = rig.hear(to(Hear::Reference(0)), 9600, 64);
    assert_eq!(heard[240..], record(0)[36_400 + 240..36_400 + 9600]);
}

#[test]
fn when_the_host_stops_the_record_is_silent_and_goes_on_with_it() {
    let mut rig = locked(1);
    rig.hear(to(Hear::Reference(0)), 9600, 64);
    rig.moment.playing = false;
    let stopped = rig.hear(to(Hear::Reference(0)), 4800, 64);
    assert!(stopped[240..].iter().all(|frame| *frame == [0.0; 2]));
    rig.moment = Moment { playing: true, song_frame: Some(9600) };
    let heard = rig.hear(to(Hear::Reference(0)), 4800, 64);
    assert_eq!(heard[240..], record(0)[9600 + 240..14_400]);
}

#[test]
fn a_place_chosen_while_the_host_stands_is_ready_when_it_plays() {
    let mut rig = locked(1);
    rig.moment = Moment { playing: false, song_frame: Some(40_000) };
    rig.hear(to(Hear::Reference(0)), 4800, 64);
    rig.moment.playing = true;
    let heard = rig.hear(to(Hear::Reference(0)), 4800, 64);
    assert_eq!(heard[240..], record(0)[40_240..44_800]);
}

#[test]
fn before_and_behind_the_record_there_is_silence_in_step() {
    let mut rig = locked(1);
    rig.controls.slots()[0].align(-4800, false);
    let heard = rig.hear(to(Hear::Reference(0)), 9600, 64);
    assert!(heard[480..4800].iter().all(|frame| *frame == [0.0; 2]));
    assert_eq!(heard[4800..], record(0)[..4800]);
    rig.moment.song_frame = Some(SONG + 9600);
    assert!(rig.hear(to(Hear::Reference(0)), 4800, 64)[240..].iter().all(|frame| *frame == [0.0; 2]));
    assert_eq!(rig.controls.slots()[0].standing().dropouts, 0);
}

#[test]
fn a_host_whose_count_trembles_by_a_frame_does_not_break_the_sound() {
    let mut rig = locked(1);
    rig.hear(to(Hear::Reference(0)), 4800, 64);
    let mut heard = Vec::new();
    for tremble in [1, -1, 0, 1, -1, 0, 1, 0] {
        let honest = rig.moment;
        rig.moment.song_frame = honest.song_frame.map(|frame| frame + tremble);
        heard.extend(rig.hear(to(Hear::Reference(0)), 64, 64));
        rig.moment.song_frame = honest.song_frame.map(|frame| frame + 64);
    }
    assert_eq!(heard, record(0)[4800..4800 + 8 * 64]);
}

#[test]
fn an_offset_of_one_frame_is_followed() {
    let mut rig = locked(1);
    rig.hear(to(Hear::Reference(0)), 4800, 64);
    rig.controls.slots()[0].align(1, true);
    let heard = rig.hear(to(Hear::Reference(0)), 4800, 64);
    let upside_down: Vec<[f32; 2]> = record(0)[4801..9601].iter().map(|frame| frame.map(|x| -x)).collect();
    assert_eq!(heard[1440..], upside_down[1440..]);
}

#[test]
fn a_host_that_names_no_frame_takes_the_records_along_while_it_plays() {
    let mut rig = Rig::with_records(2);
    rig.controls.lock(true);
    rig.moment = Moment { playing: false, song_frame: None };
    rig.hear(Audition::NONE, 64, 64);
    rig.moment.playing = true;
    rig.hear(Audition::NONE, 9600, 64);
    rig.moment.playing = false;
    rig.hear(Audition::NONE, 9600, 64);
    rig.moment.playing = true;
    let heard = rig.hear(to(Hear::Reference(1)), 4800, 64);
    assert_eq!(heard[480..], record(1)[9600 + 480..14_400]);
}

#[test]
fn from_the_hosts_song_a_record_is_let_free_where_it_stands() {
    let mut rig = locked(1);
    rig.hear(to(Hear::Reference(0)), 9600, 64);
    rig.controls.lock(false);
    let heard = rig.hear(to(Hear::Reference(0)), 4800, 64);
    // It waited for the streamer for a block.
    assert_eq!(heard[1440..], record(0)[9600 + 1440 - 64..14_400 - 64]);
}
