//! Secrets, planted in every text of a record in every encoding, and looked for in every byte that is written.

use std::fs;

use base64::{Engine, engine::general_purpose::STANDARD};
use evidence::{RunEvent, RunRecord, redact::RunSecrets};
use reports::{
    ctrf, events, github, har, html, json, junit, markdown, messages,
    terminal::{TerminalOptions, render},
    writer::{Encoding, Kind, Output, Redacted, RedactingWriter},
};
use rstest::rstest;
use serde_json::Value;
use tempfile::TempDir;

use crate::{sample, unpacked};

/// A line of a private key, a social security number of an area that was never issued, a token with characters that
/// JSON, XML and URLs write in their own ways.
const CANARIES: [(&str, &str); 3] = [
    ("client_key", "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg"),
    ("ssn", "900010001"),
    ("bank_token", "tok<\"4\\2\">&/+é secret"),
];

fn secrets() -> RunSecrets {
    RunSecrets::new(CANARIES, [])
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}

fn in_json(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// The forms in which a subject echoes a value.
fn forms(value: &str) -> Vec<String> {
    let in_json = in_json(value);
    vec![
        value.to_owned(),
        STANDARD.encode(value),
        percent(value),
        self::in_json(&in_json),
        in_json.replace('/', "\\/"),
        in_json,
    ]
}

/// Puts the text at the end of every string that is no word of an enumeration.
fn plant(value: &mut Value, member: &str, text: &str) -> usize {
    match value {
        Value::String(found) => {
            let fixed = [
                "format",
                "outcome",
                "status",
                "level",
                "party",
                "vendor",
                "severity",
                "target",
                "kind",
                "state",
                "sender",
                "intent",
                "path_level",
                "status_level",
                "content_type_level",
                "event",
            ];
            if fixed.contains(&member) {
                return 0;
            }
            found.push(' ');
            found.push_str(text);
            1
        }
        Value::Array(items) => items.iter_mut().map(|item| plant(item, member, text)).sum(),
        Value::Object(members) => members.iter_mut().map(|(name, member)| plant(member, name, text)).sum(),
        _ => 0,
    }
}

/// What must not stand in any file: the value and each encoding of it, at any depth of escapes.
fn assert_no_canary(bytes: &[u8], place: &str) {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    // What is packed is looked at as it is and unpacked.
    for (name, json) in unpacked::blocks(&text) {
        assert_none_in(json, &format!("block {name} of {place}"));
    }
    // What Markdown escapes with a backslash is looked at without.
    let plain = |mut text: String, c: char| {
        text = text.replace(&format!("\\{c}"), &c.to_string());
        text
    };
    assert_none_in("`*_[]<>#~|$@:!-+=^".chars().fold(text.clone(), plain), place);
    assert_none_in(text, place);
}

fn assert_none_in(mut text: String, place: &str) {
    for depth in 0..5 {
        for (name, value) in CANARIES {
            for form in forms(value) {
                assert!(!text.contains(&form), "{name} stands in {place} as {form}, below {depth} escapes");
            }
        }
        // All that this looks for stands below these.
        text = text.replace("\\\"", "\"").replace("\\\\", "\\").replace("\\/", "/");
        text = text.replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",").replace("%25", "%");
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    }
}

fn planted(form: &str) -> RunRecord {
    let mut value = serde_json::to_value(sample::full()).unwrap();
    let count = plant(&mut value, "", form);
    assert!(count > 100, "{count}");
    serde_json::from_value(value).unwrap()
}

#[rstest]
fn no_canary_is_written(#[values(0, 1, 2)] canary: usize, #[values(0, 1, 2, 3, 4, 5)] form: usize) {
    let form = &forms(CANARIES[canary].1)[form];
    let secrets = secrets();
    let dirty = planted(form);
    assert!(json::render(&dirty).unwrap().contains(&in_json(form)), "the canary is there to be found");

    let folder = TempDir::new().unwrap();
    let targets = Kind::ALL.map(|kind| (kind, folder.path().join(kind.file_name()))).to_vec();
    let mut output = Output::prepare(targets).unwrap();
    for event in sample::events(&dirty) {
        output.append(&[events::line(&event).unwrap()], &secrets).unwrap();
    }
    let run = Redacted::new(dirty, &secrets).unwrap();
    let record = run.record();
    output.write_record(&run).unwrap();
    for kind in Kind::ALL {
        if let Some(text) = kind.render(record) {
            output.write(kind, &text.unwrap(), &secrets).unwrap();
        }
    }
    output.verify(record).unwrap();
    let mut files = 0;
    for entry in fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        assert_no_canary(&fs::read(&path).unwrap(), &path.display().to_string());
        files += 1;
    }
    assert_eq!(files, Kind::ALL.len());
    for options in [
        TerminalOptions::default(),
        TerminalOptions { verbose: true, width: 40, ..TerminalOptions::default() },
        TerminalOptions { quiet: true, color: true, ..TerminalOptions::default() },
    ] {
        assert_no_canary(render(record, &options).as_bytes(), "the terminal");
    }
    // The events can be read after redaction.
    let lines = fs::read_to_string(folder.path().join("events.ndjson")).unwrap();
    assert!(lines.lines().all(|line| serde_json::from_str::<RunEvent>(line).is_ok()));
}

#[rstest]
fn the_last_net_alone_holds(#[values(0, 1, 2)] canary: usize, #[values(0, 1, 2, 3, 4, 5)] form: usize) {
    let form = &forms(CANARIES[canary].1)[form];
    let secrets = secrets();
    // In few places, so that no renderer has to cut or wrap it.
    let mut record = sample::every_outcome();
    record.scenarios[0].findings[0].actual = form.clone();
    record.scenarios[0].head.name = form.clone();
    record.scenarios[1].reason = sample::reason("unreachable", form);
    record.scenarios[3].notes = vec![form.clone()];
    let folder = TempDir::new().unwrap();
    record.scenarios[0].exchanges[0].answer = sample::response(200, form.as_bytes());
    let page = html::render(&record).unwrap();
    assert!(
        unpacked::blocks(&page).iter().any(|(_, json)| json.contains(&in_json(form))),
        "the canary is there to be found"
    );
    for (kind, text) in [
        (Kind::Json, json::render(&record).unwrap()),
        (Kind::Junit, junit::render(&record).unwrap()),
        (Kind::Html, page),
        (Kind::Messages, messages::render(&record).unwrap()),
        (Kind::Ctrf, ctrf::render(&record).unwrap()),
        (Kind::Markdown, markdown::render(&record)),
        (Kind::Github, github::render(&record)),
        (Kind::Har, har::render(&record).unwrap()),
    ] {
        let path = folder.path().join(kind.file_name());
        let mut output = Output::prepare(vec![(kind, path.clone())]).unwrap();
        output.write(kind, &text, &secrets).unwrap();
        assert_no_canary(&fs::read(path).unwrap(), kind.word());
    }
    let mut written = Vec::new();
    RedactingWriter::new(&mut written, "standard output", Encoding::Plain, &secrets)
        .write_text(&render(&record, &TerminalOptions { width: 400, ..TerminalOptions::default() }))
        .unwrap();
    assert_no_canary(&written, "the terminal");
}

#[test]
fn a_page_that_is_none_of_ours_is_not_written() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("report.html");
    let mut output = Output::prepare(vec![(Kind::Html, path.clone())]).unwrap();
    // Nobody can say what stands in it.
    let refused = output.write(Kind::Html, "<p>nothing secret</p>", &secrets());
    assert!(matches!(refused, Err(reports::ReportError::Leak { .. })), "{refused:?}");
    assert!(!path.exists());
}

#[test]
fn a_clean_record_is_not_touched() {
    let record = sample::full();
    let run = Redacted::new(record.clone(), &secrets()).unwrap();
    assert!(*run.record() == record);
}
