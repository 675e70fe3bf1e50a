// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What ten thousand records cost: on the disk, when the library is opened, when the nearest are looked for.
//!
//! `cargo bench -p library`. CPU time of this thread, the median of some rounds; the page cache is warm.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a bench says what it measured")]

#[path = "../tests/common/mod.rs"]
mod common;

use common::{Desk, hear, whole_record};
use cpu_time::ThreadTime;
use library::Library;

const RECORDS: u64 = 10_000;
const ROUNDS: usize = 21;

fn main() {
    let one = whole_record(0);
    let json = serde_json::to_vec(&one).unwrap().len();
    println!(
        "one record of 200 s with 8 sections: {} KB, as JSON {} KB",
        postcard::to_allocvec(&one).unwrap().len() / 1000,
        json / 1000
    );
    let desk = Desk::new();
    let library = desk.library();
    let begun = ThreadTime::now();
    library.take_in((0..RECORDS).map(whole_record)).unwrap();
    println!("{RECORDS} records taken in: {:.1} s", begun.elapsed().as_secs_f64());
    println!("the file: {} MB", std::fs::metadata(desk.library_path()).unwrap().len() / 1_000_000);
    let mix = whole_record(RECORDS + 1);
    said("open", || drop(Library::open(&desk.library_path()).unwrap()));
    said("the nearest four", || assert_eq!(library.nearest(&mix.profile, 4).unwrap().len(), 4));
    said("open and the nearest four", || {
        assert_eq!(desk.library().nearest(&mix.profile, 4).unwrap().len(), 4);
    });
    said("one whole record", || assert!(library.record(&whole_record(77).input.blake3).unwrap().is_some()));
    said("list", || assert_eq!(library.list().unwrap().len(), 10_000));
    said("look at every page, add nothing", || drop(library.add(&[desk.songs()], &hear, &|_| {}).unwrap()));
}

fn said(what: &str, mut work: impl FnMut()) {
    let mut times: Vec<f64> = (0..ROUNDS).map(|_| timed(&mut work)).collect();
    times.sort_by(f64::total_cmp);
    println!("{what}: {:.1} ms", times[ROUNDS / 2]);
}

fn timed(work: &mut impl FnMut()) -> f64 {
    let begun = ThreadTime::now();
    work();
    begun.elapsed().as_secs_f64() * 1e3
}
