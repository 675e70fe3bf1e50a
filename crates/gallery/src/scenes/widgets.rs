// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Every widget on a page of its own, in every state a hand, a key or a song can bring it into.
//!
//! The states are real: a simulated hand hovers, clicks and presses Tab.

use egui::{Key, Rect, Ui, pos2, vec2};
use measure::Severity;
use rack::{Domain, Spec, Taper, Unit};
use ui::{
    theme::{self, Theme},
    widgets::{
        dropdown::{Face, dropdown_ui},
        hear::{Choice, hear_ui},
        icon::{Icon, icon_ui},
        mark::paint_mark,
        meter::{Meter, meter_ui},
        press::{first_ui, press_ui},
        row::{Row, Way, row_ui},
        segments::{Segments, segments_ui},
        slots::slots_ui,
        strip::Strip,
        switch::switch_ui,
        zone::{Zone, label},
    },
};

use super::{Scene, View};
use crate::hand::Act::{self, Click, Hover, Press, Type};

const WIDTH: f32 = 480.0;
const WORDS: f32 = 150.0;
const TAB: Act = Press(Key::Tab, 1);

/// A page: its name, what it shows, and the states.
type Page = (&'static str, &'static str, Vec<(f32, fn(&mut Ui), &'static [Act])>);

/// The scenes.
pub fn scenes() -> Vec<Scene> {
    pages()
        .into_iter()
        .map(|(name, about, states)| {
            let view = |(height, draw, acts)| View { size: vec2(WIDTH, height), draw, acts };
            Scene { name, about, views: states.into_iter().map(view).collect() }
        })
        .collect()
}

fn pages() -> Vec<Page> {
    vec![
        strip(),
        typing(),
        meter(),
        segments(),
        switch(),
        dropdown(),
        press(),
        icon(),
        hear(),
        slots(),
        row(),
        mark(),
    ]
}

static LEVEL: Spec = Spec {
    id: "level",
    name: "Level",
    help: "How loud it is.",
    domain: Domain::Number { range: [-24.0, 36.0], default: 0.0, unit: Unit::Db, taper: Taper::Linear, step: 0.0 },
};
static LINK: Spec =
    Spec { id: "link", name: "Link", help: "Both sides alike.", domain: Domain::Switch { default: true } };

/// A state: its words at the left, the widget at the right.
fn state(ui: &mut Ui, words: &str, draw: impl FnOnce(&mut Ui)) {
    let (all, theme) = (ui.max_rect(), Theme::of(ui));
    ui.painter().rect_filled(all, 0, theme.panel);
    label(ui.painter(), pos2(theme::MARGIN, all.center().y), egui::Align2::LEFT_CENTER, words, theme.text2);
    let place = Rect::from_min_max(pos2(WORDS, all.top() + 10.0), all.max - vec2(theme::MARGIN, 4.0));
    ui.scope_builder(egui::UiBuilder::new().max_rect(place), draw);
}

fn zone(from: f32, to: f32, limits: &str) -> Zone {
    Zone { from, to, limits: limits.to_owned() }
}

fn strip() -> Page {
    fn plain(ui: &mut Ui, words: &str) {
        state(ui, words, |ui| drop(Strip::new(&LEVEL, 2.0).show(ui)));
    }
    /// In decibels around a value; the zone is 4.4 to 5.2.
    fn zoned(ui: &mut Ui, words: &str, value: f64) {
        let share = |value: f64| dsp::math::sample_from(LEVEL.domain.position_from(value));
        let zone = zone(share(4.4), share(5.2), "4.4 to 5.2");
        state(ui, words, |ui| drop(Strip::new(&LEVEL, value).large().in_decibels().zone(Some(zone), "").show(ui)));
    }
    let (low, high) = (96.0, 112.0);
    (
        "widget-strip",
        "A knob: drag, type, step; the zone says where it should stand.",
        vec![
            (low, |ui| plain(ui, "at rest"), &[]),
            (low, |ui| plain(ui, "under a hand"), &[Hover("Level")]),
            (low, |ui| plain(ui, "with the keys"), &[TAB]),
            (high, |ui| zoned(ui, "in its zone", 4.8), &[]),
            (high, |ui| zoned(ui, "above it", 6.4), &[]),
            (high, |ui| zoned(ui, "below it", 2.5), &[]),
            (high, |ui| zoned(ui, "far below it", -14.0), &[]),
        ],
    )
}

fn typing() -> Page {
    fn plain(ui: &mut Ui, words: &str) {
        state(ui, words, |ui| drop(Strip::new(&LEVEL, 2.0).show(ui)));
    }
    (
        "widget-value-text",
        "The number of a knob: Enter or a click opens it for typing.",
        vec![
            (96.0, |ui| plain(ui, "shown"), &[]),
            (96.0, |ui| plain(ui, "open"), &[TAB, Press(Key::Enter, 1)]),
            (96.0, |ui| plain(ui, "half typed"), &[TAB, Press(Key::Enter, 1), Type("-3.")]),
        ],
    )
}

fn meter() -> Page {
    fn shown(ui: &mut Ui, words: &str, lufs: Option<f64>) {
        let figure = lufs.map_or("–".to_owned(), |lufs| format!("{lufs:.1}").replace('-', "−"));
        let position = Some(lufs.map_or(f64::NAN, |lufs| (lufs + 24.0) / 18.0));
        let zone = Some(zone(0.5, 0.667, "−15 to −12"));
        let meter = Meter { name: "Short-term", help: "", figure, unit: "LUFS", position, zone, hangs_from: None };
        state(ui, words, |ui| meter_ui(ui, &meter));
    }
    fn hanging(ui: &mut Ui) {
        let meter = Meter {
            name: "Gain reduction",
            help: "",
            figure: "−3.2".to_owned(),
            unit: "dB",
            position: Some(1.0 - 3.2 / 18.0),
            zone: None,
            hangs_from: Some(1.0),
        };
        state(ui, "what is taken away", |ui| meter_ui(ui, &meter));
    }
    (
        "widget-meter",
        "A number that comes back: a line where a knob has a handle.",
        vec![
            (72.0, |ui| shown(ui, "not known", None), &[]),
            (72.0, |ui| shown(ui, "in its zone", Some(-13.0)), &[]),
            (72.0, |ui| shown(ui, "above it", Some(-10.8)), &[]),
            (72.0, |ui| shown(ui, "below it", Some(-18.4)), &[]),
            (56.0, hanging, &[]),
        ],
    )
}

fn segments() -> Page {
    fn shown(ui: &mut Ui, words: &str, chosen: usize, advised: Option<usize>) {
        let names = &["off", "live", "always"];
        let segments = Segments { label: "Follow", help: "When it follows.", names, chosen, advised };
        state(ui, words, |ui| {
            let _ = segments_ui(ui, &segments, None);
        });
    }
    (
        "widget-segments",
        "A few names: the advised one lies in a zone, an arrow leads to it.",
        vec![
            (44.0, |ui| shown(ui, "at rest", 0, None), &[]),
            (44.0, |ui| shown(ui, "under a hand", 0, None), &[Hover("Follow live")]),
            (44.0, |ui| shown(ui, "with the keys", 0, None), &[Press(Key::Tab, 2)]),
            (44.0, |ui| shown(ui, "as advised", 1, Some(1)), &[]),
            (44.0, |ui| shown(ui, "another is advised", 0, Some(1)), &[]),
            (44.0, |ui| shown(ui, "another, to the left", 2, Some(0)), &[]),
        ],
    )
}

fn switch() -> Page {
    fn shown(ui: &mut Ui, words: &str, value: f64) {
        state(ui, words, |ui| drop(switch_ui(ui, &LINK, value)));
    }
    (
        "widget-switch",
        "Off or on.",
        vec![
            (44.0, |ui| shown(ui, "off", 0.0), &[]),
            (44.0, |ui| shown(ui, "off, under a hand", 0.0), &[Hover("Link")]),
            (44.0, |ui| shown(ui, "on", 1.0), &[]),
            (44.0, |ui| shown(ui, "on, with the keys", 1.0), &[TAB]),
        ],
    )
}

fn dropdown() -> Page {
    fn shown(ui: &mut Ui, words: &str, advised: Option<usize>) {
        let names = ["mixing", "mastering", "somewhere between"].map(str::to_owned);
        let face = Face { label: "Latency", name: "mixing", after: "1.5 ms", help: "How late.", advised };
        state(ui, words, |ui| {
            let _ = dropdown_ui(ui, &face, vec2(160.0, 24.0), &names, 0);
        });
    }
    (
        "widget-dropdown",
        "A list that opens under a button.",
        vec![
            (44.0, |ui| shown(ui, "at rest", None), &[]),
            (44.0, |ui| shown(ui, "under a hand", None), &[Hover("Latency mixing")]),
            (44.0, |ui| shown(ui, "with the keys", None), &[TAB]),
            (
                136.0,
                |ui| shown(ui, "open, one advised", Some(1)),
                &[TAB, Press(Key::Enter, 1), Press(Key::Tab, 2)],
            ),
        ],
    )
}

fn press() -> Page {
    fn shown(ui: &mut Ui, words: &str, why_not: Option<&str>) {
        state(ui, words, |ui| drop(press_ui(ui, "Apply −1.2 dB", why_not)));
    }
    fn first(ui: &mut Ui, words: &str) {
        state(ui, words, |ui| drop(first_ui(ui, "Analyse")));
    }
    (
        "widget-press",
        "Something to press; what comes next is filled.",
        vec![
            (44.0, |ui| shown(ui, "at rest", None), &[]),
            (44.0, |ui| shown(ui, "under a hand", None), &[Hover("Apply −1.2 dB")]),
            (44.0, |ui| shown(ui, "with the keys", None), &[TAB]),
            (44.0, |ui| shown(ui, "not now", Some("Nothing is outside its zone.")), &[]),
            (44.0, |ui| first(ui, "what comes next"), &[]),
            (44.0, |ui| first(ui, "under a hand"), &[Hover("Analyse")]),
            (44.0, |ui| first(ui, "with the keys"), &[TAB]),
        ],
    )
}

fn icon() -> Page {
    fn shown(ui: &mut Ui, words: &str, enabled: bool) {
        let icons = [
            (Icon::Back, "Undo"),
            (Icon::Forth, "Redo"),
            (Icon::More, "More"),
            (Icon::Page(false), "Next"),
            (Icon::Page(true), "Before"),
            (Icon::Rename, "Rename"),
            (Icon::Delete, "Delete"),
        ];
        state(ui, words, |ui| {
            ui.horizontal(|ui| icons.iter().for_each(|(icon, name)| drop(icon_ui(ui, *icon, name, enabled))));
        });
    }
    (
        "widget-icon",
        "Signs to press.",
        vec![
            (44.0, |ui| shown(ui, "at rest", true), &[]),
            (44.0, |ui| shown(ui, "under a hand", true), &[Hover("Redo")]),
            (44.0, |ui| shown(ui, "with the keys", true), &[Press(Key::Tab, 2)]),
            (44.0, |ui| shown(ui, "not now", false), &[]),
        ],
    )
}

fn hear() -> Page {
    fn shown(ui: &mut Ui, words: &str, heard: usize) {
        let choices = [
            Choice { name: "Master", help: "", key: (Key::Num1, "1"), colour: |theme| theme.ink },
            Choice { name: "Raw", help: "", key: (Key::Num2, "2"), colour: |theme| theme.raw },
            Choice { name: "Removed", help: "", key: (Key::Num3, "3"), colour: |theme| theme.delta },
        ];
        state(ui, words, |ui| {
            let _ = hear_ui(ui, &choices, heard, 312.0);
        });
    }
    (
        "widget-hear",
        "What one hears, in the colour of what sounds.",
        vec![
            (60.0, |ui| shown(ui, "the master", 0), &[]),
            (60.0, |ui| shown(ui, "the raw mix", 1), &[]),
            (60.0, |ui| shown(ui, "what is removed", 2), &[]),
            (60.0, |ui| shown(ui, "under a hand", 0), &[Hover("Removed")]),
            (60.0, |ui| shown(ui, "with the keys", 0), &[Press(Key::Tab, 2)]),
        ],
    )
}

fn slots() -> Page {
    fn shown(ui: &mut Ui, words: &str) {
        state(ui, words, |ui| {
            let _ = slots_ui(ui, 0);
        });
    }
    (
        "widget-slots",
        "Four places for four settings.",
        vec![
            (44.0, |ui| shown(ui, "at rest"), &[]),
            (44.0, |ui| shown(ui, "under a hand"), &[Hover("Setting C")]),
            (44.0, |ui| shown(ui, "with the keys"), &[Press(Key::Tab, 2)]),
        ],
    )
}

fn row() -> Page {
    fn shown(ui: &mut Ui, words: &str, row: &Row<'_>) {
        state(ui, words, |ui| drop(row_ui(ui, row)));
    }
    const ROW: Row<'static> = Row { name: "Stereo", after: "", chosen: false, advised: false, way: None };
    (
        "widget-row",
        "A row of a list.",
        vec![
            (44.0, |ui| shown(ui, "at rest", &ROW), &[]),
            (44.0, |ui| shown(ui, "under a hand", &ROW), &[Hover("Stereo")]),
            (44.0, |ui| shown(ui, "with the keys", &ROW), &[TAB]),
            (44.0, |ui| shown(ui, "chosen", &Row { chosen: true, ..ROW }), &[]),
            (44.0, |ui| shown(ui, "advised", &Row { advised: true, ..ROW }), &[]),
            (44.0, |ui| shown(ui, "leads on", &Row { way: Some(Way::Forth), after: "100 %", ..ROW }), &[]),
            (44.0, |ui| shown(ui, "leads back", &Row { way: Some(Way::Back), ..ROW }), &[Click("Stereo")]),
        ],
    )
}

fn mark() -> Page {
    fn shown(ui: &mut Ui, words: &str, severity: Option<Severity>) {
        state(ui, words, |ui| {
            let at = ui.max_rect().left_top();
            for (x, size) in [(14.0, 25.0), (50.0, 22.0), (82.0, 13.0)] {
                paint_mark(ui.painter(), at + vec2(x, 14.0), size, severity, Theme::of(ui));
            }
        });
    }
    (
        "widget-mark",
        "A verdict: its shape and sign say it, its colour repeats it.",
        vec![
            (48.0, |ui| shown(ui, "not known", None), &[]),
            (48.0, |ui| shown(ui, "fine", Some(Severity::Note)), &[]),
            (48.0, |ui| shown(ui, "worth a look", Some(Severity::Watch)), &[]),
            (48.0, |ui| shown(ui, "to be mended", Some(Severity::Fault)), &[]),
        ],
    )
}
