// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The band: who plays, in which room, how loud.

use dsp::{
    Audio, Db, Hz,
    svf::{Memory, Svf},
};

use super::{
    canvas::{Canvas, RATE, RATE_HZ, frames_from_s, scaled},
    instruments::{bass, both, drums, fx, keys, kick, lead, pads, voice},
    parts::{self, Note},
    score::{Scene, Score},
    space::{Room, echoes},
};

/// A member of the band.
pub struct Player {
    /// The name of their stem.
    pub name: &'static str,
    play: fn(&Score) -> Canvas,
    fader: Db,
}

impl Player {
    /// Their whole stem, at the level of the mix.
    pub fn perform(&self, score: &Score) -> Audio {
        (self.play)(score).into_audio(self.fader)
    }
}

/// Everybody, in the order of a mixing desk. To add somebody, add an instrument and a line.
pub static ALL: &[Player] = &[
    Player { name: "kick", play: kick, fader: Db(-15.0) },
    Player { name: "drums", play: drums, fader: Db(-8.3) },
    Player { name: "bass", play: bass, fader: Db(-16.5) },
    Player { name: "pads", play: pads, fader: Db(-18.5) },
    Player { name: "keys", play: keys, fader: Db(-26.0) },
    Player { name: "lead", play: lead, fader: Db(-14.5) },
    Player { name: "voice", play: voice, fader: Db(-11.5) },
    Player { name: "fx", play: fx, fader: Db(-14.5) },
];

const STUDIO: Room = Room { fades_s: 0.5, bright_hz: 5500.0, distance_s: 0.004 };
const PLATE: Room = Room { fades_s: 1.6, bright_hz: 6000.0, distance_s: 0.025 };
const HALL: Room = Room { fades_s: 2.6, bright_hz: 3500.0, distance_s: 0.035 };

fn kick(score: &Score) -> Canvas {
    kick::play(&parts::kick(score), score.seconds())
}

fn drums(score: &Score) -> Canvas {
    let mut canvas = drums::play(score);
    let room = STUDIO.answer(&above(&canvas, 250.0));
    canvas.add(&room, Db(-9.0));
    // White noise is brighter than cymbals: a soft slope that begins at 4 kHz.
    let (filter, mut memory) = (Svf::low_pass(Hz(9000.0), 0.5, RATE_HZ), [Memory::default(); 2]);
    canvas.shape(|frame| both(&filter, &mut memory, frame))
}

fn bass(score: &Score) -> Canvas {
    ducked(bass::play(&parts::bass(score), score.seconds()), score, 0.45)
}

fn pads(score: &Score) -> Canvas {
    let dry = above(&pads::play(&parts::pads(score), score.seconds()), 170.0);
    let hall = HALL.answer(&dry);
    let mut canvas = dry;
    canvas.add(&hall, Db(-9.0));
    ducked(canvas, score, 0.35)
}

fn keys(score: &Score) -> Canvas {
    // Frequency modulation at the carrier's own pitch pushes the wave off zero.
    let mut canvas = above(&keys::play(&parts::keys(score), score.seconds()), 120.0);
    let plate = PLATE.answer(&canvas);
    canvas.add(&echoes(&canvas, 6.0 * score.step_s(), 0.35), Db(-14.0));
    canvas.add(&plate, Db(-11.0));
    canvas
}

fn lead(score: &Score) -> Canvas {
    let mut canvas = above(&lead::play(&parts::lead(score), score.seconds()), 200.0);
    canvas.add(&echoes(&canvas, 3.0 * score.step_s(), 0.45), Db(-8.0));
    let hall = HALL.answer(&canvas);
    canvas.add(&hall, Db(-13.0));
    canvas
}

/// One singer in the verse, three in the chorus.
fn voice(score: &Score) -> Canvas {
    let notes = parts::voice(score);
    let choir: Vec<Note> = notes.iter().copied().filter(|note| is_in_chorus(score, note)).collect();
    let middle = voice::Singer { place: 0.0, cents: 0.0, late_s: 0.0, seed: 51 };
    let left = voice::Singer { place: -0.7, cents: -9.0, late_s: 0.013, seed: 52 };
    let right = voice::Singer { place: 0.7, cents: 8.0, late_s: 0.019, seed: 53 };
    let mut canvas = voice::play(&notes, score.seconds(), &middle);
    for singer in [left, right] {
        canvas.add(&voice::play(&choir, score.seconds(), &singer), Db(-7.0));
    }
    let dry = above(&canvas, 160.0);
    let mut canvas = dry.clone();
    canvas.add(&echoes(&dry, 4.0 * score.step_s(), 0.3), Db(-15.0));
    canvas.add(&PLATE.answer(&dry), Db(-10.0));
    canvas
}

fn fx(score: &Score) -> Canvas {
    let mut canvas = fx::play(score);
    let hall = HALL.answer(&above(&canvas, 200.0));
    canvas.add(&hall, Db(-8.0));
    canvas
}

fn is_in_chorus(score: &Score, note: &Note) -> bool {
    // Notes may come a little early.
    let step = note.at_s / score.step_s() + 0.5;
    score
        .bars()
        .take_while(|bar| bar.start_step <= step)
        .last()
        .is_some_and(|bar| bar.passage.scene == Scene::Chorus)
}

/// Takes away what lies below a corner, to leave room for kick and bass.
fn above(canvas: &Canvas, corner_hz: f64) -> Canvas {
    let (filter, mut memory) = (Svf::high_pass(Hz(corner_hz), 0.7, RATE_HZ), [Memory::default(); 2]);
    canvas.clone().shape(|frame| both(&filter, &mut memory, frame))
}

/// Steps aside for every kick: down by `depth` (0 … 1) within 4 ms, back within 0.25 s.
fn ducked(canvas: Canvas, score: &Score, depth: f64) -> Canvas {
    const DOWN_S: f64 = 0.004;
    const BACK_S: f64 = 0.25;
    let kicks: Vec<usize> = parts::kick(score).iter().map(|note| frames_from_s(note.at_s)).collect();
    let (mut next, mut since, mut at) = (0, f64::INFINITY, 0);
    canvas.shape(|frame| {
        if kicks.get(next) == Some(&at) {
            next += 1;
            since = 0.0;
        }
        at += 1;
        since += 1.0 / RATE;
        let away = (since / DOWN_S).min(1.0) * (1.0 - (since - DOWN_S) / BACK_S).clamp(0.0, 1.0);
        scaled(frame, 1.0 - depth * away)
    })
}
