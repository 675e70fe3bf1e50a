// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What an editor leaves behind when it is closed. It needs a screen, and counts what the whole
//! process has, so it runs alone: `cargo xtask hosts`.

use std::{fs, process::Command, thread, time::Duration};

use crate::studio::Studio;

const OPENINGS: usize = 100;
/// After these openings whatever is made once has been made.
const WARM: usize = 20;
/// The window layer keeps each window's map of the keyboard (`tests/hosts/openings.py` says more).
const GROWTH_MIB: f64 = 0.15;

#[test]
#[ignore = "needs a screen: `cargo xtask hosts` gives it one"]
fn a_hundred_editors_leave_no_descriptor_and_no_thread_and_little_memory() {
    let root = root_window();
    let mut studio = Studio::playing("org.twobus.limiter", 48_000, 512);
    let series: Vec<Remains> = (0..OPENINGS).map(|_| after_an_opening(&mut studio, root)).collect();
    for (opening, remains) in (1..).zip(&series).filter(|(opening, _)| opening % 10 == 0 || *opening == 1) {
        eprintln!("after {opening}: {remains:?}");
    }
    let (warm, last) = (&series[WARM], &series[OPENINGS - 1]);
    assert!((last.descriptors, last.threads) <= (warm.descriptors, warm.threads), "{warm:?} and then {last:?}");
    let growth_mib = (last.resident_mib - warm.resident_mib) / (OPENINGS - WARM) as f64;
    assert!(growth_mib < GROWTH_MIB, "{growth_mib:.2} MiB an opening");
}

#[test]
#[ignore = "needs a screen: `cargo xtask hosts` gives it one"]
fn an_editor_takes_the_size_its_host_drags_it_to_and_keeps_it() {
    let mut studio = Studio::playing("org.twobus.limiter", 48_000, 512);
    let designed = studio.open_editor(root_window());
    let wanted = [designed[0] + 160, designed[1] + 90];
    studio.resize_editor(wanted);
    thread::sleep(Duration::from_millis(300));
    studio.close_editor();
    assert_eq!(studio.open_editor(root_window()), wanted);
    studio.close_editor();
}

/// What a process has.
#[derive(Debug)]
struct Remains {
    descriptors: usize,
    threads: usize,
    resident_mib: f64,
}

fn after_an_opening(studio: &mut Studio, parent: std::ffi::c_ulong) -> Remains {
    studio.open_editor(parent);
    // Some frames are painted.
    thread::sleep(Duration::from_millis(100));
    studio.close_editor();
    // The last threads of the window and the driver come to their end.
    thread::sleep(Duration::from_millis(100));
    let count = |folder: &str| fs::read_dir(folder).expect("Linux tells").count();
    Remains {
        descriptors: count("/proc/self/fd"),
        threads: count("/proc/self/task"),
        resident_mib: resident_mib(),
    }
}

fn resident_mib() -> f64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("it is there");
    let kib: f64 = line.split_whitespace().nth(1).and_then(|word| word.parse().ok()).expect("a number");
    kib / 1024.0
}

/// The screen itself, into which the editor moves.
fn root_window() -> std::ffi::c_ulong {
    let said = Command::new("xwininfo").arg("-root").output().expect("a screen, and xwininfo from x11-utils");
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let id = said.split("Window id: 0x").nth(1).and_then(|rest| rest.split_whitespace().next());
    std::ffi::c_ulong::from_str_radix(id.expect("DISPLAY names a screen"), 16).expect("an id")
}
