// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the shell is told.

use measure::{Fault, Severity};

/// The outcome of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExitCode {
    /// Nothing to mend.
    Fine,
    /// Something to mend was found.
    FaultsFound,
    /// It could not be done.
    CouldNot,
}

impl ExitCode {
    /// Fine, unless there is something to mend; what is only to be listened to does not count.
    pub fn from_faults<'a>(faults: impl IntoIterator<Item = &'a Fault>) -> Self {
        let any = faults.into_iter().any(|fault| fault.severity == Severity::Fault);
        if any { Self::FaultsFound } else { Self::Fine }
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code as u8)
    }
}
