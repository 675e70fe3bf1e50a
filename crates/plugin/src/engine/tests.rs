// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The sound path with an effect that is late: bypass, latency and blocks of any size.

use dsp::{Audio, Millis, math, signals, units::frames_from_ms};
use nice_plug::params::InternalParamMut as _;
use rack::{Info, Params as _, Processor};

use super::*;
use crate::knobs::{Dial, position_of};

const RATE_HZ: u32 = 48_000;

/// Late by a knob and half as loud: what gain cannot show.
struct Late {
    stream: Stream,
    line: Vec<Vec<f32>>,
    next: usize,
}

#[derive(rack::Params, Clone, PartialEq)]
struct Knobs {
    /// How late.
    #[param(range = 1.0..=100.0, default = 10.0, taper = Log)]
    wait: Millis,
}

impl Processor for Late {
    type Params = Knobs;
    const INFO: &'static Info = &Info { id: "late", name: "Late", summary: "Late and half as loud." };

    fn new(stream: &Stream) -> Self {
        Self { stream: *stream, line: vec![vec![0.0; 9600]; stream.channels], next: 0 }
    }
    fn reset(&mut self) {
        self.line.iter_mut().for_each(|line| line.fill(0.0));
    }
    fn latency(&self, knobs: &Knobs) -> usize {
        frames_from_ms(knobs.wait, &self.stream)
    }
    fn process(&mut self, knobs: &Knobs, block: &mut Block<'_, '_>, readings: &mut Readings) {
        let late = self.latency(knobs);
        readings.note(0, -6.0);
        for frame in 0..block.frames() {
            for (line, channel) in self.line.iter_mut().zip(block.channels_mut()) {
                line[self.next] = channel[frame];
                channel[frame] = 0.5 * line[(self.next + line.len() - late) % line.len()];
            }
            self.next = (self.next + 1) % self.line[0].len();
        }
    }
}

static ENTRY: Entry = Entry::of::<Late>();

fn knobs() -> crate::knobs::Knobs {
    let shape = Arc::new(window::Shape::new([100.0; 2], [50.0; 2]));
    crate::knobs::Knobs::new("late", Knobs::SPECS, shape)
}

fn stream() -> Stream {
    Stream { rate_hz: RATE_HZ, channels: 2, longest_block: 512 }
}

fn noise() -> Audio {
    Audio { rate_hz: RATE_HZ, channels: (1..=2).map(|seed| signals::white_noise(seed, 0.9, 9600)).collect() }
}

fn run(engine: &mut Engine, knobs: &crate::knobs::Knobs, sound: &mut Audio, range: std::ops::Range<usize>) {
    let mut slices: Vec<&mut [f32]> =
        sound.channels.iter_mut().map(|channel| &mut channel[range.clone()]).collect();
    engine.process(knobs, &mut slices, Moment::default(), &Telemetry::default());
}

fn turn_number(knob: &Knob, value: f64) {
    let Dial::Number(param) = &knob.dial else { panic!("{} is no number", knob.spec.id) };
    // SAFETY: nothing is borrowed from the parameter; its value is an atomic.
    unsafe { param._internal_set_plain_value(position_of(&knob.spec.domain, value)) };
}

fn choose(knob: &Knob, index: i32) {
    let Dial::Choice(param) = &knob.dial else { panic!("{} is no choice", knob.spec.id) };
    // SAFETY: as above.
    unsafe { param._internal_set_plain_value(index) };
}

fn press(knob: &Knob, down: u8) {
    let Dial::Switch(param) = &knob.dial else { panic!("{} is no switch", knob.spec.id) };
    // SAFETY: as above.
    unsafe { param._internal_set_plain_value(down > 0) };
}

#[test]
fn bypass_is_the_raw_sound_as_late_as_the_effect_bit_for_bit() {
    let knobs = knobs();
    press(knobs.bypass(), 1);
    let mut engine = Engine::new(&ENTRY, &knobs, &stream());
    let mut sound = noise();
    run(&mut engine, &knobs, &mut sound, 0..9600);
    assert_eq!(engine.latency(), 480);
    assert_eq!(sound.channels[1][480..], noise().channels[1][..9600 - 480]);
    assert!(sound.channels[1][..480].iter().all(|sample| *sample == 0.0));
}

#[test]
fn without_bypass_the_effect_passes_bit_for_bit() {
    let knobs = knobs();
    let mut engine = Engine::new(&ENTRY, &knobs, &stream());
    let mut sound = noise();
    run(&mut engine, &knobs, &mut sound, 0..9600);
    let half: Vec<f32> = noise().channels[0][..9600 - 480].iter().map(|sample| sample * 0.5).collect();
    assert_eq!(sound.channels[0][480..], half);
}

#[test]
fn bypass_does_not_click() {
    let knobs = knobs();
    let mut engine = Engine::new(&ENTRY, &knobs, &stream());
    let sine = signals::sine(RATE_HZ, 100.0, 0.9, 0.0, 9600);
    let mut sound = Audio { rate_hz: RATE_HZ, channels: vec![sine; 2] };
    run(&mut engine, &knobs, &mut sound, 0..3000);
    press(knobs.bypass(), 1);
    run(&mut engine, &knobs, &mut sound, 3000..6000);
    press(knobs.bypass(), 0);
    run(&mut engine, &knobs, &mut sound, 6000..9600);
    let steepest = 0.9 * math::TAU * 100.0 / f64::from(RATE_HZ) + 0.9 / 480.0;
    let steps = sound.channels[0].windows(2).map(|pair| f64::from((pair[1] - pair[0]).abs()));
    assert!(steps.fold(0.0, f64::max) <= steepest);
    assert_eq!(sound.channels[0][4000], signals::sine(RATE_HZ, 100.0, 0.9, 0.0, 9600)[4000 - 480]);
}

#[test]
fn block_size_does_not_matter_even_while_bypass_fades() {
    let render = |sizes: &[usize]| {
        let knobs = knobs();
        let mut engine = Engine::new(&ENTRY, &knobs, &stream());
        let mut sound = noise();
        let mut sizes = sizes.iter().copied().cycle();
        let mut start = 0;
        while start < 9600 {
            let edges = [3000, 6000, 9600].into_iter().find(|edge| *edge > start).expect("start is inside");
            let end = edges.min(start + sizes.next().expect("cycles"));
            press(knobs.bypass(), u8::from((3000..6000).contains(&start)));
            run(&mut engine, &knobs, &mut sound, start..end);
            start = end;
        }
        sound
    };
    let whole = render(&[9600]);
    for sizes in [&[1][..], &[7], &[512], &[1, 500, 3, 77, 2000, 2]] {
        assert_eq!(render(sizes), whole, "blocks of {sizes:?}");
    }
}

/// Ten seconds of noise through the effect, half as loud, while one listens to something else after five.
fn listened(hear: i32, listen: i32, offline: bool) -> [Audio; 2] {
    let knobs = knobs();
    let mut engine = Engine::new(&ENTRY, &knobs, &stream());
    let sound = Audio {
        rate_hz: RATE_HZ,
        channels: (1..=2).map(|seed| signals::white_noise(seed, 0.4, 480_000)).collect(),
    };
    let mut heard = sound.clone();
    run(&mut engine, &knobs, &mut heard, 0..240_000);
    choose(&knobs.auditions()[0], hear);
    choose(&knobs.auditions()[1], listen);
    engine.set_offline(offline);
    run(&mut engine, &knobs, &mut heard, 240_000..480_000);
    [sound, heard]
}

#[test]
fn the_raw_sound_is_as_loud_as_the_master_to_a_twentieth_of_a_db_and_late() {
    let [raw, heard] = listened(1, 0, false);
    let factor = f64::from(heard.channels[0][300_000] / raw.channels[0][300_000 - 480]);
    assert!((dsp::units::db_from_gain(factor).0 + 6.0206).abs() < 0.05, "{factor}");
}

#[test]
fn what_is_removed_is_the_raw_sound_less_the_master() {
    let [raw, heard] = listened(2, 0, false);
    let at = 300_000;
    assert!((heard.channels[1][at] - 0.5 * raw.channels[1][at - 480]).abs() < 1e-6);
}

#[test]
fn one_side_the_sum_and_the_difference_are_heard_on_both_speakers() {
    let at = 300_000;
    for (listen, of) in [(1, [0.5, 0.5]), (2, [1.0, 0.0]), (3, [0.0, 1.0]), (4, [0.5, 0.5]), (5, [0.5, -0.5])] {
        let [raw, heard] = listened(0, listen, false);
        let [left, right] = [0, 1].map(|n: usize| 0.5 * raw.channels[n][at - 480]);
        for channel in &heard.channels {
            assert!((channel[at] - (left * of[0] + right * of[1])).abs() < 1e-6, "listen {listen}");
        }
    }
}

#[test]
fn a_render_ignores_how_one_listens_bit_for_bit() {
    let [_, clean] = listened(0, 0, true);
    for (hear, listen) in [(1, 0), (2, 0), (0, 1), (0, 2), (0, 5), (2, 5)] {
        assert!(listened(hear, listen, true)[1] == clean, "hear {hear}, listen {listen}");
        // Raw and matched, or half taken away, this effect's sound is what it was.
        let differs = listened(hear, listen, false)[1] != clean;
        assert!(differs || listen == 0, "hear {hear}, listen {listen}");
    }
}

#[test]
fn a_render_is_the_same_wherever_in_the_song_the_host_begins() {
    let entry = rack::entry("limiter").expect("it is in the rack");
    let render = |before: usize| {
        let shape = Arc::new(window::Shape::new([100.0; 2], [50.0; 2]));
        let knobs = crate::knobs::Knobs::new("limiter", entry.params, shape);
        turn_number(&knobs.of_effect()[0], 12.0);
        let mut engine = Engine::new(entry, &knobs, &stream());
        let mut sound = noise();
        for channel in &mut sound.channels {
            channel.splice(..0, vec![0.0; before]);
        }
        let frames = sound.frames();
        let mut slices: Vec<&mut [f32]> =
            sound.channels.iter_mut().map(|channel| &mut channel[..frames]).collect();
        let moment = Moment { playing: true, song_frame: Some(-i64::try_from(before).expect("it is short")) };
        engine.process(&knobs, &mut slices, moment, &Telemetry::default());
        sound.channels[0].split_off(before)
    };
    let expected = render(0);
    for before in [1, 8, 63, 72, 500] {
        assert!(render(before) == expected, "{before} frames before the song");
    }
}

#[test]
fn a_broken_sample_is_silence_in_the_raw_sound_too_and_the_match_goes_on() {
    let knobs = knobs();
    let (mut engine, telemetry) = (Engine::new(&ENTRY, &knobs, &stream()), Telemetry::default());
    let mut sound = Audio {
        rate_hz: RATE_HZ,
        channels: (1..=2).map(|seed| signals::white_noise(seed, 0.4, 240_000)).collect(),
    };
    sound.channels[0][1000] = f32::NAN;
    choose(&knobs.auditions()[0], 0);
    let mut slices: Vec<&mut [f32]> = sound.channels.iter_mut().map(|channel| &mut channel[..]).collect();
    engine.process(&knobs, &mut slices, Moment::default(), &telemetry);
    let match_db = telemetry.match_db().expect("five seconds are enough");
    assert!((match_db + 6.02).abs() < 0.1, "{match_db} dB");
}

#[test]
fn a_turned_knob_changes_the_latency() {
    let knobs = knobs();
    let mut engine = Engine::new(&ENTRY, &knobs, &stream());
    turn_number(&knobs.of_effect()[0], 50.0);
    let mut sound = noise();
    run(&mut engine, &knobs, &mut sound, 0..512);
    assert_eq!(engine.latency(), 2400);
}

#[test]
fn reset_means_as_new() {
    let knobs = knobs();
    press(knobs.bypass(), 1);
    let mut engine = Engine::new(&ENTRY, &knobs, &stream());
    let mut first = noise();
    run(&mut engine, &knobs, &mut first, 0..9600);
    engine.reset();
    let mut second = noise();
    run(&mut engine, &knobs, &mut second, 0..9600);
    assert_eq!(first, second);
}

#[test]
fn readings_reach_the_watcher() {
    let knobs = knobs();
    let mut engine = Engine::new(&ENTRY, &knobs, &stream());
    let telemetry = Telemetry::default();
    let mut sound = noise();
    let mut slices: Vec<&mut [f32]> = sound.channels.iter_mut().map(|channel| &mut channel[..]).collect();
    engine.process(&knobs, &mut slices, Moment::default(), &telemetry);
    assert_eq!(telemetry.take()[0], -6.0);
}
