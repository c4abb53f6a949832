//! Osigu, with its webhooks.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use serde_json::{Value, json};
use simulators::osigu::{
    Account, Credentials, Options, Osigu, Settings,
    settings::{Backoff, Settling},
};

use super::{Difference, RUNTIME, free_port};
use crate::support::{Covenant, Ran, raw::Reply};

/// What the documented delays take here of their time: 30 seconds are 900 ms.
const TIME_SCALE: f64 = 0.03;

/// What a limit is where there is to be none.
const UNLIMITED: u32 = 100_000;

/// An environment on the real clock in which nobody waits long: delays are short, and there are no limits to speak of.
pub fn settings(reading: Option<&str>) -> Settings {
    let mut settings = Settings::default();
    settings.limits.token_per_minute = UNLIMITED;
    settings.limits.general_per_minute = UNLIMITED;
    settings.async_decision_after = settings.async_decision_after.mul_f64(TIME_SCALE);
    settings.mail_after = Duration::from_millis(20);
    settings.settling = Settling::After(Duration::from_millis(100));
    // A signature's time has whole seconds, so a redelivery that is to show another one comes more than one later.
    settings.backoff = Backoff { first: Duration::from_millis(1_100), ..settings.backoff };
    settings.delivery_deadline = Duration::from_millis(500);
    // An answer that is late is so for a request that gives up sooner.
    settings.slow_answer = Duration::from_secs(20);
    if let Some(name) = reading {
        let known = Settings::readings().iter().find(|one| one.name == name).expect("a reading of Osigu's");
        known.apply(&mut settings);
    }
    settings
}

/// Starts a simulator that serves until it is dropped.
pub fn start(options: Options) -> Osigu {
    RUNTIME.block_on(Osigu::start(options)).expect("the simulator starts")
}

/// What an environment gives a provider beside its address.
#[derive(Clone, Debug)]
pub struct Access {
    /// The client that may do everything.
    pub client: Credentials,
    /// The client that may only read.
    pub read_only: Credentials,
    /// What its deliveries are signed with.
    pub webhook_secret: String,
}

impl Access {
    /// That of a simulator.
    pub fn of(osigu: &Osigu) -> Self {
        Self {
            client: osigu.credentials(Account::Main),
            read_only: osigu.credentials(Account::ReadOnly),
            webhook_secret: osigu.webhook_secret(),
        }
    }

    /// That of an environment that looks at none of it.
    pub fn any() -> Self {
        let client = |id: &str| Credentials {
            client_id: id.to_owned(),
            client_secret: format!("secret-of-{id}-7d1f0c55a2"),
        };
        Self {
            client: client("clinic-example"),
            read_only: client("clinic-example-reader"),
            webhook_secret: "whsec_of_any_environment_90b3".to_owned(),
        }
    }

    /// `run osigu` against an environment, with a profile of these lines besides its address and credentials.
    pub fn covenant(&self, base_url: &str, profile: &str) -> Covenant {
        let config = format!(
            "[profiles.remote]\nvendor = \"osigu\"\nbase_url = \"{base_url}\"\n\
             client_id = {{ env = \"CLIENT_ID\" }}\nclient_secret = {{ env = \"CLIENT_SECRET\" }}\n{profile}\n"
        );
        Covenant::new()
            .config(config)
            .env("CLIENT_ID", &self.client.client_id)
            .env("CLIENT_SECRET", &self.client.client_secret)
            .env("READ_ONLY_CLIENT_ID", &self.read_only.client_id)
            .env("READ_ONLY_CLIENT_SECRET", &self.read_only.client_secret)
            .env("WEBHOOK_SECRET", &self.webhook_secret)
            .args(["run", "osigu", "--profile", "remote"])
    }
}

/// The fixtures of an environment that has the simulator's data.
pub const FIXTURES: &str = "\
fixtures.sponsor = \"sponsor-sandbox\"
fixtures.async_sponsor = \"sponsor-async-sandbox\"
fixtures.batch_sponsor = \"sponsor-sandbox-do\"
fixtures.product = \"MED-SBX-001\"
fixtures.rejected_product = \"MED-SBX-REJECT\"
fixtures.unregistered_product = \"MED-SBX-UNREGISTERED\"
fixtures.active_beneficiary = { document_type = \"CC\", document_number = \"1000000001\" }
fixtures.expired_beneficiary = { document_type = \"CC\", document_number = \"1000000007\" }
fixtures.family_holder = { document_type = \"CC\", document_number = \"1000000003\" }
";

/// Limits that hold nobody up.
pub const NO_LIMITS: &str = "limits = { general = \"1000/s\", token = \"1000/s\" }\n";

/// Everything that a profile of Osigu's can have beside address, credentials and triggers, for an environment that
/// shortens its delays like [`settings`] and has no limits.
pub fn whole_profile() -> String {
    format!("time_scale = {TIME_SCALE}\n{}", profile())
}

/// The same without a word about time.
pub fn profile() -> String {
    let port = free_port();
    format!(
        "read_only_client_id = {{ env = \"READ_ONLY_CLIENT_ID\" }}\n\
         read_only_client_secret = {{ env = \"READ_ONLY_CLIENT_SECRET\" }}\n\
         webhook_secret = {{ env = \"WEBHOOK_SECRET\" }}\nwebhook_listen = \"127.0.0.1:{port}\"\n\
         webhook_url = \"http://127.0.0.1:{port}/hooks\"\ncapabilities = [\"webhooks\", \"async-sponsor\"]\n\
         {NO_LIMITS}{FIXTURES}"
    )
}

/// Starts a simulator and runs the suite against it.
pub fn run(difference: Difference, more: &str, arguments: &[&str]) -> Ran {
    let fault = difference.fault.map(str::to_owned);
    let osigu = start(Options { fault, settings: settings(difference.reading), ..Options::default() });
    Access::of(&osigu).covenant(osigu.base_url(), &format!("{}{more}", whole_profile())).args(arguments).run()
}

/// Where tokens are to be had.
pub const TOKEN_PATH: &str = "/v1/oauth/token";

/// An answer of a token endpoint that is as good as the real one's.
pub fn token(value: &str) -> Reply {
    let scope = "arc:read arc:write dispensing:read dispensing:write ehr:read ehr:write";
    let body = json!({"access_token": value, "token_type": "bearer", "expires_in": 3600, "scope": scope});
    Reply::json(200, &body)
}

/// The requests that a simulator has got: `path` and `status` of each, and more.
pub fn requests(osigu: &Osigu) -> Vec<Value> {
    let address = osigu.base_url().trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("the simulator listens");
    let request =
        format!("GET /_simulator/requests HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("the simulator reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the simulator answers");
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
    let told: Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer}"));
    told["requests"].as_array().cloned().unwrap_or_default()
}
