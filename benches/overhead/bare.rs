//! The bare loop: the exchanges that a record tells, made again.

use std::{
    collections::HashMap,
    fs,
    future::Future,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use clock::VirtualClock;
use evidence::{Exchange, Intent, Party, RunRecord, ScenarioRecord, Vendor, synthetic};
use nix::sys::resource::UsageWho;
use serde_json::Value;
use time::macros::datetime;

use crate::{JOBS, cpu, ideon, oscar};

/// A vendor's simulator and how it is called.
pub(crate) trait Subject: Send + Sync + Sized + 'static {
    const VENDOR: Vendor;

    fn start() -> impl Future<Output = Self> + Send;

    /// Makes the exchanges of a scenario.
    fn scenario(&self, plan: &Plan<'_>) -> impl Future<Output = ()> + Send;
}

/// What one scenario is to do.
pub(crate) struct Plan<'a> {
    pub(crate) run: &'a str,
    pub(crate) scenario: &'a ScenarioRecord,
}

/// Makes all exchanges of a record, and says what that took.
pub(crate) fn run(record: &Path) {
    let record: RunRecord = serde_json::from_str(&fs::read_to_string(record).unwrap()).unwrap();
    match record.scenarios[0].head.vendor {
        Vendor::Oscar => all::<oscar::Subject>(record),
        Vendor::Ideon => all::<ideon::Subject>(record),
        Vendor::Osigu => panic!("no loop makes the exchanges of osigu"),
    }
}

fn all<S: Subject>(record: RunRecord) {
    // What a loop would have as constants: reading it is not counted.
    let (before, started) = (cpu(UsageWho::RUSAGE_SELF), Instant::now());
    let record = Arc::new(record);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let made: usize = runtime.block_on(async {
        let subject = Arc::new(S::start().await);
        let permits = Arc::new(tokio::sync::Semaphore::new(JOBS));
        let tasks: Vec<_> = (0..record.scenarios.len())
            .map(|index| {
                let (record, subject, permits) =
                    (Arc::clone(&record), Arc::clone(&subject), Arc::clone(&permits));
                tokio::spawn(async move {
                    let _permit = permits.acquire().await.unwrap();
                    let scenario = &record.scenarios[index];
                    subject.scenario(&Plan { run: &record.run.id, scenario }).await;
                    scenario.exchanges.len()
                })
            })
            .collect();
        let mut made = 0;
        for task in tasks {
            made += task.await.unwrap();
        }
        made
    });
    let (wall, cpu) = (started.elapsed(), cpu(UsageWho::RUSAGE_SELF) - before);
    println!("exchanges={made} wall_us={} cpu_us={}", wall.as_micros(), cpu.as_micros());
}

/// A scenario's clock, which the loop sets to the time of each exchange.
pub(crate) struct Time(pub(crate) VirtualClock);

impl Time {
    pub(crate) fn new() -> Self {
        Self(VirtualClock::new(datetime!(2026-06-15 12:00 UTC)))
    }

    pub(crate) fn set(&self, exchange: &Exchange) {
        self.0.set(datetime!(2026-06-15 12:00 UTC) + Duration::from_millis(exchange.timing.clock_ms));
    }
}

/// The request of an exchange, without its body; `value` has a say in each header.
pub(crate) fn request(
    client: &reqwest::Client,
    base_url: &str,
    exchange: &Exchange,
    value: impl Fn(&str) -> String,
) -> reqwest::RequestBuilder {
    let path = exchange.request.url.splitn(4, '/').nth(3).unwrap_or_default();
    let url = format!("{base_url}/{path}");
    let mut request = client.request(exchange.request.method.parse().unwrap(), url);
    for header in &exchange.request.headers {
        if !["host", "content-length"].contains(&header.name.as_str()) {
            request = request.header(&header.name, value(&header.value));
        }
    }
    request
}

/// Validates the body of a request that was meant to be valid.
pub(crate) fn judge_request(vendor: Vendor, exchange: &Exchange, body: &str) {
    if exchange.intent == Intent::Valid
        && let Some(operation) = &exchange.operation
        && let Some(shape) = requests::for_operation(vendor, operation)
        && let Ok(body) = serde_json::from_str::<Value>(body)
    {
        std::hint::black_box(shape.is_valid(&body));
    }
}

/// Validates an answer, in a scenario about the vendor.
pub(crate) fn judge_answer(vendor: Vendor, plan: &Plan<'_>, exchange: &Exchange, status: u16, bytes: &[u8]) {
    if plan.scenario.head.party == Party::Vendor
        && let (Some(operation), Ok(body)) = (&exchange.operation, serde_json::from_slice::<Value>(bytes))
    {
        std::hint::black_box(schemas::is_valid(vendor, operation, status, &body));
    }
}

/// Puts synthetic people back in place of their placeholders.
pub(crate) fn with_people(
    run: &str,
    scenario: &str,
    text: &str,
    people: &mut HashMap<u32, String>,
) -> String {
    let mut parts = text.split("{{");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (placeholder, rest) = part.split_once("}}").unwrap_or((part, ""));
        let mut words = placeholder.split(':');
        match (words.next(), words.next().and_then(|number| number.parse().ok()), words.next()) {
            (Some("ssn"), Some(nth), None) => {
                text.push_str(people.entry(nth).or_insert_with(|| synthetic::ssn(run, scenario, nth)));
            }
            // A malformed number or a token: the simulator treats any other text alike.
            _ => text.push_str("malformed"),
        }
        text.push_str(rest);
    }
    text
}
