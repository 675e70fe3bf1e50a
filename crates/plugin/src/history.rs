// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The last seconds as a picture needs them: one column for every hundredth of a second.
//!
//! A ring of atomics: the audio thread writes, the editor reads behind it, nobody waits.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use ui::history::Column;

/// Columns kept: twenty seconds, of which a picture shows twelve.
const COLUMNS: usize = 2048;

/// Columns on their way from the sound to the screen.
pub struct History {
    columns: Vec<[AtomicU32; 3]>,
    written: AtomicU64,
    song_s: AtomicU64,
}

impl Default for History {
    fn default() -> Self {
        let empty = || [const { AtomicU32::new(0) }; 3];
        Self {
            columns: (0..COLUMNS).map(|_| empty()).collect(),
            written: AtomicU64::new(0),
            song_s: AtomicU64::new(0),
        }
    }
}

impl History {
    /// Adds a column that ends at this place of the song, if that is known.
    ///
    /// # Realtime
    /// Safe.
    pub fn push(&self, column: Column, song_s: Option<f64>) {
        let written = self.written.load(Ordering::Relaxed);
        let cell = &self.columns[usize::try_from(written).unwrap_or(0) % COLUMNS];
        for (kept, new) in cell.iter().zip([column.raw, column.out, column.reduction_db]) {
            kept.store(new.to_bits(), Ordering::Relaxed);
        }
        let song_s = song_s.unwrap_or((written + 1) as f64 / Column::PER_SECOND as f64);
        self.song_s.store(song_s.to_bits(), Ordering::Relaxed);
        self.written.store(written + 1, Ordering::Release);
    }

    /// How many columns there were.
    pub fn written(&self) -> u64 {
        self.written.load(Ordering::Acquire)
    }

    /// The place in the song at which the newest column ends, seconds.
    pub fn song_s(&self) -> f64 {
        f64::from_bits(self.song_s.load(Ordering::Relaxed))
    }

    /// The newest columns into `into`, oldest first; at most `most`.
    pub fn newest(&self, most: usize, into: &mut Vec<Column>) {
        let written = usize::try_from(self.written()).unwrap_or(usize::MAX);
        let count = most.min(written).min(COLUMNS / 2);
        into.clear();
        into.extend((written - count..written).map(|n| {
            let [raw, out, reduction_db] =
                self.columns[n % COLUMNS].each_ref().map(|cell| f32::from_bits(cell.load(Ordering::Relaxed)));
            Column { raw, out, reduction_db }
        }));
    }
}

/// Gathers blocks into columns, on the audio thread.
pub struct Gatherer {
    length: usize,
    filled: usize,
    open: Column,
}

impl Gatherer {
    /// Columns of a hundredth of a second at a rate.
    pub fn new(rate_hz: u32) -> Self {
        Self { length: (rate_hz as usize / 100).max(1), filled: 0, open: Column::default() }
    }

    /// Adds a block, which may be longer than a column; `each` gets what became whole.
    ///
    /// # Realtime
    /// Safe.
    pub fn add(&mut self, frames: usize, block: Column, mut each: impl FnMut(Column)) {
        self.open = self.open.with(block);
        self.filled += frames;
        while self.filled >= self.length {
            self.filled -= self.length;
            each(self.open);
            self.open = if self.filled == 0 { Column::default() } else { block };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_is_a_hundred_columns_and_the_newest_are_given_in_order() {
        let (history, mut gatherer) = (History::default(), Gatherer::new(48_000));
        for block in 0..750_u16 {
            let column = Column { raw: f32::from(block), out: 0.5, reduction_db: -1.0 };
            gatherer.add(64, column, |column| history.push(column, None));
        }
        assert_eq!(history.written(), 100);
        let mut newest = Vec::new();
        history.newest(3, &mut newest);
        assert_eq!(newest.len(), 3);
        assert!(newest[0].raw < newest[2].raw && newest[2].raw == 749.0);
    }
}
