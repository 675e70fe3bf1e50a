// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Analyse: twenty seconds of the mix go to a thread of their own, and come back as advice.
//!
//! ```text
//! audio thread ── ring ── worker: gather, analyse ── stage ── editor
//!                         file ──┘
//! ```
//! The audio thread copies into a ring while somebody listens and waits for nobody. The passage is
//! kept, so that another destination is answered without listening again.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::Duration,
};

use dsp::{Audio, Stream};
use measure::{Layout, Meter, Target};
use rack::{
    Step,
    analyse::{self, Question},
};
use rtrb::{Consumer, Producer, RingBuffer};

use crate::answer::Given;

/// How much is listened to, seconds.
pub const PASSAGE_S: f64 = 20.0;
/// How much the ring holds, seconds: the worker may be late by that.
const RING_S: usize = 2;
const NAP: Duration = Duration::from_millis(20);

/// The way of the sound from the audio thread to the worker.
#[derive(Default)]
pub struct Tap {
    wanted: AtomicBool,
    ear: Mutex<Option<Ear>>,
}

/// The far end of the ring.
struct Ear {
    ring: Consumer<f32>,
    rate_hz: u32,
    channels: usize,
}

impl Tap {
    /// A new ring for a stream; the audio thread gets its near end.
    pub fn connect(&self, stream: &Stream) -> Producer<f32> {
        let (near, ring) = RingBuffer::new(stream.rate_hz as usize * stream.channels * RING_S);
        *locked(&self.ear) = Some(Ear { ring, rate_hz: stream.rate_hz, channels: stream.channels });
        near
    }

    /// Whether somebody listens.
    ///
    /// # Realtime
    /// Safe.
    pub fn is_wanted(&self) -> bool {
        self.wanted.load(Relaxed)
    }

    /// From now on somebody listens, or nobody does.
    pub fn want(&self, wanted: bool) {
        self.wanted.store(wanted, Relaxed);
    }

    /// Copies a block into the ring, frame by frame; what does not fit is lost.
    ///
    /// # Realtime
    /// Safe.
    pub fn offer(near: &mut Producer<f32>, channels: &[Vec<f32>], frames: usize) {
        for frame in 0..frames {
            if near.slots() < channels.len() {
                return;
            }
            for channel in channels {
                // There is room, as was just asked.
                let _ = near.push(channel[frame]);
            }
        }
    }

    /// What the ring holds, added to what was gathered; another stream begins anew.
    pub fn gather(&self, audio: &mut Audio) {
        let mut ear = locked(&self.ear);
        let Some(ear) = ear.as_mut() else { return };
        if (audio.rate_hz, audio.channels.len()) != (ear.rate_hz, ear.channels) {
            *audio = Audio { rate_hz: ear.rate_hz, channels: vec![Vec::new(); ear.channels] };
        }
        while ear.ring.slots() >= ear.channels {
            for channel in &mut audio.channels {
                channel.extend(ear.ring.pop().ok());
            }
        }
    }
}

/// What is asked, besides the sound.
#[derive(Clone)]
pub struct Asked {
    /// Where the song goes.
    pub target: Target,
    /// Where the knobs stand.
    pub present: Step,
}

/// How far it has come.
#[derive(Clone, Default)]
pub enum Stage {
    /// Nobody has asked.
    #[default]
    Idle,
    /// So much has been heard, 0 to 1.
    Listening(f64),
    /// It is being worked on.
    Thinking,
    /// There it is.
    Given(Arc<Given>),
    /// It could not be done, and why.
    Failed(String),
}

/// What was heard: a passage, or a whole song.
#[derive(Clone)]
struct Heard {
    audio: Arc<Audio>,
    whole: bool,
}

/// Asks, and knows how far the answer has come.
#[derive(Clone, Default)]
pub struct Analyst {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    stage: Mutex<Stage>,
    heard: Mutex<Option<Heard>>,
    /// Each question has a number; an answer to an older one is not wanted.
    question: AtomicU64,
}

impl Analyst {
    /// How far it has come.
    pub fn stage(&self) -> Stage {
        locked(&self.shared.stage).clone()
    }

    /// Listens to what plays, then works it out.
    pub fn listen<T: AsRef<Tap> + Send + Sync + 'static>(&self, tap: &Arc<T>, asked: Asked) {
        let tap = Arc::downgrade(tap);
        self.work(Stage::Listening(0.0), move |work| {
            let Some(audio) = work.listen(&tap) else { return };
            work.think(Heard { audio: Arc::new(audio), whole: false }, &asked);
        });
    }

    /// Works out a whole song from a file.
    pub fn read(&self, path: PathBuf, asked: Asked) {
        self.work(Stage::Thinking, move |work| match files::decode_all(&path) {
            Ok((audio, _)) => work.think(Heard { audio: Arc::new(audio), whole: true }, &asked),
            Err(error) => work.end(Stage::Failed(error.to_string())),
        });
    }

    /// Works out what was heard last for another question; if nothing was heard, nothing is known.
    pub fn again(&self, asked: Asked) {
        let Some(heard) = locked(&self.shared.heard).clone() else { return self.stop(None) };
        self.work(Stage::Thinking, move |work| work.think(heard, &asked));
    }

    /// No longer listens; what was known before is known again.
    pub fn stop(&self, before: Option<Arc<Given>>) {
        self.shared.question.fetch_add(1, Relaxed);
        *locked(&self.shared.stage) = before.map_or(Stage::Idle, Stage::Given);
    }

    /// Knows what a project has kept; what was heard for another one is forgotten.
    pub fn recall(&self, kept: Option<Arc<Given>>) {
        *locked(&self.shared.heard) = None;
        self.stop(kept);
    }

    fn work(&self, first: Stage, job: impl FnOnce(&Work) + Send + 'static) {
        let number = self.shared.question.fetch_add(1, Relaxed) + 1;
        *locked(&self.shared.stage) = first;
        let work = Work { shared: self.shared.clone(), number };
        let spawned = thread::Builder::new().name("twobus analysis".into()).spawn(move || {
            if catch_unwind(AssertUnwindSafe(|| job(&work))).is_err() {
                work.end(Stage::Failed("The analysis stumbled over this sound; try another passage.".into()));
            }
        });
        if spawned.is_err() {
            self.stop(None);
        }
    }
}

/// One question being worked on.
struct Work {
    shared: Arc<Shared>,
    number: u64,
}

impl Work {
    fn is_wanted(&self) -> bool {
        self.shared.question.load(Relaxed) == self.number
    }

    /// Says how far it has come, unless somebody has asked something else.
    fn end(&self, stage: Stage) {
        if self.is_wanted() {
            *locked(&self.shared.stage) = stage;
        }
    }

    /// Gathers a passage; nothing if nobody wants it any more, or the plugin is gone.
    fn listen<T: AsRef<Tap>>(&self, tap: &Weak<T>) -> Option<Audio> {
        let mut audio = Audio { rate_hz: 0, channels: Vec::new() };
        // What an earlier question left in the ring is not what plays now.
        tap.upgrade()?.as_ref().as_ref().gather(&mut audio);
        audio.channels.iter_mut().for_each(Vec::clear);
        loop {
            let alive = tap.upgrade()?;
            let tap: &Tap = alive.as_ref().as_ref();
            let share = audio.frames() as f64 / (PASSAGE_S * f64::from(audio.rate_hz.max(1)));
            let done = share >= 1.0;
            tap.want(self.is_wanted() && !done);
            if done || !self.is_wanted() {
                let frames = dsp::math::index_from(PASSAGE_S * f64::from(audio.rate_hz));
                audio.channels.iter_mut().for_each(|channel| channel.truncate(frames));
                return done.then_some(audio);
            }
            tap.gather(&mut audio);
            self.end(Stage::Listening(share.min(1.0)));
            drop(alive);
            thread::sleep(NAP);
        }
    }

    fn think(&self, heard: Heard, asked: &Asked) {
        self.end(Stage::Thinking);
        let given = given(&heard, asked);
        if self.is_wanted() {
            *locked(&self.shared.heard) = Some(heard);
        }
        self.end(match given {
            Some(given) => Stage::Given(Arc::new(given)),
            None => Stage::Failed("That was silence: play the loudest part and press Analyse again.".into()),
        });
    }
}

fn given(heard: &Heard, asked: &Asked) -> Option<Given> {
    let mix = &*heard.audio;
    let mut meter = Meter::loudness_only(mix.rate_hz, Layout::from_channels(mix.channels.len()));
    meter.push(&mix.channels.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let measured = meter.finish();
    let target = if heard.whole { asked.target.clone() } else { asked.target.for_loud_passage() };
    let question = Question { mix, measured: &measured, target: &target, present: &asked.present, passage: None };
    let analysis = analyse::analyse(&question)?;
    let from =
        if heard.whole { "the whole song".to_owned() } else { format!("{:.0} s of the song", measured.seconds()) };
    Some(Given { analysis, from, target: asked.target.id.clone() })
}

/// What a panic left behind is still what it was.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use dsp::signals;

    use super::*;

    impl AsRef<Self> for Tap {
        fn as_ref(&self) -> &Self {
            self
        }
    }

    #[test]
    fn what_a_project_has_kept_is_known_again_until_another_destination_is_asked_for() {
        let analyst = Analyst::default();
        analyst.recall(Some(Arc::new(crate::answer::tests::given())));
        assert!(matches!(analyst.stage(), Stage::Given(_)));
        analyst.again(asked());
        assert!(matches!(analyst.stage(), Stage::Idle), "nothing was heard that could be asked about");
    }

    fn asked() -> Asked {
        let target = files::targets::find("spotify").expect("it comes with the program");
        Asked { target, present: Step::new(rack::entry("limiter").expect("it is in the rack")) }
    }

    fn wait_for(analyst: &Analyst, is_it: impl Fn(&Stage) -> bool) -> Stage {
        loop {
            let stage = analyst.stage();
            if is_it(&stage) {
                return stage;
            }
            thread::sleep(NAP);
        }
    }

    #[test]
    fn twenty_seconds_that_play_become_advice_for_the_gain() {
        let tap = Arc::new(Tap::default());
        let stream = Stream { rate_hz: 48_000, channels: 2, longest_block: 480 };
        let mut near = tap.connect(&stream);
        let analyst = Analyst::default();
        analyst.listen(&tap, asked());
        let noise = signals::pink_noise(1, 0.2, 480_000);
        let mut block = 0;
        while !matches!(analyst.stage(), Stage::Given(_) | Stage::Failed(_)) {
            if tap.is_wanted() {
                let part = noise[block * 480 % 479_520..][..480].to_vec();
                Tap::offer(&mut near, &[part.clone(), part], 480);
                block += 1;
            } else {
                thread::sleep(NAP);
            }
        }
        let Stage::Given(given) = analyst.stage() else { panic!("it was no silence") };
        assert_eq!(given.from, "20 s of the song");
        assert_eq!(given.analysis.ranges[0].knob, "gain");
        analyst.again(asked());
        wait_for(&analyst, |stage| matches!(stage, Stage::Given(_)));
    }

    #[test]
    fn a_plugin_that_is_gone_is_not_waited_for() {
        let analyst = Analyst::default();
        let tap = Arc::new(Tap::default());
        analyst.listen(&tap, asked());
        drop(tap);
        analyst.stop(None);
        wait_for(&analyst, |stage| matches!(stage, Stage::Idle));
    }

    #[test]
    fn a_file_that_is_no_sound_is_told_in_a_sentence() {
        let analyst = Analyst::default();
        analyst.read(PathBuf::from("no/such/song.wav"), asked());
        let Stage::Failed(message) = wait_for(&analyst, |stage| matches!(stage, Stage::Failed(_))) else {
            panic!("it failed")
        };
        assert!(message.contains("song.wav"), "{message}");
    }
}
