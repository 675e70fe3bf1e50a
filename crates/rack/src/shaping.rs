// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! One channel bent by one curve, as fast as the machine can.

use dsp::shaper::{Curve, Shaper};

/// Delays a chunk and adds what the curve changes, with the widest instructions there are.
///
/// # Realtime
/// Safe.
pub fn shape(arch: pulp::Arch, shaper: &mut Shaper, chunk: &mut [f32], curve: &mut impl Curve) {
    arch.dispatch(Shape { shaper, chunk, curve });
}

struct Shape<'a, C> {
    shaper: &'a mut Shaper,
    chunk: &'a mut [f32],
    curve: &'a mut C,
}

impl<C: Curve> pulp::NullaryFnOnce for Shape<'_, C> {
    type Output = ();

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "else it is compiled for the plainest instructions")]
    fn call(self) {
        self.shaper.shape(self.chunk, self.curve);
    }
}
