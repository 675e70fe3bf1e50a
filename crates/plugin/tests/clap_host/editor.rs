// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What an editor leaves behind when it is closed. It needs a screen, and counts what the whole
//! process has, so it runs alone: `cargo xtask hosts`.

use std::{fs, process::Command, thread, time::Duration};

use crate::studio::Studio;

const OPENINGS: usize = 100;
/// After these openings whatever is made once has been made: fonts, the driver's own threads' heaps.
const WARM: usize = 40;
/// Half of what one surface of 960 by 540 pixels takes: less than any buffer that is forgotten.
const GROWTH_MIB: f64 = 1.0;

#[test]
#[ignore = "needs a screen: `cargo xtask hosts` gives it one"]
fn a_hundred_editors_leave_no_descriptor_no_thread_and_no_memory() {
    let root = root_window();
    let mut studio = Studio::playing("org.twobus.limiter", 48_000, 512);
    let series: Vec<Remains> = (0..OPENINGS).map(|_| after_an_opening(&mut studio, root)).collect();
    for (opening, remains) in (1..).zip(&series).filter(|(opening, _)| opening % 10 == 0 || *opening == 1) {
        eprintln!("after {opening}: {remains:?}");
    }
    let (first, last) = (&series[0], &series[OPENINGS - 1]);
    assert_eq!((last.descriptors, last.threads), (first.descriptors, first.threads));
    let growth = last.resident_mib - series[WARM].resident_mib;
    assert!(growth < GROWTH_MIB * (OPENINGS - WARM) as f64 / 10.0, "{growth:.1} MiB in the last sixty openings");
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
