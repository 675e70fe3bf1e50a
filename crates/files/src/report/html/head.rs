// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The first glance: the song, one sentence, and a row of lights with words.

use maud::{Markup, html};
use measure::{Fault, Measured, Verdict};

use super::marks::Mark;
use crate::report::{
    Report,
    topics::{self, Topic},
    words,
};

/// The top of the page.
pub fn section(report: &Report) -> Markup {
    html! {
        header {
            (song(report))
            (verdict(&report.verdict))
            ul.lights aria-label="At a glance" {
                @for light in lights(report) { (light.draw()) }
            }
        }
    }
}

/// The sentence on top with its mark, and what to do first.
pub fn verdict(verdict: &Verdict) -> Markup {
    html! {
        div.verdict {
            (Mark::of(verdict.worst).draw(28))
            h1 { (verdict.headline) }
            @if !verdict.next.is_empty() { p { (verdict.next) } }
        }
    }
}

/// One light per subject, and one for what belongs to none, so that no finding is without a light.
fn lights(report: &Report) -> impl Iterator<Item = Light<'_>> {
    let topics = topics::ALL.iter().filter_map(|topic| Light::of(topic, report));
    topics.chain(Light::of_others(report)).chain(Light::under_the_chain(report))
}

fn song(report: &Report) -> Markup {
    html! {
        div.top {
            b { (report.title) }
            @if let Some(target) = report.main_target() { span { "for " (target.name) } }
            span { (words::length(report.input.seconds)) }
            @if let Some(day) = &report.made_by.day { span { (day) } }
            span.end { "Twobus report" }
        }
    }
}

/// One light: a mark, a number, and a few words.
struct Light<'a> {
    name: &'a str,
    mark: Mark,
    value: String,
    words: &'a str,
}

impl<'a> Light<'a> {
    /// The light of a subject; `None` for one that has neither a number nor a finding.
    fn of(topic: &'a Topic, report: &'a Report) -> Option<Self> {
        let measured = report.main_master().map_or(&report.measured, |master| &master.measured);
        let worst = worst_of(report, |fault| topic.owns(fault));
        let figure = topic.figure(measured);
        if topic.metric.is_empty() && worst.is_none() {
            return None;
        }
        let (mark, words) = match worst {
            Some(fault) => (Mark::of(Some(fault.severity)), fault.title.trim_end_matches('.')),
            None => without_finding(topic, report, measured),
        };
        let value = figure.or(worst.map(|fault| fault.amount.clone())).unwrap_or_else(|| "–".to_owned());
        Some(Self { name: topic.name, mark, value, words })
    }

    fn of_others(report: &'a Report) -> Option<Self> {
        let worst = worst_of(report, |fault| topics::topic(fault).is_none())?;
        let words = worst.title.trim_end_matches('.');
        Some(Self {
            name: topics::OTHER,
            mark: Mark::of(Some(worst.severity)),
            value: worst.amount.clone(),
            words,
        })
    }

    fn under_the_chain(report: &'a Report) -> Option<Self> {
        let under = &report.beneath.as_ref()?.under;
        let hidden = under.hidden();
        let leaning = under.dependence.as_ref().map_or(words::NOT_KNOWN, |dependence| dependence.words());
        Some(Self {
            name: "Under the chain",
            mark: Mark::of(words::worst(hidden.iter().copied())),
            value: format!("{} hidden", hidden.len()),
            words: hidden.first().map_or(leaning, |fault| fault.title.trim_end_matches('.')),
        })
    }

    fn draw(&self) -> Markup {
        let shaded = matches!(self.mark, Mark::Watch | Mark::Fault);
        html! {
            li.shaded[shaded] {
                (self.mark.draw(16))
                b { (self.name) }
                span.value { (self.value) }
                span.quiet { (self.words) }
            }
        }
    }
}

/// The worst finding of one kind in the input and in the master that is shown; the first of equals.
fn worst_of(report: &Report, kind: impl Fn(&Fault) -> bool) -> Option<&Fault> {
    let of_master = report.main_master().map_or(&[][..], |master| &master.faults);
    // `max_by_key` keeps the last of equals, hence backwards.
    report.faults.iter().chain(of_master).rev().filter(|fault| kind(fault)).max_by_key(|fault| fault.severity)
}

/// What is said of a subject in which nothing was found. A tick is never given to a number that
/// lies outside its place, even if nobody judged it.
fn without_finding(topic: &Topic, report: &Report, measured: &Measured) -> (Mark, &'static str) {
    if topic.figure(measured).is_none() {
        return (Mark::NotKnown, if measured.channels == 1 { "one channel" } else { words::NOT_KNOWN });
    }
    match (topic.place, topic.fits(measured, report.main_target())) {
        (Some(_), Some(false)) => (Mark::NotKnown, "outside, not judged"),
        (Some(_), None) => (Mark::NotKnown, "no destination"),
        (None, _) if topic.checks.is_empty() => (Mark::NotKnown, topic.fine),
        (Some(_), Some(true)) | (None, _) => (Mark::Fine, topic.fine),
    }
}
