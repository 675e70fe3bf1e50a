// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A limiter that looks ahead.
//!
//! ```text
//! in ─ gain ─ punch ─ drive ─ clip ─┬─ delay ─────────────────────────── × ─ out
//!                                   └─ peak detector ─ links ─ reduction ┘
//! ```
//! The stages in front are neutral at zero.
//! Every frame waits until the gain has come down for it: the reduction is at least what the
//! peak around the frame asks for, by construction. Below the ceiling the factor is exactly 1,
//! so the sound is a copy, bit for bit. Between the samples the moving gain can add a trace;
//! `no_true_peak_passes_the_ceiling` measures it.

mod crossing;
mod follow;
mod path;
mod stages;
mod styles;

use core::ops::Range;

use crossing::Crossing;
use dsp::{
    Block, Db, Millis, Ratio, Stream,
    laps::Laps,
    math,
    rest::Rest,
    smooth::Ramp,
    transient::Transient,
    units::{db_from_gain, frames_from_ms, gain_from_db},
};
use follow::Follow;
use path::Rules;

use crate::{
    Choice, Params,
    params::Unit,
    processor::{Info, Processor, ReadingSpec, Readings, Style},
};

/// After so much silence the limiter begins anew: no gain takes longer to come back.
const REST: Millis = Millis(2000.0);
/// How long the beginning of a hit is.
const PUNCH_LENGTH: Millis = Millis(25.0);

/// Keeps every peak, also those between the samples, below a ceiling.
pub struct Limiter {
    stream: Stream,
    gain: Ramp,
    follow: Follow,
    /// What the mix level adds to the gain.
    offset: Db,
    /// Whether the sound is rendered, not played.
    offline: bool,
    punch: Ramp,
    transient: Transient,
    laps: Laps,
    rest: Rest,
    /// One for each latency.
    crossings: [Crossing; 2],
    latency: Latency,
}

/// How late the sound may be.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Latency {
    /// Short enough to play an instrument through it: 1.5 ms.
    Mixing,
    /// The gain moves more smoothly: 3 ms.
    Mastering,
}

/// When the gain follows the mix.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Following {
    /// Never: the gain is the gain.
    Off,
    /// While it plays; a render keeps the gain where it is then.
    Live,
    /// Also in a render.
    Always,
}

/// The knobs of [`Limiter`].
#[derive(Params, Clone, PartialEq)]
pub struct Knobs {
    /// How hard the sound is driven into the limiter: louder, until the ceiling presses back.
    #[param(range = -24.0..=36.0, default = 0.0)]
    pub gain: Db,
    /// How far the beginnings of hits are lifted before they are limited; zero leaves them alone.
    #[param(range = 0.0..=6.0, default = 0.0)]
    pub punch: Db,
    /// How many harmonics are added at equal loudness, warmer, then rough; zero adds none.
    #[param(range = 0.0..=1.0, default = 0.0)]
    pub drive: Ratio,
    /// How much of a peak a soft clipper may shave before the limiter presses; zero leaves it to the limiter.
    #[param(range = 0.0..=12.0, default = 0.0)]
    pub clip: Db,
    /// No peak leaves the limiter above this level.
    #[param(range = -24.0..=0.0, default = -1.0)]
    pub ceiling: Db,
    /// How long peaks must keep coming back before the gain is held still between them: short is clean, long is loud.
    #[param(range = 10.0..=500.0, default = 150.0, taper = Log)]
    pub attack: Millis,
    /// How far such peaks may lie apart: long keeps low tones and chords clean, short is louder.
    #[param(range = 5.0..=200.0, default = 37.0, taper = Log)]
    pub hold: Millis,
    /// How quickly the level comes back after a single peak.
    #[param(range = 0.5..=1000.0, default = 6.0, taper = Log)]
    pub release: Millis,
    /// How quickly the level comes back after a sustained sound.
    #[param(range = 1.0..=2000.0, default = 1.0, taper = Log)]
    pub recovery: Millis,
    /// Whether sustained sounds are held still; without it the release alone rules.
    #[param(default = true)]
    pub auto: bool,
    /// How closely the channels move together on a single peak: at 100 % the stereo image stands still.
    #[param(range = 0.0..=1.0, default = 1.0)]
    pub link_transient: Ratio,
    /// How closely the channels move together on a sustained sound.
    #[param(range = 0.0..=1.0, default = 1.0)]
    pub link_release: Ratio,
    /// Whether peaks between the samples count too; a converter and a codec meet them.
    #[param(default = true)]
    pub true_peak: bool,
    /// How late the sound may be; turn it while nothing plays.
    #[param(default = Latency::Mixing)]
    pub latency: Latency,
    /// Whether the gain follows the loudness of the mix slowly, so that a fader does not change how hard it is limited.
    #[param(default = Following::Off)]
    pub follow: Following,
    /// The loudness of the mix in LUFS at which the gain is right as it stands, for a gain that follows.
    #[param(range = -48.0..=0.0, default = -18.0)]
    pub mix_level: Db,
}

impl Processor for Limiter {
    type Params = Knobs;
    const INFO: &'static Info = &Info {
        id: "limiter",
        name: "Limiter",
        summary: "Keeps every peak, also those between the samples, below a ceiling.",
    };
    const READINGS: &'static [ReadingSpec] = &[
        ReadingSpec {
            id: "gain-reduction",
            name: "Gain reduction",
            unit: Unit::Db,
            help: "How far the loudest moment was turned down.",
        },
        ReadingSpec {
            id: "follow",
            name: "Follow",
            unit: Unit::Db,
            help: "What following the mix adds to the gain.",
        },
        ReadingSpec { id: "shave", name: "Shave", unit: Unit::Db, help: "How far the highest peak was shaved." },
    ];
    const STYLES: &'static [Style] = styles::ALL;

    fn new(stream: &Stream) -> Self {
        Self {
            stream: *stream,
            gain: Ramp::new(Millis(20.0), stream),
            follow: Follow::new(stream),
            offset: Db(0.0),
            offline: false,
            punch: Ramp::new(Millis(20.0), stream),
            transient: Transient::new(stream),
            laps: Laps::default(),
            rest: Rest::new(frames_from_ms(REST, stream)),
            crossings: [Latency::Mixing, Latency::Mastering].map(|latency| Crossing::new(latency, stream)),
            latency: Latency::Mixing,
        }
    }

    fn reset(&mut self) {
        self.gain.reset();
        // A host resets before it renders; then the gain stays where the mix has brought it.
        if !self.offline {
            self.follow.reset();
            self.offset = Db(0.0);
        }
        self.punch.reset();
        self.transient.reset();
        self.laps.reset();
        self.rest.reset();
        self.crossings.iter_mut().for_each(Crossing::reset);
    }

    fn set_offline(&mut self, offline: bool) {
        self.offline = offline;
    }

    fn latency(&self, knobs: &Knobs) -> usize {
        self.crossings[knobs.latency as usize].latency()
    }

    fn plain_gain(&self, knobs: &Knobs) -> f64 {
        gain_from_db(Db(knobs.gain.0 + self.offset.0))
    }

    fn process(&mut self, knobs: &Knobs, block: &mut Block<'_, '_>, readings: &mut Readings) {
        if knobs.follow == Following::Off && self.offset.0 != 0.0 {
            self.follow.reset();
            self.offset = Db(0.0);
        }
        self.gain.aim(gain_from_db(Db(knobs.gain.0 + self.offset.0)));
        self.punch.aim(gain_from_db(knobs.punch));
        if knobs.latency != self.latency {
            self.latency = knobs.latency;
            self.crossings[knobs.latency as usize].reset();
        }
        let orders = Orders { knobs, rules: Rules::new(knobs, &self.stream) };
        self.crossings[self.latency as usize].turn(&orders.rules);
        let mut start = 0;
        while let Some(onset) = self.rest.next_onset(block, start) {
            self.pass(&orders, block, start..onset, readings);
            self.wake(&orders.rules);
            start = onset;
        }
        self.pass(&orders, block, start..block.frames(), readings);
    }
}

/// What is to be done in a block.
struct Orders<'a> {
    knobs: &'a Knobs,
    rules: Rules,
}

impl Limiter {
    /// Limits some frames of a block.
    fn pass(
        &mut self,
        orders: &Orders<'_>,
        block: &mut Block<'_, '_>,
        frames: Range<usize>,
        readings: &mut Readings,
    ) {
        let mut start = frames.start;
        while let Some(lap) = self.laps.next_lap(start, frames.end) {
            start = lap.frames.end;
            self.listen(orders.knobs, block, lap.frames.clone());
            self.raise(block, lap.frames.clone());
            if lap.is_whole {
                self.end_lap(orders.knobs);
            }
            let crossing = &mut self.crossings[self.latency as usize];
            let pressed = crossing.limit(&orders.rules, block, lap.frames, lap.is_whole);
            readings.note(0, db_from_gain(1.0 - f64::from(pressed.reduction)).0);
            readings.note(1, self.offset.0);
            readings.note(2, db_from_gain(pressed.left).0);
        }
    }

    /// Begins anew after a rest: everything on its way is silence.
    fn wake(&mut self, rules: &Rules) {
        self.laps.reset();
        self.transient.reset();
        let crossing = &mut self.crossings[self.latency as usize];
        crossing.reset();
        crossing.turn(rules);
    }

    /// Hears the mix, if the gain follows it.
    fn listen(&mut self, knobs: &Knobs, block: &Block<'_, '_>, chunk: Range<usize>) {
        let follows = match knobs.follow {
            Following::Off => false,
            Following::Live => !self.offline,
            Following::Always => true,
        };
        if follows {
            self.follow.hear(block, chunk, knobs.mix_level);
        }
    }

    /// Lets the gain follow what was heard. Only where the grid has a line, whatever the block size.
    fn end_lap(&mut self, knobs: &Knobs) {
        if knobs.follow != Following::Off {
            self.offset = self.follow.offset();
            self.gain.aim(gain_from_db(Db(knobs.gain.0 + self.offset.0)));
        }
    }

    /// Gain, and punch if there is any.
    fn raise(&mut self, block: &mut Block<'_, '_>, chunk: Range<usize>) {
        if self.gain.is_still() {
            let factor = math::sample_from(self.gain.target());
            block
                .channels_mut()
                .flat_map(|channel| &mut channel[chunk.clone()])
                .for_each(|sample| *sample *= factor);
        } else {
            self.ride(block, chunk.clone());
        }
        if self.punch.target() != 1.0 || !self.punch.is_still() {
            self.emphasise(block, chunk);
        }
    }

    fn ride(&mut self, block: &mut Block<'_, '_>, chunk: Range<usize>) {
        for frame in chunk {
            let factor = math::sample_from(self.gain.next_value());
            block.channels_mut().for_each(|channel| channel[frame] *= factor);
        }
    }

    fn emphasise(&mut self, block: &mut Block<'_, '_>, chunk: Range<usize>) {
        let pace = self.transient.pace(PUNCH_LENGTH);
        for frame in chunk {
            let factor =
                math::sample_from(self.transient.next_factor(block, frame, self.punch.next_value(), pace));
            block.channels_mut().for_each(|channel| channel[frame] *= factor);
        }
    }
}

#[cfg(test)]
mod tests;
