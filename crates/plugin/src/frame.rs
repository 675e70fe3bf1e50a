// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Our window as the framework wants it: opened in a host's window, resized, closed.

use std::{
    error::Error,
    sync::{Arc, Mutex, PoisonError},
};

use nice_plug::{
    context::gui::GuiContext,
    editor::{
        Editor, EditorHandle, HostCallbacks, HostMainThreadCaller, HostMethods, Modifiers, ParentWindowHandle,
        ResizeHint, SpawnedEditor, VirtualKeyCode,
        dpi::{LogicalSize, NativeSize, PhysicalSize},
    },
};
use window::{Opening, Shape, View, baseview};

/// A view that can talk to the host.
pub trait Hosted: View {
    /// Takes the host's ear; the window opens next.
    fn meet(&mut self, host: GuiContext);
}

/// The editor of one plugin instance; its window comes and goes.
pub struct Frame<V> {
    title: String,
    view: Arc<Mutex<V>>,
    shape: Arc<Shape>,
}

impl<V: Hosted> Frame<V> {
    /// An editor that shows `view`.
    pub fn new(title: String, view: V, shape: Arc<Shape>) -> Self {
        Self { title, view: Arc::new(Mutex::new(view)), shape }
    }
}

impl<V: Hosted> Editor for Frame<V> {
    type Handle = Open;

    fn spawn(
        &self,
        parent: Option<ParentWindowHandle>,
        wait_for_parent: bool,
        fallback_scale: Option<f64>,
        context: GuiContext,
        host: Option<HostMethods>,
    ) -> Result<SpawnedEditor<Open>, Box<dyn Error>> {
        self.view.lock().unwrap_or_else(PoisonError::into_inner).meet(context);
        let opening = Opening {
            title: self.title.clone(),
            parent: parent.as_ref().map(baseview::ParentWindowHandle::from_window),
            wait_for_parent,
            fallback_scale,
            host: host.map(ears_of),
        };
        let window = window::open(self.view.clone(), self.shape.clone(), opening)?;
        Ok(SpawnedEditor { handle: Open { shape: self.shape.clone() }, window })
    }

    fn size(&self) -> NativeSize<u32> {
        native(&self.shape)
    }

    fn resize_hint(&self) -> ResizeHint {
        ResizeHint::RESIZABLE.with_min_logical_size(LogicalSize::new(240.0, 160.0))
    }
}

/// The editor while its window is open.
pub struct Open {
    shape: Arc<Shape>,
}

impl EditorHandle for Open {
    type Window = baseview::Window;
    type Error = baseview::Error;

    fn run_until_closed(window: Self::Window) -> Result<(), Self::Error> {
        window.run_until_closed()
    }

    fn set_parent(&self, parent: ParentWindowHandle, window: &Self::Window) -> Result<(), Self::Error> {
        window.set_parent(&parent)
    }

    fn show(&self, window: &Self::Window) -> Result<(), Self::Error> {
        self.shape.set_open(true);
        window.show()
    }

    fn hide(&self, window: &Self::Window) -> Result<(), Self::Error> {
        self.shape.set_open(false);
        window.hide()
    }

    fn set_size(&self, size: NativeSize<u32>, window: &Self::Window) -> Result<(), Self::Error> {
        window.resize(pixels(size, window))
    }

    fn host_main_thread_callback(&self, window: &Self::Window) {
        window.host_main_thread_callback();
    }

    fn adjust_size(&self, size: NativeSize<u32>, window: &Self::Window) -> Option<NativeSize<u32>> {
        let scale = window.size().scale_factor;
        let wanted = baseview::WindowSize::from_physical(pixels(size, window), scale);
        Some(NativeSize::from_size(window.adjust_size(wanted).physical.into(), scale))
    }

    fn set_fallback_scale_factor(&self, scale: f64, window: &Self::Window) -> Result<(), Self::Error> {
        window.suggest_fallback_scale_factor(scale)
    }

    fn on_virtual_key_from_host(&self, _key: VirtualKeyCode, _down: bool, _modifiers: Modifiers) -> bool {
        false
    }

    fn state_changed(&self) {}

    fn param_value_changed(&self, _id: &str, _position: f32) {}

    fn param_modulation_changed(&self, _id: &str, _offset: f32) {}
}

impl Drop for Open {
    fn drop(&mut self) {
        self.shape.set_open(false);
    }
}

/// What the window is, in the units of the system's own windows.
fn native(shape: &Shape) -> NativeSize<u32> {
    let size = shape.logical_size();
    NativeSize::from_size(LogicalSize::new(size.width, size.height).into(), shape.system_scale())
}

fn pixels(size: NativeSize<u32>, window: &baseview::Window) -> PhysicalSize<u32> {
    size.to_physical(window.size().scale_factor)
}

/// The framework repeats the window layer's traits, so that neither depends on the other; this joins them.
fn ears_of(host: HostMethods) -> baseview::host::Host {
    baseview::host::Host::new()
        .with_callbacks(Callbacks(host.callbacks))
        .with_main_thread(MainThread(host.main_thread_caller))
}

struct Callbacks(Box<dyn HostCallbacks>);

impl baseview::host::HostCallbacks for Callbacks {
    fn request_resize(&mut self, size: baseview::WindowSize) -> Result<(), baseview::HandlerError> {
        self.0.request_resize(size.physical.into(), size.scale_factor).map_err(baseview::HandlerError::from_boxed)
    }

    fn destroyed(&mut self) {
        self.0.destroyed();
    }
}

struct MainThread(Box<dyn HostMainThreadCaller>);

impl baseview::host::HostMainThreadCaller for MainThread {
    fn call_main_thread(&mut self) {
        self.0.call_main_thread();
    }
}
