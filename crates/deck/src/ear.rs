// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The way of the mix from the audio thread to those who listen.
//!
//! Two rings: one of frames, one of [`Stretch`]es that say where in the song so many of them belong.
//! The audio thread waits for nobody; a block that finds no room is lost as a whole, and what comes
//! after it is then a jump like any other.

use rtrb::{Consumer, Producer, RingBuffer};

use crate::player::Moment;

/// How much the ring of frames holds, seconds: the listener may be late by that.
const RING_S: usize = 4;
/// How many blocks may wait: 4 s of 32 frames at 192 kHz.
const STRETCHES: usize = 24_000;

/// Frames that belong together, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// How many frames.
    pub frames: usize,
    /// Where the first of them stands in the song.
    pub song_frame: Option<i64>,
}

/// The near end, on the audio thread.
pub struct Mic {
    frames: Producer<[f32; 2]>,
    stretches: Producer<Stretch>,
}

/// The far end, on the listener's thread.
pub struct Wire {
    /// Frames per second.
    pub rate_hz: u32,
    /// One or two; of a single channel only the first side counts.
    pub channels: usize,
    frames: Consumer<[f32; 2]>,
    stretches: Consumer<Stretch>,
}

/// Both ends for a stream; of more than two channels the first two are heard.
pub fn wire(rate_hz: u32, channels: usize) -> (Mic, Wire) {
    let (near, frames) = RingBuffer::new(rate_hz as usize * RING_S);
    let (marks, stretches) = RingBuffer::new(STRETCHES);
    let channels = channels.clamp(1, 2);
    (Mic { frames: near, stretches: marks }, Wire { rate_hz, channels, frames, stretches })
}

impl Mic {
    /// Offers a block of the mix, channel after channel; only what plays is heard.
    ///
    /// # Realtime
    /// Safe.
    pub fn offer<S: AsRef<[f32]>>(&mut self, channels: &[S], frames: usize, at: Moment) {
        let Some(left) = channels.first().map(AsRef::as_ref) else { return };
        let right = channels.get(1).map_or(left, AsRef::as_ref);
        let frames = frames.min(left.len()).min(right.len());
        let (left, right) = (&left[..frames], &right[..frames]);
        // A host that does not say whether it plays is heard as long as something sounds.
        let sounds = at.song_frame.is_some() || left.iter().chain(right).any(|sample| *sample != 0.0);
        if !at.playing || !sounds || frames == 0 || self.stretches.slots() == 0 {
            return;
        }
        let Ok(room) = self.frames.write_chunk_uninit(frames) else { return };
        room.fill_from_iter(left.iter().zip(right).map(|(left, right)| [*left, *right]));
        // There is room, as was just asked.
        let _ = self.stretches.push(Stretch { frames, song_frame: at.song_frame });
    }
}

impl Wire {
    /// The next stretch and its samples, channel after channel; `None` if nothing waits.
    pub fn pick_up(&mut self) -> Option<(Stretch, Vec<Vec<f32>>)> {
        let stretch = self.stretches.pop().ok()?;
        let chunk = self.frames.read_chunk(stretch.frames).ok()?;
        let mut sides = vec![Vec::with_capacity(stretch.frames); self.channels];
        for frame in chunk {
            for (side, sample) in sides.iter_mut().zip(frame) {
                side.push(sample);
            }
        }
        Some((stretch, sides))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

    use super::*;

    const PLAYS: Moment = Moment { song_frame: Some(1000), playing: true };

    #[test]
    fn what_plays_arrives_with_its_place_and_what_stands_still_does_not() {
        let (mut mic, mut wire) = wire(8000, 2);
        mic.offer(&[[0.1_f32, 0.2], [0.3, 0.4]], 2, Moment { playing: false, ..PLAYS });
        mic.offer(&[[0.1_f32, 0.2], [0.3, 0.4]], 2, PLAYS);
        let (stretch, sides) = wire.pick_up().unwrap();
        assert_eq!(stretch, Stretch { frames: 2, song_frame: Some(1000) });
        assert_eq!(sides, [[0.1, 0.2], [0.3, 0.4]]);
        assert!(wire.pick_up().is_none());
    }

    #[test]
    fn a_single_channel_stays_one_and_a_host_without_a_clock_is_heard_while_it_sounds() {
        let (mut mic, mut wire) = wire(8000, 1);
        let nowhere = Moment { song_frame: None, playing: true };
        mic.offer(&[[0.0_f32, 0.0]], 2, nowhere);
        mic.offer(&[[0.5_f32, 0.0]], 2, nowhere);
        assert_eq!(wire.pick_up().unwrap().1, [[0.5, 0.0]]);
        assert!(wire.pick_up().is_none());
    }

    #[test]
    fn a_listener_that_is_late_loses_whole_blocks() {
        let (mut mic, mut wire) = wire(8000, 2);
        let block = vec![0.5_f32; 3000];
        for n in 0..20 {
            mic.offer(&[&block, &block], 3000, Moment { song_frame: Some(n * 3000), playing: true });
        }
        let stretches: Vec<_> = std::iter::from_fn(|| wire.pick_up()).map(|(stretch, _)| stretch).collect();
        assert_eq!(stretches.len(), 10);
        assert!(stretches.iter().all(|stretch| stretch.frames == 3000));
    }
}
