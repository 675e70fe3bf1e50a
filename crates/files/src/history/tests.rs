// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A history only grows, and what is damaged in it costs no more than itself.

use std::fs;

use measure::Measured;
use rack::Step;

use super::*;
use crate::{
    report::{Master, Outcome, Reduction, Wave},
    targets,
};

fn master(destination: &str, gain_db: f64) -> Master {
    let limiter = Step::new(rack::entry("limiter").unwrap()).with("gain", gain_db);
    Master {
        target: targets::find(destination).unwrap(),
        path: "mix.wav".to_owned(),
        wave: Wave::default(),
        preset: Preset { steps: vec![limiter] },
        chain: Vec::new(),
        gain_db,
        evaluations: 1,
        outcome: Outcome::Reached,
        measured: Measured {
            integrated_lufs: Some(-9.25),
            true_peak_dbtp: Some(f64::NEG_INFINITY),
            ..Measured::default()
        },
        faults: Vec::new(),
        reduction: Reduction::default(),
        verified: true,
        blake3: "m".to_owned(),
    }
}

fn desk() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = path_of(&folder.path().join("mix.wav"));
    (folder, path)
}

#[test]
fn chains_come_back_in_order_and_an_unchanged_one_is_kept_once() {
    let (_folder, path) = desk();
    let kept =
        [("club", 3.0, "a"), ("club", 3.0, "a"), ("spotify", 1.0, "a"), ("club", 3.0, "a"), ("club", 3.0, "b")];
    let numbers: Vec<_> =
        kept.iter().map(|(to, gain, mix)| append(&path, &master(to, *gain), mix, "2026-11-26").unwrap()).collect();
    assert_eq!(numbers, [Some(1), None, Some(2), None, Some(3)]);
    let history = History::read(&path).unwrap();
    assert_eq!((history.snapshots.len(), history.lost.len()), (3, 0));
    let second = history.snapshot(2).unwrap();
    assert_eq!((second.facts.destination.as_str(), second.facts.day.as_str()), ("spotify", "2026-11-26"));
    assert_eq!(second.chain.to_text(), master("spotify", 1.0).preset.to_text());
    assert_eq!(second.facts.measured.get("integrated_lufs"), Some(&-9.25));
    assert_eq!(second.facts.measured.get("true_peak_dbtp"), None, "what is not finite is not known");
    assert_eq!(history.last_before(3, "club").unwrap().number, 1);
}

#[test]
fn a_torn_line_and_one_of_a_newer_version_spoil_no_other() {
    let (_folder, path) = desk();
    append(&path, &master("club", 3.0), "a", "").unwrap();
    let whole = fs::read_to_string(&path).unwrap();
    let newer = whole.replace("\"history\":1", "\"history\":2,\"sparkle\":true");
    fs::write(&path, format!("{newer}{whole}{}", &whole[..whole.len() / 2])).unwrap();
    assert_eq!(append(&path, &master("club", 4.0), "a", "").unwrap(), Some(4));
    let history = History::read(&path).unwrap();
    assert_eq!(history.snapshots.iter().map(|snapshot| snapshot.number).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(history.lost.len(), 2);
    assert!(history.lost[0].contains("line 1") && history.lost[0].contains("update Twobus"), "{:?}", history.lost);
    assert!(history.lost[1].contains("line 3") && history.lost[1].contains("cut off"), "{:?}", history.lost);
}

#[test]
fn nothing_that_was_kept_is_ever_changed() {
    let (_folder, path) = desk();
    fs::write(&path, b"\xff\xfe no history \x00").unwrap();
    append(&path, &master("club", 3.0), "a", "").unwrap();
    let once = fs::read(&path).unwrap();
    append(&path, &master("club", 5.0), "a", "").unwrap();
    let twice = fs::read(&path).unwrap();
    assert!(
        once.starts_with(b"\xff\xfe no history \x00\n") && twice.starts_with(&once) && twice.len() > once.len()
    );
    assert_eq!(History::read(&path).unwrap().snapshots.len(), 2);
}
