// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a record is like, in numbers that a change of volume leaves alone.
//!
//! A [`Profiler`] hears a sound once and leaves [`Cells`], half seconds that any passage can be put together from.
//! A [`Profile`] never keeps the sound. It has a [`Portrait`] of the loud passages of the whole song and
//! one of each of its [`Section`]s; a portrait has thirty third octaves ([`BandPortrait`]) to look at and
//! the seven [`ZONES`](crate::compare::ZONES) ([`ZonePortrait`]) to talk about.

mod cells;
mod decimator;
pub(crate) mod frames;
mod novelty;
mod onsets;
mod passage;
mod profiler;
mod sections;
mod texture;
mod tone;
mod zones;

use serde::{Deserialize, Serialize};

pub use cells::Cells;
pub use profiler::Profiler;

use crate::fault::Span;

/// What one record is like.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// How long the sound is, s.
    pub seconds: f64,
    /// Integrated loudness, LUFS; `None` for silence (ITU-R BS.1770-5, Annex 1).
    pub integrated_lufs: Option<f64>,
    /// Loudness range, LU (EBU Tech 3342).
    pub range_lu: Option<f64>,
    /// True peak minus integrated loudness, LU.
    pub plr_lu: Option<f64>,
    /// How alike left and right are below 120 Hz: 1 mono, 0 unrelated, −1 opposed.
    pub low_correlation: Option<f64>,
    /// The share of loud moments (100 ms) whose true peak comes within 0.5 dB of the song's highest, 0 to 1:
    /// a limiter pins many moments at its ceiling, a mix touches its peak rarely.
    pub pinned_share: f64,
    /// Where the sound ends towards high frequencies, Hz, if it ends like a cliff: the mark of lossy coding.
    pub cliff_hz: Option<f64>,
    /// Whether its tops are flat: it was clipped somewhere on its way.
    pub clipped: bool,
    /// The loud passages of the whole song (louder than integrated loudness − 10 LU).
    pub whole: Portrait,
    /// The sections in order; they cover the song without gaps.
    pub sections: Vec<Section>,
    /// The loudest section, a place in `sections`; `None` for silence.
    pub loudest: Option<usize>,
}

/// A part of the song that is alike in itself: a verse, a chorus.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Where it is.
    pub span: Span,
    /// `A` for the first kind of section, `B` for the second: sections that sound alike share a letter.
    pub letter: char,
    /// What it is like.
    pub portrait: Portrait,
}

/// What a passage is like.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Portrait {
    /// Loudness of the passage, gated, LUFS.
    pub lufs: Option<f64>,
    /// Loudness of its third octaves between 200 Hz and 4 kHz: their mean level, dB.
    pub mid_level_db: Option<f64>,
    /// The PSR that 95 % of its moments exceed, LU: true peak minus short-term loudness of the same 3 s.
    pub psr_low_lu: Option<f64>,
    /// Third octaves from 25 Hz to 20 kHz, as far as the rate allows, from low to high.
    pub bands: Vec<BandPortrait>,
    /// The seven zones, from low to high.
    pub zones: [ZonePortrait; 7],
}

/// A third octave of a passage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BandPortrait {
    /// The middle of the band, Hz.
    pub centre_hz: f64,
    /// Mean level, dB; a full-scale sine in both channels reads 0. Below −150 is silence.
    pub level_db: f64,
    /// The level that 10, 50 and 90 % of its half seconds do not exceed, dB.
    pub percentiles_db: [f64; 3],
    /// Where it stands between left and right.
    pub stereo: Stereo,
}

/// A named part of the spectrum in a passage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ZonePortrait {
    /// Mean level, dB.
    pub level_db: f64,
    /// How loud its single hits are: the level that 90 % of its onsets' peaks do not exceed, dB. Unlike the
    /// mean it does not rise when hits come more often. `None` without onsets.
    pub hit_db: Option<f64>,
    /// How far its peaks stand above its mean over the same 3 s, median over the passage, dB.
    pub crest_db: Option<f64>,
    /// How sharply its onsets rise above the last 200 ms: the rise that 95 % of them do not exceed, dB.
    /// Rises from silence do not count; `None` without others.
    pub punch_db: Option<f64>,
    /// Onsets in a second.
    pub onsets_per_s: f64,
    /// Where it stands between left and right.
    pub stereo: Stereo,
}

/// Where a sound stands between left and right; all `None` for a silent or a single channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Stereo {
    /// Side minus mid, dB, not below −60.
    pub width_db: Option<f64>,
    /// 1 for mono, 0 for unrelated sides, −1 for opposed ones.
    pub correlation: Option<f64>,
    /// What adding both sides to mono loses, dB; 0 for mono, not below −60.
    pub mono_loss_db: Option<f64>,
}

/// A single channel is played by two loudspeakers, twice the power that BS.1770 counts: 10·log₁₀ 2.
const DUAL_MONO_LU: f64 = 3.0103;

impl Portrait {
    /// How much louder the passage is in a room than its channels count for, LU: 0 unless it has only one.
    pub fn dual_mono_lu(&self) -> f64 {
        let has_sides = self.zones.iter().any(|zone| zone.stereo.width_db.is_some());
        if has_sides || self.lufs.is_none() { 0.0 } else { DUAL_MONO_LU }
    }
}

impl Profile {
    /// The portrait of the loudest section, or of the whole song where there are no sections.
    pub fn loudest_portrait(&self) -> &Portrait {
        let loudest = self.loudest.and_then(|place| self.sections.get(place));
        loudest.map_or(&self.whole, |section| &section.portrait)
    }
}

#[cfg(test)]
mod tests;
