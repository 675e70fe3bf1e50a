// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The blind test: A, B and X to hear, and what X is to say; nothing seen gives X away.

mod result;

use egui::{
    Align2, CornerRadius, EventFilter, Key, Modifiers, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, pos2,
    vec2,
};
use measure::{Severity, abx::Side};

use super::{Answer, Asked, Blind, Sounding, Trial};
use crate::{
    motion::hovered,
    panels::frame::{
        Wish, inside,
        verdict::{Said, said_ui},
    },
    theme::{self, Theme},
    widgets::{explained, focus_ring, one_line, press::press_ui, zone::label},
};

const CARD: egui::Vec2 = vec2(196.0, 112.0);
const ANSWER: egui::Vec2 = vec2(196.0, 40.0);
const APART: f32 = 24.0;

/// Draws the question, or the result in words.
pub fn verdict_ui(ui: &mut Ui, row: Rect, blind: &Blind<'_>) {
    let words = row.shrink2(vec2(theme::MARGIN, 0.0));
    let said = match blind {
        Blind::Running(_) => Said {
            headline: "Is X the same as A, or as B?".to_owned(),
            next: "Listen as often as you like. Both are equally loud, and nothing on screen tells.".to_owned(),
            ..Said::default()
        },
        Blind::Over(score, _) => {
            let sentence = score.sentence();
            let (headline, next) = sentence.split_once(". ").unwrap_or((&sentence, ""));
            let severity = score.is_heard().then_some(Severity::Note);
            Said { severity, headline: format!("{headline}."), next: next.to_owned(), ..Said::default() }
        }
    };
    said_ui(ui, words, &said);
}

/// Draws the test, or how it went.
pub fn body_ui(ui: &mut Ui, body: Rect, blind: &Blind<'_>) -> Vec<Wish> {
    let answer = match blind {
        Blind::Running(trial) => trial_ui(ui, body, trial),
        Blind::Over(score, right) => result::result_ui(ui, body, *score, right),
    };
    answer.map(|answer| Wish::Reference(Asked::Blind(answer))).into_iter().collect()
}

fn trial_ui(ui: &mut Ui, body: Rect, trial: &Trial<'_>) -> Option<Answer> {
    let centre = body.center();
    progress(ui, pos2(centre.x, centre.y - 168.0), trial);
    let by_key = keys(ui, trial);
    let played = cards_ui(ui, pos2(centre.x, centre.y - 116.0), trial);
    let said = answers_ui(ui, pos2(centre.x, centre.y + 40.0), trial);
    let left = abandon_ui(ui, pos2(centre.x, centre.y + 148.0));
    by_key.or(played).or(said).or(left)
}

/// A, B and X side by side, their upper edge around `top`.
fn cards_ui(ui: &Ui, top: egui::Pos2, trial: &Trial<'_>) -> Option<Answer> {
    let [a, b] = trial.names;
    let cards = [(Sounding::A, ["A", a]), (Sounding::B, ["B", b]), (Sounding::X, ["X", "one of the two"])];
    let left = top.x - 1.5 * CARD.x - APART;
    let mut answer = None;
    for (n, (sounding, words)) in cards.into_iter().enumerate() {
        let card = Rect::from_min_size(pos2(left + n as f32 * (CARD.x + APART), top.y), CARD);
        if card_ui(ui, card, words, trial.sounding == Some(sounding)) {
            answer = Some(Answer::Play(sounding));
        }
    }
    answer
}

/// What X may be, and why that cannot be said yet.
fn answers_ui(ui: &Ui, top: egui::Pos2, trial: &Trial<'_>) -> Option<Answer> {
    let answers = [(Side::A, ["X is A", "←"]), (Side::B, ["X is B", "→"])];
    let left = top.x - ANSWER.x - APART / 2.0;
    let mut answer = None;
    for (n, (side, words)) in answers.into_iter().enumerate() {
        let at = Rect::from_min_size(pos2(left + n as f32 * (ANSWER.x + APART), top.y), ANSWER);
        if answer_ui(ui, at, words, trial.heard_x) {
            answer = Some(Answer::Is(side));
        }
    }
    if !trial.heard_x {
        let at = pos2(top.x, top.y + 60.0);
        label(ui.painter(), at, Align2::CENTER_CENTER, LISTEN_FIRST, Theme::of(ui).text2);
    }
    answer
}

const LISTEN_FIRST: &str = "Listen to X before you say what it is.";

fn abandon_ui(ui: &mut Ui, centre: egui::Pos2) -> Option<Answer> {
    let place = Rect::from_center_size(centre, vec2(90.0, 24.0));
    let pressed = inside(ui, place, |ui| {
        ui.vertical_centered(|ui| {
            let press = press_ui(ui, "Abandon", None);
            explained(ui, press, "Abandon", "Ends the test; what was answered is forgotten.").clicked()
        })
        .inner
    });
    pressed.then_some(Answer::Abandon)
}

/// A, B and X play; the arrows answer.
fn keys(ui: &Ui, trial: &Trial<'_>) -> Option<Answer> {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let plays = [(Key::A, Sounding::A), (Key::B, Sounding::B), (Key::X, Sounding::X)];
    let play = plays.into_iter().find(|(key, _)| pressed(*key)).map(|(_, sounding)| Answer::Play(sounding));
    let says = [(Key::ArrowLeft, Side::A), (Key::ArrowRight, Side::B)];
    let say = says.into_iter().find(|(key, _)| trial.heard_x && pressed(*key)).map(|(_, side)| Answer::Is(side));
    play.or(say)
}

/// Which trial it is: what was answered is filled, without telling how.
fn progress(ui: &Ui, centre: egui::Pos2, trial: &Trial<'_>) {
    const STEP: f32 = 16.0;
    let theme = Theme::of(ui);
    let text = format!("Trial {} of {}", trial.number + 1, trial.of);
    let words = ui.painter().text(centre, Align2::CENTER_CENTER, &text, theme::semibold(theme::MEDIUM), theme.ink);
    let response = ui.interact(words, ui.scope_id().with("progress"), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(Role::ProgressIndicator, true, &text));
    for n in 0..trial.of {
        let x = centre.x + (n as f32 - (trial.of.saturating_sub(1)) as f32 / 2.0) * STEP;
        let dot = pos2(x, centre.y + 22.0);
        if n < trial.number {
            ui.painter().circle_filled(dot, 4.0, theme.text2);
        } else {
            let ink = if n == trial.number { theme.ink } else { theme.line };
            ui.painter().circle_stroke(dot, 3.5, Stroke::new(1.5, ink));
        }
    }
}

/// One of the three: filled while it sounds, in ink whatever it is.
fn card_ui(ui: &Ui, card: Rect, [letter, name]: [&str; 2], sounds: bool) -> bool {
    let theme = Theme::of(ui);
    let response = ui.interact(card, ui.scope_id().with(("play", letter)), Sense::click());
    let said = format!("Play {letter}, {name}");
    response.widget_info(|| egui::WidgetInfo::selected(Role::RadioButton, true, sounds, &said));
    let (field, ink, second) = if sounds {
        (theme.ink, theme.bg, theme.bg.gamma_multiply(0.8))
    } else {
        (theme.field(hovered(ui, &response)), theme.ink, theme.text2)
    };
    let radius = CornerRadius::same(theme::CARD_RADIUS);
    ui.painter().rect(card, radius, field, Stroke::new(1.0, theme.line), StrokeKind::Inside);
    let at = card.center() - vec2(0.0, 14.0);
    ui.painter().text(at, Align2::CENTER_CENTER, letter, theme::semibold(theme::LARGE), ink);
    let name = one_line(ui, name, (theme::regular(theme::SMALL), second), card.width() - 24.0);
    let place = pos2(card.center().x - name.size().x / 2.0, card.center().y + 10.0);
    ui.painter().galley(place, name, second);
    ringed(ui, &response, card);
    explained(ui, response, letter, "Press it, or its letter, to hear it.").clicked()
}

fn answer_ui(ui: &Ui, at: Rect, [name, key]: [&str; 2], heard: bool) -> bool {
    let theme = Theme::of(ui);
    let sense = if heard { Sense::click() } else { Sense::hover() };
    let response = ui.interact(at, ui.scope_id().with(("answer", name)), sense);
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Button, heard, name));
    let pale = if heard { 1.0 } else { theme::DISABLED };
    let field = theme.field(if heard { hovered(ui, &response) } else { 0.0 });
    let radius = CornerRadius::same(theme::CARD_RADIUS);
    ui.painter().rect(at, radius, field, Stroke::new(1.0, theme.line), StrokeKind::Inside);
    let font = theme::semibold(theme::MEDIUM);
    ui.painter().text(at.center(), Align2::CENTER_CENTER, name, font, theme.ink.gamma_multiply(pale));
    let key_at = at.right_center() - vec2(12.0, 0.0);
    label(ui.painter(), key_at, Align2::RIGHT_CENTER, key, theme.text2.gamma_multiply(pale));
    ringed(ui, &response, at);
    let help = if heard { "Takes you to the next trial." } else { LISTEN_FIRST };
    explained(ui, response, name, help).clicked()
}

/// The ring around what has the keys; the arrows still answer.
fn ringed(ui: &Ui, response: &Response, place: Rect) {
    if response.has_focus() {
        focus_ring(ui, place);
        let arrows = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    }
}
