// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Records that run by themselves: loops, jumps, ends, disks that are late.

use super::*;

#[test]
fn a_record_is_heard_bit_for_bit_from_its_first_frame() {
    let mut rig = Rig::with_records(1);
    rig.hear(Audition::NONE, 64, 64);
    let heard = rig.hear(to(Hear::Reference(0)), 48_000, 64);
    assert_eq!(heard[480..], record(0)[480..48_000]);
}

#[test]
fn a_record_stands_still_while_the_mix_is_heard_and_goes_on_where_it_was() {
    let mut rig = Rig::with_records(1);
    rig.hear(Audition::NONE, 64, 64);
    rig.hear(to(Hear::Reference(0)), 6400, 64);
    assert!(rig.controls.slots()[0].standing().sounds);
    rig.hear(Audition::NONE, 48_000, 64);
    // It was heard for 10 ms more while it faded out.
    assert_eq!(rig.controls.slots()[0].standing().frame, 6400 + 480);
    let heard = rig.hear(to(Hear::Reference(0)), 6400, 64);
    assert_eq!(heard[480..], record(0)[6880 + 480..6880 + 6400]);
}

#[test]
fn each_of_sixteen_records_is_heard_in_the_very_block_in_which_it_is_chosen() {
    let mut rig = Rig::with_records(16);
    rig.hear(Audition::NONE, 1024, 64);
    for slot in 0..16 {
        let start = rig.played;
        let chosen = rig.hear(to(Hear::Reference(slot)), 64, 64);
        let (mix, record) = (mix(start, 64), record(slot));
        let error = |n: usize| {
            let weight = crate::fade::weight(n + 1, 480);
            let expected = f64::from(mix[n][0]) * (1.0 - weight) + f64::from(record[n][0]) * weight;
            (f64::from(chosen[n][0]) - expected).abs()
        };
        let most = (0..64).map(error).fold(0.0, f64::max);
        assert!(most < 1e-6, "record {slot}: {most}");
        rig.hear(Audition::NONE, 960, 64);
    }
    assert!(rig.controls.slots().iter().all(|slot| slot.standing().dropouts == 0));
}

#[test]
fn a_loop_lasts_exactly_what_it_should_as_often_as_one_likes() {
    let mut rig = Rig::with_records(1);
    rig.hear(Audition::NONE, 64, 64);
    rig.controls.slots()[0].play_loop(Some([10_000, 34_000])).unwrap();
    rig.hear(Audition::NONE, 64, 64);
    let heard = rig.hear(to(Hear::Reference(0)), 24_000 * 8, 64);
    let song = record(0);
    // Frames 0 to 480 are the fade in; the last 8 ms of each turn are the seam.
    assert_eq!(heard[480..23_616], song[10_480..33_616]);
    for turn in 1..8 {
        assert_eq!(heard[turn * 24_000..][..23_616], song[10_000..33_616], "turn {turn}");
    }
    let power = |frames: &[[f32; 2]]| frames.iter().map(|frame| f64::from(frame[0] * frame[0])).sum::<f64>();
    let louder_db = 10.0 * (power(&heard[47_616..48_000]) / power(&heard[47_232..47_616])).log10();
    assert!(louder_db.abs() < 1.0, "the seam is {louder_db:.2} dB louder");
}

#[test]
fn a_loop_of_a_tone_has_no_click_in_its_seam() {
    let mut rig = Rig::new();
    rig.controls.slots()[0].put(reel(&tone(0.0)));
    // Half a period is missing, so the tone is upside down behind the seam.
    rig.controls.slots()[0].play_loop(Some([4800, 9840])).unwrap();
    rig.hear(Audition::NONE, 64, 64);
    let heard = rig.hear(to(Hear::Reference(0)), 20_000, 64);
    // The tone itself climbs 0.0065 a frame; the fade adds its own slope.
    let steepest = steepest(&heard[480..]);
    assert!(steepest < 0.5 * (0.0131 + 0.0045), "{steepest}");
}

fn steepest(heard: &[[f32; 2]]) -> f32 {
    heard.windows(2).map(|pair| (pair[1][0] - pair[0][0]).abs()).fold(0.0, f32::max)
}

#[test]
fn a_loop_of_nothing_but_seam_is_refused_in_a_sentence() {
    let rig = Rig::with_records(1);
    let refused = rig.controls.slots()[0].play_loop(Some([100, 800])).unwrap_err();
    assert_eq!(refused.to_string(), "a loop lasts at least 16 ms; choose a longer one");
}

#[test]
fn outside_its_loop_a_record_goes_to_the_loops_beginning_and_inside_it_stays() {
    let mut rig = Rig::with_records(1);
    let song = record(0);
    rig.hear(Audition::NONE, 64, 64);
    rig.hear(to(Hear::Reference(0)), 4800, 64);
    rig.controls.slots()[0].play_loop(Some([2400, 24_000])).unwrap();
    // The streamer answers after the block in which the jump was seen.
    let heard = rig.hear(to(Hear::Reference(0)), 2400, 64);
    assert_eq!(heard[1200..], song[4800 + 1200 - 64..7200 - 64]);
    rig.controls.slots()[0].play_loop(Some([48_000, 72_000])).unwrap();
    let heard = rig.hear(to(Hear::Reference(0)), 2400, 64);
    assert_eq!(heard[1200..], song[48_000 + 1200 - 64..50_400 - 64]);
}

#[test]
fn a_song_without_a_loop_begins_again_when_it_is_over() {
    let mut rig = Rig::with_records(1);
    rig.controls.slots()[0].jump_to(90_000);
    rig.hear(Audition::NONE, 64, 64);
    let heard = rig.hear(to(Hear::Reference(0)), 12_000, 64);
    assert_eq!(heard[6000..12_000], record(0)[..6000]);
    assert_eq!(rig.controls.slots()[0].standing().frame, 6000);
}

#[test]
fn an_empty_slot_is_silence_and_no_drop_out() {
    let mut rig = Rig::new();
    rig.hear(Audition::NONE, 64, 64);
    for slot in [5, 99] {
        let heard = rig.hear(to(Hear::Reference(slot)), 960, 64);
        assert!(heard[480..].iter().all(|frame| *frame == [0.0; 2]));
    }
    assert_eq!(rig.controls.slots()[5].standing().dropouts, 0);
}

#[test]
fn a_disk_that_is_late_is_one_drop_out_without_a_click_and_nothing_is_lost() {
    let mut rig = Rig::new();
    rig.controls.slots()[0].put(reel(&tone(0.0)));
    rig.hear(Audition::NONE, 64, 64);
    let mut heard = Vec::new();
    for _ in 0..40 {
        heard.extend(rig.block(to(Hear::Reference(0)), &[[0.0; 2]; 1024]));
    }
    let silent_from = heard.iter().rposition(|frame| frame[0] != 0.0).unwrap();
    heard.extend(rig.hear(to(Hear::Reference(0)), 9600, 64));
    assert_eq!(rig.controls.slots()[0].standing().dropouts, 1);
    assert!(silent_from > 28_800, "0.6 s are ahead");
    let steepest = steepest(&heard);
    assert!(steepest < 0.015, "{steepest}");
}

#[test]
fn a_disk_that_gives_nothing_back_is_silence_and_a_sentence() {
    let mut rig = Rig::new();
    rig.controls.slots()[0].put(Reel::torn(RATE_HZ, 48_000));
    rig.hear(Audition::NONE, 64, 64);
    let heard = rig.hear(to(Hear::Reference(0)), 4800, 64);
    assert!(heard[480..].iter().all(|frame| *frame == [0.0; 2]));
    let trouble = rig.controls.slots()[0].standing().trouble.unwrap();
    assert!(trouble.starts_with("the record cannot be read"), "{trouble}");
}

#[test]
fn a_song_that_is_still_loading_is_heard_as_far_as_it_is_there() {
    let mut rig = Rig::new();
    let (mut recorder, growing) = Reel::new_in(&env::temp_dir(), RATE_HZ).unwrap();
    let song = record(0);
    recorder.push_frames(song[..48_000].iter().copied()).unwrap();
    rig.controls.slots()[0].put(growing);
    rig.hear(Audition::NONE, 64, 64);
    let mut heard = rig.hear(to(Hear::Reference(0)), 9600, 64);
    recorder.push_frames(song[48_000..].iter().copied()).unwrap();
    heard.extend(rig.hear(to(Hear::Reference(0)), 80_000, 64));
    assert_eq!(heard[480..89_600], song[480..89_600]);
}

#[test]
fn another_rate_keeps_every_place_in_seconds() {
    let mut rig = Rig::with_records(1);
    rig.hear(to(Hear::Reference(0)), 48_000, 64);
    rig.controls.slots()[0].play_loop(Some([24_000, 72_000])).unwrap();
    rig.hear(to(Hear::Reference(0)), 64, 64);
    let at = rig.controls.slots()[0].standing().frame;
    let double = Stream { rate_hz: 96_000, ..STREAM };
    rig.player = Player::connect(rig.controls.clone(), &double);
    rig.streamer.step();
    assert!(rig.hear(to(Hear::Reference(0)), 960, 64).iter().all(|frame| *frame == [0.0; 2]));
    let slot = &rig.controls.slots()[0];
    assert_eq!((slot.standing().frame, slot.span()), (2 * at, Some([48_000, 144_000])));
}

#[test]
fn a_deck_that_is_gone_leaves_no_thread_behind() {
    let deck = crate::Deck::new();
    deck.controls().slots()[0].put(reel(&record(0)));
    let player = deck.connect(&STREAM);
    let controls = Arc::downgrade(deck.controls());
    drop(deck);
    drop(player);
    assert!(controls.upgrade().is_none(), "only the thread could still hold it");
}
