//! Documents as both uploads take them: a JSON object with Base64, or a multipart form.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{errors::Refusal, fields::Problems, service::Call};

/// A document that was uploaded.
#[derive(Clone, Debug)]
pub(super) struct Document {
    pub(super) file_type: String,
    pub(super) file_name: String,
}

/// The document of a call.
///
/// # Errors
/// 422 for a member or part that is missing, empty or not Base64; 400 for a form that cannot be read.
pub(super) fn document(call: &Call) -> Result<Document, Refusal> {
    if call.content_type.to_ascii_lowercase().starts_with("multipart/") {
        return from_form(call);
    }
    let mut problems = Problems::default();
    let file_type = problems.text(call.body, "", "file_type");
    let file_name = problems.text(call.body, "", "file_name");
    problems.text(call.body, "", "content_type");
    let content = problems.text(call.body, "", "content_base64");
    if STANDARD.decode(content.trim()).is_err() {
        problems.add("", "content_base64", "is not Base64");
    }
    problems.result()?;
    Ok(Document { file_type, file_name })
}

fn from_form(call: &Call) -> Result<Document, Refusal> {
    let boundary = call.content_type.split(';').find_map(|part| {
        let (name, value) = part.trim().split_once('=')?;
        name.eq_ignore_ascii_case("boundary").then(|| value.trim_matches('"'))
    });
    let boundary = boundary.ok_or_else(|| Refusal::new(400, "the multipart form has no boundary"))?;
    let parts = parts(call.raw, boundary).ok_or_else(|| Refusal::new(400, "the multipart form is broken"))?;
    let mut problems = Problems::default();
    let find = |name: &str| parts.iter().find(|part| part.name == name && !part.content.is_empty());
    let mut wanted = |name: &str| {
        let part = find(name);
        if part.is_none() {
            problems.add("", name, "is required");
        }
        part
    };
    let (file, file_type) = (wanted("file"), wanted("file_type"));
    problems.result()?;
    let file_name = file.and_then(|part| part.file_name.clone()).unwrap_or_default();
    let file_type = file_type.map(|part| String::from_utf8_lossy(part.content).trim().to_owned());
    Ok(Document { file_type: file_type.unwrap_or_default(), file_name })
}

struct Part<'a> {
    name: String,
    file_name: Option<String>,
    content: &'a [u8],
}

/// The parts of a multipart form; `None` if it is not one.
fn parts<'a>(body: &'a [u8], boundary: &str) -> Option<Vec<Part<'a>>> {
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut rest = &body[find(body, delimiter.as_bytes())? + delimiter.len()..];
    let next = format!("\r\n{delimiter}");
    loop {
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        rest = rest.strip_prefix(b"\r\n")?;
        let end = find(rest, next.as_bytes())?;
        let head_end = find(&rest[..end], b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&rest[..head_end]).into_owned();
        let disposition =
            head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?;
        let value = |wanted: &str| {
            disposition.split(';').find_map(|part| {
                let (name, value) = part.trim().split_once('=')?;
                name.eq_ignore_ascii_case(wanted).then(|| value.trim_matches('"').to_owned())
            })
        };
        let content = &rest[head_end + 4..end];
        parts.push(Part { name: value("name")?, file_name: value("filename"), content });
        rest = &rest[end + next.len()..];
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// The file name as an answer shows it; a form may leave it out.
pub(super) fn shown_name(document: &Document) -> &str {
    if document.file_name.is_empty() { "document" } else { &document.file_name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_taken_apart_byte_by_byte() {
        let body = b"--b\r\nContent-Disposition: form-data; name=\"file_type\"\r\n\r\nX\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%\xff\r\n-\r\n--b--\r\n";
        let parts = parts(body, "b").unwrap();
        assert_eq!((parts[0].name.as_str(), parts[0].content), ("file_type", &b"X"[..]));
        assert_eq!(parts[1].file_name.as_deref(), Some("a.pdf"));
        assert_eq!(parts[1].content, b"%\xff\r\n-");
    }

    #[test]
    fn what_is_not_a_form_is_told_apart() {
        for broken in [&b""[..], b"--b", b"--b\r\nno head", b"--b\r\nA: b\r\n\r\nx\r\n--b--"] {
            assert!(parts(broken, "b").is_none());
        }
    }
}
