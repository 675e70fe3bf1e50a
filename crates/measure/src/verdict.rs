// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The one sentence above everything: is it ready, and if not, why and where?

use crate::{
    fault::{Fault, Severity},
    target::Target,
    words::{self, place},
};

/// The whole report in two sentences.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// How bad the worst is; `None` if nothing was found.
    pub worst: Option<Severity>,
    /// "Not yet: the sound is clipped at full scale at 1:12 (14 flat tops)."
    pub headline: String,
    /// What to do first; empty if there is nothing to do.
    pub next: String,
}

/// Sums up faults, which need not be in order, for a destination or in general.
pub fn verdict(faults: &[Fault], target: Option<&Target>) -> Verdict {
    let mut worst: Vec<_> = faults.iter().filter(|fault| fault.severity > Severity::Note).collect();
    worst.sort_by_key(|fault| std::cmp::Reverse(fault.severity));
    let Some(first) = worst.first() else {
        let headline =
            target.map_or_else(|| "Nothing is wrong.".to_owned(), |target| format!("Ready for {}.", target.name));
        return Verdict { worst: faults.iter().map(|fault| fault.severity).max(), headline, next: String::new() };
    };
    let opening = if first.severity == Severity::Fault { "Not yet" } else { "Nearly there" };
    let alike = worst.iter().filter(|fault| fault.severity == first.severity).take(2);
    let clauses: Vec<_> = alike.map(|fault| clause(fault)).collect();
    Verdict {
        worst: Some(first.severity),
        headline: format!("{opening}: {}.", clauses.join(", and ")),
        next: first.action.clone(),
    }
}

/// "the sound is clipped at full scale at 1:12 (14 flat tops)"
fn clause(fault: &Fault) -> String {
    let lower = words::clause(&fault.title);
    let stem = fault.stem.as_ref().map_or_else(String::new, |stem| format!(" on {stem}"));
    let amount = if fault.amount.is_empty() { String::new() } else { format!(" ({})", fault.amount) };
    format!("{lower}{stem}{}{amount}", place(&fault.spans))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::{Confidence, Span};

    fn fault(title: &str, severity: Severity, spans: Vec<Span>) -> Fault {
        Fault {
            id: "x",
            severity,
            title: title.to_owned(),
            message: String::new(),
            action: format!("Mend: {title}"),
            spans,
            amount: "+3.2 dB".to_owned(),
            confidence: Confidence::Sure,
            stem: None,
        }
    }

    #[test]
    fn the_worst_comes_first_with_place_and_size() {
        let loud = fault("The song is too loud for Here.", Severity::Watch, Vec::new());
        let clipped = fault("The sound is clipped.", Severity::Fault, vec![Span { from_s: 72.0, to_s: 73.0 }]);
        let all = verdict(&[loud.clone(), clipped], None);
        assert_eq!(all.headline, "Not yet: the sound is clipped at 1:12 (+3.2 dB).");
        assert_eq!(all.next, "Mend: The sound is clipped.");
        assert_eq!(all.worst, Some(Severity::Fault));
        let nearly = verdict(&[loud], None);
        assert_eq!(nearly.headline, "Nearly there: the song is too loud for Here (+3.2 dB).");
    }

    #[test]
    fn a_fault_without_a_size_gets_no_empty_brackets() {
        let damaged =
            Fault { amount: String::new(), ..fault("The file is damaged.", Severity::Fault, Vec::new()) };
        assert_eq!(verdict(&[damaged], None).headline, "Not yet: the file is damaged.");
    }

    #[test]
    fn without_faults_it_is_ready() {
        assert_eq!(verdict(&[], None).headline, "Nothing is wrong.");
        let note = verdict(&[fault("Silence.", Severity::Note, Vec::new())], None);
        assert_eq!((note.headline.as_str(), note.worst), ("Nothing is wrong.", Some(Severity::Note)));
    }
}
