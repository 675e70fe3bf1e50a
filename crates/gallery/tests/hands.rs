// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The limiter's panel under a simulated hand, and without one: what one does is what one wishes for.

use std::{cell::RefCell, rc::Rc};

use accesskit::Role::{self, Button, ComboBox, RadioButton, Slider};
use egui::{Key, Modifiers, Shape, Ui, accesskit, vec2};
use gallery::{hand::Bench, scenes::limiter::advised_wishes};
use ui::{
    Target, Theme, Turn,
    panels::{frame::Wish, limiter::SIZE},
};

type Draw = Box<dyn FnMut(&mut Ui)>;

/// The panel, and what was wished for.
struct Panel {
    bench: Bench<Draw>,
    wishes: Rc<RefCell<Vec<Wish>>>,
}

impl Panel {
    fn new() -> Self {
        let wishes = Rc::new(RefCell::new(Vec::new()));
        let taken = wishes.clone();
        let draw: Draw = Box::new(move |ui| taken.borrow_mut().extend(advised_wishes(ui)));
        let mut bench = Bench::new(SIZE, 1.0, draw);
        drop(bench.rest());
        Self { bench, wishes }
    }

    fn click(&mut self, role: Role, name: &str) {
        let at = self.bench.place(Some(role), name);
        self.bench.click(at);
    }

    /// Goes from control to control until the keys are in this one.
    fn focus(&mut self, name: &str) {
        for _ in 0..60 {
            if self.focused().as_deref() == Some(name) {
                return;
            }
            self.bench.press(Key::Tab, Modifiers::NONE);
        }
        panic!("Tab never comes to {name}");
    }

    fn focused(&mut self) -> Option<String> {
        let update = self.bench.rest().platform_output.accesskit_update.expect("it was asked for");
        let (_, node) = update.nodes.iter().find(|(id, _)| *id == update.focus)?;
        node.label().map(str::to_owned)
    }

    fn taken(&self) -> Vec<Wish> {
        self.wishes.borrow_mut().drain(..).collect()
    }

    /// The last value a knob was turned to.
    fn last(&self, knob: &str) -> Option<f64> {
        let index = rack::entry("limiter").and_then(|entry| entry.param_index(knob)).expect("it has that knob");
        self.taken().into_iter().rev().find_map(|wish| match wish {
            Wish::Turn(edit) if edit.target == Target::Knob(index) => match edit.turn {
                Turn::To(value) => Some(value),
                Turn::Begin | Turn::End => None,
            },
            _ => None,
        })
    }
}

#[test]
fn every_button_asks_for_what_is_written_on_it() {
    for (role, name, wish) in [
        (Button, "Analyse", Wish::Analyse),
        (Button, "Undo", Wish::Undo),
        (RadioButton, "Setting B", Wish::Slot(1)),
        (RadioButton, "Removed", Wish::Hear(2)),
    ] {
        let mut panel = Panel::new();
        panel.click(role, name);
        assert_eq!(panel.taken(), [wish], "{name}");
    }
}

#[test]
fn one_two_three_switch_what_one_hears_and_ctrl_z_takes_back() {
    for (key, modifiers, wish) in [
        (Key::Num1, Modifiers::NONE, Wish::Hear(0)),
        (Key::Num2, Modifiers::NONE, Wish::Hear(1)),
        (Key::Num3, Modifiers::NONE, Wish::Hear(2)),
        (Key::Z, Modifiers::COMMAND, Wish::Undo),
        (Key::Z, Modifiers::COMMAND | Modifiers::SHIFT, Wish::Redo),
    ] {
        let mut panel = Panel::new();
        panel.bench.press(key, modifiers);
        assert_eq!(panel.taken(), [wish]);
    }
}

#[test]
fn the_ceiling_is_dragged_where_it_is_seen_in_tenths() {
    let mut panel = Panel::new();
    let from = panel.bench.place(Some(Slider), "Ceiling");
    panel.bench.drag(from, vec2(0.0, 20.0), Modifiers::NONE);
    let last = panel.last("ceiling").expect("it moved");
    assert!(last < -3.0, "{last} dB");
    assert!((last * 10.0 - (last * 10.0).round()).abs() < 1e-9, "{last}");
}

#[test]
fn a_decibel_of_gain_is_twelve_points_long_and_shift_makes_it_ten_times_finer() {
    let moved = |modifiers| {
        let mut panel = Panel::new();
        let before = gallery::song::song().limiter.values[0];
        let from = panel.bench.place(Some(Slider), "Gain");
        panel.bench.drag(from, vec2(-24.0, 0.0), modifiers);
        panel.last("gain").expect("it moved") - before
    };
    assert!((moved(Modifiers::NONE) + 2.0).abs() < 0.02, "{}", moved(Modifiers::NONE));
    assert!((moved(Modifiers::SHIFT) + 0.2).abs() < 0.02, "{}", moved(Modifiers::SHIFT));
}

#[test]
fn a_double_click_resets_a_strip_and_the_ceiling() {
    for (name, knob) in [("Gain", "gain"), ("Ceiling", "ceiling"), ("Attack", "attack")] {
        let mut panel = Panel::new();
        let at = panel.bench.place(Some(Slider), name);
        panel.bench.click(at);
        panel.bench.click(at);
        let entry = rack::entry("limiter").expect("it is in the rack");
        let default = entry.params[entry.param_index(knob).expect("it has that knob")].domain.default_value();
        assert_eq!(panel.last(knob), Some(default), "{name}");
    }
}

#[test]
fn tab_comes_to_every_control_and_shows_a_ring_around_it() {
    let mut panel = Panel::new();
    let matters = |node: &accesskit::Node| matches!(node.role(), Button | Slider | RadioButton | ComboBox);
    let usable = |node: &accesskit::Node| matters(node) && !node.is_disabled();
    let named = |node: accesskit::Node| node.label().unwrap_or_default().to_owned();
    let mut missing: Vec<String> = panel.bench.nodes().into_iter().filter(usable).map(named).collect();
    // A number is opened with Enter on its track.
    missing.retain(|name| !name.starts_with("Type "));
    assert!(missing.len() > 20, "{missing:?}");
    for _ in 0..missing.len() + 5 {
        panel.bench.press(Key::Tab, Modifiers::NONE);
        let name = panel.focused().unwrap_or_default();
        missing.retain(|other| *other != name);
        let output = panel.bench.rest();
        assert!(output.shapes.iter().any(|shape| is_ring(&shape.shape)), "no ring around {name}");
    }
    assert!(missing.is_empty(), "Tab never comes to {missing:?}");
}

fn is_ring(shape: &Shape) -> bool {
    matches!(shape, Shape::Rect(rect) if rect.stroke.width == 2.0 && rect.stroke.color == Theme::DARK.ink)
}

#[test]
fn arrows_step_enter_types_and_escape_leaves_everything_as_it_was() {
    for (name, knob) in [("Gain", "gain"), ("Ceiling", "ceiling"), ("Hold", "hold")] {
        let mut panel = Panel::new();
        panel.focus(name);
        panel.bench.press(Key::ArrowLeft, Modifiers::NONE);
        assert!(panel.last(knob).is_some(), "an arrow does nothing to {name}");
        panel.bench.press(Key::Enter, Modifiers::NONE);
        panel.bench.write("-9");
        panel.bench.press(Key::Escape, Modifiers::NONE);
        assert_eq!(panel.last(knob), None, "Escape keeps {name}");
        assert_eq!(panel.focused().as_deref(), Some(name), "the keys are lost after Escape");
        panel.bench.press(Key::Enter, Modifiers::NONE);
        panel.bench.write("20");
        panel.bench.press(Key::Enter, Modifiers::NONE);
        let expected = if name == "Ceiling" { 0.0 } else { 20.0 };
        assert_eq!(panel.last(knob), Some(expected), "typed into {name}");
    }
}

#[test]
fn a_list_is_opened_walked_and_left_with_the_keyboard() {
    let mut panel = Panel::new();
    panel.focus("More: presets, listening, size, colours");
    panel.bench.press(Key::Enter, Modifiers::NONE);
    panel.focus("Remind me of the raw mix");
    panel.bench.press(Key::Enter, Modifiers::NONE);
    panel.focus("After 30 minutes");
    panel.bench.press(Key::Enter, Modifiers::NONE);
    assert_eq!(panel.taken(), [Wish::Remind(30)]);
    let dots = Some("More: presets, listening, size, colours");
    assert_eq!(panel.focused().as_deref(), dots, "the keys are lost when the list closes");
    panel.bench.press(Key::Enter, Modifiers::NONE);
    panel.focus("Size");
    panel.bench.press(Key::Escape, Modifiers::NONE);
    assert_eq!(panel.focused().as_deref(), dots, "the keys are lost after Escape");
    panel.focus("More: presets, listening, size, colours");
    panel.bench.press(Key::Enter, Modifiers::NONE);
    panel.focus("Reduced motion");
    panel.bench.press(Key::Enter, Modifiers::NONE);
    assert_eq!(panel.taken(), [Wish::Still(true)]);
}

/// The list of presets, open.
fn presets() -> Panel {
    let mut panel = Panel::new();
    panel.click(Button, "More: presets, listening, size, colours");
    panel.click(Button, "Presets");
    panel
}

#[test]
fn a_preset_is_renamed_in_its_row_with_the_keyboard_alone() {
    let mut panel = presets();
    panel.focus("Rename Loud chorus");
    panel.bench.press(Key::Enter, Modifiers::NONE);
    panel.bench.frame(&[], Modifiers::NONE);
    panel.bench.press(Key::A, Modifiers::COMMAND);
    panel.bench.write("Big chorus");
    panel.bench.press(Key::Enter, Modifiers::NONE);
    assert_eq!(panel.taken(), [Wish::Rename(4, "Big chorus".to_owned())]);
}

#[test]
fn a_preset_is_deleted_only_after_a_question_in_its_row() {
    let mut panel = presets();
    panel.click(Button, "Delete Loud chorus");
    panel.click(Button, "Keep");
    panel.click(Button, "Delete Loud chorus");
    panel.bench.press(Key::Escape, Modifiers::NONE);
    assert_eq!(panel.taken(), []);
    panel.click(Button, "Delete Loud chorus");
    panel.click(Button, "Delete");
    assert_eq!(panel.taken(), [Wish::Delete(4)]);
}

#[test]
fn styles_of_ours_can_be_neither_renamed_nor_deleted() {
    let mut panel = presets();
    let names: Vec<String> =
        panel.bench.nodes().iter().filter_map(|node| Some(node.label()?.to_owned())).collect();
    assert!(names.iter().any(|name| name == "Defaults") && names.iter().any(|name| name == "Delete Vinyl"));
    assert!(!names.iter().any(|name| name == "Delete Defaults" || name == "Rename Style: loud"), "{names:?}");
}

#[test]
fn knobs_are_kept_under_a_name_and_a_known_name_is_replaced_only_by_the_button_that_says_so() {
    let mut panel = presets();
    panel.focus("Name of the new preset");
    panel.bench.write("Vinyl");
    panel.bench.press(Key::Enter, Modifiers::NONE);
    assert_eq!(panel.taken(), []);
    panel.click(Button, "Replace");
    assert_eq!(panel.taken(), [Wish::Save("Vinyl".to_owned())]);
    panel.focus("Name of the new preset");
    panel.bench.write("Tape");
    panel.bench.press(Key::Enter, Modifiers::NONE);
    assert_eq!(panel.taken(), [Wish::Save("Tape".to_owned())]);
}
