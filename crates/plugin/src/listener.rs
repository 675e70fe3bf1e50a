// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The tone of the mix while it plays: the raw sound goes to a thread of its own and comes back as a reading.
//!
//! ```text
//! audio thread ── ring ── worker: ear, stands, one click ── answer ── editor
//!                                   question ◀───────────────┘
//! ```
//! The audio thread copies into a ring while a panel is looked at, and waits for nobody.

mod ear;

use std::{
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::Duration,
};

use dsp::{Audio, Ratio};
use measure::aim::{Aim, Plan, Stand, stands};
use rack::{
    Stage,
    one_click::{Half, bounded},
};

use crate::{analyst::locked, telemetry::Telemetry};
use ear::Ear;

const NAP: Duration = Duration::from_millis(40);
/// A panel that has drawn no frame for so many naps is not looked at: two seconds.
const UNSEEN: u64 = 50;

/// What is asked about the mix.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Where the tone should lie.
    pub aim: Arc<Aim>,
    /// Which of both equalisers asks.
    pub half: Half,
    /// How much of the way one click goes, 0 to 1.
    pub strength: f64,
    /// How far the song is.
    pub stage: Stage,
}

/// What is known about the mix.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// Where it stands; empty until enough was heard.
    pub stands: Vec<Stand>,
    /// What one click does.
    pub plan: Option<Plan>,
    /// What it rests on, in words; empty until enough was heard.
    pub rests_on: String,
}

/// Asks, and knows what was answered last.
#[derive(Default)]
pub struct Listener {
    shared: Arc<Shared>,
    is_running: AtomicBool,
}

#[derive(Default)]
struct Shared {
    question: Mutex<Option<Question>>,
    answer: Mutex<Arc<Answer>>,
    /// Counts what was asked, and up to where that is answered.
    asked: AtomicU64,
    answered: AtomicU64,
    /// Naps since a frame was drawn.
    unseen: AtomicU64,
    forget: AtomicBool,
}

impl Listener {
    /// Listens from now on, as long as the plugin lives and its panel is looked at.
    pub fn listen(&self, telemetry: &Arc<Telemetry>) {
        if self.is_running.swap(true, Relaxed) {
            return;
        }
        let (shared, telemetry) = (Arc::downgrade(&self.shared), Arc::downgrade(telemetry));
        let spawned = thread::Builder::new().name("twobus tone".into()).spawn(move || work(&shared, &telemetry));
        self.is_running.store(spawned.is_ok(), Relaxed);
    }

    /// Asks, once in every frame; the same again is no new question.
    pub fn ask(&self, question: &Question) {
        self.shared.unseen.store(0, Relaxed);
        let mut asked = locked(&self.shared.question);
        if asked.as_ref() != Some(question) {
            *asked = Some(question.clone());
            self.shared.asked.fetch_add(1, Relaxed);
        }
    }

    /// What is known.
    pub fn answer(&self) -> Arc<Answer> {
        locked(&self.shared.answer).clone()
    }

    /// Whether something was asked that is not answered yet.
    pub fn is_behind(&self) -> bool {
        self.is_running.load(Relaxed) && self.shared.asked.load(Relaxed) != self.shared.answered.load(Relaxed)
    }

    /// Answers without having listened.
    #[cfg(test)]
    pub fn say(&self, answer: Answer) {
        *locked(&self.shared.answer) = Arc::new(answer);
    }

    /// Forgets what was heard.
    pub fn forget(&self) {
        self.shared.forget.store(true, Relaxed);
    }
}

/// Listens until the plugin is gone.
fn work(shared: &Weak<Shared>, telemetry: &Weak<Telemetry>) {
    let (mut audio, mut ear) = (Audio { rate_hz: 0, channels: Vec::new() }, None);
    while let (Some(shared), Some(telemetry)) = (shared.upgrade(), telemetry.upgrade()) {
        telemetry.tap.want(shared.unseen.fetch_add(1, Relaxed) < UNSEEN);
        let asked = shared.asked.load(Relaxed);
        let mut news = asked != shared.answered.load(Relaxed);
        if shared.forget.swap(false, Relaxed) {
            (ear, news) = (None, true);
        }
        let before = (audio.rate_hz, audio.channels.len());
        telemetry.tap.gather(&mut audio);
        if before != (audio.rate_hz, audio.channels.len()) {
            ear = None;
        }
        if audio.frames() > 0 {
            let ear = ear.get_or_insert_with(|| Ear::new(audio.rate_hz, audio.channels.len()));
            news |= ear.push(&audio.channels);
            audio.channels.iter_mut().for_each(Vec::clear);
        }
        if news {
            let question = locked(&shared.question).clone();
            *locked(&shared.answer) = Arc::new(answer(ear.as_ref(), question.as_ref()));
            shared.answered.store(asked, Relaxed);
        }
        drop((shared, telemetry));
        thread::sleep(NAP);
    }
}

fn answer(ear: Option<&Ear>, question: Option<&Question>) -> Answer {
    let passage = ear.and_then(|ear| Some((ear, ear.passage()?)));
    let Some(((ear, passage), question)) = passage.zip(question) else { return Answer::default() };
    let stands = stands(&question.aim, passage);
    let plan = bounded(&stands, question.half, Ratio(question.strength), question.stage);
    let quiet = if ear.rests() { ", a quiet part plays" } else { "" };
    Answer { plan: Some(plan), rests_on: format!("heard {:.0} s{quiet}", ear.heard_s()), stands }
}

#[cfg(test)]
mod tests {
    use dsp::{Stream, signals};

    use super::*;
    use crate::analyst::Tap;

    #[test]
    fn what_plays_is_answered_and_another_strength_is_answered_without_sound() {
        let telemetry = Arc::new(Telemetry::default());
        let stream = Stream { rate_hz: 8000, channels: 1, longest_block: 800 };
        let mut near = telemetry.tap.connect(&stream);
        let listener = Listener::default();
        listener.listen(&telemetry);
        let aim = files::tones::find("neutral").expect("it comes with the program").aim;
        let mut question = Question { aim: Arc::new(aim), half: Half::High, strength: 1.0, stage: Stage::Master };
        let noise = signals::white_noise(1, 0.3, 8000);
        let mut block = 0;
        while listener.answer().stands.is_empty() {
            listener.ask(&question);
            if telemetry.tap.is_wanted() && near.slots() >= 800 {
                Tap::offer(&mut near, &[noise[block % 10 * 800..][..800].to_vec()], 800);
                block += 1;
            } else {
                thread::sleep(NAP);
            }
        }
        let most_db = |listener: &Listener| listener.answer().plan.as_ref().map_or(0.0, Plan::most_db);
        let whole = most_db(&listener);
        assert!(whole > 1.0, "white noise is bright: {whole} dB");
        question.strength = 0.5;
        listener.ask(&question);
        while listener.is_behind() {
            thread::sleep(NAP);
        }
        assert!((most_db(&listener) - whole / 2.0).abs() < 0.01);
        listener.forget();
        while !listener.answer().stands.is_empty() {
            thread::sleep(NAP);
        }
    }
}
