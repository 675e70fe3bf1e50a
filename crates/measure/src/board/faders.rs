// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a fader really does behind a chain.
//!
//! ```text
//! E_k = ΔL(master of the mix with +1 dB on stem k) / ΔL(that mix, raw)
//! ```
//! 1: the chain passes the move on. 0.4: it takes back six tenths of the loudness the fader added, from
//! everything else in the mix. `L` is the K-weighted level (ITU-R BS.1770-5, Annex 1) of a passage that is
//! loud throughout, without the gate: a block that jumps over it would pass for an effect of the fader.

use dsp::{Audio, math};

use crate::{layout::Layout, loudness::Weighing};

/// How far the faders are moved, dB.
pub const MOVE_DB: f64 = 1.0;
/// A fader that moves the raw mix by less is not asked, dB: about 2 % of the passage's loudness.
pub const LEAST_MOVE_DB: f64 = 0.02;
/// Under this the limiter fights the fader.
pub const FOUGHT: f64 = 0.7;

/// The mix and the master of it, before a fader is moved or after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Levels {
    /// K-weighted energy of the mix.
    pub raw: f64,
    /// The same of its master.
    pub master: f64,
}

impl Levels {
    /// Hears both.
    pub fn of(raw: &Audio, master: &Audio) -> Self {
        Self { raw: energy(raw), master: energy(master) }
    }

    /// What a fader did behind the chain, over what it did in front of it.
    pub fn effect_of(self, moved: Self) -> Option<f64> {
        let change = |before: f64, after: f64| 10.0 * math::log10(after / before);
        let [raw_db, master_db] = [change(self.raw, moved.raw), change(self.master, moved.master)];
        (raw_db >= LEAST_MOVE_DB && master_db.is_finite()).then(|| master_db / raw_db)
    }
}

fn energy(audio: &Audio) -> f64 {
    let mut weighing = Weighing::new(audio.rate_hz, Layout::from_channels(audio.channels.len()));
    weighing.push(&audio.channels);
    weighing.end_hop()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_whole_is_one_and_what_is_taken_back_is_less() {
        let before = Levels { raw: 1.0, master: 4.0 };
        assert_eq!(before.effect_of(Levels { raw: 1.1, master: 4.4 }).map(|effect| effect > 0.9999), Some(true));
        let half = math::sqrt(1.1) * 4.0;
        assert!((before.effect_of(Levels { raw: 1.1, master: half }).unwrap() - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_fader_that_hardly_moves_the_mix_is_not_asked() {
        let before = Levels { raw: 1.0, master: 1.0 };
        assert_eq!(before.effect_of(Levels { raw: 1.004, master: 0.9 }), None);
        assert_eq!(Levels { raw: 0.0, master: 0.0 }.effect_of(Levels { raw: 0.0, master: 0.0 }), None);
    }
}
