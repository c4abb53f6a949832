//! Redaction of whole documents, below the escapes of their format.

use std::{borrow::Cow, io::Write, path::PathBuf};

use evidence::{RunRecord, redact::RunSecrets};
use quick_xml::{
    Reader, Writer,
    events::{BytesCData, Event},
};
use serde_json::Value;

use crate::{ReportError, github, html, json, markdown, xml};

/// How a text is written, which decides where a secret can hide in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// For a terminal or a log.
    Plain,
    /// One indented JSON document.
    Json,
    /// One JSON document on one line.
    JsonLine,
    /// One JSON document a line.
    JsonLines,
    /// XML.
    Xml,
    /// Markdown, escaped with backslashes and references.
    Markdown,
    /// Workflow commands of GitHub, escaped with percent signs.
    Commands,
    /// Our own HTML report: JSON in packed blocks.
    Html,
}

/// Deeper than this nobody nests JSON in strings of JSON.
const ESCAPES_MAX: usize = 4;
/// A placeholder can, in theory, complete another secret; more often than this it does not.
const ROUNDS_MAX: usize = 4;

/// A writer that redacts. It takes whole texts only, so that no secret can slip through between two writes.
#[derive(Debug)]
pub struct RedactingWriter<'s, W> {
    inner: W,
    path: PathBuf,
    encoding: Encoding,
    secrets: &'s RunSecrets,
}

impl<'s, W: Write> RedactingWriter<'s, W> {
    /// Wraps a writer; `path` is what errors call it.
    pub fn new(inner: W, path: impl Into<PathBuf>, encoding: Encoding, secrets: &'s RunSecrets) -> Self {
        Self { inner, path: path.into(), encoding, secrets }
    }

    /// Writes a whole document, or a whole line, and flushes. Returns how many bytes were written.
    ///
    /// # Errors
    ///
    /// [`ReportError::Leak`] if a secret is left after redaction (then nothing is written), [`ReportError::Io`] if the
    /// bytes cannot be written.
    pub fn write_text(&mut self, text: &str) -> Result<u64, ReportError> {
        let clean = clean(text, self.encoding, self.secrets)
            .ok_or_else(|| ReportError::Leak { what: format!("text for {}", self.path.display()) })?;
        self.inner
            .write_all(clean.as_bytes())
            .and_then(|()| self.inner.flush())
            .map_err(|source| ReportError::Io { action: "write", path: self.path.clone(), source })?;
        Ok(clean.len() as u64)
    }

    /// The writer inside.
    pub fn into_inner(self) -> W {
        self.inner
    }
}

/// A record without the secrets of the run. Whatever is rendered is rendered from this: a renderer wraps
/// and cuts text, and half a secret is not recognised as one.
#[derive(Clone, Debug)]
pub struct Redacted {
    record: RunRecord,
}

impl Redacted {
    /// Replaces the secrets in every text of a record.
    ///
    /// # Errors
    ///
    /// [`ReportError::Leak`] if a secret is left, [`ReportError::Serialize`] if the record has no JSON form.
    pub fn new(record: RunRecord, secrets: &RunSecrets) -> Result<Self, ReportError> {
        if secrets.is_empty() {
            return Ok(Self { record });
        }
        let json = json::render(&record)?;
        if !hides(&json, Encoding::Json, secrets) {
            return Ok(Self { record });
        }
        let failed = |source| ReportError::Serialize { what: "the run record", source };
        let mut value = serde_json::from_str(&json).map_err(failed)?;
        redact_value(&mut value, secrets)
            .ok_or_else(|| ReportError::Leak { what: "run record".to_owned() })?;
        let record = serde_json::from_value(value).map_err(failed)?;
        Ok(Self { record })
    }

    /// The record.
    #[must_use]
    pub const fn record(&self) -> &RunRecord {
        &self.record
    }
}

/// The text without secrets; `None` if that cannot be had.
pub(super) fn clean<'t>(text: &'t str, encoding: Encoding, secrets: &RunSecrets) -> Option<Cow<'t, str>> {
    if !hides(text, encoding, secrets) {
        return Some(Cow::Borrowed(text));
    }
    let clean = match encoding {
        Encoding::Plain => {
            let lines: Option<Vec<_>> =
                rounds(text, secrets)?.split('\n').map(|line| redact_text(line, secrets)).collect();
            lines?.join("\n")
        }
        Encoding::Json | Encoding::JsonLine => {
            let mut value: Value = serde_json::from_str(text).ok()?;
            // Numbers stay: a count or a time that looks like a secret is none.
            redact_value(&mut value, secrets)?;
            if encoding == Encoding::Json {
                let mut text = serde_json::to_string_pretty(&value).ok()?;
                text.push('\n');
                text
            } else {
                let newline = if text.ends_with('\n') { "\n" } else { "" };
                format!("{value}{newline}")
            }
        }
        Encoding::JsonLines => {
            let lines = text.split_inclusive('\n');
            lines.map(|line| clean(line, Encoding::JsonLine, secrets)).collect::<Option<String>>()?
        }
        Encoding::Markdown | Encoding::Commands => {
            let lines: Option<Vec<_>> =
                text.split('\n').map(|line| redact_escaped(line, encoding, secrets)).collect();
            lines?.join("\n")
        }
        Encoding::Html => {
            let parts = html::split(text).ok()?;
            parts.with(|json| clean(json, Encoding::JsonLine, secrets).map(Cow::into_owned))?
        }
        Encoding::Xml => {
            let clean = redact_xml(text, secrets)?;
            if hides(&clean, Encoding::Xml, secrets) {
                return None;
            }
            clean
        }
    };
    Some(Cow::Owned(clean))
}

/// Whether a secret stands in the text, as it is or below escapes.
fn hides(text: &str, encoding: Encoding, secrets: &RunSecrets) -> bool {
    if secrets.is_empty() {
        return false;
    }
    if encoding == Encoding::Html {
        // Around the blocks stands nothing but what is the same in every report. What is no report of ours could hide
        // a secret anywhere.
        let hidden = |json: Option<String>| json.is_none_or(|json| hides(&json, Encoding::JsonLine, secrets));
        return html::split(text).map_or(true, |parts| parts.texts().any(hidden));
    }
    if !secrets.is_clean(text.as_bytes()) || hides_below_json(text, secrets) {
        return true;
    }
    if matches!(encoding, Encoding::Markdown | Encoding::Commands) {
        return text.split('\n').any(|line| hides_escaped(line, encoding, secrets));
    }
    if encoding != Encoding::Xml || !(text.contains('&') || text.contains(xml::CDATA_SPLIT)) {
        return false;
    }
    let below = unescape_xml(text);
    !secrets.is_clean(below.as_bytes()) || hides_below_json(&below, secrets)
}

/// The text below the escapes of Markdown or of GitHub's commands.
fn below_escapes(line: &str, encoding: Encoding) -> String {
    if encoding == Encoding::Commands { github::unescape(line) } else { markdown::unescape(line) }
}

fn hides_escaped(line: &str, encoding: Encoding, secrets: &RunSecrets) -> bool {
    let below = below_escapes(line, encoding);
    !secrets.is_clean(below.as_bytes()) || hides_below_json(&below, secrets)
}

/// One line, redacted; where a secret stands below escapes, the line loses its markup with it.
fn redact_escaped(line: &str, encoding: Encoding, secrets: &RunSecrets) -> Option<String> {
    let clean = redact_text(line, secrets)?;
    if !hides_escaped(&clean, encoding, secrets) {
        return Some(clean);
    }
    let clean = redact_text(&below_escapes(&clean, encoding), secrets)?;
    let escaped = match encoding {
        Encoding::Commands => github::plain_error(&clean),
        _ => markdown::escape(&clean),
    };
    (!hides_escaped(&escaped, encoding, secrets)).then_some(escaped)
}

/// Whether a secret stands below escapes of JSON. What one level of plain escapes does to a secret is among the forms
/// that are searched for anyway, so only lines with more than that are looked at.
fn hides_below_json(text: &str, secrets: &RunSecrets) -> bool {
    text.split('\n').filter(|line| deep_escapes(line)).any(|line| hides_below(line, secrets))
}

/// Whether there is an escaped backslash, or an escape that nobody needs to write.
fn deep_escapes(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        rest = &rest[at + 1..];
        if rest.starts_with(['\\', 'u', '/', 'b', 'f']) {
            return true;
        }
    }
    false
}

fn hides_below(line: &str, secrets: &RunSecrets) -> bool {
    let mut below = Cow::Borrowed(line);
    for _ in 0..ESCAPES_MAX {
        match unescape_json(&below) {
            Some(deeper) if !secrets.is_clean(deeper.as_bytes()) => return true,
            Some(deeper) => below = Cow::Owned(deeper),
            None => return false,
        }
    }
    false
}

/// One string, redacted; where a secret stands below escapes, the string loses its escapes with it.
fn redact_text(text: &str, secrets: &RunSecrets) -> Option<String> {
    let mut clean = rounds(text, secrets)?;
    while hides_below_json(&clean, secrets) {
        clean = rounds(&unescape_json(&clean)?, secrets)?;
    }
    Some(clean)
}

fn rounds(text: &str, secrets: &RunSecrets) -> Option<String> {
    let mut clean = text.to_owned();
    for _ in 0..ROUNDS_MAX {
        if secrets.is_clean(clean.as_bytes()) {
            return Some(clean);
        }
        clean = secrets.text(&clean).into_owned();
    }
    secrets.is_clean(clean.as_bytes()).then_some(clean)
}

fn redact_value(value: &mut Value, secrets: &RunSecrets) -> Option<()> {
    match value {
        Value::String(text) => *text = redact_text(text, secrets)?,
        Value::Array(items) => {
            for item in items {
                redact_value(item, secrets)?;
            }
        }
        Value::Object(members) => {
            // The names of members are ours; a secret in one would be a document that is not.
            for (name, member) in members {
                if !secrets.is_clean(name.as_bytes()) {
                    return None;
                }
                redact_value(member, secrets)?;
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Some(())
}

fn redact_xml(text: &str, secrets: &RunSecrets) -> Option<String> {
    let mut reader = Reader::from_str(text);
    let mut writer = Writer::new(Vec::with_capacity(text.len()));
    // Sections that follow each other are one text.
    let mut section: Option<String> = None;
    loop {
        let event = reader.read_event().ok()?;
        if let Event::CData(data) = &event {
            section.get_or_insert_default().push_str(&data.decode().ok()?);
            continue;
        }
        if let Some(whole) = section.take() {
            let clean = redact_text(&whole, secrets)?.replace("]]>", xml::CDATA_SPLIT);
            writer.write_event(Event::CData(BytesCData::new(clean))).ok()?;
        }
        let redacted = |start: &quick_xml::events::BytesStart<'_>| -> Option<_> {
            let mut attributes = xml::attributes(start).ok()?;
            for (_, value) in &mut attributes {
                *value = redact_text(value, secrets)?;
            }
            Some(attributes)
        };
        match event {
            Event::Eof => return String::from_utf8(writer.into_inner()).ok(),
            Event::Start(start) => {
                let name = String::from_utf8(start.name().as_ref().to_vec()).ok()?;
                writer.write_event(Event::Start(xml::element(&name, &redacted(&start)?))).ok()?;
            }
            Event::Empty(start) => {
                let name = String::from_utf8(start.name().as_ref().to_vec()).ok()?;
                writer.write_event(Event::Empty(xml::element(&name, &redacted(&start)?))).ok()?;
            }
            other => writer.write_event(other).ok()?,
        }
    }
}

/// The text with one level of JSON escapes undone, wherever they stand; `None` if there are none.
fn unescape_json(text: &str) -> Option<String> {
    if !text.contains('\\') {
        return None;
    }
    let mut below = String::with_capacity(text.len());
    let mut rest = text;
    let mut changed = false;
    while let Some(at) = rest.find('\\') {
        below.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let (c, used) = match rest.as_bytes().first() {
            Some(b'n') => ('\n', 1),
            Some(b't') => ('\t', 1),
            Some(b'r') => ('\r', 1),
            Some(b'b') => ('\u{8}', 1),
            Some(b'f') => ('\u{c}', 1),
            Some(quoted @ (b'"' | b'\\' | b'/')) => (char::from(*quoted), 1),
            Some(b'u') => match code_point(&rest[1..]) {
                Some((c, used)) => (c, used + 1),
                None => ('\\', 0),
            },
            _ => ('\\', 0),
        };
        changed |= used > 0;
        below.push(c);
        rest = &rest[used..];
    }
    below.push_str(rest);
    changed.then_some(below)
}

/// What follows `\u`: one code unit, or a pair of surrogates.
fn code_point(text: &str) -> Option<(char, usize)> {
    let unit = |text: &str| text.get(..4).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let first = unit(text)?;
    if let Some(c) = char::from_u32(first) {
        return Some((c, 4));
    }
    let second = text.get(4..).and_then(|next| next.strip_prefix("\\u")).and_then(unit)?;
    let joined = 0x1_0000 + ((first & 0x3ff) << 10) + (second & 0x3ff);
    char::from_u32(joined).map(|c| (c, 10))
}

/// The text with the references of XML undone and split sections joined.
fn unescape_xml(text: &str) -> String {
    let joined = text.replace(xml::CDATA_SPLIT, "]]>");
    let mut below = String::with_capacity(joined.len());
    let mut rest = joined.as_str();
    while let Some(at) = rest.find('&') {
        below.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.bytes().take(10).position(|byte| byte == b';');
        let named = end.and_then(|end| {
            let name = &rest[..end];
            let c = match name {
                "lt" => '<',
                "gt" => '>',
                "amp" => '&',
                "quot" => '"',
                "apos" => '\'',
                name => {
                    let digits = name.strip_prefix('#')?;
                    let code = match digits.strip_prefix(['x', 'X']) {
                        Some(hex) => u32::from_str_radix(hex, 16),
                        None => digits.parse(),
                    };
                    code.ok().and_then(char::from_u32)?
                }
            };
            Some((c, end + 1))
        });
        let (c, used) = named.unwrap_or(('&', 0));
        below.push(c);
        rest = &rest[used..];
    }
    below.push_str(rest);
    below
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn secrets() -> RunSecrets {
        RunSecrets::new([("key", "p\"ss<w>/rd&more\\x"), ("pin", "86420975")], [])
    }

    #[rstest]
    #[case(r#"{"a":"p\"ss<w>/rd&more\\x"}"#, r#"{"a":"[redacted:key]"}"#)]
    #[case(r#"{"a":"{\"b\":\"p\\\"ss<w>/rd&more\\\\x\"}"}"#, r#"{"a":"{\"b\":\"[redacted:key]\"}"}"#)]
    #[case(r#"{"a":"{\"b\":\"p\\u0022ss<w>\\/rd&more\\\\x\"}"}"#, r#"{"a":"{\"b\":\"[redacted:key]\"}"}"#)]
    #[case(r#"{"n":86420975,"a":"pin 86420975"}"#, r#"{"n":86420975,"a":"pin [redacted:pin]"}"#)]
    #[case(r#"{"a":"\n86420975"}"#, r#"{"a":"\n[redacted:pin]"}"#)]
    fn a_secret_in_json_is_found_below_escapes_and_the_document_stays_json(
        #[case] text: &str,
        #[case] expected: &str,
    ) {
        assert_eq!(clean(text, Encoding::JsonLine, &secrets()).unwrap(), expected);
    }

    #[rstest]
    #[case("<a b=\"x p&quot;ss&lt;w&gt;/rd&amp;more\\x\"/>", "<a b=\"x [redacted:key]\"/>")]
    #[case("<a b=\"&#56;6420975\">t</a>", "<a b=\"[redacted:pin]\">t</a>")]
    #[case(
        "<a><![CDATA[p\"ss<w>/rd&more\\x 86420975 ]]]]><![CDATA[>]]></a>",
        "<a><![CDATA[[redacted:key] [redacted:pin] ]]]]><![CDATA[>]]></a>"
    )]
    fn a_secret_in_xml_is_found_below_references(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(clean(text, Encoding::Xml, &secrets()).unwrap(), expected);
    }

    #[test]
    fn clean_text_is_written_as_it_is_and_other_text_line_by_line() {
        let text = "one\\n\ntwo";
        assert!(
            matches!(clean(text, Encoding::Plain, &secrets()), Some(Cow::Borrowed(same)) if same == text)
        );
        let mut writer = RedactingWriter::new(Vec::new(), "log", Encoding::Plain, &secrets()).into_inner();
        let known = secrets();
        RedactingWriter::new(&mut writer, "log", Encoding::Plain, &known)
            .write_text("pin 86420975\n")
            .unwrap();
        assert_eq!(String::from_utf8(writer).unwrap(), "pin [redacted:pin]\n");
    }

    #[test]
    fn what_cannot_be_cleaned_is_not_written() {
        // A secret that the placeholder itself holds.
        let secrets = RunSecrets::new([("key", "redacted")], []);
        let mut written = Vec::new();
        let refused =
            RedactingWriter::new(&mut written, "run.json", Encoding::Plain, &secrets).write_text("redacted!");
        assert!(matches!(refused, Err(ReportError::Leak { .. })), "{refused:?}");
        assert!(written.is_empty());
    }
}
