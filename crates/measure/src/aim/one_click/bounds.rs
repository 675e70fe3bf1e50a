// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What a fit must not do: lift what is inside the zone, and move for little.

use super::{Levers, Stand, distance_db, moved};
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
pub fn kept(levers: Levers, stands: &[Stand]) -> Levers {
    let mut levers = pruned(levers, stands);
    while let Some(hz) = lifted(&levers, stands) {
        let most = levers.all_mut().max_by(|a, b| a.db(hz).total_cmp(&b.db(hz)));
        let Some(lever) = most else { break };
        lever.filter.gain.0 *= STEP;
    }
    for some in [&mut levers.low, &mut levers.tone] {
        some.retain(|lever| lever.gain_db().abs() >= LEAST_DB);
    }
    levers
}

/// The band inside its zone that is lifted most, if that is heard.
fn lifted(levers: &Levers, stands: &[Stand]) -> Option<f64> {
    let inside =
        stands.iter().filter(|stand| stand.tone_db.beyond() == 0.0 && usual_weight(stand.centre_hz) > 0.0);
    let most =
        inside.map(|stand| (levers.db(stand.centre_hz), stand.centre_hz)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (most.0 > SKIRT_DB).then_some(most.1)
}

/// Takes filters away as long as one is hardly missed.
fn pruned(mut levers: Levers, stands: &[Stand]) -> Levers {
    let distance = |levers: &Levers| distance_db(&moved(stands, &levers.curve(stands)));
    loop {
        let fewer = (0..levers.all().count()).map(|n| without(&levers, n));
        let Some(fewer) = fewer.min_by(|a, b| distance(a).total_cmp(&distance(b))) else { return levers };
        if distance(&fewer) - distance(&levers) >= WORTH_DB {
            return levers;
        }
        levers = fewer;
    }
}

fn without(levers: &Levers, n: usize) -> Levers {
    let mut fewer = levers.clone();
    if n < fewer.low.len() {
        fewer.low.remove(n);
    } else {
        fewer.tone.remove(n - fewer.low.len());
    }
    fewer
}
