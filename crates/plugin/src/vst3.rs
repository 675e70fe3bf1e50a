// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The VST3 door on Linux, so that a closed editor gives everything back.
//!
//! On Linux an editor hears of its events through the host's run loop. The framework registers a
//! handler there with a socket pair, hands its own pointer over as an owned reference, and nobody
//! ever takes that reference back: each editor that was opened leaves two descriptors, and a handler
//! in the host's run loop that outlives it. So the factory is ours, and what a view receives as its
//! host's frame is a `Frame` between the two, which takes the reference back.
//!
//! ```text
//! host ── Factory ── controller.createView ── view.setFrame ── Frame ── host's frame and run loop
//! ```
//! Other systems have no run loop; there the framework's own door stands.

#[cfg(target_os = "linux")]
pub mod factory;
#[cfg(target_os = "linux")]
mod frame;
#[cfg(target_os = "linux")]
mod table;

/// Exports plugins as VST3, the first one's vendor for all of them.
#[cfg(target_os = "linux")]
macro_rules! export_vst3 {
    ($($plugin:ty),+) => {
        /// Every plugin there is: what a host asks for first.
        #[unsafe(no_mangle)]
        pub extern "system" fn GetPluginFactory() -> *mut std::ffi::c_void {
            $crate::vst3::factory::Factory::with(vec![$($crate::vst3::factory::Kind::of::<$plugin>()),+])
        }

        /// The library was loaded.
        #[unsafe(no_mangle)]
        pub extern "C" fn ModuleEntry(_library: *mut std::ffi::c_void) -> bool {
            $(nice_plug::wrapper::setup_logger::<$plugin>();)+
            true
        }

        /// The library is about to be unloaded.
        #[unsafe(no_mangle)]
        pub extern "C" fn ModuleExit() -> bool {
            true
        }
    };
}

#[cfg(not(target_os = "linux"))]
macro_rules! export_vst3 {
    ($($plugin:ty),+) => { nice_plug::prelude::nice_export_vst3!($($plugin),+); };
}

pub(crate) use export_vst3;
