// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What `twobus watch` does with a folder: waits for bounces that are complete, hears each once, remembers it.

mod inbox;
mod wake;

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::Result;
use files::{
    Overwrite, atomic,
    bounce_history::History,
    bounces::{self, Look},
    examine::{self, Examined},
    hash,
    report::{Report, Since, course},
};
use measure::Target;

use crate::{
    changes, day,
    exit_code::ExitCode,
    progress::Bar,
    reports,
    terminal::{complain, faint, print},
    verdict,
};
use inbox::Inbox;

pub use wake::Wake;

/// What the folder is to be watched for.
pub struct Orders {
    /// The folder.
    pub folder: PathBuf,
    /// Where the songs go.
    pub target: Option<Target>,
    /// The song's name, if all bounces are of one.
    pub song: Option<String>,
    /// A file that has not changed for so long may be complete.
    pub settle: Duration,
    /// Whether to leave when all is heard.
    pub once: bool,
}

/// A folder that is being watched.
pub struct Watcher {
    orders: Orders,
    history: History,
    inbox: Inbox,
    code: ExitCode,
}

/// How long a folder rests between two looks while a file in it grows.
const TICK: Duration = Duration::from_millis(250);

impl Watcher {
    /// A watcher that knows what was heard before.
    pub fn new(orders: Orders) -> Result<Self> {
        let history = History::read(&orders.folder)?;
        if history.unread > 0 {
            let (path, count) = (history.path(), history.unread);
            let lines = if count == 1 { "1 line".to_owned() } else { format!("{count} lines") };
            complain(&format!(
                "{lines} of {} cannot be read and are passed over; they stay in the file",
                path.display()
            ));
        }
        let inbox = Inbox::new(orders.settle);
        Ok(Self { orders, history, inbox, code: ExitCode::Fine })
    }

    /// Hears what is there and what comes, for ever or until all is heard.
    pub fn run(mut self, wake: &Wake) -> Result<ExitCode> {
        loop {
            self.inbox.take_in(&bounces::list(&self.orders.folder)?, Instant::now());
            for look in self.inbox.settled(Instant::now()) {
                self.attend(&look);
            }
            match (self.inbox.is_empty(), self.orders.once) {
                (true, true) => break,
                (true, false) => wake.wait(),
                (false, _) => wake.wait_at_most(TICK.min(self.orders.settle)),
            }
        }
        // Also without a new bounce: the page may have been deleted, or be an older version's.
        self.write_page();
        Ok(self.code)
    }

    /// Hears a file that has settled; what goes wrong is one sentence, and the others go on.
    fn attend(&mut self, look: &Look) {
        let is_patient = self.inbox.is_patient(look, Instant::now());
        match self.hear(look, is_patient) {
            Ok(Heard::Done) => self.inbox.close(look),
            Ok(Heard::Unfinished) if self.orders.once => {
                let path = look.path.display();
                complain(&format!("{path} is still being written; it is left for the next time"));
                self.inbox.close(look);
            }
            Ok(Heard::Unfinished) => self.inbox.postpone(look),
            Err(error) => {
                let path = look.path.display();
                let gone = || format!("{path} was deleted before it was heard to its end; the others go on");
                complain(&if look.path.exists() { error.to_string() } else { gone() });
                self.code = ExitCode::CouldNot;
                self.inbox.close(look);
            }
        }
    }

    fn hear(&mut self, look: &Look, is_patient: bool) -> files::Result<Heard> {
        if !is_patient && bounces::announces_more(look)? {
            return Ok(Heard::Unfinished);
        }
        if self.history.knows(&hash::of_file(&look.path)?) {
            return Ok(Heard::Done);
        }
        let bar = Bar::new(&format!("measuring {}", look.path.display()));
        let examined = examine::examine(&look.path, &|share| bar.at(share));
        drop(bar);
        // Somebody wrote on while it was read: what was heard is no bounce.
        let is_other = bounces::look(&look.path).is_some_and(|now| now != *look);
        let is_cut = match &examined {
            Ok(examined) => examined.faults.iter().any(|fault| fault.id == "truncated"),
            Err(_) => look.path.exists(),
        };
        if is_other || (is_cut && !is_patient) {
            return Ok(Heard::Unfinished);
        }
        self.remember(look, examined?);
        Ok(Heard::Done)
    }

    fn remember(&mut self, look: &Look, examined: Examined) {
        let song = self.orders.song.clone().unwrap_or_else(|| self.history.song_of(&look.path));
        let mut report = reports::report(examined, self.orders.target.clone());
        report.since = self.history.last_of(&song).map(|before| Since::of(&before.kept, &report));
        self.code = self.code.max(code(&report));
        if let Err(error) = self.history.add(&song, &day::moment(look.changed), &report) {
            complain(&error.to_string());
            self.code = ExitCode::CouldNot;
        }
        self.write_page();
        tell(&song, &report);
    }

    fn write_page(&mut self) {
        if self.history.entries.is_empty() {
            return;
        }
        let page = course::Course {
            entries: &self.history.entries,
            target: self.orders.target.as_ref(),
            version: env!("CARGO_PKG_VERSION"),
        };
        let path = self.orders.folder.join(course::FILE);
        if let Err(error) = atomic::write(&path, course::document(&page).as_bytes(), Overwrite::Allowed) {
            complain(&error.to_string());
            self.code = ExitCode::CouldNot;
        }
    }
}

/// What became of a file.
enum Heard {
    /// It is in the history.
    Done,
    /// Somebody is still writing it.
    Unfinished,
}

/// The first bounce of a song counts its faults, the next ones what is new or worse.
fn code(report: &Report) -> ExitCode {
    match &report.since {
        Some(since) if since.changes.regressed() => ExitCode::FaultsFound,
        Some(_) => ExitCode::Fine,
        None => ExitCode::from_faults(&report.faults),
    }
}

/// A few lines: the verdict, and what changed.
fn tell(song: &str, report: &Report) {
    let mut text = verdict::headline(report).trim_end().to_owned() + "\n";
    text += &match &report.since {
        Some(since) => changes::text(since),
        None => format!("  {}\n", faint(&format!("the first bounce of {song}"))),
    };
    print(&(text + "\n"));
}
