// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Several files at a time, with a bar each, or several of anything.

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
    let bars = MultiProgress::new();
    each(paths, |path| {
        let bar = Bar::beside(&format!("{doing} {}", path.display()), &bars);
        work(path, &|share| bar.at(share))
    })
}

/// Does something with everything, as many at a time as there are cores; the results keep the order.
pub fn each<I: Sync, T: Send>(items: &[I], work: impl Fn(&I) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let worker = || {
        while let Some((index, item)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|n| Some((n, items.get(n)?)))
        {
            let result = work(item);
            done.lock().expect("no holder panics").push((index, result));
        }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(worker))));
    let mut done = done.into_inner().expect("no holder panics");
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
