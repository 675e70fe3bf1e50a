// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The panels' pictures in the manual: what they show is drawn here, without a display.
//!
//! `MANUAL=accept cargo test -p gallery` draws them anew; look at them before you commit.

use std::{fs, path::PathBuf};

use gallery::{
    raster::Picture,
    scenes::{self, picture},
};

/// Letters may be rounded differently by another processor; a moved line is more than this.
const LARGEST_DIFFERENCE: f64 = 0.002;

#[test]
fn every_panel_looks_as_the_manual_shows_it_in_the_dark_and_by_day() {
    let mut changed = Vec::new();
    for scene in scenes::all() {
        for (dark, appearance) in [(true, "dark"), (false, "light")] {
            let drawn = picture(&scene, dark, 1.0);
            let name = format!("{}-{appearance}.png", scene.name);
            if !is_in_the_manual(&name, &drawn) {
                changed.push(name);
            }
        }
    }
    assert!(changed.is_empty(), "{changed:?} show what no longer is: MANUAL=accept draws them anew");
}

#[test]
fn hairlines_are_whole_pixels_between_75_and_300_per_cent() {
    let scenes = scenes::all();
    let scene = scenes.first().expect("there is one");
    for scale in [0.75, 1.0, 1.5, 2.0, 3.0] {
        let drawn = picture(scene, true, scale);
        let lit = drawn.bytes.chunks(4).filter(|pixel| pixel[0] > 200).count() as f64;
        let share = lit / (drawn.width * drawn.height) as f64;
        assert!((0.01..0.2).contains(&share), "at {scale}: {share:.3} of it is bright");
        assert_eq!(shades_of_a_hairline(&drawn, scale), 1, "the line under the tools is blurred at {scale}");
    }
}

/// How many colours there are around the line under the tools besides the one above and the one below it.
fn shades_of_a_hairline(drawn: &Picture, scale: f32) -> usize {
    let row = dsp::math::index_from(f64::from((ui::theme::BAR_HEIGHT * scale).round()));
    let pixel = |y: usize| &drawn.bytes[4 * (y * drawn.width + 2)..][..3];
    let (above, below) = (pixel(row - 4), pixel(row + 4));
    let between = (row - 3..row + 4).map(pixel).filter(|colour| *colour != above && *colour != below);
    between.collect::<std::collections::BTreeSet<_>>().len()
}

fn is_in_the_manual(name: &str, drawn: &Picture) -> bool {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/manual/img").join(name);
    if std::env::var_os("MANUAL").is_some_and(|value| value == "accept") {
        fs::write(&path, drawn.to_png().expect("it is a picture")).expect("it can be written");
    }
    let known = fs::read(&path).ok().and_then(|file| Picture::from_png(&file));
    known.is_some_and(|known| known.difference(drawn) <= LARGEST_DIFFERENCE)
}
