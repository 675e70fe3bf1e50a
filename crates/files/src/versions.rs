// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Two sound files made alike, so that they can be laid side by side: one rate, as many channels.
//!
//! The lower rate is converted to the higher, so that nothing is lost; a mono file stands on all
//! channels of the other. Every change is a sentence in [`Versions::notes`].

use std::path::Path;

use dsp::{Audio, mend};

use crate::{
    decode::{Decoder, Format},
    error::{Error, Result},
    examine::Progress,
    resample::resample,
};

/// Two sounds at one rate with as many channels.
#[derive(Clone, Debug)]
pub struct Versions {
    /// The first and the second; they may be of different length.
    pub sounds: [Audio; 2],
    /// What was changed to make them alike, and what is missing in them, in sentences.
    pub notes: Vec<String>,
}

/// Reads two files and makes them alike.
///
/// # Errors
/// One of them cannot be read or holds no sound, or they have different numbers of channels and
/// neither is mono.
pub fn open(paths: [&Path; 2], progress: Progress<'_>) -> Result<Versions> {
    let mut notes = Vec::new();
    let (a, a_notes) = decode(paths[0], &|share| progress(share / 2.0))?;
    let (b, b_notes) = decode(paths[1], &|share| progress(0.5 + share / 2.0))?;
    notes.extend([a_notes, b_notes].concat());
    let Versions { sounds, notes: changes } = alike([a, b], paths)?;
    notes.extend(changes);
    Ok(Versions { sounds, notes })
}

/// Makes two sounds alike that came from these files.
pub(crate) fn alike(mut sounds: [Audio; 2], paths: [&Path; 2]) -> Result<Versions> {
    let mut notes = Vec::new();
    spread_mono(&mut sounds, paths, &mut notes)?;
    let [a_hz, b_hz] = [sounds[0].rate_hz, sounds[1].rate_hz];
    let rate_hz = a_hz.max(b_hz);
    for (n, sound) in sounds.iter_mut().enumerate() {
        if sound.rate_hz != rate_hz {
            notes.push(format!("{} was converted from {} to {rate_hz} Hz.", ["A", "B"][n], sound.rate_hz));
            *sound = resample(sound, rate_hz)?;
        }
    }
    Ok(Versions { sounds, notes })
}

fn decode(path: &Path, progress: Progress<'_>) -> Result<(Audio, Vec<String>)> {
    let mut decoder = Decoder::open(path)?;
    let Format { rate_hz, channels, frames, .. } = *decoder.format();
    let mut whole = Audio::silence(rate_hz, channels, 0);
    let mut block = Audio::silence(rate_hz, channels, 0);
    while decoder.read(&mut block)? > 0 {
        for (all, piece) in whole.channels.iter_mut().zip(&mut block.channels) {
            mend::mend(piece);
            all.extend_from_slice(piece);
        }
        progress(frames.map_or(0.0, |frames| whole.frames() as f64 / frames.max(1) as f64));
    }
    let damage = decoder.shortfall().map(|shortfall| format!("{}: {shortfall}.", path.display()));
    Ok((whole, damage.into_iter().collect()))
}

fn spread_mono(sounds: &mut [Audio; 2], paths: [&Path; 2], notes: &mut Vec<String>) -> Result<()> {
    let counts = [sounds[0].channels.len(), sounds[1].channels.len()];
    let most = counts[0].max(counts[1]);
    for (n, sound) in sounds.iter_mut().enumerate() {
        if counts[n] == most {
            continue;
        }
        if counts[n] != 1 {
            let path = paths[n].to_owned();
            return Err(Error::Channels { path, channels: counts[n], other: most });
        }
        notes.push(format!("{} is mono and stands on all {most} channels of the other.", ["A", "B"][n]));
        sound.channels = vec![sound.channels[0].clone(); most];
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;
    use crate::{Depth, Overwrite, write_all};

    fn versions(a: &Audio, b: &Audio) -> Result<Versions> {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["a.wav", "b.wav"].map(|name| folder.path().join(name));
        for (path, sound) in paths.iter().zip([a, b]) {
            write_all(path, sound, Depth::Float32, Overwrite::Refused).unwrap();
        }
        open([&paths[0], &paths[1]], &|_| {})
    }

    fn noise(rate_hz: u32, channels: u64) -> Audio {
        let channel = |seed| signals::pink_noise(seed, 0.5, rate_hz as usize);
        Audio { rate_hz, channels: (0..channels).map(channel).collect() }
    }

    #[test]
    fn the_lower_rate_becomes_the_higher_and_mono_stands_on_both_sides() {
        let Versions { sounds: [a, b], notes } = versions(&noise(44_100, 1), &noise(48_000, 2)).unwrap();
        assert_eq!((a.rate_hz, a.frames(), a.channels.len()), (48_000, 48_000, 2));
        assert_eq!(b, noise(48_000, 2));
        assert_eq!(
            notes,
            ["A is mono and stands on all 2 channels of the other.", "A was converted from 44100 to 48000 Hz."]
        );
    }

    #[test]
    fn surround_beside_stereo_is_refused_in_a_sentence() {
        let error = versions(&noise(8_000, 2), &noise(8_000, 6)).unwrap_err().to_string();
        assert!(error.contains("has 2 channels and the other file 6"), "{error}");
    }
}
