// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The loop on a record's wave: drag an end or the whole, Shift for fine, arrows step.
//!
//! While a hand holds it the loop is drawn where the hand is: the streamer follows when it can.

use egui::{CursorIcon, EventFilter, Id, Key, Rect, Response, Sense, Stroke, Ui, pos2, vec2};
use measure::{Span, fault::clock};

use super::{Asked, Record, sections::Axis};
use crate::{
    panels::frame::Wish,
    theme::Theme,
    widgets::{explained, focus_ring, forget, recall, remember, told},
};

/// How near a hand must come to an end, points.
const REACH: f32 = 6.0;
/// A shorter loop is a tone rather than music, s; chosen.
const SHORTEST_S: f64 = 0.25;
/// An arrow moves so far, s; with Shift a tenth of it.
const STEP_S: f64 = 1.0;
const FINE: f64 = 0.1;

/// What a hand takes hold of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Grip {
    Whole,
    Begins,
    Ends,
}

/// The loop of a record as it is drawn: under a hand, or as it is.
pub fn drawn_span(ui: &Ui, index: usize, record: &Record<'_>) -> Option<Span> {
    recall::<Span>(ui, held(index)).or_else(|| record.span())
}

fn held(index: usize) -> Id {
    Id::unique(("held loop", index))
}

/// Takes hands and keys on the loop; gives what was done to it.
pub fn loop_ui(ui: &mut Ui, axis: &Axis, (index, record): (usize, &Record<'_>)) -> Vec<Wish> {
    let Some(span) = drawn_span(ui, index, record) else { return Vec::new() };
    let mut wishes = Vec::new();
    for grip in [Grip::Whole, Grip::Begins, Grip::Ends] {
        let place = place(axis, span, grip);
        let response = grip_ui(ui, place, grip, (index, span));
        wishes.extend(dragged(ui, axis, (grip, &response), (index, record, span)));
        wishes.extend(stepped(ui, (grip, &response), (index, record, span)));
    }
    wishes
}

/// Paints the loop's field and its two ends.
pub fn paint_loop(ui: &Ui, axis: &Axis, span: Span) {
    let (theme, part) = (Theme::of(ui), axis.part(span));
    for x in [part.left(), part.right()] {
        ui.painter().vline(x, part.y_range(), Stroke::new(1.5, theme.reference));
        let grip = Rect::from_center_size(pos2(x, part.bottom() - 6.0), vec2(5.0, 12.0));
        ui.painter().rect_filled(grip, 2, theme.reference);
    }
}

fn place(axis: &Axis, span: Span, grip: Grip) -> Rect {
    let part = axis.part(span);
    let around = |x: f32| Rect::from_x_y_ranges(x - REACH..=x + REACH, part.y_range());
    match grip {
        Grip::Whole => part,
        Grip::Begins => around(part.left()),
        Grip::Ends => around(part.right()),
    }
}

fn grip_ui(ui: &Ui, place: Rect, grip: Grip, (index, span): (usize, Span)) -> Response {
    let id = Id::unique(("loop", index, grip));
    if grip == Grip::Whole {
        // The keyboard reaches both ends; that is enough.
        let response = ui.interact(place, id, Sense::DRAG | Sense::CLICK);
        told(ui, &response, "Drag moves the loop as it is; ⇧ for fine.");
        return response.on_hover_cursor(CursorIcon::Grab);
    }
    let response = ui.interact(place, id, Sense::click_and_drag());
    let (name, second) =
        if grip == Grip::Begins { ("Loop begins", span.from_s) } else { ("Loop ends", span.to_s) };
    response.widget_info(|| egui::WidgetInfo::slider(true, second, name));
    if response.clicked() {
        response.request_focus();
    }
    if response.has_focus() {
        focus_ring(ui, place);
    }
    let help = format!("At {}; drag, ⇧ for fine, arrows step.", clock(second));
    explained(ui, response.on_hover_cursor(CursorIcon::ResizeHorizontal), name, &help)
}

fn dragged(
    ui: &Ui,
    axis: &Axis,
    (grip, response): (Grip, &Response),
    (index, record, span): (usize, &Record<'_>, Span),
) -> Option<Wish> {
    let wish = |span, held| Wish::Reference(Asked::Loop { record: index, span, held });
    if response.drag_stopped() {
        forget::<Span>(ui, held(index));
        return Some(wish(span, false));
    }
    let by = if response.drag_started() {
        ui.input(|input| input.pointer.total_drag_delta()).unwrap_or_default().x
    } else if response.dragged() {
        response.drag_delta().x
    } else {
        return None;
    };
    let moved = moved(record, span, grip, f64::from(by) * axis.seconds_per_point() * pace(ui));
    remember(ui, held(index), moved);
    Some(wish(moved, true))
}

fn stepped(
    ui: &Ui,
    (grip, response): (Grip, &Response),
    (index, record, span): (usize, &Record<'_>, Span),
) -> Option<Wish> {
    if !response.has_focus() || grip == Grip::Whole {
        return None;
    }
    let arrows = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    let pressed = |key| ui.input(|input| input.num_presses(key)) as f64;
    let steps = pressed(Key::ArrowRight) - pressed(Key::ArrowLeft);
    let moved = moved(record, span, grip, steps * STEP_S * pace(ui));
    (steps != 0.0).then_some(Wish::Reference(Asked::Loop { record: index, span: moved, held: false }))
}

fn pace(ui: &Ui) -> f64 {
    if ui.input(|input| input.modifiers.shift) { FINE } else { 1.0 }
}

/// The loop after a movement; it stays inside the record and never vanishes.
fn moved(record: &Record<'_>, span: Span, grip: Grip, by_s: f64) -> Span {
    let Span { from_s, to_s } = span;
    match grip {
        Grip::Whole => {
            let by_s = by_s.clamp(-from_s, (record.seconds - to_s).max(-from_s));
            Span { from_s: from_s + by_s, to_s: to_s + by_s }
        }
        Grip::Begins => Span { from_s: (from_s + by_s).min(to_s - SHORTEST_S).max(0.0), to_s },
        Grip::Ends => Span { from_s, to_s: (to_s + by_s).max(from_s + SHORTEST_S).min(record.seconds) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_stays_inside_its_record_and_never_vanishes() {
        let record = Record { seconds: 100.0, ..Record::default() };
        let span = Span { from_s: 40.0, to_s: 60.0 };
        let after = |grip, by_s| {
            let Span { from_s, to_s } = moved(&record, span, grip, by_s);
            [from_s, to_s]
        };
        assert_eq!(after(Grip::Whole, 70.0), [80.0, 100.0]);
        assert_eq!(after(Grip::Whole, -70.0), [0.0, 20.0]);
        assert_eq!(after(Grip::Begins, 30.0), [59.75, 60.0]);
        assert_eq!(after(Grip::Ends, 90.0), [40.0, 100.0]);
    }
}
