// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Everything that is packed: FLAC, MP3, AAC, ALAC, Vorbis, AIFF and rare kinds of WAV, by Symphonia.
//!
//! What encoders add in front and behind is cut off again, so that songs keep their length: MP3 by
//! its LAME tag, Vorbis by its page positions (both in Symphonia), M4A by its edit list ([`mp4`]).
//! Symphonia is fenced: should a damaged file ever make it panic, that is a damaged piece for us.

use std::{
    io::{self, BufReader, Read, Seek, SeekFrom},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use symphonia::core::{
    codecs::{
        CodecParameters,
        audio::{AudioCodecId, AudioCodecParameters, AudioDecoder, AudioDecoderOptions, well_known as codec},
    },
    errors::Error as Trouble,
    formats::{FormatOptions, FormatReader, Track, TrackType, probe::Hint},
    io::{MediaSource, MediaSourceStream, MediaSourceStreamOptions},
    meta::MetadataOptions,
    packet::Packet,
};

use super::{Format, Source, mp4};
use crate::error::{Error, Result};

/// No packet of any codec is longer; silence put in for a damaged one neither.
const LONGEST_PACKET: usize = 65_536;

/// The bytes as Symphonia wants them.
struct Media {
    source: BufReader<Box<dyn Source>>,
    length: u64,
}

impl Read for Media {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.source.read(buffer)
    }
}

impl Seek for Media {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.source.seek(to)
    }
}

impl MediaSource for Media {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.length)
    }
}

/// The sound of a packed file, packet by packet.
pub struct Reader {
    container: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track: u32,
    first: Option<Vec<Vec<f32>>>,
    planes: Vec<Vec<f32>>,
    skip: u64,
    left: u64,
    promised: Option<u64>,
    damaged_pieces: u64,
    ended: bool,
}

impl Reader {
    /// Finds the sound in the file and decodes the first piece of it.
    pub fn open(mut source: BufReader<Box<dyn Source>>, length: u64, path: &Path) -> Result<(Format, Self)> {
        let is_mp4 = mp4::is_mp4(&mut source);
        let edit = mp4::edit(&mut source, length);
        source.rewind().map_err(|reason| Error::reading(path, reason))?;
        let (container, decoder, track) = fenced(|| find(Media { source, length }, path))
            .unwrap_or_else(|| Err(damaged(path, "its beginning makes no sense")))
            .map_err(|error| match error {
                Error::NotSound { .. } if is_mp4 => damaged(path, "it is an M4A without its table of contents"),
                error => error,
            })?;
        let skip_frames = edit.map_or(0, |edit| edit.skip_frames);
        let whole = promised_frames(&track, container.as_ref()).map(|frames| frames.saturating_sub(skip_frames));
        let promised = edit.and_then(|edit| edit.frames).or(whole);
        let mut reader = Self {
            container,
            decoder,
            track: track.id,
            first: None,
            planes: Vec::new(),
            skip: skip_frames,
            left: if edit.is_some() { promised.unwrap_or(u64::MAX) } else { u64::MAX },
            promised,
            damaged_pieces: 0,
            ended: false,
        };
        let format = reader.prime(&track, path)?;
        Ok((format, reader))
    }

    /// Decodes up to the first sound: only then are rate and channels certain.
    fn prime(&mut self, track: &Track, path: &Path) -> Result<Format> {
        let mut first = Vec::new();
        self.next_piece(&mut first).map_err(|reason| Error::reading(path, reason))?;
        if first.first().is_none_or(Vec::is_empty) {
            let what = "not one piece of it can be decoded";
            let path_only = || Error::NoFrames { path: path.to_owned() };
            return Err(if self.damaged_pieces > 0 { damaged(path, what) } else { path_only() });
        }
        let spec = self.decoder.last_decoded().spec().clone();
        let channels = first.len();
        self.first = Some(first);
        let parameters = audio_parameters(track);
        let bits = parameters.and_then(|parameters| parameters.bits_per_sample);
        Ok(Format {
            name: name(self.container.as_ref(), parameters, bits),
            rate_hz: spec.rate(),
            channels,
            bits,
            is_float: parameters.is_some_and(|parameters| is_float(parameters.codec)),
            frames: self.promised,
        })
    }

    /// Appends the next frames to the channels; nothing at the end.
    pub fn read(&mut self, channels: &mut [Vec<f32>]) -> io::Result<()> {
        let mut piece = self.first.take().unwrap_or_default();
        if piece.is_empty() {
            piece = std::mem::take(&mut self.planes);
            self.next_piece(&mut piece)?;
        }
        let frames = piece.first().map_or(0, Vec::len);
        for (index, channel) in channels.iter_mut().enumerate() {
            match piece.get(index) {
                Some(plane) => channel.extend_from_slice(plane),
                None => channel.resize(frames, 0.0),
            }
        }
        self.planes = piece;
        Ok(())
    }

    /// Frames that the header promises and the file does not have, once the end is reached.
    pub fn missing_frames(&self, decoded: u64) -> u64 {
        if self.ended { self.promised.map_or(0, |promised| promised.saturating_sub(decoded)) } else { 0 }
    }

    /// Pieces that could not be decoded.
    pub fn damaged_pieces(&self) -> u64 {
        self.damaged_pieces
    }

    /// Decodes packets until one gives sound; an empty piece is the end.
    fn next_piece(&mut self, piece: &mut Vec<Vec<f32>>) -> io::Result<()> {
        piece.iter_mut().for_each(Vec::clear);
        while !self.ended && piece.first().is_none_or(Vec::is_empty) {
            match fenced(|| self.container.next_packet()) {
                Some(Ok(Some(packet))) if packet.track_id == self.track => self.decode(&packet, piece),
                Some(Ok(Some(_))) => {}
                Some(Err(Trouble::IoError(error))) if error.kind() != io::ErrorKind::UnexpectedEof => {
                    return Err(error);
                }
                Some(Ok(None) | Err(Trouble::IoError(_))) => self.ended = true,
                Some(Err(_)) | None => {
                    self.damaged_pieces += 1;
                    self.ended = true;
                }
            }
            self.cut(piece);
        }
        Ok(())
    }

    /// Decodes one packet; a damaged one becomes silence of its length, so that nothing moves.
    fn decode(&mut self, packet: &Packet, piece: &mut Vec<Vec<f32>>) {
        let decoder = &mut self.decoder;
        let done = fenced(|| decoder.decode(packet).map(|sound| sound.copy_to_vecs_planar::<f32>(piece)));
        if let Some(Ok(())) = done {
            return;
        }
        self.damaged_pieces += 1;
        self.ended |= done.is_none();
        let frames = usize::try_from(packet.dur.get()).unwrap_or(LONGEST_PACKET).min(LONGEST_PACKET);
        for plane in piece {
            plane.clear();
            plane.resize(frames, 0.0);
        }
    }

    /// Cuts off what the encoder put in front and behind.
    fn cut(&mut self, piece: &mut [Vec<f32>]) {
        let frames = piece.first().map_or(0, Vec::len) as u64;
        let skip = self.skip.min(frames);
        let keep = (frames - skip).min(self.left);
        self.skip -= skip;
        self.left -= keep;
        self.ended |= self.left == 0;
        let (Ok(skip), Ok(keep)) = (usize::try_from(skip), usize::try_from(keep)) else { return };
        for plane in piece {
            plane.drain(..skip.min(plane.len()));
            plane.truncate(keep);
        }
    }
}

type Found = (Box<dyn FormatReader>, Box<dyn AudioDecoder>, Track);

/// Finds out what the file is, and who can decode it.
fn find(media: Media, path: &Path) -> Result<Found> {
    let stream = MediaSourceStream::new(Box::new(media), MediaSourceStreamOptions::default());
    let container = symphonia::default::get_probe()
        .probe(&Hint::new(), stream, FormatOptions::default(), MetadataOptions::default())
        .map_err(|trouble| not_understood(path, &trouble))?;
    let track = container
        .default_track(TrackType::Audio)
        .or_else(|| container.tracks().first())
        .cloned()
        .ok_or_else(|| Error::NoFrames { path: path.to_owned() })?;
    let parameters = audio_parameters(&track)
        .ok_or_else(|| Error::Codec { path: path.to_owned(), codec: "sound in an unknown codec".to_owned() })?;
    let decoder = symphonia::default::get_codecs()
        .make_audio_decoder(parameters, &AudioDecoderOptions::default())
        .map_err(|_| Error::Codec { path: path.to_owned(), codec: codec_name(parameters.codec).to_owned() })?;
    Ok((container, decoder, track))
}

/// Runs foreign code; `None` if it panicked.
fn fenced<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

fn not_understood(path: &Path, trouble: &Trouble) -> Error {
    let path = path.to_owned();
    match trouble {
        Trouble::DecodeError(what) | Trouble::LimitError(what) => {
            Error::Damaged { path, what: (*what).to_owned() }
        }
        _ => Error::NotSound { path },
    }
}

fn damaged(path: &Path, what: &str) -> Error {
    Error::Damaged { path: path.to_owned(), what: what.to_owned() }
}

fn audio_parameters(track: &Track) -> Option<&AudioCodecParameters> {
    track.codec_params.as_ref().and_then(CodecParameters::audio)
}

/// How many frames the header promises. MP3 without an encoder's tag and bare AAC only let one guess,
/// which is no promise.
fn promised_frames(track: &Track, container: &dyn FormatReader) -> Option<u64> {
    let is_bare = !matches!(container.format_info().short_name, "isomp4" | "matroska");
    let is_guess = match audio_parameters(track)?.codec {
        codec::CODEC_ID_MP3 => is_bare && track.delay.is_none(),
        codec::CODEC_ID_AAC => is_bare,
        _ => false,
    };
    if is_guess { None } else { track.num_frames }
}

/// "FLAC, 24-bit", "AAC in M4A", "MP3".
fn name(container: &dyn FormatReader, parameters: Option<&AudioCodecParameters>, bits: Option<u32>) -> String {
    let codec = parameters.map_or("unknown codec", |parameters| codec_name(parameters.codec));
    let packed_in = match container.format_info().short_name {
        "isomp4" => " in M4A",
        "ogg" => " in Ogg",
        "matroska" => " in Matroska",
        "aiff" => " in AIFF",
        "wave" => " in WAV",
        _ => "",
    };
    bits.map_or_else(|| format!("{codec}{packed_in}"), |bits| format!("{codec}{packed_in}, {bits}-bit"))
}

fn is_float(id: AudioCodecId) -> bool {
    use codec::{CODEC_ID_PCM_F32BE, CODEC_ID_PCM_F32LE, CODEC_ID_PCM_F64BE, CODEC_ID_PCM_F64LE};
    [CODEC_ID_PCM_F32BE, CODEC_ID_PCM_F32LE, CODEC_ID_PCM_F64BE, CODEC_ID_PCM_F64LE].contains(&id)
}

/// What a musician calls a codec.
fn codec_name(id: AudioCodecId) -> &'static str {
    const NAMES: &[(AudioCodecId, &str)] = &[
        (codec::CODEC_ID_AAC, "AAC"),
        (codec::CODEC_ID_AC3, "Dolby Digital (AC-3)"),
        (codec::CODEC_ID_ADPCM_IMA_WAV, "ADPCM"),
        (codec::CODEC_ID_ADPCM_MS, "ADPCM"),
        (codec::CODEC_ID_ALAC, "ALAC"),
        (codec::CODEC_ID_DCA, "DTS"),
        (codec::CODEC_ID_EAC3, "Dolby Digital Plus (E-AC-3)"),
        (codec::CODEC_ID_FLAC, "FLAC"),
        (codec::CODEC_ID_MONKEYS_AUDIO, "Monkey's Audio"),
        (codec::CODEC_ID_MP1, "MP1"),
        (codec::CODEC_ID_MP2, "MP2"),
        (codec::CODEC_ID_MP3, "MP3"),
        (codec::CODEC_ID_OPUS, "Opus"),
        (codec::CODEC_ID_PCM_ALAW, "A-law"),
        (codec::CODEC_ID_PCM_MULAW, "µ-law"),
        (codec::CODEC_ID_SPEEX, "Speex"),
        (codec::CODEC_ID_TRUEHD, "Dolby TrueHD"),
        (codec::CODEC_ID_TTA, "TTA"),
        (codec::CODEC_ID_VORBIS, "Vorbis"),
        (codec::CODEC_ID_WAVPACK, "WavPack"),
        (codec::CODEC_ID_WMA, "Windows Media Audio"),
    ];
    NAMES.iter().find(|(known, _)| *known == id).map_or("PCM", |(_, name)| name)
}
