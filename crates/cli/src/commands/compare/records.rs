// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The records of a comparison: those that are named, or the nearest ones of the library.

use std::{path::PathBuf, slice};

use anyhow::{Context, Result, ensure};
use clap::{Arg, ArgMatches, value_parser};
use files::{
    Record,
    compare::{record_loop, record_side},
    folder,
    record::{Heard, hear},
};
use library::Library;
use measure::{Span, compare::Side};

use super::asked::Asked;
use crate::{exit_code::ExitCode, parallel::side_by_side, terminal};

/// So many are taken from the library where none is named.
const NEAREST: usize = 4;

/// A record that was heard now, or that the library knows.
pub enum Known {
    /// Heard now.
    Heard(Box<Heard>),
    /// From the library.
    Kept(Box<Record>),
}

/// The flags that name records.
pub fn flags() -> [Arg; 3] {
    [
        Arg::new("REF")
            .value_name("REF")
            .num_args(1..)
            .value_parser(value_parser!(PathBuf))
            .help("finished records, or folders of them [the four nearest of the library]"),
        Arg::new("weights")
            .long("weights")
            .value_name("1,0.5,…")
            .value_delimiter(',')
            .value_parser(value_parser!(f64))
            .help("how much each record counts, in their order [1]"),
        Arg::new("library")
            .long("library")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help("the library's file, ending in .sqlite [in your data folder]"),
    ]
}

impl Known {
    /// What is known about it.
    pub fn record(&self) -> &Record {
        match self {
            Self::Heard(heard) => &heard.record,
            Self::Kept(record) => record,
        }
    }

    /// Its side of the comparison.
    pub fn side(&self, mix: &Side, asked: &Asked) -> Side {
        match (self, asked.record_loop) {
            (Self::Heard(heard), Some(span)) => record_loop(heard, span),
            _ => record_side(self.record(), mix, asked.part),
        }
    }
}

/// The records, and what the shell is told about those that could not be read.
pub fn find(mix: &Heard, own_loop: Option<Span>, arguments: &ArgMatches) -> Result<(Vec<Known>, ExitCode)> {
    let library = open(arguments)?;
    if arguments.get_many::<PathBuf>("REF").is_none() {
        return Ok((nearest(library.as_ref(), mix, NEAREST)?, ExitCode::Fine));
    }
    let paths = named(arguments)?;
    // A loop is not in the library: it is heard again.
    let library = library.filter(|_| own_loop.is_none());
    let (known, code) = known_or_heard(&paths, library.as_ref());
    ensure!(!known.is_empty(), "none of the records could be read; name others");
    Ok((known, code))
}

/// The library, if there is one.
pub fn open(arguments: &ArgMatches) -> Result<Option<Library>> {
    let named = arguments.get_one::<PathBuf>("library");
    let path = named.cloned().map_or_else(Library::usual_path, Ok)?;
    if named.is_none() && !path.exists() {
        return Ok(None);
    }
    let (library, notices) = Library::open(&path)?;
    for notice in &notices {
        terminal::complain(&notice.to_string());
    }
    Ok(Some(library))
}

/// The library's records that are nearest to a mix, the mix itself left out.
pub fn nearest(library: Option<&Library>, mix: &Heard, count: usize) -> Result<Vec<Known>> {
    let nothing = "name a record to compare with, or fill a library with `twobus library add FOLDER`";
    let library = library.context(nothing)?;
    let mut near = library.nearest(&mix.record.profile, count + 1)?;
    // A mix that is in the library itself is not its own reference.
    near.retain(|near| near.entry.hash != mix.record.input.blake3);
    near.truncate(count);
    ensure!(!near.is_empty(), "{nothing}");
    let records = near.iter().filter_map(|near| library.record(&near.entry.hash).transpose());
    Ok(records.map(|record| record.map(|record| Known::Kept(Box::new(record)))).collect::<library::Result<_>>()?)
}

/// The files that are named, and those in folders that are named.
pub fn named(arguments: &ArgMatches) -> Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for path in arguments.get_many::<PathBuf>("REF").into_iter().flatten() {
        let mut found = folder::sounds(slice::from_ref(path));
        if let Some(error) = found.errors.pop() {
            return Err(error.into());
        }
        ensure!(!found.files.is_empty(), "there is no sound file in {}; name another folder", path.display());
        all.extend(found.files);
    }
    Ok(all)
}

/// Each record as the library knows it, or heard now; what cannot be read is said.
pub fn known_or_heard(paths: &[PathBuf], library: Option<&Library>) -> (Vec<Known>, ExitCode) {
    let kept = |path: &PathBuf| library.and_then(|library| library.record_at(path).ok().flatten());
    let kept: Vec<Option<Record>> = paths.iter().map(kept).collect();
    let missing = paths.iter().zip(&kept).filter(|(_, kept)| kept.is_none());
    let missing: Vec<PathBuf> = missing.map(|(path, _)| path.clone()).collect();
    let mut heard = side_by_side(&missing, "hearing", |path, progress| hear(path, progress)).into_iter();
    let next = |kept: Option<Record>| match kept {
        Some(record) => Some(Ok(Known::Kept(Box::new(record)))),
        None => heard.next().map(|heard| heard.map(|heard| Known::Heard(Box::new(heard)))),
    };
    let (known, errors): (Vec<_>, Vec<_>) = kept.into_iter().filter_map(next).partition(Result::is_ok);
    errors
        .iter()
        .filter_map(|error| error.as_ref().err())
        .for_each(|error| terminal::complain(&error.to_string()));
    let code = if errors.is_empty() { ExitCode::Fine } else { ExitCode::CouldNot };
    (known.into_iter().flatten().collect(), code)
}

/// The sides with the weights that the flag gives.
pub fn weighed(mut sides: Vec<Side>, arguments: &ArgMatches) -> Result<Vec<Side>> {
    let Some(weights) = arguments.get_many::<f64>("weights") else { return Ok(sides) };
    let weights: Vec<f64> = weights.copied().collect();
    ensure!(
        weights.len() == sides.len() && weights.iter().all(|weight| weight.is_finite() && *weight >= 0.0),
        "--weights takes one number from 0 up for each of the {} records",
        sides.len()
    );
    for (side, weight) in sides.iter_mut().zip(weights) {
        side.weight = weight;
    }
    Ok(sides)
}
