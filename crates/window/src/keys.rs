// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Keys: from the window system's names to egui's.

use egui::Modifiers;
use keyboard_types::{Code, Key, KeyboardEvent, NamedKey};

/// What a combination of keys does to text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Editing {
    /// Take away and keep.
    Cut,
    /// Keep.
    Copy,
    /// Put what was kept.
    Paste,
}

/// Whether these keys cut, copy or paste.
pub fn editing(event: &KeyboardEvent, modifiers: Modifiers) -> Option<Editing> {
    match event.code {
        _ if !modifiers.command => None,
        Code::KeyX => Some(Editing::Cut),
        Code::KeyC => Some(Editing::Copy),
        Code::KeyV => Some(Editing::Paste),
        _ => None,
    }
}

/// egui's name of a key; nothing for keys that it does not know.
pub fn key_from(key: &Key) -> Option<egui::Key> {
    match key {
        Key::Named(named) => named_key(*named),
        Key::Character(text) if text == " " => Some(egui::Key::Space),
        // Letters arrive as they are written, keys are named in capitals.
        Key::Character(text) => egui::Key::from_name(&text.to_uppercase()),
    }
}

fn named_key(key: NamedKey) -> Option<egui::Key> {
    Some(match key {
        NamedKey::ArrowDown => egui::Key::ArrowDown,
        NamedKey::ArrowLeft => egui::Key::ArrowLeft,
        NamedKey::ArrowRight => egui::Key::ArrowRight,
        NamedKey::ArrowUp => egui::Key::ArrowUp,
        NamedKey::Escape => egui::Key::Escape,
        NamedKey::Tab => egui::Key::Tab,
        NamedKey::Backspace => egui::Key::Backspace,
        NamedKey::Enter => egui::Key::Enter,
        NamedKey::Insert => egui::Key::Insert,
        NamedKey::Delete => egui::Key::Delete,
        NamedKey::Home => egui::Key::Home,
        NamedKey::End => egui::Key::End,
        NamedKey::PageUp => egui::Key::PageUp,
        NamedKey::PageDown => egui::Key::PageDown,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_figures_and_arrows_are_known() {
        for (text, key) in
            [("a", egui::Key::A), ("Z", egui::Key::Z), ("1", egui::Key::Num1), (" ", egui::Key::Space)]
        {
            assert_eq!(key_from(&Key::Character(text.to_owned())), Some(key), "{text}");
        }
        assert_eq!(key_from(&Key::Named(NamedKey::ArrowUp)), Some(egui::Key::ArrowUp));
        assert_eq!(key_from(&Key::Character("ß".to_owned())), None);
    }
}
