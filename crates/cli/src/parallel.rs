// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Several files at a time, with a bar each.

use std::{
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use files::examine::Progress;
use indicatif::MultiProgress;

use crate::progress::Bar;

/// Does something with every file, as many at a time as there are cores; the results keep the order.
pub fn side_by_side<T: Send>(
    paths: &[PathBuf],
    doing: &str,
    work: impl Fn(&PathBuf, Progress<'_>) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let bars = MultiProgress::new();
    let worker = || {
        while let Some((index, path)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|n| Some((n, paths.get(n)?)))
        {
            let bar = Bar::beside(&format!("{doing} {}", path.display()), &bars);
            let result = work(path, &|share| bar.at(share));
            done.lock().expect("no holder panics").push((index, result));
        }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from).min(paths.len());
    thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(worker))));
    let mut done = done.into_inner().expect("no holder panics");
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
