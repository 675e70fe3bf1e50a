// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The audio of one call: what the host hands over, and what is known about it beforehand.

/// What an effect is told once, before the first sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Frames per second.
    pub rate_hz: u32,
    /// How many channels each block has.
    pub channels: usize,
    /// No block is longer than this many frames.
    pub longest_block: usize,
}

impl Stream {
    /// How long `frames` last, in seconds.
    pub fn seconds_from(&self, frames: usize) -> f64 {
        frames as f64 / f64::from(self.rate_hz)
    }
}

/// The samples of one call, channel after channel, changed in place.
///
/// Shape: `channels × frames`; all channels are equally long. 1.0 is 0 dBFS.
pub struct Block<'a, 'b> {
    channels: &'a mut [&'b mut [f32]],
}

impl<'a, 'b> Block<'a, 'b> {
    /// Borrows the channels of one call.
    pub fn new(channels: &'a mut [&'b mut [f32]]) -> Self {
        debug_assert!(channels.windows(2).all(|pair| pair[0].len() == pair[1].len()));
        Self { channels }
    }

    /// How many instants the block holds.
    pub fn frames(&self) -> usize {
        self.channels.first().map_or(0, |channel| channel.len())
    }

    /// How many channels the block holds.
    pub fn channel_count(&self) -> usize {
        self.channels.len()
    }

    /// The samples of one channel, to read.
    pub fn channel(&self, index: usize) -> &[f32] {
        self.channels[index]
    }

    /// The samples of one channel, to change.
    pub fn channel_mut(&mut self, index: usize) -> &mut [f32] {
        self.channels[index]
    }

    /// All channels in order, to change.
    pub fn channels_mut(&mut self) -> impl Iterator<Item = &mut [f32]> {
        self.channels.iter_mut().map(|channel| &mut **channel)
    }
}

/// Hands out blocks of at most `longest` frames, whatever the host sends, each with its first frame.
///
/// Of more than `N` channels the first `N` are handed out.
///
/// # Realtime
/// Safe.
pub fn for_each_block<const N: usize>(
    channels: &mut [&mut [f32]],
    longest: usize,
    mut each: impl FnMut(usize, &mut Block<'_, '_>),
) {
    let frames = channels.first().map_or(0, |channel| channel.len());
    let count = channels.len().min(N);
    let mut start = 0;
    while start < frames {
        let end = frames.min(start + longest.max(1));
        let mut parts: [&mut [f32]; N] = core::array::from_fn(|_| Default::default());
        for (part, channel) in parts.iter_mut().zip(channels.iter_mut()) {
            *part = &mut channel[start..end];
        }
        each(start, &mut Block::new(&mut parts[..count]));
        start = end;
    }
}
