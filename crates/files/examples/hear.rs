// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Says what songs are like: `hear song.wav record.flac`.
#![allow(clippy::print_stdout, reason = "an example speaks to whoever runs it")]

use std::path::Path;

use measure::{Portrait, compare::ZONES, profile::Section};

fn main() {
    for path in std::env::args().skip(1) {
        match files::hear(Path::new(&path), &|_| {}) {
            Ok(heard) => tell(&path, &heard.record.profile),
            Err(error) => println!("{error}"),
        }
    }
}

fn tell(path: &str, profile: &measure::Profile) {
    println!(
        "{path}: {:.1} s, {:?} LUFS, range {:?}, PLR {:?}",
        profile.seconds, profile.integrated_lufs, profile.range_lu, profile.plr_lu
    );
    println!(
        "  pinned {:.3}, cliff {:?} Hz, bass {:?}",
        profile.pinned_share, profile.cliff_hz, profile.low_correlation
    );
    for (place, section) in profile.sections.iter().enumerate() {
        tell_section(section, profile.loudest == Some(place));
    }
    tell_portrait(&profile.whole);
}

fn tell_section(Section { span, letter, portrait }: &Section, is_loudest: bool) {
    let mark = if is_loudest { "  the loudest" } else { "" };
    println!("  {letter} {:6.1} … {:6.1} s {:?} LUFS{mark}", span.from_s, span.to_s, portrait.lufs);
}

fn tell_portrait(portrait: &Portrait) {
    println!("  PSR {:?}, middle {:?} dB", portrait.psr_low_lu, portrait.mid_level_db);
    for (zone, part) in ZONES.iter().zip(&portrait.zones) {
        let or_none = |value: Option<f64>| value.map_or("–".into(), |value| format!("{value:.2}"));
        println!(
            "  {:9} {:7.2} dB, hits {}, crest {}, punch {}, {:.2} onsets/s, width {}, alike {}, mono {}",
            zone.name,
            part.level_db,
            or_none(part.hit_db),
            or_none(part.crest_db),
            or_none(part.punch_db),
            part.onsets_per_s,
            or_none(part.stereo.width_db),
            or_none(part.stereo.correlation),
            or_none(part.stereo.mono_loss_db),
        );
    }
}
