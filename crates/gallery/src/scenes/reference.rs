// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The records beside the mix: empty, while they are read, compared, unseen, and when one is lost.

use std::sync::LazyLock;

use egui::Ui;
use measure::{
    Alignment, Span,
    abx::Score,
    compare::{Comparison, Flaw},
};
use rack::{Domain, Spec, Taper, Unit};
use ui::panels::{
    frame::{Common, Wish},
    reference::{Blind, Mix, Reading, Record, SIZE, Shown, Sounding, Trial, knobs, reference_ui, said},
};

use super::{Scene, View};
use crate::{
    hand::Act::{self, Click},
    shelf::{Shelf, shelf},
};

/// The scenes.
pub fn scenes() -> Vec<Scene> {
    let scene = |name, about, draw: fn(&mut Ui)| Scene::panel(name, about, SIZE, draw);
    let touched =
        |name, about, draw: fn(&mut Ui), acts| Scene::touched(name, about, View { size: SIZE, draw, acts });
    vec![
        scene("reference", "Records beside the mix: what differs, where, and what to try.", |ui| {
            drop(compared(ui));
        }),
        scene("reference-first", "The panel as it opens.", first),
        scene("reference-silent", "Records are there, the mix is silent.", silent),
        scene("reference-reading", "Sixteen records, some of them still being read.", |ui| drop(sixteen(ui))),
        scene("reference-missing", "A file that is not where it was, and one that is damaged.", |ui| {
            drop(missing(ui));
        }),
        scene("reference-raw", "The mix before its limiter is heard.", raw),
        scene("reference-same", "An earlier version of the song itself, found to the sample.", |ui| {
            drop(same(ui));
        }),
        touched("reference-match", "How loud the sides are made.", |ui| drop(compared(ui)), MATCH),
        scene("reference-blind", "A blind test runs.", |ui| drop(blind(ui))),
        scene("reference-result", "How the blind test went.", |ui| drop(result(ui))),
    ]
}

const MATCH: &[Act] = &[Click("Match loudest with loudest"), Act::Hover("fixed")];

/// The knobs of the plugin, as far as the panel knows them.
static SPECS: [Spec; 6] = [
    choice(
        knobs::COMPARE_WITH,
        "Compare",
        "Which passages are compared.",
        &["loudest with loudest", "this section with its like"],
        0,
    ),
    choice(
        knobs::LEVEL_TO,
        "As loud as",
        "What everything is made as loud as.",
        &["mix", "quietest", knobs::FIXED, "off"],
        0,
    ),
    Spec {
        id: knobs::LEVEL_LUFS,
        name: "Loudness",
        help: "How loud everything is made.",
        domain: Domain::Number {
            range: [-36.0, -6.0],
            default: -14.0,
            unit: Unit::Lufs,
            taper: Taper::Linear,
            step: 0.0,
        },
    },
    choice(
        knobs::LEVEL_BY,
        "Measured over",
        "Which loudness is made equal.",
        &["section", "whole song", "mid band"],
        0,
    ),
    switch(knobs::ATTENUATE_ONLY, "Only turn down", "Nothing is ever turned up."),
    switch(knobs::LOCKED, "Transport", "Whether the records stand where the song stands."),
];

const fn choice(
    id: &'static str,
    name: &'static str,
    help: &'static str,
    names: &'static [&'static str],
    default: usize,
) -> Spec {
    Spec { id, name, help, domain: Domain::Choice { names, default } }
}

const fn switch(id: &'static str, name: &'static str, help: &'static str) -> Spec {
    Spec { id, name, help, domain: Domain::Switch { default: false } }
}

const VALUES: [f64; 6] = [0.0, 0.0, -14.0, 0.0, 0.0, 1.0];

/// Four records that are compared, one of which has a flaw.
fn records(shelf: &'static Shelf, count: usize) -> Vec<Record<'static>> {
    let record = |n: usize| {
        let shelved = &shelf.records[n];
        Record {
            title: shelved.names[0],
            artist: shelved.names[1],
            note: if n == 0 { "nearest to your mix" } else { "" },
            reading: Reading::Ready,
            peaks: &shelved.peaks,
            seconds: shelved.profile.seconds,
            sections: &shelved.profile.sections,
            loops: &shelved.loops,
            at_s: Some(118.0),
            gain_db: shelf.comparison.records.get(n).map(|listed| listed.gain_db).or(Some(-4.4)),
            weight: 1.0,
            ..Record::default()
        }
    };
    (0..count).map(record).collect()
}

fn mix(shelf: &'static Shelf) -> Mix<'static> {
    Mix {
        name: "salt-line v14, live from the host",
        peaks: &shelf.mix_peaks,
        span: Span { from_s: 0.0, to_s: shelf.mix.seconds },
        sections: &shelf.mix.sections,
        passage: Some(shelf.comparison.mix.passage.span),
        song_s: Some(132.6),
        is_silent: false,
    }
}

fn common() -> Common<'static> {
    Common { name: "Reference", has_knobs: false, reset: "Forget what was heard", ..Common::default() }
}

/// Draws the panel with all that is known; `change` makes a scene of it.
fn show(
    ui: &mut Ui,
    (mix, records): (Mix<'_>, &[Record<'_>]),
    comparison: Option<&Comparison>,
    change: impl FnOnce(&mut Shown<'_>),
) -> Vec<Wish> {
    let said = said(&mix, records, comparison);
    let mut shown = Shown {
        common: common(),
        specs: &SPECS,
        values: &VALUES,
        mix,
        records,
        chosen: (!records.is_empty()).then_some(0),
        comparison,
        said: &said,
        band: None,
        raw: None,
        blind: None,
    };
    change(&mut shown);
    reference_ui(ui, &shown)
}

/// The mix beside five records; gives what the user wishes for.
pub fn compared(ui: &mut Ui) -> Vec<Wish> {
    let shelf = shelf();
    let mut records = records(shelf, 5);
    records[2].flaws = &[Flaw::Clipped];
    records[4].reading = Reading::Missing;
    show(ui, (mix(shelf), &records), Some(&shelf.comparison), |_| {})
}

fn first(ui: &mut Ui) {
    drop(show(ui, (Mix::default(), &[]), None, |_| {}));
}

fn silent(ui: &mut Ui) {
    let mix = Mix { is_silent: true, ..Mix::default() };
    drop(show(ui, (mix, &records(shelf(), 3)), None, |shown| shown.chosen = Some(1)));
}

/// Sixteen records in every state of being read; gives what the user wishes for.
pub fn sixteen(ui: &mut Ui) -> Vec<Wish> {
    let mut records = records(shelf(), 16);
    for (n, record) in records.iter_mut().enumerate() {
        record.reading = match n {
            0 | 1 | 3 => Reading::Ready,
            2 => Reading::Reading(0.83),
            4 => Reading::Reading(0.43),
            _ => Reading::Waiting,
        };
    }
    show(ui, (mix(shelf()), &records), None, |_| {})
}

static DAMAGED: &str = "It is no sound file that we know; choose a WAV, FLAC, MP3 or AAC file.";

/// Among four records one is lost and one is damaged; gives what the user wishes for.
pub fn missing(ui: &mut Ui) -> Vec<Wish> {
    let shelf = shelf();
    let mut records = records(shelf, 5);
    records[2].moved = true;
    records[3].reading = Reading::Missing;
    records[4].reading = Reading::Failed(DAMAGED);
    show(ui, (mix(shelf), &records), Some(&shelf.comparison), |shown| shown.chosen = Some(2))
}

fn raw(ui: &mut Ui) {
    let shelf = shelf();
    drop(show(ui, (mix(shelf), &records(shelf, 4)), Some(&shelf.comparison), |shown| {
        shown.common.hear = 3;
        shown.raw = Some("Limiter");
        shown.band = Some(2);
        shown.common.listen = 4;
    }));
}

static LATER: LazyLock<Alignment> = LazyLock::new(|| Alignment {
    delay_frames: 1204.0,
    is_upside_down: true,
    gain_db: -2.1,
    lead_frames: [0, 1204],
    likeness: -0.98,
    confidence: 0.9,
});

/// An earlier version of the song alone; gives what the user wishes for.
pub fn same(ui: &mut Ui) -> Vec<Wish> {
    let shelf = shelf();
    let mut records = records(shelf, 2);
    records[0].weight = 0.0;
    records[1] = Record { title: "salt-line v11", artist: "", aligned: Some(*LATER), ..records[1] };
    show(ui, (mix(shelf), &records), Some(&shelf.alone), |shown| {
        shown.chosen = Some(1);
        shown.common.hear = 1;
    })
}

/// A blind test in its seventh trial; gives what the user wishes for.
pub fn blind(ui: &mut Ui) -> Vec<Wish> {
    let names = ["the mix", "Northern Static"];
    let trial = Trial { names, number: 6, of: 16, sounding: Some(Sounding::X), heard_x: true };
    in_the_dark(ui, Blind::Running(trial))
}

const RIGHT: [bool; 16] = {
    let mut right = [true; 16];
    right[1] = false;
    right[5] = false;
    right[10] = false;
    right
};

/// The end of a blind test; gives what the user wishes for.
pub fn result(ui: &mut Ui) -> Vec<Wish> {
    in_the_dark(ui, Blind::Over(Score { right: 13, trials: 16 }, &RIGHT))
}

fn in_the_dark(ui: &mut Ui, blind: Blind<'_>) -> Vec<Wish> {
    let shelf = shelf();
    let records = records(shelf, 4);
    let said = said(&mix(shelf), &records, Some(&shelf.comparison));
    let shown = Shown {
        common: Common { hear: 2, ..common() },
        specs: &SPECS,
        values: &VALUES,
        mix: mix(shelf),
        records: &records,
        chosen: Some(0),
        comparison: Some(&shelf.comparison),
        said: &said,
        band: None,
        raw: None,
        blind: Some(blind),
    };
    reference_ui(ui, &shown)
}
