// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What changed since an earlier bounce, as part of a report.

use measure::{
    Changes, Fault, Flaw, Severity,
    changes::{Change, Kind, changes},
};

use super::{Kept, Report, words};

/// Songs whose lengths differ by less are as long as each other, in seconds: a tail that was cut otherwise.
const LENGTH_SLACK_S: f64 = 0.1;

/// What changed since an earlier bounce.
#[derive(Clone, Debug, Default)]
pub struct Since {
    /// The earlier bounce's file, without its folder.
    pub file: String,
    /// What changed.
    pub changes: Changes,
    /// What else is different, in sentences: destination, length, version.
    pub notes: Vec<String>,
    /// Whether old faults fail a build as well.
    pub fails_on_any: bool,
}

impl Since {
    /// What a report says that an earlier one did not.
    pub fn of(before: &Kept, report: &Report) -> Self {
        Self::between(before, &Kept::of(report))
    }

    /// What changed between two bounces that were kept.
    pub fn between(before: &Kept, now: &Kept) -> Self {
        Self {
            file: words::file_name(&before.path).to_owned(),
            changes: changes(&before.bounce, &now.bounce),
            notes: notes(before, now),
            fails_on_any: false,
        }
    }

    /// "Since mix-v3.wav: 2 new, 1 fixed."
    pub fn headline(&self) -> String {
        if self.changes.is_none() {
            return format!("Nothing changed since {}.", self.file);
        }
        format!("Since {}: {}.", self.file, self.changes.tally())
    }

    /// What became of a fault; `None` if it is as before.
    pub fn kind(&self, fault: &Fault) -> Option<Kind> {
        let flaw = Flaw::of(fault);
        let is_it = |change: &&Change| {
            change.kind != Kind::Fixed && change.flaw.id == flaw.id && change.flaw.stem == flaw.stem
        };
        self.changes.faults.iter().find(is_it).map(|change| change.kind)
    }

    /// Whether a fault fails a build.
    pub fn fails(&self, fault: &Fault) -> bool {
        let is_worse = self.kind(fault).is_some_and(|kind| kind <= Kind::Worse);
        fault.severity == Severity::Fault && (self.fails_on_any || is_worse)
    }
}

fn notes(before: &Kept, now: &Kept) -> Vec<String> {
    let goes = |kept: &Kept| kept.target.clone().unwrap_or_else(|| "no destination".to_owned());
    let [from, to] = [before, now].map(goes);
    let longer_s = now.seconds - before.seconds;
    let how = if longer_s > 0.0 { "longer" } else { "shorter" };
    let notes = [
        (from != to)
            .then(|| format!("It was checked for {from} then and for {to} now, so some faults are others.")),
        (longer_s.abs() > LENGTH_SLACK_S).then(|| format!("It is {} {how}.", words::length(longer_s.abs()))),
        (before.version != now.version)
            .then(|| format!("Twobus {} heard it then; its checks may have been others.", before.version)),
    ];
    notes.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_destination_length_and_version_are_told() {
        let before = Kept { seconds: 200.0, version: "0.1.0".to_owned(), ..Kept::default() };
        let target = Some("Spotify".to_owned());
        let now = Kept { seconds: 197.5, version: "0.2.0".to_owned(), target, ..Kept::default() };
        let notes = Since::between(&before, &now).notes;
        assert_eq!(
            notes,
            [
                "It was checked for no destination then and for Spotify now, so some faults are others.",
                "It is 2.50 s shorter.",
                "Twobus 0.1.0 heard it then; its checks may have been others.",
            ]
        );
        assert!(Since::between(&before, &before).notes.is_empty());
    }
}
