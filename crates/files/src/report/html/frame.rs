// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The frame of every page: fonts, colours and styles inside, so that a page is one file that needs no other.

use base64::{Engine, prelude::BASE64_STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::theme;

static REGULAR: &[u8] = include_bytes!("../../../../../assets/fonts/TwobusInter-Regular.otf");
static SEMI_BOLD: &[u8] = include_bytes!("../../../../../assets/fonts/TwobusInter-SemiBold.otf");

/// What surrounds the words of a page.
pub struct Frame<'a> {
    /// The title in the browser's tab.
    pub title: &'a str,
    /// The version of Twobus.
    pub version: &'a str,
    /// Styles that only this kind of page needs.
    pub css: &'a str,
}

impl Frame<'_> {
    /// The page with this content.
    pub fn around(&self, content: &Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="generator" content={ "Twobus " (self.version) };
                    title { (self.title) }
                    style { (self.style()) }
                }
                body { (content) }
            }
        }
    }

    fn style(&self) -> Markup {
        let faces = face(400, REGULAR) + &face(600, SEMI_BOLD);
        PreEscaped(format!("{faces}{}{}{}", theme::css(), include_str!("style.css"), self.css))
    }
}

fn face(weight: u32, font: &[u8]) -> String {
    format!(
        "@font-face{{font-family:\"Twobus Sans\";font-weight:{weight};src:url(data:font/otf;base64,{}) format(\"opentype\")}}\n",
        BASE64_STANDARD.encode(font)
    )
}
