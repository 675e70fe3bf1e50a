// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus demo`: one run, everything about it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use common::Desk;
use serde_json::Value;

/// Every file below a folder with its fingerprint.
fn fingerprints(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for path in fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let hash = files::hash::of_file(&path).unwrap();
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), hash);
            }
        }
    }
    found
}

#[test]
fn the_demo_finds_its_faults_proves_its_masters_and_sounds_the_same_every_time() {
    let [one, two] = [Desk::new(), Desk::new()];
    for desk in [&one, &two] {
        let left = desk.run(&["demo", "-o", "demo"]);
        assert_eq!((left.code, left.err.as_str()), (0, ""), "{}", left.out);
    }
    let report: Value = serde_json::from_slice(&fs::read(one.path("demo/report.json")).unwrap()).unwrap();
    let faults = report["faults"].as_array().unwrap();
    let on = |id: &str, stem: Value| faults.iter().any(|fault| fault["id"] == id && fault["stem"] == stem);
    for (id, stem) in [("clipping", "drums"), ("low_mono", "bass"), ("tone", "pads")] {
        assert!(on(id, stem.into()), "{id} on {stem}: {faults:?}");
    }
    assert!(on("overs", Value::Null), "{faults:?}");
    let masters = report["masters"].as_array().unwrap();
    assert!(masters.len() == 2 && masters.iter().all(|master| master["verified"] == true), "{masters:?}");
    assert_eq!(fingerprints(&one.path("demo")), fingerprints(&two.path("demo")));
    assert!(one.refusal(&["demo", "-o", "demo"]).contains("--force"));
}
