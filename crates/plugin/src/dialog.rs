// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The system's own file dialog, on a thread of its own: the host never waits for it.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{Receiver, TryRecvError, channel},
    },
    thread,
};

use rfd::FileDialog;

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// New records.
    Records,
    /// Where the record of a slot is now.
    Record(usize),
}

/// A dialog that may be open.
#[derive(Default)]
pub struct Dialog {
    open: Option<(Wanted, Receiver<Vec<PathBuf>>)>,
}

/// Asks a person for files; nothing if none was chosen.
type Ask = Arc<dyn Fn(Wanted) -> Vec<PathBuf> + Send + Sync>;

impl Dialog {
    /// Opens it, unless one is open.
    pub fn ask(&mut self, wanted: Wanted) {
        self.ask_by(wanted, &(Arc::new(system) as Ask));
    }

    fn ask_by(&mut self, wanted: Wanted, ask: &Ask) {
        if self.open.is_some() {
            return;
        }
        let (answer, receiver) = channel();
        let ask = ask.clone();
        let spawned = thread::Builder::new().name("twobus files".into()).spawn(move || {
            // A window that was closed meanwhile wants no answer.
            let _ = answer.send(ask(wanted));
        });
        self.open = spawned.is_ok().then_some((wanted, receiver));
    }

    /// Whether a dialog is open.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// What was chosen since this was last asked; it may be nothing.
    pub fn answer(&mut self) -> Option<(Wanted, Vec<PathBuf>)> {
        let (wanted, receiver) = self.open.as_ref()?;
        let answer = match receiver.try_recv() {
            Ok(files) => (*wanted, files),
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => (*wanted, Vec::new()),
        };
        self.open = None;
        Some(answer)
    }
}

fn system(wanted: Wanted) -> Vec<PathBuf> {
    let dialog = FileDialog::new().add_filter("Sound", &files::folder::ENDINGS).add_filter("All files", &["*"]);
    match wanted {
        Wanted::Records => dialog.set_title("Records to compare with").pick_files().unwrap_or_default(),
        Wanted::Record(_) => dialog.set_title("Where is this record?").pick_file().into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn nobody_waits_for_an_open_dialog_and_a_second_one_is_not_opened() {
        let closed = Arc::new(Barrier::new(2));
        let chosen = closed.clone();
        let person: Ask = Arc::new(move |_| {
            chosen.wait();
            vec![PathBuf::from("song.flac")]
        });
        let mut dialog = Dialog::default();
        dialog.ask_by(Wanted::Records, &person);
        dialog.ask_by(Wanted::Record(3), &person);
        assert!(dialog.is_open() && dialog.answer().is_none());
        closed.wait();
        let answer = std::iter::repeat_with(|| dialog.answer()).find_map(|answer| answer);
        assert_eq!(answer, Some((Wanted::Records, vec![PathBuf::from("song.flac")])));
        assert!(!dialog.is_open());
    }

    #[test]
    fn a_dialog_that_breaks_is_one_in_which_nothing_was_chosen() {
        let mut dialog = Dialog::default();
        dialog.ask_by(Wanted::Record(2), &(Arc::new(|_| -> Vec<PathBuf> { panic!("no display") }) as Ask));
        let answer = std::iter::repeat_with(|| dialog.answer()).find_map(|answer| answer);
        assert_eq!(answer, Some((Wanted::Record(2), Vec::new())));
    }
}
