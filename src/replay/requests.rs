//! By the recorded requests alone, where the suite no longer has the scenario as it was.

use ::steps::{Resender, Visit};
use evidence::{Exchange, ExitCode, Outcome, Sender, Severity};
use reports::replay::{Manner, Replayed};

use super::{Done, Order, rederived, visitor};
use crate::failure::Failure;

pub(super) async fn replay(order: &Order) -> Result<Done, Failure> {
    let mut visit = Visit::begin(order.profile.clone(), visitor(order))
        .await
        .map_err(|error| Failure::new(error.code, error.message))?;
    let Some(target) = visit.profile() else {
        return Err(Failure::new(ExitCode::Internal, "the replay has no target"));
    };
    let recorded = order.recorded();
    let base_url = order
        .record
        .profiles
        .iter()
        .find(|profile| profile.name == recorded.head.profile && profile.vendor == recorded.head.vendor)
        .map(|profile| profile.base_url.clone())
        .unwrap_or_default();
    let mut replayed = Replayed {
        run: order.run_id.clone(),
        target,
        outcome: Outcome::Passed,
        reason: None,
        exchanges: Vec::new(),
        findings: Vec::new(),
        manner: Manner::Requests,
        pairs: Vec::new(),
        unsent: Vec::new(),
        rules: &schemas::RULES,
    };
    let mut resender = Resender::new(&mut visit, rederived(order), &base_url);
    for exchange in last_attempts(&recorded.exchanges) {
        match resender.resend(exchange).await {
            Err(why) => {
                replayed.unsent.push((exchange.id, why));
                if is_needed(exchange) {
                    break;
                }
            }
            Ok(mut visited) => {
                // The attempts before it are no calls of their own.
                visited.exchange.iter_mut().for_each(|new| new.attempt = 1);
                replayed.pairs.extend(visited.exchange.as_ref().map(|new| (exchange.id, new.id)));
                replayed.exchanges.extend(visited.exchange);
                replayed.findings.extend(visited.findings);
                let failure = replayed.exchanges.last().and_then(no_answer);
                if let Some(text) = failure.filter(|_| no_answer(exchange).is_none()) {
                    // Whoever is not reached now is not reached a moment later either.
                    replayed.outcome = Outcome::Error;
                    replayed.reason = Some(text);
                    break;
                }
            }
        }
    }
    judge(&mut replayed);
    Ok(Done { replayed, safety: visit.safety(), internal: None })
}

/// Retries are made anew where they are needed.
fn last_attempts(exchanges: &[Exchange]) -> Vec<&Exchange> {
    let mut last: Vec<&Exchange> = Vec::new();
    for exchange in exchanges {
        let before = last.iter_mut().rev().find(|one| one.operation == exchange.operation);
        match before.filter(|_| exchange.attempt > 1) {
            Some(one) => *one = exchange,
            None => last.push(exchange),
        }
    }
    last
}

/// Whether what comes after a request may depend on what it was answered.
fn is_needed(exchange: &Exchange) -> bool {
    exchange.sender == Sender::Harness && exchange.status().is_some_and(|status| status < 400)
}

fn no_answer(exchange: &Exchange) -> Option<String> {
    match &exchange.answer {
        evidence::Answer::NoAnswer(failure) => Some(format!("{}; {}", failure.message, failure.advice)),
        evidence::Answer::Response(_) => None,
    }
}

/// The outcome, as that of a scenario is rolled up.
fn judge(replayed: &mut Replayed) {
    let worst = replayed.findings.iter().map(|finding| finding.severity).max();
    replayed.outcome = match (worst, replayed.outcome) {
        (Some(Severity::Failure), _) => Outcome::Failed,
        (_, Outcome::Error) => Outcome::Error,
        _ if !replayed.unsent.is_empty() => {
            let (id, why) = &replayed.unsent[0];
            replayed.reason = Some(format!("recorded exchange {id} was not sent again: {why}"));
            Outcome::Blocked
        }
        (Some(Severity::Warning), _) => Outcome::Warned,
        _ => Outcome::Passed,
    };
}
