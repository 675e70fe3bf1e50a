// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The result of a null test as one sentence.

use dsp::math;

use super::{DEEPEST_DB, Residual};
use crate::{
    align::Alignment,
    compare::hertz,
    fault::{Span, clock},
};

/// A gain that prints as nothing, dB.
const EQUALLY_LOUD_DB: f64 = 0.005;
/// What is left in more of the time than this is left all through.
const ALL_THROUGH: f64 = 0.5;

/// "Same song, B is 12.34 samples later, upside down, 0.31 dB louder; what differs is −47.2 dB, …"
pub fn sentence(alignment: &Alignment, residual: &Residual) -> String {
    let mut moves = vec![place(alignment.delay_frames)];
    moves.extend(alignment.is_upside_down.then(|| "upside down".to_owned()));
    moves.push(loudness(alignment.gain_db));
    format!("Same song, B is {}; {}.", moves.join(", "), difference(residual))
}

fn place(delay_frames: f64) -> String {
    let frames = math::round(delay_frames.abs() * 100.0) / 100.0;
    let count = if math::round(frames) == frames { format!("{frames:.0}") } else { format!("{frames:.2}") };
    let unit = if count == "1" { "sample" } else { "samples" };
    let side = if delay_frames > 0.0 { "later" } else { "earlier" };
    if frames == 0.0 { "in the same place".to_owned() } else { format!("{count} {unit} {side}") }
}

fn loudness(gain_db: f64) -> String {
    match gain_db {
        db if db.abs() < EQUALLY_LOUD_DB => "equally loud".to_owned(),
        db if db > 0.0 => format!("{db:.2} dB louder"),
        db => format!("{:.2} dB quieter", -db),
    }
}

fn difference(residual: &Residual) -> String {
    if residual.level_db <= DEEPEST_DB {
        return "nothing differs".to_owned();
    }
    let band = residual.fullest().map_or_else(String::new, |band| format!(" at {}", hertz(band.centre_hz)));
    let level = format!("{:.1}", residual.level_db).replace('-', "−");
    format!("what differs is {level} dB, most{band}{}", when(residual))
}

fn when(residual: &Residual) -> String {
    let together: f64 = residual.spans.iter().map(|span| span.to_s - span.from_s).sum();
    match residual.spans.first() {
        Some(Span { from_s, to_s }) if together <= ALL_THROUGH * residual.shared_s => {
            format!(" from {} to {}", clock(*from_s), clock(math::ceil(*to_s)))
        }
        _ => ", all through".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measured::Band;

    const MOVED: Alignment = Alignment {
        delay_frames: 1203.42,
        is_upside_down: true,
        gain_db: 0.31,
        lead_frames: [0, 0],
        likeness: 0.9,
        confidence: 9.0,
    };

    fn residual(level_db: f64, spans: Vec<Span>) -> Residual {
        let spectrum = [1000.0, 3174.8].map(|centre_hz| Band { centre_hz, level_db: centre_hz / 100.0 - 90.0 });
        Residual {
            level_db,
            spectrum: spectrum.to_vec(),
            of_a: Vec::new(),
            spans,
            shared_s: 180.0,
            alone_s: [0.0; 2],
        }
    }

    #[test]
    fn one_sentence_says_what_moved_and_what_differs() {
        let residual = residual(-47.23, vec![Span { from_s: 62.0, to_s: 70.0 }]);
        assert_eq!(
            sentence(&MOVED, &residual),
            "Same song, B is 1203.42 samples later, upside down, 0.31 dB louder; what differs is −47.2 dB, most at \
             3.15 kHz from 1:02 to 1:10."
        );
    }

    #[test]
    fn what_did_not_move_is_said_too() {
        let still = Alignment { delay_frames: 0.0, is_upside_down: false, gain_db: -0.001, ..MOVED };
        let nothing = residual(DEEPEST_DB, Vec::new());
        assert_eq!(
            sentence(&still, &nothing),
            "Same song, B is in the same place, equally loud; nothing differs."
        );
        assert_eq!(place(0.003), "in the same place");
        let quieter = Alignment { delay_frames: -1.0, gain_db: -3.0, ..still };
        let everywhere = residual(-20.0, vec![Span { from_s: 0.0, to_s: 180.0 }]);
        assert_eq!(
            sentence(&quieter, &everywhere),
            "Same song, B is 1 sample earlier, 3.00 dB quieter; what differs is −20.0 dB, most at 3.15 kHz, all \
             through."
        );
    }
}
