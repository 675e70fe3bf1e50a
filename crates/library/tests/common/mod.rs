// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Records made by hand, and files that stand for songs.

#![allow(dead_code, reason = "every test file uses its own part of this")]
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use dsp::{math, signals::Dice};
use files::{Error, Record, hash};
use library::{Library, Summary};
use measure::{
    Course, Measured, Portrait, Profile,
    profile::{BandPortrait, Section, Stereo, ZonePortrait},
};
use tempfile::TempDir;

/// How many zones there are.
const ZONES: usize = 7;

/// A record like no other, the same for the same seed: pink, tilted, and uneven as music is.
pub fn record(seed: u64) -> Record {
    let mut dice = Dice::new(seed + 1);
    let portrait = portrait(&mut dice);
    let section = Section { letter: 'A', portrait: portrait.clone(), ..Section::default() };
    let profile = Profile {
        seconds: 200.0,
        integrated_lufs: Some(-12.0 + 4.0 * dice.bipolar()),
        range_lu: Some(7.0 + 4.0 * dice.bipolar()),
        whole: portrait,
        sections: vec![section],
        loudest: Some(0),
        ..Profile::default()
    };
    let mut record = Record { profile, ..Record::default() };
    record.input.blake3 = format!("{seed:064x}");
    record.input.path = format!("/records/{seed}.wav");
    record
}

/// The same with as many sections and as fine a course as four minutes of music have.
pub fn whole_record(seed: u64) -> Record {
    let mut record = record(seed);
    let mut dice = Dice::new(seed + 1);
    let section = |_| Section { letter: 'A', portrait: portrait(&mut dice), ..Section::default() };
    record.profile.sections = (0..8).map(section).collect();
    let course = vec![-14.5_f32; 2400];
    let course =
        Course { momentary_lufs: course.clone(), short_term_lufs: course.clone(), true_peak_dbtp: course };
    record.measured = Measured { integrated_lufs: Some(-12.0), course, ..Measured::default() };
    record.input.wave.columns = vec![[-0.5, 0.5]; 900];
    record
}

fn portrait(dice: &mut Dice) -> Portrait {
    let tilt_db = 0.7 * dice.bipolar();
    let mut bands = Vec::new();
    for k in -16..=13 {
        let level_db = -30.0 + tilt_db * f64::from(k) + 4.0 * dice.bipolar();
        let centre_hz = 1000.0 * math::exp2(f64::from(k) / 3.0);
        bands.push(BandPortrait { centre_hz, level_db, percentiles_db: [level_db; 3], ..BandPortrait::default() });
    }
    let zones = [(); ZONES].map(|()| zone(dice));
    Portrait { lufs: Some(-10.0), mid_level_db: Some(-30.0), bands, zones, ..Portrait::default() }
}

fn zone(dice: &mut Dice) -> ZonePortrait {
    let stereo = Stereo { width_db: Some(-10.0 + 6.0 * dice.bipolar()), ..Stereo::default() };
    ZonePortrait {
        level_db: -25.0,
        crest_db: Some(12.0 + 3.0 * dice.bipolar()),
        punch_db: Some(10.0 + 4.0 * dice.bipolar()),
        onsets_per_s: 3.0 + 2.0 * dice.bipolar(),
        stereo,
        ..ZonePortrait::default()
    }
}

/// The same record, louder or quieter.
pub fn turned(mut record: Record, gain_db: f64) -> Record {
    let profile = &mut record.profile;
    profile.integrated_lufs = profile.integrated_lufs.map(|lufs| lufs + gain_db);
    let sections = profile.sections.iter_mut().map(|section| &mut section.portrait);
    for portrait in sections.chain([&mut profile.whole]) {
        portrait.lufs = portrait.lufs.map(|lufs| lufs + gain_db);
        portrait.mid_level_db = portrait.mid_level_db.map(|db| db + gain_db);
        portrait.bands.iter_mut().for_each(|band| band.level_db += gain_db);
        portrait.zones.iter_mut().for_each(|zone| zone.level_db += gain_db);
    }
    record
}

/// A folder with songs, and a library beside it.
pub struct Desk {
    folder: TempDir,
}

impl Desk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("songs")).unwrap();
        Self { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(name)
    }

    pub fn songs(&self) -> PathBuf {
        self.path("songs")
    }

    /// Writes a file that stands for a song: its text is the seed of its record.
    pub fn song(&self, name: &str, seed: u64) -> PathBuf {
        let path = self.songs().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, seed.to_string()).unwrap();
        path
    }

    pub fn library_path(&self) -> PathBuf {
        self.path("library.sqlite")
    }

    pub fn library(&self) -> Library {
        let (library, notices) = Library::open(&self.library_path()).unwrap();
        assert_eq!(notices, []);
        library
    }

    pub fn add(&self) -> Summary {
        add(&self.library(), &self.songs())
    }
}

pub fn add(library: &Library, folder: &Path) -> Summary {
    library.add(&[folder.to_owned()], &hear, &|_| {}).unwrap()
}

/// Hears a file that stands for a song.
pub fn hear(path: &Path, tell: files::examine::Progress<'_>) -> files::Result<Record> {
    tell(0.5);
    let text = fs::read_to_string(path).unwrap();
    let seed = text.parse().map_err(|_| Error::NotSound { path: path.to_owned() })?;
    let mut record = record(seed);
    record.input.blake3 = hash::of_file(path)?;
    record.input.path = path.display().to_string();
    Ok(record)
}

/// Summaries with nothing but these numbers.
pub fn counted(added: usize, known: usize) -> Summary {
    Summary { added, known, ..Summary::default() }
}

/// The names of all files in a folder, sorted.
pub fn names(library: &Library) -> Vec<String> {
    let places = library.list().unwrap().into_iter().flat_map(|entry| entry.places);
    let mut names: Vec<String> =
        places.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    names
}
