// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a meter has heard.

use serde::{Deserialize, Serialize};

/// The numbers of one piece of sound. `None` means that it cannot be said: silence has no
/// loudness, five seconds have no DR.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Frames per second.
    pub rate_hz: u32,
    /// How many channels.
    pub channels: usize,
    /// How many frames were heard.
    pub frames: u64,
    /// Samples that were not sound (not a number, infinite, beyond +180 dBFS) and count as silence.
    pub broken_samples: u64,
    /// Where the first of them stood, in seconds.
    pub first_broken_s: Option<f64>,
    /// Integrated loudness, LUFS (ITU-R BS.1770-5, Annex 1).
    pub integrated_lufs: Option<f64>,
    /// Loudness range, LU (EBU Tech 3342).
    pub range_lu: Option<f64>,
    /// Largest momentary (400 ms) loudness, LUFS (EBU Tech 3341).
    pub momentary_max_lufs: Option<f64>,
    /// Largest short-term (3 s) loudness, LUFS (EBU Tech 3341).
    pub short_term_max_lufs: Option<f64>,
    /// Where the loudest 3 s end, in seconds.
    pub loudest_s: Option<f64>,
    /// True peak with the filter of ITU-R BS.1770-5, Annex 2, dBTP.
    pub true_peak_dbtp: Option<f64>,
    /// True peak with a Kaiser-windowed interpolator, flat to 20 kHz, dBTP.
    pub true_peak_strict_dbtp: Option<f64>,
    /// Largest sample, dBFS.
    pub sample_peak_dbfs: Option<f64>,
    /// True peak minus integrated loudness, LU.
    pub plr_lu: Option<f64>,
    /// Smallest true peak minus short-term loudness over the same 3 s, LU, in passages louder than
    /// integrated loudness − 10 LU.
    pub psr_min_lu: Option<f64>,
    /// The PSR that 95 % of those passages exceed, LU.
    pub psr_low_lu: Option<f64>,
    /// TT dynamic range, as the DR14 meter prints it.
    pub dr14: Option<f64>,
    /// Sample peak minus RMS, dB; 3.01 for a sine.
    pub crest_db: Option<f64>,
    /// Largest constant offset of a channel, dBFS.
    pub dc_dbfs: Option<f64>,
    /// Left minus right, dB RMS.
    pub balance_db: Option<f64>,
    /// How alike left and right are: 1 mono, 0 unrelated, −1 opposed.
    pub correlation: Option<f64>,
    /// The same below 120 Hz.
    pub low_correlation: Option<f64>,
    /// Side minus mid, dB.
    pub width_db: Option<f64>,
    /// What is lost when both channels are added to mono, dB (0 or negative).
    pub mono_loss_db: Option<f64>,
    /// The long-term spectrum in third octaves, both channels together, loud passages only.
    pub spectrum: Vec<Band>,
    /// How it went over time.
    pub course: Course,
}

impl Measured {
    /// How long the sound was.
    pub fn seconds(&self) -> f64 {
        if self.rate_hz == 0 { 0.0 } else { self.frames as f64 / f64::from(self.rate_hz) }
    }
}

/// One band of a spectrum.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// The middle of the band, Hz.
    pub centre_hz: f64,
    /// Its level, dB; a full-scale sine reads 0. Below −150 is silence.
    pub level_db: f64,
}

/// Numbers over time, one for every [`Course::HOP_S`]. Below −150 is silence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// Momentary loudness of the 400 ms that end here, LUFS.
    pub momentary_lufs: Vec<f32>,
    /// Short-term loudness of the 3 s that end here, LUFS.
    pub short_term_lufs: Vec<f32>,
    /// True peak (ITU filter) of this hop, dBTP.
    pub true_peak_dbtp: Vec<f32>,
}

impl Course {
    /// The distance of two numbers, in seconds.
    pub const HOP_S: f64 = 0.1;
}
