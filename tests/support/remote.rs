//! Oscar on loopback as a remote environment, served by the test process: with other settings than `covenant serve` has.

use std::sync::LazyLock;

use evidence::{RunRecord, ScenarioRecord};
use simulators::{Credentials, Options, Oscar, SIMULATE_HEADER};
use tokio::runtime::Runtime;

use super::{Covenant, Ran};

/// What all simulators of this process run on. It is never dropped, and no simulator is dropped on one of its tasks.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    // Another part of the process may have been first.
    let _first = rustls::crypto::ring::default_provider().install_default();
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().expect("a runtime")
});

/// Starts a simulator that serves until it is dropped.
pub fn start(options: Options) -> Oscar {
    RUNTIME.block_on(Oscar::start(options)).expect("the simulator starts")
}

/// `run oscar` against a profile that has everything a profile of Oscar's can have: certificates of every kind, and a
/// trigger for each condition. Waits of the vendor's policy take a thousandth of their time.
pub fn against(base_url: &str, credentials: &Credentials, more: &str) -> Covenant {
    let trigger =
        |name: &str| format!("triggers.{name} = {{ header = \"{SIMULATE_HEADER}\", value = \"{name}\" }}");
    let config = format!(
        "[profiles.remote]\nvendor = \"oscar\"\nbase_url = \"{base_url}\"\ntime_scale = 0.001\n\
         ca_certificate = {{ file = \"ca.pem\" }}\n\
         client_certificate = {{ file = \"registered.pem\" }}\nclient_key = {{ env = \"REGISTERED_KEY\" }}\n\
         unregistered_certificate = {{ file = \"unregistered.pem\" }}\nunregistered_key = {{ env = \"UNREGISTERED_KEY\" }}\n\
         expired_certificate = {{ file = \"expired.pem\" }}\nexpired_key = {{ env = \"EXPIRED_KEY\" }}\n\
         {}\n{}\n{more}\n",
        trigger("retry"),
        trigger("escalate"),
    );
    Covenant::new()
        .config(config)
        .file("ca.pem", &credentials.ca)
        .file("registered.pem", &credentials.registered.certificate)
        .file("unregistered.pem", &credentials.unregistered.certificate)
        .file("expired.pem", &credentials.expired.certificate)
        .env("REGISTERED_KEY", &credentials.registered.key)
        .env("UNREGISTERED_KEY", &credentials.unregistered.key)
        .env("EXPIRED_KEY", &credentials.expired.key)
        .args(["run", "oscar", "--profile", "remote", "-q"])
}

/// Starts a simulator behind mutual TLS and runs the suite against it.
pub fn run(options: Options, more: &str, jobs: u32) -> Ran {
    let oscar = start(Options { tls: true, ..options });
    against(oscar.base_url(), oscar.credentials(), more).args(["--jobs", &jobs.to_string()]).run()
}

/// Whether a scenario can only be judged in one half of the year: a real clock cannot be moved, and whose date decides
/// Open Enrollment is not documented. What depends on the day of the test stands in no table.
pub fn is_seasonal(scenario: &ScenarioRecord) -> bool {
    let words = ["the date lies outside Open Enrollment", "during Open Enrollment without"];
    scenario.steps.iter().any(|step| words.iter().any(|words| step.text.contains(words)))
        || scenario.reason.as_ref().is_some_and(|reason| reason.code == "open-enrollment")
}

/// The scenarios of a record that do not depend on the day of the test.
pub fn all_year(record: &RunRecord) -> impl Iterator<Item = &ScenarioRecord> {
    record.scenarios.iter().filter(|scenario| !is_seasonal(scenario))
}
