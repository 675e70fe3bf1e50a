// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! What the chain takes from the dynamics: every kind of loss against its limits, and which effect took it.

use maud::{Markup, html};
use measure::{
    Severity,
    under::guard::{FAULT_DB, Guard, Kind, Loss, Stages, WATCH_DB},
};

use super::{
    draw::{Scale, px},
    marks::Mark,
};
use crate::report::words;

/// The picture of a row reaches this far, dB; what is beyond stands at its end.
const MOST_DB: f64 = 8.0;
/// The picture of a row, pixels.
const ROW: [f64; 2] = [240.0, 16.0];

/// The table and who took it; empty if nothing was heard.
pub(super) fn section(guard: &Guard) -> Markup {
    let losses = guard.losses();
    html! {
        @if !losses.is_empty() {
            h3.leaning { "What the chain takes from the dynamics" }
            table.cards {
                thead { tr {
                    th.left scope="col" { "Measure" }
                    th.left scope="col" {
                        "Lost, up to " (words::number(MOST_DB, 0)) " dB, with the limits at "
                        (words::number(WATCH_DB, 0)) " and " (words::number(FAULT_DB, 0))
                    }
                    th scope="col" { "Raw" }
                    th scope="col" { "Master" }
                    th scope="col" { "Lost" }
                } }
                tbody { @for loss in &losses { (line(loss)) } }
            }
            p.note { (places(guard)) @if let Some(stages) = &guard.stages { (who(stages)) } }
        }
    }
}

fn line(loss: &Loss) -> Markup {
    html! {
        tr {
            th.left scope="row" { (loss.kind.name()) }
            td.left data-label="Lost" { (picture(loss)) }
            td data-label="Raw" { (value(loss.raw, loss.kind)) }
            td data-label="Master" { (value(loss.master, loss.kind)) }
            td data-label="Lost" { span.nobreak {
                @if let Some(mark) = mark(loss) { (mark.draw(14)) }
                (value(loss.lost(), loss.kind))
            } }
        }
    }
}

fn value(value: f64, kind: Kind) -> String {
    format!("{} {}", words::number(value, 1), kind.unit())
}

/// None where the limit is the destination's.
fn mark(loss: &Loss) -> Option<Mark> {
    let severity = match loss.lost() {
        lost if lost > FAULT_DB => Some(Severity::Fault),
        lost if lost > WATCH_DB => Some(Severity::Watch),
        _ => None,
    };
    loss.kind.has_limit().then(|| severity.map_or(Mark::Fine, |severity| Mark::of(Some(severity))))
}

/// A bar from zero, and the two limits it is held against.
fn picture(loss: &Loss) -> Markup {
    let across = Scale { values: [0.0, MOST_DB], pixels: [0.0, ROW[0]] };
    let label = format!("{} lost", value(loss.lost(), loss.kind));
    let limits = [WATCH_DB, FAULT_DB].into_iter().filter(|_| loss.kind.has_limit());
    html! {
        svg width=(px(ROW[0])) height=(px(ROW[1])) role="img" aria-label=(label) {
            title { (label) }
            rect.track x="0" y="2" width=(px(ROW[0])) height="12" rx="2" {}
            rect.part x="0" y="5" width=(px(across.at(loss.lost()))) height="6" {}
            @for limit in limits {
                line.tick x1=(px(across.at(limit))) x2=(px(across.at(limit))) y1="0" y2=(px(ROW[1])) {}
            }
        }
    }
}

fn places(guard: &Guard) -> Markup {
    let places: Vec<_> = guard.places.iter().map(words::stretch).collect();
    html! { @if !places.is_empty() { "Most PSR is lost at " (places.join(", ")) ". " } }
}

fn who(stages: &Stages) -> Markup {
    html! {
        (stages.words())
        @if let Some(keep) = &stages.keep { " " (keep.words(stages)) }
    }
}
