//! What Ideon's answers say.

use evidence::Answer;
use serde_json::Value;

use crate::answer::{children, text};

/// What a refusal says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) error_type: Option<String>,
    pub(super) message: Option<String>,
    pub(super) parameter: Option<String>,
}

/// Reads a refusal: the first of its `errors` that says anything.
pub(super) fn said(body: &Value) -> Said {
    let Some(first) = body.get("errors").map(children).unwrap_or_default().into_iter().next() else {
        return Said::default();
    };
    Said {
        error_type: text(first, "error_type"),
        message: text(first, "message"),
        parameter: text(first, "parameter"),
    }
}

/// The resource in an answer: under its name, or the answer itself where it is bare.
pub(super) fn resource<'a>(body: &'a Value, name: &str) -> &'a Value {
    body.get(name).filter(|inner| inner.is_object()).unwrap_or(body)
}

/// Where a list goes on, as the headers of a page say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Onward {
    /// There is another page.
    More,
    /// This was the last one.
    End,
    /// The headers do not say.
    Unknown,
}

/// What the headers say of the page after this one, when so many items were seen so far.
pub(super) fn onward(answer: &Answer, seen: usize) -> Onward {
    let Answer::Response(response) = answer else { return Onward::Unknown };
    if response.header("link").is_some_and(|link| link_relations(link).any(|relation| relation == "next")) {
        return Onward::More;
    }
    match response.header("total").and_then(|total| total.trim().parse::<usize>().ok()) {
        Some(total) if total > seen => Onward::More,
        Some(_) => Onward::End,
        None => Onward::Unknown,
    }
}

/// The relations of a `Link` header (RFC 8288): `<url>; rel="next", …`.
fn link_relations(link: &str) -> impl Iterator<Item = &str> {
    link.split(';').filter_map(|part| {
        let value = part.trim().strip_prefix("rel=")?;
        Some(value.split(',').next().unwrap_or(value).trim().trim_matches('"'))
    })
}

#[cfg(test)]
mod tests {
    use evidence::{Header, Response};
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case(json!({"errors": [{"error_type": "invalid_request.invalid_value", "message": "m", "parameter": "group.employer.fein"}]}),
        Some("invalid_request.invalid_value"), Some("group.employer.fein"))]
    #[case(json!({"errors": []}), None, None)]
    #[case(json!({"errors": "x"}), None, None)]
    #[case(json!("text"), None, None)]
    fn a_refusal_is_read_as_far_as_it_says_something(
        #[case] body: Value,
        #[case] error_type: Option<&str>,
        #[case] parameter: Option<&str>,
    ) {
        let said = said(&body);
        assert_eq!((said.error_type.as_deref(), said.parameter.as_deref()), (error_type, parameter));
    }

    #[rstest]
    #[case(&[("link", "<https://x/?page=1>; rel=\"first\", <https://x/?page=3>; rel=\"next\"")], Onward::More)]
    #[case(&[("link", "<https://x/?page=3>; rel=next")], Onward::More)]
    #[case(&[("link", "<https://x/?page=1>; rel=\"prev\""), ("total", "4")], Onward::End)]
    #[case(&[("total", "5")], Onward::More)]
    #[case(&[("total", "4")], Onward::End)]
    #[case(&[("total", "many")], Onward::Unknown)]
    #[case(&[], Onward::Unknown)]
    fn a_page_says_whether_there_is_another(#[case] headers: &[(&str, &str)], #[case] expected: Onward) {
        let answer = Answer::Response(Response {
            status: 200,
            version: "HTTP/1.1".to_owned(),
            headers: headers.iter().map(|(name, value)| Header::new(*name, *value)).collect(),
            body: evidence::Body::default(),
        });
        assert_eq!(onward(&answer, 4), expected);
    }
}
