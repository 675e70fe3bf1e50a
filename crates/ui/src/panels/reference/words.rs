// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The sentences around a comparison: how to begin, and what the result rests on.

use measure::{
    Severity,
    compare::{Comparison, Dynamics},
};

use super::{Mix, Reading, Record};
use crate::panels::frame::verdict::Said;

/// What the verdict says; what comes first when something is still missing, the engine's words otherwise.
pub fn said(mix: &Mix<'_>, records: &[Record<'_>], comparison: Option<&Comparison>) -> Said {
    if let Some(comparison) = comparison {
        let verdict = &comparison.verdict;
        return Said {
            severity: Some(verdict.worst.unwrap_or(Severity::Note)),
            headline: verdict.headline.clone(),
            next: verdict.next.clone(),
            ..Said::default()
        };
    }
    let (headline, next) = first_step(mix, records);
    Said { headline: headline.to_owned(), next: next.to_owned(), ..Said::default() }
}

fn first_step(mix: &Mix<'_>, records: &[Record<'_>]) -> (&'static str, &'static str) {
    let is_read = |record: &Record<'_>| record.is_ready();
    let is_coming = |record: &Record<'_>| matches!(record.reading, Reading::Waiting | Reading::Reading(_));
    if records.is_empty() {
        (
            "Add a finished record to begin.",
            "Drop files or folders here, or take the four of the library that are nearest.",
        )
    } else if mix.is_silent {
        ("The mix is silent.", "Play the loudest part of the song, and look whether it reaches this plugin.")
    } else if mix.peaks.is_empty() {
        ("Play the loudest part of the song.", "Half a minute is enough to say what differs.")
    } else if records.iter().any(is_read) {
        ("Listening: keep the song playing.", "What differs will stand here in a moment.")
    } else if records.iter().any(is_coming) {
        ("The records are being read.", "The first one that is there can be heard and compared at once.")
    } else {
        ("None of the records can be read.", "Find the files that have moved, or add others.")
    }
}

/// What the comparison rests on: "measured over 28 s, mix unmastered (sure), compared through a limited copy".
pub fn rests_on(comparison: &Comparison) -> String {
    let span = comparison.mix.passage.span;
    let whole = span.from_s < 0.5 && span.to_s + 0.5 >= comparison.mix.profile.seconds;
    let seconds = format!("{:.0} s", span.to_s - span.from_s);
    let letter = comparison.mix.passage.letter;
    let of = if whole || letter == ' ' { String::new() } else { format!(" of section {letter}") };
    let state = if comparison.state.mastered { "mastered" } else { "unmastered" };
    let copy = match comparison.dynamics {
        Dynamics::AsTheyAre => "",
        Dynamics::ThroughLimiter => ", compared through a limited copy",
        Dynamics::Hidden => ", dynamics not compared",
    };
    format!("measured over {seconds}{of}, mix {state} ({}){copy}", comparison.state.confidence.word())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_first_is_said_first() {
        let ready = Record { reading: Reading::Ready, ..Record::default() };
        let missing = Record { reading: Reading::Missing, ..Record::default() };
        let heard = Mix { peaks: &[0.5], ..Mix::default() };
        let headline = |mix: &Mix<'_>, records: &[Record<'_>]| said(mix, records, None).headline;
        assert_eq!(headline(&Mix::default(), &[]), "Add a finished record to begin.");
        assert_eq!(headline(&Mix::default(), &[ready]), "Play the loudest part of the song.");
        assert_eq!(headline(&heard, &[ready]), "Listening: keep the song playing.");
        assert_eq!(headline(&heard, &[missing]), "None of the records can be read.");
        assert_eq!(headline(&heard, &[missing, Record::default()]), "The records are being read.");
    }

    #[test]
    fn what_it_rests_on_names_length_state_and_copy() {
        let mut comparison = Comparison { dynamics: Dynamics::ThroughLimiter, ..Comparison::default() };
        comparison.mix.profile.seconds = 180.0;
        comparison.mix.passage.span = measure::Span { from_s: 60.0, to_s: 88.0 };
        comparison.mix.passage.letter = 'B';
        let expected = "measured over 28 s of section B, mix unmastered (weak), compared through a limited copy";
        assert_eq!(rests_on(&comparison), expected);
    }
}
