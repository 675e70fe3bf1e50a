// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A comparison on the terminal: the verdict, what was compared, what to try, the zones, the records.

use files::report::{Compared, comparison::passage_words};
use measure::compare::{Dynamics, Likeness, Listed, Place, Side, ZONES, ZonePlaces};

use crate::{
    findings::paragraphs,
    terminal::{faint, mark, paragraph, print, strong, table, width},
};

/// More than this scrolls away.
const MOST_ADVICE: usize = 4;
const MOST_RECORDS: usize = 5;
/// Names are cut after so many columns.
const NAME: usize = 32;
/// The longest word of likeness, and a terminal that has room for three of them beside their numbers.
const WORD: usize = 17;
const ROOM_FOR_WORDS: usize = 92;

/// Prints a comparison.
pub fn show(compared: &Compared) {
    print(&text(compared, width() >= ROOM_FOR_WORDS));
}

fn text(compared: &Compared, in_words: bool) -> String {
    headline(compared) + &advice(compared) + &zones(compared, in_words) + &records(compared) + "\n"
}

fn headline(compared: &Compared) -> String {
    let comparison = &compared.comparison;
    let verdict = &compared.comparison.verdict;
    let mut text = format!("{} {}\n", mark(verdict.worst), strong(&verdict.headline));
    let about = format!(
        "{} · {} · beside {}",
        name(&comparison.mix),
        passage_words(&comparison.mix.passage),
        beside(compared)
    );
    text += &format!("  {}\n", faint(&about));
    text += &faint_paragraph(&format!("The mix is {}.", comparison.state.words()));
    if verdict.next.is_empty() { text } else { text + &paragraph(&verdict.next, 2) }
}

fn beside(compared: &Compared) -> String {
    match compared.comparison.records.as_slice() {
        [] => "no records".to_owned(),
        [only] => name(&only.side),
        several => format!("{} records", several.len()),
    }
}

fn name(side: &Side) -> String {
    console::truncate_str(&side.name, NAME, "…").into_owned()
}

fn faint_paragraph(text: &str) -> String {
    paragraph(text, 2).lines().fold(String::new(), |all, line| all + &faint(line) + "\n")
}

fn advice(compared: &Compared) -> String {
    let advice = &compared.comparison.advice;
    let mut text: String = advice.iter().take(MOST_ADVICE).map(|advice| paragraphs(&advice.fault)).collect();
    if advice.len() > MOST_ADVICE {
        let more = format!("and {} more in the report (--html)", advice.len() - MOST_ADVICE);
        text += &format!("\n  {}\n", faint(&more));
    }
    text
}

/// Reads one number of a zone.
type Read = fn(&ZonePlaces) -> Option<Place>;

/// Mix minus the records' middle in every zone; strong where it is outside.
fn zones(compared: &Compared, in_words: bool) -> String {
    let all: [(&str, Read); 3] =
        [("tone", |zone| zone.tone_db), ("width", |zone| zone.width_db), ("punch", |zone| zone.punch_db)];
    let hidden = compared.comparison.dynamics == Dynamics::Hidden;
    let columns = if hidden { &all[..2] } else { &all[..] };
    let heads = columns.iter().map(|(name, _)| faint(&cell(name, "", in_words)));
    let mut rows: Vec<Vec<String>> = vec![std::iter::once(String::new()).chain(heads).collect()];
    for (zone, named) in compared.comparison.zones.iter().zip(&ZONES) {
        let cells = columns.iter().map(|(_, read)| difference(read(zone), in_words));
        rows.push(std::iter::once(named.name.to_owned()).chain(cells).collect());
    }
    let note = format!("dB against the middle of {}. {}", compared.than(), compared.dynamics_sentence());
    format!("\n{}{}", table(&rows), faint_paragraph(&note))
}

fn difference(place: Option<Place>, in_words: bool) -> String {
    let Some(place) = place.filter(|place| place.difference().is_finite()) else {
        return cell("–", "", in_words);
    };
    let text = cell(&signed(place.difference()), Likeness::of(place.difference()).word(), in_words);
    if place.beyond() == 0.0 { text } else { strong(&text) }
}

/// One decimal with a sign and a true minus; zero has none.
fn signed(db: f64) -> String {
    let text = format!("{db:+.1}").replace('-', "−");
    if matches!(text.as_str(), "+0.0" | "−0.0") { "0.0".to_owned() } else { text }
}

/// A number with its word; all words begin under each other.
fn cell(number: &str, word: &str, in_words: bool) -> String {
    if in_words { format!("{number} {word:<WORD$}") } else { number.to_owned() }
}

fn records(compared: &Compared) -> String {
    let records = &compared.comparison.records;
    let mut text = String::from("\n");
    for listed in records.iter().take(MOST_RECORDS) {
        text += &record(listed);
    }
    if records.len() > MOST_RECORDS {
        text += &format!("  {}\n", faint(&format!("and {} more records", records.len() - MOST_RECORDS)));
    }
    text
}

fn record(listed: &Listed) -> String {
    let gain = format!("{} dB", signed(listed.gain_db));
    let mut text = format!(
        "  {}  {gain} to match  {}\n",
        strong(&name(&listed.side)),
        faint(&passage_words(&listed.side.passage))
    );
    for flaw in &listed.flaws {
        text += &paragraph(&flaw.sentence(), 4);
    }
    text
}

#[cfg(test)]
mod tests {
    use measure::{
        Portrait, Profile,
        compare::{Passage, Question, compare, passage},
        profile::BandPortrait,
    };

    use super::*;

    /// A song with a bump of some dB from 200 to 315 Hz.
    fn side(name: &str, bump_db: f64) -> Side {
        let band = |k: i32| {
            let full = if (-7..=-5).contains(&k) { bump_db } else { 0.0 };
            let centre_hz = 1000.0 * 2.0_f64.powf(f64::from(k) / 3.0);
            BandPortrait { centre_hz, level_db: full - 30.0, ..BandPortrait::default() }
        };
        let bands = (-16..=13).map(band).collect();
        let whole = Portrait { lufs: Some(-10.0), mid_level_db: Some(-30.0), bands, ..Portrait::default() };
        let profile = Profile { seconds: 200.0, integrated_lufs: Some(-10.0), whole, ..Profile::default() };
        Side { name: name.to_owned(), passage: passage(&profile, Passage::Loudest), profile, weight: 1.0 }
    }

    fn compared(records: usize) -> Compared {
        let records = (0..records).map(|n| side(&format!("Record {n} {}", "long ".repeat(40)), 0.0)).collect();
        let question = Question { mix: side("Salt Line", 5.0), records, ..Question::default() };
        Compared { comparison: compare(&question), ..Compared::default() }
    }

    #[test]
    fn the_terminal_says_what_the_comparison_says() {
        let compared = compared(2);
        let text = console::strip_ansi_codes(&text(&compared, true)).into_owned();
        assert!(text.contains(&compared.comparison.verdict.headline), "{text}");
        assert!(
            text.contains("+5.0 dB") && text.contains("Salt Line · the whole song · beside 2 records"),
            "{text}"
        );
        assert!(text.contains("Presence") && text.contains("Dynamics are compared as they are"), "{text}");
    }

    #[test]
    fn sixteen_records_are_a_screenful() {
        let lines = text(&compared(16), false).lines().count();
        assert!(lines <= 50, "{lines} lines");
        assert!(text(&compared(16), false).contains("and 11 more records"));
    }

    #[test]
    fn without_records_nothing_is_made_up() {
        let text = text(&Compared::default(), true);
        assert!(!text.contains("NaN") && text.contains("no records"), "{text}");
    }
}
