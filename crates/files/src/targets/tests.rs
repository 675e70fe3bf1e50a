// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What target files must and must not say.

use std::collections::HashSet;

use super::*;

const GOOD: &str = r#"
id = "mine"
name = "Mine"
summary = "A radio show."
integrated_lufs = [-17.0, -15.0]
aim_lufs = -16.0
ceiling_dbtp = -1.0
plr_floor_lu = 8.0
psr_floor_lu = 8.0
normalisation = { kind = "down", to_lufs = -16.0 }
as_of = "2026-11-23"
source = "The station's sheet"
confidence = "fair"
notes = []
"#;

fn message(text: &str) -> String {
    parse(text, Path::new("mine.toml")).unwrap_err().to_string()
}

#[test]
fn every_target_of_ours_is_valid_and_has_its_own_name() {
    let targets = embedded().unwrap();
    let names: HashSet<&str> = targets.iter().map(|target| target.id.as_str()).collect();
    assert_eq!(names.len(), EMBEDDED.len());
    assert!(targets.iter().all(|target| target.summary.ends_with('.') && !target.notes.is_empty()));
}

#[test]
fn every_file_in_the_folder_is_in_the_list() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../targets");
    let stems = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let stems: HashSet<String> =
        stems.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(stems, EMBEDDED.iter().map(|(id, _)| (*id).to_owned()).collect());
}

#[test]
fn the_aim_of_a_streaming_master_is_above_every_ceiling_it_will_meet() {
    let streaming = find("streaming").unwrap();
    for name in ["spotify", "apple-music", "youtube", "tidal", "amazon-music", "deezer"] {
        let service = find(name).unwrap();
        assert!(streaming.ceiling_dbtp <= service.ceiling_dbtp, "{name}");
        assert!((streaming.aim_lufs - service.aim_lufs).abs() <= 2.0, "{name}");
    }
}

#[test]
fn a_good_file_is_read() {
    let target = parse(GOOD, Path::new("mine.toml")).unwrap();
    assert_eq!(target.normalisation, Normalisation::Down(-16.0));
    assert_eq!(target.confidence, Confidence::Fair);
}

#[test]
fn a_bad_file_is_refused_with_the_key_and_what_to_do() {
    let without = message(&GOOD.replace("aim_lufs = -16.0\n", ""));
    assert!(without.contains("mine.toml") && without.contains("aim_lufs"), "{without}");
    let typo = message(&GOOD.replace("aim_lufs", "aim_luf"));
    assert!(typo.contains("aim_luf") && typo.contains("line 6"), "{typo}");
    let outside = message(&GOOD.replace("aim_lufs = -16.0", "aim_lufs = -3.0"));
    assert!(outside.contains("aim_lufs is -3; choose a value inside integrated_lufs"), "{outside}");
    let date = message(&GOOD.replace("2026-11-23", "yesterday"));
    assert!(date.contains("as_of") && date.contains("2026-11-23"), "{date}");
    let renamed = message(&GOOD.replace("id = \"mine\"", "id = \"yours\""));
    assert!(renamed.contains("give the file and its id the same name"), "{renamed}");
    let nonsense = message("\u{0}\u{1} not toml");
    assert!(!nonsense.contains('\n'), "{nonsense}");
    let infinite = message(&GOOD.replace("ceiling_dbtp = -1.0", "ceiling_dbtp = nan"));
    assert!(infinite.contains("ceiling_dbtp"), "{infinite}");
}

#[test]
fn a_typo_is_answered_with_the_name_that_was_meant() {
    let hint = |name: &str| find(name).unwrap_err().to_string();
    assert_eq!(hint("spotfy"), "there is no target called spotfy; did you mean spotify?");
    assert!(hint("Apple Music").ends_with("did you mean apple-music?"));
    assert!(hint("gramophone").contains("choose one of streaming, spotify"));
}

#[test]
fn a_target_can_be_any_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    fs::write(&path, GOOD).unwrap();
    assert_eq!(find(path.to_str().unwrap()).unwrap().name, "Mine");
    assert!(matches!(find("nowhere/mine.toml"), Err(Error::Missing { .. })));
}
