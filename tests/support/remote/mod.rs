//! A vendor on loopback as a remote environment, served by the test process: with other settings than `covenant serve` has.

pub mod ideon;
pub mod oscar;
pub mod osigu;

use std::{
    net::{Ipv4Addr, TcpListener},
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    },
};

use evidence::{RunRecord, ScenarioRecord, Vendor};
use tokio::runtime::Runtime;

use super::Ran;

/// What all simulators of this process run on. It is never dropped, and no simulator is dropped on one of its tasks.
pub static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    // Another part of the process may have been first.
    let _first = rustls::crypto::ring::default_provider().install_default();
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().expect("a runtime")
});

/// How an environment differs from the honest simulator with the default reading.
#[derive(Clone, Copy, Debug, Default)]
pub struct Difference {
    /// A fault by its name.
    pub fault: Option<&'static str>,
    /// Another reading of the documents by its name.
    pub reading: Option<&'static str>,
}

impl Difference {
    /// None at all.
    pub const NONE: Self = Self { fault: None, reading: None };

    /// A fault.
    pub const fn fault(name: &'static str) -> Self {
        Self { fault: Some(name), reading: None }
    }

    /// Another reading.
    pub const fn reading(name: &'static str) -> Self {
        Self { fault: None, reading: Some(name) }
    }
}

/// Starts an environment and runs the vendor's suite against it. The profile has everything that a profile of the vendor
/// can have, and these lines more; the command has these arguments more.
pub fn run(vendor: Vendor, difference: Difference, profile: &str, arguments: &[&str]) -> Ran {
    match vendor {
        Vendor::Oscar => oscar::run(difference, profile, arguments),
        Vendor::Osigu => osigu::run(difference, profile, arguments),
        Vendor::Ideon => ideon::run(difference, profile, arguments),
    }
}

/// A port of loopback that nobody listens at. It lies below those that the system gives to connections by itself, so that
/// none of them takes it before it is listened at; and each caller gets another one.
pub fn free_port() -> u16 {
    const FIRST: u32 = 15_000;
    const COUNT: u32 = 17_000;
    static NEXT: AtomicU32 = AtomicU32::new(0);
    (0..COUNT)
        .map(|_| {
            let turn = std::process::id().wrapping_mul(97).wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
            u16::try_from(FIRST + turn % COUNT).expect("a port")
        })
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .expect("a port on loopback")
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
