//! Redaction: what must not reach an artifact is replaced before it becomes evidence.
//!
//! Three nets, one behind the other: values that we know to be secret or personal, in every encoding in which a subject
//! may echo them; members whose names say that they are sensitive; and anything that has the form of a social security
//! number with hyphens.

use std::{
    borrow::Cow,
    sync::{Arc, LazyLock},
};

use aho_corasick::{AhoCorasick, MatchKind};
use base64::{Engine, engine::general_purpose};
use memchr::{memchr3, memmem::Finder};
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
    secrets: Option<Many>,
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
        let secrets = Many::new(&patterns, placeholders);
        let names: Vec<_> = members.into_iter().map(regex::escape).collect();
        let members = (!names.is_empty())
            .then(|| {
                let names = names.join("|");
                // A string (perhaps cut off), or a number; objects are reached through their own members.
                Regex::new(&format!(r#"("(?:{names})"\s*:\s*)("(?:[^"\\]|\\.)*"?|-?[0-9][0-9.eE+-]*)"#)).ok()
            })
            .flatten();
        Self { secrets, members }
    }

    /// Replaces the secrets of the run in text that is about to be written.
    #[must_use]
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match &self.secrets {
            Some(secrets) => replaced(secrets, Cow::Borrowed(text)),
            None => Cow::Borrowed(text),
        }
    }

    /// Whether there is nothing to look for.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.secrets.is_none()
    }

    /// Whether this text may be written as it is.
    #[must_use]
    pub fn is_clean(&self, bytes: &[u8]) -> bool {
        self.secrets.as_ref().is_none_or(|secrets| !secrets.automaton.is_match(bytes))
    }
}

/// The redactor of one scenario: the secrets of the run, and the scenario's own synthetic people. A clone costs little: it
/// stays with what was known when it was made.
#[derive(Clone, Debug)]
pub struct Redactor {
    run: Arc<RunSecrets>,
    own: Arc<Few>,
}

impl Redactor {
    /// A redactor that knows the secrets of the run.
    #[must_use]
    pub fn new(run: Arc<RunSecrets>) -> Self {
        Self { run, own: Arc::default() }
    }

    /// Adds a value of this scenario and what stands in its place, such as `{{ssn:1}}`. A replay derives the value
    /// again from the placeholder.
    pub fn add(&mut self, value: &str, placeholder: &str) {
        // A key is hidden anew by each call that carries it.
        if self.own.whole.iter().any(|known| **known == *value) {
            return;
        }
        Arc::make_mut(&mut self.own).whole.push(value.into());
        self.add_forms(forms(value), placeholder);
    }

    /// Adds a value that is looked for as it stands only: one that is no secret itself, but made from one.
    pub fn add_plain(&mut self, value: &str, placeholder: &str) {
        self.add_forms((value.len() >= SHORTEST_SECRET_BYTES).then(|| value.to_owned()), placeholder);
    }

    fn add_forms(&mut self, forms: impl IntoIterator<Item = String>, placeholder: &str) {
        let own = Arc::make_mut(&mut self.own);
        for form in forms {
            own.add(&form, placeholder);
        }
    }

    /// Replaces everything known in a text.
    #[must_use]
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut text = replaced(&*self.own, self.run.text(text));
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
            // A subject chooses the names of its headers, too.
            self.replace(&mut header.name);
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

/// Texts that are looked for, and what stands in their place.
trait Net {
    fn is_match(&self, text: &str) -> bool;
    fn replace_all(&self, text: &str) -> String;
}

/// The many forms of a run's secrets: made once, searched for everywhere.
#[derive(Debug)]
struct Many {
    automaton: AhoCorasick,
    placeholders: Vec<String>,
}

impl Many {
    /// Finds the longest of these where several begin at one place, so that none is cut to pieces by one that it
    /// contains.
    fn new(patterns: &[String], placeholders: Vec<String>) -> Option<Self> {
        if patterns.is_empty() {
            return None;
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(patterns).ok()?;
        Some(Self { automaton, placeholders })
    }
}

impl Net for Many {
    fn is_match(&self, text: &str) -> bool {
        self.automaton.is_match(text)
    }

    fn replace_all(&self, text: &str) -> String {
        self.automaton.replace_all(text, &self.placeholders)
    }
}

/// The few forms of a scenario's people: an automaton would cost more to make than it saves. The longest come first, so
/// that none is cut to pieces by one that it contains.
#[derive(Clone, Debug, Default)]
struct Few {
    patterns: Vec<Arc<Pattern>>,
    /// The values that all forms have been added of.
    whole: Vec<Arc<str>>,
}

#[derive(Debug)]
struct Pattern {
    finder: Finder<'static>,
    placeholder: String,
}

impl Few {
    fn add(&mut self, form: &str, placeholder: &str) {
        let length = form.len();
        if self.patterns.iter().any(|pattern| pattern.finder.needle() == form.as_bytes()) {
            return;
        }
        let at = self.patterns.partition_point(|pattern| pattern.finder.needle().len() >= length);
        let finder = Finder::new(form).into_owned();
        self.patterns.insert(at, Arc::new(Pattern { finder, placeholder: placeholder.to_owned() }));
    }

    /// Those that are not longer than a text: most texts are names and values of headers, and shorter than most forms.
    fn that_fit(&self, text: &str) -> &[Arc<Pattern>] {
        let first = self.patterns.partition_point(|pattern| pattern.finder.needle().len() > text.len());
        &self.patterns[first..]
    }
}

impl Net for Few {
    fn is_match(&self, text: &str) -> bool {
        self.that_fit(text).iter().any(|pattern| pattern.finder.find(text.as_bytes()).is_some())
    }

    fn replace_all(&self, text: &str) -> String {
        let mut text = Cow::Borrowed(text);
        for pattern in &self.patterns {
            let Pattern { finder, placeholder } = &**pattern;
            let mut replaced = String::new();
            let mut from = 0;
            for at in finder.find_iter(text.as_bytes()) {
                replaced.push_str(&text[from..at]);
                replaced.push_str(placeholder);
                from = at + finder.needle().len();
            }
            if from > 0 {
                replaced.push_str(&text[from..]);
                text = Cow::Owned(replaced);
            }
        }
        text.into_owned()
    }
}

/// The text with everything replaced that is found in it, as it stands or below escapes that nobody needs. Only where
/// something is found below them, the text loses these escapes.
fn replaced<'t>(net: &impl Net, text: Cow<'t, str>) -> Cow<'t, str> {
    let mut text = text;
    if net.is_match(&text) {
        text = Cow::Owned(net.replace_all(&text));
    }
    if let Some(plain) = without_idle_escapes(&text)
        && net.is_match(&plain)
    {
        text = Cow::Owned(net.replace_all(&plain));
    }
    text
}

/// The text without escapes of characters that need none: `\u0039`, `%39`, `&#57;`; `None` if it has none.
fn without_idle_escapes(text: &str) -> Option<String> {
    #[expect(clippy::expect_used, reason = "a constant pattern, compiled by a test")]
    static IDLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\\+u00([2-7][0-9A-Fa-f])|(?:%|&#[xX]0*)([3-7][0-9A-Fa-f]);?|&#0*([0-9]{2,3});")
            .expect("valid")
    });
    let begin = memchr3(b'\\', b'%', b'&', text.as_bytes())?;
    let rest = &text[begin..];
    if !(rest.contains('%') || rest.contains("\\u00") || rest.contains("&#")) {
        return None;
    }
    let plain = IDLE.replace_all(text, |found: &regex::Captures<'_>| {
        let code = |group: usize, radix: u32| {
            found.get(group).and_then(|code| u8::from_str_radix(code.as_str(), radix).ok())
        };
        // In JSON all but two characters that can be seen need no escape; elsewhere letters and digits.
        let in_json = code(1, 16).filter(|c| (*c == b' ' || c.is_ascii_graphic()) && !b"\"\\".contains(c));
        let elsewhere = code(2, 16).or_else(|| code(3, 10)).filter(u8::is_ascii_alphanumeric);
        match in_json.or(elsewhere) {
            // A semicolon behind a percent escape is none of its own.
            Some(c) if found[0].starts_with('%') && found[0].ends_with(';') => format!("{};", char::from(c)),
            Some(c) => char::from(c).to_string(),
            None => found[0].to_owned(),
        }
    });
    match plain {
        Cow::Owned(plain) => Some(plain),
        Cow::Borrowed(_) => None,
    }
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

/// `%2F` as `%2f`, and nothing else changed.
fn small_escapes(percent: &str) -> String {
    let mut since_escape = 3;
    percent
        .chars()
        .map(|c| {
            since_escape = if c == '%' { 0 } else { since_escape + 1 };
            if since_escape <= 2 { c.to_ascii_lowercase() } else { c }
        })
        .collect()
}

/// The forms in which a value may be echoed: raw, as a JSON string, percent-encoded, in base64 at each of the three
/// alignments and in both alphabets, in hexadecimal, and nine digits with hyphens.
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
    if value.len() == 9 && synthetic::is_well_formed(value) {
        add(format!("{}-{}-{}", &value[..3], &value[3..5], &value[5..]));
    }
    let percent = percent_encode(value.as_bytes(), NON_ALPHANUMERIC).to_string();
    if percent != value {
        add(percent.replace("%2D", "-").replace("%2E", ".").replace("%5F", "_").replace("%7E", "~"));
        add(percent.replace("%20", "+"));
        add(small_escapes(&percent));
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

    #[rstest]
    #[case(r#"{"a":"\u0039\u0030\u0030\u0030\u0031\u0030\u0030\u0030\u0031"}"#, r#"{"a":"{{ssn:1}}"}"#)]
    #[case(r#"{"a":"{\"b\":\"9000\\u0031\\u00300\\u00301\"}"}"#, r#"{"a":"{\"b\":\"{{ssn:1}}\"}"}"#)]
    #[case("n=%39%30%30%30%31%30%30%30%31", "n={{ssn:1}}")]
    #[case("<p>&#57;0001000&#x31;</p>", "<p>{{ssn:1}}</p>")]
    #[case(r"s3cr3t\u002fvalue\u002Bwith\u003dsigns", "[redacted:client_secret]")]
    #[case(r#"{"a":"\u0041%41&#65; 100%\u00"}"#, r#"{"a":"\u0041%41&#65; 100%\u00"}"#)]
    fn a_value_below_escapes_that_nobody_needs_is_found(#[case] body: &str, #[case] expected: &str) {
        assert_eq!(redactor().body_text(body), expected);
    }

    #[test]
    fn a_value_that_was_hidden_as_it_stands_is_hidden_in_every_form_once_it_is_a_secret() {
        let mut redactor = redactor();
        let (value, hex) = ("made-of-one", "6d6164652d6f662d6f6e65");
        redactor.add_plain(value, "{{made}}");
        assert_eq!(redactor.text(hex), hex);
        for _ in 0..2 {
            redactor.add(value, "{{secret}}");
            assert_eq!(redactor.text(hex), "{{secret}}");
        }
        assert_eq!(redactor.text(&format!("{value}, {hex}")), "{{made}}, {{secret}}");
    }

    #[test]
    fn a_clone_stays_with_what_was_known_when_it_was_made() {
        let mut redactor = redactor();
        let before = redactor.clone();
        redactor.add("900010002", "{{ssn:2}}");
        assert_eq!(before.text("900010001 and 900010002"), "{{ssn:1}} and 900010002");
        assert_eq!(redactor.text("900010001 and 900010002"), "{{ssn:1}} and {{ssn:2}}");
    }

    #[test]
    fn percent_escapes_of_either_case_are_found_in_a_text_of_either_case() {
        let run = RunSecrets::new([("key", "AbC/dEf+gH=")], []);
        for echoed in ["AbC%2FdEf%2BgH%3D", "AbC%2fdEf%2bgH%3d"] {
            assert_eq!(run.text(echoed), "[redacted:key]");
        }
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
