//! How many requests each scenario sends to a real environment, as a run against the simulators shows it.

use evidence::{Exchange, Party, RunRecord, ScenarioRecord, Sender, Vendor};

use super::table::sorted_tables;

/// The operation that asks for a token.
const TOKEN: &str = "token";

/// `features/costs/<vendor>.toml` of a run of everything against the simulators: general requests and token requests by
/// scenario.
///
/// The scenarios of a run share one token, so a scenario's first token request is not counted if it sends others too. Which
/// of its exchanges that is the record does not say and need not. Scenarios that never run against an environment of the
/// vendor have no row: those about an integrator, and those that only a simulator can produce.
pub fn cost_file(vendor: Vendor, record: &RunRecord) -> String {
    let head = format!(
        "# Generated: COVENANT_BLESS=1 cargo test --test generated\n\
         # About how many requests each scenario sends to an environment of {vendor}: `general` to all endpoints but that for\n\
         # tokens; `token` to that one, without the one token that the scenarios of a run share.\n\n[scenarios]"
    );
    let rows = record.scenarios.iter().filter(|scenario| runs_there(scenario, vendor)).map(|scenario| {
        let (general, token) = requests(&scenario.exchanges);
        let token = if token > 0 { format!(", token = {token}") } else { String::new() };
        let id = scenario.head.id.as_str();
        (id, format!("{id:?} = {{ general = {general}{token} }}"))
    });
    sorted_tables(&head, rows) + "\n"
}

fn runs_there(scenario: &ScenarioRecord, vendor: Vendor) -> bool {
    let head = &scenario.head;
    head.vendor == vendor
        && head.party == Party::Vendor
        && !head.tags.iter().any(|tag| tag == "simulated-only")
}

/// General requests, and token requests beyond the shared one.
fn requests(exchanges: &[Exchange]) -> (usize, usize) {
    let ours = exchanges.iter().filter(|exchange| exchange.sender == Sender::Harness);
    let (token, general): (Vec<_>, Vec<_>) =
        ours.partition(|exchange| exchange.operation.as_deref() == Some(TOKEN));
    (general.len(), token.len() - usize::from(!general.is_empty() && !token.is_empty()))
}
