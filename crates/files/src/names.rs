// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Which song a bounce is of, by its name: `Salt Line v12`, `salt-line_2026-11-26` and `03 Salt Line mix 4`
//! are one song.
//!
//! A name is cut into words; numbers, dates and words like *mix* and *final* say which version it is, and the song
//! is what stands before the first of them.

use std::path::Path;

/// Words that say which version a bounce is, not which song.
const VERSION: [&str; 13] = [
    "ver",
    "version",
    "rev",
    "revision",
    "mix",
    "mixdown",
    "bounce",
    "bounced",
    "export",
    "render",
    "final",
    "latest",
    "premaster",
];
/// The same, but only with a number behind: *V* and *R* may be names.
const NUMBERED: [&str; 2] = ["v", "r"];

/// The song's name, its words with blanks between them; empty if the name only says a version.
///
/// The first word is part of the name whatever it is: *Final Countdown*.
pub fn song(title: &str) -> String {
    let words = title.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    let named: Vec<&str> = words.skip_while(|word| is_number(word)).collect();
    if named.iter().all(|word| is_version(word)) {
        return String::new();
    }
    let rest = named.iter().skip(1).take_while(|word| !is_version(word));
    let song: Vec<&str> = named.iter().take(1).chain(rest).copied().collect();
    song.join(" ")
}

/// The song's name of a file, as [`song`].
pub fn song_of(path: &Path) -> String {
    path.file_stem().map_or_else(String::new, |stem| song(&stem.to_string_lossy()))
}

/// Whether two songs' names may be of one song: one begins with all words of the other, in whatever case.
pub fn may_be_one(a: &str, b: &str) -> bool {
    let [a, b] = [a, b].map(str::to_lowercase);
    let begins = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|rest| short.is_empty() || rest.is_empty() || rest.starts_with(' '))
    };
    begins(&a, &b) || begins(&b, &a)
}

fn is_number(word: &str) -> bool {
    word.chars().all(|sign| sign.is_ascii_digit())
}

/// A number, a word for versions, or such a word with a number: `v12`, `mix4`, `final2`.
fn is_version(word: &str) -> bool {
    let lower = word.to_lowercase();
    let bare = lower.trim_end_matches(|sign: char| sign.is_ascii_digit());
    bare.is_empty() || VERSION.contains(&bare) || (bare != lower && NUMBERED.contains(&bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_dates_of_one_song_are_one_song() {
        for name in
            ["Salt Line", "salt-line_v12", "Salt Line 2026-11-26 14.30", "03 Salt Line mix 4", "salt_line (2)"]
        {
            assert_eq!(song(name).to_lowercase(), "salt line", "{name}");
        }
        assert_eq!([song("Mix 3"), song("bounce"), song("1979 v2")], [""; 3]);
        assert_eq!([song("Final Take Five mix"), song("2026-11-26 R U In v3")], ["Final Take Five", "R U In"]);
        assert_eq!(song_of(Path::new("a/Harbour.final2.wav")), "Harbour");
    }

    #[test]
    fn a_longer_name_may_be_the_same_song_and_another_word_is_another() {
        assert!(may_be_one("Salt Line", "salt line vocal up") && may_be_one("", "harbour"));
        assert!(!may_be_one("salt line", "salt lines") && !may_be_one("salt line", "harbour"));
    }
}
