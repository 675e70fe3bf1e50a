// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Colours, type and space: the only place where a look is decided.
//!
//! One meaning, one colour; light and dark are equals. Verdict colours fill marks and are never
//! text. The palette was measured for contrast (WCAG 2) and for colour-blind eyes (CIEDE2000).

use std::sync::Arc;

use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Painter, Stroke, Style,
    TextStyle, Ui, Visuals, vec2,
};

use crate::motion;

/// The colours of one appearance.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// Behind pictures and verdicts.
    pub bg: Color32,
    /// Bars, meters and controls.
    pub panel: Color32,
    /// Tracks of strips, unselected segments.
    pub well: Color32,
    /// The one hairline; never carries meaning alone.
    pub line: Color32,
    /// All text that matters, values, the master.
    pub ink: Color32,
    /// Units, axes, explanations.
    pub text2: Color32,
    /// The live mix.
    pub mix: Color32,
    /// Finished records.
    pub reference: Color32,
    /// Before the chain.
    pub raw: Color32,
    /// What the chain takes away.
    pub delta: Color32,
    /// Filled marks only: all is well, almost, not at all.
    pub verdicts: [Color32; 3],
}

impl Theme {
    /// For dim rooms.
    pub const DARK: Self = Self {
        bg: rgb(0x111317),
        panel: rgb(0x191C22),
        well: rgb(0x0C0E11),
        line: rgb(0x2C3038),
        ink: rgb(0xF1F3F6),
        text2: rgb(0xA7AEBA),
        mix: rgb(0x6AACFF),
        reference: rgb(0xF5A544),
        raw: rgb(0x9890A8),
        delta: rgb(0xF72C86),
        verdicts: [rgb(0x5FD6B4), rgb(0xF7E463), rgb(0xFF5A52)],
    };
    /// For daylight.
    pub const LIGHT: Self = Self {
        bg: rgb(0xF3F4F6),
        panel: rgb(0xFFFFFF),
        well: rgb(0xE9EBEF),
        line: rgb(0xD5D9E0),
        ink: rgb(0x14161A),
        text2: rgb(0x545B67),
        mix: rgb(0x1C6CCB),
        reference: rgb(0x9A5F10),
        raw: rgb(0x746C85),
        delta: rgb(0x8E0059),
        verdicts: [rgb(0x0B8A63), rgb(0xFFD21F), rgb(0xD8232A)],
    };

    /// The fill of a target place in a strip, or in a picture.
    pub fn zone(&self, strip: bool) -> Color32 {
        let dark = self.bg.r() < 128;
        let share = match (dark, strip) {
            (true, true) => 0.26,
            (false, true) => 0.30,
            (true, false) => 0.13,
            (false, false) => 0.10,
        };
        self.ink.gamma_multiply(share)
    }

    /// The one hairline, a whole number of pixels thick at every size.
    pub fn hairline(&self, painter: &Painter) -> Stroke {
        let scale = painter.pixels_per_point();
        Stroke::new(scale.round().max(1.0) / scale, self.line)
    }

    /// Signs at rest; under a hand they are in ink.
    pub fn at_rest(&self, hovered: f32) -> Color32 {
        self.text2.lerp_to_gamma(self.ink, hovered)
    }

    /// A field one can press, or, under a hand, the same a shade nearer.
    pub fn field(&self, hovered: f32) -> Color32 {
        self.well.lerp_to_gamma(self.line, hovered)
    }

    /// Behind the chosen one of a list, in the colour of its signal.
    pub fn chosen(&self, signal: Color32) -> Color32 {
        self.bg.lerp_to_gamma(signal, 0.13)
    }

    /// A small field that belongs to a signal.
    pub fn lit(&self, signal: Color32) -> Color32 {
        self.well.lerp_to_gamma(signal, 0.35)
    }

    /// The colours of the appearance in force.
    pub fn of(ui: &Ui) -> &'static Self {
        if ui.visuals().dark_mode { &Self::DARK } else { &Self::LIGHT }
    }
}

/// Labels, axes, units.
pub const SMALL: f32 = 12.0;
/// Values, titles.
pub const MEDIUM: f32 = 14.0;
/// Verdicts and the one number that matters.
pub const LARGE: f32 = 20.0;
/// Outer margin of a window.
pub const MARGIN: f32 = 16.0;
/// Between two controls.
pub const GAP: f32 = 24.0;
/// Height of the bar with the name.
pub const BAR_HEIGHT: f32 = 40.0;
/// Height of the row with the verdict.
pub const VERDICT_HEIGHT: f32 = 72.0;
/// Height of the bar with the explanation.
pub const STATUS_HEIGHT: f32 = 24.0;
/// One decibel has one length in a window.
pub const POINTS_PER_DB: f32 = 12.0;
/// Radius of controls and cards.
pub const CARD_RADIUS: u8 = 6;
/// Radius of strips.
pub const STRIP_RADIUS: u8 = 3;
/// Radius of small things: swatches, rows of a list.
pub const CHIP_RADIUS: u8 = 2;
/// What cannot be used now is drawn so pale.
pub const DISABLED: f32 = 0.4;

/// Text of the given size in the book weight.
pub fn regular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Text of the given size in the strong weight.
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(SEMIBOLD.into()))
}

/// Gives a window our type and colours; call once when it is built.
pub fn install(context: &Context) {
    context.set_fonts(fonts());
    context.style_mut_of(egui::Theme::Dark, |style| dress(style, &Theme::DARK));
    context.style_mut_of(egui::Theme::Light, |style| dress(style, &Theme::LIGHT));
}

const REGULAR: &str = "regular";
const SEMIBOLD: &str = "semibold";

/// Figures of equal width are baked into these files, because egui cannot ask a font for them.
fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    for (name, bytes) in [
        (REGULAR, &include_bytes!("../../../assets/fonts/TwobusInter-Regular.otf")[..]),
        (SEMIBOLD, &include_bytes!("../../../assets/fonts/TwobusInter-SemiBold.otf")[..]),
    ] {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    for (family, name) in [
        (FontFamily::Proportional, REGULAR),
        (FontFamily::Monospace, REGULAR),
        (FontFamily::Name(SEMIBOLD.into()), SEMIBOLD),
    ] {
        fonts.families.insert(family, vec![name.to_owned()]);
    }
    fonts
}

fn dress(style: &mut Style, theme: &Theme) {
    for (text, size) in [(TextStyle::Small, SMALL), (TextStyle::Body, SMALL), (TextStyle::Button, MEDIUM)] {
        style.text_styles.insert(text, regular(size));
    }
    style.spacing.item_spacing = vec2(8.0, 4.0);
    style.animation_time = motion::PANEL_S;
    style.interaction.tooltip_delay = 0.4;
    style.interaction.selectable_labels = false;
    colour(&mut style.visuals, theme);
}

fn colour(visuals: &mut Visuals, theme: &Theme) {
    visuals.panel_fill = theme.bg;
    visuals.window_fill = theme.panel;
    visuals.window_stroke = Stroke::new(1.0, theme.line);
    visuals.window_corner_radius = CornerRadius::same(CARD_RADIUS);
    visuals.menu_corner_radius = CornerRadius::same(CARD_RADIUS);
    visuals.extreme_bg_color = theme.well;
    visuals.override_text_color = Some(theme.ink);
    visuals.weak_text_color = Some(theme.text2);
    visuals.selection.bg_fill = theme.line;
    visuals.selection.stroke = Stroke::new(1.0, theme.ink);
    visuals.widgets.noninteractive.bg_stroke = Stroke::new(1.0, theme.line);
    let states = &mut visuals.widgets;
    for (state, fill) in [
        (&mut states.inactive, theme.well),
        (&mut states.hovered, theme.line),
        (&mut states.active, theme.line),
        (&mut states.open, theme.line),
    ] {
        (state.bg_fill, state.weak_bg_fill) = (fill, fill);
        state.bg_stroke = Stroke::new(1.0, theme.line);
        state.fg_stroke = Stroke::new(1.5, theme.ink);
        state.corner_radius = CornerRadius::same(STRIP_RADIUS);
        state.expansion = 0.0;
    }
}

const fn rgb(hex: u32) -> Color32 {
    let [_, red, green, blue] = hex.to_be_bytes();
    Color32::from_rgb(red, green, blue)
}
