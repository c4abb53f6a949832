//! Fixtures: what the profile names has to be there, as far as a documented read shows it.

use evidence::Vendor;
use reports::doctor::Check;
use serde_json::Value;
use steps::{Call, Visit, Visited};

use super::{Examination, api};

/// How a fixture is looked for.
enum Look {
    /// A call that only succeeds if it is there.
    Call(Call),
    /// The same, and the answer has to name it.
    Named(Call, String),
    /// Nothing documented shows it.
    Nothing(&'static str),
}

/// Looks for every fixture of the profile.
pub(super) async fn examine(examination: &mut Examination, visit: &mut Visit) {
    let profile = &examination.profile;
    let (vendor, fixtures) = (profile.vendor, profile.fixtures.clone());
    let sponsor = fixtures.get("sponsor").and_then(Value::as_str).map(str::to_owned);
    for (name, value) in &fixtures {
        let check = match look(vendor, name, value, sponsor.as_deref()) {
            Look::Nothing(why) => Check::not_applicable(label(name), why),
            Look::Call(call) => judge(name, &visit.call(call).await, None),
            Look::Named(call, code) => judge(name, &visit.call(call).await, Some(&code)),
        };
        examination.add(check);
    }
}

/// Names what would have been looked for.
pub(super) fn skip(examination: &mut Examination, because: &str) {
    let names: Vec<_> = examination.profile.fixtures.keys().map(|name| label(name)).collect();
    names.into_iter().for_each(|name| examination.add(Check::skipped(name, because)));
}

fn label(name: &str) -> String {
    format!("fixture {name}")
}

fn look(vendor: Vendor, name: &str, value: &Value, sponsor: Option<&str>) -> Look {
    let text = value.as_str().unwrap_or_default().to_owned();
    match (vendor, name) {
        (Vendor::Osigu, "sponsor" | "async_sponsor" | "batch_sponsor") => {
            Look::Call(Call::to("list-search-forms").at("sponsorSlug", text))
        }
        (Vendor::Osigu, "unregistered_product") => {
            Look::Nothing("no documented read tells an unregistered product from one that does not exist")
        }
        (Vendor::Osigu, "product" | "rejected_product") => {
            Look::Named(Call::to("list-products").query("query", text.clone()), text)
        }
        (Vendor::Osigu, _) => match sponsor {
            Some(sponsor) => {
                Look::Call(Call::to("search-beneficiary").at("sponsorSlug", sponsor).with(value.clone()))
            }
            None => Look::Nothing(
                "people are searched for at `fixtures.sponsor`, which the profile does not name",
            ),
        },
        (Vendor::Ideon, "group") => Look::Call(Call::to("retrieve-a-group").at("id", text)),
        (Vendor::Ideon, "coverage_period") => {
            Look::Call(Call::to("retrieve-a-coverage-period").at("id", text))
        }
        (Vendor::Ideon, "census_request") => Look::Call(Call::to("retrieve-a-census-request").at("id", text)),
        (Vendor::Ideon, "file_delivery") => {
            Look::Call(Call::to("list-file-coverage-transmissions").at("id", text))
        }
        _ => Look::Nothing("no documented read shows it"),
    }
}

fn judge(name: &str, visited: &Visited, code: Option<&str>) -> Check {
    if !visited.is_accepted() {
        let (text, advice) = api::refused(visited);
        let advice = match visited.status() {
            Some(404) => {
                format!("correct `fixtures.{name}`, or ask the vendor whether the environment was reset")
            }
            _ => advice,
        };
        return Check::failed(label(name), text, advice);
    }
    let body = visited.exchange.as_ref().and_then(|exchange| exchange.response());
    let is_named = |code: &str| body.is_some_and(|response| response.body.text.contains(code));
    match code {
        Some(code) if !is_named(code) => {
            let text = format!("the list of products does not have the code {code}");
            Check::failed(
                label(name),
                text,
                format!("correct `fixtures.{name}`, by the vendor's fixture sheet"),
            )
        }
        _ => Check::ok(label(name), format!("it is there ({})", api::seen(visited))),
    }
}
