// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What on the board is not fine, stem by stem.
//!
//! Only what is beyond doubt is a fault: flat tops at full scale, samples that are no numbers. What may be
//! meant is to be listened to: a stem over full scale in a floating-point file (nothing is lost yet), flat
//! tops at another level (a sample or an amplifier may be so), one stem that makes the limiter work alone.
//! That a kick has most of the peaks is so in most music: it is said as a note, and to be listened to only
//! where the limiter works often and deeply for it.

use super::{
    Board, Strip, Trim,
    faders::FOUGHT,
    triggers::{Contributions, Triggers},
};
use crate::{
    fault::{Confidence, Fault, Severity, Span},
    low_end_phase, masking,
    words::{number, place, times},
};

/// Of two stems one always has half of the triggers.
const ENOUGH_STEMS: usize = 3;
/// So many triggers are more than chance.
const ENOUGH_TRIGGERS: usize = 20;
/// A stem with more of the triggers dominates.
const DOMINATES: f64 = 0.5;
/// It is to be listened to if the limiter takes this for a twentieth of the time or more, dB: a few
/// decibels where it is loudest is what the manual calls subtle.
const DEEP_DB: f64 = -2.0;
/// A stem that has less of the loudness than half its triggers pays with peaks, not with level.
const PEAKY: f64 = 0.5;
/// No single move on a track is advised beyond this, in steps that are made by hand, dB.
const MOST_TRIM_DB: f64 = 3.0;
const STEP_DB: f64 = 0.5;
/// Smaller or rarer overs are a remark: a lossy copy of a track at full scale has as many
/// (the same limits as the check of a whole mix).
const FAR_DB: f64 = 1.0;
const OFTEN: u64 = 10;
/// Where an over goes when its input is turned down, dBFS.
const ROOM_DB: f64 = 1.0;
/// A smaller share would read as 0 %.
const PERCENT_SHOWN: f64 = 0.001;

/// Advises trims and says what is not fine, the worst first.
pub fn judge(board: &mut Board, contributions: &Contributions) -> Vec<Fault> {
    let mut faults = Vec::new();
    for strip in &mut board.strips {
        strip.trim = over_trim(strip);
        faults.extend([broken(strip), clipped(strip), over(strip), silent(strip)].into_iter().flatten());
    }
    faults.extend(dominating(board, contributions));
    faults.extend(fought(board));
    faults.extend(hiding(board));
    faults.extend(out_of_phase(board));
    faults.sort_by_key(|fault| std::cmp::Reverse(fault.severity));
    faults
}

fn fault(id: &'static str, severity: Severity, stem: &str) -> Fault {
    Fault {
        id,
        severity,
        title: String::new(),
        message: String::new(),
        action: String::new(),
        spans: Vec::new(),
        amount: String::new(),
        confidence: Confidence::Sure,
        stem: Some(stem.to_owned()),
    }
}

fn broken(strip: &Strip) -> Option<Fault> {
    let share = strip.heard.broken_share;
    let shown = if share < PERCENT_SHOWN { "A few".to_owned() } else { format!("{} %", number(share * 100.0)) };
    (share > 0.0).then(|| Fault {
        title: "The file has samples that are no sound.".to_owned(),
        message: format!("{shown} of its samples are no numbers that can be heard; they count as silence here."),
        action: format!("Export {} again; a plugin on it may have failed.", strip.name),
        ..fault("broken", Severity::Fault, &strip.name)
    })
}

/// The finding of the check for clipping, in the words of a track.
fn clipped(strip: &Strip) -> Option<Fault> {
    let found = strip.heard.clipping.clone()?;
    let at_full_scale = found.title.contains("full scale");
    let name = &strip.name;
    let action = if at_full_scale {
        format!("Turn down the plugin or recorder that clips {name} and export it again, in float if you can.")
    } else {
        format!(
            "If it is not meant, find what clips on {name} and turn down before it; the fader does not mend it."
        )
    };
    // Samples and amplifiers are cut flat on purpose; a track at full scale hardly ever is.
    let worst = if at_full_scale { Severity::Fault } else { Severity::Watch };
    Some(Fault { severity: found.severity.min(worst), action, stem: Some(name.clone()), ..found })
}

fn over(strip: &Strip) -> Option<Fault> {
    let heard = &strip.heard;
    let trim = over_trim(strip);
    let action = trim.map_or_else(
        || "Nothing to mend while it stays in float.".to_owned(),
        |trim| {
            format!(
                "Turn the input of {} by {} dB and its fader up by as much.",
                strip.name,
                number(trim.gain_db())
            )
        },
    );
    (heard.overs > 0).then(|| Fault {
        title: "The stem goes over full scale.".to_owned(),
        message: format!(
            "Samples exceed 0 dBFS {} (counted by 10 ms), by {} dB at most, first{}; in float nothing is lost yet.",
            times(heard.overs),
            number(heard.over_db),
            place(&heard.over_spans)
        ),
        action,
        spans: heard.over_spans.clone(),
        amount: format!("+{} dB", number(heard.over_db)),
        ..fault("overs", if trim.is_some() { Severity::Watch } else { Severity::Note }, &strip.name)
    })
}

/// The turn that an over needs, if it is far enough to need one.
fn over_trim(strip: &Strip) -> Option<Trim> {
    let is_far = strip.heard.over_db > FAR_DB && strip.heard.overs >= OFTEN;
    let down_db = dsp::math::ceil((strip.heard.over_db + ROOM_DB) / STEP_DB) * STEP_DB;
    is_far.then_some(Trim::Input(-down_db))
}

fn silent(strip: &Strip) -> Option<Fault> {
    let is_silent = strip.heard.measured.integrated_lufs.is_none() && strip.heard.broken_share == 0.0;
    is_silent.then(|| Fault {
        title: "The stem is silent.".to_owned(),
        message: "Nothing on it is louder than −70 LUFS.".to_owned(),
        action: format!("If {} should sound, see whether it was muted, and export it again.", strip.name),
        ..fault("silent", Severity::Note, &strip.name)
    })
}

/// The stem that makes the limiter work alone, with what to try.
fn dominating(board: &mut Board, contributions: &Contributions) -> Option<Fault> {
    let (triggers, stem) = dominator(board)?;
    let severity = if triggers.p95_db < DEEP_DB { Severity::Watch } else { Severity::Note };
    let trim_db = even_trim_db(triggers, stem, contributions);
    let strip = &board.strips[stem];
    let share = strip.trigger_share.unwrap_or(0.0);
    let is_peaky = strip.loudness_share < PEAKY * share;
    let found = Fault {
        title: "One stem makes the limiter work.".to_owned(),
        message: domination(strip, triggers),
        action: remedy(strip, trim_db, is_peaky, severity),
        amount: format!("{} % of {} triggers", whole(share), triggers.events.len()),
        confidence: Confidence::Fair,
        spans: deepest(triggers, stem),
        ..fault("dominates", severity, &strip.name)
    };
    let fader = trim_db.filter(|_| severity == Severity::Watch && !is_peaky).map(Trim::Fader);
    board.strips[stem].trim = board.strips[stem].trim.or(fader);
    Some(found)
}

/// The stem with most of the triggers, where there are enough to say.
fn dominator(board: &Board) -> Option<(&Triggers, usize)> {
    let triggers = board.triggers.as_ref()?;
    let enough = board.strips.len() >= ENOUGH_STEMS && triggers.events.len() >= ENOUGH_TRIGGERS;
    let stem =
        (0..board.strips.len()).find(|stem| triggers.share(*stem).is_some_and(|share| share > DOMINATES))?;
    enough.then_some((triggers, stem))
}

fn domination(strip: &Strip, triggers: &Triggers) -> String {
    format!(
        "{} dominates the mix: it has the highest part of {} % of the peaks that the limiter answers, and {} % of \
         the loudness. The limiter takes more than 0.5 dB for {} % of the time.",
        strip.name,
        whole(strip.trigger_share.unwrap_or(0.0)),
        whole(strip.loudness_share),
        whole(triggers.duty)
    )
}

fn remedy(strip: &Strip, trim_db: Option<f64>, is_peaky: bool, severity: Severity) -> String {
    let name = &strip.name;
    match (severity, is_peaky, trim_db) {
        (Severity::Note, _, _) => "Nothing to mend: the limiter hardly works.".to_owned(),
        (_, false, Some(trim_db)) => {
            format!("Try {} dB on {name}: then no stem has most of the triggers.", number(trim_db))
        }
        (_, true, Some(trim_db)) => format!(
            "Round the peaks of {name} by {} dB on its own track (a clipper, or a faster compressor) and the \
             whole mix gets louder; its level need not change.",
            number(-trim_db)
        ),
        (_, _, None) => format!(
            "Round the peaks of {name} on its own track (a clipper, or a faster compressor); turning it down by \
             {} dB would not be enough.",
            number(MOST_TRIM_DB)
        ),
    }
}

/// The least turn after which the stem no longer has most of the triggers, dB.
fn even_trim_db(triggers: &Triggers, stem: usize, contributions: &Contributions) -> Option<f64> {
    let steps = dsp::math::index_from(MOST_TRIM_DB / STEP_DB);
    let mut trims = (1..=steps).map(|step| -STEP_DB * step as f64);
    trims.find(|trim_db| triggers.share_when_turned(stem, *trim_db, contributions) <= DOMINATES)
}

/// Where its deepest trigger is.
fn deepest(triggers: &Triggers, stem: usize) -> Vec<Span> {
    let own = triggers.events.iter().filter(|event| event.stem == stem);
    let deepest = own.min_by(|a, b| a.reduction_db.total_cmp(&b.reduction_db));
    let span = |hop: usize| Span { from_s: hop as f64 * 0.01, to_s: (hop + 1) as f64 * 0.01 };
    deepest.map(|event| span(event.hop)).into_iter().collect()
}

/// Who hides whom, the worst.
fn hiding(board: &Board) -> Vec<Fault> {
    let names: Vec<&str> = board.strips.iter().map(|strip| strip.name.as_str()).collect();
    masking::faults(&board.clashes, &names)
}

/// Kick against bass, where they take from each other.
fn out_of_phase(board: &Board) -> Option<Fault> {
    let low_end = board.low_end.as_ref()?;
    let [kick, bass] = [&low_end.kick, &low_end.bass].map(|names| names.join(" and "));
    low_end_phase::fault(&low_end.phase, [&kick, &bass])
}

/// The faders the limiter fights: one sentence for all if it is most of them.
fn fought(board: &Board) -> Vec<Fault> {
    let asked = board.strips.iter().filter_map(|strip| Some((strip, strip.fader?)));
    let fought: Vec<_> = asked.clone().filter(|(_, effect)| *effect < FOUGHT).collect();
    if fought.len() * 2 > asked.count() && fought.len() > 1 {
        return vec![all_fought(board, fought.iter().map(|(_, effect)| *effect))];
    }
    fought.into_iter().map(|(strip, effect)| one_fought(board, strip, effect)).collect()
}

fn all_fought(board: &Board, effects: impl Iterator<Item = f64> + Clone) -> Fault {
    let [least, most] = [effects.clone().fold(1.0, f64::min), effects.fold(-1.0, f64::max)];
    Fault {
        title: "The limiter takes back what the faders give.".to_owned(),
        message: format!(
            "On most stems +1 dB makes the master only {} to {} of what it makes the mix louder, in the loudest passage.",
            hundredths(least),
            hundredths(most)
        ),
        action:
            "Drive the limiter less while you balance: at this point faders change the sound more than the level."
                .to_owned(),
        amount: hundredths(least),
        confidence: Confidence::Fair,
        spans: vec![board.passage],
        stem: None,
        ..fault("fader", Severity::Watch, "")
    }
}

fn one_fought(board: &Board, strip: &Strip, effect: f64) -> Fault {
    let does = if effect < 0.0 {
        "makes the master quieter".to_owned()
    } else {
        format!("makes the master only {} of what it makes the mix louder", hundredths(effect))
    };
    Fault {
        title: "The limiter fights this fader.".to_owned(),
        message: format!("+1 dB on {} {does}, in the loudest passage.", strip.name),
        action: format!("Round the peaks of {} on its own track, or drive the limiter less.", strip.name),
        amount: hundredths(effect),
        confidence: Confidence::Fair,
        spans: vec![board.passage],
        ..fault("fader", Severity::Watch, &strip.name)
    }
}

fn hundredths(value: f64) -> String {
    format!("{value:.2}").replace('-', "−")
}

fn whole(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::triggers::Event;

    fn strip(name: &str, loudness_share: f64, fader: f64) -> Strip {
        let mut strip = Strip { name: name.to_owned(), loudness_share, fader: Some(fader), ..Strip::default() };
        strip.heard.measured.integrated_lufs = Some(-20.0);
        strip
    }

    /// Three stems; the first triggers all, as deep as asked.
    fn board(reduction_db: f64) -> (Board, Contributions) {
        let mut contributions = Contributions::new(3);
        let parts = [[0.6_f32], [0.3], [0.1]];
        (0..40).for_each(|_| contributions.push([&[1.0], &[1.0]], parts.iter().map(|part| [&part[..]; 2])));
        let events = (0..40).map(|hop| Event { hop, reduction_db, stem: 0 }).collect();
        let strips = [("Kick", 0.2), ("Bass", 0.5), ("Pads", 0.3)].map(|(name, share)| Strip {
            trigger_share: Some(if name == "Kick" { 1.0 } else { 0.0 }),
            ..strip(name, share, 0.95)
        });
        let triggers = Triggers { events, duty: 0.3, p95_db: reduction_db };
        (Board { strips: strips.to_vec(), triggers: Some(triggers), ..Board::default() }, contributions)
    }

    fn named<'a>(faults: &'a [Fault], id: &str) -> Option<&'a Fault> {
        faults.iter().find(|fault| fault.id == id)
    }

    #[test]
    fn a_stem_with_most_of_the_triggers_is_named_and_only_a_worry_where_the_limiter_works_hard() {
        for (reduction_db, severity) in [(-1.0, Severity::Note), (-4.0, Severity::Watch)] {
            let (mut board, contributions) = board(reduction_db);
            let faults = judge(&mut board, &contributions);
            let found = named(&faults, "dominates").unwrap();
            assert_eq!((found.severity, found.stem.as_deref()), (severity, Some("Kick")));
            assert!(found.message.starts_with("Kick dominates the mix: it has the highest part of 100 %"));
        }
    }

    #[test]
    fn of_two_stems_none_is_said_to_dominate() {
        let (mut board, contributions) = board(-4.0);
        board.strips.truncate(2);
        assert_eq!(named(&judge(&mut board, &contributions), "dominates"), None);
    }

    #[test]
    fn an_over_is_turned_down_at_the_input_and_the_mix_stays() {
        let (mut board, contributions) = board(-1.0);
        board.strips[1].heard.overs = 70;
        board.strips[1].heard.over_db = 2.3;
        let faults = judge(&mut board, &contributions);
        let found = named(&faults, "overs").unwrap();
        assert!(found.action.contains("by −3.5 dB and its fader up"), "{}", found.action);
        assert_eq!(board.strips[1].trim, Some(Trim::Input(-3.5)));
    }

    #[test]
    fn one_fader_is_named_and_most_are_told_together() {
        let (mut board, contributions) = board(-1.0);
        board.strips[0].fader = Some(0.41);
        let one = judge(&mut board, &contributions);
        assert_eq!(named(&one, "fader").map(|fault| fault.stem.as_deref()), Some(Some("Kick")));
        board.strips[1].fader = Some(0.65);
        let most = judge(&mut board, &contributions);
        assert!(named(&most, "fader").unwrap().message.contains("only 0.41 to 0.65 of"), "{most:?}");
        assert_eq!(most.iter().filter(|fault| fault.id == "fader").count(), 1);
    }

    #[test]
    fn what_is_fine_is_not_talked_about() {
        let (mut board, contributions) = board(-4.0);
        board.triggers = None;
        assert_eq!(judge(&mut board, &contributions), Vec::new());
    }
}
