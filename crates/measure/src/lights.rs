// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Six lights: peak, loudness, range, dynamics, stereo, bass; each says what it means and what to do.
//!
//! A light holds the worst since the meter was reset. None can be cheated with a fader: a song
//! that is too dense stays too dense when it is turned down, because loudness is judged at the
//! level at which its peaks would touch the ceiling, and pressed peaks are known by their likeness.
//!
//! The limits for range, balance and bass hold the middle eight tenths of seventeen finished
//! records; those for peaks, loudness and dynamics are the destination's.

use crate::{
    fault::Severity,
    live::Levels,
    target::Target,
    words::{number, signed},
};

/// What one light says.
#[derive(Clone, Debug, PartialEq)]
pub struct Light {
    /// Its name.
    pub name: &'static str,
    /// How bad it is; `None` while nothing can be said.
    pub severity: Option<Severity>,
    /// The number that decides: "−0.3 dBTP".
    pub figure: String,
    /// The same in a few words: "The peaks are pressed."
    pub title: String,
    /// What that means, in one sentence.
    pub means: String,
    /// What to do; empty if there is nothing to do.
    pub action: String,
}

/// A true peak this little over the ceiling is within what meters differ by, dB.
const PEAK_SLACK_DB: f64 = 0.05;
/// More of the last seconds than this at one level are pressed peaks.
const PRESSED: f64 = 0.6;
/// Louder or quieter than the destination by more than this is a fault, LU.
const LOUDNESS_SLACK_LU: f64 = 2.0;
/// Flatter than the floor by more than this is a fault, LU.
const FLOOR_SLACK_LU: f64 = 1.5;
const RANGE_LU: [f64; 2] = [2.0, 15.0];
const BALANCE_DB: f64 = 2.0;
const WIDE: [f64; 2] = [0.1, -0.1];
const LOW_WIDE: [f64; 2] = [0.3, -0.1];
const BASS_DB: [f64; 2] = [-13.0, -2.5];

/// The six lights, in their order on the panel.
pub fn lights(levels: &Levels, target: &Target) -> [Light; 6] {
    [
        peak(levels, target),
        loudness(levels, target),
        range(levels),
        dynamics(levels, target),
        stereo(levels),
        bass(levels),
    ]
}

fn light(name: &'static str, figure: Option<String>) -> Light {
    Light {
        name,
        severity: figure.as_ref().map(|_| Severity::Note),
        figure: figure.unwrap_or_else(|| "–".to_owned()),
        title: String::new(),
        means: "Not enough has been heard.".to_owned(),
        action: String::new(),
    }
}

impl Light {
    fn fine(self, means: &str) -> Self {
        Self { means: means.to_owned(), ..self }
    }

    fn bad(self, severity: Severity, title: impl Into<String>, means: impl Into<String>, action: &str) -> Self {
        let (title, means, action) = (title.into(), means.into(), action.to_owned());
        Self { severity: Some(severity), title, means, action, ..self }
    }
}

/// Peaks at one level, or hardly above the loudness: neither changes when a song is turned down.
fn is_pressed(levels: &Levels, target: &Target) -> bool {
    levels.pressed.is_some_and(|share| share > PRESSED)
        || levels.psr_low_lu.is_some_and(|psr_lu| psr_lu < target.psr_floor_lu)
}

fn peak(levels: &Levels, target: &Target) -> Light {
    let light = light("Peak", levels.true_peak_dbtp.map(|peak| format!("{} dBTP", number(peak))));
    let Some(peak_dbtp) = levels.true_peak_dbtp else { return light };
    let over_db = peak_dbtp - target.ceiling_dbtp;
    if over_db > PEAK_SLACK_DB {
        let means = format!("{} dB over the ceiling of {} dBTP.", number(over_db), number(target.ceiling_dbtp));
        let title = format!("The peaks are {} dB too high.", number(over_db));
        return light.bad(Severity::Fault, title, means, "Lower the limiter's ceiling, or the whole song.");
    }
    if is_pressed(levels, target) {
        let means = "Under the ceiling, but they are equally high: they were cut or pressed.";
        let action = "Take drive from the limiter, or look for a clipped track.";
        return light.bad(Severity::Watch, "The peaks are pressed.", means, action);
    }
    light.fine("Under the ceiling.")
}

/// Judged as it is, and as it would be if its peaks touched the ceiling.
fn loudness(levels: &Levels, target: &Target) -> Light {
    let light = light("Loudness", levels.integrated_lufs.map(|lufs| format!("{} LUFS", number(lufs))));
    let (Some(lufs), Some(plr_lu)) = (levels.integrated_lufs, levels.plr_lu) else { return light };
    let [low, high] = target.integrated_lufs;
    let at_ceiling_lufs = target.ceiling_dbtp - plr_lu;
    let over_lu = lufs.max(at_ceiling_lufs) - high;
    let severity = |distance: f64| if distance > LOUDNESS_SLACK_LU { Severity::Fault } else { Severity::Watch };
    if lufs > high {
        let means = format!("{} LU louder than {} wants.", number(over_lu), target.name);
        let title = format!("The song is {} LU too loud.", number(over_lu));
        let action = "Take drive from the limiter; a fader alone does not bring life back.";
        return light.bad(severity(over_lu), title, means, action);
    }
    if at_ceiling_lufs > high {
        let means = format!("Turned down, but pressed for {} LUFS.", number(at_ceiling_lufs));
        let title = "The song is quiet, and yet too dense.";
        return light.bad(severity(over_lu), title, means, "Take drive from the limiter, not level.");
    }
    if lufs < low {
        let means = format!("{} LU quieter than {} wants.", number(low - lufs), target.name);
        let title = format!("The song is {} LU too quiet.", number(low - lufs));
        let action = "Raise the gain into the limiter when the mix is done.";
        return light.bad(severity(low - lufs), title, means, action);
    }
    light.fine("As loud as the destination wants it.")
}

fn range(levels: &Levels) -> Light {
    let light = light("Range", levels.range_lu.map(|range| format!("{} LU", number(range))));
    match levels.range_lu {
        Some(lu) if lu < RANGE_LU[0] => light.bad(
            Severity::Watch,
            "The song hardly moves.",
            "Verse and chorus are equally loud.",
            "Lower the verse by a decibel or two, if it is meant to grow.",
        ),
        Some(lu) if lu > RANGE_LU[1] => light.bad(
            Severity::Watch,
            "The song moves very far.",
            "The quiet parts will be lost in a car.",
            "Raise the quiet parts with automation.",
        ),
        Some(_) => light.fine("Quiet and loud parts differ, and both are heard."),
        None => light,
    }
}

fn dynamics(levels: &Levels, target: &Target) -> Light {
    let light = light("Dynamics", levels.psr_low_lu.map(|psr| format!("PSR {}", number(psr))));
    let Some(psr_lu) = levels.psr_low_lu else { return light };
    let under_lu = target.psr_floor_lu - psr_lu;
    if under_lu <= 0.0 {
        return light.fine("The hits stand clear of the rest.");
    }
    let severity = if under_lu > FLOOR_SLACK_LU { Severity::Fault } else { Severity::Watch };
    let means = format!(
        "Loud passages are {} LU flatter than the floor of {}.",
        number(under_lu),
        number(target.psr_floor_lu)
    );
    let title = format!("Loud passages are {} LU too flat.", number(under_lu));
    light.bad(severity, title, means, "Take as much drive from limiter or compressor.")
}

fn stereo(levels: &Levels) -> Light {
    let light =
        light("Stereo", levels.correlation_low.map(|correlation| format!("ρ {}", hundredths(correlation))));
    let Some(correlation) = levels.correlation_low else { return light };
    let balance_db = levels.balance_db.unwrap_or(0.0);
    if correlation < WIDE[0] {
        let severity = if correlation < WIDE[1] { Severity::Fault } else { Severity::Watch };
        let means = "In its widest moments much is lost in mono.";
        let action = "Listen to Mono; narrow the widest track, or flip one side of it.";
        return light.bad(severity, "The mix is too wide in places.", means, action);
    }
    if balance_db.abs() > BALANCE_DB {
        let side = if balance_db > 0.0 { "left" } else { "right" };
        let means = format!("The {side} is {} dB louder.", number(balance_db.abs()));
        let action = "Move a track to the other side, or check the pan of the loudest.";
        return light.bad(Severity::Watch, "The mix leans to one side.", means, action);
    }
    light.fine("Wide enough, and whole in mono.")
}

fn bass(levels: &Levels) -> Light {
    let light = light("Bass", levels.bass_db.map(|db| format!("{} dB", signed(db))));
    let Some(bass_db) = levels.bass_db else { return light };
    if let Some(correlation) = levels.bass_correlation_low.filter(|correlation| *correlation < LOW_WIDE[0]) {
        let severity = if correlation < LOW_WIDE[1] { Severity::Fault } else { Severity::Watch };
        let means = format!("Below 120 Hz the sides differ (ρ {}): it weakens in mono.", hundredths(correlation));
        return light.bad(severity, "The bass is wide.", means, "Make bass and kick mono below 120 Hz.");
    }
    if bass_db > BASS_DB[1] {
        let means = "More than nine of ten records have below 120 Hz.";
        return light.bad(
            Severity::Watch,
            "There is much bass.",
            means,
            "Compare with a record, then lower kick or bass.",
        );
    }
    if bass_db < BASS_DB[0] {
        let means = "Less than nine of ten records have below 120 Hz.";
        return light.bad(
            Severity::Watch,
            "There is little bass.",
            means,
            "Compare with a record, then raise kick or bass.",
        );
    }
    light.fine("In the middle, and about as much as records have.")
}

fn hundredths(value: f64) -> String {
    format!("{value:.2}").replace('-', "−")
}

/// The light that matters most: the worst, the first of equals; nothing if none can say anything.
pub fn worst(lights: &[Light; 6]) -> Option<&Light> {
    let worst = lights.iter().map(|light| light.severity).max()?;
    lights.iter().find(|light| light.severity == worst && worst.is_some())
}

#[cfg(test)]
mod tests;
