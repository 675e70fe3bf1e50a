// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A changed sound is in the changelog: its «Sound» heading names the fingerprint of the golden hashes.

use std::fs;

use anyhow::Result;

use crate::root;

/// The changelog's mark that belongs to other hashes than those in the tree.
pub fn breaches() -> Result<Vec<String>> {
    let hashes = fs::read(root().join("tests/golden/hashes.txt"))?;
    let changelog = fs::read_to_string(root().join("CHANGELOG.md"))?;
    let mark = format!("<!-- golden {:016x} -->", fingerprint(&hashes));
    if changelog.contains(&mark) {
        return Ok(Vec::new());
    }
    Ok(vec![format!("CHANGELOG.md: the sound has changed; say how under «Sound» and set the mark to {mark}")])
}

/// FNV-1a, 64 bits.
fn fingerprint(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}
