// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a limiter promises, measured.

use dsp::{Audio, signals};

use super::*;

const STREAM: Stream = Stream { rate_hz: 48_000, channels: 2, longest_block: 512 };

fn limit(knobs: &Knobs, sound: &mut Audio) -> Readings {
    let mut readings = Readings::default();
    let mut limiter = Limiter::new(&STREAM);
    sound.for_each_block(512, |_, block| limiter.process(knobs, block, &mut readings));
    readings
}

fn latency() -> usize {
    Limiter::new(&STREAM).latency(&Knobs::default())
}

#[test]
fn no_sample_passes_the_ceiling_at_any_link() {
    for link in [0.0, 0.5, 1.0] {
        let channels = (1..=2).map(|seed| signals::white_noise(seed, 8.0, 48_000)).collect();
        let mut sound = Audio { rate_hz: 48_000, channels };
        limit(&Knobs { link_transient: Ratio(link), link_release: Ratio(link), ..Knobs::default() }, &mut sound);
        assert!(f64::from(sound.sample_peak()) <= gain_from_db(Db(-1.0)), "{}", sound.sample_peak());
    }
}

#[test]
fn below_the_ceiling_the_sound_is_a_copy() {
    let quiet = signals::pink_noise(2, 0.8, 48_000);
    let mut sound = Audio { rate_hz: 48_000, channels: vec![quiet.clone(); 2] };
    limit(&Knobs::default(), &mut sound);
    assert_eq!(sound.channels[1][latency()..], quiet[..48_000 - latency()]);
}

#[test]
fn loosening_the_link_while_it_works_lets_nothing_pass() {
    let channels = vec![signals::white_noise(1, 4.0, 40_000), signals::white_noise(2, 0.5, 40_000)];
    let mut sound = Audio { rate_hz: 48_000, channels };
    let mut limiter = Limiter::new(&STREAM);
    let mut knobs = Knobs::default();
    sound.for_each_block(100, |start, block| {
        knobs.link_transient = Ratio(if start / 3000 % 2 == 0 { 1.0 } else { 0.2 });
        knobs.link_release = knobs.link_transient;
        limiter.process(&knobs, block, &mut Readings::default());
    });
    assert!(f64::from(sound.sample_peak()) <= gain_from_db(Db(-1.0)));
}

#[test]
fn a_linked_image_stands_still() {
    let loud = signals::sine(48_000, 440.0, 2.0, 0.0, 48_000);
    let half = loud.iter().map(|sample| sample * 0.5).collect();
    let mut sound = Audio { rate_hz: 48_000, channels: vec![loud, half] };
    limit(&Knobs::default(), &mut sound);
    let [left, right] = [&sound.channels[0], &sound.channels[1]];
    assert!(left.iter().zip(right).all(|(left, right)| left * 0.5 == *right));
}

#[test]
fn switching_the_stages_on_and_off_makes_no_gap_and_lets_nothing_pass() {
    let tone = signals::sine(48_000, 1000.0, 1.5, 0.0, 96_000);
    let mut sound = Audio { rate_hz: 48_000, channels: vec![tone; 2] };
    let mut limiter = Limiter::new(&STREAM);
    sound.for_each_block(100, |start, block| {
        let on = start / 24_000 % 2 == 1;
        let knobs = Knobs { clip: Db(if on { 3.0 } else { 0.0 }), ..Knobs::default() };
        limiter.process(&knobs, block, &mut Readings::default());
    });
    let peaks = sound.channels[0][12_000..].chunks(96).map(|hop| hop.iter().fold(0.0_f32, |a, b| a.max(b.abs())));
    for (n, peak) in peaks.enumerate() {
        let level_db = db_from_gain(f64::from(peak)).0;
        assert!((-1.3..=-1.0).contains(&level_db), "{level_db:.3} dB at hop {n}");
    }
}

/// Forty seconds of noise whose fader goes up after fifteen.
fn faded_up(by: Db) -> Vec<f32> {
    let up = math::sample_from(gain_from_db(by));
    let noise = signals::pink_noise(1, 0.8, 48_000 * 40);
    noise.iter().enumerate().map(|(n, x)| if n < 48_000 * 15 { *x } else { up * x }).collect()
}

/// What following adds to the gain in the end.
fn followed_db(knobs: &Knobs, fader: Db, offline: bool) -> f64 {
    let mut sound = Audio { rate_hz: 48_000, channels: vec![faded_up(fader); 2] };
    let mut limiter = Limiter::new(&STREAM);
    limiter.set_offline(offline);
    let mut readings = Readings::default();
    sound.for_each_block(512, |_, block| {
        let _ = readings.take();
        limiter.process(knobs, block, &mut readings);
    });
    readings.take()[1]
}

#[test]
fn a_fader_does_not_change_how_hard_the_mix_is_limited() {
    let knobs = Knobs { follow: Following::Live, mix_level: Db(-18.0), ..Knobs::default() };
    let still_db = followed_db(&knobs, Db(0.0), false);
    for fader_db in [-3.0, 4.0] {
        let change_db = followed_db(&knobs, Db(fader_db), false) - still_db;
        assert!((change_db + fader_db).abs() < 0.4, "fader {fader_db:+} dB, gain {change_db:+.2} dB");
    }
    assert_eq!(followed_db(&Knobs { follow: Following::Off, ..knobs }, Db(4.0), false), 0.0);
}

#[test]
fn a_render_does_not_follow_unless_asked() {
    let live = Knobs { follow: Following::Live, ..Knobs::default() };
    assert_eq!(followed_db(&live, Db(4.0), true), 0.0);
    assert!(followed_db(&Knobs { follow: Following::Always, ..live }, Db(4.0), true) < -2.0);
}

#[test]
fn a_reset_before_a_render_keeps_the_gain_that_was_heard() {
    let knobs = Knobs { follow: Following::Live, ..Knobs::default() };
    let mut limiter = Limiter::new(&STREAM);
    let mut sound = Audio { rate_hz: 48_000, channels: vec![faded_up(Db(4.0)); 2] };
    sound.for_each_block(512, |_, block| limiter.process(&knobs, block, &mut Readings::default()));
    let heard = limiter.offset;
    limiter.set_offline(true);
    limiter.reset();
    sound.for_each_block(512, |_, block| limiter.process(&knobs, block, &mut Readings::default()));
    assert_eq!(limiter.offset, heard);
}

#[test]
fn block_sizes_do_not_matter_to_stages_and_following() {
    let knobs = Knobs {
        gain: Db(8.0),
        punch: Db(3.0),
        drive: Ratio(0.4),
        clip: Db(2.0),
        follow: Following::Always,
        mix_level: Db(-24.0),
        ..Knobs::default()
    };
    let render = |size: usize| {
        let channels = (1..=2).map(|seed| signals::pink_noise(seed, 1.5, 48_000 * 5)).collect();
        let mut sound = Audio { rate_hz: 48_000, channels };
        let mut limiter = Limiter::new(&STREAM);
        sound.for_each_block(size, |_, block| limiter.process(&knobs, block, &mut Readings::default()));
        sound
    };
    let whole = render(512);
    for size in [1, 37, 100] {
        let parts = render(size);
        let differ = (0..whole.frames()).find(|n| parts.channels[0][*n] != whole.channels[0][*n]);
        assert_eq!(differ, None, "blocks of {size}");
    }
}

#[test]
fn the_stages_do_not_make_it_later() {
    for latency in [Latency::Mixing, Latency::Mastering] {
        let knobs = Knobs { clip: Db(6.0), drive: Ratio(0.2), latency, ..Knobs::default() };
        let mut sound = Audio { rate_hz: 48_000, channels: vec![signals::impulse(0.1, 1000, 9600); 2] };
        limit(&knobs, &mut sound);
        let peak = sound.sample_peak();
        let at = sound.channels[0].iter().position(|sample| *sample == peak);
        assert_eq!(at, Some(1000 + Limiter::new(&STREAM).latency(&knobs)));
    }
}

#[test]
fn the_reading_says_how_far_it_turned_down() {
    let mut sound = Audio { rate_hz: 48_000, channels: vec![signals::sine(48_000, 100.0, 2.0, 0.0, 48_000); 2] };
    let reduction = limit(&Knobs { ceiling: Db(0.0), ..Knobs::default() }, &mut sound).take()[0];
    assert!((reduction + 6.02).abs() < 0.05, "{reduction} dB");
}
