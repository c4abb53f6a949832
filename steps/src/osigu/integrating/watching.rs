//! What Osigu saw of an integration.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use cucumber::then;
use evidence::Level;
use serde_json::Value;
use simulators::{Seen, osigu::Account};
use time::Duration;

use super::{claim, is, memory, other, own, seen, seen_of_all};
use crate::{Stop, World};

fn is_token_request(seen: &Seen) -> bool {
    is(seen, "POST", "/oauth/token")
}

fn header<'a>(seen: &'a Seen, name: &str) -> Option<&'a str> {
    seen.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Whatever the integration was asked for in this scenario, it needed so many tokens.
#[then(expr = "Osigu has seen {int} token request(s)")]
async fn token_requests(world: &mut World, wanted: usize) -> Result<(), Stop> {
    let count = seen_of_all(world)?.iter().filter(|seen| is_token_request(seen)).count();
    if count == wanted {
        return Ok(());
    }
    let message = format!("the integration asked for a token {count} time(s), where {wanted} would do");
    let (wanted, count) = (wanted.to_string(), count.to_string());
    claim(world, "token-requests", Level::Documented, &wanted, &count, message)
}

/// The last call and the tries of it before, without the token requests among them.
fn tries(world: &mut World) -> Result<Vec<Seen>, Stop> {
    let seen: Vec<_> = seen(world)?.into_iter().filter(|seen| !is_token_request(seen)).collect();
    let Some(last) = seen.last().cloned() else { return Ok(Vec::new()) };
    let same = |one: &&Seen| (&one.method, &one.path, &one.body) == (&last.method, &last.path, &last.body);
    let mut tries: Vec<_> = seen.iter().rev().take_while(same).cloned().collect();
    tries.reverse();
    Ok(tries)
}

fn so_often(world: &mut World, count: usize, wanted: &str) -> Result<(), Stop> {
    let message = format!("the integration sent its last call {count} time(s), not {wanted}");
    claim(world, "tries", Level::Documented, wanted, &count.to_string(), message)
}

/// Osigu saw the last call so often.
#[then(expr = "the last call was sent {int} time(s)")]
async fn the_last_call_was_sent(world: &mut World, wanted: usize) -> Result<(), Stop> {
    let count = tries(world)?.len();
    if count == wanted { Ok(()) } else { so_often(world, count, &wanted.to_string()) }
}

/// Osigu saw the last call more than once, and came to an end; how often is for the integration to choose.
#[then(expr = "the last call was sent {int} to {int} times")]
async fn the_last_call_was_sent_between(world: &mut World, least: usize, most: usize) -> Result<(), Stop> {
    let count = tries(world)?.len();
    if (least..=most).contains(&count) {
        Ok(())
    } else {
        so_often(world, count, &format!("{least} to {most}"))
    }
}

fn pauses(seen: &[Seen]) -> Vec<Duration> {
    seen.windows(2).map(|pair| pair[1].at - pair[0].at).collect()
}

/// There is a pause before each repetition, and none is shorter than the one before it.
#[then(expr = "the pauses between its tries grow")]
async fn the_pauses_grow(world: &mut World) -> Result<(), Stop> {
    let pauses = pauses(&tries(world)?);
    let longest = pauses.last().copied().unwrap_or_default();
    let is_positive = pauses.iter().all(|pause| *pause > Duration::ZERO);
    let grows = pauses.windows(2).all(|pair| pair[0] <= pair[1]) && pauses.first() < Some(&longest);
    if is_positive && grows {
        return Ok(());
    }
    let written: Vec<_> = pauses.iter().map(|pause| format!("{:.1} s", pause.as_seconds_f64())).collect();
    let actual = if written.is_empty() { "no repetition".to_owned() } else { written.join(", ") };
    let message = format!("the pauses between the tries of the last call do not grow: {actual}");
    claim(world, "backoff", Level::Documented, "growing pauses", &actual, message)
}

/// Every try of the last call, which is a write, says by the same key that it is the same.
#[then(expr = "every try carried the same idempotency key")]
async fn the_same_key(world: &mut World) -> Result<(), Stop> {
    let is_creation = |seen: &&Seen| is(seen, "POST", "/authorization-requests");
    let seen = seen(world)?;
    let keys: Vec<_> = seen.iter().filter(is_creation).map(|seen| header(seen, "idempotency-key")).collect();
    let actual = match keys.as_slice() {
        [Some(first), rest @ ..] if !rest.is_empty() && rest.iter().all(|key| *key == Some(first)) => {
            return Ok(());
        }
        [] | [_] => "no repetition",
        keys if keys.contains(&None) => "no key",
        _ => "another key",
    };
    let message = format!("the tries of one write do not carry one idempotency key: {actual}");
    claim(world, "idempotency-key", Level::Assumed, "the same key", actual, message)
}

/// The token request that followed the refused one waited for as long as it was told.
#[then(expr = "the next token request came after at least {int} seconds")]
async fn the_next_token_request(world: &mut World, seconds: i64) -> Result<(), Stop> {
    let requests: Vec<_> = seen(world)?.into_iter().filter(is_token_request).collect();
    let pause = pauses(&requests).first().copied();
    if pause.is_some_and(|pause| pause >= Duration::seconds(seconds)) {
        return Ok(());
    }
    let actual =
        pause.map_or_else(|| "never".to_owned(), |pause| format!("after {} s", pause.as_seconds_f64()));
    let message = format!("the next token request came {actual}, and Osigu had asked to wait {seconds} s");
    claim(world, "retry-after", Level::Documented, &format!("{seconds} s"), &actual, message)
}

/// Every token request has the credentials in `Authorization: Basic`, and its form holds nothing but the grant.
#[then(expr = "the credentials came by HTTP Basic alone")]
async fn by_basic_alone(world: &mut World) -> Result<(), Stop> {
    let requests: Vec<_> = seen_of_all(world)?.into_iter().filter(is_token_request).collect();
    let is_basic =
        |seen: &Seen| header(seen, "authorization").is_some_and(|value| value.starts_with("Basic "));
    let mut wrong = "no token request";
    if !requests.is_empty() {
        wrong = match requests
            .iter()
            .find(|seen| !is_basic(seen) || seen.body != "grant_type=client_credentials")
        {
            None => return Ok(()),
            Some(seen) if !is_basic(seen) => "no HTTP Basic",
            Some(_) => "more than the grant in the form",
        };
    }
    let message = format!("the client credentials are to travel by HTTP Basic alone: {wrong}");
    claim(world, "client-credentials", Level::Documented, "HTTP Basic alone", wrong, message)
}

/// The integration talks to one environment, with the credentials of that one; the other one hears nothing of it.
#[then(expr = "the environments were kept apart")]
async fn the_environments_were_kept_apart(world: &mut World) -> Result<(), Stop> {
    let Some(foreign) = other(world).map(|tenant| (tenant.seen().len(), tenant.credentials(Account::Main)))
    else {
        return Err(world.internal("this phrase needs two environments"));
    };
    let own_id = own(world).map(|tenant| tenant.credentials(Account::Main).client_id).unwrap_or_default();
    let shown = |seen: &Seen| {
        let basic = header(seen, "authorization").and_then(|value| value.strip_prefix("Basic "));
        let text = basic.and_then(|value| STANDARD.decode(value).ok()).unwrap_or_default();
        String::from_utf8_lossy(&text).split(':').next().unwrap_or_default().to_owned()
    };
    let requests: Vec<_> = seen_of_all(world)?.into_iter().filter(is_token_request).collect();
    let actual = if foreign.0 > 0 {
        format!("{} request(s) went to the other environment", foreign.0)
    } else if requests.iter().any(|seen| shown(seen) == foreign.1.client_id) {
        "the credentials of the other environment were shown".to_owned()
    } else if requests.iter().any(|seen| shown(seen) == own_id) {
        return Ok(());
    } else {
        "no token request with the credentials of this environment".to_owned()
    };
    let message = format!("the integration crosses the environments: {actual}");
    claim(world, "environments-crossed", Level::Inferred, "one environment", &actual, message)
}

/// No authorization request was opened.
#[then(expr = "no pre-authorization was begun")]
async fn nothing_was_begun(world: &mut World) -> Result<(), Stop> {
    let begun = seen(world)?.iter().filter(|seen| is(seen, "POST", "/authorization-requests")).count();
    if begun == 0 {
        return Ok(());
    }
    let message =
        "the integration asked for an authorization although the coverage is not in force".to_owned();
    claim(world, "proceeded-without-cover", Level::Inferred, "no request", &begun.to_string(), message)
}

/// At no moment did Osigu see more calls than that. Time stands still between the failures that all workers wait out.
#[then(expr = "at most {int} calls came at the same moment")]
async fn at_most_so_many(world: &mut World, most: usize) -> Result<(), Stop> {
    let mut moments = BTreeMap::<_, usize>::new();
    for failed in seen(world)?.iter().filter(|seen| seen.status == 503) {
        *moments.entry(failed.at).or_default() += 1;
    }
    let count = moments.values().copied().max().unwrap_or_default();
    let actual = match count {
        0 => "no call that met the failure".to_owned(),
        count if count > most => count.to_string(),
        _ => return Ok(()),
    };
    let message = format!("the integration has more than {most} calls under way at once: {actual}");
    claim(world, "workers", Level::Documented, &format!("at most {most}"), &actual, message)
}

/// The sponsor's forms were read, and the search gave exactly what one of them asks for.
#[then(expr = "the search filled in a form that the integration had read")]
async fn the_search_filled_in_a_form(world: &mut World) -> Result<(), Stop> {
    let seen = seen_of_all(world)?;
    let search = seen.iter().position(|seen| is(seen, "POST", "/search"));
    let read = seen.iter().position(|seen| is(seen, "GET", "/forms"));
    let actual = match (read, search) {
        (_, None) => "no search",
        (Some(read), Some(search)) if read < search => return Ok(()),
        _ => "a search without reading the sponsor's forms",
    };
    let message = format!("the integration is to search by the forms that the sponsor has: {actual}");
    claim(world, "search-form", Level::Documented, "a form that was read", actual, message)
}

/// Osigu saw a dispensation completed.
#[then(expr = "the dispensation was completed at Osigu")]
async fn the_dispensation_was_completed(world: &mut World) -> Result<(), Stop> {
    let is_completion = |seen: &Seen| {
        seen.path.contains("/dispensations/") && is(seen, "POST", "/complete") && seen.status == 200
    };
    if seen(world)?.iter().any(is_completion) {
        return Ok(());
    }
    let message = "the integration left the dispensation incomplete".to_owned();
    claim(world, "dispensation-left", Level::Documented, "a completed dispensation", "none", message)
}

/// Osigu saw the claim completed.
#[then(expr = "the claim was completed at Osigu")]
async fn the_claim_was_completed(world: &mut World) -> Result<(), Stop> {
    let is_completion =
        |seen: &Seen| seen.path.contains("-claim/") && is(seen, "POST", "/complete") && seen.status == 200;
    if seen(world)?.iter().any(is_completion) {
        return Ok(());
    }
    let message = "the integration left the claim open".to_owned();
    claim(world, "claim-left", Level::Documented, "a completed claim", "none", message)
}

/// One batch took every claim of the scenario, and was dispatched.
#[then(expr = "every claim is in a batch that was dispatched")]
async fn every_claim_is_in_the_batch(world: &mut World) -> Result<(), Stop> {
    let seen = seen(world)?;
    let claimed = memory(world).claimed.clone();
    let attached: Vec<String> = seen
        .iter()
        .filter(|seen| {
            seen.path.contains("/settlements/") && is(seen, "POST", "/authorizations") && seen.status == 200
        })
        .filter_map(|seen| serde_json::from_str::<Value>(&seen.body).ok())
        .flat_map(|body| body["authorization_ids"].as_array().cloned().unwrap_or_default())
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect();
    let missing = claimed.iter().filter(|id| !attached.contains(id)).count();
    let is_dispatched = seen.iter().any(|seen| is(seen, "POST", "/dispatch") && seen.status < 300);
    let actual = match (claimed.len(), missing, is_dispatched) {
        (0, ..) => "no claim".to_owned(),
        (_, 0, true) => return Ok(()),
        (_, 0, false) => "the batch was not dispatched".to_owned(),
        (all, missing, _) => format!("{missing} of {all} claims are not in it"),
    };
    let message = format!("the integration does not settle all that it has claimed: {actual}");
    claim(world, "batch-incomplete", Level::Documented, "all claims, dispatched", &actual, message)
}

/// What was remembered of the beneficiary was dropped, and Osigu was asked again.
#[then(expr = "the beneficiary was searched for again")]
async fn searched_again(world: &mut World) -> Result<(), Stop> {
    if seen(world)?.iter().any(|seen| is(seen, "POST", "/search")) {
        return Ok(());
    }
    let message = "the integration goes on with what it remembers of the beneficiary".to_owned();
    claim(world, "stale-cache", Level::Documented, "a new search", "none", message)
}
