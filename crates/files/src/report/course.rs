// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The course of the songs in a folder, bounce after bounce, as one page: the last verdict, what changed, the figures,
//! and which faults came and went.

mod bounces;
mod faults;
mod figures;

use maud::{Markup, html};
use measure::Target;

use super::{
    Since,
    html::{
        draw::{Scale, Sheet, px},
        frame::Frame,
        head,
        provenance::{fact, meters},
        since,
    },
    words,
};
use crate::bounce_history::{self, Entry};

/// The file in the folder.
pub const FILE: &str = "twobus-course.html";

/// What the page is made of.
pub struct Course<'a> {
    /// Every bounce, the first one heard first; not empty.
    pub entries: &'a [Entry],
    /// Where the songs go.
    pub target: Option<&'a Target>,
    /// The version of Twobus.
    pub version: &'a str,
}

/// One song's bounces.
struct Song<'a> {
    /// Its place on the page; pictures that name something need it.
    place: usize,
    name: &'a str,
    entries: Vec<&'a Entry>,
    target: Option<&'a Target>,
}

/// The whole page as one HTML file.
pub fn document(course: &Course<'_>) -> String {
    let songs = songs(course);
    let name = songs.first().map_or("No song", |song| song.name);
    let title = format!("{name} – Twobus course");
    let frame = Frame { title: &title, version: course.version, css: include_str!("course/style.css") };
    let content = html! {
        @if let Some(song) = songs.first() { (top(song)) }
        main {
            @for song in &songs { (section(song)) }
            (provenance(course))
        }
    };
    frame.around(&content).into_string()
}

/// The songs, the one that was heard last first.
fn songs<'a>(course: &Course<'a>) -> Vec<Song<'a>> {
    let mut songs: Vec<Song<'a>> = Vec::new();
    for entry in course.entries.iter().rev() {
        match songs.iter_mut().find(|song| song.name == entry.song) {
            Some(song) => song.entries.insert(0, entry),
            None => songs.push(Song {
                place: songs.len(),
                name: &entry.song,
                entries: vec![entry],
                target: course.target,
            }),
        }
    }
    songs
}

/// The first glance: the song that was heard last, and its last verdict.
fn top(song: &Song<'_>) -> Markup {
    html! {
        header {
            div.top {
                b { (song.name) }
                @if let Some(target) = song.target { span { "for " (target.name) } }
                span { (count(song)) }
                span { (song.last().file()) }
                span.end { "Twobus course" }
            }
            (head::verdict(&song.last().kept.verdict))
        }
    }
}

fn count(song: &Song<'_>) -> String {
    match song.entries.len() {
        1 => "1 bounce".to_owned(),
        more => format!("{more} bounces"),
    }
}

fn section(song: &Song<'_>) -> Markup {
    html! {
        @if song.place > 0 {
            section.song {
                div.top { b { (song.name) } span { (count(song)) } span { (song.last().file()) } }
                (head::verdict(&song.last().kept.verdict))
            }
        }
        (since::section(song.since().as_ref()))
        (figures::section(song))
        (faults::section(song))
        (bounces::section(song))
    }
}

fn provenance(course: &Course<'_>) -> Markup {
    html! {
        section.measured {
            div.head { h2 { "How this was measured" } }
            dl.facts {
                (fact("Meters", &meters()))
                @if let Some(target) = course.target {
                    (fact("Zone", &html! { span { (target.name) ", as of " (target.as_of) } span { (target.source) } }))
                }
                (fact("History", &html! { (bounce_history::FILE) ", " (bounce_history::SCHEMA) ", one line for each bounce" }))
                (fact("Made by", &html! { "twobus " (course.version) }))
            }
        }
    }
}

impl<'a> Song<'a> {
    fn last(&self) -> &'a Entry {
        self.entries.last().expect("a song has a bounce")
    }

    /// What changed with the last bounce; `None` for the first.
    fn since(&self) -> Option<Since> {
        let [.., before, last] = self.entries.as_slice() else { return None };
        Some(Since::between(&before.kept, &last.kept))
    }

    /// The bounces that find room in a picture: the last ones.
    fn drawn(&self, sheet: &Sheet) -> Columns<'_, 'a> {
        let most = if sheet.is_wide() { 48 } else { 16 };
        let first = self.entries.len().saturating_sub(most);
        let entries = &self.entries[first..];
        let across = Scale { values: [-0.5, entries.len() as f64 - 0.5], pixels: [sheet.left, sheet.width] };
        Columns { first, entries, across }
    }
}

/// The bounces in a picture, each with a place from left to right.
struct Columns<'s, 'a> {
    /// How many came before.
    first: usize,
    entries: &'s [&'a Entry],
    across: Scale,
}

impl Columns<'_, '_> {
    fn x(&self, index: usize) -> f64 {
        self.across.at(index as f64)
    }

    /// The distance of two bounces, pixels.
    fn distance(&self) -> f64 {
        (self.across.pixels[1] - self.across.pixels[0]) / self.entries.len().max(1) as f64
    }

    /// The numbers of the bounces under a picture that ends at `bottom`; as many as find room.
    fn axis(&self, [top, bottom]: [f64; 2]) -> Markup {
        let step = dsp::math::index_from((22.0 / self.distance()).ceil()).max(1);
        // The last bounce always has its number.
        let is_told = |index: &usize| (self.entries.len() - 1 - index).is_multiple_of(step);
        html! {
            @for index in (0..self.entries.len()).filter(is_told) {
                @let x = px(self.x(index));
                line.hair x1=(x) x2=(x) y1=(px(top)) y2=(px(bottom)) {}
                text x=(x) y=(px(bottom + 18.0)) text-anchor="middle" {
                    (self.first + index + 1)
                    title { (self.entries[index].file()) }
                }
            }
        }
    }
}

impl Entry {
    /// The bounce's file without its folder.
    fn file(&self) -> &str {
        words::file_name(&self.kept.path)
    }
}

/// What is said above pictures that leave bounces out.
fn left_out(song: &Song<'_>, sheet: &Sheet) -> usize {
    song.drawn(sheet).first
}
