//! Redaction: what must not reach an artifact is replaced before it becomes evidence.
//!
//! Three nets, one behind the other: values that we know to be secret or personal, in every encoding in which a subject
//! may echo them; members whose names say that they are sensitive; and anything that has the form of a social security
//! number with hyphens.

use std::{
    borrow::Cow,
    sync::{Arc, OnceLock},
};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use base64::{Engine, engine::general_purpose};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use regex::Regex;

use crate::exchange::{Answer, Body, Exchange, Header};
use crate::synthetic;

/// A value shorter than this is not searched for: it would blank out half of a report.
const SHORTEST_SECRET_BYTES: usize = 5;
/// Encoded forms shorter than this would match by chance.
const SHORTEST_ENCODING_BYTES: usize = 8;

/// What stands in place of something that has no placeholder of its own.
pub const REDACTED: &str = "[redacted]";

/// Headers that carry credentials, whatever their value.
const SENSITIVE_HEADERS: [&str; 6] =
    ["authorization", "cookie", "proxy-authorization", "set-cookie", "x-api-key", "api-key"];

/// Secrets of the whole run, compiled once.
#[derive(Debug)]
pub struct RunSecrets {
    automaton: Option<AhoCorasick>,
    placeholders: Vec<String>,
    members: Option<Regex>,
}

impl RunSecrets {
    /// Prepares the search for `secrets` (name and value) and for `members`, names of JSON members that are sensitive.
    /// A PEM text is also searched for line by line.
    #[must_use]
    pub fn new<'a>(
        secrets: impl IntoIterator<Item = (&'a str, &'a str)>,
        members: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut patterns = Vec::new();
        let mut placeholders = Vec::new();
        for (name, value) in secrets {
            let pem_lines =
                value.contains("-----BEGIN").then(|| value.lines().filter(|line| !line.starts_with("-----")));
            for part in std::iter::once(value).chain(pem_lines.into_iter().flatten()) {
                for form in forms(part) {
                    patterns.push(form);
                    placeholders.push(format!("[redacted:{name}]"));
                }
            }
        }
        let automaton = automaton(&patterns, None);
        let names: Vec<_> = members.into_iter().map(regex::escape).collect();
        let members = (!names.is_empty())
            .then(|| {
                let names = names.join("|");
                // A string (perhaps cut off), or a number; objects are reached through their own members.
                Regex::new(&format!(r#"("(?:{names})"\s*:\s*)("(?:[^"\\]|\\.)*"?|-?[0-9][0-9.eE+-]*)"#)).ok()
            })
            .flatten();
        Self { automaton, placeholders, members }
    }

    /// Replaces the secrets of the run in text that is about to be written.
    #[must_use]
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match &self.automaton {
            Some(automaton) if automaton.is_match(text) => {
                let replaced = automaton.replace_all(text, &self.placeholders);
                Cow::Owned(replaced)
            }
            _ => Cow::Borrowed(text),
        }
    }

    /// Whether there is nothing to look for.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.automaton.is_none()
    }

    /// Whether this text may be written as it is.
    #[must_use]
    pub fn is_clean(&self, bytes: &[u8]) -> bool {
        self.automaton.as_ref().is_none_or(|automaton| !automaton.is_match(bytes))
    }
}

/// The redactor of one scenario: the secrets of the run, and the scenario's own synthetic people.
#[derive(Debug)]
pub struct Redactor {
    run: Arc<RunSecrets>,
    forms: Vec<String>,
    placeholders: Vec<String>,
    /// Made when it is first needed after a value was added.
    automaton: OnceLock<Option<AhoCorasick>>,
}

impl Redactor {
    /// A redactor that knows the secrets of the run.
    #[must_use]
    pub const fn new(run: Arc<RunSecrets>) -> Self {
        Self { run, forms: Vec::new(), placeholders: Vec::new(), automaton: OnceLock::new() }
    }

    /// Adds a value of this scenario and what stands in its place, such as `{{ssn:1}}`. A replay derives the value
    /// again from the placeholder.
    pub fn add(&mut self, value: &str, placeholder: &str) {
        self.add_forms(forms(value), placeholder);
    }

    /// Adds a value that is looked for as it stands only: one that is no secret itself, but made from one.
    pub fn add_plain(&mut self, value: &str, placeholder: &str) {
        self.add_forms((value.len() >= SHORTEST_SECRET_BYTES).then(|| value.to_owned()), placeholder);
    }

    fn add_forms(&mut self, forms: impl IntoIterator<Item = String>, placeholder: &str) {
        for form in forms {
            if !self.forms.contains(&form) {
                self.forms.push(form);
                self.placeholders.push(placeholder.to_owned());
            }
        }
        self.automaton = OnceLock::new();
    }

    /// Replaces everything known in a text.
    #[must_use]
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut text = self.run.text(text);
        // A scenario's automaton is made often and used little: the kind that is cheapest to make.
        let own =
            self.automaton.get_or_init(|| automaton(&self.forms, Some(AhoCorasickKind::NoncontiguousNFA)));
        if let Some(own) = own
            && own.is_match(text.as_ref())
        {
            text = Cow::Owned(own.replace_all(&text, &self.placeholders));
        }
        if let Cow::Owned(masked) = mask_hyphenated(&text) {
            text = Cow::Owned(masked);
        }
        text
    }

    /// Replaces everything known in a body, and the values of sensitive members.
    #[must_use]
    pub fn body_text<'t>(&self, body: &'t str) -> Cow<'t, str> {
        let text = self.text(body);
        let Some(members) = &self.run.members else { return text };
        let masked = members.replace_all(&text, |found: &regex::Captures<'_>| {
            let value = &found[2];
            if value.contains("{{") || value.contains("[redacted") {
                found[0].to_owned()
            } else {
                format!("{}\"{REDACTED}\"", &found[1])
            }
        });
        match masked {
            Cow::Owned(masked) => Cow::Owned(masked),
            Cow::Borrowed(_) => text,
        }
    }

    /// Cleans a whole exchange.
    pub fn exchange(&self, exchange: &mut Exchange) {
        self.replace(&mut exchange.request.url);
        self.headers(&mut exchange.request.headers);
        if let Some(body) = &mut exchange.request.body {
            self.body(body);
        }
        match &mut exchange.answer {
            Answer::Response(response) => {
                self.headers(&mut response.headers);
                self.body(&mut response.body);
            }
            Answer::NoAnswer(failure) => {
                self.replace(&mut failure.message);
                self.replace(&mut failure.advice);
            }
        }
    }

    fn headers(&self, headers: &mut [Header]) {
        for header in headers {
            if SENSITIVE_HEADERS.iter().any(|name| header.name.eq_ignore_ascii_case(name)) {
                REDACTED.clone_into(&mut header.value);
            } else {
                self.replace(&mut header.value);
            }
        }
    }

    fn body(&self, body: &mut Body) {
        if let Cow::Owned(clean) = self.body_text(&body.text) {
            body.text = clean;
        }
    }

    /// Cleans a text in place.
    pub fn replace(&self, text: &mut String) {
        if let Cow::Owned(clean) = self.text(text) {
            *text = clean;
        }
    }
}

/// Finds the longest of these where several begin at one place, so that none is cut to pieces by one that it contains.
fn automaton(patterns: &[String], kind: Option<AhoCorasickKind>) -> Option<AhoCorasick> {
    if patterns.is_empty() {
        return None;
    }
    AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).kind(kind).build(patterns).ok()
}

fn mask_hyphenated(text: &str) -> Cow<'_, str> {
    let mut masked = String::new();
    let mut from = 0;
    for found in synthetic::hyphenated(text) {
        masked.push_str(&text[from..found.start]);
        masked.push_str(REDACTED);
        from = found.end;
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    masked.push_str(&text[from..]);
    Cow::Owned(masked)
}

/// The forms in which a value may be echoed: raw, as a JSON string, percent-encoded, in base64 at each of the three
/// alignments and in both alphabets, and in hexadecimal.
fn forms(value: &str) -> Vec<String> {
    if value.len() < SHORTEST_SECRET_BYTES {
        return Vec::new();
    }
    let mut forms = vec![value.to_owned()];
    let mut add = |form: String| {
        if form.len() >= SHORTEST_ENCODING_BYTES && !forms.contains(&form) {
            forms.push(form);
        }
    };
    let json = |text: &str| {
        serde_json::to_string(text).map(|json| json[1..json.len() - 1].to_owned()).unwrap_or_default()
    };
    let once = json(value);
    // Some servers escape slashes as well, and a JSON text may stand inside another one.
    add(once.replace('/', "\\/"));
    add(json(&once));
    add(once);
    let xml = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    add(xml.replace('"', "&quot;").replace('\'', "&#39;"));
    add(xml);
    let percent = percent_encode(value.as_bytes(), NON_ALPHANUMERIC).to_string();
    if percent != value {
        add(percent.replace("%2D", "-").replace("%2E", ".").replace("%5F", "_").replace("%7E", "~"));
        add(percent.replace("%20", "+"));
        add(percent.to_lowercase());
        add(percent);
    }
    for offset in 0..3 {
        let mut padded = vec![0_u8; offset];
        padded.extend_from_slice(value.as_bytes());
        let first = (offset * 8).div_ceil(6);
        let last = padded.len() * 8 / 6;
        for engine in [general_purpose::STANDARD_NO_PAD, general_purpose::URL_SAFE_NO_PAD] {
            let encoded = engine.encode(&padded);
            add(encoded[first..last].to_owned());
        }
    }
    let hex: String = value.bytes().map(|byte| format!("{byte:02x}")).collect();
    add(hex.to_uppercase());
    add(hex);
    forms
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn redactor() -> Redactor {
        let run = RunSecrets::new([("client_secret", "s3cr3t/value+with=signs")], ["ssn", "token"]);
        let mut redactor = Redactor::new(Arc::new(run));
        redactor.add("900010001", "{{ssn:1}}");
        redactor
    }

    #[rstest]
    #[case("s3cr3t/value+with=signs")]
    #[case("s3cr3t%2Fvalue%2Bwith%3Dsigns")]
    #[case("s3cr3t%2fvalue%2bwith%3dsigns")]
    #[case("czNjcjN0L3ZhbHVlK3dpdGg9c2lnbnM=")]
    #[case("733363723374")]
    #[case(r"s3cr3t\/value+with=signs")]
    fn a_secret_of_the_run_is_found_in_every_encoding(#[case] echoed: &str) {
        let echoed = if echoed == "733363723374" {
            "s3cr3t/value+with=signs".bytes().map(|byte| format!("{byte:02x}")).collect()
        } else {
            echoed.to_owned()
        };
        let redactor = redactor();
        let text = format!("<p>before {echoed} after</p>");
        assert_eq!(
            redactor.text(&text).matches("[redacted:client_secret]").count(),
            1,
            "{}",
            redactor.text(&text)
        );
    }

    #[rstest]
    #[case("x900010001")]
    #[case("xx900010001 and more")]
    #[case("900010001")]
    fn a_number_inside_a_larger_base64_text_is_found_at_any_alignment(#[case] plain: &str) {
        let encoded = general_purpose::STANDARD.encode(plain);
        let clean = redactor().text(&encoded).into_owned();
        assert!(clean.contains("{{ssn:1}}"), "{encoded} became {clean}");
    }

    #[rstest]
    #[case(r#"{"ssn":"900010001","name":"Ann"}"#, r#"{"ssn":"{{ssn:1}}","name":"Ann"}"#)]
    #[case(
        r#"{"ssn" : "666999999","token":{"token":"abc"}}"#,
        r#"{"ssn" : "[redacted]","token":{"token":"[redacted]"}}"#
    )]
    #[case(r#"{"ssn": 666123456, "x": 1}"#, r#"{"ssn": "[redacted]", "x": 1}"#)]
    #[case(r#"{"a": 1, "ssn": "66612"#, r#"{"a": 1, "ssn": "[redacted]""#)]
    #[case("member 219-09-9999 exists", "member [redacted] exists")]
    fn sensitive_members_are_masked_even_in_a_body_that_is_cut_short(
        #[case] body: &str,
        #[case] expected: &str,
    ) {
        assert_eq!(redactor().body_text(body), expected);
    }

    #[test]
    fn a_private_key_is_found_line_by_line() {
        let line = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg";
        let key = format!("-----BEGIN PRIVATE KEY-----\n{line}\n-----END PRIVATE KEY-----\n");
        let run = RunSecrets::new([("client_key", key.as_str())], []);
        assert_eq!(run.text(&format!("<{line}>")), "<[redacted:client_key]>");
        assert!(!run.is_clean(line.as_bytes()) && run.is_clean(b"anything else"));
    }
}
