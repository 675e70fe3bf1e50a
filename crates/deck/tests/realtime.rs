// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The audio thread takes no memory, whatever one listens to and whatever changes.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::{env, sync::Arc};

use assert_no_alloc::{AllocDisabler, assert_no_alloc};
use deck::{Audition, Controls, Feed, Hear, Moment, Player, Reel, streamer::Streamer};
use dsp::{Stream, signals};

#[global_allocator]
static ALLOCATOR: AllocDisabler = AllocDisabler;

const STREAM: Stream = Stream { rate_hz: 48_000, channels: 2, longest_block: 64 };

fn reel() -> Arc<Reel> {
    let (mut recorder, _) = Reel::new_in(&env::temp_dir(), STREAM.rate_hz).unwrap();
    recorder.push_frames(signals::white_noise(1, 0.5, 48_000).into_iter().map(|x| [x; 2])).unwrap();
    recorder.finish()
}

#[test]
fn nothing_is_allocated_or_freed_while_one_compares_loops_jumps_and_links() {
    let controls = Arc::new(Controls::default());
    let mut streamer = Streamer::new(controls.clone());
    let mut player = Player::connect(controls.clone(), &STREAM);
    let song = reel();
    controls.slots().iter().for_each(|slot| slot.put(song.clone()));
    let mut sides = [[0.1; 64], [0.2; 64]];
    for turn in 0..600_usize {
        let hear = [Hear::Reference(turn % 16), Hear::Mix, Hear::Raw][turn / 5 % 3];
        let audition = Audition { hear, side: turn / 7 % 6, zone: [None, Some(turn / 50 % 7)][turn / 50 % 2] };
        controls.lock(turn % 200 > 100);
        controls.slots()[turn % 16].play_loop(Some([1000, 9000])).unwrap();
        if turn % 50 == 0 {
            let (_, frames) = rtrb::RingBuffer::new(64);
            assert!(controls.link(Some(Feed { frames, delay_frames: turn, inverted: true })).is_ok());
        }
        player.set_offline(turn % 97 == 0);
        let moment = Moment { playing: turn % 150 > 10, song_frame: i64::try_from(64 * (turn % 70)).ok() };
        let [left, right] = &mut sides;
        assert_no_alloc(|| player.process(&audition, &mut [left, right], moment));
        if turn % 3 > 0 {
            streamer.step();
        }
    }
}
