// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Titles survive mastering.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::Path;

use files::{Decoder, Depth, Encoder, Overwrite, Tags, WriteFormat, hash};
use lofty::{
    config::WriteOptions,
    tag::{Accessor, ItemKey, Tag, TagExt, TagType},
};

fn write(path: &Path, tags: Option<&Tags>) {
    let mut encoder =
        Encoder::create(path, WriteFormat::new(44_100, 1, Depth::Int16), Overwrite::Refused).unwrap();
    encoder.write(&[&[0.25; 999]]).unwrap();
    encoder.finish(tags).unwrap();
}

#[test]
fn tags_travel_from_flac_to_wav_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let [source, wav, flac] = ["source.flac", "a.wav", "b.flac"].map(|name| folder.path().join(name));
    write(&source, None);
    let mut tag = Tag::new(TagType::VorbisComments);
    tag.set_title("Nachtlied — 夜".into());
    tag.set_artist("Somebody".into());
    tag.set_track(7);
    tag.insert_text(ItemKey::Isrc, "DEABC2600007".into());
    tag.insert_text(ItemKey::ReplayGainTrackGain, "-7.00 dB".into());
    tag.save_to_path(&source, WriteOptions::default()).unwrap();

    write(&wav, Tags::read(&source).unwrap().as_ref());
    write(&flac, Tags::read(&wav).unwrap().as_ref());
    for path in [&wav, &flac] {
        let tags = Tags::read(path).unwrap().unwrap();
        assert_eq!(tags.title().as_deref(), Some("Nachtlied — 夜"));
        assert_eq!((tags.artist().as_deref(), tags.track()), (Some("Somebody"), Some(7)));
        assert_eq!(tags.isrc().as_deref(), Some("DEABC2600007"));
        assert_eq!(Decoder::open(path).unwrap().format().frames, Some(999));
    }
    let again = lofty::read_from_path(&flac).unwrap();
    let kept = lofty::file::TaggedFileExt::first_tag(&again).unwrap();
    assert!(kept.get_string(ItemKey::ReplayGainTrackGain).is_none(), "the old gain is not that of the new sound");
}

#[test]
fn files_without_tags_have_none_and_equal_files_equal_fingerprints() {
    let folder = tempfile::tempdir().unwrap();
    let [one, two] = ["1.wav", "2.wav"].map(|name| folder.path().join(name));
    write(&one, None);
    write(&two, None);
    assert!(Tags::read(&one).unwrap().is_none());
    assert_eq!(hash::of_file(&one).unwrap(), hash::of_file(&two).unwrap());
}
