// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The panel with the records under a simulated hand: what one does is what one wishes for.

use std::{cell::RefCell, rc::Rc};

use accesskit::Role::{self, Button, ComboBox, RadioButton, Slider};
use egui::{Key, Modifiers, Shape, Ui, accesskit, vec2};
use gallery::{
    hand::Bench,
    scenes::reference::{blind, compared, missing, same, sixteen},
    shelf::shelf,
};
use measure::{Span, abx::Side};
use ui::{
    Edit, Target, Theme, Turn,
    panels::{
        frame::Wish,
        reference::{Answer, Asked, SIZE, Sounding},
    },
};

type Draw = Box<dyn FnMut(&mut Ui)>;

/// The panel, and what was wished for.
struct Panel {
    bench: Bench<Draw>,
    wishes: Rc<RefCell<Vec<Wish>>>,
}

impl Panel {
    fn new(scene: fn(&mut Ui) -> Vec<Wish>) -> Self {
        let wishes = Rc::new(RefCell::new(Vec::new()));
        let taken = wishes.clone();
        let draw: Draw = Box::new(move |ui| taken.borrow_mut().extend(scene(ui)));
        let mut bench = Bench::new(SIZE, 1.0, draw);
        drop(bench.rest());
        Self { bench, wishes }
    }

    fn click(&mut self, role: Role, name: &str) {
        let at = self.bench.place(Some(role), name);
        self.bench.click(at);
    }

    fn press(&mut self, key: Key) {
        self.bench.press(key, Modifiers::NONE);
    }

    fn focused(&mut self) -> Option<String> {
        let update = self.bench.rest().platform_output.accesskit_update.expect("it was asked for");
        let (_, node) = update.nodes.iter().find(|(id, _)| *id == update.focus)?;
        node.label().map(str::to_owned)
    }

    /// Goes from control to control until the keys are in this one.
    fn focus(&mut self, name: &str) {
        for _ in 0..80 {
            if self.focused().as_deref() == Some(name) {
                return;
            }
            self.press(Key::Tab);
        }
        panic!("Tab never comes to {name}");
    }

    fn taken(&self) -> Vec<Wish> {
        self.wishes.borrow_mut().drain(..).collect()
    }

    /// The loop where a hand has left it.
    fn left(&self) -> Option<Span> {
        self.taken().into_iter().find_map(|wish| match wish {
            Wish::Reference(Asked::Loop { record: 0, span, held: false }) => Some(span),
            _ => None,
        })
    }
}

fn asked(asked: Asked) -> Vec<Wish> {
    vec![Wish::Reference(asked)]
}

fn turned(knob: usize, value: f64) -> Vec<Wish> {
    let edit = |turn| Wish::Turn(Edit { target: Target::Knob(knob), turn });
    vec![edit(Turn::Begin), edit(Turn::To(value)), edit(Turn::End)]
}

#[test]
fn every_button_asks_for_what_is_written_on_it() {
    for (role, name, wish) in [
        (Button, "Add…", Wish::Reference(Asked::Add)),
        (Button, "Nearest", Wish::Reference(Asked::Nearest)),
        (Button, "Hear Low mid alone", Wish::Reference(Asked::Band(Some(2)))),
        (Button, "Section B of the mix, 0:17 to 0:49", Wish::Reference(Asked::Section(1))),
        (Button, "To the next loop", Wish::Reference(Asked::NextLoop(0))),
        (Button, "Add a loop", Wish::Reference(Asked::AddLoop(0))),
        (Button, "Remove this loop", Wish::Reference(Asked::RemoveLoop(0))),
        (Button, "Find it", Wish::Reference(Asked::Find(4))),
        (RadioButton, "Listen Side", Wish::Listen(5)),
        (RadioButton, "Reference", Wish::Hear(1)),
    ] {
        let mut panel = Panel::new(compared);
        panel.click(role, name);
        assert_eq!(panel.taken(), [wish], "{name}");
    }
}

#[test]
fn a_click_chooses_a_record_and_another_lets_it_be_heard() {
    let mut panel = Panel::new(compared);
    let at = panel.bench.place(Some(RadioButton), "Record 2: Paper Lanterns");
    panel.bench.click(at);
    assert_eq!(panel.taken(), asked(Asked::Choose(1)));
    panel.bench.click(at);
    assert_eq!(panel.taken(), [Wish::Hear(1)]);
}

#[test]
fn arrows_choose_delete_removes_and_figures_let_hear() {
    for (key, wish) in [
        (Key::ArrowDown, Wish::Reference(Asked::Choose(1))),
        (Key::ArrowUp, Wish::Reference(Asked::Choose(0))),
        (Key::Delete, Wish::Reference(Asked::Remove(0))),
        (Key::Num1, Wish::Hear(0)),
        (Key::Num2, Wish::Hear(1)),
        (Key::Num3, Wish::Hear(2)),
    ] {
        let mut panel = Panel::new(compared);
        panel.press(key);
        assert_eq!(panel.taken(), [wish]);
    }
    let mut panel = Panel::new(missing);
    panel.press(Key::Num4);
    assert_eq!(panel.taken(), [], "there is no raw mix to hear");
}

#[test]
fn the_end_of_a_loop_goes_where_the_hand_is_and_shift_makes_it_ten_times_finer() {
    let before = shelf().records[0].loops[0];
    let moved = |modifiers| {
        let mut panel = Panel::new(compared);
        let from = panel.bench.place(Some(Slider), "Loop ends");
        panel.bench.drag(from, vec2(30.0, 0.0), modifiers);
        let after = panel.left().expect("it was left somewhere");
        assert_eq!(after.from_s, before.from_s);
        after.to_s - before.to_s
    };
    let (coarse, fine) = (moved(Modifiers::NONE), moved(Modifiers::SHIFT));
    assert!((coarse - 12.1).abs() < 0.4, "{coarse} s");
    assert!((fine - coarse / 10.0).abs() < 0.02, "{fine} s");
}

#[test]
fn a_loop_is_dragged_as_it_is_long_stepped_by_key_and_set_to_a_section() {
    let before = shelf().records[0].loops[0];
    let mut panel = Panel::new(compared);
    let end = panel.bench.place(Some(Slider), "Loop ends");
    panel.bench.drag(end - vec2(40.0, 0.0), vec2(-50.0, 0.0), Modifiers::NONE);
    let after = panel.left().expect("it was left somewhere");
    assert!(after.from_s < before.from_s - 10.0, "{after:?}");
    assert!((after.to_s - after.from_s - (before.to_s - before.from_s)).abs() < 1e-9);
    panel.focus("Loop begins");
    panel.press(Key::ArrowLeft);
    let stepped = panel.left().expect("an arrow steps");
    assert!((before.from_s - stepped.from_s - 1.0).abs() < 1e-9, "{stepped:?}");
    panel.click(Button, "Section B of Northern Static, 0:15 to 0:45");
    assert_eq!(panel.left(), Some(shelf().records[0].profile.sections[1].span));
}

#[test]
fn how_loud_and_how_much_is_picked_from_lists_with_the_keyboard() {
    let mut panel = Panel::new(compared);
    panel.focus("Match loudest with loudest");
    panel.press(Key::Enter);
    panel.focus("quietest");
    panel.press(Key::Enter);
    assert_eq!(panel.taken(), turned(1, 1.0));
    panel.press(Key::Escape);
    panel.focus("Transport locked");
    panel.press(Key::Enter);
    panel.focus("free");
    panel.press(Key::Enter);
    assert_eq!(panel.taken(), turned(5, 0.0));
    panel.focus("Counts once");
    panel.press(Key::Enter);
    panel.focus("twice");
    panel.press(Key::Enter);
    assert_eq!(panel.taken(), asked(Asked::Weight(0, 2.0)));
}

#[test]
fn the_wheel_and_the_arrows_show_every_one_of_sixteen_records() {
    let mut panel = Panel::new(sixteen);
    let at = panel.bench.place(Some(RadioButton), "Record 3: Low Tide (12\" mix)");
    for _ in 0..30 {
        let wheel = egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: vec2(0.0, -60.0),
            phase: egui::TouchPhase::Move,
            modifiers: Modifiers::NONE,
            source: egui::MouseWheelSource::Wheel,
        };
        panel.bench.frame(&[egui::Event::PointerMoved(at), wheel], Modifiers::NONE);
    }
    panel.click(RadioButton, "Record 16: Last Platform");
    assert_eq!(panel.taken(), asked(Asked::Choose(15)));
}

#[test]
fn all_advice_is_within_reach_of_the_keys() {
    let mut panel = Panel::new(same);
    let titles: Vec<String> = shelf().alone.advice.iter().map(|advice| advice.fault.title.clone()).collect();
    assert!(titles.len() > 3, "{titles:?}");
    let mut seen = std::collections::BTreeSet::new();
    panel.focus("To the rest of the advice");
    for _ in 0..3 {
        let nodes = panel.bench.nodes();
        let said = |title: &&String| nodes.iter().any(|node| node.value().unwrap_or_default().starts_with(*title));
        seen.extend(titles.iter().filter(said).cloned());
        panel.press(Key::Enter);
    }
    assert_eq!(seen.len(), titles.len(), "{seen:?}");
}

#[test]
fn a_test_is_taken_with_the_keyboard_or_the_hand() {
    let answers = |answer| asked(Asked::Blind(answer));
    for (key, answer) in [
        (Key::A, Answer::Play(Sounding::A)),
        (Key::X, Answer::Play(Sounding::X)),
        (Key::ArrowLeft, Answer::Is(Side::A)),
        (Key::ArrowRight, Answer::Is(Side::B)),
    ] {
        let mut panel = Panel::new(blind);
        panel.press(key);
        assert_eq!(panel.taken(), answers(answer));
    }
    for (role, name, answer) in [
        (RadioButton, "Play B, Northern Static", Answer::Play(Sounding::B)),
        (Button, "X is B", Answer::Is(Side::B)),
        (Button, "Abandon", Answer::Abandon),
    ] {
        let mut panel = Panel::new(blind);
        panel.click(role, name);
        assert_eq!(panel.taken(), answers(answer), "{name}");
    }
}

#[test]
fn nothing_on_screen_gives_x_away() {
    let mut panel = Panel::new(blind);
    let signals = [Theme::DARK.mix, Theme::DARK.reference, Theme::DARK.raw];
    for clipped in panel.bench.rest().shapes {
        assert!(!matches!(clipped.shape, Shape::Mesh(_)), "a wave or a curve");
        if let Shape::Rect(rect) = &clipped.shape {
            assert!(!signals.contains(&rect.fill), "a field in the colour of a signal");
        }
    }
    for node in panel.bench.nodes() {
        let said = node.label().or(node.value()).unwrap_or_default();
        assert!(!said.contains("dB") && !said.contains("Wave"), "{said}");
    }
    for key in [Key::Num1, Key::Num2, Key::Delete, Key::ArrowDown] {
        panel.press(key);
        assert_eq!(panel.taken(), [], "what would end the test is out of reach");
    }
}

#[test]
fn tab_comes_to_every_control_and_shows_a_ring_around_it() {
    for scene in [compared as fn(&mut Ui) -> Vec<Wish>, missing, blind] {
        let mut panel = Panel::new(scene);
        let matters = |node: &accesskit::Node| matches!(node.role(), Button | Slider | RadioButton | ComboBox);
        let usable = |node: &accesskit::Node| matters(node) && !node.is_disabled();
        let named = |node: accesskit::Node| node.label().unwrap_or_default().to_owned();
        let mut missing: Vec<String> = panel.bench.nodes().into_iter().filter(usable).map(named).collect();
        for _ in 0..missing.len() + 5 {
            panel.press(Key::Tab);
            let name = panel.focused().unwrap_or_default();
            missing.retain(|other| *other != name);
            let output = panel.bench.rest();
            assert!(output.shapes.iter().any(|shape| is_ring(&shape.shape)), "no ring around {name}");
        }
        assert!(missing.is_empty(), "Tab never comes to {missing:?}");
    }
}

fn is_ring(shape: &Shape) -> bool {
    matches!(shape, Shape::Rect(rect) if rect.stroke.width == 2.0 && rect.stroke.color == Theme::DARK.ink)
}
