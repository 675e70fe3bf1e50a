// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Known changes put on known sounds are read back.

use dsp::{math, signals};
use realfft::RealFftPlanner;

use super::{Cells, Portrait, Profile, Profiler, Stereo};
use crate::{Layout, Measured, Meter, fault::Span};

pub(super) const RATE_HZ: u32 = 44_100;
const SECOND: usize = RATE_HZ as usize;

/// What a meter and a profiler hear, in pieces of this size.
fn heard(sound: &[Vec<f32>], rate_hz: u32, size: usize) -> (Measured, Cells) {
    let layout = Layout::from_channels(sound.len());
    let (mut meter, mut profiler) = (Meter::new(rate_hz, layout), Profiler::new(rate_hz, layout));
    for start in (0..sound[0].len()).step_by(size) {
        let end = sound[0].len().min(start + size);
        let block: Vec<&[f32]> = sound.iter().map(|channel| &channel[start..end]).collect();
        meter.push(&block);
        profiler.push(&block);
    }
    let measured = meter.finish();
    let cells = profiler.finish(&measured);
    (measured, cells)
}

pub(super) fn profile(sound: &[Vec<f32>]) -> Profile {
    heard(sound, RATE_HZ, 4096).1.profile()
}

fn portrait(sound: &[Vec<f32>]) -> Portrait {
    profile(sound).whole
}

pub(super) fn letters(profile: &Profile) -> String {
    profile.sections.iter().map(|section| section.letter).collect()
}

/// The sound with exactly this gain at every frequency.
pub(super) fn filtered(sound: &[f32], gain_db: impl Fn(f64) -> f64) -> Vec<f32> {
    let length = sound.len();
    let mut planner = RealFftPlanner::<f64>::new();
    let forward = planner.plan_fft_forward(length);
    let mut samples: Vec<f64> = sound.iter().map(|sample| f64::from(*sample)).collect();
    let mut bins = forward.make_output_vec();
    forward.process(&mut samples, &mut bins).unwrap();
    for (n, bin) in bins.iter_mut().enumerate() {
        let hz = n as f64 * f64::from(RATE_HZ) / length as f64;
        *bin *= math::exp10(gain_db(hz) / 20.0) / length as f64;
    }
    planner.plan_fft_inverse(length).process(&mut bins, &mut samples).unwrap();
    samples.into_iter().map(math::sample_from).collect()
}

/// Broadband, with a middle and sides.
fn programme() -> Vec<Vec<f32>> {
    let [mid, side] = [1, 2].map(|seed| signals::pink_noise(seed, 0.6, 20 * SECOND));
    let side: Vec<f32> = side.iter().zip(&mid).map(|(side, mid)| 0.4 * side + 0.1 * mid).collect();
    from_mid_side(&mid, &side, 1.0)
}

fn from_mid_side(mid: &[f32], side: &[f32], width: f32) -> Vec<Vec<f32>> {
    [width, -width].map(|sign| mid.iter().zip(side).map(|(mid, side)| mid + sign * side).collect()).into()
}

/// A tone or noise that decays, from each of these moments on.
fn hits(moments_s: impl Iterator<Item = f64>, hit: impl Fn(f64) -> f64, frames: usize) -> Vec<f32> {
    let mut sound = vec![0.0; frames];
    for moment_s in moments_s {
        let first = math::index_from(moment_s * f64::from(RATE_HZ));
        for (n, sample) in sound.iter_mut().skip(first).take(SECOND / 2).enumerate() {
            *sample += math::sample_from(hit(n as f64 / f64::from(RATE_HZ)));
        }
    }
    sound
}

/// Kick, snare and hats at 120 in a minute over a quiet bed, seconds long.
fn drums(seconds: usize) -> Vec<f32> {
    let frames = seconds * SECOND;
    let every = |step_s: f64, first_s: f64| {
        (0..).map(move |n| f64::from(n) * step_s + first_s).take_while(move |s| *s < seconds as f64)
    };
    let noise = signals::white_noise(5, 1.0, SECOND);
    let at = |s: f64| f64::from(noise[math::index_from(s * f64::from(RATE_HZ))]);
    let kick = hits(every(1.0, 0.1), |s| 0.8 * math::exp(-s * 12.0) * math::sin(math::TAU * 55.0 * s), frames);
    let snare = hits(every(1.0, 0.6), |s| 0.5 * math::exp(-s * 25.0) * at(s), frames);
    let hats = hits(every(0.25, 0.1), |s| 0.15 * math::exp(-s * 60.0) * at(s), frames);
    let bed = signals::pink_noise(6, 0.3, frames);
    (0..frames).map(|n| kick[n] + snare[n] + hats[n] + bed[n]).collect()
}

fn gained(sound: &[Vec<f32>], db: f64) -> Vec<Vec<f32>> {
    let gain = math::sample_from(math::exp10(db / 20.0));
    sound.iter().map(|channel| channel.iter().map(|sample| sample * gain).collect()).collect()
}

/// All numbers of a portrait: what follows the level, and what does not.
fn numbers(portrait: &Portrait) -> [Vec<f64>; 2] {
    let bands = portrait.bands.iter();
    let zones = portrait.zones.iter();
    let mut levels: Vec<f64> =
        bands.clone().flat_map(|band| [band.level_db].into_iter().chain(band.percentiles_db)).collect();
    levels.extend(zones.clone().flat_map(|zone| [Some(zone.level_db), zone.hit_db]).flatten());
    levels.extend([portrait.lufs, portrait.mid_level_db].into_iter().flatten());
    let stereo = |stereo: &Stereo| [stereo.width_db, stereo.correlation, stereo.mono_loss_db];
    let mut ratios: Vec<f64> = bands.flat_map(|band| stereo(&band.stereo)).flatten().collect();
    ratios.extend(zones.clone().flat_map(|zone| stereo(&zone.stereo)).flatten());
    ratios.extend(zones.flat_map(|zone| [zone.crest_db, zone.punch_db, Some(zone.onsets_per_s)]).flatten());
    ratios.extend(portrait.psr_low_lu);
    [levels, ratios]
}

fn assert_near(read: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(read.len(), expected.len());
    for (n, (read, expected)) in read.iter().zip(expected).enumerate() {
        assert!((read - expected).abs() <= tolerance, "number {n}: {read} for {expected}");
    }
}

#[test]
fn a_plain_gain_moves_levels_and_nothing_else() {
    let drums = drums(12);
    let sound = [drums.clone(), drums.iter().rev().copied().collect()];
    let [levels, ratios] = numbers(&portrait(&sound));
    for db in [-12.0, 12.0] {
        let [moved, same] = numbers(&portrait(&gained(&sound, db)));
        assert_near(&same, &ratios, 0.01);
        assert_near(&moved, &levels.iter().map(|level| level + db).collect::<Vec<_>>(), 0.01);
    }
}

#[test]
fn turning_the_polarity_or_swapping_the_sides_changes_nothing() {
    let [left, right] = [drums(10), signals::pink_noise(3, 0.5, 10 * SECOND)];
    let as_is = portrait(&[left.clone(), right.clone()]);
    let upside_down = |side: &[f32]| side.iter().map(|sample| -sample).collect::<Vec<_>>();
    for other in [[upside_down(&left), upside_down(&right)], [right, left]] {
        let other = numbers(&portrait(&other));
        assert_near(&other[0], &numbers(&as_is)[0], 1e-3);
        assert_near(&other[1], &numbers(&as_is)[1], 1e-3);
    }
}

/// Peaks are held under a ceiling, at once, and let go within a tenth of a second.
fn limited(sound: &[f32], ceiling_db: f64) -> Vec<f32> {
    let ceiling = math::exp10(ceiling_db / 20.0);
    let release = math::exp(-1.0 / (0.1 * f64::from(RATE_HZ)));
    let mut envelope = 0.0_f64;
    let mut limit = |sample: &f32| {
        envelope = f64::from(sample.abs()).max(envelope * release);
        math::sample_from(f64::from(*sample) * (ceiling / envelope.max(ceiling)))
    };
    sound.iter().map(&mut limit).collect()
}

#[test]
fn the_harder_a_limiter_works_the_less_punch_and_crest_are_left() {
    let drums = drums(12);
    let read = |ceiling_db: f64| {
        let sound = limited(&drums, ceiling_db);
        portrait(&[sound.clone(), sound]).zones
    };
    let steps: Vec<_> = [0.0, -3.0, -6.0, -9.0, -12.0].map(read).into();
    for pair in steps.windows(2) {
        for (before, after) in pair[0].iter().zip(&pair[1]) {
            let [before, after] =
                [before, after].map(|zone| [zone.punch_db.unwrap_or(0.0), zone.crest_db.unwrap()]);
            assert!(after[0] < before[0] + 0.1 && after[1] < before[1] + 0.1, "{before:?} {after:?}");
        }
    }
    assert!(steps[4][6].punch_db.unwrap() < steps[0][6].punch_db.unwrap() - 4.0);
}

#[test]
fn twice_the_hats_are_more_treble_in_the_mean_but_no_louder_hats() {
    let noise = signals::white_noise(5, 1.0, SECOND);
    let at = |s: f64| f64::from(noise[math::index_from(s * f64::from(RATE_HZ))]);
    let hats = |per_s: u32| {
        let moments = (0..12 * per_s).map(|n| 0.05 + f64::from(n) / f64::from(per_s));
        let hats = hits(moments, |s| 0.2 * math::exp(-s * 80.0) * at(s), 12 * SECOND);
        let bed = filtered(&signals::pink_noise(6, 0.3, 12 * SECOND), |hz| if hz < 6000.0 { 0.0 } else { -40.0 });
        let sound: Vec<f32> = hats.iter().zip(&bed).map(|(hat, bed)| hat + bed).collect();
        portrait(&[sound.clone(), sound]).zones[6]
    };
    let [eighths, sixteenths] = [hats(4), hats(8)];
    assert!((eighths.onsets_per_s - 4.0).abs() < 0.2 && (sixteenths.onsets_per_s - 8.0).abs() < 0.4);
    assert!((sixteenths.level_db - eighths.level_db - 3.01).abs() < 0.2);
    assert!((sixteenths.hit_db.unwrap() - eighths.hit_db.unwrap()).abs() < 0.5);
}

#[test]
fn a_tilt_and_a_shelf_are_read_back_to_a_fifth_of_a_decibel() {
    let programme = programme();
    let before = portrait(&programme);
    let tilt: fn(f64) -> f64 = |hz| -1.5 * f64::log2(hz.max(5.0) / 1000.0);
    let shelf: fn(f64) -> f64 = |hz| 3.0 / (1.0 + (4000.0 / hz.max(5.0)).powi(2));
    for shape_db in [tilt, shelf] {
        let after = portrait(&programme.iter().map(|channel| filtered(channel, shape_db)).collect::<Vec<_>>());
        for (before, after) in before.bands.iter().zip(&after.bands) {
            let [read, put] = [after.level_db - before.level_db, shape_db(before.centre_hz)];
            assert!((read - put).abs() < 0.2, "{:.0} Hz: {read:.2} dB for {put:.2} dB", before.centre_hz);
        }
    }
}

#[test]
fn another_width_is_read_back() {
    let [mid, side] = [1, 2].map(|seed| signals::pink_noise(seed, 0.6, 20 * SECOND));
    let [before, after] = [0.5, 0.7].map(|width| portrait(&from_mid_side(&mid, &side, width)));
    let put_db = 20.0 * math::log10(0.7 / 0.5);
    for (before, after) in before.bands.iter().zip(&after.bands) {
        let [narrow, wide] = [before.stereo, after.stereo];
        let read_db = wide.width_db.unwrap() - narrow.width_db.unwrap();
        assert!((read_db - put_db).abs() < 0.2, "{:.0} Hz: {read_db:.2} dB", before.centre_hz);
        let share = math::exp10(wide.width_db.unwrap() / 10.0);
        let likeness = (1.0 - share) / (1.0 + share);
        assert!((wide.mono_loss_db.unwrap() + 10.0 * math::log10(1.0 + share)).abs() < 0.01);
        if before.centre_hz > 200.0 {
            assert!((wide.correlation.unwrap() - likeness).abs() < 0.02, "{:.0} Hz", before.centre_hz);
        }
    }
}

#[test]
fn mono_is_alike_and_has_no_width_and_one_channel_has_no_sides() {
    let noise = signals::pink_noise(1, 0.5, 5 * SECOND);
    let both = portrait(&[noise.clone(), noise.clone()]);
    let bands = both.bands.iter().map(|band| band.stereo);
    for stereo in bands.chain(both.zones.iter().map(|zone| zone.stereo)) {
        assert_eq!(stereo.width_db, Some(-60.0));
        assert!(stereo.correlation.unwrap() > 1.0 - 1e-9 && stereo.mono_loss_db.unwrap() > -1e-9);
    }
    let one = portrait(&[noise]);
    assert!(one.bands.iter().all(|band| band.stereo == Stereo::default()));
    assert_near(&[one.bands[20].level_db], &[both.bands[20].level_db], 1e-6);
}

fn assert_the_meters_spectrum(sound: &[Vec<f32>], tolerance_db: f64) {
    let (measured, cells) = heard(sound, RATE_HZ, 4096);
    let whole = cells.profile().whole;
    assert_eq!((whole.lufs, whole.psr_low_lu), (measured.integrated_lufs, measured.psr_low_lu));
    let read: Vec<f64> = whole.bands.iter().map(|band| band.level_db).collect();
    let expected: Vec<f64> = measured.spectrum.iter().map(|band| band.level_db).collect();
    assert_near(&read, &expected, tolerance_db);
}

#[test]
fn the_portrait_of_the_whole_has_the_meters_spectrum() {
    let mut sound = vec![drums(40), signals::pink_noise(3, 0.5, 40 * SECOND)];
    for channel in &mut sound {
        channel[16 * SECOND..26 * SECOND].iter_mut().for_each(|sample| *sample *= 0.05);
    }
    assert_the_meters_spectrum(&programme(), 0.05);
    assert_the_meters_spectrum(&sound, 0.2);
}

#[test]
fn how_the_sound_is_cut_does_not_matter() {
    let sound = [drums(11), signals::pink_noise(3, 0.5, 11 * SECOND)];
    let whole = heard(&sound, RATE_HZ, usize::MAX).1.profile();
    for size in [333, 5000] {
        assert_eq!(heard(&sound, RATE_HZ, size).1.profile(), whole);
    }
}

#[test]
fn what_was_heard_so_far_is_what_a_song_of_that_length_is_like() {
    let sound = [drums(11), signals::pink_noise(3, 0.5, 11 * SECOND)];
    let whole: Vec<&[f32]> = sound.iter().map(Vec::as_slice).collect();
    let start: Vec<&[f32]> = sound.iter().map(|channel| &channel[..7 * SECOND]).collect();
    let (mut meter, mut profiler) = (Meter::new(RATE_HZ, Layout::Stereo), Profiler::new(RATE_HZ, Layout::Stereo));
    meter.push(&start);
    profiler.push(&start);
    let expected = heard(&[0, 1].map(|n| start[n].to_vec()), RATE_HZ, 4096).1.profile();
    assert_eq!(profiler.so_far(&meter.so_far()).profile(), expected);
    let rest: Vec<&[f32]> = whole.iter().map(|channel| &channel[7 * SECOND..]).collect();
    meter.push(&rest);
    profiler.push(&rest);
    assert_eq!(profiler.finish(&meter.finish()).profile(), heard(&sound, RATE_HZ, 4096).1.profile());
}

#[test]
fn a_loop_is_like_the_sound_that_it_is_cut_from() {
    let sound = [drums(12), drums(12)];
    let (_, cells) = heard(&sound, RATE_HZ, 4096);
    let [whole, part] = [[0.0, 12.0], [4.0, 8.0]].map(|[from_s, to_s]| cells.portrait(Span { from_s, to_s }));
    assert!((whole.lufs.unwrap() - part.lufs.unwrap()).abs() < 0.2);
    assert!((whole.zones[6].onsets_per_s - part.zones[6].onsets_per_s).abs() < 0.5);
    let empty = cells.portrait(Span { from_s: 50.0, to_s: 40.0 });
    assert_eq!((empty.lufs, empty.zones[0].hit_db), (None, None));
}

#[test]
fn any_rate_any_length_and_broken_samples_are_heard() {
    for rate_hz in [8000, 22_050, 48_000, 96_000, 192_000] {
        let tone = signals::sine(rate_hz, 200.0, 0.1, 0.0, rate_hz as usize * 6);
        let zone = heard(&[tone.clone(), tone], rate_hz, 4096).1.profile().whole.zones[2];
        assert!((zone.level_db + 20.0).abs() < 0.1, "{rate_hz} Hz: {} dB", zone.level_db);
        assert!(zone.crest_db.unwrap() < 0.1, "{rate_hz} Hz: {:?}", zone.crest_db);
        let surround: Vec<Vec<f32>> =
            (1..=6).map(|seed| signals::pink_noise(seed, 0.5, rate_hz as usize)).collect();
        assert!(heard(&surround, rate_hz, 4096).1.profile().whole.zones[2].stereo.correlation.is_some());
    }
    heard(&[vec![0.5; 10_000], vec![0.1; 10_000]], 1000, 4096).1.profile();
    for frames in [0, 1, 100, 10_000, 30_000] {
        let profile = heard(&[vec![0.5; frames], vec![f32::NAN; frames]], RATE_HZ, 4096).1.profile();
        assert!(profile.whole.bands.iter().all(|band| band.level_db.is_finite()));
    }
}

#[test]
fn a_second_of_sound_leaves_about_a_kilobyte() {
    let (_, cells) = heard(&[drums(20), drums(20)], RATE_HZ, 4096);
    let onsets: usize = cells.onsets.iter().map(Vec::len).sum();
    let bytes =
        cells.half_seconds.len() * size_of::<super::cells::Cell>() + onsets * size_of::<super::onsets::Onset>();
    assert!(bytes < 20 * 1500, "{} bytes a second", bytes / 20);
}
