// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How a master was made, beside the master: enough to make it again, bit for bit.
//!
//! ```toml
//! receipt = 1
//! twobus = "0.1.0"
//! destination = "spotify"
//!
//! [input]
//! file = "../mix.wav"
//! blake3 = "…"
//!
//! [output]
//! file = "mix.spotify.wav"
//! blake3 = "…"
//! rate_hz = 48000
//! bits = 24
//!
//! [premaster]
//! file = "mix.premaster.wav"
//! blake3 = "…"
//!
//! [measured]
//! integrated_lufs = -14.0
//! ```
//! `[premaster]` is there only if the mix was kept beside the master ([`crate::premaster`]).
//! Below stands the chain as a [`Preset`], so that a receipt is a chain as well. Nothing in it depends
//! on when or where it was written.

use std::{
    collections::BTreeMap,
    fs,
    path::{Component, Path, PathBuf},
};

use measure::metrics::{self, Metric};
use rack::{Preset, render};
use serde::{Deserialize, Serialize};

use crate::{
    atomic::{self, Overwrite},
    encode::{self, Depth},
    error::{Error, Result},
    examine::{self, Progress},
    hash,
    premaster::Premaster,
    report::Master,
    resample,
    tags::Tags,
};

/// The version of the format.
pub const RECEIPT: i64 = 1;

/// How a master was made.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// Everything but the chain.
    pub facts: Facts,
    /// The chain, its knobs where they stood.
    pub chain: Preset,
}

/// What a receipt says besides the chain.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The version of the format.
    pub receipt: i64,
    /// The version of Twobus that made it.
    pub twobus: String,
    /// The id of the destination.
    pub destination: String,
    /// The mix.
    pub input: Input,
    /// The master.
    pub output: Output,
    /// The mix once more, as it was kept beside the master, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premaster: Option<Input>,
    /// The master's numbers, by the names of [`metrics::ALL`].
    #[serde(default)]
    pub measured: BTreeMap<String, f64>,
}

/// The mix.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Its file, from the folder of the receipt.
    pub file: String,
    /// The BLAKE3 hash of its bytes.
    pub blake3: String,
}

/// The master.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// Its file, from the folder of the receipt.
    pub file: String,
    /// The BLAKE3 hash of its bytes.
    pub blake3: String,
    /// Frames per second.
    pub rate_hz: u32,
    /// Bits of a sample; 32 is floating point.
    pub bits: u32,
}

/// What became of making a master again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redone {
    /// Where it lies now.
    pub path: PathBuf,
    /// Whether it was made of the premaster, because the mix is gone or another one.
    pub of_premaster: bool,
    /// Whether its bytes are those of the first time.
    pub same: bool,
}

/// The receipt's name beside a master: `mix.spotify.wav` has `mix.spotify.toml`.
pub fn path_of(master: &Path) -> PathBuf {
    master.with_extension("toml")
}

impl Receipt {
    /// What is known once a master was made of a mix, which has a file and a hash, with words and at a rate.
    pub fn of(master: &Master, mix: (&Path, &str), (depth, rate_hz): (Depth, u32)) -> Self {
        let path = Path::new(&master.path);
        let (file, blake3) = mix;
        let number = |metric: &Metric| Some((metric.id.to_owned(), (metric.value)(&master.measured)?));
        let facts = Facts {
            receipt: RECEIPT,
            twobus: env!("CARGO_PKG_VERSION").to_owned(),
            destination: master.target.id.clone(),
            input: Input { file: relative(file, path), blake3: blake3.to_owned() },
            output: Output {
                file: path.file_name().unwrap_or_default().display().to_string(),
                blake3: master.blake3.clone(),
                rate_hz,
                bits: depth.bits(),
            },
            premaster: None,
            measured: metrics::ALL.iter().filter_map(number).collect(),
        };
        Self { facts, chain: master.preset.clone() }
    }

    /// The same, naming the premaster that lies beside the master at `master`.
    pub fn with_premaster(mut self, premaster: &Premaster, master: &Path) -> Self {
        let file = relative(&premaster.path, master);
        self.facts.premaster = Some(Input { file, blake3: premaster.blake3.clone() });
        self
    }

    /// Reads a receipt, and says which parts of its chain this version does not know.
    ///
    /// # Errors
    /// The file cannot be read or is no receipt.
    pub fn read(path: &Path) -> Result<(Self, Vec<String>)> {
        let text = fs::read_to_string(path).map_err(|reason| Error::reading(path, reason))?;
        let wrong = |what: String| Error::Receipt { path: path.to_owned(), what };
        let facts: Facts = toml::from_str(&text).map_err(|error| wrong(error.message().to_owned()))?;
        if facts.receipt > RECEIPT {
            return Err(wrong(format!("it is of kind {}, this version reads up to {RECEIPT}", facts.receipt)));
        }
        let (chain, unknown) = Preset::from_text(&text).map_err(|error| wrong(error.to_string()))?;
        Ok((Self { facts, chain }, unknown))
    }

    /// The text that is written.
    pub fn to_text(&self) -> String {
        let facts = toml::to_string(&self.facts).unwrap_or_default();
        let chain = self.chain.to_text();
        let (schema, effects) = chain.split_once('\n').unwrap_or((&chain, ""));
        format!(
            "# How this master was made: `twobus redo` makes it again, `twobus diff` compares two.\n\
             {schema}\n{facts}{effects}"
        )
    }

    /// Writes it beside its master.
    ///
    /// # Errors
    /// The name is taken or the folder cannot be written.
    pub fn write(&self, path: &Path, overwrite: Overwrite) -> Result<()> {
        atomic::write(path, self.to_text().as_bytes(), overwrite)
    }

    /// Makes the master again from the receipt at `receipt`, as a new file at `path`.
    ///
    /// # Errors
    /// The mix and its premaster are gone or others, or the file cannot be written.
    pub fn redo(&self, receipt: &Path, path: &Path, progress: Progress<'_>) -> Result<Redone> {
        let from = self.source(folder_of(receipt))?;
        let (_, audio) = examine::examine_and_keep(&from, &|share| progress(0.3 * share))?;
        let audio = resample::resample(&audio, self.facts.output.rate_hz)?;
        let rendered = render(&self.chain, &audio);
        progress(0.9);
        let tags = Tags::read(&from)?;
        encode::write_tagged(path, &rendered.audio, self.depth(), Overwrite::Refused, tags.as_ref())?;
        let same = hash::of_file(path)? == self.facts.output.blake3;
        let of_premaster = from != folder_of(receipt).join(&self.facts.input.file);
        Ok(Redone { path: path.to_owned(), of_premaster, same })
    }

    /// The mix, or what was kept of it where it is gone or another one.
    fn source(&self, folder: &Path) -> Result<PathBuf> {
        let mix = folder.join(&self.facts.input.file);
        let found = hash::of_file(&mix);
        if found.as_ref().is_ok_and(|blake3| *blake3 == self.facts.input.blake3) {
            return Ok(mix);
        }
        let kept = self.facts.premaster.as_ref().map(|kept| (folder.join(&kept.file), &kept.blake3));
        match kept.filter(|(path, blake3)| hash::of_file(path).is_ok_and(|found| found == **blake3)) {
            Some((path, _)) => Ok(path),
            None => found.and(Err(Error::OtherMix { path: mix })),
        }
    }

    fn depth(&self) -> Depth {
        match self.facts.output.bits {
            16 => Depth::Int16,
            24 => Depth::Int24,
            _ => Depth::Float32,
        }
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

/// The way from the folder of `from` to `file`, with forward slashes; the whole path where there is none.
fn relative(file: &Path, from: &Path) -> String {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (file, folder) = (whole(file), whole(folder_of(from)));
    let [file_parts, folder_parts] = [&file, &folder].map(|path| path.components().collect::<Vec<_>>());
    let common = file_parts.iter().zip(&folder_parts).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return file.display().to_string();
    }
    let up = folder_parts[common..].iter().map(|_| "..".to_owned());
    let down = file_parts[common..].iter().map(|part: &Component<'_>| part.as_os_str().display().to_string());
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_the_mix_is_told_from_the_folder_of_the_receipt() {
        for (file, from, way) in [
            ("/songs/mix.wav", "/songs/masters/mix.club.wav", "../mix.wav"),
            ("/songs/masters/mix.wav", "/songs/masters/mix.club.wav", "mix.wav"),
            ("/other/mix.wav", "/songs/masters/mix.club.wav", "../../other/mix.wav"),
        ] {
            assert_eq!(relative(Path::new(file), Path::new(from)), way);
        }
    }

    #[test]
    fn a_receipt_is_a_chain_as_well_and_comes_back_as_it_was() {
        let limiter = rack::Step::new(rack::entry("limiter").expect("it is in the rack")).with("gain", 4.5);
        let facts = Facts { receipt: RECEIPT, twobus: "0.1.0".to_owned(), ..Facts::default() };
        let receipt = Receipt { facts, chain: Preset { steps: vec![limiter] } };
        let text = receipt.to_text();
        let (chain, unknown) = Preset::from_text(&text).expect("it is a preset");
        assert_eq!((chain.to_text(), unknown), (receipt.chain.to_text(), vec![]));
        let folder = tempfile::tempdir().expect("there is room");
        let path = folder.path().join("mix.club.toml");
        receipt.write(&path, Overwrite::Refused).expect("it is written");
        let (back, _) = Receipt::read(&path).expect("it is a receipt");
        assert_eq!((back.facts, back.chain.to_text()), (receipt.facts, receipt.chain.to_text()));
    }

    #[test]
    fn what_is_no_receipt_is_refused_in_a_sentence() {
        let folder = tempfile::tempdir().expect("there is room");
        for (text, reason) in [("la la", "receipt"), ("schema = 1", "receipt"), ("receipt = 9", "missing")] {
            let path = folder.path().join("x.toml");
            fs::write(&path, text).expect("it is written");
            let error = Receipt::read(&path).map(|_| ()).expect_err(text).to_string();
            assert!(error.contains("x.toml") && error.contains(reason), "{error}");
        }
    }
}
