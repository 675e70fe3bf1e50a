// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The limiter: before it was asked, while it listens, with its advice, and when all is in place.

use egui::Ui;
use rack::analyse;
use ui::panels::{
    frame::{Common, Wish, verdict::Said},
    limiter::{Advice, SIZE, Shown, limiter_ui},
};

use super::Scene;
use crate::song::{Song, song};

/// The scenes.
pub fn scenes() -> Vec<Scene> {
    let scene = |name, about, draw: fn(&mut Ui)| Scene { name, about, size: SIZE, draw };
    vec![
        scene("limiter", "The limiter with its advice: the gain is a little too high.", advised),
        scene("limiter-first", "The limiter as it opens.", first),
        scene("limiter-listening", "The limiter while it listens to the loudest part.", listening),
        scene("limiter-raw", "The raw mix is heard, as loud as the master.", raw),
    ]
}

fn advised(ui: &mut Ui) {
    drop(advised_wishes(ui));
}

/// The limiter with its advice; gives what the user wishes for.
pub fn advised_wishes(ui: &mut Ui) -> Vec<Wish> {
    let song = song();
    let advice = analyse::advice(&song.analysis, &song.limiter.values, &song.levels, &song.target);
    let said =
        Said { severity: advice.severity, headline: advice.headline, next: advice.next, button: advice.button };
    limiter_ui(
        ui,
        &Shown { advice: Advice::Given(&song.analysis, "24 s of the song"), said: &said, ..shown(song) },
    )
}

fn first(ui: &mut Ui) {
    let song = song();
    let said = Said {
        headline: "Play the loudest part and press Analyse.".into(),
        next: "Twenty seconds are enough. A bounce can be dropped here as well.".into(),
        ..Said::default()
    };
    let shown =
        Shown { levels: measure::Levels::default(), history: &[], reduction_db: 0.0, said: &said, ..shown(song) };
    show(ui, &shown);
}

fn listening(ui: &mut Ui) {
    let song = song();
    let said = Said { headline: "Listening: keep the loudest part playing.".into(), ..Said::default() };
    show(ui, &Shown { advice: Advice::Listening(0.55), said: &said, ..shown(song) });
}

fn raw(ui: &mut Ui) {
    let song = song();
    let advice =
        analyse::advice(&song.analysis, &song.analysis.advised.values, &song.advised_levels, &song.target);
    let said =
        Said { severity: advice.severity, headline: advice.headline, next: advice.next, button: advice.button };
    let base = shown(song);
    let common = Common { hear: 1, unheard_s: 0.0, slot: 1, ..base.common.clone() };
    let values = &song.analysis.advised.values;
    let advice = Advice::Given(&song.analysis, "24 s of the song");
    show(ui, &Shown { common, values, advice, levels: song.advised_levels, said: &said, ..base });
}

fn show(ui: &mut Ui, shown: &Shown<'_>) {
    // Nobody's hand is here: what a scene wishes for is not done.
    let _ = limiter_ui(ui, shown);
}

fn shown(song: &'static Song) -> Shown<'static> {
    static NOTHING: Said =
        Said { severity: None, headline: String::new(), next: String::new(), button: String::new() };
    Shown {
        common: Common {
            name: "Limiter",
            match_db: Some(song.match_db),
            unheard_s: 360.0,
            history: [true, false],
            lateness: "Mixing, 1.5 ms",
            ..Common::default()
        },
        specs: song.limiter.entry.params,
        values: &song.limiter.values,
        levels: song.levels,
        reduction_db: song.reduction_db,
        history: &song.history,
        song_s: 118.4,
        target: &song.target,
        targets: (&[], 0),
        advice: Advice::None,
        said: &NOTHING,
    }
}
