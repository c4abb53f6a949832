//! Reads a JUnit document back, to compare it with the record that it was made from.

use quick_xml::{
    Reader,
    errors::IllFormedError,
    events::{BytesStart, Event},
};

use crate::xml;

/// What a testcase says of its outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Element {
    Failure(String),
    Error(String),
    Skipped(String),
    None,
}

/// One testcase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) class: String,
    pub(crate) name: String,
    pub(crate) element: Element,
    /// The first line of `<system-out>`.
    pub(crate) first_line: String,
}

/// A document in short.
#[derive(Clone, Debug, Default)]
pub(crate) struct Read {
    pub(crate) cases: Vec<Case>,
    /// Counts of `<testsuites>`: tests, failures, errors.
    pub(crate) total: [usize; 3],
    /// Counts of all `<testsuite>` together: tests, failures, errors, skipped.
    pub(crate) suites: [usize; 4],
}

pub(crate) fn read(text: &str) -> Result<Read, quick_xml::Error> {
    let mut reader = Reader::from_str(text);
    let mut found = Read::default();
    let mut in_system_out = false;
    let mut open = 0_usize;
    loop {
        let event = reader.read_event()?;
        match &event {
            // The reader itself is content with a document that was cut off.
            Event::Eof if open > 0 => {
                return Err(IllFormedError::MissingEndTag("testsuites".to_owned()).into());
            }
            Event::Eof => return Ok(found),
            Event::Start(start) | Event::Empty(start) => {
                in_system_out = start.name().as_ref() == b"system-out" && matches!(event, Event::Start(_));
                open += usize::from(matches!(event, Event::Start(_)));
                element(&mut found, start)?;
            }
            Event::End(_) => {
                in_system_out = false;
                open = open.saturating_sub(1);
            }
            Event::CData(data) if in_system_out => {
                if let Some(case) = found.cases.last_mut() {
                    let line = data.split(|byte| *byte == b'\n').next().unwrap_or_default();
                    case.first_line = String::from_utf8_lossy(line).into_owned();
                }
                in_system_out = false;
            }
            _ => {}
        }
    }
}

fn element(found: &mut Read, start: &BytesStart<'_>) -> Result<(), quick_xml::Error> {
    let attributes = xml::attributes(start)?;
    let get = |wanted: &str| {
        attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let number = |wanted: &str| get(wanted).parse().unwrap_or(usize::MAX);
    let outcome = match start.name().as_ref() {
        b"testsuites" => {
            found.total = ["tests", "failures", "errors"].map(number);
            return Ok(());
        }
        b"testsuite" => {
            for (sum, name) in found.suites.iter_mut().zip(["tests", "failures", "errors", "skipped"]) {
                *sum = sum.saturating_add(number(name));
            }
            return Ok(());
        }
        b"testcase" => {
            let (class, name) = (get("classname"), get("name"));
            found.cases.push(Case { class, name, element: Element::None, first_line: String::new() });
            return Ok(());
        }
        b"failure" => Element::Failure(get("type")),
        b"error" => Element::Error(get("type")),
        b"skipped" => Element::Skipped(get("type")),
        _ => return Ok(()),
    };
    if let Some(case) = found.cases.last_mut() {
        case.element = outcome;
    }
    Ok(())
}
