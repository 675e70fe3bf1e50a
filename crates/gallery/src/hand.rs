// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A hand that nobody has: it finds things by their accessible names, hovers, presses and types.

use egui::{
    Context, Event, FullOutput, Key, Modifiers, PointerButton, Pos2, RawInput, Rect, Ui, Vec2, accesskit, pos2,
};

/// One thing a hand does.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// The pointer rests on what has this name.
    Hover(&'static str),
    /// What has this name is clicked, and the pointer goes away.
    Click(&'static str),
    /// A key, so often.
    Press(Key, usize),
    /// Text, into what has the keys.
    Type(&'static str),
}

/// A view without a window, its time, and the hand on it.
pub struct Bench<F> {
    /// What egui knows.
    pub context: Context,
    draw: F,
    size: Vec2,
    scale: f32,
    time_s: f64,
    /// What is between two frames, seconds.
    pub frame_s: f64,
    /// Hears of every frame; what draws pictures needs the textures.
    pub each: Box<dyn FnMut(&mut FullOutput)>,
}

impl<F: FnMut(&mut Ui)> Bench<F> {
    /// A bench for a view of a size in points.
    pub fn new(size: Vec2, scale: f32, draw: F) -> Self {
        let context = Context::default();
        ui::theme::install(&context);
        context.enable_accesskit();
        let each = Box::new(|output: &mut FullOutput| output.textures_delta.clear());
        Self { context, draw, size, scale, time_s: 0.0, frame_s: 0.05, each }
    }

    /// One frame with these events; gives what egui hands out, its textures taken.
    pub fn frame(&mut self, events: &[Event], modifiers: Modifiers) -> FullOutput {
        self.time_s += self.frame_s;
        let mut input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(self.time_s),
            events: [&[Event::ModifiersChanged(modifiers)], events].concat(),
            ..RawInput::default()
        };
        input.viewports.entry(egui::ViewportId::ROOT).or_default().native_pixels_per_point = Some(self.scale);
        let draw = &mut self.draw;
        let mut output = self.context.run_ui(input, draw);
        (self.each)(&mut output);
        output
    }

    /// A frame in which nothing is done.
    pub fn rest(&mut self) -> FullOutput {
        self.frame(&[], Modifiers::NONE)
    }

    /// Everything that is said to those who listen to the screen.
    pub fn nodes(&mut self) -> Vec<accesskit::Node> {
        let update =
            self.rest().platform_output.accesskit_update.unwrap_or_else(|| unreachable!("it was asked for"));
        update.nodes.into_iter().map(|(_, node)| node).collect()
    }

    /// Where the middle of what has this name is, and this role if one is asked for.
    ///
    /// # Panics
    /// When nothing has that name.
    pub fn place(&mut self, role: Option<accesskit::Role>, name: &str) -> Pos2 {
        let is_it = |node: &accesskit::Node| {
            node.label() == Some(name) && role.is_none_or(|role| node.role() == role) && node.bounds().is_some()
        };
        let nodes = self.nodes();
        let bounds = nodes.iter().find(|node| is_it(node)).and_then(accesskit::Node::bounds);
        let bounds = bounds.unwrap_or_else(|| panic!("nothing is called {name}"));
        let [x, y] = [bounds.x0 + bounds.x1, bounds.y0 + bounds.y1].map(|sum| dsp::math::sample_from(sum / 2.0));
        pos2(x, y)
    }

    /// The pointer goes to a place.
    pub fn hover(&mut self, at: Pos2) {
        self.frame(&[Event::PointerMoved(at)], Modifiers::NONE);
    }

    /// The first button goes down, or up.
    pub fn button(&mut self, pos: Pos2, pressed: bool, modifiers: Modifiers) {
        let press = Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers };
        self.frame(&[Event::PointerMoved(pos), press], modifiers);
    }

    /// A click.
    pub fn click(&mut self, at: Pos2) {
        self.hover(at);
        self.button(at, true, Modifiers::NONE);
        self.button(at, false, Modifiers::NONE);
    }

    /// A drag in ten steps.
    pub fn drag(&mut self, from: Pos2, way: Vec2, modifiers: Modifiers) {
        self.hover(from);
        self.button(from, true, modifiers);
        for step in 1..=10_u8 {
            self.frame(&[Event::PointerMoved(from + way * (f32::from(step) / 10.0))], modifiers);
        }
        self.button(from + way, false, modifiers);
    }

    /// A key goes down and up.
    pub fn press(&mut self, key: Key, modifiers: Modifiers) {
        for pressed in [true, false] {
            let event = Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
            self.frame(&[event], modifiers);
        }
    }

    /// Letters for what has the keys.
    pub fn write(&mut self, text: &str) {
        self.frame(&[Event::Text(text.to_owned())], Modifiers::NONE);
    }

    /// Does one thing after the other.
    pub fn act(&mut self, acts: &[Act]) {
        for act in acts {
            match act {
                Act::Hover(name) => {
                    let at = self.place(None, name);
                    self.hover(at);
                }
                Act::Click(name) => {
                    let at = self.place(None, name);
                    self.click(at);
                    self.frame(&[Event::PointerGone], Modifiers::NONE);
                }
                Act::Press(key, times) => (0..*times).for_each(|_| self.press(*key, Modifiers::NONE)),
                Act::Type(text) => self.write(text),
            }
        }
    }
}
