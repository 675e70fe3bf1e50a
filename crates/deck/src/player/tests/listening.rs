// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What one hears: untouched, switched, levelled, rendered, and the raw mix.

use dsp::{
    Hz, Ratio,
    biquad::{Biquad, BiquadMemory},
};
use rtrb::RingBuffer;

use super::*;
use crate::Feed;

#[test]
fn the_mix_is_untouched_bit_for_bit_unless_something_else_is_heard() {
    let mut rig = Rig::with_records(3);
    let odd = [[f32::MIN_POSITIVE / 2.0, -0.0], [1e30, f32::NAN]];
    let heard = rig.block(Audition::NONE, &odd);
    assert!(heard.iter().zip(odd).all(|(heard, odd)| heard.map(f32::to_bits) == odd.map(f32::to_bits)));
    rig.hear(to(Hear::Reference(1)), 4800, 64);
    rig.hear(Audition { side: 4, zone: Some(2), ..Audition::NONE }, 4800, 64);
    rig.hear(Audition::NONE, 960, 64);
    let start = rig.played;
    assert_eq!(rig.hear(Audition::NONE, 4800, 64), mix(start, 4800));
}

#[test]
fn a_switch_between_two_tones_leaves_nothing_above_two_kilohertz() {
    let mut rig = Rig::new();
    rig.controls.slots()[0].put(reel(&tone(0.0)));
    rig.controls.slots()[1].put(reel(&tone(2.0)));
    rig.hear(Audition::NONE, 64, 64);
    let mut heard = rig.hear(to(Hear::Reference(0)), 9600, 64);
    heard.extend(rig.hear(to(Hear::Reference(1)), 9600, 64));
    heard.extend(rig.hear(to(Hear::Reference(0)), 4800, 64));
    let high = Biquad::high_pass(Hz(2000.0), Ratio(core::f64::consts::FRAC_1_SQRT_2), RATE_HZ);
    let mut memories = [BiquadMemory::<1>::default(); 2];
    let splash = heard.iter().map(|frame| {
        let once = high.next_frame(&mut memories[0], [f64::from(frame[0])]);
        high.next_frame(&mut memories[1], once)[0].abs()
    });
    let splash_db = 20.0 * (splash.skip(4800).fold(0.0, f64::max) / 0.5).log10();
    assert!(splash_db < -60.0, "{splash_db:.1} dB");
}

const AUDITIONS: [Audition; 5] = [
    Audition { hear: Hear::Reference(0), ..Audition::NONE },
    Audition { hear: Hear::Reference(2), side: 5, zone: Some(3) },
    Audition { hear: Hear::Mix, side: 1, zone: None },
    Audition { hear: Hear::Reference(0), ..Audition::NONE },
    Audition { zone: Some(6), ..Audition::NONE },
];

/// A listening session in blocks of these lengths.
fn session(mut blocks: impl FnMut() -> usize, locked: bool) -> Vec<[f32; 2]> {
    let mut rig = Rig::with_records(3);
    rig.controls.lock(locked);
    rig.controls.slots()[0].level(-3.0);
    rig.controls.slots()[0].play_loop(Some([1000, 4000])).unwrap();
    rig.moment.playing = false;
    rig.hear(Audition::NONE, 1024, 1024);
    rig.moment.playing = true;
    let mut heard = Vec::new();
    for (turn, audition) in AUDITIONS.into_iter().enumerate() {
        rig.controls.level_mix(-(turn as f64));
        let mut left = 5000 + turn * 333;
        while left > 0 {
            let block = blocks().min(left);
            heard.extend(rig.hear(audition, block, block));
            left -= block;
        }
    }
    heard
}

#[test]
fn the_same_bits_are_heard_whatever_the_block_size() {
    for locked in [false, true] {
        let whole = session(|| 1024, locked);
        for seed in 1..6 {
            let mut random = signals::Dice::new(seed);
            let blocks = || 1 + math::index_from(random.unipolar() * 1023.0);
            assert!(session(blocks, locked) == whole, "locked: {locked}, seed {seed}");
        }
        assert!(session(|| 1, locked) == whole, "locked: {locked}, blocks of one frame");
    }
}

#[test]
fn a_level_is_followed_and_what_is_chosen_newly_has_its_own_at_once() {
    let mut rig = Rig::with_records(2);
    rig.controls.slots()[1].level(-20.0);
    rig.hear(Audition::NONE, 64, 64);
    let heard = rig.hear(to(Hear::Reference(1)), 4800, 64);
    let song = record(1);
    assert!(heard[480..].iter().zip(&song[480..]).all(|(heard, song)| (heard[0] - 0.1 * song[0]).abs() < 1e-6));
    rig.controls.slots()[1].level(0.0);
    assert_eq!(rig.hear(to(Hear::Reference(1)), 4800, 64)[480..], song[5280..9600]);
}

#[test]
fn a_render_is_the_mix_bit_for_bit_whatever_one_listened_to() {
    let mut rig = Rig::with_records(1);
    rig.controls.level_mix(-6.0);
    let odd = Audition { hear: Hear::Reference(0), side: 5, zone: Some(1) };
    rig.hear(Audition::NONE, 64, 64);
    rig.hear(odd, 4800, 64);
    assert!(!rig.controls.take_guarded());
    rig.player.set_offline(true);
    let start = rig.played;
    assert_eq!(rig.hear(odd, 4800, 64), mix(start, 4800));
    assert!(rig.controls.take_guarded() && !rig.controls.take_guarded());
    rig.player.set_offline(false);
    let heard = rig.hear(to(Hear::Reference(0)), 64, 64);
    assert_eq!(heard, record(0)[4800..4864], "what one hears is there at once, where it stood");
}

#[test]
fn the_raw_mix_is_as_late_as_it_should_be_and_upside_down_if_it_should() {
    let mut rig = Rig::new();
    let (mut near, frames) = RingBuffer::new(48_000);
    let feed = Feed { frames, delay_frames: 100, inverted: true };
    assert!(rig.controls.link(Some(feed)).is_ok());
    let raw = record(9);
    let mut heard = Vec::new();
    for block in raw[..9600].chunks(64) {
        for frame in block {
            near.push(*frame).unwrap();
        }
        heard.extend(rig.block(to(Hear::Raw), &[[0.0; 2]; 64]));
    }
    let upside_down: Vec<[f32; 2]> = raw.iter().map(|frame| frame.map(|x| -x)).collect();
    assert_eq!(heard[480..], upside_down[380..9500]);
    assert_eq!(rig.controls.raw_missing(), 0);
    rig.block(to(Hear::Raw), &[[0.0; 2]; 64]);
    assert_eq!(rig.controls.raw_missing(), 64);
}

#[test]
fn a_link_that_ends_is_silence_and_its_ring_is_dropped_elsewhere() {
    let mut rig = Rig::new();
    let (near, frames) = RingBuffer::new(64);
    let feed = Feed { frames, delay_frames: 0, inverted: false };
    assert!(rig.controls.link(Some(feed)).is_ok());
    rig.block(to(Hear::Raw), &[[0.0; 2]; 64]);
    assert!(rig.controls.link(None).is_ok());
    rig.block(to(Hear::Raw), &[[0.0; 2]; 64]);
    assert!(!near.is_abandoned(), "the audio thread drops nothing");
    assert!(rig.controls.link(None).is_ok());
    assert!(near.is_abandoned());
}

#[test]
fn a_mono_stream_hears_the_middle_of_the_record() {
    let mut rig = Rig::with_records(1);
    rig.player = Player::connect(rig.controls.clone(), &Stream { channels: 1, ..STREAM });
    rig.streamer.step();
    let mut heard = [0.0; 960];
    rig.player.process(&to(Hear::Reference(0)), &mut [&mut heard], rig.moment);
    let song = record(0);
    // What begins out of nothing fades in.
    let mut pairs = heard.iter().zip(&song).skip(240);
    assert!(pairs.all(|(heard, song)| (heard - 0.5 * (song[0] + song[1])).abs() < 1e-6));
}
