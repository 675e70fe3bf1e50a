// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Says what songs are like: `hear song.wav record.flac`.
#![allow(clippy::print_stdout, reason = "an example speaks to whoever runs it")]

use std::path::Path;

use measure::{
    Portrait, Profile,
    compare::ZONES,
    profile::{Section, ZonePortrait},
};

fn main() {
    for path in std::env::args().skip(1) {
        match files::hear(Path::new(&path), &|_| {}) {
            Ok(heard) => tell(&path, &heard.record.profile),
            Err(error) => println!("{error}"),
        }
    }
}

fn tell(path: &str, profile: &Profile) {
    let Profile { seconds, pinned_share, .. } = profile;
    let [lufs, cliff, low] = [profile.integrated_lufs, profile.cliff_hz, profile.low_correlation].map(or_none);
    println!("{path}: {seconds:.1} s, {lufs} LUFS, pinned {pinned_share:.3}, cliff {cliff} Hz, bass alike {low}");
    for (place, section) in profile.sections.iter().enumerate() {
        tell_section(section, profile.loudest == Some(place));
    }
    tell_portrait(&profile.whole);
}

fn tell_section(Section { span, letter, portrait }: &Section, is_loudest: bool) {
    let mark = if is_loudest { ", the loudest" } else { "" };
    println!("  {letter} {:6.1} … {:6.1} s {} LUFS{mark}", span.from_s, span.to_s, or_none(portrait.lufs));
}

fn tell_portrait(portrait: &Portrait) {
    println!("  PSR {} LU, middle {} dB", or_none(portrait.psr_low_lu), or_none(portrait.mid_level_db));
    for (zone, ZonePortrait { level_db, hit_db, crest_db, punch_db, onsets_per_s, stereo }) in
        ZONES.iter().zip(&portrait.zones)
    {
        let [hit, crest, punch] = [hit_db, crest_db, punch_db].map(|value| or_none(*value));
        let [width, alike] = [stereo.width_db, stereo.correlation].map(or_none);
        println!(
            "  {:9} {level_db:6.1} dB, hits {hit}, crest {crest}, punch {punch}, {onsets_per_s:.1} a second, \
             width {width}, alike {alike}",
            zone.name
        );
    }
}

fn or_none(value: Option<f64>) -> String {
    value.map_or("–".into(), |value| format!("{value:.2}"))
}
