//! Osigu's simulator: tokens, authorizations, dispensations, claims, and webhooks that it delivers to a receiver.

use simulators::osigu::{Account, Options, Osigu, Settings};

use super::{Page, example, port, shell};
use crate::{arguments::ServeArguments, failure::Failure, suite_source::chain};

/// The request of the first call after the token.
const SEARCH: &str = "osigu/examples/search-beneficiary/valid-document.json";
/// A receiver on this machine.
const SUBSCRIBE: &str = "osigu/examples/subscribe-webhook/valid-loopback.json";

const CONTROL: [(&str, &str); 9] = [
    ("{base}/_simulator/", "all routes"),
    ("-X POST {base}/_simulator/reset", "forget everything"),
    ("-X POST {base}/_simulator/wipe", "reset the sandbox: the same data under other ids"),
    (
        "-X POST {base}/_simulator/failure -d '{\"calls\": 2, \"status\": 503}'",
        "answer the next 2 calls with 503",
    ),
    (
        "-X POST {base}/_simulator/limit -d '{\"calls\": 1, \"retry_after_s\": 5}'",
        "answer the next call with 429",
    ),
    ("-X POST {base}/_simulator/revoke-tokens", "refuse every token that was issued"),
    ("{base}/_simulator/deliveries", "webhooks that were delivered, and what the receiver answered"),
    (
        "-X PUT {base}/_simulator/fault -d '{\"name\": \"webhook-unsigned\"}'",
        "set a fault by its name (null: none)",
    ),
    ("-X PUT {base}/_simulator/clock -d '{\"now\": \"2026-11-02T08:00:00Z\"}'", "set the clock"),
];

pub(super) async fn start(arguments: &ServeArguments) -> Result<(Osigu, String), Failure> {
    let options = Options { fault: arguments.fault.clone(), port: port(arguments), ..Options::default() };
    let simulator = Osigu::start(options).await.map_err(|error| Failure::usage(chain(&error)))?;
    let page = page(arguments, &simulator);
    Ok((simulator, page))
}

/// What the user needs to know: who may call, how to get a token, what there is to find, how webhooks are signed.
fn page(arguments: &ServeArguments, simulator: &Osigu) -> String {
    let mut page = Page::new(arguments, simulator.base_url());
    let settings = Settings::default();
    let client = simulator.credentials(Account::Main);
    let read_only = simulator.credentials(Account::ReadOnly);
    page.line("clients (of this simulator alone; the second one may only read) and webhook secret:");
    for (name, value) in [
        ("OSIGU_CLIENT_ID", &client.client_id),
        ("OSIGU_CLIENT_SECRET", &client.client_secret),
        ("OSIGU_READ_ONLY_CLIENT_ID", &read_only.client_id),
        ("OSIGU_READ_ONLY_CLIENT_SECRET", &read_only.client_secret),
        ("OSIGU_WEBHOOK_SECRET", &simulator.webhook_secret()),
    ] {
        page.line(&format!("  export {name}={}", shell(value)));
    }
    let path = |operation: &str| settings.paths.get(operation).unwrap_or_default().to_owned();
    page.call(
        "get a token (client id and secret travel by HTTP Basic, never in the body)",
        &format!(
            "TOKEN=$(curl -s -u \"$OSIGU_CLIENT_ID:$OSIGU_CLIENT_SECRET\" -d grant_type=client_credentials {{base}}{} \
             | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')",
            path("token")
        ),
    );
    page.call(
        "find a beneficiary",
        &format!(
            "curl -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' -d {} {{base}}{}",
            shell(&example(SEARCH)),
            path("search-beneficiary").replace("{sponsorSlug}", &settings.sponsors.mock)
        ),
    );
    page.call(
        "subscribe a receiver on this machine to events",
        &format!(
            "curl -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' -d {} {{base}}{}",
            shell(&example(SUBSCRIBE)),
            path("subscribe-webhook")
        ),
    );
    seeds(&mut page, &settings);
    page.control("", &CONTROL);
    let keys = [
        ("client_id", "OSIGU_CLIENT_ID"),
        ("client_secret", "OSIGU_CLIENT_SECRET"),
        ("read_only_client_id", "OSIGU_READ_ONLY_CLIENT_ID"),
        ("read_only_client_secret", "OSIGU_READ_ONLY_CLIENT_SECRET"),
        ("webhook_secret", "OSIGU_WEBHOOK_SECRET"),
    ];
    page.profile(arguments.vendor, keys.map(|(key, variable)| format!("{key} = {{ env = \"{variable}\" }}")));
    page.finish()
}

/// What a fresh simulator holds.
fn seeds(page: &mut Page, settings: &Settings) {
    let sponsors = &settings.sponsors;
    let products = &settings.seeds;
    page.line("\nwhat there is to find:");
    for (what, names) in [
        ("sponsor that decides at once", sponsors.mock.as_str()),
        ("sponsor that decides later, by webhook", &sponsors.asynchronous),
        ("sponsor that settles batches", &sponsors.batch),
        ("sponsor that demands an OTP", &sponsors.otp),
        ("sponsor of other providers", &sponsors.unaffiliated),
        ("beneficiaries with cover (document type CC)", "1000000001 to 1000000006"),
        ("beneficiaries whose cover has ended", "1000000007, 1000000008"),
        ("a holder, and the two dependants", "1000000003; 1000000009, 1000000010"),
        ("product that every sponsor rejects", &products.rejected_product),
        ("product that is not registered", &products.unregistered_product),
    ] {
        page.line(&format!("  {what:<44} {names}"));
    }
    let medications = format!("MED-SBX-001 to MED-SBX-{:03}", products.medications);
    page.line(&format!("  {:<44} {medications}", "medications, registered for the provider"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_are_whole_requests() {
        assert!(example(SEARCH).contains("\"document_number\""), "{}", example(SEARCH));
        assert!(example(SUBSCRIBE).contains("\"url\":\"http://127.0.0.1"), "{}", example(SUBSCRIBE));
    }

    #[test]
    fn the_operations_of_the_calls_have_paths_and_the_fault_exists() {
        let paths = Settings::default().paths;
        for operation in ["token", "search-beneficiary", "subscribe-webhook"] {
            assert!(paths.get(operation).is_some_and(|path| path.starts_with('/')), "{operation}");
        }
        let named = CONTROL.iter().find_map(|(call, _)| call.split("\"name\": \"").nth(1)).unwrap();
        let name = named.split('"').next().unwrap();
        assert!(Osigu::faults().iter().any(|fault| fault.name == name), "{name}");
    }
}
