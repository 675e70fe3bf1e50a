// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Named settings of the limiter, from the cleanest to the loudest.

use crate::processor::Style;

/// Every style.
pub const ALL: &[Style] = &[
    Style {
        id: "transparent",
        help: "Bass, chords and steady tones stay clean; costs half a decibel of loudness.",
        settings: &[
            ("attack", 90.0),
            ("hold", 40.0),
            ("release", 12.0),
            ("recovery", 120.0),
            ("auto", 1.0),
            ("link-transient", 1.0),
            ("link-release", 1.0),
        ],
    },
    Style {
        id: "balanced",
        help: "Sustained sounds stay clean, hits are let go at once.",
        settings: &[
            ("attack", 150.0),
            ("hold", 37.0),
            ("release", 6.0),
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
            ("hold", 18.6),
            ("release", 1.0),
            ("recovery", 1.0),
            ("auto", 1.0),
            ("link-transient", 1.0),
            ("link-release", 1.0),
        ],
    },
];
