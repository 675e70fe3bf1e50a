// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How much mix and records are turned so that they are heard equally loud.
//!
//! [`measure::compare::level`] finds the gains; here is when it may: while the mix is heard, and when the
//! user asks for something else. While a record sounds nothing moves by itself.

use measure::{
    Span,
    compare::{LevelTo, Levelling, Side, level},
};

use crate::SLOTS;

/// The gains of everything one can hear, dB.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Turned {
    /// Of the mix.
    pub mix_db: f64,
    /// Of the record in each slot; `None` where nothing is known yet.
    pub records_db: [Option<f64>; SLOTS],
}

/// A record in its slot.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// The slot, counted from 0.
    pub slot: usize,
    /// The record and the passage that is heard of it.
    pub side: Side,
}

/// Knows the gains, and when they may move.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    mix: Side,
    asked: Asked,
    turned: Turned,
}

/// What the user has chosen: how to level, and which passage of each record.
#[derive(Clone, Debug, Default, PartialEq)]
struct Asked {
    levelling: Levelling,
    passages: Vec<(usize, Span)>,
}

impl Levels {
    /// The gains as they stand.
    pub fn turned(&self) -> &Turned {
        &self.turned
    }

    /// Finds the gains anew as far as they may move. `heard` is the mix with what was heard of it last as its
    /// passage; `None` while a record sounds.
    pub fn update(&mut self, heard: Option<Side>, records: &[Placed], levelling: Levelling) -> &Turned {
        let asked = Asked::new(levelling, records);
        let may_move = heard.is_some() || !asked.is_as_before(&self.asked);
        self.mix = heard.unwrap_or_else(|| std::mem::take(&mut self.mix));
        if may_move {
            self.turned = turned(&self.mix, records, levelling);
        } else {
            self.add_new(records, levelling);
        }
        self.asked = asked;
        &self.turned
    }

    /// Records that have come while another sounds are turned to it; the others stay.
    fn add_new(&mut self, records: &[Placed], levelling: Levelling) {
        for (slot, gain) in self.turned.records_db.iter_mut().enumerate() {
            *gain = gain.filter(|_| records.iter().any(|placed| placed.slot == slot));
        }
        for Placed { slot, side } in records {
            let gain = &mut self.turned.records_db[*slot];
            let to_mix = Levelling { to: LevelTo::Mix, attenuate_only: false, ..levelling };
            let alone = || level::gains(&self.mix, std::slice::from_ref(side), to_mix).records_db[0];
            let is_off = levelling.to == LevelTo::Off;
            let most_db = if levelling.attenuate_only { 0.0 } else { f64::INFINITY };
            gain.get_or_insert_with(|| if is_off { 0.0 } else { (alone() + self.turned.mix_db).min(most_db) });
        }
    }
}

impl Asked {
    fn new(levelling: Levelling, records: &[Placed]) -> Self {
        let passages = records.iter().map(|placed| (placed.slot, placed.side.passage.span)).collect();
        Self { levelling, passages }
    }

    /// Whether nothing was chosen anew; a record more or less is no choice of how loud the others are.
    fn is_as_before(&self, before: &Self) -> bool {
        let known = |slot: usize| before.passages.iter().find(|(other, _)| *other == slot);
        let same = |passage: &(usize, Span)| known(passage.0).is_none_or(|other| other == passage);
        self.levelling == before.levelling && self.passages.iter().all(same)
    }
}

/// The gains of mix and records; beside a mix that was not heard yet none is known.
pub fn turned(mix: &Side, records: &[Placed], levelling: Levelling) -> Turned {
    if levelling.to == LevelTo::Mix && mix.passage.portrait.lufs.is_none() {
        return Turned::default();
    }
    let sides: Vec<Side> = records.iter().map(|placed| placed.side.clone()).collect();
    let gains = level::gains(mix, &sides, levelling);
    let mut turned = Turned { mix_db: gains.mix_db, ..Turned::default() };
    for (placed, gain_db) in records.iter().zip(gains.records_db) {
        turned.records_db[placed.slot] = Some(gain_db);
    }
    turned
}

#[cfg(test)]
mod tests {
    use measure::{Portrait, Profile, profile::Section};

    use super::*;

    fn side(lufs: f64, from_s: f64) -> Side {
        let portrait = Portrait { lufs: Some(lufs), mid_level_db: Some(lufs - 20.0), ..Portrait::default() };
        let profile = Profile { integrated_lufs: Some(lufs - 2.0), ..Profile::default() };
        let passage = Section { span: Span { from_s, to_s: from_s + 20.0 }, letter: 'A', portrait };
        Side { name: String::new(), profile, passage, weight: 1.0 }
    }

    #[test]
    fn beside_a_mix_that_was_not_heard_no_gain_is_known() {
        let turned = |to_what| turned(&Side::default(), &[placed(3, -9.0)], to(to_what)).records_db[3];
        assert_eq!(turned(LevelTo::Mix), None);
        assert_eq!(turned(LevelTo::Lufs(-14.0)), Some(-5.0));
    }

    fn placed(slot: usize, lufs: f64) -> Placed {
        Placed { slot, side: side(lufs, 0.0) }
    }

    fn to(to: LevelTo) -> Levelling {
        Levelling { to, ..Levelling::default() }
    }

    #[test]
    fn the_mix_sets_the_level_while_it_is_heard_and_nothing_moves_while_a_record_sounds() {
        let mut levels = Levels::default();
        let records = [placed(0, -8.0), placed(3, -11.0)];
        let at = |db: f64| Some(side(db, 0.0));
        assert_eq!(levels.update(at(-14.0), &records, to(LevelTo::Mix)).records_db[0], Some(-6.0));
        assert_eq!(levels.update(at(-16.0), &records, to(LevelTo::Mix)).records_db[3], Some(-5.0));
        let before = levels.turned().clone();
        assert_eq!(*levels.update(None, &records, to(LevelTo::Mix)), before);
        let more = [records[0].clone(), records[1].clone(), placed(5, -20.0)];
        let after = levels.update(None, &more, to(LevelTo::Quietest));
        assert_eq!((after.mix_db, after.records_db[5]), (-4.0, Some(0.0)));
    }

    #[test]
    fn a_record_that_comes_while_another_sounds_turns_nobody_else() {
        let mut levels = Levels::default();
        let asked = Levelling { attenuate_only: true, ..Levelling::default() };
        levels.update(Some(side(-14.0, 0.0)), &[placed(0, -8.0)], asked);
        let after = levels.update(None, &[placed(0, -8.0), placed(1, -18.0)], asked);
        assert_eq!((after.mix_db, &after.records_db[..2]), (0.0, &[Some(-6.0), Some(0.0)][..]));
        let heard = levels.update(Some(side(-14.0, 0.0)), &[placed(0, -8.0), placed(1, -18.0)], asked);
        assert_eq!((heard.mix_db, &heard.records_db[..2]), (-4.0, &[Some(-10.0), Some(0.0)][..]));
    }

    #[test]
    fn what_was_taken_away_leaves_no_level_for_the_next_in_its_slot() {
        let mut levels = Levels::default();
        levels.update(Some(side(-14.0, 0.0)), &[placed(0, -8.0)], to(LevelTo::Mix));
        assert_eq!(levels.update(None, &[], to(LevelTo::Mix)).records_db[0], None);
        assert_eq!(levels.update(None, &[placed(0, -10.0)], to(LevelTo::Mix)).records_db[0], Some(-4.0));
    }

    #[test]
    fn another_loop_or_another_way_is_found_with_the_mix_as_it_was_heard() {
        let mut levels = Levels::default();
        levels.update(Some(side(-14.0, 0.0)), &[placed(0, -8.0)], to(LevelTo::Mix));
        let verse = Placed { slot: 0, side: side(-12.0, 40.0) };
        assert_eq!(levels.update(None, std::slice::from_ref(&verse), to(LevelTo::Mix)).records_db[0], Some(-2.0));
        let fixed = levels.update(None, std::slice::from_ref(&verse), to(LevelTo::Lufs(-20.0)));
        assert_eq!((fixed.mix_db, fixed.records_db[0]), (-6.0, Some(-8.0)));
        let off = levels.update(None, &[verse], to(LevelTo::Off));
        assert_eq!((off.mix_db, off.records_db[0]), (0.0, Some(0.0)));
    }

    #[test]
    fn before_the_mix_was_heard_nothing_is_turned() {
        let mut levels = Levels::default();
        assert_eq!(levels.update(None, &[placed(0, -8.0)], to(LevelTo::Mix)).records_db[0], Some(0.0));
    }
}
