//! What the user is told.

use evidence::Answer;

use super::answer::Said;

/// A refusal, with what Ideon says of it, and what to do.
pub(super) fn refused(what: &str, said: &Said, advice: &str) -> String {
    let parameter = said.parameter.as_ref().map_or_else(String::new, |name| format!(" `{name}`"));
    let message = said.message.as_ref().map_or_else(String::new, |message| format!(": {message}"));
    format!("{what}{parameter}{message}; {advice}")
}

pub(super) const CORRECT_IT: &str = "please correct the request";
pub(super) const LOOK_AGAIN: &str =
    "please check whether it was made in this environment and by this account";
pub(super) const CHECK_KEY: &str = "please check that the API key is one of this environment";
pub(super) const ASK_FOR_PERMISSION: &str = "please ask Ideon to let this account do it";
pub(super) const USED_ALREADY: &str = "sending it again would not help";

pub(super) const STILL_PENDING: &str = "the carrier has not answered yet; ask again later";
pub(super) const CARRIER_FAILED: &str = "the carrier's answer could not be had; ask for the plans again";
pub(super) const NO_PLAN_YEAR: &str = "please give the first day of the plan year as YYYY-MM-DD";
pub(super) const NO_HOOK: &str = "this is no hook: it has no `type`";

/// Something that the user names and nobody knows.
pub(super) fn unknown(what: &str, name: &str) -> String {
    format!("there is no {what} `{name}`; it has to be set up first")
}

/// How it ended after all repetitions.
pub(super) fn gave_up(retries: usize) -> String {
    format!("Ideon is not available at the moment ({retries} repetitions); try it later")
}

/// A write that nobody answered.
pub(super) const UNANSWERED: &str =
    "Ideon did not say whether the request was carried out; look it up before it is sent again";

/// Everything else.
pub(super) fn unexpected(answer: Option<&Answer>) -> String {
    match answer {
        Some(Answer::Response(response)) if (200..300).contains(&response.status) => {
            "Ideon's answer cannot be read; whether the request was carried out must be looked up".to_owned()
        }
        Some(Answer::Response(response)) => {
            format!("Ideon answered with the unexpected status {}", response.status)
        }
        Some(Answer::NoAnswer(failure)) => format!("{}; {}", failure.message, failure.advice),
        None => "nothing was sent".to_owned(),
    }
}
