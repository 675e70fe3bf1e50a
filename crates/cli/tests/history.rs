// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `twobus history` and `--keep-premaster`: no decision is for ever.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use std::fs;

use common::{Desk, calm, scaled};
use files::{Depth, Overwrite, Tags, decode_all, write_all};
use lofty::{
    config::WriteOptions,
    tag::{Accessor, Tag, TagExt, TagType},
};

const HISTORY: &str = "mix.chains.jsonl";

fn chain(drive: f64, release_ms: f64) -> String {
    format!(
        "schema = 1\n[[effect]]\nid = \"drive\"\ndrive = {drive:?}\n\
         [[effect]]\nid = \"limiter\"\nrelease = {release_ms:?}\n"
    )
}

/// A mix with two chains in its history.
fn desk_with_history() -> Desk {
    let desk = Desk::new();
    desk.sound("mix.wav", &scaled(calm(48_000, 2, 3.0), -6.0));
    for (drive, release_ms) in [(0.25, 20.0), (0.5, 40.0)] {
        fs::write(desk.path("chain.toml"), chain(drive, release_ms)).unwrap();
        let arguments = ["master", "mix.wav", "--for", "spotify", "--chain", "chain.toml", "-o", "out", "--force"];
        assert_eq!(desk.run(&arguments).err, "");
    }
    desk
}

#[test]
fn every_chain_is_kept_once_and_what_was_changed_is_said() {
    let desk = desk_with_history();
    let arguments = ["master", "mix.wav", "--for", "spotify", "--chain", "chain.toml", "-o", "out", "--force"];
    desk.run(&arguments);
    let list = desk.json(&["history", "mix.wav", "--json"]);
    let snapshots = list["snapshots"].as_array().unwrap();
    assert_eq!(snapshots.len(), 2, "the same chain on the same mix is no news");
    let drive =
        snapshots[1]["changes"].as_array().unwrap().iter().find(|change| change["effect"] == "Drive").unwrap();
    assert_eq!([&drive["from"], &drive["to"], &drive["by"]], ["25 %", "50 %", "+25 %"]);
    assert!((snapshots[1]["measured"]["integrated_lufs"].as_f64().unwrap() + 14.0).abs() < 0.2);
    let page = desk.run(&["history", "mix.wav"]).out;
    assert!(
        page.contains("begins with Drive, Limiter") && page.contains("LUFS") && page.contains("PSR"),
        "{page}"
    );
    desk.sound("later.wav", &calm(48_000, 2, 2.0));
    fs::rename(desk.path("later.wav"), desk.path("mix.wav")).unwrap();
    desk.run(&arguments);
    assert!(desk.run(&["history", "mix.wav"]).out.contains("The mix itself was changed."));
}

#[test]
fn one_effect_is_taken_back_and_the_others_stay() {
    let desk = desk_with_history();
    let left = desk.run(&["history", "mix.wav", "--take-back", "drive", "--from", "1", "-o", "back.toml"]);
    assert_eq!((left.code, left.out.as_str(), left.err.as_str()), (0, "", ""));
    let now = desk.run(&["history", "mix.wav", "--show", "2"]).out;
    assert!(now.contains("drive = 0.5") && now.contains("release = 40.0"), "{now}");
    assert_eq!(fs::read_to_string(desk.path("back.toml")).unwrap(), now.replace("drive = 0.5", "drive = 0.25"));
    assert_eq!(desk.run(&["master", "mix.wav", "--for", "club", "--chain", "back.toml", "-o", "club"]).err, "");
    let arguments = ["history", "mix.wav", "--take-back", "limiter", "--from", "1", "--chain", "chain.toml"];
    let of_a_chain = desk.run(&arguments).out;
    assert!(of_a_chain.contains("drive = 0.5") && of_a_chain.contains("release = 20.0"), "{of_a_chain}");
}

#[test]
fn what_is_not_there_is_said_in_a_sentence() {
    let desk = desk_with_history();
    assert!(desk.refusal(&["history", "mix.wav", "--show", "9"]).contains("no snapshot 9"));
    let unknown = desk.refusal(&["history", "mix.wav", "--take-back", "reverb", "--from", "1"]);
    assert!(unknown.contains("`reverb`") && unknown.contains("Drive, Limiter"), "{unknown}");
    assert!(desk.refusal(&["history", "other.wav"]).contains("no chain of this mix was kept"));
    desk.bytes("taken.toml", b"mine");
    assert!(desk.refusal(&["history", "mix.wav", "--show", "1", "-o", "taken.toml"]).contains("--force"));
}

#[test]
fn a_torn_line_is_told_and_the_rest_is_read() {
    let desk = desk_with_history();
    let whole = fs::read_to_string(desk.path(HISTORY)).unwrap();
    fs::write(desk.path(HISTORY), &whole[..whole.len() - 20]).unwrap();
    let left = desk.run(&["history", "mix.wav"]);
    assert!(left.code == 0 && left.out.contains("spotify"), "{}", left.out);
    assert!(left.err.contains("line 2 is damaged or was cut off"), "{}", left.err);
    desk.run(&["master", "mix.wav", "--for", "spotify", "--chain", "chain.toml", "-o", "out", "--force"]);
    let numbers: Vec<_> =
        desk.run(&["history", "mix.wav", "--show", "3"]).out.lines().map(str::to_owned).collect();
    assert!(numbers.contains(&"drive = 0.5".to_owned()), "{numbers:?}");
}

#[test]
fn without_a_history_nothing_is_written_beside_the_mix() {
    let desk = Desk::new();
    desk.sound("mix.wav", &calm(48_000, 2, 2.0));
    desk.run(&["master", "mix.wav", "--for", "spotify", "-o", "out", "--no-history"]);
    assert_eq!(desk.names("."), ["mix.wav", "out"]);
}

#[test]
fn the_premaster_is_the_mix_bit_for_bit_and_makes_the_same_master() {
    let mix = calm(44_100, 2, 2.0);
    for (name, depth) in [("mix.wav", Depth::Float32), ("mix.flac", Depth::Int16), ("mix.wav", Depth::Int24)] {
        let desk = Desk::new();
        write_all(&desk.path(name), &mix, depth, Overwrite::Refused).unwrap();
        let left =
            desk.run(&["master", name, "--for", "club", "--rate", "48000", "-o", "out", "--keep-premaster"]);
        assert_eq!(left.err, "");
        let (raw, format) = decode_all(&desk.path(name)).unwrap();
        let (kept, of_kept) = decode_all(&desk.path("out/mix.premaster.wav")).unwrap();
        assert!(raw == kept, "{name}");
        assert_eq!((of_kept.bits, of_kept.is_float, of_kept.rate_hz), (format.bits, format.is_float, 44_100));
        fs::remove_file(desk.path(name)).unwrap();
        let left = desk.run(&["redo", "out/mix.club.toml", "-o", "again.wav"]);
        assert!(left.code == 0 && left.out.contains("made of its premaster"), "{name}: {}{}", left.out, left.err);
        fs::write(desk.path("out/mix.premaster.wav"), b"another").unwrap();
        assert!(desk.refusal(&["redo", "out/mix.club.toml", "-o", "more.wav"]).contains("does not exist"));
    }
}

#[test]
fn the_tags_of_the_mix_stay_on_the_premaster_and_make_the_same_bytes() {
    let desk = Desk::new();
    write_all(&desk.path("mix.flac"), &calm(44_100, 2, 2.0), Depth::Int24, Overwrite::Refused).unwrap();
    let mut tag = Tag::new(TagType::VorbisComments);
    tag.set_title("Nachtlied".into());
    tag.set_artist("Nobody".into());
    tag.set_album("Of Nothing".into());
    tag.set_track(3);
    tag.save_to_path(desk.path("mix.flac"), WriteOptions::default()).unwrap();
    desk.run(&["master", "mix.flac", "--for", "club", "-o", "out", "--keep-premaster"]);
    let kept = Tags::read(&desk.path("out/mix.premaster.wav")).unwrap().unwrap();
    assert_eq!((kept.title().as_deref(), kept.track()), (Some("Nachtlied"), Some(3)));
    fs::remove_file(desk.path("mix.flac")).unwrap();
    let left = desk.run(&["redo", "out/mix.club.toml", "-o", "again.wav"]);
    assert_eq!(left.code, 0, "{}{}", left.out, left.err);
}

#[test]
fn a_premaster_is_never_written_over_unasked() {
    let desk = Desk::new();
    desk.sound("mix.wav", &calm(48_000, 2, 1.0));
    fs::create_dir(desk.path("out")).unwrap();
    fs::write(desk.path("out/mix.premaster.wav"), "mine").unwrap();
    let words = desk.refusal(&["master", "mix.wav", "--for", "cd", "-o", "out", "--keep-premaster"]);
    assert!(words.contains("--force"), "{words}");
    assert_eq!(desk.names("out"), ["mix.premaster.wav"]);
}
