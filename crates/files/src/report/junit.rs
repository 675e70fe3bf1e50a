// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The report for build servers: `JUnit` XML.
//!
//! One test suite per file (mix, masters, stems), one test case per subject. A fault fails its
//! case; things to watch and notes are written out but fail nothing.
//! Beside an earlier bounce only what is new or worse fails; the rest is written out, and one more case
//! tells what changed.

use measure::{Fault, Severity};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use super::{Report, Since, topics, words};

/// One file and what was found in it.
struct Suite<'a> {
    name: String,
    faults: &'a [Fault],
    since: Option<&'a Since>,
}

/// One subject of one file.
struct Case<'a> {
    name: &'static str,
    faults: Vec<&'a Fault>,
    since: Option<&'a Since>,
}

type Written = std::io::Result<()>;
type Sink = Writer<Vec<u8>>;

/// The whole report as a `JUnit` document, ending with a new line.
///
/// # Panics
/// Never: it is written to memory, which takes every byte, and only text is written.
pub fn document(report: &Report) -> String {
    let mut sink = Writer::new_with_indent(Vec::new(), b' ', 2);
    let written = write_document(&mut sink, report);
    written.expect("memory takes every byte");
    let mut text = String::from_utf8(sink.into_inner()).expect("only text was written");
    text.push('\n');
    text
}

fn write_document(sink: &mut Sink, report: &Report) -> Written {
    sink.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let suites = suites(report);
    let failures = suites.iter().flat_map(cases).filter(Case::fails).count();
    let tests = suites.iter().map(|suite| cases(suite).len() + usize::from(suite.since.is_some())).sum::<usize>();
    let element = sink.create_element("testsuites").with_attributes([
        ("name", legal(&report.title).as_str()),
        ("tests", tests.to_string().as_str()),
        ("failures", failures.to_string().as_str()),
    ]);
    element.write_inner_content(|sink| suites.iter().try_for_each(|suite| write_suite(sink, suite)))?;
    Ok(())
}

/// The input, then each master, then each stem.
fn suites(report: &Report) -> Vec<Suite<'_>> {
    let name = words::file_name(&report.input.path).to_owned();
    let input = Suite { name, faults: &report.faults, since: report.since.as_ref() };
    let suite = |name: &String, faults| Suite { name: name.clone(), faults, since: None };
    let masters = report.masters.iter().map(|master| suite(&master.target.name, &master.faults[..]));
    let stems = report.stems.iter().map(|stem| suite(&stem.name, &stem.faults[..]));
    std::iter::once(input).chain(masters).chain(stems).collect()
}

/// Every subject; "Other" only if something was found there.
fn cases<'a>(suite: &Suite<'a>) -> Vec<Case<'a>> {
    let Suite { faults, since, .. } = *suite;
    let of_topic = |topic: &topics::Topic| faults.iter().filter(|fault| topic.owns(fault)).collect();
    let mut cases: Vec<_> =
        topics::ALL.iter().map(|topic| Case { name: topic.name, faults: of_topic(topic), since }).collect();
    let others: Vec<_> = faults.iter().filter(|fault| topics::topic(fault).is_none()).collect();
    if !others.is_empty() {
        cases.push(Case { name: topics::OTHER, faults: others, since });
    }
    cases
}

impl Case<'_> {
    fn fails(&self) -> bool {
        self.faults.iter().any(|fault| self.fails_by(fault))
    }

    fn fails_by(&self, fault: &Fault) -> bool {
        self.since.map_or(fault.severity == Severity::Fault, |since| since.fails(fault))
    }
}

fn write_suite(sink: &mut Sink, suite: &Suite<'_>) -> Written {
    let cases = cases(suite);
    let failures = cases.iter().filter(|case| case.fails()).count();
    let tests = cases.len() + usize::from(suite.since.is_some());
    let name = legal(&suite.name);
    let element = sink.create_element("testsuite").with_attributes([
        ("name", name.as_str()),
        ("tests", tests.to_string().as_str()),
        ("failures", failures.to_string().as_str()),
    ]);
    element.write_inner_content(|sink| {
        cases.iter().try_for_each(|case| write_case(sink, &name, case))?;
        suite.since.map_or(Ok(()), |since| write_since(sink, &name, since))
    })?;
    Ok(())
}

/// What changed, as a case that always passes: what is new or worse fails under its subject.
fn write_since(sink: &mut Sink, suite: &str, since: &Since) -> Written {
    let name = legal(&format!("Since {}", since.file));
    let element = sink.create_element("testcase").with_attributes([("classname", suite), ("name", &name)]);
    let changes = since.changes.faults.iter().map(|change| {
        format!("{} {} {}", change.kind.word(), change.flaw.title, change.amounts()).trim_end().to_owned()
    });
    let lines: Vec<_> = std::iter::once(since.headline()).chain(changes).chain(since.notes.clone()).collect();
    element.write_inner_content(|sink| {
        sink.create_element("system-out").write_text_content(BytesText::new(&legal(&lines.join("\n"))))?;
        Ok(())
    })?;
    Ok(())
}

fn write_case(sink: &mut Sink, suite: &str, case: &Case<'_>) -> Written {
    let element = sink.create_element("testcase").with_attributes([("classname", suite), ("name", case.name)]);
    if case.faults.is_empty() {
        return element.write_empty().map(drop);
    }
    element.write_inner_content(|sink| write_findings(sink, case))?;
    Ok(())
}

/// One failure per case, because readers of `JUnit` keep only the first.
fn write_findings(sink: &mut Sink, case: &Case<'_>) -> Written {
    let (failing, others): (Vec<&Fault>, Vec<&Fault>) = case.faults.iter().partition(|fault| case.fails_by(fault));
    if let Some(first) = failing.first() {
        let element = sink.create_element("failure");
        let element = element.with_attributes([("type", first.id), ("message", legal(&first.title).as_str())]);
        element.write_text_content(BytesText::new(&sentences(&failing)))?;
    }
    if !others.is_empty() {
        sink.create_element("system-out").write_text_content(BytesText::new(&sentences(&others)))?;
    }
    Ok(())
}

fn sentences(faults: &[&Fault]) -> String {
    let lines = faults.iter().map(|fault| {
        let places: Vec<_> = fault.spans.iter().map(words::stretch).collect();
        let places = if places.is_empty() { "whole song".to_owned() } else { places.join(", ") };
        format!("{} {} {} ({places})", fault.title, fault.message, fault.action)
    });
    legal(&lines.collect::<Vec<_>>().join("\n"))
}

/// XML 1.0, clause 2.2, knows no control characters, not even escaped ones.
fn legal(text: &str) -> String {
    let is_legal = |sign: char| {
        matches!(sign, '\t' | '\n' | '\r') || (sign >= ' ' && !matches!(sign, '\u{fffe}' | '\u{ffff}'))
    };
    text.chars().map(|sign| if is_legal(sign) { sign } else { '\u{fffd}' }).collect()
}
