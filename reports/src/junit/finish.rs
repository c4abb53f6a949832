//! What junit-report cannot say: totals, counts of the skipped, properties, times with at most three decimals.

use std::{collections::BTreeSet, time::Duration};

use evidence::ScenarioHead;
use quick_xml::{
    Reader, Writer,
    events::{BytesStart, Event},
};

use super::Flavor;
use crate::{
    text::one_line,
    view::{View, run_problem},
    xml,
};

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
    time: Duration,
}

/// Completes and indents the document.
pub(super) fn finish(raw: &str, view: &View<'_>, flavor: Flavor) -> Result<String, quick_xml::Error> {
    let suites = count(raw)?;
    let mut total = Counts::default();
    for suite in &suites {
        total.tests += suite.tests;
        total.failures += suite.failures;
        total.errors += suite.errors;
        total.time += suite.time;
    }
    let mut suites = suites.into_iter();
    let mut feature = String::new();
    let mut reader = Reader::from_str(raw);
    let mut writer = Writer::new_with_indent(Vec::with_capacity(raw.len() + raw.len() / 8), b' ', 2);
    loop {
        match reader.read_event()? {
            Event::Eof => break,
            Event::Start(start) => match start.name().as_ref() {
                b"testsuites" => writer.write_event(Event::Start(root(total)))?,
                b"testsuite" => {
                    let counts = suites.next().unwrap_or_default();
                    let attributes = xml::attributes(&start)?;
                    let name =
                        attributes.iter().find(|(name, _)| name == "name").map(|(_, value)| value.clone());
                    let name = name.unwrap_or_default();
                    let suite = xml::element("testsuite", &suite(attributes, counts, &name));
                    writer.write_event(Event::Start(suite))?;
                    properties(&mut writer, view, &name)?;
                    feature = name;
                }
                b"testcase" => {
                    let mut attributes = case(xml::attributes(&start)?);
                    if flavor == Flavor::Gitlab && feature != super::RUN_CLASS {
                        attributes.push(("file".to_owned(), format!("features/{feature}")));
                    }
                    let case = xml::element("testcase", &attributes);
                    writer.write_event(Event::Start(case))?;
                }
                _ => writer.write_event(Event::Start(start))?,
            },
            Event::Empty(start) if start.name().as_ref() == b"testsuites" => {
                writer.write_event(Event::Empty(root(total)))?;
            }
            other => writer.write_event(other)?,
        }
    }
    let mut text = String::from_utf8(writer.into_inner()).map_err(|source| {
        quick_xml::Error::Io(std::sync::Arc::new(std::io::Error::other(source.to_string())))
    })?;
    text.push('\n');
    Ok(text)
}

fn count(raw: &str) -> Result<Vec<Counts>, quick_xml::Error> {
    let mut reader = Reader::from_str(raw);
    let mut suites: Vec<Counts> = Vec::new();
    loop {
        let (Event::Start(start) | Event::Empty(start)) = (match reader.read_event()? {
            Event::Eof => return Ok(suites),
            event @ (Event::Start(_) | Event::Empty(_)) => event,
            _ => continue,
        }) else {
            continue;
        };
        if start.name().as_ref() == b"testsuite" {
            suites.push(Counts::default());
        }
        let Some(suite) = suites.last_mut() else { continue };
        match start.name().as_ref() {
            b"testcase" => {
                suite.tests += 1;
                if let Some(time) = start.try_get_attribute("time")? {
                    suite.time += seconds(&String::from_utf8_lossy(&time.value));
                }
            }
            b"failure" => suite.failures += 1,
            b"error" => suite.errors += 1,
            b"skipped" => suite.skipped += 1,
            _ => {}
        }
    }
}

fn root(total: Counts) -> BytesStart<'static> {
    let attributes = [
        ("name".to_owned(), "covenant".to_owned()),
        ("tests".to_owned(), total.tests.to_string()),
        ("failures".to_owned(), total.failures.to_string()),
        ("errors".to_owned(), total.errors.to_string()),
        ("time".to_owned(), shown(total.time)),
    ];
    xml::element("testsuites", &attributes)
}

fn suite(attributes: Vec<(String, String)>, counts: Counts, name: &str) -> Vec<(String, String)> {
    // junit-report says "localhost", which nobody knows to be true.
    let mut attributes: Vec<_> = attributes.into_iter().filter(|(name, _)| name != "hostname").collect();
    for (name, value) in &mut attributes {
        if name == "time" {
            *value = shown(counts.time);
        }
    }
    attributes.push(("skipped".to_owned(), counts.skipped.to_string()));
    if name != super::RUN_CLASS {
        attributes.push(("file".to_owned(), format!("features/{name}")));
    }
    attributes
}

fn case(mut attributes: Vec<(String, String)>) -> Vec<(String, String)> {
    for (name, value) in &mut attributes {
        if name == "time" {
            *value = shown(seconds(value));
        }
    }
    attributes
}

fn properties(writer: &mut Writer<Vec<u8>>, view: &View<'_>, suite: &str) -> Result<(), quick_xml::Error> {
    let run = &view.record.run;
    let mut all = vec![
        ("covenant.run", run.id.clone()),
        ("covenant.program", format!("{} {}", run.program.name, run.program.version)),
        ("covenant.complete", run.complete.to_string()),
        ("covenant.exit_code", view.record.summary.exit_code.to_string()),
    ];
    if let Some(problem) = run_problem(view.record) {
        all.push(("covenant.problem", problem.text));
    }
    if let Some(feature) = view.record.features.iter().find(|feature| feature.path == suite) {
        all.push(("feature.title", feature.name.clone()));
    }
    let heads = view.record.scenarios.iter().map(|scenario| &scenario.head).chain(&view.record.not_run);
    let profiles: BTreeSet<_> =
        heads.filter(|head: &&ScenarioHead| head.feature == suite).map(|head| view.profile(head)).collect();
    all.extend(profiles.into_iter().map(|profile| ("profile", profile)));
    writer.write_event(Event::Start(BytesStart::new("properties")))?;
    for (name, value) in all {
        let value = one_line(&value);
        let property =
            xml::element("property", &[("name".to_owned(), name.to_owned()), ("value".to_owned(), value)]);
        writer.write_event(Event::Empty(property))?;
    }
    writer.write_event(Event::End(quick_xml::events::BytesEnd::new("properties")))?;
    Ok(())
}

fn seconds(text: &str) -> Duration {
    let seconds = text.parse::<f64>().unwrap_or_default();
    // Whole milliseconds went in; the detour over a float may have bent them.
    Duration::try_from_secs_f64(seconds)
        .map(|time| {
            Duration::from_millis(u64::try_from((time.as_micros() + 500) / 1_000).unwrap_or(u64::MAX))
        })
        .unwrap_or_default()
}

fn shown(time: Duration) -> String {
    format!("{}.{:03}", time.as_secs(), time.subsec_millis())
}
