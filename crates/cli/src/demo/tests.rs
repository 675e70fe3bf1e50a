// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The song as the suite's own meters and checks hear it.

use std::sync::OnceLock;

use dsp::{Audio, units::db_from_gain};
use files::examine::examine_audio;
use measure::{Fault, Layout, Measured, Meter, Severity, compare};

use super::{
    Song,
    canvas::frames_from_s,
    faults,
    score::SONG,
    song::{Section, Stem},
};

/// What the suite hears of a song: its mix and each of its stems.
struct Heard {
    song: Song,
    mix: Audio,
    whole: Measured,
    faults: Vec<Fault>,
    stems: Vec<(&'static str, Measured, Vec<Fault>)>,
}

fn heard(song: Song) -> Heard {
    let mix = song.mix();
    let (whole, faults, _) = examine_audio(&mix);
    let listen = |stem: &Stem| {
        let (measured, faults, _) = examine_audio(&stem.audio);
        (stem.name, measured, faults)
    };
    let stems = song.stems.iter().map(listen).collect();
    Heard { song, mix, whole, faults, stems }
}

/// Played and heard once for all tests.
fn clean() -> &'static Heard {
    static CLEAN: OnceLock<Heard> = OnceLock::new();
    CLEAN.get_or_init(|| heard(Song::clean(&|_| {})))
}

fn faulty() -> &'static Heard {
    static FAULTY: OnceLock<Heard> = OnceLock::new();
    FAULTY.get_or_init(|| heard(faults::sown(clean().song.clone())))
}

fn reference() -> &'static Measured {
    static REFERENCE: OnceLock<Measured> = OnceLock::new();
    REFERENCE.get_or_init(|| examine_audio(&Song::reference(&|_| {})).0)
}

/// The song with its four faults.
pub fn faulty_song() -> &'static Song {
    &faulty().song
}

/// By how much one is louder than another, LU.
fn above_lu(loud: &Measured, quiet: &Measured) -> f64 {
    loud.integrated_lufs.unwrap() - quiet.integrated_lufs.unwrap()
}

fn part(audio: &Audio, section: &Section) -> Measured {
    let [from, to] = [section.from_s, section.to_s].map(frames_from_s);
    let channels: Vec<&[f32]> = audio.channels.iter().map(|channel| &channel[from..to]).collect();
    let mut meter = Meter::new(audio.rate_hz, Layout::Stereo);
    meter.push(&channels);
    meter.finish()
}

#[test]
fn the_clean_song_has_no_fault_in_the_mix_or_on_any_stem() {
    let is_fault = |fault: &&Fault| fault.severity == Severity::Fault;
    assert_eq!(clean().faults.iter().find(|fault| fault.severity > Severity::Note), None);
    for (name, _, faults) in &clean().stems {
        assert_eq!(faults.iter().find(is_fault), None, "{name}");
    }
    assert_eq!(compare::tone(&clean().whole.spectrum, &reference().spectrum), []);
}

#[test]
fn song_and_reference_are_as_loud_as_a_mix_before_its_master() {
    for measured in [&clean().whole, reference()] {
        let [lufs, peak_dbtp] = [measured.integrated_lufs, measured.true_peak_dbtp].map(Option::unwrap);
        assert!((-20.0..-16.0).contains(&lufs), "{lufs} LUFS");
        assert!((-6.0..-1.0).contains(&peak_dbtp), "{peak_dbtp} dBTP");
    }
}

#[test]
fn the_choruses_stand_out_and_breathe() {
    let heard = clean();
    let [intro, verse, chorus, break_, last_chorus] =
        [0, 1, 2, 3, 4].map(|index| part(&heard.mix, &heard.song.sections[index]));
    for chorus in [&chorus, &last_chorus] {
        assert!(above_lu(chorus, &verse) > 3.0 && above_lu(chorus, &break_) > 4.0);
        assert!(chorus.psr_low_lu.unwrap() >= 12.0, "{:?}", chorus.psr_low_lu);
    }
    assert!(above_lu(&verse, &intro) > 6.0);
}

#[test]
fn the_voice_lies_four_to_five_and_a_half_lu_under_the_mix() {
    let heard = clean();
    let voice = heard.song.stems.iter().find(|stem| stem.name == "voice").unwrap();
    for section in heard.song.sections.iter().filter(|section| ["verse", "chorus"].contains(&section.name)) {
        let under_lu = above_lu(&part(&heard.mix, section), &part(&voice.audio, section));
        assert!((4.0..5.5).contains(&under_lu), "{} {under_lu} LU", section.name);
    }
}

#[test]
fn the_spectrum_falls_like_that_of_finished_music() {
    let mean_db = |range: std::ops::Range<f64>| {
        let bands = clean().whole.spectrum.iter().filter(|band| range.contains(&band.centre_hz));
        let (sum, count) = bands.fold((0.0, 0.0), |(sum, count), band| (sum + band.level_db, count + 1.0));
        sum / count
    };
    let per_octave_db = (mean_db(5000.0..10_500.0) - mean_db(90.0..205.0)) / (7100.0_f64 / 141.0).log2();
    assert!((-4.0..-2.0).contains(&per_octave_db), "{per_octave_db} dB per octave");
}

#[test]
fn the_seeded_faults_are_the_only_ones_of_mix_and_stems() {
    let found = |faults: &[Fault]| -> Vec<&str> {
        let faults = faults.iter().filter(|fault| fault.severity == Severity::Fault);
        faults.map(|fault| fault.id).collect()
    };
    assert_eq!(found(&faulty().faults), ["overs", "low_mono"]);
    for (name, _, faults) in &faulty().stems {
        let seeded: &[&str] = match *name {
            "drums" => &["clipping"],
            "bass" => &["low_mono"],
            _ => &[],
        };
        assert_eq!(found(faults), seeded, "{name}");
    }
}

#[test]
fn the_build_up_of_the_pads_is_clearly_more_than_six_decibels_from_250_to_400_hz() {
    let tones = compare::tone(&faulty().whole.spectrum, &reference().spectrum);
    let [tone] = &tones[..] else { panic!("{tones:?}") };
    assert_eq!(tone.severity, Severity::Fault);
    assert!(tone.message.contains("at 315 Hz, beyond 3 dB from 250 Hz to 400 Hz"), "{}", tone.message);
    let differences = compare::differences(&faulty().whole.spectrum, &reference().spectrum);
    let most_db = differences.iter().map(|band| band.db).fold(f64::MIN, f64::max);
    assert!(most_db > 6.8, "{most_db} dB");
}

#[test]
fn only_the_faulty_song_loses_its_low_end_in_mono_wherever_the_bass_plays() {
    let low = |heard: &Heard, section| part(&heard.mix, section).low_correlation.unwrap();
    for section in clean().song.sections.iter().filter(|section| section.name != "intro") {
        let [right, wrong] = [clean(), faulty()].map(|heard| low(heard, section));
        assert!(right > 0.95 && wrong < 0.3, "{} {right} {wrong}", section.name);
    }
}

#[test]
fn the_faulty_mix_sums_over_full_scale_though_no_stem_does() {
    let peak_db = db_from_gain(f64::from(faulty().mix.sample_peak())).0;
    assert!((3.0..4.5).contains(&peak_db), "{peak_db} dBFS");
    for stem in &faulty().song.stems {
        assert!(stem.audio.sample_peak() < 1.0, "{} {}", stem.name, stem.audio.sample_peak());
    }
}

#[test]
fn all_stems_are_equally_long_and_sound() {
    let frames = frames_from_s(SONG.seconds());
    for stem in &clean().song.stems {
        assert!(stem.audio.channels.iter().all(|channel| channel.len() == frames), "{}", stem.name);
        assert!(stem.audio.channels.iter().flatten().all(|sample| sample.is_finite()), "{}", stem.name);
        assert!(stem.audio.sample_peak() > 0.05, "{}", stem.name);
    }
}

#[test]
fn the_stems_add_up_to_the_mix_and_it_ends_in_silence() {
    let Heard { song, mix, .. } = clean();
    for frame in (0..mix.frames()).step_by(997) {
        let sum: f32 = song.stems.iter().map(|stem| stem.audio.channels[1][frame]).sum();
        assert!((sum - mix.channels[1][frame]).abs() < 1e-6);
    }
    let end = &mix.channels[0][mix.frames() - 480..];
    assert!(end.iter().all(|sample| sample.abs() < 0.003));
}

#[test]
fn the_sections_fill_the_song_without_gaps() {
    let sections = &clean().song.sections;
    assert_eq!(sections[0].from_s, 0.0);
    assert!(sections.windows(2).all(|pair| pair[0].to_s == pair[1].from_s));
    assert_eq!(sections.last().map(|last| last.to_s), Some(SONG.seconds()));
}

#[test]
fn the_mix_has_the_same_bits_on_every_machine() {
    let found = fingerprint(&clean().mix);
    assert_eq!(found, FINGERPRINT, "{found:#018X}");
}

/// Changes with every change of the sound; take the new value over on purpose only.
const FINGERPRINT: u64 = 0xCE92_DB8D_ECA2_CA7E;

/// FNV-1a, 64 bits, over the bits of all samples.
fn fingerprint(audio: &Audio) -> u64 {
    let bytes = audio.channels.iter().flatten().flat_map(|sample| sample.to_bits().to_le_bytes());
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}
