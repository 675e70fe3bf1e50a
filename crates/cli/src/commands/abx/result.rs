// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How a blind test went, for people and for scripts.

use files::blind::Draw;
use measure::{
    Severity,
    abx::{self, HEARD, SURELY_HEARD, Score, Side},
};
use serde_json::{Value, json};

use crate::terminal::{faint, mark, paragraph, strong};

/// A test that was taken to its end.
pub struct Outcome {
    draw: Draw,
    score: Score,
}

impl Outcome {
    /// Compares the answers with what was drawn.
    pub fn of(draw: Draw, answers: &[Side]) -> Self {
        Self { draw, score: Score::of(&draw.plan(), answers) }
    }

    /// In words; the seed last, so that the test can be checked.
    pub fn page(&self) -> String {
        let sign = mark(if self.score.is_heard() { None } else { Some(Severity::Note) });
        let says = paragraph(&strong(&format!("{sign} {}", self.score.sentence())), 0);
        says + &faint(&paragraph(&format!("The seed was {}.", self.draw.seed), 2))
    }

    /// For scripts.
    pub fn document(&self) -> Value {
        let Draw { seed, trials } = self.draw;
        json!({
            "schema": "twobus-abx/1",
            "version": env!("CARGO_PKG_VERSION"),
            "right": self.score.right,
            "trials": trials,
            "p": self.score.p(),
            "heard": self.score.is_heard(),
            "needed": { "p_0.05": abx::critical(trials, HEARD), "p_0.01": abx::critical(trials, SURELY_HEARD) },
            "power": {
                "hears_75_percent": abx::power(trials, 0.75, HEARD),
                "hears_90_percent": abx::power(trials, 0.9, HEARD),
            },
            "sentence": self.score.sentence(),
            "seed": seed,
        })
    }
}
