// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The mix as far as it was heard: its wave, its sections, the passage that is compared, and where the song stands.

use dsp::math;
use egui::{Align2, Rect, Role, Sense, Stroke, Ui, pos2, vec2};
use measure::{Span, fault::clock};

use super::{
    Asked, Mix,
    sections::{Axis, HEIGHT, Sections},
};
use crate::{
    panels::frame::Wish,
    theme::{self, Theme},
    widgets::{one_line, wave::paint_wave, zone::label},
};

const LEFT: f32 = 28.0;

/// Draws the strip.
pub fn mix_ui(ui: &mut Ui, rect: Rect, mix: &Mix<'_>) -> Option<Wish> {
    header(ui, rect, mix);
    let (left, right) = (rect.left() + LEFT, rect.right() - theme::MARGIN);
    let wave = Rect::from_min_max(pos2(left, rect.top() + 34.0), pos2(right, rect.top() + 84.0));
    let theme = Theme::of(ui);
    if mix.peaks.is_empty() {
        let text = "Play the loudest part of the song: what is heard will stand here.";
        label(ui.painter(), wave.center(), Align2::CENTER_CENTER, text, theme.text2);
        return None;
    }
    let axis = Axis { rect: wave, span: mix.span };
    wave_ui(ui, &axis, mix);
    let chips = Rect::from_min_size(pos2(left, wave.bottom() + 6.0), vec2(wave.width(), HEIGHT));
    let sections = Sections {
        axis: Axis { rect: chips, ..axis },
        all: mix.sections,
        lit: mix.passage,
        colour: theme.mix,
        of: "the mix",
        help: "Compares this section with its like in the records,",
    };
    let pressed = sections.show(ui).map(|index| Wish::Reference(Asked::Section(index)));
    if let Some(song_s) = mix.song_s {
        paint_playhead(ui, &axis, song_s);
    }
    pressed
}

fn header(ui: &Ui, rect: Rect, mix: &Mix<'_>) {
    let (theme, painter) = (Theme::of(ui), ui.painter());
    let y = rect.top() + 18.0;
    let swatch = Rect::from_center_size(pos2(rect.left() + theme::MARGIN + 2.0, y), vec2(4.0, 14.0));
    painter.rect_filled(swatch, theme::CHIP_RADIUS, theme.mix);
    let font = theme::semibold(theme::MEDIUM);
    let end =
        painter.text(pos2(rect.left() + LEFT, y), Align2::LEFT_CENTER, "Mix", font.clone(), theme.ink).right();
    let time = mix.song_s.map(transport).unwrap_or_default();
    let right = pos2(rect.right() - theme::MARGIN, y);
    let time_left = painter.text(right, Align2::RIGHT_CENTER, time, font, theme.ink).left();
    let room = time_left - end - 20.0;
    let name = one_line(ui, mix.name, (theme::regular(theme::SMALL), theme.text2), room);
    painter.galley(pos2(end + 8.0, y + 0.5 - name.size().y / 2.0), name, theme.text2);
}

fn wave_ui(ui: &Ui, axis: &Axis, mix: &Mix<'_>) {
    let theme = Theme::of(ui);
    let response = ui.interact(axis.rect, ui.scope_id().with("wave of the mix"), Sense::hover());
    let passage = mix.passage.map_or_else(String::new, |span| {
        format!(", compared from {} to {}", clock(span.from_s), clock(span.to_s))
    });
    let said = format!("The mix, {} heard{passage}", clock(mix.span.to_s - mix.span.from_s));
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Image, true, &said));
    let lit = mix.passage.map(|span| axis.part(span));
    if let Some(lit) = lit {
        ui.painter().rect_filled(lit, 0, theme.mix.gamma_multiply(0.16));
    }
    let pale = theme.mix.gamma_multiply(0.5);
    let colour = |x: f32| if lit.is_none_or(|lit| lit.x_range().contains(x)) { theme.mix } else { pale };
    paint_wave(ui.painter(), axis.rect.shrink2(vec2(0.0, 4.0)), mix.peaks, colour);
    for x in lit.into_iter().flat_map(|lit| [lit.left(), lit.right()]) {
        ui.painter().vline(x, axis.rect.y_range(), Stroke::new(1.5, theme.mix));
    }
}

/// A line at a second, with a head above it.
pub fn paint_playhead(ui: &Ui, axis: &Axis, second: f64) {
    let Span { from_s, to_s } = axis.span;
    if !(from_s..=to_s).contains(&second) {
        return;
    }
    let (theme, x) = (Theme::of(ui), axis.x(second));
    ui.painter().vline(x, axis.rect.y_range(), Stroke::new(1.5, theme.ink));
    let tip = pos2(x, axis.rect.top() + 1.0);
    let head = vec![tip, tip + vec2(-4.0, -5.0), tip + vec2(4.0, -5.0)];
    ui.painter().add(egui::Shape::convex_polygon(head, theme.ink, Stroke::NONE));
}

/// A place in the song with a tenth of a second: 2:12.6.
fn transport(seconds: f64) -> String {
    let tenths = math::index_from(seconds * 10.0);
    format!("{}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10)
}
