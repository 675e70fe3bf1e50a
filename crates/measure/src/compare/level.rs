// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How much each side is turned so that all are heard equally loud.
//!
//! One number per song, known before it is heard: nothing pumps, and nothing moves while one listens.
//! Gated loudness leaves silence out. A plain gain is undone exactly.

use super::Side;

/// How loudness is made equal.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Levelling {
    /// What everything is made as loud as.
    pub to: LevelTo,
    /// Which loudness is made equal.
    pub by: LevelBy,
    /// Whether everything is turned down together until nothing is turned up, so that nothing clips.
    pub attenuate_only: bool,
}

/// What everything is made as loud as.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum LevelTo {
    /// The mix, which stays as it is.
    #[default]
    Mix,
    /// The quietest of all, so that nothing is turned up.
    Quietest,
    /// This loudness, LUFS.
    Lufs(f64),
    /// Nothing: all play as they are.
    Off,
}

/// Which loudness is made equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LevelBy {
    /// That of the compared passages, LUFS.
    #[default]
    Passage,
    /// Integrated loudness of the songs, LUFS.
    Integrated,
    /// The mean level between 200 Hz and 4 kHz of the passages, dB: bass and treble do not count.
    MidBand,
}

/// The gain of each side, dB.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gains {
    /// Of the mix.
    pub mix_db: f64,
    /// Of each record.
    pub records_db: Vec<f64>,
}

/// The gains at which all are equally loud; silent sides are left alone.
pub fn gains(mix: &Side, records: &[Side], levelling: Levelling) -> Gains {
    let level = |side: &Side| levelling.by.of(side);
    let mix_level = level(mix);
    let Some(aim) = aim(mix_level, records.iter().filter_map(level), levelling.to) else {
        return Gains { mix_db: 0.0, records_db: vec![0.0; records.len()] };
    };
    let gain = |level: Option<f64>| level.map_or(0.0, |level| aim - level);
    let gains =
        Gains { mix_db: gain(mix_level), records_db: records.iter().map(|side| gain(level(side))).collect() };
    if levelling.attenuate_only { gains.lowered() } else { gains }
}

fn aim(mix: Option<f64>, records: impl Iterator<Item = f64>, to: LevelTo) -> Option<f64> {
    match to {
        LevelTo::Mix => mix,
        LevelTo::Quietest => mix.into_iter().chain(records).reduce(f64::min),
        LevelTo::Lufs(lufs) => Some(lufs),
        LevelTo::Off => None,
    }
}

impl LevelBy {
    /// The loudness or level of a side in this sense; `None` for silence.
    fn of(self, side: &Side) -> Option<f64> {
        let dual_mono_lu = side.profile.whole.dual_mono_lu();
        match self {
            Self::Passage => side.passage.portrait.lufs.map(|lufs| lufs + dual_mono_lu),
            Self::Integrated => side.profile.integrated_lufs.map(|lufs| lufs + dual_mono_lu),
            Self::MidBand => side.passage.portrait.mid_level_db,
        }
    }

    /// The unit of that loudness.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Passage | Self::Integrated => "LU",
            Self::MidBand => "dB",
        }
    }
}

impl Gains {
    /// All lower by as much as the highest is above nothing.
    fn lowered(mut self) -> Self {
        let most_db = self.records_db.iter().fold(self.mix_db, |most, gain| most.max(*gain)).max(0.0);
        self.mix_db -= most_db;
        self.records_db.iter_mut().for_each(|gain| *gain -= most_db);
        self
    }
}
