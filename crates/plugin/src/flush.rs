// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Keeps the processor fast in silence: numbers too small to hear count as zero.
//!
//! A reverb or a filter dies away through "denormal" numbers, with which a CPU computes many
//! times more slowly. While a [`Flush`] lives, its thread takes them for zero, both as operands
//! and as results: FTZ and DAZ on x86-64 (Intel SDM vol. 1, §10.2.3), FZ on Arm64 (Arm
//! DDI 0595, FPCR). Elsewhere it does nothing.

use core::marker::PhantomData;

/// While this lives, its thread takes denormal numbers for zero; then all is as before.
pub struct Flush {
    before: Control,
    // The control register belongs to the thread, so the guard must stay on it.
    _thread: PhantomData<*const ()>,
}

impl Flush {
    /// Begins to flush.
    ///
    /// # Realtime
    /// Safe.
    #[must_use]
    pub fn begin() -> Self {
        let before = control();
        set_control(before | FLUSH);
        Self { before, _thread: PhantomData }
    }
}

impl Drop for Flush {
    fn drop(&mut self) {
        set_control(self.before);
    }
}

#[cfg(target_arch = "x86_64")]
mod register {
    pub type Control = u32;
    /// FTZ (bit 15) and DAZ (bit 6).
    pub const FLUSH: Control = 1 << 15 | 1 << 6;

    pub fn control() -> Control {
        let mut control: Control = 0;
        // SAFETY: stores MXCSR into a local variable of its size; every x86-64 has it.
        unsafe { core::arch::asm!("stmxcsr [{}]", in(reg) &raw mut control, options(nostack, preserves_flags)) };
        control
    }

    pub fn set_control(control: Control) {
        // SAFETY: loads MXCSR with the value read before, at most with FTZ and DAZ added; neither
        // enables exceptions or changes rounding. Rust's own arithmetic assumes neither flag, so a
        // folded constant may differ from a computed one by less than 1.2e-38, which nothing here
        // depends on.
        unsafe { core::arch::asm!("ldmxcsr [{}]", in(reg) &raw const control, options(nostack, preserves_flags)) };
    }
}

#[cfg(target_arch = "aarch64")]
mod register {
    pub type Control = u64;
    /// FZ (bit 24).
    pub const FLUSH: Control = 1 << 24;

    pub fn control() -> Control {
        let control: Control;
        // SAFETY: reads FPCR, which every Arm64 has, into a register.
        unsafe { core::arch::asm!("mrs {}, fpcr", out(reg) control, options(nomem, nostack, preserves_flags)) };
        control
    }

    pub fn set_control(control: Control) {
        // SAFETY: writes FPCR with the value read before, at most with FZ added; see x86-64.
        unsafe { core::arch::asm!("msr fpcr, {}", in(reg) control, options(nomem, nostack, preserves_flags)) };
    }
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
mod register {
    pub type Control = u32;
    pub const FLUSH: Control = 0;
    pub fn control() -> Control {
        0
    }
    pub fn set_control(_control: Control) {}
}

use register::{Control, FLUSH, control, set_control};

#[cfg(all(test, any(target_arch = "x86_64", target_arch = "aarch64")))]
mod tests {
    use std::hint::black_box;

    use super::*;

    #[test]
    fn denormals_are_zero_while_the_guard_lives() {
        let half = |value: f32| black_box(value) * black_box(0.5);
        let doubled = |value: f32| black_box(value) * black_box(2.0);
        let small = half(f32::MIN_POSITIVE);
        assert!(small > 0.0);
        {
            let _flush = Flush::begin();
            assert_eq!(half(f32::MIN_POSITIVE).to_bits(), 0, "as a result");
            assert_eq!(doubled(small).to_bits(), 0, "as an operand");
        }
        assert!(half(f32::MIN_POSITIVE) > 0.0, "and no longer");
    }
}
