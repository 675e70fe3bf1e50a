// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the guard has found, in words.

use super::{FAULT_DB, Guard, Keep, Kind, Loss, Stages, WATCH_DB, losses, worst};
use crate::{
    compare::ZONES,
    fault::{Confidence, Fault, Severity, clock},
    judge::judge,
    measured::Measured,
    target::Target,
    words::{clause, number, signed},
};

/// A smaller part of a loss is not worth a word, dB.
const TOLD_DB: f64 = 0.1;
/// The greatest loss in a band is told beside that of the whole from here on, dB.
const BAND_DB: f64 = 1.0;
/// A chain that takes less than this from the usual low PSR has no part in it, LU.
const TOUCHED_LU: f64 = 1.0;
/// Without a destination a usual low PSR is dense under this, LU (I. Shepherd, "Dynameter": 8 and less is
/// limited).
const FLOOR_LU: f64 = 8.0;

impl Kind {
    /// What it is called at the head of a row: "Punch, upper".
    pub fn name(self) -> String {
        let name = match self {
            Self::Psr => "PSR, median",
            Self::PsrLow => "PSR, usual low",
            Self::Plr => "PLR",
            Self::Crest(_) => "Crest",
            Self::Punch(_) => "Punch",
        };
        self.zone().map_or_else(|| name.to_owned(), |zone| format!("{name}, {}", ZONES[zone].name.to_lowercase()))
    }

    /// What a musician loses with it.
    fn subject(self) -> String {
        if self.zone().is_some() { self.phrase() } else { "the dynamics".to_owned() }
    }

    /// What it is called inside a sentence: "the punch of the upper mids".
    fn phrase(self) -> String {
        let of = |name: &str, zone: usize| format!("the {name} of the {}", ZONES[zone].phrase);
        match self {
            Self::Psr => "the median PSR".to_owned(),
            Self::PsrLow => "the usual low PSR".to_owned(),
            Self::Plr => "the PLR".to_owned(),
            Self::Crest(zone) => of("crest", zone),
            Self::Punch(zone) => of("punch", zone),
        }
    }
}

impl Guard {
    /// The greatest loss, if it is over its limit; one step milder where the master is not dense by its chain.
    ///
    /// What people hear of a limiter is how dense a record is, more than how dense it was made (M. Ronan and
    /// others, "The perception of hyper-compression by mastering engineers", AES Convention 143, 2017).
    pub fn fault(&self, target: Option<&Target>) -> Option<Fault> {
        let loss = self.over()?;
        let floor_lu = target.map_or(FLOOR_LU, |target| target.psr_floor_lu);
        Some(Fault {
            id: "dynamics",
            severity: severity(&loss, self.presses_under(floor_lu)),
            title: format!("The chain takes much of {}.", loss.kind.subject()),
            message: self.message(&loss),
            action: self.action(&loss),
            spans: self.places.clone(),
            amount: format!("{} {}", signed(-loss.lost()), loss.kind.unit()),
            // Measured beyond doubt; whether it was meant, nobody can measure.
            confidence: Confidence::Fair,
            stem: None,
        })
    }

    /// Whether the usual low PSR is under a floor, and the chain has a part in it.
    fn presses_under(&self, floor_lu: f64) -> bool {
        let [raw, master] = self.sides.each_ref().map(|side| side.psr_low_lu.unwrap_or(f64::INFINITY));
        master < floor_lu && raw - master > TOUCHED_LU
    }

    /// What of the master lies under a destination's floors for PLR and PSR, in words about the chain.
    pub fn under_floors(&self, target: &Target) -> Vec<Fault> {
        let master = &self.sides[1];
        let known = Measured {
            plr_lu: master.plr_lu,
            psr_low_lu: master.psr_low_lu,
            loudest_s: master.loudest_s,
            ..Measured::default()
        };
        let through =
            |fault: Fault| Fault { title: format!("Through the chain, {}.", clause(&fault.title)), ..fault };
        judge(&known, target).into_iter().map(through).collect()
    }

    fn message(&self, loss: &Loss) -> String {
        let band = worst_band(&self.losses()).filter(|band| band.kind != loss.kind);
        let also = band.map_or_else(String::new, |band| format!(", {}", fall(&band)));
        let duty = format!("{:.0} %", 100.0 * self.duty);
        let who = self.stages.as_ref().map_or_else(|| WHO_UNKNOWN.to_owned(), Stages::words);
        format!(
            "From the raw mix to the master {}{also}; {} {} is much. More than 1 dB is taken for {duty} of the \
             loud passages. {who}",
            fall(loss),
            number(WATCH_DB),
            loss.kind.unit(),
        )
    }

    fn action(&self, loss: &Loss) -> String {
        let keep = self.stages.as_ref().and_then(|stages| Some((stages, stages.keep.as_ref()?)));
        match keep {
            Some((stages, keep)) => keep.words(stages),
            None => format!(
                "Take about {} dB of drive from the limiter or compressor.",
                number(loss.lost() - WATCH_DB)
            ),
        }
    }
}

fn severity(loss: &Loss, is_dense: bool) -> Severity {
    match (loss.lost() > FAULT_DB, is_dense) {
        (true, true) => Severity::Fault,
        (true, false) | (false, true) => Severity::Watch,
        (false, false) => Severity::Note,
    }
}

/// Without the chain there is nobody to name.
const WHO_UNKNOWN: &str = "Which effect took it cannot be said: there is no receipt of this mix beside the master; \
                           check the mix with its chain to know.";

/// The greatest loss of a band, if it is worth a word.
fn worst_band(losses: &[Loss]) -> Option<Loss> {
    let bands: Vec<_> = losses.iter().filter(|loss| loss.kind.zone().is_some()).copied().collect();
    worst(&bands).filter(|band| band.lost() > BAND_DB)
}

/// "the punch of the upper mids falls from 12.3 to 7.9 dB"
fn fall(loss: &Loss) -> String {
    let [raw, master] = [loss.raw, loss.master].map(number);
    format!("{} falls from {raw} to {master} {}", loss.kind.phrase(), loss.kind.unit())
}

impl Stages {
    fn worst_band(&self) -> Option<Loss> {
        worst_band(&losses(self.taps.first()?, self.taps.last()?))
    }

    /// Who took how much, in a sentence: "In the loudest passage (1:02–1:22) the median PSR falls …".
    pub fn words(&self) -> String {
        let Some(loss) = self.worst().filter(|loss| loss.lost() > TOLD_DB) else { return String::new() };
        let parts = self.parts(loss.kind);
        let mut shares: Vec<_> = self.names.iter().zip(&parts).filter(|(_, part)| part.abs() > TOLD_DB).collect();
        shares.sort_by(|one, other| other.1.total_cmp(one.1));
        let shares: Vec<_> =
            shares.iter().map(|(name, part)| format!("{name} takes {}", number(**part))).collect();
        if shares.is_empty() {
            return String::new();
        }
        format!(
            "In the loudest passage ({}–{}) {}; of that, {}.",
            clock(self.span.from_s),
            clock(self.span.to_s),
            fall(&loss),
            shares.join(", ")
        )
    }
}

impl Keep {
    /// What to turn, what it gives back, and what it costs; measured on the passage.
    pub fn words(&self, stages: &Stages) -> String {
        let Some(now) = stages.taps.last() else { return String::new() };
        let kinds = [Some(Kind::Psr), stages.worst_band().map(|band| band.kind)];
        let gained = |kind: Kind| {
            let gained = self.dynamics.at(kind)? - now.at(kind)?;
            Some(format!("{} {} of {}", number(gained), kind.unit(), kind.phrase().trim_start_matches("the ")))
        };
        let gains: Vec<_> = kinds.into_iter().flatten().filter_map(gained).collect();
        let cost = now.lufs.zip(self.dynamics.lufs).map_or(0.0, |(now, then)| now - then);
        let [from, to] = &self.values;
        format!(
            "Turn {} of {} from {from} to {to}: measured on that passage, it gives back {} and costs {} LU of loudness.",
            self.knob,
            self.effect,
            gains.join(" and "),
            number(cost)
        )
    }
}
