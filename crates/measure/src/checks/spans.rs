// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A bounded list of places: near ones grow together, the lightest give way.

use crate::fault::Span;

const MOST: usize = 64;
const SHOWN: usize = 12;
const NEAR_S: f64 = 1.0;

/// Places with their weight.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spans {
    kept: Vec<(Span, f64)>,
}

impl Spans {
    /// Notes a place; places come in order of time.
    pub fn note(&mut self, span: Span, weight: f64) {
        match self.kept.last_mut() {
            Some((last, sum)) if span.from_s - last.to_s <= NEAR_S => {
                last.to_s = last.to_s.max(span.to_s);
                *sum += weight;
            }
            _ => {
                self.kept.push((span, weight));
                self.bound();
            }
        }
    }

    /// The heaviest places, in order of time.
    pub fn worst(&self) -> Vec<Span> {
        let mut places = self.kept.clone();
        places.sort_by(|a, b| b.1.total_cmp(&a.1));
        places.truncate(SHOWN);
        places.sort_by(|a, b| a.0.from_s.total_cmp(&b.0.from_s));
        places.into_iter().map(|(span, _)| span).collect()
    }

    /// Drops the lightest when there are too many; the newest may still grow.
    fn bound(&mut self) {
        if self.kept.len() > MOST {
            let older = self.kept.iter().take(MOST).enumerate();
            let lightest = older.min_by(|a, b| a.1.1.total_cmp(&b.1.1)).map_or(0, |(index, _)| index);
            self.kept.remove(lightest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_places_grow_together_and_the_list_stays_short() {
        let mut spans = Spans::default();
        for n in 0..10_000 {
            let from_s = f64::from(n) * 3.0;
            spans.note(Span { from_s, to_s: from_s + 0.1 }, f64::from(n % 100));
            spans.note(Span { from_s: from_s + 0.5, to_s: from_s + 0.6 }, 0.0);
        }
        let worst = spans.worst();
        assert_eq!(worst.len(), SHOWN);
        assert!(spans.kept.len() <= MOST);
        assert!(worst.iter().all(|span| (span.to_s - span.from_s - 0.6).abs() < 1e-6));
    }
}
