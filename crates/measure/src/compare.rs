// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A mix beside finished records: what differs, where, by how much, and what to do at the track.
//!
//! [`compare`] is a pure function of what is already known of each song; files, plugin and report ask it the
//! same question and get the same words. Level is taken out first: tone is compared after the mean level
//! between 200 Hz and 4 kHz is removed, everything else is a ratio. The records make a zone ([`Place`]),
//! and "over" is always the distance beyond its nearest edge.

mod advice;
pub mod attribution;
pub mod hertz;
pub mod level;
pub mod likeness;
mod pairing;
mod place;
mod records;
pub mod state;
mod tone;
mod zones;

pub use advice::{Advice, Axis};
pub(crate) use hertz::hertz;
pub use level::{LevelBy, LevelTo, Levelling};
pub use likeness::Likeness;
pub use pairing::{Passage, partner, passage};
pub use place::Place;
pub(crate) use place::quantile;
pub(crate) use place::{LOW_HZ, LOW_TONE_DB, TONE_DB};
pub use records::{Flaw, Listed};
pub use state::State;
pub(crate) use tone::ANCHOR_HZ;
pub use tone::{Difference, differences, owner, tone, zones};
pub use zones::{ZONES, Zone};

use crate::{
    profile::{Portrait, Profile, Section},
    verdict::Verdict,
};

/// A song in a comparison, and the passage of it that is compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Side {
    /// What it is called in sentences and tables.
    pub name: String,
    /// What the song is like.
    pub profile: Profile,
    /// The passage; its span covers the song where the whole song is compared.
    pub passage: Section,
    /// How much it counts among the records; 1 is usual, 0 leaves it out.
    pub weight: f64,
}

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// The mix.
    pub mix: Side,
    /// The records.
    pub records: Vec<Side>,
    /// How loud each is to be played against the others.
    pub levelling: Levelling,
    /// The mix's passage pressed by a limiter to the records' loudness, where one was made.
    pub limited: Option<Portrait>,
}

/// What differs between a mix and the records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// The mix and its passage.
    pub mix: Side,
    /// The records in the order they were given, each with its gain and its flaws.
    pub records: Vec<Listed>,
    /// The gain at which the mix is heard as loud as they are, dB; 0 unless the mix itself is turned.
    pub mix_gain_db: f64,
    /// Whether the mix was mastered already, as far as its sound tells.
    pub state: State,
    /// How dynamics were compared.
    pub dynamics: Dynamics,
    /// Third octaves from low to high: the curve to look at.
    pub bands: Vec<BandPlaces>,
    /// The seven zones: what to talk about.
    pub zones: [ZonePlaces; 7],
    /// Loudness range, LU.
    pub range_lu: Option<Place>,
    /// PSR of the passage, LU.
    pub psr_lu: Option<Place>,
    /// Correlation below 120 Hz.
    pub low_correlation: Option<Place>,
    /// What to do, the most important first; few.
    pub advice: Vec<Advice>,
    /// The sentence on top.
    pub verdict: Verdict,
}

/// How dynamics were compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dynamics {
    /// Mix and records as they are: both mastered, or both not.
    #[default]
    AsTheyAre,
    /// The mix through a limiter at the records' loudness, since they are mastered and it is not.
    ThroughLimiter,
    /// Not at all: the records are mastered, the mix is not, and no limited copy was made.
    Hidden,
}

/// A third octave of the mix beside the records'.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BandPlaces {
    /// The middle of the band, Hz.
    pub centre_hz: f64,
    /// Level after the middle is taken out, dB.
    pub tone_db: Place,
    /// Side against mid, dB.
    pub width_db: Option<Place>,
    /// How alike left and right are.
    pub correlation: Option<Place>,
}

/// A zone of the mix beside the records'.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ZonePlaces {
    /// Level after the middle is taken out, dB.
    pub tone_db: Option<Place>,
    /// How loud its single hits are after the middle is taken out, dB.
    pub hit_db: Option<Place>,
    /// Onsets in a second.
    pub onsets_per_s: Option<Place>,
    /// How sharply its onsets rise, dB.
    pub punch_db: Option<Place>,
    /// How far its peaks stand above its mean, dB.
    pub crest_db: Option<Place>,
    /// Side against mid, dB.
    pub width_db: Option<Place>,
    /// How alike left and right are.
    pub correlation: Option<Place>,
    /// What mono loses, dB.
    pub mono_loss_db: Option<Place>,
}

/// Compares a mix with records.
pub fn compare(question: &Question) -> Comparison {
    let Question { mix, records, levelling, limited } = question;
    let gains = level::gains(mix, records, *levelling);
    let state = state::state(&mix.profile);
    let listed = records::listed(mix, records, &gains.records_db);
    let dynamics = match limited {
        _ if !is_less_finished(mix, records) => Dynamics::AsTheyAre,
        Some(_) => Dynamics::ThroughLimiter,
        None => Dynamics::Hidden,
    };
    let pressed = limited.as_ref().filter(|_| dynamics == Dynamics::ThroughLimiter);
    let mut comparison = Comparison {
        mix: mix.clone(),
        mix_gain_db: gains.mix_db,
        state,
        dynamics,
        bands: place::bands(mix, &listed),
        zones: place::zones(mix, pressed, &listed),
        range_lu: place::range_lu(mix, &listed),
        psr_lu: place::psr_lu(pressed.unwrap_or(&mix.passage.portrait), &listed),
        low_correlation: place::low_correlation(mix, &listed),
        records: listed,
        advice: Vec::new(),
        verdict: Verdict::default(),
    };
    comparison.advice = advice::advice(&comparison);
    comparison.verdict = advice::verdict(&comparison);
    comparison
}

/// Whether the mix is unmastered while most records are mastered, so that only a limited copy is their like.
pub fn is_less_finished(mix: &Side, records: &[Side]) -> bool {
    let votes = records.iter().filter(|side| side.profile.integrated_lufs.is_some());
    let vote = |side: &Side| if state::state(&side.profile).mastered { side.weight } else { -side.weight };
    !state::state(&mix.profile).mastered && votes.map(vote).sum::<f64>() > 0.0
}

#[cfg(test)]
mod tests;
