// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The limiter's panel under a simulated hand: what one does is what one wishes for.

use egui::{Context, Event, Key, Modifiers, PointerButton, Pos2, RawInput, Rect, accesskit, pos2, vec2};
use gallery::scenes::limiter::advised_wishes;
use ui::{
    Target, Turn,
    panels::{frame::Wish, limiter::SIZE},
};

struct Bench {
    context: Context,
    wishes: Vec<Wish>,
    time: f64,
}

impl Bench {
    fn new() -> Self {
        let context = Context::default();
        ui::theme::install(&context);
        context.enable_accesskit();
        let mut bench = Self { context, wishes: Vec::new(), time: 0.0 };
        drop(bench.frame(&[]));
        bench
    }

    fn frame(&mut self, events: &[Event]) -> accesskit::TreeUpdate {
        self.time += 0.05;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
            time: Some(self.time),
            events: events.to_vec(),
            ..RawInput::default()
        };
        let mut wishes = Vec::new();
        let mut output = self.context.run_ui(input, |ui| wishes.extend(advised_wishes(ui)));
        self.wishes.extend(wishes);
        output.textures_delta.clear();
        output.platform_output.accesskit_update.expect("it was asked for")
    }

    fn place(&mut self, role: accesskit::Role, name: &str) -> Pos2 {
        let update = self.frame(&[]);
        let is_it = |node: &accesskit::Node| node.role() == role && node.label() == Some(name);
        let (_, node) = update.nodes.iter().find(|(_, node)| is_it(node)).unwrap_or_else(|| panic!("no {name}"));
        let bounds = node.bounds().expect("it is somewhere");
        #[allow(clippy::cast_possible_truncation, reason = "points")]
        let middle = [bounds.x0 + bounds.x1, bounds.y0 + bounds.y1].map(|sum| (sum / 2.0) as f32);
        pos2(middle[0], middle[1])
    }

    fn button(&mut self, pos: Pos2, pressed: bool) {
        let modifiers = Modifiers::NONE;
        self.frame(&[
            Event::PointerMoved(pos),
            Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers },
        ]);
    }

    fn click(&mut self, at: Pos2) {
        self.frame(&[Event::PointerMoved(at)]);
        self.button(at, true);
        self.button(at, false);
    }

    fn press(&mut self, key: Key, modifiers: Modifiers) {
        for pressed in [true, false] {
            self.frame(&[Event::Key { key, physical_key: None, pressed, repeat: false, modifiers }]);
        }
    }
}

#[test]
fn every_button_asks_for_what_is_written_on_it() {
    use accesskit::Role::{Button, RadioButton};
    for (role, name, wish) in [
        (Button, "Analyse", Wish::Analyse),
        (Button, "Undo", Wish::Undo),
        (RadioButton, "Setting B", Wish::Slot(1)),
        (RadioButton, "Removed", Wish::Hear(2)),
    ] {
        let mut bench = Bench::new();
        let at = bench.place(role, name);
        bench.click(at);
        assert_eq!(bench.wishes, [wish], "{name}");
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
        let mut bench = Bench::new();
        bench.press(key, modifiers);
        assert_eq!(bench.wishes, [wish]);
    }
}

#[test]
fn the_ceiling_is_dragged_where_it_is_seen_in_tenths() {
    let mut bench = Bench::new();
    let ceiling = rack::entry("limiter").and_then(|entry| entry.param_index("ceiling")).expect("it has one");
    let from = bench.place(accesskit::Role::Slider, "Ceiling");
    bench.frame(&[Event::PointerMoved(from)]);
    bench.button(from, true);
    for step in 1..=10_u8 {
        bench.frame(&[Event::PointerMoved(from + vec2(0.0, 2.0 * f32::from(step)))]);
    }
    bench.button(from + vec2(0.0, 20.0), false);
    let values: Vec<f64> = bench
        .wishes
        .iter()
        .filter_map(|wish| match wish {
            Wish::Turn(edit) if edit.target == Target::Knob(ceiling) => {
                if let Turn::To(value) = edit.turn {
                    Some(value)
                } else {
                    None
                }
            }
            _ => None,
        })
        .collect();
    let last = values.last().copied().expect("it moved");
    assert!(last < -3.0, "{last} dB");
    assert!(values.iter().all(|value| (value * 10.0 - (value * 10.0).round()).abs() < 1e-9), "{values:?}");
}

#[test]
fn what_can_be_pressed_turned_or_read_has_a_name() {
    let mut bench = Bench::new();
    let update = bench.frame(&[]);
    for (_, node) in &update.nodes {
        let role = node.role();
        let matters =
            matches!(role, accesskit::Role::Button | accesskit::Role::Slider | accesskit::Role::RadioButton);
        assert!(!matters || node.label().is_some_and(|label| !label.is_empty()), "a {role:?} without a name");
    }
    for name in ["Gain", "Attack", "Ceiling"] {
        bench.place(accesskit::Role::Slider, name);
    }
}
