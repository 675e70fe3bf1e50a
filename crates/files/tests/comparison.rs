// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Comparisons of every kind, on every way out.

#[path = "comparison/sample.rs"]
mod sample;

use files::report::{
    Compared,
    comparison::{html, json},
};
use quick_xml::{Reader, events::Event};
use serde_json::Value;

static SCHEMA: &str = include_str!("../../../docs/schema/comparison-1.json");

fn all_samples() -> Vec<Compared> {
    vec![
        sample::one(),
        sample::four(),
        sample::sixteen(),
        sample::both_mono(),
        sample::silent_record(),
        sample::silence(),
        sample::hidden(),
        sample::alike(),
        sample::hostile(),
    ]
}

#[test]
fn every_comparison_fits_the_schema() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    assert!(jsonschema::draft202012::meta::is_valid(&schema));
    let validator = jsonschema::validator_for(&schema).unwrap();
    for compared in all_samples() {
        let document: Value = serde_json::from_str(&json::document(&compared)).unwrap();
        let errors: Vec<_> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", compared.title());
    }
}

#[test]
fn numbers_in_the_document_are_the_numbers_that_were_compared() {
    let compared = sample::four();
    let document = json::value(&compared);
    assert_eq!(document["schema"], "twobus-comparison/1");
    assert_eq!(document["records"].as_array().unwrap().len(), 4);
    let close = |value: &Value, number: f64| (value.as_f64().unwrap() - number).abs() < 5e-5;
    for (advice, value) in compared.comparison.advice.iter().zip(document["advice"].as_array().unwrap()) {
        assert_eq!(value["id"], advice.fault.id);
        assert!(close(&value["beyond"], advice.beyond));
    }
    for (band, value) in compared.comparison.bands.iter().zip(document["bands"].as_array().unwrap()) {
        assert!(close(&value["tone_db"]["mix"], band.tone_db.mix));
        assert!(close(&value["tone_db"]["beyond"], band.tone_db.beyond()));
    }
}

#[test]
fn every_flaw_of_a_record_is_named() {
    let document = json::value(&sample::sixteen());
    let flaws = |n: usize| document["records"][n]["flaws"][0]["id"].clone();
    assert_eq!([2, 3, 4, 5, 6].map(flaws), ["silent", "lossy", "clipped", "mono", "short"]);
    let page = html::document(&sample::sixteen());
    for listed in &sample::sixteen().comparison.records {
        assert!(listed.flaws.iter().all(|flaw| page.contains(&flaw.sentence())));
    }
}

#[test]
fn dynamics_that_were_not_compared_are_null_and_the_page_says_why() {
    let document = json::value(&sample::hidden());
    assert_eq!(document["dynamics"], "hidden");
    assert_eq!(document["psr_lu"], Value::Null);
    assert_eq!(document["zones"][3]["punch_db"], Value::Null);
    let page = without_style(&html::document(&sample::hidden()));
    assert!(page.contains("Dynamics are not compared: the mix is not mastered"));
    assert!(!page.contains("peak over mean") && !page.contains("mix-dot"));
    assert!(html::document(&sample::four()).contains("through a limiter at the records' loudness"));
}

#[test]
fn the_same_comparison_is_the_same_text() {
    for (one, other) in all_samples().iter().zip(&all_samples()) {
        assert_eq!(html::document(one), html::document(other));
        assert_eq!(json::document(one), json::document(other));
    }
}

#[test]
fn the_pictures_print_the_numbers_of_the_advice() {
    for compared in [sample::one(), sample::four()] {
        let page = without_style(&html::document(&compared));
        let drawn = compared.comparison.advice.iter().filter(|advice| advice.range_hz.is_some());
        assert!(drawn.clone().count() > 1, "the sample has advice to draw");
        for (index, advice) in drawn.enumerate() {
            let amount = &advice.fault.amount;
            assert!(page.contains(&format!("<p class=\"amount\">{amount}</p>")), "{amount}");
            let beyond = format!("{:.1}", advice.beyond.abs());
            let side = if advice.beyond > 0.0 { "over" } else { "under" };
            if matches!(advice.fault.id, "tone" | "width" | "punch") {
                let label = format!("{amount}, {beyond} {side}</text>");
                assert!(page.contains(&label), "advice {index}: {label}");
            }
        }
    }
}

#[test]
fn a_tick_stands_only_where_nothing_is_outside() {
    let page = html::document(&sample::alike());
    assert!(page.contains("<b>Tone</b> <span class=\"quiet\">inside</span>"));
    assert!(!html::document(&sample::four()).contains("<b>Tone</b> <span class=\"quiet\">inside</span>"));
    assert!(html::document(&sample::hidden()).contains("<b>Punch</b> <span class=\"quiet\">not compared</span>"));
}

#[test]
fn where_nothing_was_compared_nobody_is_told_that_all_is_well() {
    for compared in [sample::silent_record(), sample::silence()] {
        let page = without_style(&html::document(&compared));
        assert!(page.contains("Nothing was compared") && !page.contains("m-ok"), "{}", compared.title());
        assert_eq!(json::value(&compared)["verdict"]["severity"], "watch");
    }
}

#[test]
fn every_picture_is_there_for_pages_and_for_phones() {
    for compared in all_samples() {
        let page = without_style(&html::document(&compared));
        let count = |class: &str| page.matches(&format!("<svg class=\"{class}\"")).count();
        assert_eq!(count("wide"), count("narrow"), "{}", compared.title());
    }
    let page = html::document(&sample::four());
    assert!(page.contains("Wave and sections") && page.contains("Tone, width, punch and crest over frequency"));
    assert!(html::document(&sample::one()).contains("The waves of both songs at equal loudness"));
}

#[test]
fn numbers_and_passages_show_under_the_pointer() {
    let page = html::document(&sample::four());
    assert!(page.contains("<title>250 Hz: ") && page.contains("<title>Sub: "));
    assert!(page.contains("<title>C, 1:50–2:20, compared</title>"));
}

#[test]
fn the_page_needs_no_network_and_no_script_and_names_are_only_names() {
    for compared in all_samples() {
        let page = html::document(&compared);
        for forbidden in ["<script", "http:", "https:", "<link", "@import", "src=\"", "href=", "<b>.wav"] {
            assert!(!page.contains(forbidden), "{forbidden} in the page of {}", compared.title());
        }
    }
}

#[test]
fn the_page_shows_no_number_that_is_none() {
    for compared in all_samples() {
        let text = without_style(&html::document(&compared));
        for forbidden in ["NaN", ">inf", "−inf", "-inf", "inf "] {
            assert!(!text.contains(forbidden), "{forbidden} in the page of {}", compared.title());
        }
    }
}

#[test]
fn colours_come_from_the_theme_only() {
    let text = without_style(&html::document(&sample::four()));
    assert!(!text.contains("style=") && !text.contains("fill=\"#"));
    let style = include_str!("../src/report/comparison/html/style.css");
    assert!(!style.contains('#') && !style.contains("rgb("));
    assert!(["--ok", "--watch", "--fault"].iter().all(|signal| !style.contains(signal)), "marks only");
}

#[test]
fn the_page_is_well_formed() {
    for compared in all_samples() {
        let page = without_style(&html::document(&compared)).replace("<!DOCTYPE html>", "").replace("<br>", "");
        // The head's single tags are HTML, not XML.
        let (_, body) = page.split_once("<body>").expect("the page has a body");
        let mut reader = Reader::from_str(body.trim_end_matches("</body></html>"));
        while reader.read_event().expect("well-formed") != Event::Eof {}
    }
}

#[test]
fn a_page_of_sixteen_records_stays_under_half_a_megabyte() {
    let size = html::document(&sample::sixteen()).len();
    assert!(size < 500_000, "{size} bytes");
}

fn without_style(page: &str) -> String {
    let (before, rest) = page.split_once("<style>").expect("the page has a style");
    let (_, after) = rest.split_once("</style>").expect("the style ends");
    format!("{before}{after}")
}
