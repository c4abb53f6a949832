//! What Covenant costs on top of the exchanges themselves: `cargo bench --bench overhead`.
//!
//! The suite of the simulated vendors is repeated to 2,000 scenarios and run by the built program, evidence and reports
//! included. In the same run, alternating with it, a bare loop makes the same exchanges and validations: tokio, reqwest
//! and jsonschema, one spawned task a scenario, the same kind of runtime, simulators, transport and concurrency; no
//! Gherkin and no evidence. Both are processes of their own, so that their CPU time and memory can be read from the
//! kernel. `docs/performance.md` has the figures and what they mean.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark stops at the first thing that is wrong"
)]

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use clock::VirtualClock;
use evidence::{Answer, Intent, Party, RunRecord, Vendor, synthetic};
use nix::sys::resource::{UsageWho, getrusage};
use serde_json::Value;
use time::macros::datetime;

const SCENARIOS: usize = 2_000;
const JOBS: usize = 16;
const ROUNDS: usize = 5;

fn main() {
    let arguments: Vec<_> = std::env::args().collect();
    match arguments.iter().position(|argument| argument == "--bare") {
        Some(at) => bare(Path::new(&arguments[at + 1])),
        None => compare(),
    }
}

/// What a child process took.
#[derive(Clone, Copy, Debug)]
struct Cost {
    wall: Duration,
    cpu: Duration,
}

/// The CPU time of this process or of the children that it waited for.
fn cpu(who: UsageWho) -> Duration {
    let usage = getrusage(who).unwrap();
    let time = |value: nix::sys::time::TimeVal| {
        Duration::new(value.tv_sec().try_into().unwrap(), u32::try_from(value.tv_usec()).unwrap() * 1_000)
    };
    time(usage.user_time()) + time(usage.system_time())
}

/// Runs a command to its end. If it says what a part of it took, that part is meant.
fn cost(command: &mut Command) -> Cost {
    let (before, started) = (cpu(UsageWho::RUSAGE_CHILDREN), Instant::now());
    let output = command.output().unwrap();
    let wall = started.elapsed();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout);
    let micros = |name: &str| {
        let value = said.split_whitespace().find_map(|word| word.strip_prefix(name)?.parse().ok());
        value.map(Duration::from_micros)
    };
    Cost {
        wall: micros("wall_us=").unwrap_or(wall),
        cpu: micros("cpu_us=").unwrap_or_else(|| cpu(UsageWho::RUSAGE_CHILDREN) - before),
    }
}

fn compare() {
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("overhead");
    let _ = fs::remove_dir_all(&work);
    let features = work.join("features");
    let scenarios = repeat_suite(&features);
    println!("{scenarios} scenarios, {JOBS} at a time, {ROUNDS} rounds; program and loop alternate");
    let out = work.join("out");
    let program = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_covenant"));
        command.args(["run", "oscar", "-q", "--jobs", &JOBS.to_string(), "--features"]).arg(&features);
        command.arg("--out").arg(&out);
        command
    };
    let bare = || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("--bare").arg(out.join("run.json"));
        command
    };
    // The first child of this process: the largest child so far is the program.
    cost(&mut program());
    let peak_kib = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss();
    let mut rows = Vec::new();
    for round in 1..=ROUNDS {
        let (ours, loops) = (cost(&mut program()), cost(&mut bare()));
        println!("  round {round}: program {}   loop {}", show(ours), show(loops));
        rows.push((ours, loops));
    }
    let median = |mut ratios: Vec<f64>| {
        ratios.sort_by(f64::total_cmp);
        ratios[ratios.len() / 2]
    };
    let ratio = |of: fn(&Cost) -> f64| median(rows.iter().map(|(ours, bare)| of(ours) / of(bare)).collect());
    println!(
        "program / loop, median: wall {:.2}, CPU {:.2}",
        ratio(|c| c.wall.as_secs_f64()),
        ratio(|c| c.cpu.as_secs_f64())
    );
    println!("peak memory of the program: {} MB", peak_kib * 1_024 / 1_000_000);
    list();
}

/// How long `covenant list` takes to answer.
fn list() {
    let mut times: Vec<_> = (0..21)
        .map(|_| cost(Command::new(env!("CARGO_BIN_EXE_covenant")).args(["list", "oscar"])).wall)
        .collect();
    times.sort();
    println!("covenant list: median {:.1} ms, slowest {:.1} ms of 21", ms(times[10]), ms(times[20]));
}

fn show(cost: Cost) -> String {
    format!("wall {:7.0} ms, CPU {:7.0} ms", ms(cost.wall), ms(cost.cpu))
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

/// Copies the features until there are enough scenarios; ids get the number of their copy.
fn repeat_suite(target: &Path) -> usize {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("features");
    let loaded = suite::Suite::from_dir(&source).unwrap();
    let of_vendor: Vec<_> =
        loaded.suite.features.iter().filter(|feature| feature.vendor == Vendor::Oscar).collect();
    let each: usize = of_vendor.iter().map(|feature| feature.scenarios.len()).sum();
    let copies = SCENARIOS.div_ceil(each);
    for copy in 0..copies {
        for feature in &of_vendor {
            let (area, file) = feature.path.rsplit_once('/').unwrap();
            let folder: PathBuf = target.join(format!("{area}-{copy:03}"));
            fs::create_dir_all(&folder).unwrap();
            let text = feature.source.replace("@id:oscar-", &format!("@id:oscar-r{copy}-"));
            let text = text.replacen("Feature: ", &format!("Feature: {copy} "), 1);
            fs::write(folder.join(file), text).unwrap();
        }
    }
    copies * each
}

/// The bare loop: the exchanges that a record tells, made again.
fn bare(record: &Path) {
    let record: Arc<RunRecord> =
        Arc::new(serde_json::from_str(&fs::read_to_string(record).unwrap()).unwrap());
    // What a loop would have as constants: reading it is not counted.
    let (before, started) = (cpu(UsageWho::RUSAGE_SELF), Instant::now());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let made: usize = runtime.block_on(async {
        let options = simulators::Options { tls: true, ..Default::default() };
        let simulator = Arc::new(simulators::Oscar::start(options).await.unwrap());
        let clients = Arc::new(Clients::new(&simulator));
        let permits = Arc::new(tokio::sync::Semaphore::new(JOBS));
        let tasks: Vec<_> = (0..record.scenarios.len())
            .map(|index| {
                let (record, simulator) = (Arc::clone(&record), Arc::clone(&simulator));
                let (clients, permits) = (Arc::clone(&clients), Arc::clone(&permits));
                tokio::spawn(async move {
                    let _permit = permits.acquire().await.unwrap();
                    scenario(&record, index, &simulator, &clients).await
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

struct Clients {
    registered: reqwest::Client,
    none: reqwest::Client,
    expired: reqwest::Client,
}

impl Clients {
    fn new(simulator: &simulators::Oscar) -> Self {
        let credentials = simulator.credentials();
        let client = |identity: Option<&simulators::Identity>| {
            let ca = reqwest::Certificate::from_pem(credentials.ca.as_bytes()).unwrap();
            let mut builder = reqwest::Client::builder().tls_certs_only([ca]).no_proxy().tcp_nodelay(true);
            if let Some(identity) = identity {
                let pem = format!("{}\n{}", identity.certificate, identity.key);
                builder = builder.identity(reqwest::Identity::from_pem(pem.as_bytes()).unwrap());
            }
            builder.build().unwrap()
        };
        // reqwest takes the process's provider here, as the program's own client takes ring explicitly.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            registered: client(Some(&credentials.registered)),
            none: client(None),
            expired: client(Some(&credentials.expired)),
        }
    }
}

async fn scenario(
    record: &RunRecord,
    index: usize,
    simulator: &simulators::Oscar,
    clients: &Clients,
) -> usize {
    let scenario = &record.scenarios[index];
    let began = datetime!(2026-06-15 12:00 UTC);
    let clock = VirtualClock::new(began);
    let id = &scenario.head.id;
    let tenant = simulator.tenant(id, Arc::new(clock.clone()));
    let mut people = HashMap::new();
    for exchange in &scenario.exchanges {
        clock.set(began + Duration::from_millis(exchange.timing.clock_ms));
        let (client, expected) = match &exchange.answer {
            Answer::Response(response) if response.status == 401 => (&clients.none, 401),
            Answer::Response(response) => (&clients.registered, response.status),
            Answer::NoAnswer(_) => (&clients.expired, 0),
        };
        match expected {
            503 => tenant.pend_next(1),
            500 => tenant.fail_next(1),
            _ => {}
        }
        let path = exchange.request.url.splitn(4, '/').nth(3).unwrap_or_default();
        let url = format!("{}/{path}", simulator.base_url());
        let mut request = client.request(exchange.request.method.parse().unwrap(), url);
        for header in &exchange.request.headers {
            if !["host", "content-length"].contains(&header.name.as_str()) {
                request = request.header(&header.name, &header.value);
            }
        }
        let (name, value) = tenant.header();
        request = request.header(name, value);
        if let Some(body) = &exchange.request.body {
            let body = with_people(&record.run.id, id, &body.text, &mut people);
            if exchange.intent == Intent::Valid
                && let Some(operation) = &exchange.operation
                && let Some(shape) = requests::for_operation(Vendor::Oscar, operation)
            {
                let body: Value = serde_json::from_str(&body).unwrap();
                std::hint::black_box(shape.is_valid(&body));
            }
            request = request.body(body);
        }
        let Ok(response) = request.send().await else { continue };
        let status = response.status().as_u16();
        let bytes = response.bytes().await.unwrap();
        if scenario.head.party == Party::Vendor
            && let (Some(operation), Ok(body)) =
                (&exchange.operation, serde_json::from_slice::<Value>(&bytes))
        {
            std::hint::black_box(schemas::is_valid(Vendor::Oscar, operation, status, &body));
        }
    }
    scenario.exchanges.len()
}

/// Puts synthetic people back in place of their placeholders.
fn with_people(run: &str, scenario: &str, text: &str, people: &mut HashMap<u32, String>) -> String {
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
