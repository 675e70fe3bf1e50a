// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! How large a window is, what it is scaled to, and whether it is open: what outlives it.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

use baseview::dpi::{LogicalSize, PhysicalSize};

/// The shape of a window, shared between its owner and itself.
#[derive(Debug)]
pub struct Shape {
    width: AtomicU32,
    height: AtomicU32,
    zoom: AtomicU32,
    system_scale: AtomicU32,
    smallest: [f32; 2],
    open: AtomicBool,
}

impl Shape {
    /// The scales a user may choose.
    pub const ZOOMS: [f32; 7] = [0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0];

    /// A closed window of `size` points, not to be made smaller than `smallest`.
    pub fn new(size: [f32; 2], smallest: [f32; 2]) -> Self {
        let number = |value: f32| AtomicU32::new(value.to_bits());
        Self {
            width: number(size[0]),
            height: number(size[1]),
            zoom: number(1.0),
            system_scale: number(1.0),
            smallest,
            open: AtomicBool::new(false),
        }
    }

    /// Whether the window is open.
    ///
    /// # Realtime
    /// Safe.
    pub fn is_open(&self) -> bool {
        self.open.load(Relaxed)
    }

    /// Notes that the window opened or closed.
    pub fn set_open(&self, open: bool) {
        self.open.store(open, Relaxed);
    }

    /// Width and height of what is shown, in points, whatever the zoom.
    pub fn points(&self) -> [f32; 2] {
        [get(&self.width), get(&self.height)]
    }

    /// Changes the size of a window that is closed; no smaller than the smallest, no larger than 16384.
    pub fn set_points(&self, points: [f32; 2]) {
        let inside = |axis: usize| points[axis].clamp(self.smallest[axis], 16384.0);
        set(&self.width, inside(0));
        set(&self.height, inside(1));
    }

    /// How much larger than designed the user wants it, 0.75 to 3.
    pub fn zoom(&self) -> f32 {
        get(&self.zoom)
    }

    /// Changes the zoom.
    pub fn set_zoom(&self, zoom: f32) {
        set(&self.zoom, zoom.clamp(0.75, 3.0));
    }

    /// Pixels per logical pixel, as the system wants it.
    pub fn system_scale(&self) -> f64 {
        f64::from(get(&self.system_scale))
    }

    /// The size to ask the system for.
    pub fn logical_size(&self) -> LogicalSize<f64> {
        self.zoomed(self.points())
    }

    /// The same in pixels.
    pub fn physical_size(&self) -> PhysicalSize<u32> {
        self.logical_size().to_physical(self.system_scale())
    }

    pub(crate) fn smallest(&self) -> LogicalSize<f64> {
        // At the least zoom, for the zoom may change while the window stands.
        let [width, height] = self.smallest.map(|side| f64::from(side * Self::ZOOMS[0]));
        LogicalSize::new(width, height)
    }

    /// Takes the size the system has given.
    pub(crate) fn take(&self, pixels: PhysicalSize<u32>, system_scale: f64) {
        set(&self.system_scale, single(system_scale));
        let points: LogicalSize<f64> = pixels.to_logical(system_scale * f64::from(self.zoom()));
        set(&self.width, single(points.width));
        set(&self.height, single(points.height));
    }

    fn zoomed(&self, points: [f32; 2]) -> LogicalSize<f64> {
        let [width, height] = points.map(|side| f64::from(side * self.zoom()));
        LogicalSize::new(width, height)
    }
}

#[allow(clippy::cast_possible_truncation, reason = "sizes and scales on a screen")]
fn single(value: f64) -> f32 {
    value as f32
}

fn get(cell: &AtomicU32) -> f32 {
    f32::from_bits(cell.load(Relaxed))
}

fn set(cell: &AtomicU32, value: f32) {
    cell.store(value.to_bits(), Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_keeps_its_points_when_it_is_zoomed() {
        let shape = Shape::new([960.0, 540.0], [720.0, 480.0]);
        shape.set_zoom(1.5);
        assert_eq!(shape.logical_size(), LogicalSize::new(1440.0, 810.0));
        shape.take(PhysicalSize::new(2880, 1620), 2.0);
        assert_eq!(shape.points(), [960.0, 540.0]);
    }

    #[test]
    fn nonsense_from_a_project_becomes_a_window_one_can_use() {
        let shape = Shape::new([960.0, 540.0], [720.0, 480.0]);
        shape.set_points([1.0, 1e9]);
        shape.set_zoom(40.0);
        assert_eq!((shape.points(), shape.zoom()), ([720.0, 16384.0], 3.0));
    }
}
