// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! A sound at a glance: bars around a middle line, each as high as the highest peak under it.
//!
//! Bars stand on whole pixels, so that no bar is paler than its neighbour; of each bar the extreme
//! is drawn, never a mean.

use dsp::math;
use egui::{Color32, Mesh, Painter, Rect, Shape, pos2};

/// From one bar to the next, and how much of that is bar, points.
const PITCH: f32 = 3.0;
const BAR: f32 = 2.0;

/// Paints peaks that are evenly spread over `rect`, the highest as high as it; `colour` is asked at each bar's place.
pub fn paint_wave(painter: &Painter, rect: Rect, peaks: &[f32], colour: impl Fn(f32) -> Color32) {
    let highest = peaks.iter().fold(0.0_f32, |high, peak| high.max(*peak));
    if highest <= 0.0 {
        return;
    }
    let scale = painter.pixels_per_point();
    let whole = |place: f32| (place * scale).round() / scale;
    let bars = math::index_from(f64::from(rect.width() / PITCH));
    let width = (BAR * scale).round().max(1.0) / scale;
    let mut mesh = Mesh::default();
    for bar in 0..bars {
        let left = whole(rect.left() + bar as f32 * PITCH);
        let half = (rect.height() / 2.0 * peak_of(peaks, bar, bars) / highest).max(0.5);
        let bounds =
            [pos2(left, whole(rect.center().y - half)), pos2(left + width, whole(rect.center().y + half))];
        mesh.add_colored_rect(Rect::from_min_max(bounds[0], bounds[1]), colour(left + width / 2.0));
    }
    painter.add(Shape::mesh(mesh));
}

/// The highest peak under a bar.
fn peak_of(peaks: &[f32], bar: usize, bars: usize) -> f32 {
    let from = bar * peaks.len() / bars;
    let to = ((bar + 1) * peaks.len()).div_ceil(bars).clamp(from + 1, peaks.len().max(from + 1));
    peaks.get(from..to).unwrap_or_default().iter().fold(0.0, |high, peak| high.max(*peak))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_peak_is_seen_at_every_width() {
        let mut peaks = vec![0.1; 1000];
        peaks[637] = 0.9;
        for bars in [3, 40, 167, 2500] {
            assert!((0..bars).any(|bar| peak_of(&peaks, bar, bars) == 0.9), "{bars} bars");
        }
    }
}
