// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where records are: in folders that were dropped, where a project had them, or somewhere else by now.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use files::{folder, hash};
use library::{Neighbour, Whereabouts};

use super::desk::{Near, Nearest, Shared};
use crate::{
    SLOTS,
    shelf::{State, named_by},
};

/// So many near records are offered.
const NEAREST: usize = 4;

impl Shared {
    /// Puts files, and the sounds in folders, on the shelf and has them read.
    pub fn look(&self, paths: &[PathBuf]) {
        let found = folder::sounds(paths);
        let mut desk = self.desk();
        desk.said.extend(found.errors.iter().map(ToString::to_string));
        if found.files.is_empty() && found.errors.is_empty() {
            desk.say("There is no sound file in there; choose another folder.".to_owned());
        }
        let put = desk.change(|shelf| shelf.put(found.files));
        desk.said.extend(put.said);
        drop(desk);
        for ticket in put.tickets {
            self.ask(move |shared| shared.read(ticket));
        }
    }

    /// Has records read where they were, or where they are now.
    pub fn ask_for(&self, tickets: Vec<u64>) {
        for ticket in tickets {
            self.ask(move |shared| shared.find_and_read(ticket));
        }
    }

    /// Reads a record where it was, or where it is now.
    pub fn find_and_read(&self, ticket: u64) {
        let Some((path, hash, bytes)) = self.sought(ticket) else { return };
        match Some(path.clone()).filter(|path| path.is_file()).or_else(|| self.find(&hash, bytes)) {
            Some(path) => {
                self.move_to(ticket, path);
                self.read(ticket);
            }
            None => self.tell(ticket, missing(&path)),
        }
    }

    /// Takes a file for a record that is missing, if it is the same.
    pub fn relocate(&self, ticket: u64, path: &Path) {
        let Some((before, expected, _)) = self.sought(ticket) else { return };
        match hash::of_file(path) {
            Ok(hash) if hash == expected || expected.is_empty() => {
                self.move_to(ticket, path.to_owned());
                self.read(ticket);
            }
            Ok(_) => {
                let [new, old] = [path, &before].map(named_by);
                self.desk().say(format!("{new} is another sound than {old} and becomes a record of its own."));
                self.look(&[path.to_owned()]);
            }
            Err(error) => self.desk().say(error.to_string()),
        }
    }

    /// Looks for the records of the library that are nearest to the mix.
    pub fn look_for_nearest(&self) {
        let found = self.near();
        self.desk().nearest = found.unwrap_or_else(Nearest::Failed);
    }

    fn near(&self) -> Result<Nearest, String> {
        let heard = self.desk().heard.clone();
        let heard = heard.ok_or("Play the mix first: the nearest records are near to what was heard.")?;
        let library = self.library().ok_or("There is no library to look in.")?;
        let near = library.nearest(&heard.profile(), NEAREST + SLOTS).map_err(|error| error.to_string())?;
        let here: Vec<String> = self.desk().shelf.occupied().map(|(_, slot)| slot.hash.clone()).collect();
        let others = near.into_iter().filter(|near| !here.contains(&near.entry.hash));
        let near: Vec<Near> = others.filter_map(Near::new).take(NEAREST).collect();
        let nothing =
            "The library knows no other records; fill it with `twobus library add FOLDER`, or drop some here.";
        if near.is_empty() { Err(nothing.to_owned()) } else { Ok(Nearest::Found(near)) }
    }

    fn sought(&self, ticket: u64) -> Option<(PathBuf, String, u64)> {
        self.desk().shelf.find(ticket).map(|slot| (slot.path.clone(), slot.hash.clone(), slot.bytes))
    }

    fn move_to(&self, ticket: u64, path: PathBuf) {
        if let Some(slot) = self.desk().shelf.find(ticket) {
            slot.path = path;
        }
    }

    /// A file with this hash: where the library has noted it, or beside the other records.
    fn find(&self, hash: &str, bytes: u64) -> Option<PathBuf> {
        if hash.is_empty() {
            return None;
        }
        let noted = self.library().and_then(|library| library.whereabouts(hash).ok().flatten());
        match noted {
            Some(Whereabouts::There(path) | Whereabouts::Moved { to: path, .. }) => Some(path),
            _ => self.beside_the_others(hash, bytes),
        }
    }

    fn beside_the_others(&self, hash: &str, bytes: u64) -> Option<PathBuf> {
        let folders: BTreeSet<PathBuf> = {
            let desk = self.desk();
            desk.shelf.occupied().filter_map(|(_, slot)| slot.path.parent().map(Path::to_owned)).collect()
        };
        folder::same(&folders, bytes, hash)
    }
}

impl Near {
    fn new(near: Neighbour) -> Option<Self> {
        let places = &near.entry.places;
        let path = places.iter().find(|path| path.is_file()).or(places.first())?.clone();
        let why = near.why.into_iter().map(|reason| reason.text).collect();
        Some(Self { name: near.entry.name(), path, why })
    }
}

/// What is said of a file that is nowhere.
pub fn missing(path: &Path) -> State {
    State::Missing(format!("{} is not there any more; click to find it.", path.display()))
}
