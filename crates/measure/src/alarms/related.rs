// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Faults that are two faults: one that brings the other along is no false alarm.

/// A fault that brings another along.
#[derive(Clone, Copy, Debug)]
pub struct Related {
    /// The id of the fault that was sown.
    pub cause: &'static str,
    /// The id of the one that comes along.
    pub effect: &'static str,
    /// Why both are right.
    pub reason: &'static str,
}

/// Every pair that belongs together.
pub static RELATED: &[Related] = &[
    Related::new("broken", "clicks", "a sample that is no sound becomes silence, and that is a click"),
    Related::new("clipping", "clicks", "the corner of a flat top is a jump"),
    Related::new("clicks", "overs", "a click as high as the peaks goes over full scale"),
    Related::new("dropout", "clicks", "a hole begins and ends with a jump"),
    Related::new("overs", "offset", "what is turned up over full scale has its offset turned up as well"),
    Related::new("polarity", "low_mono", "the low end is upside down with the rest"),
    Related::new("polarity", "mono_loss", "every band is upside down with the rest"),
    Related::new("delay", "polarity", "a late channel is opposed wherever it is half a wave late"),
    Related::new("delay", "low_mono", "a late channel is opposed wherever it is half a wave late"),
    Related::new("delay", "mono_loss", "a late channel is opposed wherever it is half a wave late"),
    Related::new("low_mono", "polarity", "what opposes the low end reaches the low middle"),
    Related::new("low_mono", "mono_loss", "what opposes the low end reaches the low middle"),
    Related::new("mono_loss", "polarity", "a band that is opposed may be most of the middle"),
    Related::new("mono_loss", "low_mono", "a band that is opposed may reach the low end"),
    Related::new("mono_loss", "balance", "a band on both sides with opposed signs is rarely as loud on both"),
    Related::new("mono_loss", "delay", "what is left of the middle may come later on one side"),
    Related::new("hum", "low_mono", "a hum on one side is all of its low end"),
    Related::new("hum", "balance", "a hum on one side makes that side louder"),
    Related::new("resonance", "balance", "a whistle on one side makes that side louder"),
    Related::new("resonance", "overs", "a whistle adds to the peaks"),
    Related::new("resonance", "polarity", "what rings on one side is related to nothing on the other"),
    Related::new("resonance", "harshness", "a whistle above 5 kHz is sharp"),
    Related::new("resonance", "over_limited", "a steady tone raises the loudness and not the peaks"),
    Related::new("harshness", "overs", "sharp sounds add to the peaks"),
    Related::new("harshness", "balance", "sharp sounds on one side make it louder"),
    Related::new("harshness", "clicks", "a sharp sound may begin with a jump"),
    Related::new("sub", "overs", "a rumble adds to the peaks"),
    Related::new("sub", "low_mono", "a rumble on one side is all of its low end"),
    Related::new("sub", "balance", "a rumble on one side makes that side louder"),
    Related::new("sub", "clicks", "the fainter the music beside a rumble, the rougher its waves"),
    Related::new("over_limited", "clipping", "what is pressed to one level has flat tops"),
    Related::new("over_limited", "clicks", "what is pressed hard turns corners"),
    Related::new("over_limited", "balance", "what is quiet is raised, and may lean"),
    Related::new("over_limited", "low_mono", "what is quiet is raised, and may be wide"),
    Related::new("over_limited", "polarity", "what is quiet is raised, and may be wide"),
    Related::new("over_limited", "offset", "what is quiet is raised, and its offset with it"),
    Related::new("over_limited", "dropout", "what is quiet is raised, and holes in it with it"),
];

impl Related {
    const fn new(cause: &'static str, effect: &'static str, reason: &'static str) -> Self {
        Self { cause, effect, reason }
    }
}

/// The pair of these two faults, if they belong together.
pub fn related(cause: &str, effect: &str) -> Option<&'static Related> {
    RELATED.iter().find(|pair| pair.cause == cause && pair.effect == effect)
}
