// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Invented reports: a rich one, a crowded one, an empty one.

use files::report::{
    Input, MadeBy, Master, Outcome, Reduction, Reference, Report, Stem, Verdict, Wave, WaveCollector,
};
use measure::{Band, Confidence, Course, Fault, Measured, Severity, Span, Target, target::Normalisation};

#[path = "advised.rs"]
mod advised;
#[path = "beneath.rs"]
mod beneath;
#[path = "since.rs"]
mod since;

use advised::{analysis, cost};
use beneath::beneath;
use since::{readings, since};

const SECONDS: f64 = 206.0;

/// Where each section starts, in seconds, and how loud it is against the chorus, dB.
const SECTIONS: [(f64, f64); 8] = [
    (0.0, -9.5),
    (16.0, -4.6),
    (48.0, -0.8),
    (78.0, -4.2),
    (110.0, 0.0),
    (140.0, -7.5),
    (158.0, -0.5),
    (192.0, -9.0),
];

/// A song with four findings, two masters, stems and a reference.
pub fn rich() -> Report {
    let measured = measured(-20.1, 2.4, 14.2);
    Report {
        title: "Salt Line".to_owned(),
        input: Input {
            path: "mixes/salt-line_v14.wav".to_owned(),
            format: "WAV, 32 bit float".to_owned(),
            rate_hz: 48_000,
            channels: 2,
            seconds: SECONDS,
            blake3: "9f2c41d07b1dd53ba7c1be2b5b5c0b7719e0d0c7a4df0be1af4ef77d2a10e7a3".to_owned(),
            wave: wave(-6.6, 1.32),
        },
        target: Some(streaming()),
        faults: four_faults(),
        verdict: Verdict {
            worst: Some(Severity::Fault),
            headline: "Not yet: the drums clip before the chain, and the limiter hides it.".to_owned(),
            next: "Loudness and peaks are ready for streaming. Mend the drum bus in the mix, take 1.2 dB off the limiter, then bounce again.".to_owned(),
        },
        masters: vec![streaming_master(), club_master()],
        analysis: Some(analysis()),
        cost: Some(cost()),
        stems: stems(),
        reference: Some(Reference {
            path: "references/harbour.flac".to_owned(),
            measured: Measured { spectrum: spectrum(|_| 0.0), ..measured_of(-9.8) },
        }),
        beneath: Some(beneath()),
        readings: readings(),
        since: Some(since()),
        made_by: made_by(),
        measured,
    }
}

/// A song that is fine: one file, no destination, nothing found.
#[allow(dead_code, reason = "each user of the samples takes its own")]
pub fn minimal() -> Report {
    Report {
        title: "Untitled".to_owned(),
        input: Input { path: "a.wav".to_owned(), rate_hz: 48_000, channels: 1, seconds: 0.0, ..Input::default() },
        target: None,
        measured: Measured::default(),
        faults: Vec::new(),
        verdict: Verdict {
            worst: None,
            headline: "Nothing to hear: the file is silent.".to_owned(),
            next: String::new(),
        },
        masters: Vec::new(),
        analysis: None,
        cost: None,
        stems: Vec::new(),
        reference: None,
        beneath: None,
        readings: Vec::new(),
        since: None,
        made_by: MadeBy::default(),
    }
}

/// A check of a mix alone: no masters, no stems, no reference.
#[allow(dead_code, reason = "each user of the samples takes its own")]
pub fn mix_only() -> Report {
    let faults = four_faults().drain(2..).collect();
    let verdict = Verdict {
        worst: Some(Severity::Watch),
        headline: "Nearly there: the low mids are too full.".to_owned(),
        next: "Take 2 dB at 250 Hz off the pads.".to_owned(),
    };
    Report {
        masters: Vec::new(),
        analysis: None,
        cost: None,
        stems: Vec::new(),
        reference: None,
        beneath: None,
        readings: Vec::new(),
        since: None,
        faults,
        verdict,
        ..rich()
    }
}

/// Three hours, thirty faults with many places, and names that want to break the page.
#[allow(dead_code, reason = "each user of the samples takes its own")]
pub fn crowded() -> Report {
    let mut report = rich();
    let hours = 3.0 * 3600.0;
    report.title = "<script>alert(\"1 & 2\")</script> ".repeat(4)
        + "Donaudampfschifffahrtsgesellschaftskapitän".repeat(4).as_str();
    report.input.path = String::from("/mixes/<b>&\"quoted\"'/äöü \u{1}.wav");
    report.input.seconds = hours;
    report.measured.frames = 48_000 * 3 * 3600;
    report.measured.course.short_term_lufs = report.measured.course.short_term_lufs.repeat(53);
    report.faults = (0..30).map(|index| crowded_fault(index, hours)).collect();
    report
}

fn crowded_fault(index: u32, hours: f64) -> Fault {
    let step = hours / 40.0;
    let spans = (0..=index).map(|place| {
        let from_s = f64::from(place) * step + f64::from(index) * 60.0;
        Span { from_s, to_s: from_s + 30.0 }
    });
    let severity = [Severity::Fault, Severity::Watch, Severity::Note][index as usize % 3];
    Fault { spans: spans.collect(), severity, id: "unheard_of", ..four_faults().remove(1) }
}

fn four_faults() -> Vec<Fault> {
    let span = |from_s, to_s| Span { from_s, to_s };
    vec![
        Fault {
            id: "clipping",
            severity: Severity::Fault,
            title: "Clipped drums, hidden by the limiter.".to_owned(),
            message: "Flat tops up to 9 samples long at −3.1 dBFS; turned down after, so no meter shows it. Likely the clipper on the drum bus.".to_owned(),
            action: "Lower the level into the drum-bus clipper by 2.0 dB and bounce again.".to_owned(),
            spans: vec![span(112.0, 138.0), span(176.0, 201.0)],
            amount: "23 runs".to_owned(),
            confidence: Confidence::Sure,
            stem: Some("drums".to_owned()),
        },
        Fault {
            id: "psr",
            severity: Severity::Watch,
            title: "The limiter presses the chorus.".to_owned(),
            message: "Streaming wants 10 or more. It takes over 3 dB for 31 % of the chorus.".to_owned(),
            action: "Gain −1.2 dB gives back 1.0 dB of PSR and lands at −14.9 LUFS.".to_owned(),
            spans: vec![span(110.0, 140.0), span(158.0, 192.0)],
            amount: "PSR 9.8 LU".to_owned(),
            confidence: Confidence::Sure,
            stem: None,
        },
        Fault {
            id: "tone",
            severity: Severity::Watch,
            title: "Too full at 200 to 320 Hz.".to_owned(),
            message: "+4.6 dB over the reference; pads own 71 % of it.".to_owned(),
            action: "−2 dB at 250 Hz on the pads.".to_owned(),
            spans: vec![span(48.0, 78.0), span(110.0, 140.0)],
            amount: "+4.6 dB".to_owned(),
            confidence: Confidence::Fair,
            stem: Some("pads".to_owned()),
        },
        Fault {
            id: "low_mono",
            severity: Severity::Watch,
            title: "The bass is wide under 120 Hz.".to_owned(),
            message: "In mono it loses 0.9 dB.".to_owned(),
            action: "Keep the bass in the middle under 120 Hz.".to_owned(),
            spans: vec![span(110.0, 140.0)],
            amount: "ρ 0.46".to_owned(),
            confidence: Confidence::Sure,
            stem: Some("bass".to_owned()),
        },
    ]
}

fn streaming() -> Target {
    Target {
        id: "streaming".to_owned(),
        name: "Streaming −14".to_owned(),
        summary: "Safe for all".to_owned(),
        integrated_lufs: [-15.0, -13.0],
        aim_lufs: -14.0,
        short_term_lufs: Some([-15.0, -12.0]),
        ceiling_dbtp: -1.0,
        plr_floor_lu: 10.0,
        psr_floor_lu: 10.0,
        normalisation: Normalisation::Both { to_lufs: -14.0, up_to_dbtp: -1.0 },
        as_of: "2026-11-01".to_owned(),
        source: "Invented for a test".to_owned(),
        confidence: Confidence::Fair,
        notes: Vec::new(),
    }
}

fn streaming_master() -> Master {
    let peaks = Measured { true_peak_strict_dbtp: Some(-1.02), plr_lu: Some(12.9), ..measured(-13.9, -1.0, 9.8) };
    Master {
        target: streaming(),
        path: "masters/salt-line_v14.streaming.wav".to_owned(),
        wave: wave(0.0, 0.88),
        preset: rack::Preset::default(),
        chain: [("Gain", "+6.2 dB"), ("Ceiling", "−1.1 dBTP"), ("Release", "80.0 ms")].map(owned).to_vec(),
        gain_db: 6.2,
        evaluations: 6,
        outcome: Outcome::Reached,
        measured: peaks,
        faults: four_faults().drain(1..2).collect(),
        reduction: reduction(),
        verified: true,
        blake3: "04bb7e19c81d02f69a40f7ad77aa10e20b6f5b5c0b7719e0d0c7a4df0be151cd".to_owned(),
    }
}

fn club_master() -> Master {
    let target = Target {
        id: "club".to_owned(),
        name: "Club".to_owned(),
        integrated_lufs: [-9.0, -7.0],
        normalisation: Normalisation::None,
        ..streaming()
    };
    let outcome =
        Outcome::Unreachable { at_most_lufs: -9.6, bounded_by: "the limiter may take 6 dB at most".to_owned() };
    let measured = measured(-9.6, -1.0, 7.1);
    let path = "masters/salt-line_v14.club.wav".to_owned();
    Master { target, outcome, measured, path, gain_db: 10.5, faults: Vec::new(), ..streaming_master() }
}

fn owned((knob, value): (&str, &str)) -> (String, String) {
    (knob.to_owned(), value.to_owned())
}

fn made_by() -> MadeBy {
    MadeBy {
        version: "0.1.0".to_owned(),
        day: Some("22 November 2026".to_owned()),
        command: "twobus master salt-line_v14.wav --for streaming,club --stems stems --html report.html"
            .to_owned(),
        settings: [("oversampling", "8"), ("dither", "TPDF, 24 bit")].map(owned).to_vec(),
    }
}

fn stems() -> Vec<Stem> {
    let stem = |name: &str, lufs, faults| {
        let measured = Measured { true_peak_dbtp: Some(lufs + 19.0), crest_db: Some(15.2), ..measured_of(lufs) };
        Stem { name: name.to_owned(), measured, faults }
    };
    let [clipped, wide] = [four_faults().remove(0), four_faults().remove(3)];
    vec![
        stem("drums", -24.7, vec![clipped]),
        stem("vocal", -25.9, Vec::new()),
        stem("bass", -28.5, vec![wide]),
        stem("pads", -29.2, Vec::new()),
        stem("fx", -40.0, Vec::new()),
    ]
}

fn measured_of(lufs: f64) -> Measured {
    Measured { integrated_lufs: Some(lufs), ..Measured::default() }
}

/// The numbers of the song at this loudness.
fn measured(lufs: f64, peak: f64, psr: f64) -> Measured {
    let bump = |hz: f64| 4.6 * (-(hz / 250.0).ln().powi(2) * 4.0).exp() + (hz / 300.0).sin() * 0.8;
    Measured {
        rate_hz: 48_000,
        channels: 2,
        frames: 206 * 48_000,
        range_lu: Some(6.1),
        momentary_max_lufs: Some(lufs + 4.5),
        short_term_max_lufs: Some(lufs + 2.4),
        loudest_s: Some(126.0),
        true_peak_dbtp: Some(peak),
        true_peak_strict_dbtp: Some(peak),
        sample_peak_dbfs: Some(peak - 0.2),
        plr_lu: Some(peak - lufs),
        psr_min_lu: Some(psr),
        psr_low_lu: Some(psr + 0.6),
        dr14: Some(9.0),
        crest_db: Some(15.4),
        dc_dbfs: Some(-92.0),
        balance_db: Some(0.2),
        correlation: Some(0.71),
        low_correlation: Some(0.46),
        width_db: Some(-9.4),
        mono_loss_db: Some(-0.7),
        spectrum: spectrum(if peak > 0.0 { bump } else { |hz: f64| (hz / 300.0).sin() * 1.2 }),
        course: course(lufs),
        ..measured_of(lufs)
    }
}

/// Third octaves that fall by 1.5 dB an octave, and a difference.
fn spectrum(difference_db: impl Fn(f64) -> f64) -> Vec<Band> {
    let band = |index: i32| {
        let centre_hz = 1000.0 * 2.0_f64.powf(f64::from(index - 17) / 3.0);
        let edge = if centre_hz < 40.0 { -(40.0 / centre_hz).log2() * 12.0 } else { 0.0 };
        Band { centre_hz, level_db: -26.0 - 1.5 * (centre_hz / 1000.0).log2() + edge + difference_db(centre_hz) }
    };
    (0..=30).map(band).collect()
}

/// How loud the song is at this time against its chorus, dB.
fn section_db(second: f64) -> f64 {
    let section = SECTIONS.iter().rev().find(|(from_s, _)| *from_s <= second);
    section.map_or(-9.0, |(_, db)| *db)
}

fn course(lufs: f64) -> Course {
    let at = |hop: u32| f64::from(hop) * Course::HOP_S;
    let smooth = |second: f64| (0..30).map(|back| section_db(second - f64::from(back) * 0.1)).sum::<f64>() / 30.0;
    let short = |hop| lufs + 2.2 + smooth(at(hop)) + (at(hop) * 0.9).sin() * 0.5 + (at(hop) * 2.3).sin() * 0.3;
    let fade = |hop| if at(hop) < 3.0 { -12.0 * (3.0 - at(hop)) / 3.0 } else { 0.0 };
    let hops = 0..2060;
    Course {
        momentary_lufs: hops.clone().map(|hop| single(short(hop) + 1.0)).collect(),
        short_term_lufs: hops.clone().map(|hop| single(short(hop) + fade(hop))).collect(),
        true_peak_dbtp: hops.map(|hop| single(section_db(at(hop)) - 1.0)).collect(),
    }
}

fn reduction() -> Reduction {
    let taken = |hop: u32| {
        let second = f64::from(hop) * 0.1;
        let drive = (section_db(second) + 2.5).max(0.0);
        -drive * (1.3 + (second * 3.1).sin() * 0.6 + (second * 1.7).cos() * 0.5)
    };
    let deepest_db: Vec<f32> = (0..2060).map(|hop| single(taken(hop).min(0.0))).collect();
    let mean_db = deepest_db.iter().map(|db| db * 0.4).collect();
    Reduction { hop_s: 0.1, deepest_db, mean_db, p95_db: -4.2, share_over_half_db: 0.31 }
}

/// The outline of noise that follows the sections, no sample above `limit`.
fn wave(gain_db: f64, limit: f64) -> Wave {
    let mut collector = WaveCollector::new(600);
    let rate = 2000;
    let mut dice = 1_u32;
    for second in 0..206 {
        let loud = 10.0_f64.powf((section_db(f64::from(second)) + gain_db) / 20.0);
        let sound: Vec<f32> = (0..rate)
            .map(|_| {
                dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let noise = f64::from(dice) / f64::from(u32::MAX) * 2.0 - 1.0;
                single((noise * noise * noise * loud * 1.4).clamp(-limit, limit))
            })
            .collect();
        collector.push(&[&sound]);
    }
    collector.finish()
}

fn single(value: f64) -> f32 {
    dsp::math::sample_from(value)
}
