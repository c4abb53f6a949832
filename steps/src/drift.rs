//! Collects over a whole run what answers hold that no schema names, and which documented members nobody ever sent.

use std::collections::{BTreeMap, BTreeSet};

use evidence::{Drift, DriftKind, Finding, Level, Severity, Vendor};
use schemas::{DocumentedMember, Looked, Strange};

/// Of one answer of one operation no more is kept: a vendor may put data where names belong.
const KEPT_MAX: usize = 200;
/// Scenarios that are named.
const SCENARIOS_MAX: usize = 5;

/// What a run has met so far.
#[derive(Debug, Default)]
pub(crate) struct DriftBook {
    answers: BTreeMap<(Vendor, String, u16), Answers>,
}

/// The answers of one operation with one status.
#[derive(Debug, Default)]
struct Answers {
    schema: String,
    count: usize,
    /// By the number of the member.
    seen: Vec<bool>,
    strange: BTreeMap<(DriftKind, String, Option<String>), Met>,
}

#[derive(Debug, Default)]
struct Met {
    count: usize,
    scenarios: BTreeSet<String>,
}

impl DriftBook {
    /// Notes an answer that a scenario got.
    pub(crate) fn note(&mut self, vendor: Vendor, operation: &str, scenario: &str, looked: Looked) {
        let key = (vendor, operation.to_owned(), looked.status);
        let answers = self.answers.entry(key).or_default();
        answers.count += 1;
        for member in looked.seen {
            if answers.seen.len() <= member {
                answers.seen.resize(member + 1, false);
            }
            answers.seen[member] = true;
        }
        for Strange { kind, pointer, value } in looked.strange {
            let key = (kind, pointer, value);
            if answers.strange.len() >= KEPT_MAX && !answers.strange.contains_key(&key) {
                continue;
            }
            let met = answers.strange.entry(key).or_default();
            met.count += 1;
            met.scenarios.insert(scenario.to_owned());
        }
        if answers.schema.is_empty() {
            answers.schema = looked.schema;
        }
    }

    /// Everything, in the order of operations.
    pub(crate) fn close(&mut self) -> Vec<Drift> {
        let mut all: Vec<Drift> = std::mem::take(&mut self.answers)
            .into_iter()
            .flat_map(|(key, answers)| answers.drift(&key))
            .collect();
        all.sort();
        all
    }
}

impl Answers {
    fn drift(self, key: &(Vendor, String, u16)) -> Vec<Drift> {
        let (vendor, operation, status) = key;
        let of = |kind, pointer: String| Drift {
            vendor: *vendor,
            operation: operation.clone(),
            status: *status,
            kind,
            pointer,
            value: None,
            schema: self.schema.clone(),
            level: None,
            answers: self.count,
            scenarios: Vec::new(),
        };
        let never = never_seen(&schemas::members(*vendor, operation, *status), &self.seen);
        let never = never.into_iter().map(|member| Drift {
            level: Some(member.level),
            ..of(DriftKind::NeverSeen, member.pointer.to_owned())
        });
        let mut drift: Vec<Drift> = never.collect();
        drift.extend(self.strange.iter().map(|((kind, pointer, value), met)| Drift {
            value: value.clone(),
            answers: met.count,
            scenarios: met.scenarios.iter().take(SCENARIOS_MAX).cloned().collect(),
            ..of(*kind, pointer.clone())
        }));
        drift
    }
}

/// Documented members that no answer had, though one had the object in which they would stand.
fn never_seen<'s>(members: &[DocumentedMember<'s>], seen: &[bool]) -> Vec<DocumentedMember<'s>> {
    let is_seen = |member: usize| seen.get(member).copied().unwrap_or(false);
    let missed = members.iter().enumerate().filter(|(at, member)| {
        !is_seen(*at)
            && member.certain
            && member.level == Level::Documented
            && member.parent.is_none_or(is_seen)
    });
    missed.map(|(_, member)| *member).collect()
}

/// Whether a place is that of a pattern, in which `*` is any segment.
pub(crate) fn is_at(pattern: &str, pointer: &str) -> bool {
    let mut segments = pointer.split('/');
    pattern.split('/').all(|part| segments.next().is_some_and(|segment| part == "*" || part == segment))
        && segments.next().is_none()
}

/// What no schema names, as a finding that warns. It breaks no promise, so it never fails, even against a simulator.
pub(crate) fn finding(
    strange: &Strange,
    looked: &Looked,
    operation: &str,
    vendor: Vendor,
    exchange: Option<u32>,
) -> Finding {
    let drift = Drift {
        vendor,
        operation: operation.to_owned(),
        status: looked.status,
        kind: strange.kind,
        pointer: strange.pointer.clone(),
        value: strange.value.clone(),
        schema: looked.schema.clone(),
        level: None,
        answers: 1,
        scenarios: Vec::new(),
    };
    let (expected, actual) = match &strange.value {
        Some(value) => ("a value that the schema names".to_owned(), value.clone()),
        None => ("members that the schema names".to_owned(), format!("`{}`", strange.pointer)),
    };
    Finding {
        rule: strange.kind.rule().unwrap_or("drift").to_owned(),
        severity: Severity::Warning,
        level: Level::Inferred,
        clauses: Vec::new(),
        exchange,
        step: None,
        instance_pointer: Some(strange.pointer.clone()),
        schema_path: Some(looked.schema.clone()),
        keyword: None,
        expected,
        actual,
        message: drift.words(),
        at_us: 0,
        waiver: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_at_its_top_and_only_where_it_could_have_been() {
        let member = |pointer, parent, level, certain| DocumentedMember { pointer, level, certain, parent };
        let members = [
            member("/a", None, Level::Documented, true),
            member("/a/b", Some(0), Level::Documented, true),
            member("/c", None, Level::Documented, true),
            member("/c/d", Some(2), Level::Documented, true),
            member("/guess", None, Level::Assumed, true),
            member("/alternative", None, Level::Documented, false),
        ];
        let told = never_seen(&members, &[true]);
        assert_eq!(told.iter().map(|member| member.pointer).collect::<Vec<_>>(), ["/a/b", "/c"]);
    }

    #[test]
    fn answers_are_counted_and_no_more_is_kept_than_anybody_reads() {
        let mut book = DriftBook::default();
        let strange = |name: usize| Strange {
            kind: DriftKind::UnknownMember,
            pointer: format!("/{name:04}"),
            value: None,
        };
        for nth in 0..1_000 {
            let looked = Looked { status: 200, strange: vec![strange(0), strange(nth)], ..Looked::default() };
            book.note(Vendor::Oscar, "no-such-operation", &format!("s{}", nth % 9), looked);
        }
        let drift = book.close();
        assert_eq!(drift.len(), KEPT_MAX);
        assert_eq!((drift[0].pointer.as_str(), drift[0].scenarios.len()), ("/0000", SCENARIOS_MAX));
        assert!(book.close().is_empty());
    }
}
