// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A kick of decaying 55 Hz and basses against it.

use dsp::math;

use super::*;
use crate::checks::sowing;

const RATE_HZ: u32 = 44_100;
const HITS: usize = 24;
/// Two hits a second.
const APART: usize = 22_050;

/// A kick that comes so many ms late, times a gain.
fn kick(late_ms: f64, gain: f64) -> Vec<f32> {
    let rate = f64::from(RATE_HZ);
    let at = |n: usize| {
        let seconds = (n % APART) as f64 / rate - 0.1 - late_ms / 1000.0;
        let sound = gain * math::exp(-10.0 * seconds) * math::sin(math::TAU * 55.0 * seconds);
        math::sample_from(if seconds > 0.0 { sound } else { 0.0 })
    };
    (0..HITS * APART).map(at).collect()
}

/// A note for each hit, that starts with it at a phase.
fn bass(hertz: impl Fn(usize) -> f64, phase: impl Fn(usize) -> f64) -> Vec<f32> {
    let at = |n: usize| {
        let (hit, seconds) = (n / APART, (n % APART) as f64 / f64::from(RATE_HZ) - 0.1);
        math::sample_from(0.4 * math::sin(math::TAU * hertz(hit) * seconds + phase(hit)))
    };
    (0..HITS * APART).map(at).collect()
}

fn low(sound: &[f32]) -> Low {
    let mut meter = LowMeter::new(RATE_HZ);
    sound.chunks(777).for_each(|part| meter.push(&[part, part]));
    meter.finish()
}

/// The energy of the low end in the 120 ms after each hit, measured anew by other means, dB.
fn energy_db(kick: &[f32], bass: &[f32]) -> f64 {
    let mut filter = low_end::LowEnd::new(RATE_HZ);
    let stride = low_end::stride(RATE_HZ);
    let sum: Vec<f32> = kick.iter().zip(bass).map(|(kick, bass)| kick + bass).collect();
    let mut energy = 0.0;
    for (n, part) in sum.chunks_exact(stride).enumerate() {
        let seconds = (n * stride % APART) as f64 / f64::from(RATE_HZ) - 0.1;
        let power = filter.pairs(part, part)[0].energy[0];
        energy += if (0.0..0.12).contains(&seconds) { power } else { 0.0 };
    }
    10.0 * math::log10(energy)
}

#[test]
fn a_kick_upside_down_is_found_and_the_flip_gives_what_is_said() {
    let bass = bass(|_| 55.0, |_| 0.0);
    let found = low_end_phase(&low(&kick(0.0, -0.8)), &low(&bass)).unwrap();
    let remedy = found.remedy.unwrap();
    assert_eq!(remedy.to_do, Move::Polarity);
    assert!(found.coherence > 0.9 && found.straying < 0.05 && found.hits >= HITS - 2, "{found:?}");
    let gained = energy_db(&kick(0.0, 0.8), &bass) - energy_db(&kick(0.0, -0.8), &bass);
    assert!((gained - remedy.gain_db).abs() < 0.3, "{gained} measured, {} said", remedy.gain_db);
}

#[test]
fn a_delay_is_found_and_gives_what_is_said() {
    let bass = bass(|_| 55.0, |_| -1.5);
    let found = low_end_phase(&low(&kick(0.0, 0.8)), &low(&bass)).unwrap();
    let remedy = found.remedy.unwrap();
    let Move::Delay { track: Track::Kick, by_ms } = remedy.to_do else { panic!("{remedy:?}") };
    let gained = energy_db(&kick(by_ms, 0.8), &bass) - energy_db(&kick(0.0, 0.8), &bass);
    assert!((gained - remedy.gain_db).abs() < 0.3, "{gained} measured, {} said after {by_ms} ms", remedy.gain_db);
}

#[test]
fn an_all_pass_gives_what_is_said() {
    let (kick, bass) = (kick(0.0, 0.8), bass(|_| 55.0, |_| -1.5));
    for at_hz in [40.0, 60.0, 100.0] {
        let mut opposed = sowing::opposed_below(at_hz / f64::from(RATE_HZ));
        let turned: Vec<f32> = kick.iter().map(|x| math::sample_from(-opposed(f64::from(*x)))).collect();
        let gained = energy_db(&turned, &bass) - energy_db(&kick, &bass);
        let to_do = Move::AllPass { track: Track::Kick, at_hz };
        let said = remedy::tried(&Hits::of(&low(&kick), &low(&bass)), to_do).gain_db;
        assert!((gained - said).abs() < 0.3, "{gained} measured, {said} said at {at_hz} Hz");
    }
}

#[test]
fn in_phase_nothing_is_to_do() {
    let found = low_end_phase(&low(&kick(0.0, 0.8)), &low(&bass(|_| 55.0, |_| 0.2))).unwrap();
    assert!(found.loss_db < 0.3 && found.remedy.is_none(), "{found:?}");
    assert_eq!(fault(&found, ["Kick", "Bass"]), None);
}

#[test]
fn where_the_phase_changes_at_each_hit_no_static_one_is_advised() {
    let wandering = bass(|hit| 45.0 + (hit * 7 % 12) as f64 * 4.0, |hit| (hit * 5 % 7) as f64);
    let found = low_end_phase(&low(&kick(0.0, 0.8)), &low(&wandering)).unwrap();
    assert!(found.coherence < 0.4 || found.straying > 0.3, "{found:?}");
    assert_eq!(found.remedy, None);
}

#[test]
fn a_gain_of_the_whole_mix_changes_nothing_and_silence_says_nothing() {
    let of = |gain: f64| {
        let bass: Vec<f32> = bass(|_| 55.0, |_| 0.0).iter().map(|x| x * math::sample_from(gain)).collect();
        low_end_phase(&low(&kick(0.0, -0.8 * gain)), &low(&bass)).unwrap()
    };
    assert!((of(1.0).loss_db - of(0.1).loss_db).abs() < 1e-3);
    assert_eq!(of(1.0).remedy.map(|remedy| remedy.to_do), of(0.1).remedy.map(|remedy| remedy.to_do));
    assert_eq!(low_end_phase(&low(&vec![0.0; 441_000]), &low(&vec![0.0; 441_000])), None);
    assert_eq!(low_end_phase(&Low::default(), &Low::default()), None);
}
