//! What the user and the operations team are told.

use evidence::Answer;

use super::{Operation, answer::Actionable};

/// What to do about a 400, from what the vendor says of it.
pub(crate) fn rejected(found: &Actionable) -> String {
    match (&found.error_code, &found.field) {
        (Some(code), Some(field)) => {
            format!("please correct `{field}` and send it again: Oscar refused it as {code}")
        }
        (Some(code), None) => {
            format!("please correct the request and send it again: Oscar refused it as {code}")
        }
        (None, Some(field)) => format!("please correct `{field}` and send it again: Oscar refused it"),
        (None, None) => VAGUE.to_owned(),
    }
}

/// What is left to say without code and field.
pub(crate) const VAGUE: &str = "Oscar refused the request";

/// Why an enrollment was not sent.
pub(crate) const LIFE_EVENT_NEEDED: &str = "outside Open Enrollment a qualifying life event is needed: please state \
                                            which one and its date in `qle_info`";

/// Why a call was not sent.
pub(crate) const NOBODY_ENROLLED: &str = "no member is known yet: enroll one first, or give an `oscar_id`";

/// What to check when the vendor does not know us.
pub(crate) fn unauthorized(answer: &Answer) -> String {
    let seen = match answer {
        Answer::Response(response) => format!("Oscar answered {}", response.status),
        Answer::NoAnswer(failure) => failure.message.clone(),
    };
    format!(
        "{seen}; check the file paths of the client certificate and of its key, and that Oscar has registered the \
         certificate"
    )
}

/// How it ended after all retries.
pub(crate) fn gave_up(retries: usize) -> String {
    format!(
        "Oscar is not available at the moment ({retries} retries); nothing is wrong with the request: try it later"
    )
}

/// What the user hears of a 500.
pub(crate) fn escalated(application_id: Option<&str>) -> String {
    match application_id {
        Some(id) => format!(
            "Oscar has an internal error; our operations team takes it up with Oscar (application {id})"
        ),
        None => "Oscar has an internal error; our operations team takes it up with Oscar".to_owned(),
    }
}

/// What operations hear of a 500.
pub(crate) fn alert(operation: Operation, application_id: Option<&str>) -> String {
    match application_id {
        Some(id) => format!(
            "{operation} met an internal error at Oscar: contact Oscar support with application_id {id}"
        ),
        None => format!("{operation} met an internal error at Oscar, and the answer names no application_id"),
    }
}

/// What the user hears of everything else.
pub(crate) fn unexpected(answer: &Answer) -> String {
    match answer {
        Answer::Response(response) if (200..300).contains(&response.status) => {
            "Oscar's answer cannot be read; whether the request was carried out must be looked up".to_owned()
        }
        Answer::Response(response) => {
            format!("Oscar answered with the unexpected status {}", response.status)
        }
        Answer::NoAnswer(failure) => format!("{}; {}", failure.message, failure.advice),
    }
}
