// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What one sees: views that are functions of (specs, values, readings) and give back edits.
//!
//! No view knows a host or a window, and none touches a sample.

pub mod calm;
pub mod edit;
pub mod history;
pub mod motion;
pub mod panels;
pub mod reading;
pub mod theme;
pub mod undo;
pub mod widgets;

pub use edit::{Edit, Target, Turn};
pub use theme::Theme;
