// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where the mix differs: tone, width, punch and crest, stacked on one axis of frequency.

use maud::{Markup, html};
use measure::compare::{Advice, Dynamics, Place, hertz::hertz};

use super::{boxes, callouts, callouts::Callout, ribbon::Ribbon, whole};
use crate::report::{
    comparison::{Compared, known},
    html::{
        draw::{Scale, Sheet, level, px, steps},
        heading,
        hertz::Hertz,
        lane::{self, Lane, header, header_height, stacked},
        swatch,
    },
    words,
};

const TONE_PX: f64 = 192.0;
const WIDTH_PX: f64 = 96.0;

/// What the lanes draw, and where a frequency stands.
pub struct Scene<'a> {
    /// The page or the phone.
    pub sheet: Sheet,
    /// The axis.
    pub hertz: Hertz,
    /// What is drawn.
    pub compared: &'a Compared,
}

/// The pictures and the numbers of the whole; empty if nothing can be compared.
pub fn section(compared: &Compared) -> Markup {
    html! {
        section {
            (heading("Where it differs", &legend(compared)))
            @if compared.comparison.bands.is_empty() {
                p.quiet { "There is no sound on both sides to compare." }
            } @else {
                figure { @for sheet in [Sheet::WIDE, Sheet::NARROW] { (picture(compared, sheet)) } }
            p.note { (compared.dynamics_sentence()) }
            }
            (whole::strips(compared))
        }
    }
}

fn legend(compared: &Compared) -> Markup {
    let zone = match compared.counting() {
        0 => return html! {},
        1 => "the record's zone: what is heard as the same".to_owned(),
        count => format!("the zone of {count} records: their middle half, no narrower than what is heard"),
    };
    html! {
        p.legend {
            (swatch("mix", "your mix"))
            (swatch("ref-zone", &zone))
            span { span.dashes {} (if compared.counting() == 1 { "the record" } else { "their middle" }) }
        }
    }
}

fn picture(compared: &Compared, sheet: Sheet) -> Markup {
    let scene = Scene { sheet, hertz: Hertz::across(sheet), compared };
    let top = Hertz::NAMES_HEIGHT + 14.0;
    let lanes: Vec<Lane> = [Some(tone(&scene)), Some(width(&scene)), boxes::punch(&scene), boxes::crest(&scene)]
        .into_iter()
        .flatten()
        .collect();
    let bottom = lane::bottom(&lanes, top);
    let content = html! { (scene.hertz.names()) (stacked(&lanes, top)) (scene.hertz.labels(bottom)) };
    sheet.picture(bottom + 22.0, "Tone, width, punch and crest over frequency", &content)
}

/// Mix minus the records' middle, so that the middle is a straight line.
fn tone(scene: &Scene<'_>) -> Lane {
    let comparison = &scene.compared.comparison;
    let against_middle = |place: Place| Place {
        mix: place.difference(),
        median: 0.0,
        zone: place.zone.map(|edge| edge - place.median),
    };
    let bands = comparison.bands.iter();
    let places = bands.filter_map(|band| Some((band.centre_hz, against_middle(known(Some(band.tone_db))?))));
    let places: Vec<(f64, Place)> = places.filter(audible).collect();
    let (range, step) = tone_range(&places);
    let middle = if scene.compared.counting() == 1 { "the record" } else { "the records' middle" };
    let lane = Curves {
        title: "Tone",
        beside: &format!("against {middle}, third octaves, dB"),
        places,
        range,
        step,
        height: TONE_PX,
    };
    lane.draw(scene, &["tone", "busier"])
}

/// Whether a place lies on the axis.
fn audible((hz, _): &(f64, Place)) -> bool {
    (20.0..=20_500.0).contains(hz)
}

/// ±8 dB, wider in steps if something leaves it.
fn tone_range(places: &[(f64, Place)]) -> ([f64; 2], f64) {
    let most = places.iter().map(|(_, place)| place.mix.abs()).fold(0.0, f64::max);
    let reach = [8.0, 12.0, 16.0].into_iter().find(|reach| most <= *reach).unwrap_or(24.0);
    ([-reach, reach], reach / 2.0)
}

fn width(scene: &Scene<'_>) -> Lane {
    let bands = scene.compared.comparison.bands.iter();
    let places: Vec<(f64, Place)> =
        bands.filter_map(|band| Some((band.centre_hz, known(band.width_db)?))).filter(audible).collect();
    if places.is_empty() {
        return silent_lane(scene, "Width", "not compared: one side is mono");
    }
    let highest = places.iter().map(|(_, place)| place.mix.max(place.zone[1])).fold(f64::NEG_INFINITY, f64::max);
    let high = if highest > 0.0 { 12.0 } else { 0.0 };
    let lane = Curves {
        title: "Width",
        beside: "side against mid, dB; 0 is as much side as mid, under −24 is mono to the ear",
        places,
        range: [-24.0, high],
        step: 12.0,
        height: WIDTH_PX,
    };
    lane.draw(scene, &["width", "mono_loss", "low_width"])
}

/// What stands beside a title; a phone has room up to the semicolon.
pub fn brief<'a>(sheet: &Sheet, words: &'a str) -> &'a str {
    if sheet.is_wide() { words } else { words.split(';').next().unwrap_or(words) }
}

/// A lane that has only words.
fn silent_lane(scene: &Scene<'_>, title: &str, why: &str) -> Lane {
    let height = header_height(&scene.sheet) - 8.0;
    Lane { height, content: header(&scene.sheet, title, why, "") }
}

/// The numbered advice on some checks that names a range of frequencies.
pub fn advice<'a>(compared: &'a Compared, ids: &'a [&str]) -> impl Iterator<Item = (usize, &'a Advice, [f64; 2])> {
    let numbered = compared.comparison.advice.iter().enumerate();
    let about = numbered.filter(|(_, advice)| ids.contains(&advice.fault.id));
    about.filter_map(|(index, advice)| Some((index + 1, advice, advice.range_hz?)))
}

/// What a mark says: the size as in the advice, and how far beyond the zone.
pub fn label(advice: &Advice) -> String {
    let beyond = words::number(advice.beyond.abs(), 1);
    let side = if advice.beyond > 0.0 { "over" } else { "under" };
    match advice.fault.id {
        "low_width" => format!("agreement {}", advice.fault.amount),
        "mono_loss" => format!("{} in mono", advice.fault.amount),
        _ => format!("{}, {beyond} {side}", advice.fault.amount),
    }
}

/// A lane with a curve for every third octave.
struct Curves<'a> {
    title: &'static str,
    beside: &'a str,
    places: Vec<(f64, Place)>,
    range: [f64; 2],
    step: f64,
    height: f64,
}

impl Curves<'_> {
    fn draw(&self, scene: &Scene<'_>, ids: &[&str]) -> Lane {
        let head = header_height(&scene.sheet);
        let marked = advice(scene.compared, ids).next().is_some();
        let top = head + if marked { callouts::HEIGHT } else { 0.0 };
        let bottom = top + self.height;
        let height = Scale { values: self.range, pixels: [bottom, top] };
        let content = html! {
            (header(&scene.sheet, self.title, brief(&scene.sheet, self.beside), ""))
            (scene.hertz.lines([top, bottom]))
            @for db in steps(self.range, self.step) { (level(&scene.sheet, height.at(db), &self.tick(db))) }
            @for run in self.runs() { (Ribbon { places: &placed(scene, run), height: &height }.draw()) }
            (self.tooltips(scene, [top, bottom]))
            (callouts::row(&scene.sheet, self.callouts(scene, &height, ids), head))
        };
        Lane { height: bottom, content }
    }

    fn tick(&self, db: f64) -> String {
        if self.range[0] == -self.range[1] { words::difference(db, 0) } else { words::number(db, 0) }
    }

    /// Stretches without a gap: where a band is missing the curve is interrupted.
    fn runs(&self) -> impl Iterator<Item = &[(f64, Place)]> {
        self.places.chunk_by(|a, b| b.0 / a.0 < 1.5)
    }

    fn callouts(&self, scene: &Scene<'_>, height: &Scale, ids: &[&str]) -> Vec<Callout> {
        let callout = |(number, advice, [from_hz, to_hz]): (usize, &Advice, [f64; 2])| {
            let inside = self.places.iter().filter(|(hz, _)| (from_hz * 0.99..=to_hz * 1.01).contains(hz));
            let (hz, place) = inside.max_by(|a, b| a.1.beyond().abs().total_cmp(&b.1.beyond().abs()))?;
            let to = [scene.hertz.at(*hz), height.at(place.mix)];
            Some(Callout { number, to, label: label(advice), title: advice.fault.title.clone() })
        };
        advice(scene.compared, ids).filter_map(callout).collect()
    }

    /// The numbers of each third octave, under the pointer.
    fn tooltips(&self, scene: &Scene<'_>, [top, bottom]: [f64; 2]) -> Markup {
        // Half a third octave to each side.
        let half = 2.0_f64.powf(1.0 / 6.0);
        html! {
            @for (hz, place) in &self.places {
                @let [from, to] = [scene.hertz.at(hz / half), scene.hertz.at(hz * half)];
                rect.feel x=(px(from)) y=(px(top)) width=(px(to - from)) height=(px(bottom - top)) {
                    title { (hertz(*hz)) ": " (place_words(place, "dB")) }
                }
            }
        }
    }
}

fn placed(scene: &Scene<'_>, run: &[(f64, Place)]) -> Vec<(f64, Place)> {
    run.iter().map(|(hz, place)| (scene.hertz.at(*hz), *place)).collect()
}

/// "−6.1 dB, zone −12.0 to −8.0, 1.9 over"
pub fn place_words(place: &Place, unit: &str) -> String {
    let zone = place.zone.map(|edge| words::number(edge, 1)).join(" to ");
    let outside = match words::number(place.beyond().abs(), 1) {
        none if none == "0.0" => String::new(),
        size if place.beyond() > 0.0 => format!(", {size} over"),
        size => format!(", {size} under"),
    };
    format!("{} {unit}, zone {zone}{outside}", words::number(place.mix, 1))
}

/// Whether dynamics were compared at all.
pub fn dynamics_hidden(compared: &Compared) -> bool {
    compared.comparison.dynamics == Dynamics::Hidden
}
