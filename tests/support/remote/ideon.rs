//! Ideon, with what its API cannot make: problems, a census, a document, a file delivery.

use std::time::Duration;

use evidence::Vendor;
use serde_json::{Value, json};
use simulators::ideon::{Account, Ideon, Options, Settings, Severity, Tenant};

use super::{Difference, RUNTIME, free_port};
use crate::support::{Covenant, Ran};

/// What the delays of carriers take here of their time: 30 seconds are 300 ms.
const TIME_SCALE: f64 = 0.01;

/// An environment on the real clock in which nobody waits long, and without a limit to speak of.
pub fn settings(reading: Option<&str>) -> Settings {
    let mut settings = Settings::default();
    settings.rate_limit.calls = 10_000_000;
    for delay in
        [&mut settings.availability_after, &mut settings.carrier_answers_after, &mut settings.census_after]
    {
        *delay = delay.mul_f64(TIME_SCALE);
    }
    settings.backoff.first = Duration::from_millis(100);
    settings.delivery_deadline = Duration::from_millis(500);
    // An answer that is late is so for a request that gives up sooner.
    settings.slow_answer = Duration::from_secs(20);
    if let Some(name) = reading {
        let known = Settings::readings().iter().find(|one| one.name == name).expect("a reading of Ideon's");
        known.apply(&mut settings);
    }
    settings
}

/// What an environment gives a platform beside its address.
#[derive(Clone, Debug)]
pub struct Access {
    /// The key that may do everything.
    pub key: String,
    /// That of another account.
    pub other: String,
    /// One that may do nothing.
    pub unprivileged: String,
}

impl Access {
    /// That of an environment that looks at none of it.
    pub fn any() -> Self {
        let key = |of: &str| format!("key-of-{of}-4c81f0a92e");
        Self { key: key("platform"), other: key("another"), unprivileged: key("nobody") }
    }

    /// `run ideon` against an environment, with a profile of these lines besides its address and credentials.
    pub fn covenant(&self, base_url: &str, profile: &str) -> Covenant {
        let config = format!(
            "[profiles.remote]\nvendor = \"ideon\"\nbase_url = \"{base_url}\"\napi_key = {{ env = \"API_KEY\" }}\n\
             other_account_api_key = {{ env = \"OTHER_API_KEY\" }}\n\
             unprivileged_api_key = {{ env = \"UNPRIVILEGED_API_KEY\" }}\n{profile}\n"
        );
        Covenant::new()
            .config(config)
            .env("API_KEY", &self.key)
            .env("OTHER_API_KEY", &self.other)
            .env("UNPRIVILEGED_API_KEY", &self.unprivileged)
            .args(["run", "ideon", "--profile", "remote"])
    }
}

/// A simulator as an environment: one tenant for all, on the real clock.
#[derive(Debug)]
pub struct Environment {
    /// What serves it.
    pub ideon: Ideon,
    tenant: Tenant,
}

impl Environment {
    /// Starts one that serves until it is dropped.
    pub fn start(options: Options) -> Self {
        let ideon = RUNTIME.block_on(Ideon::start(options)).expect("the simulator starts");
        let tenant = ideon.default_tenant();
        Self { ideon, tenant }
    }

    /// What it gives a platform.
    pub fn access(&self) -> Access {
        let key = |account| self.tenant.api_key(account);
        Access {
            key: key(Account::Main),
            other: key(Account::Other),
            unprivileged: key(Account::Unprivileged),
        }
    }

    async fn post(&self, client: &reqwest::Client, path: &str, body: &Value) -> Value {
        let url = format!("{}{path}", self.ideon.base_url());
        let key = self.tenant.api_key(Account::Main);
        let answer = client.post(url).header("Vericred-Api-Key", key).json(body).send().await;
        let answer = answer.expect("the simulator answers");
        let text = answer.text().await.expect("an answer");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("POST {path}: {error}: {text}"))
    }

    /// A group in force, delivered by file, with a family, an event, problems, a document, a census and a delivery: the lines
    /// of a profile that name them.
    pub fn seed(&self) -> String {
        let (group, period) = RUNTIME.block_on(self.family());
        let census = self.tenant.run_census(&period).expect("a census request");
        for (severity, parameter) in [
            (Severity::Failure, "birth_date"),
            (Severity::Warning, "gender"),
            (Severity::Info, "marital_status"),
        ] {
            self.tenant.open_problem(&period, None, severity, parameter).expect("a problem");
        }
        // Scenarios about the list want one that is resolved and one that is not, whatever others resolve meanwhile.
        for _ in 0..40 {
            self.tenant.open_problem(&period, None, Severity::Info, "gender").expect("a problem");
        }
        let resolved =
            self.tenant.open_problem(&period, None, Severity::Warning, "birth_date").expect("a problem");
        let path = format!("/errors/{resolved}/resolution");
        let body = example("resolve-an-enrollment-problem");
        RUNTIME.block_on(self.post(&reqwest::Client::new(), &path, &body));
        self.tenant.require_document(&period, None).expect("a document");
        assert!(self.tenant.transmit(&period), "the period is sent");
        let delivery = RUNTIME.block_on(self.first_delivery(&period));
        format!(
            "fixtures.group = \"{group}\"\nfixtures.coverage_period = \"{period}\"\n\
             fixtures.census_request = \"{census}\"\nfixtures.file_delivery = \"{delivery}\"\n"
        )
    }

    /// The ids of a group and of its coverage period.
    async fn family(&self) -> (String, String) {
        let client = reqwest::Client::new();
        let made = self.post(&client, "/groups", &example("create-a-group")).await;
        let (group, location) = (id(&made, "/group/id"), id(&made, "/group/primary_location/id"));
        let mut period = example("create-a-coverage-period");
        period["coverage_period"]["carrier_name"] = json!(FILE_CARRIER);
        period["coverage_period"]["carrier_group_number"] = json!("123456");
        let path = format!("/groups/{group}/coverage_periods?carrier_name={FILE_CARRIER}");
        let period = id(&self.post(&client, &path, &period).await, "/coverage_period/id");
        let path = format!("/coverage_periods/{period}/plans");
        let plan = id(&self.post(&client, &path, &example("create-a-plan")).await, "/plan/id");
        let subscriber = json!({"subscriber": {
            "location_id": location, "external_identifier": "seed-1", "first_name": "Ada", "last_name": "Seed",
            "social_security_number": "666120001", "birth_date": "1980-02-03", "gender": "female",
            "employment_details": {"start_date": "2020-01-01", "status": "full_time"},
            "residential_address": {"address_line_1": "1 Main Street", "city": "Boise", "state": "ID", "zip": "83702"},
            "dependents": [{"external_identifier": "seed-2", "first_name": "Ben", "last_name": "Seed", "gender": "male",
                            "birth_date": "2010-05-06", "subscriber_relationship": "child"}],
        }});
        let made = self.post(&client, &format!("/groups/{group}/subscribers"), &subscriber).await;
        let subscriber = id(&made, "/subscriber/id");
        let event = json!({"qualifying_life_event": {
            "event": "initial_enrollment", "date": "2026-01-01", "eligibility_start_date": "2026-01-01",
            "coverage_period_id": period, "plan_elections": {"medical": plan},
        }});
        self.post(&client, &format!("/subscribers/{subscriber}/qualifying_life_events"), &event).await;
        (group, period)
    }

    async fn first_delivery(&self, period: &str) -> String {
        let url = format!("{}/coverage_periods/{period}/file_deliveries", self.ideon.base_url());
        let key = self.tenant.api_key(Account::Main);
        let answer = reqwest::Client::new().get(url).header("Vericred-Api-Key", key).send().await;
        let text = answer.expect("the simulator answers").text().await.expect("an answer");
        id(&serde_json::from_str(&text).expect("a list"), "/file_deliveries/0/id")
    }
}

/// A carrier that gets files.
const FILE_CARRIER: &str = "anthem";

fn id(body: &Value, pointer: &str) -> String {
    let found = body.pointer(pointer).and_then(Value::as_str);
    found.unwrap_or_else(|| panic!("{pointer} in {body}")).to_owned()
}

/// A valid body.
fn example(operation: &str) -> Value {
    let shape = requests::for_operation(Vendor::Ideon, operation);
    shape.and_then(requests::RequestShape::example).unwrap_or_else(|| panic!("an example of {operation}"))
}

/// Limits that hold nobody up.
pub const NO_LIMITS: &str = "limits = { general = \"10000/s\" }\n";

/// Everything that a profile of Ideon's can have beside address, credentials, fixtures and triggers; and where hooks go.
pub fn profile() -> (String, String) {
    let url = format!("http://127.0.0.1:{}/hooks", free_port());
    let listen = url.trim_start_matches("http://").trim_end_matches("/hooks").to_owned();
    let lines = format!(
        "webhook_listen = \"{listen}\"\nwebhook_url = \"{url}\"\ncapabilities = [\"bulk-writes\"]\n{NO_LIMITS}"
    );
    (lines, url)
}

/// Starts a simulator and runs the suite against it.
pub fn run(difference: Difference, more: &str, arguments: &[&str]) -> Ran {
    let environment =
        Environment::start(Options { settings: settings(difference.reading), ..Options::default() });
    let (profile, hooks) = profile();
    assert!(environment.tenant.hook_to(&hooks, &[]), "an address of this machine");
    let fixtures = environment.seed();
    environment.tenant.set_fault(difference.fault).expect("a fault of Ideon's");
    let profile = format!("time_scale = {TIME_SCALE}\n{profile}{fixtures}{more}");
    environment.access().covenant(environment.ideon.base_url(), &profile).args(arguments).run()
}
