// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The history of a folder of bounces: one line of JSON for each, in the order in which they were heard.
//!
//! ```json
//! {"schema":"twobus-history/1","song":"Salt Line","exported":"2026-11-26T14:30:00Z","report":{…}}
//! ```
//! `report` is the document of [`mod@json`], so that a line is worth a whole baseline.
//! The file only ever grows: a line that cannot be read, as one that a power cut has torn, is passed over and stays.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::{
    error::Result,
    lines, names,
    report::{Kept, Report, json},
};

/// The file in the folder.
pub const FILE: &str = "twobus-history.jsonl";
/// The version of a line.
pub const SCHEMA: &str = "twobus-history/1";

/// What was heard in a folder.
#[derive(Clone, Debug)]
pub struct History {
    /// Every bounce, the first one heard first.
    pub entries: Vec<Entry>,
    /// How many lines could not be read.
    pub unread: usize,
    folder: PathBuf,
}

/// One bounce in the history.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The song it is of.
    pub song: String,
    /// When its file was written, in Greenwich: `2026-11-26T14:30:00Z`.
    pub exported: String,
    /// What was found.
    pub kept: Kept,
}

impl History {
    /// Reads the history of a folder; one that has none has an empty one.
    ///
    /// # Errors
    /// The file is there and cannot be read.
    pub fn read(folder: &Path) -> Result<Self> {
        let text = lines::read(&folder.join(FILE))?;
        let lines: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).map(entry).collect();
        let unread = lines.iter().filter(|entry| entry.is_none()).count();
        let mut history = Self { entries: Vec::new(), unread, folder: folder.to_owned() };
        lines.into_iter().flatten().for_each(|entry| history.take(entry));
        Ok(history)
    }

    /// Where it is written.
    pub fn path(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    /// Whether a file with these bytes was heard already.
    pub fn knows(&self, blake3: &str) -> bool {
        self.entries.iter().any(|entry| entry.kept.blake3 == blake3)
    }

    /// The song's bounce before the next one.
    pub fn last_of(&self, song: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.song == song)
    }

    /// The song that a file is of: one in the history whose name it may have, or a new one.
    ///
    /// A name that says only a version belongs to the last song; without any, the folder gives its name.
    pub fn song_of(&self, path: &Path) -> String {
        let name = names::song_of(path);
        let known = if name.is_empty() { self.entries.last() } else { self.alike(&name) };
        match known {
            Some(entry) => entry.song.clone(),
            None if name.is_empty() => folder_name(&self.folder),
            None => name,
        }
    }

    /// The bounce with the most alike name; else one of a song that never had a name.
    fn alike(&self, name: &str) -> Option<&Entry> {
        let named = |entry: &&Entry| !names::song(&entry.kept.title).is_empty();
        let shared = |entry: &&Entry| names::song(&entry.kept.title).len().min(name.len());
        let may_be = |entry: &&Entry| named(entry) && names::may_be_one(&names::song(&entry.kept.title), name);
        let unnamed = |song: &str| !self.entries.iter().any(|entry| entry.song == song && named(&entry));
        self.entries
            .iter()
            .filter(may_be)
            .max_by_key(shared)
            .or_else(|| self.entries.iter().rev().find(|entry| unnamed(&entry.song)))
    }

    /// Writes a line.
    ///
    /// # Errors
    /// The disk is full or the file may not be written; the history in memory has the bounce all the same.
    ///
    /// # Panics
    /// Never: every report can be read back.
    pub fn add(&mut self, song: &str, exported: &str, report: &Report) -> Result<()> {
        let line = json!({ "schema": SCHEMA, "song": song, "exported": exported, "report": json::value(report) });
        let line = line.to_string();
        self.take(entry(&line).expect("what is written can be read"));
        lines::append(&self.path(), &line)
    }

    /// Two programs that watch one folder may both have written a line.
    fn take(&mut self, entry: Entry) {
        if !self.knows(&entry.kept.blake3) {
            self.entries.push(entry);
        }
    }
}

fn entry(line: &str) -> Option<Entry> {
    let mut value: Value = serde_json::from_str(line).ok()?;
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let [schema, song, exported] = ["schema", "song", "exported"].map(text);
    let report = value.get_mut("report").map(Value::take)?;
    let kept = Kept::from_value(report).ok()?;
    (schema? == SCHEMA).then_some(Entry { song: song?, exported: exported?, kept })
}

fn folder_name(folder: &Path) -> String {
    let whole = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    whole.file_name().map_or_else(|| "The song".to_owned(), |name| name.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A history in which files of these names were heard.
    fn heard(names: &[&str]) -> History {
        let mut history = History { entries: Vec::new(), unread: 0, folder: PathBuf::from("Bounces") };
        for (index, name) in names.iter().enumerate() {
            let song = history.song_of(&PathBuf::from(format!("{name}.wav")));
            let kept = Kept { title: (*name).to_owned(), blake3: index.to_string(), ..Kept::default() };
            history.take(Entry { song, exported: String::new(), kept });
        }
        history
    }

    fn songs(names: &[&str]) -> Vec<String> {
        heard(names).entries.into_iter().map(|entry| entry.song).collect()
    }

    #[test]
    fn a_folder_is_one_song_unless_names_clearly_differ() {
        assert_eq!(songs(&["mix 1", "mix 2", "final"]), ["Bounces", "Bounces", "Bounces"]);
        assert_eq!(songs(&["Salt Line v1", "salt-line vocal up", "Salt Line bass down"])[..2], ["Salt Line"; 2]);
        assert_eq!(songs(&["Salt Line v1", "Harbour v1", "v2"]), ["Salt Line", "Harbour", "Harbour"]);
        assert_eq!(songs(&["mix 1", "Salt Line", "Harbour"]), ["Bounces", "Bounces", "Harbour"]);
    }

    #[test]
    fn the_same_bytes_are_in_the_history_once() {
        let mut history = heard(&["a", "b"]);
        let again = history.entries[0].clone();
        history.take(again);
        assert_eq!((history.entries.len(), history.knows("1"), history.knows("2")), (2, true, false));
        assert_eq!(history.last_of("a").map(|entry| entry.kept.title.as_str()), Some("a"));
    }

    #[test]
    fn lines_that_cannot_be_read_are_counted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        let text = "{\"schema\":\"twobus-history/2\",\"song\":\"a\"}\n\n{\"schema\":\"twobus-his";
        fs::write(&path, text).unwrap();
        let history = History::read(folder.path()).unwrap();
        assert_eq!((history.entries.len(), history.unread), (0, 2));
    }
}
