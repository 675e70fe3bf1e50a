// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Every colour of the report, once for a light and once for a dark page.
//!
//! Styles and pictures only name them, as `var(--mix)`; no other file knows a colour.

use std::fmt::Write;

/// A colour by its meaning.
struct Token {
    name: &'static str,
    dark: &'static str,
    light: &'static str,
}

const fn token(name: &'static str, dark: &'static str, light: &'static str) -> Token {
    Token { name, dark, light }
}

static TOKENS: &[Token] = &[
    token("bg", "#111317", "#F3F4F6"),
    token("panel", "#191C22", "#FFFFFF"),
    token("well", "#0C0E11", "#E9EBEF"),
    token("line", "#2C3038", "#D5D9E0"),
    token("ink", "#F1F3F6", "#14161A"),
    token("text2", "#A7AEBA", "#545B67"),
    token("mix", "#6AACFF", "#1C6CCB"),
    token("ref", "#F5A544", "#9A5F10"),
    token("raw", "#9890A8", "#746C85"),
    token("delta", "#F72C86", "#8E0059"),
    token("ok", "#5FD6B4", "#0B8A63"),
    token("watch", "#F7E463", "#FFD21F"),
    token("fault", "#FF5A52", "#D8232A"),
    token("sign", "#111317", "#FFFFFF"),
    token("watch-sign", "#14161A", "#14161A"),
    token("watch-edge", "none", "#14161A"),
    token("zone-picture", "0.13", "0.10"),
    token("zone-strip", "0.26", "0.30"),
    token("zone-ref", "0.22", "0.20"),
    // A fourth of it: four layers over each other make a soft edge.
    token("zone-ref-layer", "0.06", "0.054"),
];

/// The colours as CSS: light, and dark on a screen that asks for it; paper is always light.
pub fn css() -> String {
    let light = variables(|token| token.light);
    let dark = variables(|token| token.dark);
    format!(
        ":root{{color-scheme:light dark;{light}}}\n\
         @media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
    )
}

fn variables(colour: fn(&Token) -> &'static str) -> String {
    TOKENS.iter().fold(String::new(), |mut css, token| {
        let written = write!(css, "--{}:{};", token.name, colour(token));
        written.expect("a string takes every character");
        css
    })
}
