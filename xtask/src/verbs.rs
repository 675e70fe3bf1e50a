// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The list of verbs.

use anyhow::Result;

use crate::{bench, bundle, hosts, install, manual, new, rtsan, test, tidy};

/// One verb.
pub struct Verb {
    /// What is typed after `cargo xtask`.
    pub name: &'static str,
    /// What it does, in one line.
    pub help: &'static str,
    /// Does it.
    pub run: fn(&[String]) -> Result<()>,
}

/// Every verb, the most used first.
pub const ALL: &[Verb] = &[
    Verb { name: "test", help: "every test there is, after setting up what they need", run: |_| test::all() },
    Verb { name: "check", help: "the fast half: format, tidy, lints, unit tests", run: |_| test::fast() },
    Verb { name: "tidy", help: "the rules that no compiler knows", run: |_| tidy::run() },
    Verb { name: "bundle", help: "the plugin, as hosts want it: target/bundled", run: |_| bundle::run() },
    Verb { name: "install", help: "[--to FOLDER]: the plugin where hosts look for it", run: install::install },
    Verb {
        name: "hosts",
        help: "[desktop]: the bundled plugin in foreign hosts, against the command line",
        run: hosts::run,
    },
    Verb { name: "rtsan", help: "the sound path under RealtimeSanitizer", run: |_| rtsan::run() },
    Verb { name: "manual", help: "writes docs/manual from the code", run: |_| manual::write() },
    Verb {
        name: "bench",
        help: "[SONG.wav]: what whole processes take, beside ffmpeg",
        run: bench::whole_processes,
    },
    Verb { name: "new", help: "new <effect>: a new effect from a template", run: new::effect },
];

/// Prints the verbs, one line each.
pub fn list() {
    println!("usage: cargo xtask <verb>\n");
    for verb in ALL {
        println!("  {:<10} {}", verb.name, verb.help);
    }
}
