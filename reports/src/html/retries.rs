//! The tries of one call and the waits between them, beside the waits that the guide states.

use std::borrow::Cow;

use evidence::{
    ClauseRecord, Exchange, ProfileRecord, RunRecord, ScenarioRecord, Sender, TargetKind, Vendor,
};
use serde::Serialize;

use crate::text::clip;

/// More chains than this no reader looks through; the page says how many there are.
const CHAINS_MAX: usize = 2_000;
const ORDINALS: [&str; 6] = ["first", "second", "third", "fourth", "fifth", "sixth"];

/// One call that was tried more than once.
#[derive(Debug, Serialize)]
pub(super) struct Chain<'r> {
    pub(super) scenario: &'r str,
    vendor: Vendor,
    sender: Sender,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<&'r str>,
    method: Cow<'r, str>,
    url: Cow<'r, str>,
    /// Whether time was virtual, so that every wait is exact.
    virtual_clock: bool,
    tries: Vec<Try>,
    /// One less than tries.
    waits: Vec<Wait<'r>>,
}

#[derive(Debug, Serialize)]
struct Try {
    exchange: u32,
    attempt: u32,
    /// On the scenario's clock, from its start.
    at_ms: u64,
    /// Zero where time is virtual.
    took_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Wait<'r> {
    ms: u64,
    /// What the guide or the answer before it says; absent where both leave it open.
    #[serde(skip_serializing_if = "Option::is_none")]
    documented_ms: Option<u64>,
    /// The clause that says so, or `Retry-After`.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'r str>,
}

/// All chains of a run, in the order of its scenarios.
pub(super) fn chains(record: &RunRecord) -> Vec<Chain<'_>> {
    let stated: Vec<_> = record.clauses.iter().filter_map(stated_wait).collect();
    record.scenarios.iter().flat_map(|scenario| of(scenario, record, &stated)).take(CHAINS_MAX).collect()
}

/// A wait that a clause states: of which vendor, before which retry, how long, by which clause.
type Stated<'r> = (Vendor, usize, u64, &'r str);

/// Reads sentences such as `The client waits 2 seconds before the second retry.`
fn stated_wait(clause: &ClauseRecord) -> Option<Stated<'_>> {
    let words: Vec<&str> =
        clause.text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(7).find_map(|window| {
        let [waits, count, unit, before, the, nth, retry] = window else { return None };
        let fits = [*waits, *before, *the, *retry] == ["waits", "before", "the", "retry"]
            && matches!(*unit, "second" | "seconds");
        let nth = ORDINALS.iter().position(|ordinal| ordinal == nth)?;
        fits.then_some((clause.vendor, nth, count.parse::<u64>().ok()? * 1_000, clause.id.as_str()))
    })
}

fn of<'r>(scenario: &'r ScenarioRecord, record: &'r RunRecord, stated: &[Stated<'r>]) -> Vec<Chain<'r>> {
    let virtual_clock = record.profiles.iter().any(|profile: &ProfileRecord| {
        profile.name == scenario.head.profile
            && profile.vendor == scenario.head.vendor
            && profile.target == TargetKind::Simulator
    });
    let mut open: Vec<Vec<&Exchange>> = Vec::new();
    for exchange in &scenario.exchanges {
        let follows = |chain: &&mut Vec<&Exchange>| chain.last().is_some_and(|last| is_next(last, exchange));
        match open.iter_mut().rev().find(follows) {
            Some(chain) => chain.push(exchange),
            None => open.push(vec![exchange]),
        }
    }
    open.retain(|chain| chain.len() > 1);
    let chain = |exchanges: Vec<&'r Exchange>| Chain {
        scenario: &scenario.head.id,
        vendor: scenario.head.vendor,
        sender: exchanges[0].sender,
        operation: exchanges[0].operation.as_deref(),
        method: clip(&exchanges[0].request.method, 100),
        url: clip(&exchanges[0].request.url, super::TEXT_CHARS_MAX),
        virtual_clock,
        waits: exchanges
            .windows(2)
            .enumerate()
            .map(|(nth, pair)| wait(pair[0], pair[1], nth, scenario.head.vendor, stated, virtual_clock))
            .collect(),
        tries: exchanges
            .iter()
            .map(|exchange| Try {
                exchange: exchange.id,
                attempt: exchange.attempt,
                at_ms: exchange.timing.clock_ms,
                took_ms: took_ms(exchange, virtual_clock),
                status: exchange.status(),
            })
            .collect(),
    };
    open.into_iter().map(chain).collect()
}

fn is_next(last: &Exchange, next: &Exchange) -> bool {
    next.attempt == last.attempt + 1
        && next.sender == last.sender
        && next.operation == last.operation
        && next.request.method == last.request.method
        && next.request.url == last.request.url
}

const fn took_ms(exchange: &Exchange, virtual_clock: bool) -> u64 {
    if virtual_clock { 0 } else { exchange.timing.total_us / 1_000 }
}

fn wait<'r>(
    last: &Exchange,
    next: &Exchange,
    nth: usize,
    vendor: Vendor,
    stated: &[Stated<'r>],
    virtual_clock: bool,
) -> Wait<'r> {
    let ended_ms = last.timing.clock_ms + took_ms(last, virtual_clock);
    let ms = next.timing.clock_ms.saturating_sub(ended_ms);
    let told = last.response().and_then(|response| response.header("retry-after"));
    if let Some(seconds) = told.and_then(|seconds| seconds.trim().parse::<u64>().ok()) {
        return Wait { ms, documented_ms: seconds.checked_mul(1_000), by: Some("Retry-After") };
    }
    let found = stated.iter().find(|(whose, which, ..)| *whose == vendor && *which == nth);
    Wait { ms, documented_ms: found.map(|(_, _, ms, _)| *ms), by: found.map(|(.., clause)| *clause) }
}

#[cfg(test)]
mod tests {
    use evidence::{Level, Party};

    use super::*;

    fn clause(id: &str, text: &str) -> ClauseRecord {
        ClauseRecord {
            vendor: Vendor::Oscar,
            id: id.to_owned(),
            party: Party::Integrator,
            level: Level::Documented,
            text: text.to_owned(),
            source: String::new(),
            reason: None,
            scenarios: Vec::new(),
        }
    }

    #[test]
    fn the_waits_of_the_guide_are_read_from_the_words_of_its_clauses() {
        let read = |text| stated_wait(&clause("OSC-1", text)).map(|(_, nth, ms, _)| (nth, ms));
        assert_eq!(read("The client waits 1 second before the first retry."), Some((0, 1_000)));
        assert_eq!(read("The client waits 16 seconds before the fifth retry."), Some((4, 16_000)));
        assert_eq!(read("The client retries at most 5 times and then fails the operation."), None);
    }

    #[test]
    fn the_clauses_of_the_suite_still_say_it_in_these_words() {
        let clauses = include_str!("../../../features/clauses/oscar.toml");
        let texts = clauses.lines().filter_map(|line| line.strip_prefix("text = "));
        let waits: Vec<_> = texts
            .filter_map(|text| stated_wait(&clause("", text)).map(|(_, nth, ms, _)| (nth, ms)))
            .collect();
        assert_eq!(waits, [(0, 1_000), (1, 2_000), (2, 4_000)]);
    }
}
