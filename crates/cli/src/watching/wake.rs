// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Sleeps until something happens in a folder, without asking again and again.

use std::{
    path::Path,
    sync::mpsc::{self, Receiver, Sender},
    time::Duration,
};

use notify::{
    Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher,
    event::{AccessKind, AccessMode},
};

use crate::terminal::complain;

/// How often one looks where the system sends no word.
const FALLBACK: Duration = Duration::from_secs(2);

/// Wakes when a file in a folder was written, renamed or removed.
pub struct Wake {
    news: Receiver<()>,
    /// Keeps the channel open while nobody watches.
    _keep: Sender<()>,
    _watcher: Option<RecommendedWatcher>,
    /// Wakes this often in any case.
    poll: Option<Duration>,
}

impl Wake {
    /// Wakes by word of the system, or every `poll`; also where the system cannot watch the folder.
    pub fn on(folder: &Path, poll: Option<Duration>) -> Self {
        let (tell, news) = mpsc::channel();
        let watcher = if poll.is_some() { None } else { watched(folder, tell.clone()) };
        let poll = poll.or(watcher.is_none().then_some(FALLBACK));
        Self { news, _keep: tell, _watcher: watcher, poll }
    }

    /// Waits for news.
    pub fn wait(&self) {
        match self.poll {
            Some(poll) => self.wait_at_most(poll),
            None => drop(self.news.recv()),
        }
        self.forget();
    }

    /// Rests for so long; news that come meanwhile are part of what is seen next.
    pub fn wait_at_most(&self, rest: Duration) {
        std::thread::sleep(rest);
        self.forget();
    }

    /// All news so far are answered by one look.
    fn forget(&self) {
        while self.news.try_recv().is_ok() {}
    }
}

fn watched(folder: &Path, tell: Sender<()>) -> Option<RecommendedWatcher> {
    let hear = move |event: notify::Result<Event>| {
        if event.map_or(true, |event| is_news(event.kind)) {
            // Nobody listens only when the program ends.
            let _ = tell.send(());
        }
    };
    let watcher = notify::recommended_watcher(hear)
        .and_then(|mut watcher| watcher.watch(folder, RecursiveMode::NonRecursive).map(|()| watcher));
    let explain = |error: &notify::Error| {
        let path = folder.display();
        complain(&format!("the system does not watch {path} ({error}); Twobus looks there every 2 s instead"));
    };
    watcher.inspect_err(explain).ok()
}

/// Reading is no news, and looking into the folder is reading: it would wake itself for ever.
fn is_news(kind: EventKind) -> bool {
    !matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write))
}
