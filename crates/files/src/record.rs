// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A song as comparing needs it: its file, its numbers, its profile; never its sound.

use measure::{Measured, Profile};
use serde::{Deserialize, Serialize};

use crate::report::Input;

/// All that is known about a song once it was heard.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The file, its hash and its outline.
    pub input: Input,
    /// The numbers of the whole song.
    pub measured: Measured,
    /// What it is like, section by section.
    pub profile: Profile,
}
