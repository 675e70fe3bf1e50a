// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The generic panel under a simulated hand, without a window.

use egui::{
    Context, Event, FullOutput, Key, Modifiers, PointerButton, Pos2, RawInput, Rect, Shape, accesskit, pos2, vec2,
};
use measure::Levels;
use rack::{Domain, Info, ReadingSpec, Spec, Taper, Unit};
use ui::{
    Edit, Target, Turn,
    panels::generic::{self, Shown},
};

static INFO: Info = Info { id: "test", name: "Test", summary: "Does nothing, audibly." };
static SPECS: [Spec; 4] = [
    Spec {
        id: "ceiling",
        name: "Ceiling",
        help: "How loud at most.",
        domain: Domain::Number {
            range: [-12.0, 0.0],
            default: -1.0,
            unit: Unit::Db,
            taper: Taper::Linear,
            step: 0.0,
        },
    },
    Spec {
        id: "release",
        name: "Release",
        help: "How quickly.",
        domain: Domain::Number {
            range: [1.0, 1000.0],
            default: 80.0,
            unit: Unit::Ms,
            taper: Taper::Log,
            step: 0.0,
        },
    },
    Spec {
        id: "mode",
        name: "Mode",
        help: "Which way.",
        domain: Domain::Choice { names: &["gentle", "hard"], default: 0 },
    },
    Spec { id: "link", name: "Link", help: "Both alike.", domain: Domain::Switch { default: false } },
];
static BYPASS: Spec =
    Spec { id: "bypass", name: "Bypass", help: "The raw sound.", domain: Domain::Switch { default: false } };
static READINGS: [ReadingSpec; 1] =
    [ReadingSpec { id: "reduction", name: "Gain reduction", unit: Unit::Db, help: "How far down." }];

/// A panel that takes its edits at once, as a quick host would.
struct Bench {
    context: Context,
    values: [f64; 4],
    edits: Vec<Edit>,
    time: f64,
}

impl Bench {
    fn new() -> Self {
        let context = Context::default();
        ui::theme::install(&context);
        context.enable_accesskit();
        let values = std::array::from_fn(|index| SPECS[index].domain.default_value());
        let mut bench = Self { context, values, edits: Vec::new(), time: 0.0 };
        bench.frame(&[]);
        bench
    }

    fn frame(&mut self, events: &[Event]) -> FullOutput {
        self.frame_with(events, Modifiers::NONE)
    }

    fn frame_with(&mut self, events: &[Event], modifiers: Modifiers) -> FullOutput {
        self.time += 0.02;
        let size = generic::size(&SPECS, READINGS.len() + 3);
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, size)),
            time: Some(self.time),
            events: [&[Event::ModifiersChanged(modifiers)], events].concat(),
            ..RawInput::default()
        };
        let mut edits = Vec::new();
        let values = self.values;
        let mut output = self.context.run_ui(input, |ui| edits.extend(generic::generic_ui(ui, &shown(&values))));
        for edit in &edits {
            if let Edit { target: Target::Knob(index), turn: Turn::To(value) } = edit {
                self.values[*index] = *value;
            }
        }
        self.edits.extend(edits);
        output.textures_delta.clear();
        output
    }

    /// Where an element with this accessible name is.
    fn place(&mut self, role: accesskit::Role, name: &str) -> Pos2 {
        let update = self.frame(&[]).platform_output.accesskit_update.expect("it was asked for");
        let is_it = |node: &accesskit::Node| node.role() == role && node.label() == Some(name);
        let (_, node) = update.nodes.iter().find(|(_, node)| is_it(node)).unwrap_or_else(|| panic!("no {name}"));
        let bounds = node.bounds().expect("it is somewhere");
        #[allow(clippy::cast_possible_truncation, reason = "pixels")]
        let middle =
            [f64::midpoint(bounds.x0, bounds.x1), f64::midpoint(bounds.y0, bounds.y1)].map(|side| side as f32);
        pos2(middle[0], middle[1])
    }

    fn click(&mut self, at: Pos2) {
        self.frame(&[Event::PointerMoved(at)]);
        self.frame(&[button(at, true)]);
        self.frame(&[button(at, false)]);
    }

    fn drag(&mut self, from: Pos2, way: f32, modifiers: Modifiers) {
        self.frame(&[Event::PointerMoved(from)]);
        self.frame_with(&[button(from, true)], modifiers);
        for step in 1..=10_u8 {
            let at = from + vec2(way * f32::from(step) / 10.0, 0.0);
            self.frame_with(&[Event::PointerMoved(at)], modifiers);
        }
        self.frame_with(&[button(from + vec2(way, 0.0), false)], modifiers);
    }

    fn press(&mut self, key: Key) {
        let event =
            |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE };
        self.frame(&[event(true)]);
        self.frame(&[event(false)]);
    }
}

fn shown(values: &[f64]) -> Shown<'_> {
    Shown {
        info: &INFO,
        specs: &SPECS,
        values,
        bypass: (&BYPASS, 0.0),
        readings: &READINGS,
        read: &[-3.25],
        levels: Levels { momentary_lufs: Some(-9.64), short_term_lufs: Some(-10.8), ..Levels::default() },
    }
}

fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE }
}

fn texts(output: &FullOutput) -> Vec<String> {
    fn collect(shape: &Shape, into: &mut Vec<String>) {
        match shape {
            Shape::Text(text) => into.push(text.galley.text().to_owned()),
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(shape, into)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    output.shapes.iter().for_each(|clipped| collect(&clipped.shape, &mut found));
    found
}

#[test]
fn every_knob_and_reading_is_written_with_its_value_and_unit() {
    let mut bench = Bench::new();
    let output = bench.frame(&[]);
    let texts = texts(&output);
    for text in ["Test", "Ceiling", "−1.00", "dB", "Release", "80.0", "ms", "gentle", "hard", "Link", "Bypass"] {
        assert!(texts.iter().any(|found| found == text), "{text} in {texts:?}");
    }
    for text in ["Gain reduction", "−3.2", "Momentary", "−9.6", "LUFS", "–", "dBTP"] {
        assert!(texts.iter().any(|found| found == text), "{text} in {texts:?}");
    }
}

/// The handle's middle goes 140 points: the track without half a handle at each end.
const QUARTER: f32 = 35.0;

#[test]
fn a_drag_over_a_quarter_of_the_handles_way_moves_a_quarter_of_the_range() {
    let mut bench = Bench::new();
    let from = bench.place(accesskit::Role::Slider, "Ceiling");
    bench.drag(from, -QUARTER, Modifiers::NONE);
    assert!((bench.values[0] + 4.0).abs() < 0.01, "{}", bench.values[0]);
    assert_eq!(bench.edits.first(), Some(&Edit { target: Target::Knob(0), turn: Turn::Begin }));
    assert_eq!(bench.edits.last(), Some(&Edit { target: Target::Knob(0), turn: Turn::End }));
}

#[test]
fn shift_makes_a_drag_ten_times_finer() {
    let mut bench = Bench::new();
    let from = bench.place(accesskit::Role::Slider, "Ceiling");
    bench.drag(from, -QUARTER, Modifiers::SHIFT);
    assert!((bench.values[0] + 1.3).abs() < 0.01, "{}", bench.values[0]);
}

#[test]
fn a_double_click_resets() {
    let mut bench = Bench::new();
    bench.values[1] = 5.0;
    let at = bench.place(accesskit::Role::Slider, "Release");
    bench.click(at);
    bench.click(at);
    assert_eq!(bench.values[1], 80.0);
}

#[test]
fn arrows_step_a_knob_that_was_clicked() {
    let mut bench = Bench::new();
    let at = bench.place(accesskit::Role::Slider, "Ceiling");
    bench.click(at);
    bench.press(Key::ArrowLeft);
    assert!((bench.values[0] + 1.12).abs() < 1e-9, "{}", bench.values[0]);
}

#[test]
fn a_number_can_be_typed() {
    for (typed, expected) in [("-3", -3.0), ("−0.5 dB", -0.5), ("loud", -1.0), ("-99", -12.0)] {
        let mut bench = Bench::new();
        let at = bench.place(accesskit::Role::Button, "Type Ceiling");
        bench.click(at);
        bench.frame(&[]);
        bench.frame(&[Event::Text(typed.to_owned())]);
        bench.press(Key::Enter);
        assert_eq!(bench.values[0], expected, "typed {typed}");
    }
}

#[test]
fn a_choice_a_switch_and_the_bypass_are_clicked() {
    let mut bench = Bench::new();
    for (role, name) in [
        (accesskit::Role::RadioButton, "Mode hard"),
        (accesskit::Role::CheckBox, "Link"),
        (accesskit::Role::CheckBox, "Bypass"),
    ] {
        let at = bench.place(role, name);
        bench.click(at);
    }
    assert_eq!(bench.values[2..], [1.0, 1.0]);
    assert!(bench.edits.contains(&Edit { target: Target::Bypass, turn: Turn::To(1.0) }));
}

#[test]
fn figures_are_equally_wide() {
    let bench = Bench::new();
    let width = |text: &str| {
        let font = ui::theme::semibold(ui::theme::MEDIUM);
        bench.context.fonts_mut(|fonts| fonts.layout_no_wrap(text.to_owned(), font, egui::Color32::WHITE).size().x)
    };
    assert_eq!(width("111.1"), width("000.0"));
}
