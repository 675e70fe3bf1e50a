// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The limiter: before it was asked, while it listens, with its advice, and when all is in place.

use std::sync::LazyLock;

use egui::Ui;
use rack::analyse;
use ui::panels::{
    frame::{Common, Wish, verdict::Said},
    limiter::{Advice, SIZE, Shown, limiter_ui},
};

use super::{Scene, View};
use crate::{
    hand::Act::{self, Click},
    song::{Song, song},
};

/// The scenes.
pub fn scenes() -> Vec<Scene> {
    let scene = |name, about, draw: fn(&mut Ui)| Scene::panel(name, about, SIZE, draw);
    let touched =
        |name, about, draw: fn(&mut Ui), acts| Scene::touched(name, about, View { size: SIZE, draw, acts });
    vec![
        scene("limiter", "The limiter with its advice: the gain is a little too high.", advised),
        scene("limiter-first", "The limiter as it opens.", first),
        scene("limiter-listening", "The limiter while it listens to the loudest part.", listening),
        scene("limiter-raw", "The raw mix is heard, as loud as the master.", raw),
        touched("limiter-more", "The other knobs; a switch stands where it should not.", switched, OTHER_PAGE),
        touched("limiter-list", "Behind the three dots.", advised, &[Click(DOTS), Act::Hover("Listen to")]),
        touched("limiter-presets", "The presets, one of which is to be deleted.", advised, PRESETS),
    ]
}

const DOTS: &str = "More: presets, listening, size, colours";
const OTHER_PAGE: &[Act] = &[Click("The other knobs: True peak stands outside its zone")];
const PRESETS: &[Act] = &[Click(DOTS), Click("Presets"), Click("Delete Loud chorus")];

/// Presets as they may lie in a user's folder.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    ["Defaults", "Style: balanced", "Style: loud", "Ballad", "Loud chorus", "Vinyl"].map(str::to_owned).to_vec()
});

/// Without its true peak the limiter lets peaks between the samples through.
fn switched(ui: &mut Ui) {
    let song = song();
    let step = song.analysis.advised.clone().with("true-peak", 0.0);
    let advice = analyse::advice(&song.analysis, &step.values, &song.advised_levels, &song.target);
    let said =
        Said { severity: advice.severity, headline: advice.headline, next: advice.next, button: advice.button };
    let advice = Advice::Given(&song.analysis, "24 s of the song");
    let base = shown(song);
    show(ui, &Shown { values: &step.values, advice, levels: song.advised_levels, said: &said, ..base });
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
    let base = shown(song);
    let common = Common { match_db: None, unheard_s: 0.0, history: [false; 2], ..base.common.clone() };
    let values: Vec<f64> = base.specs.iter().map(|spec| spec.domain.default_value()).collect();
    let levels = measure::Levels::default();
    let shown =
        Shown { common, values: &values, levels, history: &[], reduction_db: 0.0, said: &said, ..shown(song) };
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
            presets: &NAMES,
            own_presets: 3,
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
