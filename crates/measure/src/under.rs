// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What lies under the chain: faults that the master no longer shows, and how much of the sound is
//! the chain's.
//!
//! Every check is asked about the raw mix and about its master. A fault is *hidden* if the raw mix
//! has it and the master's reading is under the limit, and by more than a quarter below the raw mix's, so
//! that a reading beside the limit is no discovery.
//! Checks that are not gain-invariant read the master as loud as the raw mix, so that turning down
//! neither hides nor mends anything.

mod dependence;
mod fit;
pub mod guard;

pub use dependence::{Dependence, LEANS, POLISH, Term, dependence};
pub use guard::Guard;

use crate::{
    checks::{Info, Inspection},
    fault::{Fault, Severity},
    reading::Reading,
    words::clause,
};

/// The master's reading is another one if it is less than this share of the raw mix's. Our own choice,
/// tried on ten songs: one side of a pair that stands at 26 and 22 % of the energy hides nothing.
const CLEARLY_LESS: f64 = 0.75;

/// A raw mix beside its master.
#[derive(Clone, Debug, Default)]
pub struct Under {
    /// Every check on both, in the order of a report.
    pub rows: Vec<Row>,
    /// How much of the sound is the chain's; `None` for silence.
    pub dependence: Option<Dependence>,
    /// How much life the chain takes; `None` if that was not asked.
    pub guard: Option<Guard>,
    /// How much louder the master is, dB; taken back before checks that are not gain-invariant.
    pub gain_db: f64,
}

/// One check on the raw mix and on the master.
#[derive(Clone, Debug)]
pub struct Row {
    /// What the raw mix reads.
    pub raw: Reading,
    /// What the master reads, as loud as the raw mix.
    pub master: Reading,
    /// What the two say together.
    pub finding: Finding,
    /// The fault, if it is hidden: the raw mix's, in words about the chain.
    pub hidden: Option<Fault>,
}

/// What a check says about raw mix and master together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Neither has the fault.
    Clear,
    /// The raw mix has it, the master shows none of it.
    Hidden,
    /// Both have it.
    InBoth,
    /// Only the master has it.
    ByTheChain,
}

impl Finding {
    /// The word for scripts and tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Hidden => "hidden",
            Self::InBoth => "in both",
            Self::ByTheChain => "by the chain",
        }
    }
}

impl Under {
    /// The hidden faults, the worst first.
    pub fn hidden(&self) -> Vec<&Fault> {
        let mut hidden: Vec<_> = self.rows.iter().filter_map(|row| row.hidden.as_ref()).collect();
        hidden.sort_by_key(|fault| std::cmp::Reverse(fault.severity));
        hidden
    }
}

impl Row {
    /// The check.
    pub fn check(&self) -> &'static Info {
        self.raw.check
    }
}

/// Lays what the checks say about a master over what they say about its raw mix.
///
/// `gain_db` is how much louder the master is.
pub fn rows(raw: &Inspection, master: &Inspection, gain_db: f64) -> Vec<Row> {
    let back = dsp::units::gain_from_db(dsp::Db(-gain_db));
    let pairs = raw.readings.iter().zip(&master.readings);
    pairs.map(|(one, other)| row(*one, other.at_gain(back), &raw.faults)).collect()
}

fn row(raw: Reading, master: Reading, faults: &[Fault]) -> Row {
    let fault = faults.iter().find(|fault| fault.id == raw.check.id && fault.severity > Severity::Note);
    let finding = match (fault.is_some(), master.is_over()) {
        (true, false) if master.limits < CLEARLY_LESS * raw.limits => Finding::Hidden,
        (true, _) => Finding::InBoth,
        (false, true) if raw.limits < CLEARLY_LESS * master.limits => Finding::ByTheChain,
        (false, _) => Finding::Clear,
    };
    let hidden = fault.filter(|_| finding == Finding::Hidden).map(|fault| as_hidden(fault, &raw, &master));
    Row { raw, master, finding, hidden }
}

/// The raw mix's fault in words about the chain.
fn as_hidden(fault: &Fault, raw: &Reading, master: &Reading) -> Fault {
    Fault {
        title: format!("Under the chain, {}.", clause(&fault.title)),
        message: format!(
            "In the raw mix: {} The raw mix reads {}, the master {}. {}",
            fault.message,
            raw.text(),
            master.text(),
            cause(fault.id)
        ),
        ..fault.clone()
    }
}

/// Why a chain hides it, and what it likely comes from.
fn cause(id: &str) -> &'static str {
    match id {
        "clipping" => {
            "A limiter or filter bends the flat tops, so no meter after it sees them; likely a track or its bus clips."
        }
        "overs" => "A limiter catches the peaks; likely the tracks add up too loud for the mix bus.",
        "polarity" => "Narrowing in the chain covers it; likely a widener or a doubled track that is upside down.",
        "low_mono" => "Something in the chain makes the low end mono; likely a wide bass or kick.",
        "balance" => "The chain sets it right; likely one loud track leans to that side.",
        "offset" => "A filter in the chain takes it out; likely one track or plugin adds it.",
        "broken" => "The chain replaces them by silence; likely a plugin in the mix makes them.",
        "dropout" => "The chain's tails fill it; likely the export or a recording broke off.",
        "clicks" => {
            "Compression and limiting round it off until it hides in the music; likely an edit without a fade."
        }
        "noise_floor" => {
            "A gate or a denoiser in the chain takes it out; likely one noisy track that is open in the pauses."
        }
        "delay" => "The chain makes both sides alike; likely a plugin on one side whose delay is not made up for.",
        "mono_loss" => "Narrowing in the chain covers it; likely a widener, a chorus or a doubled track.",
        "resonance" => {
            "Compression and saturation lift what lies around the tone; likely a room, a bell or a device that rings on one track."
        }
        "harshness" => {
            "A limiter or an equaliser holds the bursts down, at the cost of all the treble; likely a voice without a de-esser."
        }
        "hum" => {
            "A filter or the noise around it covers the tones; likely a cable or a power supply on one recorded track."
        }
        "sub" => {
            "A high-pass filter in the chain takes it out; likely a microphone's rumble or a synthesiser's deepest octave."
        }
        _ => "The chain covers it.",
    }
}

#[cfg(test)]
mod tests;
