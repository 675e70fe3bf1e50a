// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How far a song is, and what its equalisers may do then: a soft guard, never a lock.
//!
//! In *mix* tone is for the tracks: the equalisers show and advise, and move nothing by more than a decibel. In
//! *sketch* everything may be tried, and is dropped or handed to the tracks later. In *master* all is open.
//! A chain file says it in its first lines:
//!
//! ```toml
//! schema = 1
//! stage = "mix"
//! ```

use dsp::Ratio;
use toml::{Table, Value};

use crate::{
    params::{Domain, Unit},
    preset::{Preset, PresetError, Step},
};

/// What an equaliser may do while one mixes, dB: enough to hear which way to go, too little to hide behind.
const MIX_MOST_DB: f64 = 1.0;
/// The effects that shape tone.
const EQUALISERS: [&str; 2] = ["low-eq", "tone-eq"];

/// How far a song is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Trying ideas.
    Sketch,
    /// Mixing.
    Mix,
    /// Finishing.
    #[default]
    Master,
}

impl Stage {
    /// Every stage in order.
    pub const ALL: [Self; 3] = [Self::Sketch, Self::Mix, Self::Master];

    /// The word in files, flags and on badges.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sketch => "sketch",
            Self::Mix => "mix",
            Self::Master => "master",
        }
    }

    /// The stage of this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }

    /// The largest gain of an equaliser, dB; `None` where there is no bound.
    pub const fn most_db(self) -> Option<f64> {
        match self {
            Self::Mix => Some(MIX_MOST_DB),
            Self::Sketch | Self::Master => None,
        }
    }

    /// What is left of gains of which the largest is so many dB: the shape stays, its size is bounded.
    pub fn share(self, largest_db: f64) -> Ratio {
        Ratio(self.most_db().map_or(1.0, |most_db| (most_db / largest_db.abs().max(1e-9)).min(1.0)))
    }

    /// What the stage means for the equalisers, in one sentence.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Sketch => "Try what you like; drop it or hand it to the tracks before you mix.",
            Self::Mix => "Equalisers on the master move at most ±1 dB; mend tone on the tracks.",
            Self::Master => "Equalisers are open.",
        }
    }

    /// Bounds the equalisers of a chain; says in one sentence what was bounded, if anything was.
    pub fn guard(self, chain: &mut Preset) -> Option<String> {
        let largest_db = chain.steps.iter().flat_map(gains).map(f64::abs).fold(0.0, f64::max);
        let share = self.share(largest_db);
        if share.0 >= 1.0 {
            return None;
        }
        chain.steps.iter_mut().for_each(|step| scale(step, share));
        Some(format!(
            "the stage is {}: the equalisers were turned from {largest_db:.1} dB to {MIX_MOST_DB:.0} dB at most; mend tone on the tracks, or choose --stage master",
            self.word()
        ))
    }

    /// The stage that a chain file names, if it names one.
    ///
    /// # Errors
    /// It names one that does not exist, or is no chain file.
    pub fn of_chain(text: &str) -> Result<Option<Self>, PresetError> {
        let table: Table = text
            .parse()
            .map_err(|error: toml::de::Error| PresetError(format!("this is not a preset: {}", error.message())))?;
        let Some(value) = table.get("stage") else { return Ok(None) };
        let stage = value.as_str().and_then(Self::from_word);
        let unknown = || PresetError(format!("stage is {value}: write \"sketch\", \"mix\" or \"master\""));
        stage.map(Some).ok_or_else(unknown)
    }

    /// A chain as text, with its stage in front.
    pub fn to_text(self, chain: &Preset) -> String {
        let text = chain.to_text();
        let mut lines = text.splitn(2, '\n');
        let [head, rest] = [lines.next(), lines.next()].map(Option::unwrap_or_default);
        format!("{head}\nstage = {}\n{rest}", Value::from(self.word()))
    }
}

/// The places of an equaliser's gains among its knobs; none of another effect.
fn gain_places(step: &Step) -> impl Iterator<Item = usize> + use<> {
    let entry = step.entry;
    let shapes = EQUALISERS.contains(&entry.info.id);
    let is_gain = move |place: &usize| {
        shapes && matches!(entry.params[*place].domain, Domain::Number { unit: Unit::Db, .. })
    };
    (0..entry.params.len()).filter(is_gain)
}

fn gains(step: &Step) -> impl Iterator<Item = f64> {
    gain_places(step).map(|place| step.values[place])
}

fn scale(step: &mut Step, by: Ratio) {
    for place in gain_places(step) {
        step.values[place] = step.entry.params[place].domain.nearest(step.values[place] * by.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::processors::entry;

    fn chain() -> Preset {
        let low = Step::new(entry("low-eq").unwrap()).with("kick", -4.0).with("bass", 2.0);
        let limiter = Step::new(entry("limiter").unwrap()).with("gain", 6.0);
        Preset { steps: vec![low, limiter] }
    }

    #[test]
    fn in_the_mix_the_shape_stays_and_its_size_is_one_decibel() {
        let mut guarded = chain();
        let said = Stage::Mix.guard(&mut guarded).unwrap();
        let low = &guarded.steps[0];
        let knob = |id: &str| low.values[low.entry.param_index(id).unwrap()];
        assert_eq!((knob("kick"), knob("bass")), (-1.0, 0.5));
        assert_eq!(guarded.steps[1].values, chain().steps[1].values);
        assert!(said.contains("from 4.0 dB to 1 dB"), "{said}");
    }

    #[test]
    fn sketch_and_master_are_open_and_a_gentle_chain_is_left_alone() {
        for stage in [Stage::Sketch, Stage::Master] {
            let mut open = chain();
            assert_eq!(stage.guard(&mut open), None);
            assert_eq!(open.to_text(), chain().to_text());
        }
        let mut gentle = Preset { steps: vec![Step::new(entry("low-eq").unwrap()).with("sub", 0.9)] };
        assert_eq!(Stage::Mix.guard(&mut gentle), None);
    }

    #[test]
    fn a_chain_keeps_its_stage_as_text_and_a_wrong_word_is_refused() {
        let text = Stage::Mix.to_text(&chain());
        assert!(text.starts_with("schema = 1\nstage = \"mix\"\n\n[[effect]]"), "{text}");
        assert_eq!(Stage::of_chain(&text), Ok(Some(Stage::Mix)));
        assert!(Preset::from_text(&text).is_ok_and(|(_, unknown)| unknown.is_empty()));
        assert_eq!(Stage::of_chain("schema = 1\n"), Ok(None));
        let refused = Stage::of_chain("stage = \"late\"").unwrap_err();
        assert!(refused.0.contains("\"sketch\", \"mix\" or \"master\""), "{refused}");
        assert!(Stage::ALL.iter().all(|stage| Stage::from_word(stage.word()) == Some(*stage)));
    }
}
