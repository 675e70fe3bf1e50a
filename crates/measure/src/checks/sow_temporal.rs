// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a check hears of a whole song, for those that must know the song before they sow a fault in it.

use dsp::Audio;

use super::{Check, frames::Frames};

/// A check that has heard the spectra of a song.
pub(crate) fn hear_frames<C: Check>(song: &Audio) -> C {
    let mut check = C::new(song.rate_hz);
    let mut frames = Frames::new(song.rate_hz);
    let mut start = 0;
    while start < song.frames() {
        let end = song.frames().min(start + PIECE);
        let piece: Vec<_> = song.channels.iter().map(|channel| channel[start..end].to_vec()).collect();
        frames.push(&piece, |frame| check.hear_frame(frame));
        start = end;
    }
    check
}

/// Pieces keep what waits inside short.
const PIECE: usize = 4096;
