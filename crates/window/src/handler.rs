// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The life of one window: events in, frames out.

use std::{
    cell::{Cell, RefCell},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use baseview::{
    DropEffect, Event, EventStatus, HandlerError, MouseEvent, TimerHandle, WindowContext, WindowHandler,
    WindowSize, dpi::Size,
};
use copypasta::{ClipboardContext, ClipboardProvider as _};
use egui::{Context, FullOutput, Key, Rect, ViewportId, pos2, vec2};
use keyboard_types::{KeyState, KeyboardEvent};

use crate::{
    View,
    cursor::cursor_from,
    input::Input,
    keys::{self, Editing},
    painter::Painter,
    shape::Shape,
};

/// How often the view is asked whether it is stale.
const FRAME: Duration = Duration::from_micros(16_667);

/// A window that is open.
pub struct Handler<V: View> {
    window: WindowContext,
    view: Arc<Mutex<V>>,
    shape: Arc<Shape>,
    egui: Context,
    input: RefCell<Input>,
    painter: RefCell<Painter>,
    clipboard: RefCell<Option<ClipboardContext>>,
    cursor: Cell<egui::CursorIcon>,
    opened: Instant,
    ticks: TimerHandle,
}

impl<V: View> Handler<V> {
    /// Opens the view in a window that has just been made.
    pub fn new(window: WindowContext, view: Arc<Mutex<V>>, shape: Arc<Shape>) -> Result<Self, HandlerError> {
        let painter = Painter::new(&window)?;
        let egui = Context::default();
        egui.set_zoom_factor(shape.zoom());
        let waker = window.waker();
        egui.set_request_repaint_callback(move |request| waker.request_redraw_after(request.delay));
        let size = window.size();
        shape.take(size.physical, size.scale_factor);
        locked(&view).open(&egui);
        shape.set_open(true);
        Ok(Self {
            input: RefCell::new(Input::new(size.scale_factor, painter.max_texture_side())),
            painter: RefCell::new(painter),
            clipboard: RefCell::new(ClipboardContext::new().ok()),
            cursor: Cell::new(egui::CursorIcon::Default),
            opened: Instant::now(),
            ticks: window.create_timer(FRAME)?,
            window,
            view,
            shape,
            egui,
        })
    }

    fn view(&self) -> MutexGuard<'_, V> {
        locked(&self.view)
    }

    /// The input of this frame.
    fn next_input(&self) -> egui::RawInput {
        let size = self.window.size();
        let scale = size.scale_factor * f64::from(self.egui.zoom_factor());
        let points = size.physical.to_logical::<f32>(scale);
        let mut input = self.input.borrow_mut();
        input.scale = scale;
        input.raw.time = Some(self.opened.elapsed().as_secs_f64());
        input.raw.screen_rect = Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(points.width, points.height)));
        let viewport = input.raw.viewports.entry(ViewportId::ROOT).or_default();
        #[allow(clippy::cast_possible_truncation, reason = "a scale of a screen")]
        let native = size.scale_factor as f32;
        viewport.native_pixels_per_point = Some(native);
        input.raw.take()
    }

    /// Makes the window as large as the zoom wants it.
    fn follow_zoom(&self) -> Result<(), HandlerError> {
        let zoom = self.egui.zoom_factor();
        if zoom != self.shape.zoom() {
            self.shape.set_zoom(zoom);
            self.egui.set_zoom_factor(self.shape.zoom());
            self.window.resize(Size::Logical(self.shape.logical_size()))?;
        }
        Ok(())
    }

    fn do_as_told(&self, output: &FullOutput) -> Result<(), HandlerError> {
        for command in &output.platform_output.commands {
            if let egui::OutputCommand::CopyText(text) = command
                && let Some(clipboard) = self.clipboard.borrow_mut().as_mut()
            {
                // Without a clipboard nothing is copied; there is nothing better to do.
                let _ = clipboard.set_contents(text.clone());
            }
        }
        let icon = output.platform_output.cursor_icon;
        if self.cursor.replace(icon) != icon {
            self.window.set_mouse_cursor(cursor_from(icon))?;
        }
        Ok(())
    }

    fn paste(&self, event: &Event) {
        let Event::Keyboard(event) = event else { return };
        let pastes = keys::editing(event, self.input.borrow().modifiers()) == Some(Editing::Paste);
        if pastes && event.state == KeyState::Down {
            let text = self.clipboard.borrow_mut().as_mut().and_then(|clipboard| clipboard.get_contents().ok());
            self.input.borrow_mut().paste(text.unwrap_or_default());
        }
    }

    /// Whether somebody types into a text field.
    fn is_typing(&self) -> bool {
        let focus = self.egui.memory(egui::Memory::focused);
        focus.is_some_and(|id| egui::text_edit::TextEditState::load(&self.egui, id).is_some())
    }

    /// Space starts and stops the host, whatever was clicked last, unless somebody types.
    fn keeps(&self, event: &KeyboardEvent) -> bool {
        if self.is_typing() {
            return true;
        }
        match keys::key_from(&event.key) {
            Some(Key::Space) | None => false,
            Some(key) => self.egui.egui_wants_keyboard_input() || self.view().shortcuts().contains(&key),
        }
    }
}

impl<V: View> WindowHandler for Handler<V> {
    fn draw(&self) -> Result<(), HandlerError> {
        let input = self.next_input();
        let output = self.egui.run_ui(input, |ui| self.view().show(ui));
        self.follow_zoom()?;
        self.do_as_told(&output)?;
        let pixels = self.window.size().physical;
        self.painter.borrow_mut().paint(&self.window, &self.egui, output, pixels)
    }

    fn resized(&self, size: WindowSize) -> Result<(), HandlerError> {
        self.shape.take(size.physical, size.scale_factor);
        self.window.request_redraw();
        Ok(())
    }

    fn on_event(&self, event: Event) -> EventStatus {
        if matches!(event, Event::Mouse(MouseEvent::ButtonPressed { .. })) && !self.window.has_focus() {
            // A window inside another one is not focused by a click on every system. Without the
            // focus one can still turn every knob, so a failure is none of the user's business.
            let _ = self.window.focus();
        }
        let kept = match &event {
            Event::Keyboard(event) => self.keeps(event),
            _ => true,
        };
        if kept {
            self.paste(&event);
            if self.input.borrow_mut().hear(&event) {
                self.window.request_redraw();
            }
        }
        status(&event, kept, self.view().takes_files())
    }

    fn on_timer(&self, timer: &TimerHandle) {
        if timer == self.ticks && self.view().is_stale() {
            self.window.request_redraw();
        }
    }
}

impl<V: View> Drop for Handler<V> {
    fn drop(&mut self) {
        self.shape.set_open(false);
        self.painter.borrow_mut().destroy(&self.window);
    }
}

fn status(event: &Event, kept: bool, takes_files: bool) -> EventStatus {
    match event {
        Event::Mouse(
            MouseEvent::DragEntered { .. } | MouseEvent::DragMoved { .. } | MouseEvent::DragDropped { .. },
        ) if takes_files => EventStatus::AcceptDrop(DropEffect::Copy),
        _ if kept => EventStatus::Captured,
        _ => EventStatus::Ignored,
    }
}

/// A view that panicked once still shows what it has.
fn locked<V>(view: &Mutex<V>) -> MutexGuard<'_, V> {
    view.lock().unwrap_or_else(PoisonError::into_inner)
}
