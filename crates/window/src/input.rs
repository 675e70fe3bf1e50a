// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What egui needs to know about the hand: events translated, files carried and dropped.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use baseview::{DropData, Event, MouseButton, MouseEvent, ScrollDelta, WindowEvent, dpi::PhysicalPosition};
use egui::{Modifiers, PointerButton, Pos2, RawInput, pos2};
use keyboard_types::{Key, KeyState, KeyboardEvent};

use crate::keys;

/// The input of the next frame, as it gathers.
pub struct Input {
    /// What egui will be given.
    pub raw: RawInput,
    /// Pixels per point.
    pub scale: f64,
    pointer: Option<Pos2>,
    modifiers: Modifiers,
}

impl Input {
    /// No event yet.
    pub fn new(scale: f64, max_texture_side: usize) -> Self {
        let raw = RawInput { max_texture_side: Some(max_texture_side), focused: true, ..RawInput::default() };
        Self { raw, scale, pointer: None, modifiers: Modifiers::NONE }
    }

    /// Takes an event; says whether there is something to draw.
    pub fn hear(&mut self, event: &Event) -> bool {
        match event {
            Event::Mouse(event) => self.hear_mouse(event),
            Event::Keyboard(event) => self.hear_key(event),
            Event::Window(WindowEvent::Focused) => self.focus(true),
            Event::Window(WindowEvent::Unfocused) => self.focus(false),
            _ => return false,
        }
        true
    }

    /// Puts text where the cursor is.
    pub fn paste(&mut self, text: String) {
        self.raw.events.push(egui::Event::Paste(text));
    }

    fn hear_mouse(&mut self, event: &MouseEvent) {
        match event {
            MouseEvent::CursorMoved { position, modifiers } => {
                self.take_modifiers(*modifiers);
                self.point(*position);
            }
            MouseEvent::ButtonPressed { button, modifiers } => {
                self.take_modifiers(*modifiers);
                self.click(*button, true);
            }
            MouseEvent::ButtonReleased { button, modifiers } => {
                self.take_modifiers(*modifiers);
                self.click(*button, false);
            }
            MouseEvent::WheelScrolled { delta, modifiers } => {
                self.take_modifiers(*modifiers);
                self.scroll(*delta);
            }
            MouseEvent::CursorLeft => {
                self.pointer = None;
                self.raw.events.push(egui::Event::PointerGone);
            }
            MouseEvent::DragEntered { position, data, .. } | MouseEvent::DragMoved { position, data, .. } => {
                self.point(*position);
                self.raw.hovered_files = paths(data).map(hovered).collect();
            }
            MouseEvent::DragLeft => self.raw.hovered_files.clear(),
            MouseEvent::DragDropped { position, data, .. } => {
                self.point(*position);
                self.raw.hovered_files.clear();
                self.raw.dropped_files.extend(paths(data).map(dropped));
            }
            _ => {}
        }
    }

    fn point(&mut self, position: PhysicalPosition<f64>) {
        let position = position.to_logical::<f32>(self.scale);
        let at = pos2(position.x, position.y);
        self.pointer = Some(at);
        self.raw.events.push(egui::Event::PointerMoved(at));
    }

    fn click(&mut self, button: MouseButton, pressed: bool) {
        let button = match button {
            MouseButton::Left => PointerButton::Primary,
            MouseButton::Right => PointerButton::Secondary,
            MouseButton::Middle => PointerButton::Middle,
            _ => return,
        };
        if let Some(pos) = self.pointer {
            let modifiers = self.modifiers;
            self.raw.events.push(egui::Event::PointerButton { pos, button, pressed, modifiers });
        }
    }

    fn scroll(&mut self, delta: ScrollDelta) {
        let (unit, delta) = match delta {
            ScrollDelta::Lines { x, y } => (egui::MouseWheelUnit::Line, egui::vec2(x, y)),
            ScrollDelta::Pixels { x, y } => (egui::MouseWheelUnit::Point, egui::vec2(x, y)),
        };
        self.raw.events.push(egui::Event::MouseWheel {
            unit,
            delta,
            modifiers: self.modifiers,
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
        });
    }

    fn hear_key(&mut self, event: &KeyboardEvent) {
        self.take_modifiers(event.modifiers);
        let pressed = event.state == KeyState::Down;
        if let Some(key) = keys::key_from(&event.key) {
            let (repeat, modifiers) = (event.repeat, self.modifiers);
            self.raw.events.push(egui::Event::Key { key, physical_key: None, pressed, repeat, modifiers });
        }
        if pressed {
            self.write(event);
        }
    }

    fn write(&mut self, event: &KeyboardEvent) {
        match keys::editing(event, self.modifiers) {
            Some(keys::Editing::Cut) => self.raw.events.push(egui::Event::Cut),
            Some(keys::Editing::Copy) => self.raw.events.push(egui::Event::Copy),
            Some(keys::Editing::Paste) => {}
            None => {
                if let Key::Character(text) = &event.key
                    && !self.modifiers.ctrl
                    && !self.modifiers.command
                {
                    self.raw.events.push(egui::Event::Text(text.clone()));
                }
            }
        }
    }

    fn focus(&mut self, focused: bool) {
        self.raw.focused = focused;
        self.raw.events.push(egui::Event::WindowFocused(focused));
    }

    fn take_modifiers(&mut self, held: keyboard_types::Modifiers) {
        let mac = cfg!(target_os = "macos");
        let modifiers = Modifiers {
            alt: held.alt(),
            ctrl: held.ctrl(),
            shift: held.shift(),
            mac_cmd: mac && held.meta(),
            command: if mac { held.meta() } else { held.ctrl() },
        };
        if modifiers != self.modifiers {
            self.modifiers = modifiers;
            self.raw.events.push(egui::Event::ModifiersChanged(modifiers));
        }
    }

    /// What is held down now.
    pub fn modifiers(&self) -> Modifiers {
        self.modifiers
    }
}

fn paths(data: &DropData) -> impl Iterator<Item = &Path> {
    let paths: &[PathBuf] = if let DropData::Files(paths) = data { paths } else { &[] };
    paths.iter().map(PathBuf::as_path)
}

fn hovered(path: &Path) -> egui::HoveredFile {
    egui::HoveredFile { path: Some(path.to_owned()), ..egui::HoveredFile::default() }
}

fn dropped(path: &Path) -> egui::DroppedFileHandle {
    Arc::new(Dropped(path.to_owned()))
}

/// A file that was let go over the window.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| format!("{}: {error}", self.0.display()))
    }
}

#[cfg(test)]
mod tests {
    use keyboard_types::Modifiers as Held;

    use super::*;

    #[test]
    fn files_let_go_over_the_window_reach_the_view_with_their_place() {
        let mut input = Input::new(2.0, 1024);
        let position = PhysicalPosition::new(100.0, 60.0);
        let data = DropData::Files(vec!["/music/Salt Line.wav".into()]);
        let held = Held::empty();
        assert!(input.hear(&Event::Mouse(MouseEvent::DragEntered {
            position,
            modifiers: held,
            data: data.clone()
        })));
        assert_eq!(input.raw.hovered_files.len(), 1);
        input.hear(&Event::Mouse(MouseEvent::DragDropped { position, modifiers: held, data }));
        assert!(input.raw.hovered_files.is_empty());
        assert_eq!(input.raw.dropped_files[0].path(), Path::new("/music/Salt Line.wav"));
        assert!(input.raw.events.contains(&egui::Event::PointerMoved(pos2(50.0, 30.0))));
    }
}
