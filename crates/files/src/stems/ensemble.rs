// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Stems that play side by side, block by block; every one is as long as the longest.

use std::{path::Path, thread};

use super::{StemFile, feed::Feed};
use crate::error::{Error, Result};

/// Stems at one place of the song.
pub(super) struct Ensemble<'a, E> {
    /// Every stem that could be opened.
    pub players: Vec<Player<'a, E>>,
    /// How many frames every one of them has ready.
    pub frames: usize,
    left_out: Vec<String>,
}

/// One stem, and who listens to it alone.
pub(super) struct Player<'a, E> {
    pub stem: &'a StemFile,
    pub feed: Feed,
    pub ear: E,
}

impl<'a, E: Send> Ensemble<'a, E> {
    /// The stems at their start.
    ///
    /// # Errors
    /// None of the stems in the folder can be read.
    pub fn open(
        stems: &[&'a StemFile],
        folder: &Path,
        rate_hz: u32,
        ear: impl Fn(&StemFile) -> E,
    ) -> Result<Self> {
        let (mut players, mut left_out) = (Vec::new(), Vec::new());
        for stem in stems {
            match Feed::open(stem, rate_hz) {
                Ok(feed) => players.push(Player { stem, feed, ear: ear(stem) }),
                Err(error) => left_out.push(format!("{} is left out: {error}.", stem.name)),
            }
        }
        if players.is_empty() {
            Err(Error::NoStems { folder: folder.to_owned() })
        } else {
            Ok(Self { players, frames: 0, left_out })
        }
    }

    /// Goes on by at most so many frames; whether any stem still sounds.
    ///
    /// `turn` lets a player hear the frames that are over, which it is told, and read on. As many turn at a
    /// time as there are cores.
    pub fn next(&mut self, most: usize, turn: impl Fn(&mut Player<'a, E>, usize) + Sync) -> bool {
        let over = self.frames;
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let each = self.players.len().div_ceil(cores).max(1);
        thread::scope(|scope| {
            for some in self.players.chunks_mut(each) {
                scope.spawn(|| some.iter_mut().for_each(|player| turn(player, over)));
            }
        });
        self.frames = self.players.iter().map(|player| player.feed.waiting().min(most)).max().unwrap_or(0);
        self.players.iter_mut().for_each(|player| player.feed.pad(self.frames));
        self.frames > 0
    }

    /// What could not be read, a sentence each.
    pub fn notes(&self) -> Vec<String> {
        let failed =
            self.players.iter().filter_map(|player| Some((&player.stem.name, player.feed.failure.as_ref()?)));
        let silent =
            failed.map(|(name, error)| format!("{name} is silent from where it cannot be read: {error}."));
        self.left_out.iter().cloned().chain(silent).collect()
    }
}
