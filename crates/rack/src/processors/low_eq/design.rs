// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! From five knobs to six filters.

use dsp::{
    Db, Hz,
    equaliser::{Filter, SMOOTH_SHELF_Q, Shape},
    linear,
};

use super::{BANDS, Band, FILTERS};
use crate::equaliser::Curve;

/// The middles of the bands, where each moves by its knob, and of the octave above, where nothing moves:
/// an octave under the shelf's corner, then the geometric means of the edges.
pub const MIDDLES_HZ: [f64; FILTERS] = [10.0, 28.284, 56.569, 113.137, 226.274, 452.548];
/// The upper edge of the first band.
const SHELF_HZ: f64 = 20.0;
/// A little wider than their octave, the bells together ripple least without reaching far (measured: at
/// Q 1.4 all at 3 dB ripple by 0.6 dB, at 1.2 by 0.4, at 1.0 by 0.2 but then 0.4 dB reach 500 Hz).
const BELL_Q: f64 = 1.2;
/// What the effects are linear around: the largest knob.
const EFFECT: Db = Db(6.0);

/// The filters that move the middles of the bands as far as their knobs say, and the octave above not at all.
pub fn curve(bands: &[Band; BANDS]) -> Curve<FILTERS> {
    let wanted = bands.map(|band| band.channels.gains(band.gain));
    Curve { mid: filters(&wanted.map(|[mid, _]| mid)), side: filters(&wanted.map(|[_, side]| side)) }
}

/// The filter of a band, or the one above them.
pub fn filter(band: usize, gain: Db) -> Filter {
    match band {
        0 => Filter { shape: Shape::LowShelf, corner: Hz(SHELF_HZ), gain, q: SMOOTH_SHELF_Q },
        _ => Filter { shape: Shape::Bell, corner: Hz(MIDDLES_HZ[band]), gain, q: BELL_Q },
    }
}

fn filters(knobs: &[Db; BANDS]) -> [Filter; FILTERS] {
    let mut gains = [0.0; FILTERS];
    gains.iter_mut().zip(knobs).for_each(|(gain, knob)| *gain = knob.0);
    if gains.iter().any(|gain| *gain != 0.0) {
        linear::solve(&mut effects(), &mut gains);
    }
    core::array::from_fn(|band| filter(band, Db(gains[band])))
}

/// What each filter does in the middle of each band, as a share of its gain.
fn effects() -> [[f64; FILTERS]; FILTERS] {
    let filters: [Filter; FILTERS] = core::array::from_fn(|band| filter(band, EFFECT));
    MIDDLES_HZ.map(|middle| filters.map(|filter| filter.prototype_db(Hz(middle)) / EFFECT.0))
}
