// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What can go wrong between the disk and the sound, in sentences a musician can act on.
//!
//! Every message is one sentence: what happened, where, what to do.

use std::{
    io,
    path::{Path, PathBuf},
};

/// What every fallible function of this crate returns.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong, where, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such file.
    #[error("{} does not exist; check the spelling of the name and of its folder", path.display())]
    Missing {
        /// Which file.
        path: PathBuf,
    },
    /// A folder stands where a sound file is wanted.
    #[error("{} is a folder, not a sound file; name a file inside it", path.display())]
    Folder {
        /// Which folder.
        path: PathBuf,
    },
    /// A file stands where a folder of stems is wanted.
    #[error("{} is a file, not a folder of stems; name the folder", path.display())]
    NotFolder {
        /// Which file.
        path: PathBuf,
    },
    /// The folder has no sound in it.
    #[error("{} has no stems with sound in it; export them there or name another folder", folder.display())]
    NoStems {
        /// Which folder.
        folder: PathBuf,
    },
    /// The system does not let it be read.
    #[error("{} cannot be read ({reason}); check that you may open it and that its disk is connected", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// The system's words.
        reason: io::Error,
    },
    /// The file has no bytes.
    #[error("{} is empty (0 bytes); export it again", path.display())]
    Empty {
        /// Which file.
        path: PathBuf,
    },
    /// It does not say how a master was made.
    #[error("{} is no receipt of a master ({what}); name the .toml that `twobus master` wrote beside it", path.display())]
    Receipt {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// It holds no report that a song can be compared with.
    #[error("{} is no report to compare with ({what}); make one with `twobus check MIX --json`", path.display())]
    Baseline {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The mix is not the one that a master was made of.
    #[error("{} is not the mix this master was made of: it was changed since; put the old one back", path.display())]
    OtherMix {
        /// Which file.
        path: PathBuf,
    },
    /// No master of this mix was ever kept.
    #[error("{} is not there: no chain of this mix was kept yet; `twobus master` keeps one with every master", path.display())]
    NoHistory {
        /// Where the history would be.
        path: PathBuf,
    },
    /// The bytes are not a sound file of a known kind.
    #[error("{} is not a sound file that Twobus knows; give it WAV, AIFF, FLAC, MP3, M4A or Ogg", path.display())]
    NotSound {
        /// Which file.
        path: PathBuf,
    },
    /// The kind is known, but no frame of sound is in it.
    #[error("{} is a sound file without any sound in it; export it again", path.display())]
    NoFrames {
        /// Which file.
        path: PathBuf,
    },
    /// The header speaks of no channels.
    #[error("{} says that it has 0 channels; export it again", path.display())]
    NoChannels {
        /// Which file.
        path: PathBuf,
    },
    /// The header cannot be true.
    #[error("{} has a header that cannot be right ({what}); export it again", path.display())]
    Header {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The sound is packed in a way that is not read.
    #[error("{} holds {codec}, which Twobus does not read; convert it to FLAC or WAV first", path.display())]
    Codec {
        /// Which file.
        path: PathBuf,
        /// The name of the codec.
        codec: String,
    },
    /// The file cannot be decoded from its very beginning.
    #[error("{} is damaged ({what}); copy or export it again", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What the decoder says.
        what: String,
    },
    /// A preset is not one, or its name cannot be.
    #[error("{}: {what}; mend the file or save the preset again", path.display())]
    Preset {
        /// Which file or folder.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// There is nothing to hear in a song to be matched.
    #[error("there is nothing to hear in {}; export it again, or choose another", path.display())]
    Silent {
        /// Which file.
        path: PathBuf,
    },
    /// A record too short to say what it is like.
    #[error("{} lasts {seconds:.1} s, too short to match; give it at least {least_s:.0} s", path.display())]
    TooShort {
        /// Which file.
        path: PathBuf,
        /// How long it is.
        seconds: f64,
        /// How long it should be.
        least_s: f64,
    },
    /// Neither mono nor stereo.
    #[error("{} has {channels} channels, and only mono and stereo are matched; mix it down to stereo first", path.display())]
    Surround {
        /// Which file.
        path: PathBuf,
        /// How many it has.
        channels: usize,
    },
    /// Another preset has that name.
    #[error("{} is there already; choose another name", path.display())]
    NameTaken {
        /// The preset that has it.
        path: PathBuf,
    },
    /// The output is there already.
    #[error("{} exists already; choose another name or allow overwriting with --force", path.display())]
    Exists {
        /// Which file.
        path: PathBuf,
    },
    /// The folder of the output is not there.
    #[error("the folder {} for {} does not exist; create it or choose another", folder.display(), path.display())]
    NoFolder {
        /// Which file.
        path: PathBuf,
        /// The folder that is not there.
        folder: PathBuf,
    },
    /// The system does not let it be written.
    #[error("{} cannot be written ({reason}); check that you may write there or choose another folder", path.display())]
    Unwritable {
        /// Which file.
        path: PathBuf,
        /// The system's words.
        reason: io::Error,
    },
    /// No room left.
    #[error("the disk is full, so {} was not written; free some space or choose another disk", path.display())]
    DiskFull {
        /// Which file.
        path: PathBuf,
    },
    /// The output's name does not say a kind that is written.
    #[error("{} should end in .wav or .flac to say what is written; rename it", path.display())]
    Extension {
        /// Which file.
        path: PathBuf,
    },
    /// The kind of output cannot hold this sound.
    #[error("{} cannot hold {what}; {action}", path.display())]
    Unfit {
        /// Which file.
        path: PathBuf,
        /// What it cannot hold.
        what: String,
        /// What to do instead.
        action: &'static str,
    },
    /// The title and its kin could not be carried over.
    #[error("the tags of {} cannot be carried over ({reason}); write it without tags and add them afterwards", path.display())]
    Tags {
        /// Which file.
        path: PathBuf,
        /// What the tag library says.
        reason: String,
    },
    /// Two files that cannot be laid side by side.
    #[error("{} has {channels} channels and the other file {other}; mix one of them down first", path.display())]
    Channels {
        /// The one with fewer channels.
        path: PathBuf,
        /// How many it has.
        channels: usize,
        /// How many the other has.
        other: usize,
    },
    /// A passage that cannot be compared.
    #[error("{what}; choose another passage with --span")]
    Passage {
        /// What is wrong with it.
        what: String,
    },
    /// A blind test that is not whole any more.
    #[error("{}: {what}; export the test again", path.display())]
    BlindTest {
        /// Which file or folder.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A rate that cannot be converted to.
    #[error("sound at {from_hz} Hz cannot be converted to {to_hz} Hz; choose a rate between 1000 and 1536000 Hz")]
    Rate {
        /// The rate it has.
        from_hz: u32,
        /// The rate it was to get.
        to_hz: u32,
    },
    /// A target file that does not say what it must.
    #[error("the target file {} is not valid: {what}; {action}", path.display())]
    Target {
        /// Which file.
        path: PathBuf,
        /// The key and what is wrong with it.
        what: String,
        /// What to do.
        action: String,
    },
    /// A tone target that cannot be made, found or read.
    #[error("tone target {name}: {what}; {action}")]
    Tone {
        /// Its name or its file.
        name: String,
        /// What is wrong with it.
        what: String,
        /// What to do.
        action: String,
    },
    /// No destination of this name.
    #[error("there is no target called {name}; {hint}")]
    UnknownTarget {
        /// What was asked for.
        name: String,
        /// The nearest name, or all of them.
        hint: String,
    },
}

impl Error {
    /// Why a file could not be read, from the system's error.
    pub(crate) fn reading(path: &Path, reason: io::Error) -> Self {
        let path = path.to_owned();
        match reason.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Missing { path },
            io::ErrorKind::IsADirectory => Self::Folder { path },
            _ => Self::Unreadable { path, reason },
        }
    }

    /// Why a file could not be written, from the system's error.
    pub(crate) fn writing(path: &Path, reason: io::Error) -> Self {
        let path = path.to_owned();
        match reason.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::DiskFull { path }
            }
            io::ErrorKind::AlreadyExists => Self::Exists { path },
            _ => Self::Unwritable { path, reason },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_called_a_full_disk() {
        let error = Error::writing(Path::new("song.wav"), io::Error::from(io::ErrorKind::StorageFull));
        let sentence = "the disk is full, so song.wav was not written; free some space or choose another disk";
        assert_eq!(error.to_string(), sentence);
    }
}
