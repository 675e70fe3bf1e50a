// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Nothing is cut, nothing lies on something else, and nothing is without a name: every panel, at every size.

use egui::{FullOutput, Rect, Shape, Vec2, accesskit::Role, epaint::ClippedShape, vec2};
use gallery::{
    hand::Bench,
    scenes::{self, View},
};
use ui::panels::{
    equaliser::{self, Kind},
    limiter, meter, reference,
};

/// From the smallest size of a panel's window to a large screen.
const LARGER: Vec2 = vec2(420.0, 300.0);
const SCALES: [f32; 4] = [0.75, 1.0, 1.5, 3.0];
/// Letters may touch by so much, points: a line of text is higher than its letters.
const TOUCH: f32 = 3.0;

/// The panels: widgets lie on pages that are as large as they need.
fn panels() -> Vec<(&'static str, View)> {
    let all = scenes::all().into_iter().filter(|scene| !scene.name.starts_with("widget-"));
    all.map(|scene| (scene.name, scene.views[0])).collect()
}

fn output_of(view: &View, size: Vec2, scale: f32) -> FullOutput {
    let mut bench = Bench::new(size, scale, view.draw);
    (0..4).for_each(|_| drop(bench.rest()));
    bench.act(view.acts);
    (0..6).for_each(|_| drop(bench.rest()));
    bench.rest()
}

/// How small the window of a panel may be made.
fn smallest(name: &str, view: &View) -> Vec2 {
    let panels = [
        ("limiter", limiter::SMALLEST),
        ("meter", meter::SMALLEST),
        ("reference", reference::SMALLEST),
        ("low-eq", equaliser::smallest(Kind::Low)),
        ("tone-eq", equaliser::smallest(Kind::Tone)),
    ];
    let size = panels.into_iter().find(|(panel, _)| name.starts_with(panel)).map(|(_, size)| size);
    size.unwrap_or(view.size)
}

/// Every text with the place where it is written and the place where it can be seen.
fn texts(shapes: &[ClippedShape]) -> Vec<(String, Rect, Rect)> {
    fn collect(shape: &Shape, clip: Rect, into: &mut Vec<(String, Rect, Rect)>) {
        match shape {
            Shape::Text(text) if !text.galley.text().trim().is_empty() && text.opacity_factor > 0.1 => {
                into.push((text.galley.text().to_owned(), text.galley.rect.translate(text.pos.to_vec2()), clip));
            }
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(shape, clip, into)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for clipped in shapes {
        collect(&clipped.shape, clipped.clip_rect, &mut found);
    }
    found
}

#[test]
fn no_word_is_cut_at_any_size_or_scale() {
    for (name, view) in panels() {
        let at_every_scale = SCALES.map(|scale| (view.size, scale));
        let others = [smallest(name, &view), view.size + LARGER].map(|size| (size, 1.0));
        for (size, scale) in at_every_scale.into_iter().chain(others) {
            for (text, place, clip) in texts(&output_of(&view, size, scale).shapes) {
                let seen = clip.intersect(Rect::from_min_size(egui::Pos2::ZERO, size)).expand(1.0);
                // A line is higher than its letters, so only the sides are exact.
                let across = place.left() >= seen.left() && place.right() <= seen.right();
                let along = place.top() + TOUCH >= seen.top() && place.bottom() - TOUCH <= seen.bottom();
                assert!(across && along, "{name} at {scale}, {size}: “{text}” at {place} is seen in {seen}");
            }
        }
    }
}

#[test]
fn no_word_lies_on_another_at_any_size() {
    // A list that is open lies on the panel, and is meant to.
    for (name, view) in panels()
        .into_iter()
        .filter(|(name, _)| !["limiter-list", "limiter-presets", "reference-match"].contains(name))
    {
        for size in [view.size, smallest(name, &view), view.size + LARGER] {
            let texts = texts(&output_of(&View { acts: quiet(&view), ..view }, size, 1.0).shapes);
            for (n, (text, place, _)) in texts.iter().enumerate() {
                for (other, there, _) in &texts[n + 1..] {
                    let both = place.shrink(TOUCH).intersect(there.shrink(TOUCH));
                    assert!(
                        !both.is_positive(),
                        "{name}, {size}: “{text}” at {place} lies on “{other}” at {there}"
                    );
                }
            }
        }
    }
}

/// Without the last act, which opens a tooltip over the panel.
fn quiet(view: &View) -> &'static [gallery::hand::Act] {
    view.acts.split_last().map_or(&[], |(_, before)| before)
}

#[test]
fn nothing_on_any_panel_is_without_a_name() {
    let silent = [
        Role::Window,
        Role::GenericContainer,
        Role::Unknown,
        Role::Pane,
        Role::ScrollView,
        // Named by the button that opens it.
        Role::Menu,
        // What is written in a field, which may be nothing.
        Role::TextRun,
    ];
    for (name, view) in panels() {
        let mut bench = Bench::new(view.size, 1.0, view.draw);
        bench.act(view.acts);
        for node in bench.nodes() {
            let said = node.label().or(node.value()).unwrap_or_default();
            let matters = !silent.contains(&node.role());
            assert!(
                !matters || !said.trim().is_empty(),
                "{name}: a {:?} at {:?} without a name",
                node.role(),
                node.bounds()
            );
        }
    }
}
