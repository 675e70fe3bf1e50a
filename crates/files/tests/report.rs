// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Reports of every kind of song, on every way out.

#[path = "report/sample.rs"]
mod sample;

use files::report::{Kept, Report, Since, html, json, junit, markdown};
use quick_xml::{Reader, events::Event};
use serde_json::Value;

static SCHEMA: &str = include_str!("../../../docs/schema/report-1.json");

fn all_samples() -> Vec<Report> {
    vec![sample::rich(), sample::mix_only(), sample::crowded(), sample::minimal(), hopeless()]
}

/// Numbers that are none, in a file of a single sample.
fn hopeless() -> Report {
    let mut report = sample::rich();
    report.input.seconds = 1.0 / 48_000.0;
    report.measured.frames = 1;
    report.measured.integrated_lufs = Some(f64::NEG_INFINITY);
    report.measured.true_peak_dbtp = Some(f64::NAN);
    report.measured.short_term_max_lufs = Some(f64::INFINITY);
    report.measured.course.short_term_lufs = vec![f32::NEG_INFINITY, f32::NAN];
    report.measured.spectrum.iter_mut().for_each(|band| band.level_db = f64::NEG_INFINITY);
    report.masters[0].measured = report.measured.clone();
    report.masters[0].reduction.deepest_db = vec![f32::NAN];
    report
}

#[test]
fn every_report_fits_the_schema() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    assert!(jsonschema::draft202012::meta::is_valid(&schema));
    let validator = jsonschema::validator_for(&schema).unwrap();
    for report in all_samples() {
        let document: Value = serde_json::from_str(&json::document(&report)).unwrap();
        let errors: Vec<_> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", report.title);
    }
}

#[test]
fn the_schema_names_every_metric() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let known = &schema["$defs"]["measured"]["properties"];
    let missing: Vec<_> = measure::metrics::ALL.iter().filter(|metric| known.get(metric.id).is_none()).collect();
    assert!(missing.is_empty(), "{:?}", missing.iter().map(|metric| metric.id).collect::<Vec<_>>());
}

#[test]
fn numbers_in_the_document_are_the_numbers_that_were_measured() {
    let document = json::value(&sample::rich());
    assert_eq!(document["schema"], "twobus-report/1");
    assert_eq!(document["measured"]["integrated_lufs"], -20.1);
    assert_eq!(document["faults"][0]["from_s"], 112.0);
    assert_eq!(document["faults"][0]["to_s"], 201.0);
    assert_eq!(document["masters"][1]["outcome"]["kind"], "unreachable");
}

#[test]
fn what_cannot_be_said_is_null() {
    let document = json::value(&hopeless());
    assert_eq!(document["measured"]["integrated_lufs"], Value::Null);
    assert_eq!(document["measured"]["true_peak_dbtp"], Value::Null);
    assert_eq!(document["measured"]["spectrum"][0]["level_db"], Value::Null);
}

#[test]
fn the_same_report_is_the_same_text() {
    for (one, other) in all_samples().iter().zip(&all_samples()) {
        assert_eq!(html::document(one), html::document(other));
        assert_eq!(json::document(one), json::document(other));
        assert_eq!(junit::document(one), junit::document(other));
    }
}

#[test]
fn junit_is_well_formed_and_counts_its_failures() {
    for report in all_samples() {
        let text = junit::document(&report);
        let failures = elements(&text).iter().filter(|name| *name == "failure").count();
        assert!(text.contains(&format!("failures=\"{failures}\"")), "{text}");
    }
}

#[test]
fn only_faults_fail_a_build() {
    let watch_only = junit::document(&sample::mix_only());
    assert!(!watch_only.contains("<failure"));
    assert!(watch_only.contains("<system-out>"));
    assert!(junit::document(&sample::rich()).contains("<failure type=\"clipping\""));
}

#[test]
fn beside_an_earlier_bounce_only_what_is_new_or_worse_fails() {
    let mut report = sample::rich();
    report.masters.clear();
    report.stems.clear();
    let since = report.since.as_mut().unwrap();
    since.changes.faults.retain(|change| change.flaw.id != "clipping");
    let text = junit::document(&report);
    assert!(!text.contains("<failure"), "{text}");
    assert!(text.contains("name=\"Since salt-line_v13.wav\"") && text.contains("fixed The sound"), "{text}");
    report.since.as_mut().unwrap().fails_on_any = true;
    assert!(junit::document(&report).contains("<failure type=\"clipping\""));
}

#[test]
fn a_report_is_read_back_as_it_was() {
    for report in all_samples() {
        let kept = Kept::of(&report);
        assert_eq!((&kept.title, &kept.path), (&report.title, &report.input.path));
        assert_eq!((&kept.verdict, kept.bounce.faults.len()), (&report.verdict, report.faults.len()));
        assert!(Since::of(&kept, &report).changes.is_none(), "{}", report.title);
    }
    let bounce = Kept::of(&sample::rich()).bounce;
    assert_eq!((bounce.figures["integrated_lufs"], bounce.limits["clipping"]), (-20.1, 1.3));
}

#[test]
fn an_older_document_of_this_schema_is_read() {
    let mut document = json::value(&sample::rich());
    let object = document.as_object_mut().unwrap();
    for added in ["readings", "changes"] {
        object.shift_remove(added);
    }
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&document));
    assert_eq!(Kept::from_value(document).unwrap().bounce.faults.len(), 4);
}

#[test]
fn a_comment_says_what_changed_and_folds_the_rest() {
    let text = markdown::document(&[sample::rich()]);
    for part in [
        "### ✗ Salt Line",
        "Since salt-line\\_v13.wav: 1 new, 1 worse, 1 better, 1 fixed.",
        "| + new | ✗ drums: Clipped drums, hidden by the limiter. | 1:52 … 3:21 | 23 runs |",
        "| ↑ worse | ! The limiter presses the chorus. | 1:50 … 3:12 | PSR 10.4 LU → PSR 9.8 LU |",
        "| Integrated | −21.3 LUFS | −20.1 LUFS | +1.2 LU |",
        "<details><summary>As before</summary>",
        "The bass is wide under 120 Hz.",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    for report in all_samples() {
        let text = markdown::document(&[report]);
        assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
        assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    }
}

#[test]
fn the_page_needs_no_network_and_no_script() {
    for report in all_samples() {
        let page = html::document(&report);
        for forbidden in ["<script", "http:", "https:", "<link", "@import", "src=\"", "href="] {
            assert!(!page.contains(forbidden), "{forbidden} in the page of {}", report.title);
        }
    }
}

#[test]
fn the_page_shows_no_number_that_is_none() {
    for report in all_samples() {
        let text = without_style(&html::document(&report));
        for forbidden in ["NaN", ">inf", "−inf", "-inf", "inf "] {
            assert!(!text.contains(forbidden), "{forbidden} in the page of {}", report.title);
        }
    }
}

#[test]
fn colours_come_from_the_theme_only() {
    let text = without_style(&html::document(&sample::rich()));
    assert!(!text.contains("style="));
    assert!(!text.contains("fill=\"#"));
    let style = include_str!("../src/report/html/style.css");
    assert!(!style.contains('#') && !style.contains("rgb("));
}

#[test]
fn the_page_is_closed_as_it_was_opened() {
    for report in all_samples() {
        let page = without_style(&html::document(&report));
        let mut open = Vec::new();
        for tag in page.split('<').skip(1) {
            let name: String = tag.chars().take_while(|sign| !sign.is_whitespace() && *sign != '>').collect();
            match name.strip_prefix('/') {
                Some(closed) => assert_eq!(open.pop().as_deref(), Some(closed), "in the page of {}", report.title),
                None if matches!(name.as_str(), "!DOCTYPE" | "meta" | "br") => {}
                None => open.push(name),
            }
        }
        assert!(open.is_empty(), "{open:?} stay open");
    }
}

#[test]
fn the_page_shows_what_lies_under_the_chain_as_dot_and_ring() {
    let page = html::document(&sample::rich());
    for part in ["Under the chain", "circle class=\"raw-dot\"", "circle class=\"ring\"", "41 of 100", "1 hidden"] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!html::document(&sample::mix_only()).contains("Under the chain"));
    let under = &json::value(&sample::rich())["under"];
    assert_eq!(under["dependence"]["index"], 41.0);
    assert_eq!(
        (&under["checks"][0]["finding"], &under["checks"][0]["raw_limits"]),
        (&"hidden".into(), &4.6.into())
    );
    assert_eq!(under["hidden"].as_array().unwrap().len(), 1);
}

#[test]
fn the_page_and_the_document_say_what_the_chain_takes_and_which_effect() {
    let page = html::document(&sample::rich());
    for part in [
        "What the chain takes from the dynamics",
        "Punch, upper",
        "Limiter takes 5.6",
        "Turn Gain of Limiter from",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let guard = &json::value(&sample::rich())["under"]["guard"];
    let stages = &guard["stages"];
    assert_eq!((&stages["effects"][1], &stages["keep"]["cost_lu"]), (&"Limiter".into(), &1.6.into()));
    for loss in stages["losses"].as_array().unwrap() {
        let parts: f64 = loss["parts"].as_array().unwrap().iter().map(|part| part.as_f64().unwrap()).sum();
        assert!((parts - loss["lost"].as_f64().unwrap()).abs() < 0.001, "{loss}");
    }
}

#[test]
fn sections_without_data_are_left_out() {
    let page = html::document(&sample::minimal());
    for section in ["What is not fine", "Where in the song", ">Tone<", ">Masters<", ">Stems<"] {
        assert!(!page.contains(section), "{section}");
    }
    assert!(page.contains("Figures") && page.contains("How this was measured"));
}

#[test]
fn every_finding_has_a_light() {
    let page = html::document(&sample::crowded());
    assert!(page.contains("<b>Other</b>"));
}

#[test]
fn a_number_outside_its_place_gets_no_tick_even_if_nobody_judged_it() {
    let page = html::document(&sample::mix_only());
    assert!(page.contains("outside, not judged") && !page.contains("holds the ceiling"));
}

#[test]
fn a_page_stays_under_half_a_megabyte_for_three_hours() {
    let size = html::document(&sample::crowded()).len();
    assert!(size < 500_000, "{size} bytes");
}

fn without_style(page: &str) -> String {
    let (before, rest) = page.split_once("<style>").expect("the page has a style");
    let (_, after) = rest.split_once("</style>").expect("the style ends");
    format!("{before}{after}")
}

/// The names of all elements; panics if the text is not well-formed.
fn elements(text: &str) -> Vec<String> {
    let mut reader = Reader::from_str(text);
    let mut names = Vec::new();
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Eof => return names,
            Event::Start(element) | Event::Empty(element) => {
                names.push(element.name().as_ref().to_owned());
            }
            _ => {}
        }
    }
}
