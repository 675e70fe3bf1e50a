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
    on_cores(cores(), paths, doing, work)
}

/// Does something with everything, as many at a time as there are cores; the results keep the order.
pub fn each<I: Sync, T: Send>(items: &[I], work: impl Fn(&I) -> T + Sync) -> Vec<T> {
    each_on_cores(cores(), items, work)
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

fn on_cores<T: Send>(
    cores: usize,
    paths: &[PathBuf],
    doing: &str,
    work: impl Fn(&PathBuf, Progress<'_>) -> T + Sync,
) -> Vec<T> {
    let bars = MultiProgress::new();
    each_on_cores(cores, paths, |path| {
        let bar = Bar::beside(&format!("{doing} {}", path.display()), &bars);
        work(path, &|share| bar.at(share))
    })
}

fn each_on_cores<I: Sync, T: Send>(cores: usize, items: &[I], work: impl Fn(&I) -> T + Sync) -> Vec<T> {
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
    thread::scope(|scope| (0..cores.min(items.len())).for_each(|_| drop(scope.spawn(worker))));
    let mut done = done.into_inner().expect("no holder panics");
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use dsp::{Audio, signals};
    use files::{Depth, Overwrite, examine::examine, report::json, write_all};

    use super::*;
    use crate::reports;

    #[test]
    fn reports_are_the_same_whatever_the_number_of_threads() {
        let folder = tempfile::tempdir().unwrap();
        let paths: Vec<PathBuf> = (1..=5).map(|n| folder.path().join(format!("{n}.wav"))).collect();
        for (seed, path) in paths.iter().enumerate() {
            let channels = vec![signals::pink_noise(seed as u64, 0.9, 48_000)];
            write_all(path, &Audio { rate_hz: 48_000, channels }, Depth::Int16, Overwrite::Refused).unwrap();
        }
        let documents = |cores| {
            let examined = on_cores(cores, &paths, "measuring", |path, progress| examine(path, progress).unwrap());
            examined
                .into_iter()
                .map(|examined| json::document(&reports::report(examined, None)))
                .collect::<Vec<_>>()
        };
        let alone = documents(1);
        assert!([2, 3, 16].iter().all(|cores| documents(*cores) == alone));
    }
}
