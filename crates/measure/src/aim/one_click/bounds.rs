// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a fit must not do: lift what is inside the zone, and move for little.

use dsp::Db;

use super::{Filters, Hz, Stand, distance_db, moved};
use crate::fit::usual_weight;

/// A band inside its zone may be lifted by the skirt of a filter by this, dB: less is not heard in music.
const SKIRT_DB: f64 = 0.5;
/// A boost that lifts what is inside is taken back in steps of this.
const STEP: f64 = 0.9;
/// A filter is worth it if the distance grows by this without it, dB RMS (as in [`crate::fit`]).
const WORTH_DB: f64 = 0.08;
/// A filter of less gain is not heard, dB.
const LEAST_DB: f64 = 0.2;

/// The filters without those that are not worth it, and none lifting what is inside.
pub fn kept(moves: Filters, stands: &[Stand]) -> Filters {
    let mut moves = pruned(moves, stands);
    while let Some(hz) = lifted(&moves, stands) {
        for filter in moves.low.iter_mut().chain(&mut moves.tone) {
            if filter.prototype_db(Hz(hz)) > 0.0 {
                filter.gain = Db(filter.gain.0 * STEP);
            }
        }
    }
    for filters in [&mut moves.low, &mut moves.tone] {
        filters.retain(|filter| filter.gain.0.abs() >= LEAST_DB);
    }
    moves
}

/// The band inside its zone that is lifted most, if that is heard.
fn lifted(moves: &Filters, stands: &[Stand]) -> Option<f64> {
    let inside =
        stands.iter().filter(|stand| stand.tone_db.beyond() == 0.0 && usual_weight(stand.centre_hz) > 0.0);
    let most =
        inside.map(|stand| (moves.db(stand.centre_hz), stand.centre_hz)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (most.0 > SKIRT_DB).then_some(most.1)
}

/// Takes filters away as long as one is hardly missed.
fn pruned(mut moves: Filters, stands: &[Stand]) -> Filters {
    let distance = |moves: &Filters| distance_db(&moved(stands, &moves.curve(stands)));
    loop {
        let fewer = (0..moves.all().count()).map(|n| without(&moves, n));
        let Some(fewer) = fewer.min_by(|a, b| distance(a).total_cmp(&distance(b))) else { return moves };
        if distance(&fewer) - distance(&moves) >= WORTH_DB {
            return moves;
        }
        moves = fewer;
    }
}

fn without(moves: &Filters, n: usize) -> Filters {
    let mut fewer = moves.clone();
    if n < fewer.low.len() {
        fewer.low.remove(n);
    } else {
        fewer.tone.remove(n - fewer.low.len());
    }
    fewer
}
