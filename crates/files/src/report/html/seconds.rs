// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The axis of time: ticks at times people count in.

use maud::{Markup, html};

use super::draw::{Scale, Sheet, px, steps};
use crate::report::words;

/// Ticks and times under all lanes.
pub fn axis(sheet: &Sheet, time: &Scale, [top, bottom]: [f64; 2]) -> Markup {
    let seconds = time.values[1];
    let step = tick_step(seconds, if sheet.is_wide() { 9.0 } else { 5.0 });
    html! {
        @for second in steps([0.0, seconds], step) {
            @let x = time.at(second);
            line.hair x1=(px(x)) x2=(px(x)) y1=(px(top)) y2=(px(bottom)) {}
            line.tick x1=(px(x)) x2=(px(x)) y1=(px(bottom)) y2=(px(bottom + 4.0)) {}
            text x=(px(x)) y=(px(bottom + 18.0)) text-anchor=(anchor(sheet, x)) { (tick_label(second, step)) }
        }
    }
}

/// The first and the last label must not leave the picture.
fn anchor(sheet: &Sheet, x: f64) -> &'static str {
    match x {
        x if x < 16.0 => "start",
        x if x > sheet.width - 20.0 => "end",
        _ => "middle",
    }
}

/// The distance of two ticks: a time people count in, and no more than `most` of them.
fn tick_step(seconds: f64, most: f64) -> f64 {
    const STEPS: [f64; 17] = [
        0.001, 0.01, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0,
    ];
    let fits = |step: &&f64| seconds / **step <= most;
    STEPS.iter().find(fits).copied().unwrap_or_else(|| (seconds / most / 3600.0).ceil() * 3600.0)
}

fn tick_label(second: f64, step: f64) -> String {
    match step {
        step if step >= 1.0 => words::time(second + 0.01),
        step if step >= 0.1 => format!("{} s", words::number(second, 1)),
        _ => format!("{} ms", words::number(second * 1000.0, 0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_times_people_count_in() {
        assert_eq!([tick_step(206.0, 9.0), tick_step(60.0, 9.0), tick_step(10_800.0, 9.0)], [30.0, 10.0, 1200.0]);
        assert_eq!(tick_label(5400.0, 1800.0), "1:30:00");
        assert_eq!(tick_label(0.01, 0.01), "10 ms");
    }
}
