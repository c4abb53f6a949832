//! Ideon's simulator: groups, coverage periods, members and their elections, and the events of a group.

use simulators::ideon::{Account, Ideon, Options};

use super::{Page, example, port, shell};
use crate::{arguments::ServeArguments, failure::Failure, suite_source::chain};

/// The request of the first call after the token.
const GROUP: &str = "ideon/examples/create-a-group/valid-assumed.json";

const CONTROL: [(&str, &str); 10] = [
    ("{base}/_simulator/", "all routes"),
    ("-X POST {base}/_simulator/reset", "forget everything"),
    (
        "-X POST {base}/_simulator/failure -d '{\"calls\": 2, \"status\": 503}'",
        "answer the next 2 calls with 503",
    ),
    (
        "-X POST {base}/_simulator/period-state -d '{\"coverage_period_id\": \"…\", \"state\": \"production\"}'",
        "bring a coverage period into a state",
    ),
    (
        "-X POST {base}/_simulator/open-problem -d '{\"coverage_period_id\": \"…\", \"severity\": \"failure\", \
         \"parameter\": \"birth_date\"}'",
        "report an enrollment problem (with \"member_id\": of a member)",
    ),
    (
        "-X POST {base}/_simulator/run-census -d '{\"coverage_period_id\": \"…\"}'",
        "compare with the carrier's records",
    ),
    (
        "-X POST {base}/_simulator/transmit -d '{\"coverage_period_id\": \"…\"}'",
        "send what is pending to the carrier",
    ),
    (
        "-X POST {base}/_simulator/hook-to -d '{\"url\": \"http://127.0.0.1:9000/\", \"headers\": {}}'",
        "let events of groups that were subscribed to go there",
    ),
    (
        "-X PUT {base}/_simulator/fault -d '{\"name\": \"only-first-error\"}'",
        "set a fault by its name (null: none)",
    ),
    ("-X PUT {base}/_simulator/clock -d '{\"now\": \"2026-11-02T08:00:00Z\"}'", "set the clock"),
];

/// The keys of a profile, the variables that hold them, and the accounts whose keys they are.
const KEYS: [(&str, &str, Account); 3] = [
    ("api_key", "IDEON_API_KEY", Account::Main),
    ("other_account_api_key", "IDEON_OTHER_ACCOUNT_API_KEY", Account::Other),
    ("unprivileged_api_key", "IDEON_UNPRIVILEGED_API_KEY", Account::Unprivileged),
];

pub(super) async fn start(arguments: &ServeArguments) -> Result<(Ideon, String), Failure> {
    let options = Options { fault: arguments.fault.clone(), port: port(arguments), ..Options::default() };
    let simulator = Ideon::start(options).await.map_err(|error| Failure::usage(chain(&error)))?;
    let page = page(arguments, &simulator);
    Ok((simulator, page))
}

/// What the user needs to know: the keys, how to get a token, how to make a first group.
fn page(arguments: &ServeArguments, simulator: &Ideon) -> String {
    let mut page = Page::new(arguments, simulator.base_url());
    page.line("keys (of this simulator alone; the second account sees nothing of the first, the third may do nothing):");
    for (_, variable, account) in KEYS {
        page.line(&format!("  export {variable}={}", shell(&simulator.api_key(account))));
    }
    page.call(
        "get a token for a day (or send the key with every call)",
        "TOKEN=$(curl -s -X POST -H \"Vericred-Api-Key: $IDEON_API_KEY\" {base}/auth/token \
         | sed 's/.*\"token\":\"\\([^\"]*\\)\".*/\\1/')",
    );
    page.call(
        "make a group",
        &format!(
            "curl -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' -d {} {{base}}/groups",
            shell(&example(GROUP))
        ),
    );
    page.call("list the groups", "curl -i -H \"Vericred-Api-Key: $IDEON_API_KEY\" {base}/groups?per_page=10");
    page.call(
        "take an LDEx answer",
        "curl -H \"Vericred-Api-Key: $IDEON_API_KEY\" --data-urlencode payload=anything {base}/rsp",
    );
    page.control("", &CONTROL);
    page.profile(
        arguments.vendor,
        KEYS.map(|(key, variable, _)| format!("{key} = {{ env = \"{variable}\" }}")),
    );
    page.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_a_whole_request() {
        assert!(example(GROUP).contains("\"primary_location\""), "{}", example(GROUP));
    }

    #[test]
    fn the_fault_exists() {
        let named = CONTROL.iter().find_map(|(call, _)| call.split("\"name\": \"").nth(1)).unwrap();
        let name = named.split('"').next().unwrap();
        assert!(Ideon::faults().iter().any(|fault| fault.name == name), "{name}");
    }
}
