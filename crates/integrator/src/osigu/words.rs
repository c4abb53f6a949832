//! What the user is told.

use evidence::Answer;

use super::answer::Said;

/// A refusal, with what Osigu says of it, and what to do.
pub(super) fn refused(what: &str, said: &Said, advice: &str) -> String {
    let code = said.error_code.as_ref().map_or_else(String::new, |code| format!(" ({code})"));
    let message = said.message.as_ref().map_or_else(String::new, |message| format!(": {message}"));
    format!("{what}{code}{message}; {advice}")
}

pub(super) const CORRECT_IT: &str = "please correct the request";
pub(super) const LOOK_AGAIN: &str = "please check the inputs, and search again";
pub(super) const USED_ALREADY: &str = "sending it again would not help";
pub(super) const CHECK_CREDENTIALS: &str =
    "please check that client_id and client_secret are those of this environment";
pub(super) const CHECK_SCOPES: &str =
    "please ask Osigu for the scope, or for the affiliation with the sponsor";

pub(super) const INACTIVE: &str =
    "the beneficiary is known, and the coverage is not active at the moment; nothing was asked for";
pub(super) const NOT_FOUND: &str = "no beneficiary matches";
pub(super) const PENDING_SPONSOR: &str = "the sponsor has not decided yet; its decision comes by an event";
pub(super) const PENDING_INDICATION: &str =
    "the supporting document is missing; attach it, and complete the request again";
pub(super) const VERIFY_FIRST: &str = "the sponsor wants the beneficiary to be verified first";
pub(super) const NO_BENEFICIARY: &str = "please say whom it is for: by `form` or by `beneficiary_id`";
pub(super) const NO_EVENT: &str = "the event has no event_id or no event_type";
pub(super) const OTHER_ENVIRONMENT: &str = "the event is of another environment";
pub(super) const NO_PATIENT: &str = "please say whom it is for: by `patient` or by `patient_id`";
pub(super) const NOTHING_TO_SETTLE: &str =
    "there is no completed claim that awaits settlement, so the batch was not dispatched";

pub(super) fn needed(field: &str) -> String {
    format!("please give `{field}`: the sponsor asks for it")
}

/// No form of the sponsor can be filled in.
pub(super) fn no_form(forms: &[String]) -> String {
    format!("the sponsor finds beneficiaries by other inputs: {}", forms.join(", or "))
}

/// A rejection, and why.
pub(super) fn rejected(reason: Option<&str>, is_whole: bool) -> String {
    let what = if is_whole { "the sponsor has rejected it" } else { "the sponsor has rejected a part of it" };
    match reason {
        Some(reason) => format!("{what}: {reason}"),
        None => what.to_owned(),
    }
}

/// How it ended after all retries.
pub(super) fn gave_up(retries: usize) -> String {
    format!(
        "Osigu is not available at the moment ({retries} retries); nothing is wrong with the request: try it later"
    )
}

/// Everything else.
pub(super) fn unexpected(answer: Option<&Answer>) -> String {
    match answer {
        Some(Answer::Response(response)) if (200..300).contains(&response.status) => {
            "Osigu's answer cannot be read; whether the request was carried out must be looked up".to_owned()
        }
        Some(Answer::Response(response)) => {
            format!("Osigu answered with the unexpected status {}", response.status)
        }
        Some(Answer::NoAnswer(failure)) => format!("{}; {}", failure.message, failure.advice),
        None => "nothing was sent".to_owned(),
    }
}
