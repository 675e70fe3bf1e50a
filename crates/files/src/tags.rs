// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Title, artist and their kin, carried from the source to the master.
//!
//! Everything that describes the song goes along, the cover too. What describes the old sound
//! (`ReplayGain`, the encoder and its settings) would be wrong and stays behind.

use std::{fs::File, io::Seek, path::Path};

use lofty::{
    config::{ParseOptions, WriteOptions},
    file::TaggedFileExt,
    probe::Probe,
    tag::{Accessor, ItemKey, Tag, TagExt, TagType},
};

use crate::error::{Error, Result};

/// What described the old sound and not the song.
const OF_THE_SOUND: [ItemKey; 7] = [
    ItemKey::ReplayGainAlbumGain,
    ItemKey::ReplayGainAlbumPeak,
    ItemKey::ReplayGainTrackGain,
    ItemKey::ReplayGainTrackPeak,
    ItemKey::EncodedBy,
    ItemKey::EncoderSettings,
    ItemKey::EncoderSoftware,
];

/// What is written about a song inside its file.
#[derive(Clone)]
pub struct Tags {
    tag: Tag,
}

impl Tags {
    /// The tags of a sound file; `None` if it has none that can be read.
    ///
    /// # Errors
    /// The file is missing, a folder, or cannot be read.
    pub fn read(path: &Path) -> Result<Option<Self>> {
        let file = File::open(path).map_err(|reason| Error::reading(path, reason))?;
        let options = ParseOptions::new().read_properties(false);
        let probe = Probe::new(std::io::BufReader::new(file)).options(options).guess_file_type();
        let tagged = probe.map_err(|reason| Error::reading(path, reason))?.read();
        let Ok(tagged) = tagged else { return Ok(None) };
        let found = tagged.primary_tag().or_else(|| tagged.first_tag());
        Ok(found.filter(|tag| !tag.is_empty()).map(|tag| Self { tag: tag.clone() }.without_the_sound()))
    }

    /// The song's title, if it has one.
    pub fn title(&self) -> Option<String> {
        self.tag.title().map(Into::into)
    }

    /// The song's artist, if it has one.
    pub fn artist(&self) -> Option<String> {
        self.tag.artist().map(Into::into)
    }

    /// The album, if the song is on one.
    pub fn album(&self) -> Option<String> {
        self.tag.album().map(Into::into)
    }

    /// The number on the album.
    pub fn track(&self) -> Option<u32> {
        self.tag.track()
    }

    /// The International Standard Recording Code (ISO 3901).
    pub fn isrc(&self) -> Option<String> {
        self.tag.get_string(ItemKey::Isrc).map(Into::into)
    }

    /// How many pictures there are.
    pub fn pictures(&self) -> usize {
        self.tag.pictures().len()
    }

    /// The bytes of an `ID3v2` tag, as WAV carries it.
    pub(crate) fn id3v2(&self, path: &Path) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let written = self.as_kind(TagType::Id3v2).dump_to(&mut bytes, WriteOptions::default());
        written.map_err(|reason| Error::Tags { path: path.to_owned(), reason: reason.to_string() })?;
        Ok(in_order(&bytes))
    }

    /// Puts the tags into a finished FLAC.
    pub(crate) fn save_to_flac(&self, mut file: File, path: &Path) -> Result<()> {
        file.rewind().map_err(|reason| Error::writing(path, reason))?;
        let tag = self.as_kind(TagType::VorbisComments);
        let written = tag.save_to(&mut file, WriteOptions::default());
        written.map_err(|reason| Error::Tags { path: path.to_owned(), reason: reason.to_string() })
    }

    /// The same in the words of another kind of file.
    fn as_kind(&self, kind: TagType) -> Tag {
        let mut tag = self.tag.clone();
        tag.re_map(kind);
        tag
    }

    fn without_the_sound(mut self) -> Self {
        for key in OF_THE_SOUND {
            self.tag.remove_key(key);
        }
        self
    }
}

/// Bytes in the head of an `ID3v2` tag, and in the head of each of its frames.
const HEAD: usize = 10;

/// The frames of an `ID3v2.4` tag in the order of their bytes.
///
/// The library writes them in another order every time, and equal songs are to be equal files.
fn in_order(tag: &[u8]) -> Vec<u8> {
    let (head, mut rest) = tag.split_at(HEAD.min(tag.len()));
    let mut frames = Vec::new();
    while let Some(length) = frame_length(rest) {
        let (frame, others) = rest.split_at(length);
        frames.push(frame);
        rest = others;
    }
    frames.sort_unstable();
    [head, frames.concat().as_slice(), rest].concat()
}

/// How long the next frame is, head and all; `None` for padding. Sizes have seven bits a byte (`ID3v2.4`, 6.2).
fn frame_length(rest: &[u8]) -> Option<usize> {
    let head = rest.get(..HEAD).filter(|head| head[0] != 0)?;
    let size = head[4..8].iter().fold(0, |size, byte| (size << 7) | usize::from(*byte));
    Some(HEAD + size).filter(|length| *length <= rest.len())
}
