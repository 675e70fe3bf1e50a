// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The zone over frequency, the mix in it, and the mix after one click.

use maud::{Markup, html};
use measure::{
    aim::Stand,
    compare::{Place, hertz::hertz},
};

use crate::report::{
    comparison::html::{
        callouts::{self, Callout},
        ribbon::Ribbon,
        smooth,
    },
    html::{
        draw::{Scale, Sheet, curve, level, px, steps},
        heading,
        hertz::Hertz,
        lane::{self, Lane, header, header_height, stacked},
        swatch,
    },
    tone::ToneReport,
    words,
};

const HEIGHT_PX: f64 = 240.0;

/// The picture with its legend; a sentence where there is nothing to draw.
pub fn section(report: &ToneReport) -> Markup {
    html! {
        section {
            (heading("Where it stands", &legend(report)))
            @if report.toned.stands.is_empty() {
                p.quiet { "There is nothing to compare in this passage." }
            } @else {
                figure { @for sheet in [Sheet::WIDE, Sheet::NARROW] { (zones(report, sheet)) } }
            }
        }
    }
}

fn legend(report: &ToneReport) -> Markup {
    html! {
        p.legend {
            (swatch("mix", "your mix"))
            @if !report.toned.plan.is_neutral() { (swatch("after", "after one click")) }
            (swatch("ref-zone", &format!("the zone of {}", report.target.name)))
            span { span.dashes {} "its middle" }
        }
    }
}

/// The picture on a page or a phone.
fn zones(report: &ToneReport, sheet: Sheet) -> Markup {
    let scene = Scene { report, sheet, hertz: Hertz::across(sheet) };
    let top = Hertz::NAMES_HEIGHT + 14.0;
    let lanes = [scene.lane()];
    let bottom = lane::bottom(&lanes, top);
    let content = html! { (scene.hertz.names()) (stacked(&lanes, top)) (scene.hertz.labels(bottom)) };
    sheet.picture(bottom + 22.0, "The zone, the mix, and the mix after one click over frequency", &content)
}

struct Scene<'a> {
    report: &'a ToneReport,
    sheet: Sheet,
    hertz: Hertz,
}

impl Scene<'_> {
    fn lane(&self) -> Lane {
        let toned = &self.report.toned;
        let (range, step) = range(&toned.stands);
        let marked = !toned.outside.is_empty();
        let head = header_height(&self.sheet);
        let top = head + if marked { callouts::HEIGHT } else { 0.0 };
        let bottom = top + HEIGHT_PX;
        let height = Scale { values: range, pixels: [bottom, top] };
        let beside = "against the middle of the zone, third octaves, dB";
        let content = html! {
            (header(&self.sheet, "Tone", beside, ""))
            (self.hertz.lines([top, bottom]))
            @for db in steps(range, step) { (level(&self.sheet, height.at(db), &words::difference(db, 0))) }
            (Ribbon { places: &self.placed(&toned.stands), height: &height }.draw())
            @if !toned.plan.is_neutral() { path.curve.after d=(curve(self.after(&height))) {} }
            (self.tooltips([top, bottom]))
            (callouts::row(&self.sheet, self.callouts(&height), head))
        };
        Lane { height: bottom, content }
    }

    fn placed(&self, stands: &[Stand]) -> Vec<(f64, Place)> {
        stands.iter().map(|stand| (self.hertz.at(stand.centre_hz), against_middle(&stand.tone_db))).collect()
    }

    fn after(&self, height: &Scale) -> Vec<[f64; 2]> {
        let places = self.placed(&self.report.toned.plan.after);
        let points: Vec<[f64; 2]> = places.iter().map(|(x, place)| [*x, height.at(place.mix)]).collect();
        smooth::through(&points)
    }

    fn callouts(&self, height: &Scale) -> Vec<Callout> {
        let outside = self.report.toned.outside.iter().zip(self.report.faults()).enumerate();
        let callout = |(index, (outside, fault)): (usize, (&crate::tone::Outside, measure::Fault))| {
            let stand = self.report.toned.stands.iter().find(|stand| stand.centre_hz == outside.run.peak_hz)?;
            let to = [self.hertz.at(stand.centre_hz), height.at(against_middle(&stand.tone_db).mix)];
            Some(Callout { number: index + 1, to, label: fault.amount, title: fault.title })
        };
        outside.filter_map(callout).collect()
    }

    /// The numbers of each third octave, under the pointer.
    fn tooltips(&self, [top, bottom]: [f64; 2]) -> Markup {
        // Half a third octave to each side.
        let half = 2.0_f64.powf(1.0 / 6.0);
        html! {
            @for stand in &self.report.toned.stands {
                @let [from, to] = [self.hertz.at(stand.centre_hz / half), self.hertz.at(stand.centre_hz * half)];
                rect.feel x=(px(from)) y=(px(top)) width=(px(to - from)) height=(px(bottom - top)) {
                    title { (hertz(stand.centre_hz)) ": " (stand_words(stand)) }
                }
            }
        }
    }
}

fn against_middle(place: &Place) -> Place {
    Place { mix: place.difference(), median: 0.0, zone: place.zone.map(|edge| edge - place.median) }
}

/// ±8 dB, wider in steps if something leaves it.
fn range(stands: &[Stand]) -> ([f64; 2], f64) {
    let most = |stand: &Stand| {
        let place = against_middle(&stand.tone_db);
        [place.mix, place.zone[0], place.zone[1]].into_iter().map(f64::abs).fold(0.0, f64::max)
    };
    let most = stands.iter().map(most).fold(0.0, f64::max);
    let reach = [8.0, 12.0, 16.0].into_iter().find(|reach| most <= *reach).unwrap_or(24.0);
    ([-reach, reach], reach / 2.0)
}

/// "+4.1 dB, 1.6 above, fair"
fn stand_words(stand: &Stand) -> String {
    let beyond_db = stand.tone_db.beyond();
    let size = words::number(beyond_db.abs(), 1);
    let side = if beyond_db == 0.0 {
        "inside".to_owned()
    } else {
        format!("{size} {}", if beyond_db > 0.0 { "above" } else { "below" })
    };
    format!("{} dB, {side}, {}", words::difference(stand.tone_db.difference(), 1), stand.confidence.word())
}
