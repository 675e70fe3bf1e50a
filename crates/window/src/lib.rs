// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A window of ours inside a host's window: a view, drawn, that can be typed into and dropped on.
//!
//! ```text
//! host's window ── handler ─┬─ input ── egui ── view
//!                           └─ painter (OpenGL)
//! ```
//! It knows neither plugins nor knobs. The host may resize it; the user may scale it; both are kept
//! in a [`Shape`] that outlives the window. While it is closed nothing runs.

mod cursor;
mod handler;
mod input;
mod keys;
mod painter;
mod shape;

use std::sync::{Arc, Mutex};

pub use baseview;
pub use shape::Shape;

use baseview::{ParentWindowHandle, Window, WindowSettings, dpi::Size, gl::GlConfig, host::Host};

/// What is shown in a window.
pub trait View: Send + 'static {
    /// The window has opened: time to choose fonts and colours.
    fn open(&mut self, context: &egui::Context);
    /// Draws a frame and takes what the hand did.
    fn show(&mut self, ui: &mut egui::Ui);
    /// Whether something moved that is not the hand; asked sixty times a second.
    fn is_stale(&mut self) -> bool {
        true
    }
    /// Keys that the view keeps from the host although nobody types text.
    fn shortcuts(&self) -> &[egui::Key] {
        &[]
    }
    /// Whether files may be dropped on it.
    fn takes_files(&self) -> bool {
        false
    }
}

/// Where and how a window opens.
pub struct Opening {
    /// What is written on it, if it has a frame of its own.
    pub title: String,
    /// The host's window; nothing for a window of its own.
    pub parent: Option<ParentWindowHandle>,
    /// Whether the host will name its window later.
    pub wait_for_parent: bool,
    /// Pixels per point, should the system not say.
    pub fallback_scale: Option<f64>,
    /// The host's ears.
    pub host: Option<Host>,
}

/// Opens a window on a view; dropping the window closes it.
///
/// # Errors
/// If the system has no window or no OpenGL 3.2 to give.
pub fn open<V: View>(view: Arc<Mutex<V>>, shape: Arc<Shape>, opening: Opening) -> Result<Window, baseview::Error> {
    let mut settings = WindowSettings::new()
        .with_title(opening.title)
        .with_size(Size::Logical(shape.logical_size()))
        .with_min_size::<Size>(Some(Size::Logical(shape.smallest())))
        .with_resizable(true)
        .with_wait_for_parent(opening.wait_for_parent)
        .with_fallback_scale_factor(opening.fallback_scale)
        .with_gl_config(Some(GlConfig::default()));
    settings.parent = opening.parent;
    Window::create_with_host(settings, move |context| handler::Handler::new(context, view, shape), opening.host)
}
