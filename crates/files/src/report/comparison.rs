// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A mix beside finished records, as a page for people ([`html`]) and a document for scripts ([`json`]).
//!
//! As in [`report`](super) nothing here measures or judges: the same [`Compared`] always becomes the same text.

pub mod html;
pub mod json;

use measure::{
    compare::{Comparison, Dynamics, Listed, Place},
    profile::Section,
};

use super::{Input, MadeBy, words};

/// Everything that is known about a mix beside records.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// What differs, where, and what to do; the places of its advice number the marks in the pictures.
    pub comparison: Comparison,
    /// The file of the mix.
    pub mix: Input,
    /// The files of the records, in the order of the comparison's.
    pub records: Vec<Input>,
    /// How to get the same again.
    pub made_by: MadeBy,
}

impl Compared {
    /// The song's name.
    pub fn title(&self) -> &str {
        &self.comparison.mix.name
    }

    /// The records with their files.
    pub fn pairs(&self) -> impl Iterator<Item = (&Listed, Option<&Input>)> {
        let files = self.records.iter().map(Some).chain(std::iter::repeat(None));
        self.comparison.records.iter().zip(files)
    }

    /// "the record" or "the records", as far as they count.
    pub fn than(&self) -> &'static str {
        if self.counting() == 1 { "the record" } else { "the records" }
    }

    /// How many records count.
    pub fn counting(&self) -> usize {
        self.comparison.records.iter().filter(|listed| listed.counts()).count()
    }

    /// How punch, crest and density were compared, in one sentence.
    pub fn dynamics_sentence(&self) -> String {
        match self.comparison.dynamics {
            Dynamics::AsTheyAre if self.comparison.state.mastered => {
                "Dynamics are compared as they are: the mix is mastered.".to_owned()
            }
            Dynamics::AsTheyAre => {
                format!("Dynamics are compared as they are: no limiter has pressed {} either.", self.than())
            }
            Dynamics::ThroughLimiter => {
                format!(
                    "Dynamics are compared through a limiter, as loud as {}: the mix is not mastered.",
                    self.than()
                )
            }
            Dynamics::Hidden => {
                "Dynamics are not compared: the mix is not mastered, and no limited copy of it was made."
                    .to_owned()
            }
        }
    }
}

/// A passage in words: "C, 1:50–2:20", or "the whole song".
pub fn passage_words(passage: &Section) -> String {
    match letter(passage) {
        Some(letter) => format!("{letter}, {}", words::stretch(&passage.span)),
        None => "the whole song".to_owned(),
    }
}

/// The letter of a section; a passage that is the whole song has none.
fn letter(section: &Section) -> Option<char> {
    Some(section.letter).filter(|letter| !letter.is_whitespace() && !letter.is_control())
}

/// A place that can be drawn: nothing in it is without number.
fn known(place: Option<Place>) -> Option<Place> {
    place.filter(|place| [place.mix, place.median, place.zone[0], place.zone[1]].into_iter().all(f64::is_finite))
}
