// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Is it ready for where it goes? The numbers of a song against a destination.
//!
//! Loudness, short-term loudness, true peak, PLR and PSR; "over" is the distance to the nearest
//! edge of the destination's range. Limits of severity are our own choice and stand beside each rule.

use crate::{
    checks::OVER_LIMITED,
    fault::{Confidence, Fault, Severity, Span, clock},
    measured::Measured,
    target::{Normalisation, Target},
    words::{number, signed},
};

/// A true peak this little over the ceiling is within what meters differ by, dB.
const PEAK_SLACK_DB: f64 = 0.05;
/// Quieter than the range by more than this is a fault, LU.
const QUIET_SLACK_LU: f64 = 1.0;
/// Less than this is shown as 0.0 and no reason to complain, LU.
const SHOWN_LU: f64 = 0.05;
/// Flatter than the floor by more than this is a fault, LU.
const FLOOR_SLACK_LU: f64 = 1.5;

/// All that does not fit the destination, the worst first.
pub fn judge(measured: &Measured, target: &Target) -> Vec<Fault> {
    let rules = [loudness, short_term, true_peak, plr, psr];
    sorted(rules.iter().filter_map(|rule| rule(measured, target)).collect())
}

/// The faults of the sound itself together with those against a destination, the worst first.
///
/// The destination's floor for PSR takes the place of the general one.
pub fn with_target(found: Vec<Fault>, measured: &Measured, target: &Target) -> Vec<Fault> {
    let mut faults = judge(measured, target);
    faults.extend(found.into_iter().filter(|fault| fault.id != OVER_LIMITED));
    sorted(faults)
}

fn sorted(mut faults: Vec<Fault>) -> Vec<Fault> {
    faults.sort_by_key(|fault| std::cmp::Reverse(fault.severity));
    faults
}

/// Integrated loudness against the range.
fn loudness(measured: &Measured, target: &Target) -> Option<Fault> {
    let loudness_lufs = measured.integrated_lufs?;
    let over_lu = outside(loudness_lufs, target.integrated_lufs)?;
    let aim_db = target.aim_lufs - loudness_lufs;
    let (severity, action) =
        if over_lu > 0.0 { too_loud(measured, target, aim_db) } else { too_quiet(measured, target, over_lu) };
    Some(Fault {
        severity,
        title: format!("The song is too {} for {}.", if over_lu > 0.0 { "loud" } else { "quiet" }, target.name),
        message: format!(
            "It has {} LUFS, {} LU {} {}.",
            number(loudness_lufs),
            number(over_lu.abs()),
            if over_lu > 0.0 { "over" } else { "under" },
            range(target.integrated_lufs),
        ),
        action,
        amount: format!("{} LU", signed(over_lu)),
        ..fault("loudness", Vec::new())
    })
}

fn too_loud(measured: &Measured, target: &Target, aim_db: f64) -> (Severity, String) {
    let gain_db = target.normalisation.gain_db(measured).unwrap_or(0.0);
    let down = format!("Turn the song down by {} dB before the limiter", number(-aim_db));
    if target.normalisation == Normalisation::Required {
        (Severity::Fault, format!("{down}: the loudness is a requirement there."))
    } else if gain_db < 0.0 {
        let cut = number(-gain_db);
        (
            Severity::Watch,
            format!("{down}: {} turns it down by {cut} dB anyway, so the loudness buys nothing.", target.name),
        )
    } else {
        (
            Severity::Watch,
            format!("{down}: {} plays it as it is, but songs around it will be quieter.", target.name),
        )
    }
}

fn too_quiet(measured: &Measured, target: &Target, over_lu: f64) -> (Severity, String) {
    let severity = if over_lu < -QUIET_SLACK_LU { Severity::Fault } else { Severity::Watch };
    let gain_db = target.normalisation.gain_db(measured).unwrap_or(0.0);
    let up = number(target.aim_lufs - measured.integrated_lufs.unwrap_or(target.aim_lufs));
    let service = match target.normalisation {
        Normalisation::Both { .. } if gain_db > 0.0 => {
            format!("{} lifts it by {} dB, as far as its peaks allow.", target.name, number(gain_db))
        }
        Normalisation::Both { .. } => format!("{} cannot lift it: its peaks leave no room.", target.name),
        Normalisation::Required => "The loudness is a requirement there.".to_owned(),
        Normalisation::None | Normalisation::Down(_) => format!("{} does not lift it.", target.name),
    };
    (severity, format!("Raise the song by {up} dB into the limiter. {service}"))
}

/// The loudest 3 s against the range, if there is one.
fn short_term(measured: &Measured, target: &Target) -> Option<Fault> {
    let loudness_lufs = measured.short_term_max_lufs?;
    let edges = target.short_term_lufs?;
    let over_lu = outside(loudness_lufs, edges)?;
    let whole_lu = measured.integrated_lufs.and_then(|lufs| outside(lufs, target.integrated_lufs));
    if whole_lu.is_some_and(|whole_lu| whole_lu < 0.0 && over_lu < 0.0) {
        // The whole song is too quiet, and that is said already.
        return None;
    }
    let required = target.normalisation == Normalisation::Required && over_lu > 0.0;
    Some(Fault {
        severity: if required { Severity::Fault } else { Severity::Watch },
        title: format!(
            "The loudest passage is too {} for {}.",
            if over_lu > 0.0 { "loud" } else { "quiet" },
            target.name
        ),
        message: format!(
            "Its loudest 3 s{} have {} LUFS, {} LU outside {}.",
            at(measured),
            number(loudness_lufs),
            number(over_lu.abs()),
            range(edges)
        ),
        action: format!("Change the level of that passage by {} dB.", signed(-over_lu)),
        amount: format!("{} LU", signed(over_lu)),
        ..fault("short_term", loudest(measured))
    })
}

/// True peak over the ceiling, on whichever of the two meters reads more.
fn true_peak(measured: &Measured, target: &Target) -> Option<Fault> {
    let readings = [measured.true_peak_dbtp, measured.true_peak_strict_dbtp];
    let peak_dbtp = readings.into_iter().flatten().reduce(f64::max)?;
    let over_db = peak_dbtp - target.ceiling_dbtp;
    (over_db > 1e-9).then(|| Fault {
        severity: if over_db > PEAK_SLACK_DB { Severity::Fault } else { Severity::Watch },
        title: format!("The peaks are too high for {}.", target.name),
        message: format!(
            "The true peak is {} dBTP{}, {} dB over the ceiling of {} dBTP.",
            fine(peak_dbtp),
            peak_span(measured).map_or_else(String::new, |span| format!(" at {}", clock(span.from_s))),
            fine(over_db),
            number(target.ceiling_dbtp)
        ),
        action: lower_peaks(measured, target, over_db),
        amount: format!("+{} dB", fine(over_db)),
        ..fault("true_peak", peak_span(measured).into_iter().collect())
    })
}

/// Turning down is no advice for a song that would be too quiet then.
fn lower_peaks(measured: &Measured, target: &Target, over_db: f64) -> String {
    let lowered_lufs = measured.integrated_lufs.map(|lufs| lufs - over_db);
    if lowered_lufs.is_some_and(|lufs| lufs < target.integrated_lufs[0]) {
        let ceiling = number(target.ceiling_dbtp);
        return format!(
            "Catch the peaks with a limiter at {ceiling} dBTP; turned down, the song would be too quiet."
        );
    }
    format!("Lower the limiter's ceiling, or the whole song, by {} dB.", fine(over_db))
}

/// Peak to loudness of the whole song.
fn plr(measured: &Measured, target: &Target) -> Option<Fault> {
    let plr_lu = measured.plr_lu?;
    let under_lu = target.plr_floor_lu - plr_lu;
    (under_lu > 0.0).then(|| Fault {
        title: format!("The song is denser than {} needs.", target.name),
        message: format!(
            "Its highest peak stands {} LU above its loudness, {} LU under the floor of {} LU.",
            number(plr_lu),
            number(under_lu),
            number(target.plr_floor_lu)
        ),
        action: format!("Take about {} dB of drive from the limiter.", number(under_lu)),
        amount: format!("{} LU", signed(-under_lu)),
        confidence: Confidence::Fair,
        ..floor("plr", under_lu, Vec::new())
    })
}

/// Peak to short-term loudness where it is least.
fn psr(measured: &Measured, target: &Target) -> Option<Fault> {
    let psr_lu = measured.psr_low_lu.or(measured.psr_min_lu)?;
    let under_lu = target.psr_floor_lu - psr_lu;
    (under_lu > 0.0).then(|| Fault {
        title: "The loud passages are pressed flat.".to_owned(),
        message: format!(
            "In its densest passages peaks stand {} LU above the short-term loudness, {} LU under the floor of {} LU; the loudest 3 s are{}.",
            number(psr_lu),
            number(under_lu),
            number(target.psr_floor_lu),
            at(measured)
        ),
        action: format!("Take about {} dB of drive from the limiter or compressor.", number(under_lu)),
        amount: format!("{} LU", signed(-under_lu)),
        confidence: Confidence::Fair,
        ..floor("psr", under_lu, loudest(measured))
    })
}

fn floor(id: &'static str, under_lu: f64, spans: Vec<Span>) -> Fault {
    let severity = if under_lu > FLOOR_SLACK_LU { Severity::Fault } else { Severity::Watch };
    Fault { severity, ..fault(id, spans) }
}

fn fault(id: &'static str, spans: Vec<Span>) -> Fault {
    Fault {
        id,
        severity: Severity::Watch,
        title: String::new(),
        message: String::new(),
        action: String::new(),
        spans,
        amount: String::new(),
        confidence: Confidence::Sure,
        stem: None,
    }
}

/// How far a number is outside its range; nothing if it fits.
fn outside(value: f64, [lowest, highest]: [f64; 2]) -> Option<f64> {
    let over = if value > highest { value - highest } else { (value - lowest).min(0.0) };
    (over.abs() >= SHOWN_LU).then_some(over)
}

fn range([lowest, highest]: [f64; 2]) -> String {
    if lowest == highest {
        format!("{} LUFS", number(lowest))
    } else {
        format!("{} to {} LUFS", number(lowest), number(highest))
    }
}

/// Two decimals for peaks: ceilings are set in hundredths.
fn fine(value: f64) -> String {
    format!("{value:.2}").replace('-', "−")
}

fn loudest(measured: &Measured) -> Vec<Span> {
    measured.loudest_s.map(|to_s| Span { from_s: (to_s - 3.0).max(0.0), to_s }).into_iter().collect()
}

fn at(measured: &Measured) -> String {
    loudest(measured).first().map_or_else(String::new, |span| format!(" at {}", clock(span.from_s)))
}

/// Where the highest true peak is.
fn peak_span(measured: &Measured) -> Option<Span> {
    use crate::measured::Course;
    let peaks = measured.course.true_peak_dbtp.iter().enumerate();
    let (index, _) = peaks.max_by(|a, b| a.1.total_cmp(b.1))?;
    let from_s = index as f64 * Course::HOP_S;
    Some(Span { from_s, to_s: from_s + Course::HOP_S })
}

#[cfg(test)]
mod tests;
