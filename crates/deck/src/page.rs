// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What travels between the streamer and the player: pages one way, jumps the other.
//!
//! A jump is one number of 64 bits, so that its count and its frame are never seen apart:
//!
//! ```text
//! 63 ────── 41 │ 40     │ 39 ───────── 0
//! count        │ looped │ frame, signed
//! ```

/// Frames on a page: at 48 kHz 5.3 ms, a sixth of the silence that a jump may cost.
pub const PAGE_FRAMES: usize = 256;
/// The frame that means "where it stands": none that a song has.
pub const HERE: i64 = -(1 << 39);

/// A piece of a record, on its way to the audio thread.
#[derive(Clone, Copy)]
pub struct Page {
    /// The count of the jump it belongs to.
    pub jump: u32,
    /// The frame of the record it begins with; behind the seam of a loop the frames count on.
    pub start: i64,
    /// Whether the sound could be read; if not, it is silence in its place.
    pub there: bool,
    /// The sound.
    pub frames: [[f32; 2]; PAGE_FRAMES],
}

/// From where on pages are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jump {
    /// How many jumps there have been; after 2²³ it starts again.
    pub count: u32,
    /// Whether the record's loop is unrolled; if not, the record is as long as it is.
    pub looped: bool,
    /// The frame of the record, less than 2³⁹ on either side.
    pub frame: i64,
}

const FRAME_BITS: u32 = 40;
const COUNTS: u32 = 1 << 23;

impl Jump {
    /// The next jump, to a frame.
    pub fn next(self, frame: i64, looped: bool) -> Self {
        Self { count: (self.count + 1) % COUNTS, looped, frame: frame.clamp(HERE, -HERE - 1) }
    }

    /// All of it in one number.
    pub fn to_bits(self) -> u64 {
        let frame = self.frame.cast_unsigned() & ((1 << FRAME_BITS) - 1);
        (u64::from(self.count) << (FRAME_BITS + 1)) | (u64::from(self.looped) << FRAME_BITS) | frame
    }

    /// The jump in such a number.
    pub fn from_bits(bits: u64) -> Self {
        let unsigned = bits << (u64::BITS - FRAME_BITS);
        Self {
            count: u32::try_from(bits >> (FRAME_BITS + 1)).unwrap_or(0),
            looped: bits >> FRAME_BITS & 1 == 1,
            frame: unsigned.cast_signed() >> (u64::BITS - FRAME_BITS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_is_the_same_after_its_journey_as_one_number() {
        for frame in [0, 1, -1, HERE, -HERE - 1, 12_345_678, -480] {
            for looped in [false, true] {
                let jump = Jump { count: COUNTS - 1, looped, frame };
                assert_eq!(Jump::from_bits(jump.to_bits()), jump);
            }
        }
    }

    #[test]
    fn the_count_starts_again_and_a_frame_beyond_reason_stays_within() {
        let last = Jump { count: COUNTS - 1, looped: false, frame: 0 };
        assert_eq!(last.next(i64::MAX, true), Jump { count: 0, looped: true, frame: -HERE - 1 });
    }
}
