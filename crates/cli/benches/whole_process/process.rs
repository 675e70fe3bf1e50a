// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Runs whole processes and asks the kernel what they took.

use std::{
    ffi::OsString,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use wait4::Wait4;

/// A command line that can be run again and again.
#[derive(Clone)]
pub struct Program {
    words: Vec<OsString>,
}

/// What one run took, or the middle of several.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Processor time of all threads, in user space and in the kernel.
    pub cpu: Duration,
    /// Time on the wall.
    pub wall: Duration,
    /// The most memory at a time, MiB.
    pub peak_mib: f64,
}

impl Program {
    /// A program and its arguments.
    pub fn new<W: Into<OsString>>(words: impl IntoIterator<Item = W>) -> Self {
        Self { words: words.into_iter().map(Into::into).collect() }
    }

    /// Runs it once. An exit code that is not zero is no failure: `twobus` tells faults that way.
    pub fn run(&self) -> Result<Cost> {
        let name = self.words[0].display();
        let start = Instant::now();
        let child = Command::new(&self.words[0])
            .args(&self.words[1..])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{name} cannot be started"))?;
        let used = child.wait4().with_context(|| format!("{name} was lost"))?;
        let wall = start.elapsed();
        anyhow::ensure!(used.status.code().is_some_and(|code| code <= 1), "{name} failed: {}", used.status);
        let cpu = used.rusage.utime + used.rusage.stime;
        Ok(Cost { cpu, wall, peak_mib: used.rusage.maxrss as f64 / 1024.0 / 1024.0 })
    }
}

/// Runs each in turn, `rounds` times over, so that whatever else the machine does meets all alike.
pub fn in_turn(programs: &[Program], rounds: usize) -> Result<Vec<Vec<Cost>>> {
    programs.iter().try_for_each(|program| program.run().map(drop))?;
    let mut costs = vec![Vec::new(); programs.len()];
    for _ in 0..rounds {
        for (program, costs) in programs.iter().zip(&mut costs) {
            costs.push(program.run()?);
        }
    }
    Ok(costs)
}

/// The middle of the times, and the most memory.
pub fn median(costs: &[Cost]) -> Cost {
    let middle = |time: fn(&Cost) -> Duration| {
        let mut times: Vec<Duration> = costs.iter().map(time).collect();
        times.sort();
        times[times.len() / 2]
    };
    let peak_mib = costs.iter().fold(0.0_f64, |most, cost| most.max(cost.peak_mib));
    Cost { cpu: middle(|cost| cost.cpu), wall: middle(|cost| cost.wall), peak_mib }
}

/// The middle of the ratios of processor time, pair by pair.
pub fn median_ratio(ours: &[Cost], theirs: &[Cost]) -> f64 {
    let ratio = |(ours, theirs): (&Cost, &Cost)| ours.cpu.as_secs_f64() / theirs.cpu.as_secs_f64();
    let mut ratios: Vec<f64> = ours.iter().zip(theirs).map(ratio).collect();
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}
