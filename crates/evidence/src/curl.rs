//! A `curl` command that repeats a request. Secrets are variables in it, and no content of a request, however hostile,
//! can leave its quotes.

use std::fmt::Write;

use crate::exchange::{Header, Request};

/// Headers that curl writes itself.
const CURLS_OWN: [&str; 2] = ["host", "content-length"];
/// Parts of header names that mean a credential.
const CREDENTIALS: [&str; 6] = ["authorization", "cookie", "api-key", "apikey", "token", "secret"];

/// The options that a request needs besides what it says itself: files and places that only the sender knows, as
/// variables.
#[must_use]
pub fn options(with_identity: bool, with_ca: bool, with_proxy: bool) -> String {
    let options = [
        (with_identity, r#"--cert "$CLIENT_CERTIFICATE" --key "$CLIENT_KEY""#),
        (with_ca, r#"--cacert "$CA_CERTIFICATE""#),
        (with_proxy, r#"--proxy "$PROXY""#),
    ];
    options.into_iter().filter(|(wanted, _)| *wanted).map(|(_, option)| option).collect::<Vec<_>>().join(" ")
}

/// The command that repeats a request, for a POSIX shell; `options` is what [`options`] gave. A body that the evidence does
/// not have as a whole is read from the file that `$BODY` names.
#[must_use]
pub fn command(request: &Request, options: &str) -> String {
    let body = request.body.as_ref();
    let is_cut = body.is_some_and(|body| body.cut);
    let whole = body.filter(|_| !is_cut).map(|body| body.text.as_bytes());
    let command = Command {
        method: &request.method,
        url: &request.url,
        headers: &request.headers,
        body: whole,
        options,
    };
    let mut text = command.text();
    if is_cut {
        text.push_str(r#" --data-binary "@$BODY""#);
    }
    text
}

/// What a command is made from.
struct Command<'a> {
    method: &'a str,
    url: &'a str,
    headers: &'a [Header],
    body: Option<&'a [u8]>,
    options: &'a str,
}

impl Command<'_> {
    fn text(&self) -> String {
        let mut text = String::from("curl -sS");
        // Brackets and braces would be expanded as ranges.
        if self.url.contains(['[', ']', '{', '}']) {
            text.push_str(" --globoff");
        }
        if self.method == "HEAD" {
            text.push_str(" --head");
        } else {
            let _ = write!(text, " -X {}", quote(self.method));
        }
        let _ = write!(text, " {}", quote(self.url));
        for header in self.headers.iter().filter(|header| !CURLS_OWN.contains(&header.name.as_str())) {
            let _ = write!(text, " -H {}", argument(header));
        }
        if self.body.is_some() && !self.headers.iter().any(|header| header.name == "content-type") {
            // curl would announce a form.
            text.push_str(" -H 'content-type:'");
        }
        if !self.options.is_empty() {
            text.push(' ');
            text.push_str(self.options);
        }
        match self.body.map(|bytes| (bytes, std::str::from_utf8(bytes))) {
            None => {}
            Some((_, Ok(body))) if !body.contains('\0') => {
                let _ = write!(text, " --data-raw {}", quote(body));
            }
            // Neither a NUL nor bytes that are no text fit into an argument.
            Some((bytes, _)) => {
                text = format!("printf {} | {text} --data-binary @-", printf_format(bytes));
            }
        }
        text
    }
}

fn argument(header: &Header) -> String {
    if header.value.is_empty() {
        // `name:` would take the header away, `name;` sends it empty.
        return quote(&format!("{};", header.name));
    }
    let is_credential = CREDENTIALS.iter().any(|part| header.name.contains(part));
    if is_credential {
        format!("{}\"${}\"", quote(&format!("{}: ", header.name)), variable(&header.name))
    } else {
        quote(&format!("{}: {}", header.name, header.value))
    }
}

fn variable(name: &str) -> String {
    let upper: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' })
        .collect();
    if upper.starts_with(|first: char| first.is_ascii_digit()) { format!("_{upper}") } else { upper }
}

/// Quotes a text for a POSIX shell: within single quotes only the single quote itself has a meaning.
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A format for `printf` that writes these bytes. What is ASCII stays readable, so that redaction finds it.
fn printf_format(bytes: &[u8]) -> String {
    let mut format = String::with_capacity(bytes.len() + 16);
    for byte in bytes {
        match byte {
            b'%' => format.push_str("%%"),
            b'\\' => format.push_str(r"\\"),
            b' '..=b'~' | b'\n' => format.push(char::from(*byte)),
            _ => {
                let _ = write!(format, r"\{byte:03o}");
            }
        }
    }
    // A leading hyphen would be read as an option.
    if format.starts_with('-') {
        format.replace_range(..1, r"\055");
    }
    quote(&format)
}

#[cfg(test)]
mod tests {
    use std::process::Command as Process;

    use rstest::rstest;

    use super::*;

    const PLAIN: Command<'static> =
        Command { method: "POST", url: "https://h:444/a?b=1", headers: &[], body: None, options: "" };

    #[test]
    fn a_body_that_was_cut_comes_from_a_file() {
        let mut body = crate::exchange::Body::from_bytes(b"abcd");
        body.cut_to(2);
        let headers = vec![Header::new("content-type", "application/json")];
        let request = Request { method: "POST".into(), url: "https://h/a".into(), headers, body: Some(body) };
        assert_eq!(
            command(&request, ""),
            r#"curl -sS -X 'POST' 'https://h/a' -H 'content-type: application/json' --data-binary "@$BODY""#
        );
    }

    fn shell(script: &str) -> Vec<u8> {
        let output = Process::new("sh").arg("-c").arg(script).output().unwrap();
        assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    #[test]
    fn a_command_reads_as_the_request_did() {
        let headers = [Header::new("host", "h:444"), Header::new("content-type", "application/json")];
        let command = Command {
            headers: &headers,
            body: Some(b"{\"a\":1}"),
            options: &options(true, true, false),
            ..PLAIN
        };
        assert_eq!(
            command.text(),
            "curl -sS -X 'POST' 'https://h:444/a?b=1' -H 'content-type: application/json' \
             --cert \"$CLIENT_CERTIFICATE\" --key \"$CLIENT_KEY\" --cacert \"$CA_CERTIFICATE\" --data-raw '{\"a\":1}'"
        );
    }

    #[rstest]
    #[case("plain")]
    #[case("it's; $(touch /tmp/pwned) `id` \"$HOME\" \\ \n !! *")]
    #[case("''")]
    #[case("'; exit 7; '")]
    #[case("ünïcödé \u{202e} \u{1b}[31m")]
    fn a_quoted_text_arrives_in_a_shell_as_it_was(#[case] hostile: &str) {
        assert_eq!(shell(&format!("printf %s {}", quote(hostile))), hostile.as_bytes());
    }

    #[rstest]
    #[case(b"\0\x01\xff 100% \\n 'quoted' $HOME\n")]
    #[case(b"-n\xfe")]
    #[case(b"\xff7")]
    fn bytes_that_are_no_text_arrive_as_they_were(#[case] bytes: &[u8]) {
        assert_eq!(shell(&format!("printf {}", printf_format(bytes))), bytes);
        let text = Command { body: Some(bytes), ..PLAIN }.text();
        assert!(text.starts_with("printf '") && text.ends_with(" --data-binary @-"), "{text}");
    }

    #[test]
    fn every_argument_of_a_hostile_request_stays_one_argument() {
        let headers = [
            Header::new("x-note", "a' -o /etc/passwd '"),
            Header::new("x-`id`'$x", "b"),
            Header::new("authorization", "Bearer hunter2"),
            Header::new("x-empty", ""),
        ];
        let command = Command {
            method: "GE'T",
            url: "https://h/[1-3]'",
            headers: &headers,
            body: Some(b"it's $(id)"),
            ..PLAIN
        };
        let text = command.text();
        assert!(!text.contains("hunter2"), "a credential stands in the command: {text}");
        let script = format!("AUTHORIZATION='Bearer x'; curl() {{ printf '%s\\n' \"$@\"; }}; {text}");
        let arguments = String::from_utf8(shell(&script)).unwrap();
        assert_eq!(
            arguments.lines().collect::<Vec<_>>(),
            [
                "-sS",
                "--globoff",
                "-X",
                "GE'T",
                "https://h/[1-3]'",
                "-H",
                "x-note: a' -o /etc/passwd '",
                "-H",
                "x-`id`'$x: b",
                "-H",
                "authorization: Bearer x",
                "-H",
                "x-empty;",
                "-H",
                "content-type:",
                "--data-raw",
                "it's $(id)"
            ]
        );
    }

    #[test]
    fn a_head_request_does_not_wait_for_a_body() {
        assert!(Command { method: "HEAD", ..PLAIN }.text().starts_with("curl -sS --head 'https"));
    }
}
