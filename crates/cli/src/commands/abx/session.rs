// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The test at the terminal: hear A, B and X as often as you like, then say which X is.
//!
//! Nothing about the answers is shown before the last one is given.

use anyhow::Result;
use console::{Key, Term};
use files::blind::{Clips, Draw, Stage};
use measure::abx::Side;

use super::player::Player;
use crate::terminal::{faint, paragraph, strong};

const KEYS: &str = "a b x play · s stops · 1 = X is A · 2 = X is B · q gives up";

/// A test that is being taken.
pub struct Session {
    term: Term,
    player: Player,
    stage: Stage,
    plan: Vec<Side>,
}

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Play(&'static str),
    Stop,
    Answer(Side),
    GiveUp,
    Nothing,
}

impl Session {
    /// Puts both sounds where the player finds them, and says what has been done to them.
    pub fn new(term: Term, player: Player, clips: &Clips, draw: Draw) -> Result<Self> {
        for note in &clips.notes {
            term.write_str(&faint(&paragraph(note, 0)))?;
        }
        term.write_line(KEYS)?;
        Ok(Self { term, player, stage: Stage::new(clips)?, plan: draw.plan() })
    }

    /// Asks until every trial is answered; `None` if it is given up.
    pub fn run(&mut self) -> Result<Option<Vec<Side>>> {
        let mut answers = Vec::new();
        for side in self.plan.clone() {
            self.stage.put_x(side)?;
            self.term.write_line(&strong(&format!("X {} of {}", answers.len() + 1, self.plan.len())))?;
            let answer = self.ask()?;
            self.player.stop()?;
            match answer {
                Some(answer) => answers.push(answer),
                None => return Ok(None),
            }
        }
        Ok(Some(answers))
    }

    fn ask(&mut self) -> Result<Option<Side>> {
        let mut x_was_heard = false;
        loop {
            match wish(&self.term.read_key_raw()?) {
                Wish::Play(name) => {
                    self.player.play(&self.stage.path(name))?;
                    x_was_heard |= name == "X";
                }
                Wish::Stop => self.player.stop()?,
                Wish::Answer(side) if x_was_heard => return Ok(Some(side)),
                Wish::Answer(_) => self.term.write_line("Hear X first: press x.")?,
                Wish::GiveUp => return Ok(None),
                Wish::Nothing => self.term.write_line(KEYS)?,
            }
        }
    }
}

fn wish(key: &Key) -> Wish {
    match key {
        Key::Char('a' | 'A') => Wish::Play("A"),
        Key::Char('b' | 'B') => Wish::Play("B"),
        Key::Char('x' | 'X') => Wish::Play("X"),
        Key::Char('s' | 'S' | ' ') => Wish::Stop,
        Key::Char('1') => Wish::Answer(Side::A),
        Key::Char('2') => Wish::Answer(Side::B),
        Key::Char('q' | 'Q' | '\u{3}') | Key::CtrlC | Key::Escape => Wish::GiveUp,
        _ => Wish::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_do_what_the_line_says() {
        assert_eq!(wish(&Key::Char('x')), Wish::Play("X"));
        assert_eq!(wish(&Key::Char('1')), Wish::Answer(Side::A));
        assert_eq!(wish(&Key::Char('2')), Wish::Answer(Side::B));
        assert_eq!(wish(&Key::Char('q')), Wish::GiveUp);
        assert_eq!(wish(&Key::CtrlC), Wish::GiveUp);
        assert_eq!(wish(&Key::Enter), Wish::Nothing);
    }
}
