// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Puts a frame on the screen with OpenGL.

use std::sync::Arc;

use baseview::{HandlerError, WindowContext, dpi::PhysicalSize, gl::GlContext};
use egui::{Context, FullOutput};
use egui_glow::glow::{self, HasContext as _};

/// The painter of one window.
pub struct Painter {
    gl: Arc<glow::Context>,
    painter: egui_glow::Painter,
}

impl Painter {
    /// Prepares OpenGL for a window.
    pub fn new(window: &WindowContext) -> Result<Self, HandlerError> {
        let context = gl_of(window)?;
        with_current(&context, || {
            // SAFETY: the context is current, so the loader gives functions that belong to it.
            let gl = unsafe { glow::Context::from_loader_function_cstr(|name| context.get_proc_address(name)) };
            let gl = Arc::new(gl);
            Ok(egui_glow::Painter::new(gl.clone(), "", None, true).map(|painter| Self { gl, painter })?)
        })?
    }

    /// The largest texture there can be.
    pub fn max_texture_side(&self) -> usize {
        self.painter.max_texture_side()
    }

    /// Draws a frame.
    pub fn paint(
        &mut self,
        window: &WindowContext,
        egui: &Context,
        mut output: FullOutput,
        pixels: PhysicalSize<u32>,
    ) -> Result<(), HandlerError> {
        let context = gl_of(window)?;
        let scale = output.pixels_per_point;
        let meshes = egui.tessellate(output.shapes, scale);
        let size = [pixels.width, pixels.height];
        // The surface is only there while its context is current.
        let swapped = with_current(&context, || {
            self.painter.paint_and_update_textures(size, scale, &meshes, &mut output.textures_delta);
            context.swap_buffers()
        })?;
        Ok(swapped?)
    }

    /// Gives back what the graphics card holds.
    pub fn destroy(&mut self, window: &WindowContext) {
        let Ok(context) = gl_of(window) else { return };
        // Nobody is left to hear of an error: the window is going away.
        let _ = with_current(&context, || {
            self.painter.destroy();
            // SAFETY: the context is current and was made for this window.
            unsafe { self.gl.finish() };
        });
    }
}

fn gl_of(window: &WindowContext) -> Result<GlContext, NoOpenGl> {
    window.gl_context().ok_or(NoOpenGl)
}

fn with_current<R>(context: &GlContext, work: impl FnOnce() -> R) -> Result<R, baseview::Error> {
    // SAFETY: the window's own context, on the window's own thread, and nothing else of ours is current.
    unsafe { context.make_current()? };
    let result = work();
    // SAFETY: it was made current above.
    unsafe { context.make_not_current()? };
    Ok(result)
}

/// The system has no OpenGL for us.
#[derive(Debug)]
struct NoOpenGl;

impl std::fmt::Display for NoOpenGl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the editor needs OpenGL 3.2, and this system gives none: install a graphics driver")
    }
}

impl std::error::Error for NoOpenGl {}
