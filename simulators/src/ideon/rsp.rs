//! `POST /rsp`: an LDEx RSP in a form, answered in plain text (dossier 3.16). What is in the form is not described.

use super::{
    errors::Refusal,
    faults::Rule,
    service::{Call, Outcome},
    state::Book,
};
use crate::http::{Response, pairs};

/// The documented body of each status.
const fn words(status: u16) -> &'static str {
    match status {
        200 => "OK",
        401 => "Unauthorized - action requires user authentication.",
        403 => "Forbidden - user does not have permission to upload this payload.",
        404 => "Not Found - resource not found.",
        405 => "Not Allowed - method not allowed on this resource.",
        406 => "Unacceptable - payload content type is not supported.",
        411 => {
            "Length Required - server needs to know the size of the entity body. Specify in Content-Length header."
        }
        413 => "Payload too large - payload exceeds size limit (too many employees or too many employers).",
        415 => "Unsupported media type - payload type unsupported.",
        422 => "Unprocessable entity - request body failed business validation.",
        429 => "Too many requests - number of requests exceeds limit.",
        500 => "Internal Server Error - fatal error during processing of request.",
        501 => "Not implemented - RSP upload is not supported.",
        502 => "Bad Gateway - the server received an invalid response from an upstream server.",
        503 => "Service Unavailable - unable to process request at this time. Try again later.",
        _ => "Bad request - Payload rejected.",
    }
}

/// A refusal in the words of this operation.
pub(super) fn refused(refusal: Refusal) -> Response {
    let mut response = Response::text(refusal.status, words(refusal.status));
    response.headers = refusal.headers;
    response
}

impl Book {
    /// `rsppost`: any form that is not empty is accepted (reading 29).
    pub(super) fn rsppost(&mut self, call: &Call) -> Outcome {
        let essence = |value: &str| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let takes_text = call.accept.is_empty()
            || call
                .accept
                .split(',')
                .any(|range| matches!(essence(range).as_str(), "*/*" | "text/*" | "text/plain"));
        let refuse = |status: u16| Err(Refusal::of_status(status));
        if !takes_text && !self.has(Rule::RspAcceptIgnored) {
            return refuse(406);
        }
        if !call.has_length && !self.has(Rule::RspLengthUnneeded) {
            return refuse(411);
        }
        if call.raw.len() > self.settings.rsp_bytes_max && !self.has(Rule::RspAnySize) {
            return refuse(413);
        }
        let is_form = essence(call.content_type) == "application/x-www-form-urlencoded";
        if !is_form && !self.has(Rule::RspAnyContentType) {
            return refuse(415);
        }
        let Some(form) = read(call.raw) else {
            return if self.has(Rule::RspUnreadableAccepted) { self.rsp_taken(call) } else { refuse(400) };
        };
        if form.iter().all(|(_, value)| value.trim().is_empty()) && !self.has(Rule::RspEmptyAccepted) {
            return refuse(422);
        }
        self.rsp_taken(call)
    }

    fn rsp_taken(&self, call: &Call) -> Outcome {
        Ok(Response::text(self.success(call.operation), words(200)))
    }
}

/// The pairs of a form; `None` for bytes that are no form: not UTF-8, or a percent sign without two hex digits.
fn read(raw: &[u8]) -> Option<Vec<(String, String)>> {
    let text = std::str::from_utf8(raw).ok()?;
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('%') {
        let digits = after.as_bytes().get(..2)?;
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        rest = after.get(2..)?;
    }
    Some(pairs(text))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(b"a=1&b=%20", true)]
    #[case(b"", true)]
    #[case(b"a=%2", false)]
    #[case(b"a=%zz", false)]
    #[case(b"a=\xff", false)]
    fn a_broken_form_is_told_apart(#[case] raw: &[u8], #[case] is_form: bool) {
        assert_eq!(read(raw).is_some(), is_form);
    }
}
