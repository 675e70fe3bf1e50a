// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What every effect promises, checked over the list of all effects.

use dsp::{Audio, Stream, signals};
use rack::{Effect, Entry, Readings};

const RATE_HZ: u32 = 48_000;

#[test]
fn block_size_does_not_matter() {
    for entry in rack::ALL {
        let whole = render(entry, &noise(), &[4096]);
        for sizes in [&[1][..], &[7], &[64], &[1, 500, 3, 77, 512, 2]] {
            assert_eq!(render(entry, &noise(), sizes), whole, "{}: blocks of {sizes:?}", entry.info.id);
        }
    }
}

#[test]
fn reset_means_as_new() {
    for entry in rack::ALL {
        let mut effect = create(entry);
        let mut first = noise();
        let mut second = noise();
        run(effect.as_mut(), &mut first, &[256]);
        effect.reset();
        run(effect.as_mut(), &mut second, &[256]);
        assert_eq!(first, second, "{}", entry.info.id);
    }
}

#[test]
fn silence_stays_silent() {
    for entry in rack::ALL {
        let silence = Audio::silence(RATE_HZ, 2, 48_000);
        assert_eq!(render(entry, &silence, &[512]), silence, "{}", entry.info.id);
    }
}

#[test]
fn latency_is_what_it_says() {
    for entry in rack::ALL {
        let click = vec![signals::impulse(0.1, 100, 8192); 2];
        let sound = render(entry, &Audio { rate_hz: RATE_HZ, channels: click }, &[512]);
        let at = sound.channels[0].iter().position(|sample| *sample != 0.0);
        assert_eq!(at, Some(100 + create(entry).latency()), "{}", entry.info.id);
    }
}

#[test]
fn neutral_knobs_leave_a_quiet_sound_as_it_is() {
    for entry in rack::ALL {
        let quiet = Audio { rate_hz: RATE_HZ, channels: vec![signals::pink_noise(3, 0.1, 20_000); 2] };
        let late = create(entry).latency();
        let sound = render(entry, &quiet, &[512]);
        assert_eq!(sound.channels[0][late..], quiet.channels[0][..20_000 - late], "{}", entry.info.id);
    }
}

#[test]
fn broken_samples_do_no_harm() {
    for entry in rack::ALL {
        let mut broken = noise();
        broken.channels[0][100] = f32::NAN;
        broken.channels[1][200] = f32::INFINITY;
        broken.channels[0][300] = 1e33;
        let sound = render(entry, &broken, &[512]);
        assert!(sound.channels.iter().flatten().all(|sample| sample.is_finite()), "{}", entry.info.id);
    }
}

#[test]
fn silence_before_the_song_changes_nothing_but_its_place() {
    for entry in rack::ALL {
        let expected = render(entry, &noise(), &[512]);
        for before in [1, 8, 63, 72, 5000] {
            let mut later = noise();
            later.channels.iter_mut().for_each(|channel| drop(channel.splice(..0, vec![0.0; before])));
            let heard = render(entry, &later, &[512]);
            assert!(
                heard.channels[0][before..] == expected.channels[0],
                "{}, {before} frames later",
                entry.info.id
            );
        }
    }
}

#[test]
fn every_knob_has_a_name_a_help_and_a_default_inside_its_range() {
    for entry in rack::ALL {
        for (index, spec) in entry.params.iter().enumerate() {
            let [low, high] = spec.domain.range();
            let default = spec.domain.default_value();
            assert!(low <= default && default <= high, "{} {}", entry.info.id, spec.id);
            assert!(spec.help.ends_with('.') && !spec.name.is_empty(), "{} {}", entry.info.id, spec.id);
            assert_eq!(create(entry).get(index), default, "{} {}", entry.info.id, spec.id);
        }
    }
}

#[test]
fn text_and_value_survive_the_round_trip() {
    for spec in rack::ALL.iter().flat_map(|entry| entry.params) {
        for position in [0.0, 0.3, 0.5, 1.0] {
            let value = spec.domain.value_from(position);
            let text = spec.domain.text_from(value);
            let back = spec.domain.parse(&text).map(|value| spec.domain.text_from(value));
            assert_eq!(back.as_ref(), Some(&text), "{}", spec.id);
        }
    }
}

#[test]
fn ids_are_unique_and_fit_a_command_line() {
    let ids: Vec<_> = rack::ALL.iter().map(|entry| entry.info.id).collect();
    for entry in rack::ALL {
        assert_eq!(ids.iter().filter(|id| **id == entry.info.id).count(), 1);
        for id in entry.params.iter().map(|spec| spec.id).chain([entry.info.id]) {
            assert!(id.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-'), "{id}");
        }
    }
}

fn noise() -> Audio {
    let channels = (1..=2).map(|seed| signals::white_noise(seed, 1.5, 20_000)).collect();
    Audio { rate_hz: RATE_HZ, channels }
}

fn create(entry: &Entry) -> Box<dyn Effect> {
    (entry.create)(&Stream { rate_hz: RATE_HZ, channels: 2, longest_block: 4096 })
}

fn render(entry: &Entry, input: &Audio, sizes: &[usize]) -> Audio {
    let mut sound = input.clone();
    run(create(entry).as_mut(), &mut sound, sizes);
    sound
}

fn run(effect: &mut dyn Effect, sound: &mut Audio, sizes: &[usize]) {
    let mut readings = Readings::default();
    let mut sizes = sizes.iter().copied().cycle();
    let mut start = 0;
    while start < sound.frames() {
        let end = sound.frames().min(start + sizes.next().expect("cycles"));
        let mut slices: Vec<_> = sound.channels.iter_mut().map(|channel| &mut channel[start..end]).collect();
        effect.process(&mut dsp::Block::new(&mut slices), &mut readings);
        start = end;
    }
}
