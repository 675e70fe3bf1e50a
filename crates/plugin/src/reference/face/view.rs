// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the studio knows, as the panel wants to be told.

use std::sync::Arc;

use deck::{
    outline::PEAKS_PER_S,
    shelf::{Row, State},
    study::Studied,
    take::Heard,
};
use measure::{Alignment, Span, compare::Flaw, profile::Section};
use ui::panels::{
    frame::{Common, Wish},
    reference::{Mix, Reading, Record, Shown, reference_ui, said},
};

use super::{Face, Hand, Listening, Room};
use crate::reference::raw::Stage;

/// What is written on the limiter that Raw is taken before.
const LIMITER: &str = "Limiter";
/// So much silence is no song that has not begun, seconds.
const SILENT_S: f64 = 3.0;

/// What a frame of the panel is drawn from.
struct Known {
    rows: Vec<Row>,
    loops: Vec<(Vec<Span>, usize)>,
    peaks: Vec<Arc<[f32]>>,
    studied: Option<Arc<Studied>>,
    heard: Option<Heard>,
}

impl Face {
    /// Draws the panel; gives what the user wants.
    pub(super) fn draw(&mut self, ui: &mut egui::Ui, hand: &mut Hand, values: &[f64], now_s: f64) -> Vec<Wish> {
        let known = self.known();
        let listening = Listening::from_values(hand.auditions().into_iter());
        let records: Vec<Record<'_>> = (0..known.rows.len()).map(|n| known.record(n, &self.room)).collect();
        let mix = known.mix(self.room.song.seconds());
        let comparison = known.studied.as_ref().map(|studied| &studied.comparison);
        let said = said(&mix, &records, comparison);
        let said = self.said.show(said, now_s, std::mem::take(&mut self.touched)).clone();
        let shown = Shown {
            common: self.common(ui, hand, &listening, values),
            specs: hand.entry.params,
            values,
            mix,
            records: &records,
            chosen: known.rows.iter().position(|row| row.place == listening.record),
            comparison,
            said: &said,
            band: listening.zone,
            raw: matches!(self.room.raw.stage(), Stage::Found(_)).then_some(LIMITER),
            blind: self.test.as_ref().map(super::Test::shown),
        };
        reference_ui(ui, &shown)
    }

    fn known(&mut self) -> Known {
        let rows = self.room.studio.rows();
        Known {
            loops: rows.iter().map(loops).collect(),
            peaks: self.outlines.of(&rows),
            studied: self.room.studio.comparison(),
            heard: self.room.studio.heard(),
            rows,
        }
    }

    fn common(&self, ui: &egui::Ui, hand: &Hand, listening: &Listening, values: &[f64]) -> Common<'_> {
        let level = hand.entry.param_index(super::knobs::LEVEL_TO).and_then(|index| values.get(index));
        Common {
            has_knobs: false,
            name: hand.entry.info.name,
            hear: [0, 1, super::RAW].get(listening.hear).copied().unwrap_or_default(),
            listen: listening.side,
            matched: level.is_none_or(|level| *level < super::super::To::Off as usize as f64),
            message: self.manners.message(),
            reset: "Forget what was heard",
            zoom: ui.ctx().zoom_factor(),
            dark: ui.visuals().dark_mode,
            still: self.manners.settings().still,
            ..Common::default()
        }
    }
}

impl Known {
    fn mix(&self, song_s: Option<f64>) -> Mix<'_> {
        let sections: &[Section] = self
            .studied
            .as_ref()
            .map(|studied| studied.comparison.mix.profile.sections.as_slice())
            .unwrap_or_default();
        let passage = self.studied.as_ref().map(|studied| studied.comparison.mix.passage.span);
        let Some(heard) = &self.heard else { return Mix { name: "live from the host", song_s, ..Mix::default() } };
        let from_s = heard.song_s();
        let seconds = heard.peaks.len() as f64 / f64::from(PEAKS_PER_S);
        Mix {
            name: "live from the host",
            peaks: &heard.peaks,
            span: Span { from_s, to_s: from_s + seconds },
            sections,
            passage,
            song_s,
            is_silent: seconds >= SILENT_S && heard.peaks.iter().all(|peak| *peak == 0.0),
        }
    }

    fn record(&self, n: usize, room: &Room) -> Record<'_> {
        let (row, (loops, looped)) = (&self.rows[n], &self.loops[n]);
        let slot = &row.slot;
        let known = slot.record.as_ref();
        Record {
            title: &slot.name,
            note: slot.notes.first().map_or("", String::as_str),
            reading: reading(&slot.state),
            peaks: &self.peaks[n],
            seconds: slot.seconds(),
            sections: known.map(|record| record.profile.sections.as_slice()).unwrap_or_default(),
            loops,
            looped: *looped,
            at_s: second_of(room, row),
            gain_db: row.gain_db,
            weight: slot.weight,
            flaws: self.flaws(row.place),
            aligned: slot.same_song.map(|same| Alignment {
                delay_frames: same.offset_frames,
                is_upside_down: same.is_upside_down,
                gain_db: same.gain_db,
                ..Alignment::default()
            }),
            ..Record::default()
        }
    }

    fn flaws(&self, place: usize) -> &[Flaw] {
        let Some(studied) = &self.studied else { return &[] };
        let index = studied.slots.iter().position(|slot| *slot == place);
        let listed = index.and_then(|index| studied.comparison.records.get(index));
        listed.map(|listed| listed.flaws.as_slice()).unwrap_or_default()
    }
}

/// The loudest section, then the user's own loops; and which of them is heard.
fn loops(row: &Row) -> (Vec<Span>, usize) {
    let mut unlooped = row.slot.clone();
    unlooped.active = None;
    let loudest = unlooped.heard_span();
    let before = usize::from(loudest.is_some());
    let loops = loudest.into_iter().chain(row.slot.loops.iter().copied()).collect();
    (loops, row.slot.active.map_or(0, |active| before + active))
}

/// Where a record stands, seconds.
pub(super) fn second_of(room: &Room, row: &Row) -> Option<f64> {
    let reel = row.slot.reel.as_ref()?;
    let frame = room.deck.controls().slots()[row.place].standing().frame;
    Some(frame as f64 / f64::from(reel.rate_hz().max(1)))
}

fn reading(state: &State) -> Reading<'_> {
    match state {
        State::Waiting => Reading::Waiting,
        State::Reading(share) => Reading::Reading(*share),
        State::Ready => Reading::Ready,
        State::Missing(_) => Reading::Missing,
        State::Failed(sentence) => Reading::Failed(sentence),
    }
}
