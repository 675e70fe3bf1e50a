// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Named settings of the limiter, from the cleanest to the loudest.

use crate::processor::Style;

/// Every style.
pub const ALL: &[Style] = &[
    Style {
        id: "transparent",
        help: "Bass notes and chords stay clean; costs half a decibel of loudness.",
        settings: &[
            ("attack", 120.0),
            ("hold", 60.0),
            ("release", 10.0),
            ("recovery", 100.0),
            ("auto", 1.0),
            ("link-transient", 1.0),
            ("link-release", 1.0),
        ],
    },
    Style {
        id: "balanced",
        help: "Steady tones stay clean, hits are let go at once.",
        settings: &[
            ("attack", 60.0),
            ("hold", 17.2),
            ("release", 4.0),
            ("recovery", 1.0),
            ("auto", 1.0),
            ("link-transient", 1.0),
            ("link-release", 1.0),
        ],
    },
    Style {
        id: "punchy",
        help: "Drums keep their weight; hits on one side move that side a little more.",
        settings: &[
            ("attack", 150.0),
            ("hold", 25.0),
            ("release", 2.0),
            ("recovery", 20.0),
            ("auto", 1.0),
            ("link-transient", 0.7),
            ("link-release", 1.0),
        ],
    },
    Style {
        id: "loud",
        help: "As loud as it gets without a clipper; dense bass is roughened a little.",
        settings: &[
            ("attack", 100.0),
            ("hold", 17.2),
            ("release", 1.0),
            ("recovery", 1.0),
            ("auto", 1.0),
            ("link-transient", 1.0),
            ("link-release", 1.0),
        ],
    },
];
