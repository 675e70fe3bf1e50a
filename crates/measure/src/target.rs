// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A destination: what the numbers of a finished song should be there.
//!
//! The figures are data with a date and a source (`targets/*.toml`), because they age.

use crate::{fault::Confidence, measured::Measured};

/// What a destination asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The name on the command line.
    pub id: String,
    /// The name in sentences.
    pub name: String,
    /// One sentence about it.
    pub summary: String,
    /// Integrated loudness, lowest and highest that fit, LUFS.
    pub integrated_lufs: [f64; 2],
    /// Where in that range a master is aimed, LUFS.
    pub aim_lufs: f64,
    /// The loudest 3 s, lowest and highest that fit, LUFS.
    pub short_term_lufs: Option<[f64; 2]>,
    /// No true peak above this, dBTP.
    pub ceiling_dbtp: f64,
    /// PLR should not be less, LU.
    pub plr_floor_lu: f64,
    /// PSR should nowhere be less, LU.
    pub psr_floor_lu: f64,
    /// What the destination does with another loudness.
    pub normalisation: Normalisation,
    /// When the figures were looked up, `YYYY-MM-DD`.
    pub as_of: String,
    /// Where they come from.
    pub source: String,
    /// Where sources disagree, and where our own choices come from; one sentence or two each.
    pub notes: Vec<String>,
    /// How far they can be trusted.
    pub confidence: Confidence,
}

impl Target {
    /// Where the loudest passage should be, lowest and highest that fit, LUFS.
    ///
    /// Where the destination does not say, a chorus may stand one LU above the whole song.
    pub fn loud_passage_lufs(&self) -> [f64; 2] {
        let [low, high] = self.integrated_lufs;
        self.short_term_lufs.unwrap_or([low, high + 1.0])
    }

    /// The same destination for its loudest passage alone, heard without the rest of the song.
    #[must_use]
    pub fn for_loud_passage(&self) -> Self {
        let [low, high] = self.loud_passage_lufs();
        Self { integrated_lufs: [low, high], aim_lufs: f64::midpoint(low, high), ..self.clone() }
    }
}

/// What a destination does with a song of another loudness.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Normalisation {
    /// Plays it as it is.
    None,
    /// Refuses or corrects it: the loudness is a requirement.
    Required,
    /// Turns louder songs down to this loudness, LUFS.
    Down(f64),
    /// Turns both ways to this loudness, LUFS; upwards only as far as peaks stay under `up_to_dbtp`.
    Both {
        /// The loudness everything is played at.
        to_lufs: f64,
        /// The peak at which turning up ends, dBTP.
        up_to_dbtp: f64,
    },
}

impl Normalisation {
    /// By how many dB the destination changes a song; `None` if its loudness is not known.
    ///
    /// A song of −20 LUFS with peaks at −5 dBTP is lifted by 4 dB where −14 is asked and peaks
    /// end at −1 (the worked example of Spotify for Artists, "Loudness normalization").
    pub fn gain_db(self, measured: &Measured) -> Option<f64> {
        let loudness = measured.integrated_lufs?;
        Some(match self {
            Self::None | Self::Required => 0.0,
            Self::Down(to_lufs) => (to_lufs - loudness).min(0.0),
            Self::Both { to_lufs, up_to_dbtp } => {
                let headroom = measured.true_peak_dbtp.map_or(0.0, |peak| (up_to_dbtp - peak).max(0.0));
                (to_lufs - loudness).min(headroom)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quiet_song_is_lifted_only_as_far_as_its_peaks_allow() {
        let song = Measured { integrated_lufs: Some(-20.0), true_peak_dbtp: Some(-5.0), ..Measured::default() };
        let both = Normalisation::Both { to_lufs: -14.0, up_to_dbtp: -1.0 };
        assert_eq!(both.gain_db(&song), Some(4.0));
        assert_eq!(Normalisation::Down(-14.0).gain_db(&song), Some(0.0));
    }
}
