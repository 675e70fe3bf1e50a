// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Which passage of a record belongs beside a passage of the mix: chorus beside chorus.

use crate::{
    fault::Span,
    profile::{Profile, Section},
};

/// Which passage of a song is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Passage {
    /// The loudest section: the chorus, the drop.
    #[default]
    Loudest,
    /// The quietest section that is music.
    Quietest,
    /// The loud passages of the whole song.
    Whole,
}

/// Sections that are this much quieter than the song are no music to compare, LU.
const FAINT_LU: f64 = 20.0;

/// The passage of a song; the whole song where it has no sections.
pub fn passage(profile: &Profile, wanted: Passage) -> Section {
    let section = match wanted {
        Passage::Loudest => profile.loudest.and_then(|place| profile.sections.get(place)),
        Passage::Quietest => {
            sounding(profile).min_by(|a, b| relative(profile, a).total_cmp(&relative(profile, b)))
        }
        Passage::Whole => None,
    };
    section.cloned().unwrap_or_else(|| whole(profile))
}

/// The record's section that stands out of its song as much as this one does out of the mix.
pub fn partner(record: &Profile, mix: &Profile, section: &Section) -> Section {
    let wanted = relative(mix, section);
    let distance = |other: &&Section| (relative(record, other) - wanted).abs();
    let nearest = sounding(record).min_by(|a, b| distance(a).total_cmp(&distance(b)));
    nearest.cloned().unwrap_or_else(|| whole(record))
}

fn whole(profile: &Profile) -> Section {
    let span = Span { from_s: 0.0, to_s: profile.seconds };
    Section { span, letter: ' ', portrait: profile.whole.clone() }
}

fn sounding(profile: &Profile) -> impl Iterator<Item = &Section> {
    profile.sections.iter().filter(|section| relative(profile, section) > -FAINT_LU)
}

/// How much louder a section is than its song, LU.
fn relative(profile: &Profile, section: &Section) -> f64 {
    section.portrait.lufs.zip(profile.integrated_lufs).map_or(f64::NEG_INFINITY, |(part, whole)| part - whole)
}
