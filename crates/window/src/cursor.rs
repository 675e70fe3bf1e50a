// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The pointer's picture, in the window system's words.

use baseview::MouseCursor;
use egui::CursorIcon;

/// What the window system calls a cursor; those we never show become the arrow.
pub fn cursor_from(icon: CursorIcon) -> MouseCursor {
    match icon {
        CursorIcon::PointingHand | CursorIcon::Grab => MouseCursor::Hand,
        CursorIcon::Grabbing => MouseCursor::HandGrabbing,
        CursorIcon::Text => MouseCursor::Text,
        CursorIcon::Wait | CursorIcon::Progress => MouseCursor::Working,
        CursorIcon::NoDrop | CursorIcon::NotAllowed => MouseCursor::NotAllowed,
        CursorIcon::Copy => MouseCursor::Copy,
        CursorIcon::ResizeHorizontal => MouseCursor::EwResize,
        CursorIcon::ResizeVertical => MouseCursor::NsResize,
        CursorIcon::None => MouseCursor::Hidden,
        _ => MouseCursor::Default,
    }
}
