// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What sixteen records of five minutes take, at 48 kHz in blocks of 64 frames.
//!
//! `cargo bench -p deck --bench sixteen [-- seconds]`. First the audio thread alone, as fast as it goes,
//! the streamer driven in between and not counted; then in real time with the streamer's own thread:
//! all sixteen locked to a host that loops, what is heard changing every quarter second.

#![allow(clippy::print_stdout, reason = "a bench says what it measured")]

use std::{
    env, fs,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use cpu_time::{ProcessTime, ThreadTime};
use deck::{Audition, Controls, Deck, Hear, Moment, Player, Reel, SLOTS, streamer::Streamer};
use dsp::{Stream, signals};

const RATE_HZ: u32 = 48_000;
const BLOCK: usize = 64;
const STREAM: Stream = Stream { rate_hz: RATE_HZ, channels: 2, longest_block: BLOCK };
const RECORD_S: usize = 300;
/// Sound of the first part, seconds, and how often it is played.
const SECONDS: usize = 20;
const ROUNDS: usize = 9;

fn main() {
    let live_s = env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(60);
    let before = resident_mib();
    let begun = Instant::now();
    let records: Vec<Arc<Reel>> = (0..SLOTS as u64).map(record).collect();
    println!("{SLOTS} records of {RECORD_S} s written in {:.1} s", begun.elapsed().as_secs_f64());
    let cases: [(&str, Hear, Option<usize>, bool); 5] = [
        ("mix only, free", Hear::Mix, None, false),
        ("record, free, looping", Hear::Reference(3), None, false),
        ("record, locked", Hear::Reference(3), None, true),
        ("record, locked, a zone, mid", Hear::Reference(3), Some(4), true),
        ("comparing: record and mix in turn, a zone, locked", Hear::Raw, Some(4), true),
    ];
    for (name, hear, zone, locked) in cases {
        let mut shares: Vec<f64> = (0..ROUNDS).map(|_| share(&records, hear, zone, locked)).collect();
        shares.sort_by(f64::total_cmp);
        let [least, median] = [shares[0], shares[ROUNDS / 2]];
        println!("{name}: {:.3} % of a core (least {:.3} %)", 100.0 * median, 100.0 * least);
    }
    live(&records, live_s);
    println!("memory: {:.0} MiB before the records, {:.0} MiB now", before, resident_mib());
}

fn record(seed: u64) -> Arc<Reel> {
    let (mut recorder, _) = Reel::new(RATE_HZ).expect("the cache folder can be written");
    let second = signals::pink_noise(seed + 1, 0.5, RATE_HZ as usize);
    for _ in 0..RECORD_S {
        recorder.push_frames(second.iter().map(|x| [*x, -*x])).expect("the disk has room");
    }
    recorder.finish()
}

/// What the audio thread takes of a core.
fn share(records: &[Arc<Reel>], hear: Hear, zone: Option<usize>, locked: bool) -> f64 {
    let controls = Arc::new(Controls::default());
    load(&controls, records, locked);
    let mut streamer = Streamer::new(controls.clone());
    let mut player = Player::connect(controls.clone(), &STREAM);
    let mut taken = Duration::ZERO;
    let comparing = hear == Hear::Raw;
    for block in 0..SECONDS * RATE_HZ as usize / BLOCK {
        if block % 64 == 0 {
            streamer.step();
        }
        let hear = if comparing { in_turn(block / 187) } else { hear };
        let audition = Audition { hear, side: if zone.is_some() { 4 } else { 0 }, zone };
        let begun = ThreadTime::now();
        play(&mut player, &audition, block);
        taken += begun.elapsed();
    }
    taken.as_secs_f64() / SECONDS as f64
}

/// In real time, with the streamer's own thread.
fn live(records: &[Arc<Reel>], seconds: u64) {
    let deck = Deck::new();
    load(deck.controls(), records, true);
    let mut player = deck.connect(&STREAM);
    let (begun, whole, own) = (Instant::now(), ProcessTime::now(), ThreadTime::now());
    let blocks = seconds * u64::from(RATE_HZ) / BLOCK as u64;
    let mut latest = Duration::ZERO;
    for block in 0..blocks {
        let due = Duration::from_secs_f64(block as f64 * BLOCK as f64 / f64::from(RATE_HZ));
        let ahead = due.saturating_sub(begun.elapsed());
        thread::sleep(ahead);
        let index = usize::try_from(block).unwrap_or(0);
        let audition = Audition { hear: in_turn(index / 187), side: 0, zone: Some(index / 3000 % 7) };
        let before = Instant::now();
        play(&mut player, &audition, index);
        latest = latest.max(before.elapsed());
    }
    let (own, whole) = (own.elapsed().as_secs_f64(), whole.elapsed().as_secs_f64());
    let dropouts: u32 = deck.controls().slots().iter().map(|slot| slot.standing().dropouts).sum();
    println!(
        "{seconds} s live, sixteen locked: audio thread {:.2} % (with its sleeping), streamer {:.2} %, \
         {dropouts} drop-outs, the longest block {:.0} µs",
        100.0 * own / seconds as f64,
        100.0 * (whole - own) / seconds as f64,
        1e6 * latest.as_secs_f64(),
    );
    println!("memory while it plays: {:.0} MiB", resident_mib());
    thread::sleep(Duration::from_secs(3));
    let idle = ProcessTime::now();
    thread::sleep(Duration::from_secs(5));
    println!("nobody plays: {:.3} % of a core", 100.0 * idle.elapsed().as_secs_f64() / 5.0);
}

fn load(controls: &Controls, records: &[Arc<Reel>], locked: bool) {
    controls.lock(locked);
    for (slot, record) in controls.slots().iter().zip(records) {
        slot.put(record.clone());
        slot.play_loop(Some([480_000, 864_000])).expect("eight seconds are long enough");
    }
}

fn in_turn(quarter: usize) -> Hear {
    if quarter.is_multiple_of(2) { Hear::Mix } else { Hear::Reference(quarter / 2 % SLOTS) }
}

/// A block of a host that loops eight seconds.
fn play(player: &mut Player, audition: &Audition, block: usize) {
    let (mut left, mut right) = ([0.1; BLOCK], [-0.1; BLOCK]);
    let song_frame = i64::try_from(480_000 + block * BLOCK % 384_000).ok();
    player.process(audition, &mut [&mut left, &mut right], Moment { playing: true, song_frame });
}

/// What the process holds in memory, as Linux counts it; 0 elsewhere.
fn resident_mib() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}
