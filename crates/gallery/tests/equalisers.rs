// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The equalisers' panel under a simulated hand: what is dragged goes where the hand goes, and buttons ask for
//! what is written on them.

use std::{cell::RefCell, rc::Rc};

use accesskit::Role::{self, Button, ComboBox, Slider};
use egui::{Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, TouchPhase, Ui, Vec2, accesskit, vec2};
use gallery::{
    hand::Bench,
    scenes::equaliser::{compared, done, first, in_the_mix},
};
use rack::Stage;
use ui::{
    Target, Turn,
    panels::{
        equaliser::{Asked, Kind, size},
        frame::Wish,
    },
};

type Draw = Box<dyn FnMut(&mut Ui)>;

/// The panel, and what was wished for.
struct Panel {
    kind: Kind,
    bench: Bench<Draw>,
    wishes: Rc<RefCell<Vec<Wish>>>,
}

impl Panel {
    fn new(kind: Kind, scene: fn(&mut Ui, Kind) -> Vec<Wish>) -> Self {
        let wishes = Rc::new(RefCell::new(Vec::new()));
        let taken = wishes.clone();
        let draw: Draw = Box::new(move |ui| taken.borrow_mut().extend(scene(ui, kind)));
        let mut bench = Bench::new(size(kind), 1.0, draw);
        drop(bench.rest());
        Self { kind, bench, wishes }
    }

    fn click(&mut self, role: Role, name: &str) {
        let at = self.bench.place(Some(role), name);
        self.bench.click(at);
    }

    fn drag(&mut self, name: &str, way: Vec2, modifiers: Modifiers) {
        let from = self.bench.place(Some(Slider), name);
        self.bench.drag(from, way, modifiers);
    }

    fn wheel(&mut self, points: f32) {
        let wheel = Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, points),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        };
        self.bench.frame(&[wheel], Modifiers::NONE);
    }

    fn taken(&self) -> Vec<Wish> {
        self.wishes.borrow_mut().drain(..).collect()
    }

    /// What was done to a knob.
    fn turns(&self, knob: &str) -> Vec<Turn> {
        let id = if self.kind == Kind::Low { "low-eq" } else { "tone-eq" };
        let index = rack::entry(id).and_then(|entry| entry.param_index(knob)).expect("it has that knob");
        let turn = |wish: &Wish| match wish {
            Wish::Turn(edit) if edit.target == Target::Knob(index) => Some(edit.turn),
            _ => None,
        };
        self.wishes.borrow().iter().filter_map(turn).collect()
    }

    /// The last value a knob was turned to.
    fn last(&self, knob: &str) -> f64 {
        let values = self.turns(knob).into_iter().rev();
        let mut values = values.filter_map(|turn| if let Turn::To(value) = turn { Some(value) } else { None });
        values.next().unwrap_or_else(|| panic!("{knob} was not turned"))
    }
}

#[test]
fn a_band_is_dragged_where_it_is_seen_and_twelve_points_are_a_decibel() {
    for (modifiers, db) in [(Modifiers::NONE, 2.0), (Modifiers::SHIFT, 0.2)] {
        let mut panel = Panel::new(Kind::Low, first);
        panel.drag("Kick in the picture", vec2(0.0, -24.0), modifiers);
        assert!((panel.last("kick") - db).abs() < 0.11, "{} dB", panel.last("kick"));
        let turns = panel.turns("kick");
        assert_eq!((turns.first(), turns.last()), (Some(&Turn::Begin), Some(&Turn::End)));
    }
}

#[test]
fn a_free_band_goes_where_the_hand_goes() {
    let mut panel = Panel::new(Kind::Tone, first);
    let from = panel.bench.place(Some(Slider), "Band B in the picture");
    let to = panel.bench.place(Some(Slider), "Band C in the picture");
    panel.bench.drag(from, vec2(to.x - from.x, 36.0), Modifiers::NONE);
    let (hz, db) = (panel.last("b-frequency"), panel.last("b-gain"));
    assert!((hz / 1600.0 - 1.0).abs() < 0.02 && (db + 3.0).abs() < 0.11, "{hz} Hz, {db} dB");
}

#[test]
fn a_double_click_puts_a_band_back() {
    let mut panel = Panel::new(Kind::Low, done);
    let at = panel.bench.place(Some(Slider), "Warmth in the picture");
    panel.bench.click(at);
    panel.bench.click(at);
    assert_eq!(panel.last("warmth"), 0.0);
}

#[test]
fn the_wheel_makes_a_band_narrower_in_one_gesture() {
    let mut panel = Panel::new(Kind::Tone, first);
    let at = panel.bench.place(Some(Slider), "Band D in the picture");
    panel.bench.hover(at);
    panel.wheel(40.0);
    panel.wheel(40.0);
    (0..20).for_each(|_| drop(panel.bench.rest()));
    assert!(panel.last("d-q") > 1.0);
    let turns = panel.turns("d-q");
    let begun = turns.iter().filter(|turn| **turn == Turn::Begin).count();
    assert_eq!((begun, turns.last()), (1, Some(&Turn::End)), "{turns:?}");
}

#[test]
fn the_keyboard_moves_a_band_along_both_axes() {
    let mut panel = Panel::new(Kind::Tone, first);
    panel.click(Slider, "Band C in the picture");
    drop(panel.bench.rest());
    panel.taken();
    panel.bench.press(Key::ArrowUp, Modifiers::NONE);
    assert!(panel.last("c-gain") > 0.0 && panel.turns("c-frequency").is_empty());
    panel.bench.press(Key::ArrowRight, Modifiers::NONE);
    assert!(panel.last("c-frequency") > 1600.0);
}

#[test]
fn one_click_is_offered_where_something_is_outside_and_not_twice() {
    for kind in [Kind::Low, Kind::Tone] {
        let mut panel = Panel::new(kind, compared);
        panel.click(Button, "Into the zone");
        assert_eq!(panel.taken(), [Wish::Apply]);
        let mut after = Panel::new(kind, done);
        assert!(after.bench.nodes().iter().all(|node| node.label() != Some("Into the zone")));
    }
}

#[test]
fn the_strength_of_the_one_click_is_dragged() {
    let mut panel = Panel::new(Kind::Low, compared);
    let from = panel.bench.place(Some(Slider), "Strength");
    panel.bench.drag(from, vec2(-106.0, 0.0), Modifiers::NONE);
    let asked = panel.taken().into_iter().rev().find_map(|wish| match wish {
        Wish::Equaliser(Asked::Strength(share)) => Some(share),
        _ => None,
    });
    assert!(asked.is_some_and(|share| (share - 0.5).abs() < 0.02), "{asked:?}");
}

#[test]
fn stage_and_target_are_chosen_from_lists() {
    let mut panel = Panel::new(Kind::Low, compared);
    panel.click(ComboBox, "Stage Master");
    panel.click(Button, "Mix");
    assert_eq!(panel.taken(), [Wish::Equaliser(Asked::Stage(Stage::Mix))]);
    panel.click(ComboBox, "Tone target my-records");
    panel.click(Button, "neutral");
    assert_eq!(panel.taken(), [Wish::Target(0)]);
}

#[test]
fn in_the_mix_no_band_is_dragged_beyond_a_decibel() {
    let mut panel = Panel::new(Kind::Low, in_the_mix);
    panel.drag("Bass in the picture", vec2(0.0, -60.0), Modifiers::NONE);
    assert_eq!(panel.last("bass"), 1.0);
    panel.drag("Bass", vec2(-60.0, 0.0), Modifiers::NONE);
    assert_eq!(panel.last("bass"), -1.0);
}

#[test]
fn the_name_of_a_low_band_is_the_button_to_hear_it_alone() {
    let mut panel = Panel::new(Kind::Low, first);
    panel.click(Button, "Hear Kick alone");
    assert_eq!(panel.last("solo"), 3.0);
}
