// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Writing FLAC (RFC 9639) with `flac-codec`.

use std::{
    fs::File,
    io::{self, BufWriter, Seek, SeekFrom, Write},
    sync::{Arc, Mutex},
};

use flac_codec::{
    Error as FlacError,
    encode::{FlacChannelWriter, Options},
};

use super::WriteFormat;

/// A FLAC being written.
pub struct Writer {
    encoder: FlacChannelWriter<BufWriter<Remembering>>,
    trouble: Trouble,
}

/// The first error that the disk gave; a buffer that is dropped would swallow it.
type Trouble = Arc<Mutex<Option<io::ErrorKind>>>;

/// A file that remembers its first error.
struct Remembering {
    file: File,
    trouble: Trouble,
}

impl Remembering {
    fn note<T>(&self, done: io::Result<T>) -> io::Result<T> {
        if let (Err(error), Ok(mut trouble)) = (&done, self.trouble.lock()) {
            trouble.get_or_insert(error.kind());
        }
        done
    }
}

impl Write for Remembering {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = self.file.write(bytes);
        self.note(done)
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = self.file.flush();
        self.note(done)
    }
}

impl Seek for Remembering {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let done = self.file.seek(to);
        self.note(done)
    }
}

impl Writer {
    /// Starts the stream; its length is filled in at the end.
    pub fn new(file: File, format: &WriteFormat) -> io::Result<Self> {
        let trouble = Trouble::default();
        let out = BufWriter::with_capacity(1 << 16, Remembering { file, trouble: Arc::clone(&trouble) });
        let channels = u8::try_from(format.channels).unwrap_or(u8::MAX);
        let options = Options::default().fast_channel_correlation(true);
        let encoder = FlacChannelWriter::new(out, options, format.rate_hz, format.depth.bits(), channels, None);
        Ok(Self { encoder: encoder.map_err(plain)?, trouble })
    }

    /// Appends whole numbers, channel by channel.
    pub fn write(&mut self, channels: &[Vec<i32>]) -> io::Result<()> {
        self.encoder.write(channels).map_err(plain)
    }

    /// Writes what is left and the length.
    pub fn finish(self) -> io::Result<()> {
        self.encoder.finalize().map_err(plain)?;
        match self.trouble.lock().ok().and_then(|trouble| *trouble) {
            Some(kind) => Err(kind.into()),
            None => Ok(()),
        }
    }
}

/// The system's error, where it is one.
fn plain(error: FlacError) -> io::Error {
    match error {
        FlacError::Io(error) => error,
        other => io::Error::other(other.to_string()),
    }
}
