//! What must stand in no byte that is written, in every form in which it may be told.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    sync::{Arc, Mutex},
};

use base64::{Engine, engine::general_purpose};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use serde_json::{Map, Value};

use super::Ran;

/// Every form in which a value may be told, each with a name.
pub fn forms(value: &str) -> Vec<(String, String)> {
    let mut forms = vec![("raw".to_owned(), value.to_owned())];
    let mut add = |name: &str, form: String| {
        if form != value && form.len() >= 8 {
            forms.push((name.to_owned(), form));
        }
    };
    let json = |text: &str| serde_json::to_string(text).unwrap().trim_matches('"').to_owned();
    add("JSON", json(value));
    add("JSON in JSON", json(&json(value)));
    let units = |prefix: &str, upper: bool| -> String {
        let unit = |c: u16| if upper { format!("{prefix}{c:04X}") } else { format!("{prefix}{c:04x}") };
        value.encode_utf16().map(unit).collect()
    };
    add("JSON escapes", units("\\u", false));
    add("JSON escapes in capitals", units("\\u", true));
    add("JSON escapes in JSON", units("\\\\u", false));
    let percent = percent_encode(value.as_bytes(), NON_ALPHANUMERIC).to_string();
    add("percent", percent.clone());
    let small = |text: &str| {
        // The letters of the escapes alone.
        let parts = text.split('%').enumerate().map(|(at, part)| match part.split_at_checked(2) {
            Some((code, rest)) if at > 0 => format!("%{}{rest}", code.to_lowercase()),
            _ => part.to_owned(),
        });
        parts.collect::<String>()
    };
    add("percent in small letters", small(&percent));
    add("form", percent.replace("%20", "+"));
    add("percent for every byte", value.bytes().map(|byte| format!("%{byte:02X}")).collect());
    for (name, engine) in
        [("base64", &general_purpose::STANDARD_NO_PAD), ("base64url", &general_purpose::URL_SAFE_NO_PAD)]
    {
        for offset in 0..3_usize {
            let padded = [&vec![0; offset][..], value.as_bytes()].concat();
            let encoded = engine.encode(&padded);
            // Only the characters that hold nothing but the value.
            let (first, last) = ((offset * 8).div_ceil(6), padded.len() * 8 / 6);
            add(&format!("{name} at {offset}"), encoded[first..last].to_owned());
        }
    }
    add("hex", value.bytes().map(|byte| format!("{byte:02x}")).collect());
    add("hex in capitals", value.bytes().map(|byte| format!("{byte:02X}")).collect());
    add("HTML", value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;"));
    if value.len() == 9 && value.bytes().all(|byte| byte.is_ascii_digit()) {
        add("hyphens", format!("{}-{}-{}", &value[..3], &value[3..5], &value[5..]));
    }
    forms
}

/// What must not be found anywhere, each with a name.
#[derive(Clone, Debug, Default)]
pub struct Canaries(Arc<Mutex<BTreeSet<(String, String)>>>);

impl Canaries {
    /// One more, by what it is called.
    pub fn plant(&self, name: &str, value: &str) {
        self.0.lock().unwrap().insert((name.to_owned(), value.to_owned()));
    }

    /// A private key: the whole, without its line ends, and each line.
    pub fn plant_key(&self, pem: &str) {
        self.plant("the key", pem.trim());
        let lines: Vec<_> = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        assert!(lines.len() > 1, "that is no key: {pem}");
        self.plant("the key on one line", &lines.concat());
        lines.iter().filter(|line| line.len() >= 16).for_each(|line| self.plant("a line of the key", line));
    }

    /// All but those of these names.
    pub fn without(&self, names: &[&str]) -> Self {
        let all = self.all().into_iter().filter(|(name, _)| !names.contains(&name.as_str()));
        Self(Arc::new(Mutex::new(all.collect())))
    }

    /// All, each with its name.
    pub fn all(&self) -> Vec<(String, String)> {
        self.0.lock().unwrap().iter().cloned().collect()
    }

    /// How many have this name.
    pub fn count(&self, name: &str) -> usize {
        self.all().iter().filter(|(known, _)| known == name).count()
    }

    /// Everything there is, in every form, as members of an object.
    pub fn echo(&self) -> Map<String, Value> {
        let mut echo = Map::new();
        for (at, (name, value)) in self.all().iter().enumerate() {
            for (form, text) in forms(value) {
                echo.insert(format!("{name} {at} {form}"), Value::from(text));
            }
        }
        echo
    }

    /// The same as lines of a header, which cannot hold everything.
    pub fn headers(&self) -> String {
        let texts = self.echo().into_iter().filter_map(|(_, value)| value.as_str().map(str::to_owned));
        let fit = texts.filter(|text| text.len() < 120 && !text.contains(['\n', '\r']));
        let values = fit.take(60).enumerate().map(|(at, text)| format!("x-echo-{at}: {text}\r\n"));
        // A header's name can tell a number as well.
        values.chain([format!("x-{0}: {0}\r\n", short(self))]).collect()
    }

    /// Where any of it stands in these bytes.
    pub fn found_in(&self, place: &str, bytes: &[u8]) -> Vec<String> {
        let text = String::from_utf8_lossy(bytes);
        let mut found = Vec::new();
        for (name, value) in self.all() {
            for (form, text_of_form) in forms(&value) {
                if let Some(at) = text.find(&text_of_form) {
                    let around: String =
                        text[..at].chars().rev().take(60).collect::<Vec<_>>().iter().rev().collect();
                    found.push(format!("{place}: {name}, as {form}, behind {around:?}"));
                }
            }
        }
        found
    }
}

/// The shortest of them.
pub fn short(canaries: &Canaries) -> String {
    canaries.all().into_iter().map(|(_, value)| value).min_by_key(String::len).unwrap()
}

/// The reports that a run does not write unless it is asked to.
pub const EVERY_REPORT: &str = "html,messages,ctrf,markdown,github,har";

/// Every file below a folder, and both streams.
pub fn everything_written(ran: &Ran) -> Vec<(String, Vec<u8>)> {
    fn collect(folder: &Path, into: &mut Vec<(String, Vec<u8>)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, into);
            } else {
                into.push((
                    path.file_name().unwrap().to_string_lossy().into_owned(),
                    fs::read(&path).unwrap(),
                ));
            }
        }
    }
    let mut written = vec![
        ("stdout".to_owned(), ran.stdout.clone().into_bytes()),
        ("stderr".to_owned(), ran.stderr.clone().into_bytes()),
    ];
    collect(&ran.out_dir, &mut written);
    let unpacked: Vec<_> = written
        .iter()
        .filter(|(name, _)| name.ends_with(".html"))
        .flat_map(|(_, bytes)| blocks(bytes))
        .collect();
    written.extend(unpacked);
    written
}

/// What stands packed in an HTML report, unpacked as a browser does it.
fn blocks(page: &[u8]) -> Vec<(String, Vec<u8>)> {
    let page = String::from_utf8_lossy(page);
    let blocks: Vec<_> = page
        .split("<script type=\"text/plain\" data-block=\"")
        .skip(1)
        .map(|part| {
            let (name, rest) = part.split_once("\">").unwrap();
            let packed = general_purpose::STANDARD.decode(rest.split_once("</script>").unwrap().0).unwrap();
            let json = miniz_oxide::inflate::decompress_to_vec_zlib(&packed).unwrap();
            (format!("block {name} of the HTML report"), json)
        })
        .collect();
    assert!(blocks.len() >= 2, "the page has no data");
    blocks
}

/// Panics where any of it was written.
#[track_caller]
pub fn assert_clean(ran: &Ran, canaries: &Canaries) {
    let written = everything_written(ran);
    for report in [
        "run.json",
        "junit.xml",
        "events.ndjson",
        "report.html",
        "messages.ndjson",
        "ctrf.json",
        "summary.md",
        "annotations.txt",
        "run.har",
    ] {
        assert!(
            written.iter().any(|(name, bytes)| name == report && !bytes.is_empty()),
            "{report} is missing"
        );
    }
    let found: Vec<_> = written.iter().flat_map(|(name, bytes)| canaries.found_in(name, bytes)).collect();
    assert!(found.is_empty(), "{} leaks, such as\n{}", found.len(), found[..found.len().min(12)].join("\n"));
}
