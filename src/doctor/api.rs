//! What only requests show: credentials, a harmless read, the clock, fixtures; and whether webhooks come in.

use evidence::{Answer, Vendor};
use reports::doctor::{Check, CheckState};
use steps::{Access, Account, Call, Remote, Target, Unreached, Visit, Visited};
use time::OffsetDateTime;

use super::{Examination, clock, fixtures};

const CREDENTIALS: &str = "credentials";
const READ: &str = "read";
const CLOCK: &str = "clock";
const WEBHOOKS: &str = "webhooks";

/// Names everything that could not be tried.
pub(super) fn skip(examination: &mut Examination, because: &str) {
    examination.add(Check::skipped(CREDENTIALS, because));
    examination.add(Check::skipped(READ, because));
    examination.add(Check::skipped(CLOCK, because));
    fixtures::skip(examination, because);
}

pub(super) async fn examine(examination: &mut Examination, visit: &mut Visit) {
    let Target::Remote(remote) = examination.profile.target.clone() else { return };
    let first = match examination.profile.vendor {
        Vendor::Oscar => oscar(examination, visit).await,
        Vendor::Osigu => osigu(examination, visit, &remote).await,
        Vendor::Ideon => ideon(examination, visit, &remote).await,
    };
    match &first.exchange {
        Some(exchange) if exchange.response().is_some() => {
            examination.add(clock::check(exchange, OffsetDateTime::now_utc()));
        }
        _ => examination.add(Check::skipped(CLOCK, if is_refused(examination) { CREDENTIALS } else { READ })),
    }
    if is_refused(examination) {
        fixtures::skip(examination, CREDENTIALS);
    } else if examination.failed(&[READ]).is_some() && first.status().is_none() {
        fixtures::skip(examination, READ);
    } else {
        fixtures::examine(examination, visit).await;
    }
}

fn is_refused(examination: &Examination) -> bool {
    let is_it = |check: &&Check| check.name == CREDENTIALS;
    examination.checks.iter().find(is_it).is_some_and(|check| check.state == CheckState::Failed)
}

/// Oscar knows its partners by their certificates, and says so at the health check.
async fn oscar(examination: &mut Examination, visit: &mut Visit) -> Visited {
    let visited = visit.call(Call::to("health-check")).await;
    if matches!(visited.status(), Some(401 | 403)) {
        let (text, _) = refused(&visited);
        let advice = "ask the vendor whether the certificate behind `client_certificate` is registered for this environment";
        examination.add(Check::failed(CREDENTIALS, text, advice));
        examination.add(Check::skipped(READ, CREDENTIALS));
    } else {
        let check = match visited.is_accepted() {
            true => Check::ok(CREDENTIALS, "the environment serves the holder of this certificate"),
            false => Check::skipped(CREDENTIALS, READ),
        };
        examination.add(check);
        examination.add(read_check("the health check", &visited));
    }
    visited
}

async fn osigu(examination: &mut Examination, visit: &mut Visit, remote: &Remote) -> Visited {
    let token = visit.sign_in(Account::Main).await;
    let has_token = visit.has_token();
    examination.add(token_check(CREDENTIALS, &token, has_token, ["client_id", "client_secret"]));
    if remote.read_only_client.is_some() {
        let other = visit.sign_in(Account::ReadOnly).await;
        let keys = ["read_only_client_id", "read_only_client_secret"];
        examination.add(token_check("read-only credentials", &other, true, keys));
    }
    if !has_token {
        examination.add(Check::skipped(READ, CREDENTIALS));
        return token;
    }
    let sponsor = examination.profile.fixtures.get("sponsor").and_then(serde_json::Value::as_str);
    let call = match sponsor {
        Some(slug) => Call::to("list-search-forms").at("sponsorSlug", slug),
        None => Call::to("list-diagnoses"),
    };
    let what =
        if sponsor.is_some() { "the list of a sponsor's search forms" } else { "the list of diagnoses" };
    let visited = visit.call(call).await;
    examination.add(read_check(what, &visited));
    visited
}

fn token_check(name: &'static str, visited: &Visited, has_token: bool, keys: [&str; 2]) -> Check {
    if visited.is_accepted() && has_token {
        return Check::ok(name, format!("a token was given ({})", seen(visited)));
    }
    let (text, advice) = refused(visited);
    let advice = match visited.status() {
        Some(200..=299) => "ask the vendor: an answer without an `access_token` lets nobody in".to_owned(),
        Some(400..=403) => {
            format!("check `{}` and `{}`, and that they belong to this environment", keys[0], keys[1])
        }
        _ => advice,
    };
    Check::failed(name, text, advice)
}

async fn ideon(examination: &mut Examination, visit: &mut Visit, remote: &Remote) -> Visited {
    let visited = visit.call(Call::to("list-groups")).await;
    examination.add(key_check(CREDENTIALS, "api_key", &visited));
    if is_refused(examination) {
        examination.add(Check::skipped(READ, CREDENTIALS));
    } else {
        examination.add(read_check("the list of groups", &visited));
    }
    for (account, member, key) in [
        (Account::Other, "other_account_api_key", &remote.other_account_api_key),
        (Account::Unprivileged, "unprivileged_api_key", &remote.unprivileged_api_key),
    ] {
        if key.is_some() {
            let call = Call::to("list-groups").access(Access::As(account));
            let check = key_check(member, member, &visit.call(call).await);
            // Nobody has to be allowed anything by the key of somebody who may do nothing.
            examination.add(check);
        }
    }
    visited
}

/// A key that nobody knows is answered 401; 403 to the main key is one that may not do what a run does.
fn key_check(name: &'static str, member: &str, visited: &Visited) -> Check {
    let is_main = name == CREDENTIALS;
    match visited.status() {
        Some(401) => {}
        Some(403) if is_main => {}
        Some(_) => return Check::ok(name, format!("`{member}` is known ({})", seen(visited))),
        None => {}
    }
    let (text, advice) = refused(visited);
    let advice = match visited.status() {
        Some(_) => format!(
            "check `{member}`, that it belongs to this environment, and that its account may use the Enrollments API"
        ),
        None => advice,
    };
    Check::failed(name, text, advice)
}

fn read_check(what: &str, visited: &Visited) -> Check {
    if visited.is_accepted() {
        let doubts = match visited.findings.len() {
            0 => String::new(),
            count => format!("; {count} of its rules are broken, which a run will tell"),
        };
        return Check::ok(READ, format!("{what} can be read ({}){doubts}", seen(visited)));
    }
    let (text, advice) = refused(visited);
    Check::failed(READ, format!("{what} cannot be read: {text}"), advice)
}

/// The simulator answers as well.
pub(super) async fn read_simulator(examination: &mut Examination, visit: &mut Visit) {
    let visited = match examination.profile.vendor {
        Vendor::Oscar => visit.call(Call::to("health-check")).await,
        Vendor::Osigu => visit.sign_in(Account::Main).await,
        Vendor::Ideon => visit.call(Call::to("list-groups")).await,
    };
    examination.add(read_check("the simulator", &visited));
}

/// Method, path and status of a call.
pub(super) fn seen(visited: &Visited) -> String {
    let Some(exchange) = &visited.exchange else { return "nothing was sent".to_owned() };
    let path = url::Url::parse(&exchange.request.url).map(|url| url.path().to_owned()).unwrap_or_default();
    let status = exchange.status().map_or_else(|| "no answer".to_owned(), |status| status.to_string());
    format!("{} {path}: {status}", exchange.request.method)
}

/// Why a call was not accepted, and what to do.
pub(super) fn refused(visited: &Visited) -> (String, String) {
    let nothing_sent =
        || (visited.stopped.clone().unwrap_or_default(), "mend what the message names".to_owned());
    let Some(exchange) = &visited.exchange else { return nothing_sent() };
    let response = match &exchange.answer {
        Answer::NoAnswer(failure) => return (failure.message.clone(), failure.advice.clone()),
        Answer::Response(response) => response,
    };
    let guess =
        exchange.rests_on.first().map(|guess| format!("; our request rests on a guess: {}", guess.what));
    let advice = match response.status {
        401 | 403 => "check the credentials, that they belong to this environment, and what they may do",
        404 | 405 => "check the path of `base_url`, and `overrides.paths` where our path is a guess",
        429 => "wait, lower `limits`, and see that nobody else uses the same credentials at the same time",
        500.. => "the environment is in trouble: wait, or tell the vendor with the time of the request",
        _ => "ask the vendor what this answer means",
    };
    (format!("{}{}", seen(visited), guess.unwrap_or_default()), advice.to_owned())
}

/// Whether what is sent to `webhook_url` arrives here.
pub(super) async fn webhooks(examination: &mut Examination) {
    let name = format!("doctor-{}", uuid::Uuid::new_v4());
    match steps::knock(&examination.profile, &name).await {
        None if examination.profile.vendor == Vendor::Oscar => {}
        None => examination.add(Check::not_applicable(WEBHOOKS, "the profile receives none")),
        Some(Ok(text)) => examination.add(Check::ok(WEBHOOKS, text)),
        Some(Err(error @ Unreached::Closed { .. })) => {
            let advice = "choose another `webhook_listen`, or end what listens there";
            examination.add(Check::failed(WEBHOOKS, error.to_string(), advice));
        }
        Some(Err(error)) => {
            let advice =
                "see that the tunnel or proxy behind `webhook_url` is up and leads to `webhook_listen`";
            examination.add(Check::failed(WEBHOOKS, error.to_string(), advice));
        }
    }
}
