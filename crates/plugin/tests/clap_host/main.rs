// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What every plugin promises to a host, checked over the list of all plugins, in process.

mod editor;
mod studio;

use dsp::{Audio, Stream, signals};
use studio::{HostKnob, Move, Studio, plugins};

const RATE_HZ: u32 = 48_000;
const METER: &str = "org.twobus.meter";
const REFERENCE: &str = "org.twobus.reference";
const RATES_HZ: [u32; 6] = [8_000, 44_100, 48_000, 96_000, 192_000, 384_000];

#[test]
fn every_effect_is_listed_under_its_own_id() {
    let listed = plugins();
    assert_eq!(listed.len(), rack::ALL.len() + 2, "every effect, the meter and the records");
    for entry in rack::ALL {
        let expected = (format!("org.twobus.{}", entry.info.id), format!("Twobus {}", entry.info.name));
        assert!(listed.contains(&expected), "{listed:?}");
    }
}

#[test]
fn knobs_have_the_names_defaults_and_texts_of_their_specs() {
    for entry in rack::ALL {
        let mut studio = Studio::open(&id_of(entry));
        let knobs = studio.knobs();
        assert_eq!(knobs.len(), entry.params.len() + 5, "{}, bypass, auditions, revision", entry.info.id);
        for (knob, spec) in knobs.iter().zip(entry.params) {
            assert_eq!(knob.name, spec.name);
            let default = spec.domain.text_from(spec.domain.default_value()).replace('−', "-");
            assert_eq!(studio.text(knob.id, knob.default), default, "{} {}", entry.info.id, spec.id);
            assert_eq!(studio.place_of(knob.id, &default), Some(knob.default), "{} {}", entry.info.id, spec.id);
        }
    }
}

#[test]
fn the_plugin_sounds_like_the_effect_bit_for_bit() {
    for entry in rack::ALL {
        let mut expected = noise(RATE_HZ);
        let stream = Stream { rate_hz: RATE_HZ, channels: 2, longest_block: 512 };
        let mut effect = (entry.create)(&stream);
        expected.for_each_block(512, |_, block| effect.process(block, &mut rack::Readings::default()));
        let heard = Studio::playing(&id_of(entry), RATE_HZ, 512).play(&noise(RATE_HZ), &[512], &[]);
        assert_eq!(heard, expected, "{}", entry.info.id);
    }
}

#[test]
fn block_size_does_not_matter() {
    for (id, _) in plugins() {
        let whole = Studio::playing(&id, RATE_HZ, 1024).play(&noise(RATE_HZ), &[1024], &[]);
        for sizes in [&[1][..], &[64], &[1000, 1, 7, 333, 512, 2, 1024]] {
            let heard = Studio::playing(&id, RATE_HZ, 1024).play(&noise(RATE_HZ), sizes, &[]);
            assert_eq!(heard, whole, "{id}: blocks of {sizes:?}");
        }
    }
}

#[test]
fn latency_is_what_it_says_at_every_rate() {
    for (id, _) in plugins() {
        for rate_hz in RATES_HZ {
            let mut studio = Studio::playing(&id, rate_hz, 512);
            let click = signals::impulse(0.1, 100, 16_384);
            let heard = studio.play(&Audio { rate_hz, channels: vec![click; 2] }, &[512], &[]);
            let loudest = |channel: &[f32]| {
                (0..channel.len()).max_by(|a, b| channel[*a].abs().total_cmp(&channel[*b].abs()))
            };
            assert_eq!(loudest(&heard.channels[0]), Some(100 + studio.latency()), "{id} at {rate_hz} Hz");
        }
    }
}

#[test]
fn bypass_is_the_raw_sound_as_late_as_the_latency() {
    for (id, _) in plugins() {
        for rate_hz in RATES_HZ {
            let mut studio = Studio::playing(&id, rate_hz, 512);
            let bypass = Move { frame: 0, knob: studio.bypass().id, place: 1.0 };
            let raw = noise(rate_hz);
            let heard = studio.play(&raw, &[512, 33], &[bypass]);
            let late = studio.latency();
            assert_eq!(heard.channels[0][late..], raw.channels[0][..raw.frames() - late], "{id} at {rate_hz} Hz");
        }
    }
}

#[test]
fn automation_arrives_at_its_frame_whatever_the_blocks() {
    for (id, _) in plugins() {
        let render = |sizes: &[usize]| {
            let mut studio = Studio::playing(&id, RATE_HZ, 1024);
            let moves = wild_moves(&studio.knobs());
            studio.play(&noise(RATE_HZ), sizes, &moves)
        };
        let whole = render(&[1024]);
        let still = Studio::playing(&id, RATE_HZ, 1024).play(&noise(RATE_HZ), &[1024], &[]);
        assert_eq!(whole == still, [METER, REFERENCE].contains(&id.as_str()), "{id} ignores it");
        for sizes in [&[1][..], &[64], &[1000, 1, 7, 333]] {
            assert_eq!(render(sizes), whole, "{id}: blocks of {sizes:?}");
        }
    }
}

#[test]
fn a_render_is_the_same_whatever_one_listened_to() {
    for (id, _) in plugins() {
        let render = |audition: Option<(&str, f64)>| {
            let mut studio = Studio::playing(&id, RATE_HZ, 512);
            let knobs = studio.knobs();
            let knob = audition.and_then(|(name, _)| knobs.iter().find(|knob| knob.name == name));
            let moves: Vec<Move> = knob
                .zip(audition)
                .map(|(knob, (_, place))| Move { frame: 0, knob: knob.id, place })
                .into_iter()
                .collect();
            let played = studio.play(&noise(RATE_HZ), &[512], &moves);
            studio.render(512);
            [played, studio.play(&noise(RATE_HZ), &[512], &[])]
        };
        let [_, clean] = render(None);
        let hear = [1.0, 2.0].map(|place| ("Hear", place));
        let listen = [1.0, 2.0, 3.0, 4.0, 5.0].map(|place| ("Listen", place));
        for audition in hear.into_iter().chain(listen).chain([("Match", 0.0)]) {
            assert!(render(Some(audition))[1] == clean, "{id} {audition:?}");
        }
        assert!(render(Some(("Listen", 5.0)))[0] != render(None)[0], "{id}: played, it is heard");
    }
}

#[test]
fn thirty_two_instances_in_one_process_do_not_disturb_each_other() {
    for (id, _) in plugins() {
        let alone = Studio::playing(&id, RATE_HZ, 512).play(&noise(RATE_HZ), &[512], &[]);
        let mut all: Vec<Studio> = (0..32).map(|_| Studio::playing(&id, RATE_HZ, 512)).collect();
        for studio in &mut all {
            assert!(studio.play(&noise(RATE_HZ), &[512], &[]) == alone, "{id}");
        }
    }
}

#[test]
fn how_one_listens_is_not_saved() {
    for (id, _) in plugins() {
        let mut studio = Studio::playing(&id, RATE_HZ, 512);
        let hear = studio.knobs().into_iter().find(|knob| knob.name == "Hear").expect("one can listen");
        studio.play(&noise(RATE_HZ), &[512], &[Move { frame: 0, knob: hear.id, place: 1.0 }]);
        assert_eq!(studio.place(hear.id), 1.0);
        let state = studio.save();
        let mut again = Studio::open(&id);
        again.load(&state).expect("it loads");
        assert_eq!(again.place(hear.id), 0.0, "{id}");
    }
}

#[test]
fn a_saved_state_comes_back_in_a_new_instance() {
    for (id, _) in plugins() {
        let mut first = Studio::playing(&id, RATE_HZ, 512);
        let moves = wild_moves(&first.knobs());
        first.play(&noise(RATE_HZ), &[512], &moves);
        let state = first.save();
        let mut second = Studio::open(&id);
        second.load(&state).expect("it loads what it saved");
        for knob in first.knobs() {
            assert_eq!(second.place(knob.id), first.place(knob.id), "{id} {}", knob.name);
        }
        assert_eq!(second.save(), state, "{id}");
    }
}

#[test]
fn a_project_of_a_newer_or_an_older_twobus_comes_back_as_far_as_it_is_understood() {
    for (id, _) in plugins() {
        let mut first = Studio::playing(&id, RATE_HZ, 512);
        let moves = wild_moves(&first.knobs());
        first.play(&noise(RATE_HZ), &[512], &moves);
        let saved = first.save();
        for schema in *b"09" {
            let mut second = Studio::playing(&id, RATE_HZ, 512);
            second.load(&of_schema(&saved, schema)).expect("it loads");
            let heard = second.play(&noise(RATE_HZ), &[512], &[]);
            assert!(heard.channels.iter().flatten().all(|sample| sample.is_finite()), "{id}");
            for knob in first.knobs() {
                assert_eq!(second.place(knob.id), first.place(knob.id), "{id} {}", knob.name);
            }
        }
    }
}

/// A saved state with another schema number; our text stands in the framework's with escaped quotes.
fn of_schema(state: &[u8], schema: u8) -> Vec<u8> {
    let key = br#"schema\":"#;
    let place = state.windows(key.len()).position(|bytes| bytes == key).expect("it has a schema") + key.len();
    let mut changed = state.to_vec();
    changed[place] = schema;
    changed
}

#[test]
fn a_broken_state_does_no_harm() {
    for (id, _) in plugins() {
        let mut studio = Studio::playing(&id, RATE_HZ, 512);
        let good = studio.save();
        for bytes in [&b""[..], b"nonsense", &good[..good.len() / 2]] {
            drop(studio.load(bytes));
            let heard = studio.play(&noise(RATE_HZ), &[512], &[]);
            assert!(heard.channels.iter().flatten().all(|sample| sample.is_finite()), "{id}");
        }
    }
}

#[test]
fn loading_a_state_while_playing_reaches_the_sound() {
    for (id, _) in plugins() {
        let mut turned = Studio::playing(&id, RATE_HZ, 512);
        let moves = wild_moves(&turned.knobs());
        turned.play(&noise(RATE_HZ), &[512], &moves);
        let state = turned.save();
        let mut early = Studio::open(&id);
        early.load(&state).expect("it loads");
        early.activate(&stereo(RATE_HZ, 512)).expect("it activates");
        let mut late = Studio::playing(&id, RATE_HZ, 512);
        late.load(&state).expect("it loads");
        let [early, late] = [&mut early, &mut late].map(|studio| studio.play(&noise(RATE_HZ), &[512], &[]));
        assert_eq!(early.channels[0][9_600..], late.channels[0][9_600..], "{id}");
    }
}

#[test]
fn it_plays_on_after_any_change_of_rate_block_and_layout() {
    for (id, _) in plugins() {
        let mut studio = Studio::open(&id);
        for (rate_hz, channels, longest_block) in
            [(48_000, 2, 64), (192_000, 2, 2048), (44_100, 1, 1), (8_000, 1, 500), (384_000, 2, 8192)]
        {
            studio.activate(&Stream { rate_hz, channels, longest_block }).expect("it activates");
            let mut sound = noise(rate_hz);
            sound.channels.truncate(channels);
            let again = studio.play(&sound, &[longest_block], &[]);
            let mut fresh = Studio::open(&id);
            fresh.activate(&Stream { rate_hz, channels, longest_block }).expect("it activates");
            assert_eq!(again, fresh.play(&sound, &[longest_block], &[]), "{id} at {rate_hz} Hz");
        }
    }
}

#[test]
fn numbers_too_small_to_hear_are_flushed() {
    let mut studio = Studio::playing("org.twobus.gain", RATE_HZ, 512);
    let dust = Audio { rate_hz: RATE_HZ, channels: vec![vec![1e-40; 2048]; 2] };
    assert_eq!(studio.play(&dust, &[512], &[]), Audio::silence(RATE_HZ, 2, 2048));
}

#[test]
fn rates_no_sound_has_are_refused() {
    for (id, _) in plugins() {
        for rate_hz in [0, 1_000, 1_000_000] {
            assert!(Studio::open(&id).activate(&stereo(rate_hz, 512)).is_err(), "{id} at {rate_hz} Hz");
        }
    }
}

fn id_of(entry: &rack::Entry) -> String {
    format!("org.twobus.{}", entry.info.id)
}

fn stereo(rate_hz: u32, longest_block: usize) -> Stream {
    Stream { rate_hz, channels: 2, longest_block }
}

fn noise(rate_hz: u32) -> Audio {
    Audio { rate_hz, channels: (1..=2).map(|seed| signals::white_noise(seed, 0.9, 20_000)).collect() }
}

/// Every knob but the bypass, to three places, none at the edge of a block.
fn wild_moves(knobs: &[HostKnob]) -> Vec<Move> {
    let turn = |knob: &HostKnob, frame, share: f64| Move { frame, knob: knob.id, place: place_of(knob, share) };
    let shares = [(1_111, 0.9), (3_333, 0.2), (7_777, 0.6)];
    let knobs: Vec<&HostKnob> = knobs.iter().filter(|knob| !knob.is_bypass && knob.is_automatable).collect();
    shares.iter().flat_map(|(frame, share)| knobs.iter().map(|knob| turn(knob, *frame, *share))).collect()
}

/// A share of the way; names are counted, so between two of them there is nothing.
fn place_of(knob: &HostKnob, share: f64) -> f64 {
    let [low, high] = knob.range;
    let place = low + share * (high - low);
    if high > 1.0 { place.round() } else { place }
}
