// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A mix beside a tone target: what the manual's picture shows, and what page and document say of every case.
//!
//! `MANUAL=accept cargo test -p files --test tone` draws the picture anew.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::{fs, path::PathBuf};

use dsp::Ratio;
use files::{
    report::{
        Input, MadeBy, ToneReport,
        html::plot::{Across, Plot, svg},
        tone::{html, json},
    },
    tone::{Outside, Toned, Wanted},
    tones::{self, ToneTarget},
};
use measure::{
    Portrait,
    aim::{Stand, distance_db, one_click, runs, stands},
    profile::{BandPortrait, Section},
};
use quick_xml::{Reader, events::Event};
use rack::{Stage, one_click as ours};

const SCHEMA: &str = include_str!("../../../docs/schema/tone-1.json");

/// A passage that lies so far from the middle of a target, dB.
fn passage(target: &ToneTarget, off_db: impl Fn(f64) -> f64) -> Portrait {
    let band = |centre_hz: f64, middle_db: f64| {
        let level_db = middle_db + off_db(centre_hz) - 30.0;
        BandPortrait {
            centre_hz,
            level_db,
            percentiles_db: [level_db - 2.0, level_db, level_db + 2.0],
            ..Default::default()
        }
    };
    let bands = target.aim.bands.iter().map(|zone| band(zone.centre_hz, zone.median_db)).collect();
    Portrait { lufs: Some(-18.0), mid_level_db: Some(-30.0), bands, ..Portrait::default() }
}

/// Boomy and dull.
fn boomy(hz: f64) -> f64 {
    let around =
        |middle_hz: f64, octaves: f64| (-(hz / middle_hz).log2().powi(2) / (2.0 * octaves * octaves)).exp();
    7.5 * around(230.0, 0.6) - 7.0 * around(9000.0, 1.0)
}

fn report(stage: Stage, off_db: impl Fn(f64) -> f64) -> ToneReport {
    let target = tones::find("neutral").unwrap();
    let portrait = passage(&target, off_db);
    let stands = stands(&target.aim, &portrait);
    let plan = one_click(&stands, &ours::request(ours::Half::Both, Ratio(1.0), 6.0));
    let outside = runs(&stands).into_iter().map(|run| Outside { run, owner: None }).collect();
    let toned = Toned {
        passage: Section { portrait, ..Section::default() },
        unbounded_db: plan.most_db(),
        stands,
        plan,
        outside,
        resting_lu: None,
    };
    let wanted = Wanted { half: ours::Half::Both, strength: Ratio(1.0), most_db: 6.0, stage };
    let mix =
        Input { path: "<b>.wav".to_owned(), rate_hz: 44_100, channels: 2, seconds: 90.0, ..Input::default() };
    ToneReport { title: "<b>".to_owned(), mix, target, wanted, toned, shaped: None, made_by: MadeBy::default() }
}

fn resting() -> ToneReport {
    let mut report = report(Stage::Mix, boomy);
    report.toned = Toned { resting_lu: Some(7.0), ..Toned::default() };
    report
}

fn all() -> Vec<ToneReport> {
    vec![report(Stage::Mix, boomy), report(Stage::Master, boomy), report(Stage::Sketch, |_| 0.0), resting()]
}

fn is_in_the_manual(name: &str, plot: &Plot<'_>) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/manual/img").join(name);
    let drawn = svg(plot);
    if std::env::var_os("MANUAL").is_some_and(|value| value == "accept") {
        fs::write(&path, &drawn).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert!(known == drawn, "{name} shows what no longer is: MANUAL=accept draws it anew");
}

#[test]
fn one_click_moves_a_boomy_mix_into_the_zone_and_what_is_inside_hardly() {
    let report = report(Stage::Master, boomy);
    let [before, after] = [&report.toned.stands, &report.toned.plan.after];
    assert!(distance_db(after) < 0.25 * distance_db(before), "{} → {}", distance_db(before), distance_db(after));
    let tone = |stands: &[Stand], read: fn(&Stand) -> f64| -> Vec<[f64; 2]> {
        stands.iter().map(|stand| [stand.centre_hz, read(stand)]).collect()
    };
    let plot = Plot {
        label: "The zone of a tone target from its lower to its upper edge, a mix that leaves it, and the mix after one click",
        across: Across::Hertz([24.0, 20_200.0]),
        upright: "Tone, dB",
        range: ([-30.0, 15.0], 5.0),
        limit: None,
        curves: vec![
            ("one click", tone(after, |stand| stand.tone_db.mix)),
            ("the mix", tone(before, |stand| stand.tone_db.mix)),
            ("zone, upper", tone(before, |stand| stand.tone_db.zone[1])),
            ("zone, lower", tone(before, |stand| stand.tone_db.zone[0])),
        ],
    };
    is_in_the_manual("tone-zone.svg", &plot);
}

#[test]
fn every_report_fits_the_schema_and_is_the_same_text_again() {
    let schema = serde_json::from_str(SCHEMA).unwrap();
    assert!(jsonschema::draft202012::meta::is_valid(&schema));
    let validator = jsonschema::validator_for(&schema).unwrap();
    for report in all() {
        let text = json::document(&report);
        let document = serde_json::from_str(&text).unwrap();
        let errors: Vec<_> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        assert_eq!((text, html::document(&report)), (json::document(&report), html::document(&report)));
    }
}

#[test]
fn every_page_is_well_formed_and_needs_nothing_else() {
    for report in all() {
        let page = html::document(&report).replace("<br>", "");
        for forbidden in ["<script", "http:", "https:", "<link", "@import", "href=", "<b>.wav", "NaN", "style="] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
        let (_, body) = page.split_once("<body>").unwrap();
        let mut reader = Reader::from_str(body.trim_end_matches("</body></html>"));
        while reader.read_event().unwrap() != Event::Eof {}
    }
}

#[test]
fn the_verdict_speaks_of_the_tracks_in_the_mix_and_of_the_filters_in_the_master() {
    let [mix, master] = [Stage::Mix, Stage::Master].map(|stage| report(stage, boomy).verdict());
    assert!(mix.headline.contains("the zone") && mix.next.contains("track"), "{mix:?}");
    assert!(master.next.starts_with("One click takes the distance from the zone from "), "{master:?}");
    let inside = report(Stage::Sketch, |_| 0.0);
    assert_eq!(inside.verdict().headline, "The tone lies inside the zone of neutral.");
    assert!(resting().verdict().headline.contains("7.0 LU quieter"), "{:?}", resting().verdict());
    assert!(report(Stage::Master, boomy).badge().is_none() && inside.badge().is_some());
}
