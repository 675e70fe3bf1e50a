// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A list that shows whole rows only: the wheel goes from row to row, and what is chosen is seen.

use std::ops::Range;

use dsp::math;
use egui::{CornerRadius, Rect, Ui, pos2};

use super::{recall, remember};
use crate::theme::Theme;

/// A turn of the wheel by so many points is a row.
const NOTCH: f32 = 32.0;
const BAR: f32 = 4.0;

/// Where a list stands between two frames.
#[derive(Clone, Copy, Default)]
struct Stand {
    first: usize,
    followed: Option<usize>,
    turned: f32,
}

/// Which rows are seen in `room`; a row that was just chosen is one of them.
pub fn seen(ui: &Ui, room: Rect, heights: &[f32], chosen: Option<usize>) -> Range<usize> {
    let id = ui.scope_id().with("stack");
    let mut stand = recall::<Stand>(ui, id).unwrap_or_default();
    turn(ui, room, &mut stand);
    if stand.followed != chosen {
        stand.followed = chosen;
        if let Some(chosen) = chosen {
            stand.first = following(heights, room.height(), stand.first, chosen);
        }
    }
    stand.first = stand.first.min(last_first(heights, room.height()));
    remember(ui, id, stand);
    stand.first..end(heights, room.height(), stand.first)
}

/// Paints where in the list one is, if there is more than is seen.
pub fn paint_bar(ui: &Ui, room: Rect, seen: &Range<usize>, count: usize) {
    if seen.len() >= count {
        return;
    }
    let share = |row: usize| room.top() + room.height() * row as f32 / count as f32;
    let bar = Rect::from_min_max(pos2(room.right() - BAR, share(seen.start)), pos2(room.right(), share(seen.end)));
    ui.painter().rect_filled(bar, CornerRadius::same(2), Theme::of(ui).line);
}

fn turn(ui: &Ui, room: Rect, stand: &mut Stand) {
    if !ui.rect_contains_pointer(room) {
        return;
    }
    stand.turned -= ui.input(|input| input.smooth_scroll_delta().y);
    let rows = (stand.turned / NOTCH).trunc();
    stand.turned -= rows * NOTCH;
    let by = math::index_from(f64::from(rows.abs()));
    stand.first = if rows < 0.0 { stand.first.saturating_sub(by) } else { stand.first + by };
}

/// Past the last row that fits, when `first` is the first.
fn end(heights: &[f32], room: f32, first: usize) -> usize {
    let mut left = room;
    let fits = heights.iter().skip(first).take_while(|height| {
        left -= **height;
        left >= -0.5
    });
    (first + fits.count()).max((first + 1).min(heights.len()))
}

/// The first row with which the last one is still seen.
fn last_first(heights: &[f32], room: f32) -> usize {
    (0..heights.len()).find(|first| end(heights, room, *first) == heights.len()).unwrap_or_default()
}

/// The first row with which the chosen one is seen, as near as possible to the present one.
fn following(heights: &[f32], room: f32, first: usize, chosen: usize) -> usize {
    if chosen < first {
        return chosen;
    }
    (first..=chosen).find(|first| end(heights, room, *first) > chosen).unwrap_or(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_is_seen_and_no_row_is_cut() {
        let heights = [24.0, 24.0, 110.0, 24.0, 24.0, 24.0];
        assert_eq!(end(&heights, 200.0, 0), 4);
        assert_eq!(following(&heights, 200.0, 0, 5), 2);
        assert_eq!(following(&heights, 200.0, 4, 1), 1);
        assert_eq!(last_first(&heights, 200.0), 2);
        assert_eq!(last_first(&heights, 400.0), 0);
    }
}
