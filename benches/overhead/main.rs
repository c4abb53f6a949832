//! What Covenant costs on top of the exchanges themselves: `cargo bench --bench overhead`.
//!
//! Two suites are measured. Oscar's is repeated to 2,000 scenarios; Ideon's, large as it is, is run as it stands. The built
//! program runs each, evidence and reports included. In the same run, alternating with it, a bare loop makes the same
//! exchanges and validations: tokio, reqwest and jsonschema, one spawned task a scenario, the same kind of runtime,
//! simulators, transport and concurrency; no Gherkin and no evidence. Both are processes of their own, so that their CPU
//! time and memory can be read from the kernel. `docs/performance.md` has the figures and what they mean.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark stops at the first thing that is wrong"
)]

mod bare;
mod ideon;
mod oscar;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use evidence::Vendor;
use nix::sys::resource::{UsageWho, getrusage};

const SCENARIOS: usize = 2_000;
const JOBS: usize = 16;
const ROUNDS: usize = 5;

fn main() {
    let arguments: Vec<_> = std::env::args().collect();
    let behind = |flag: &str| {
        let at = arguments.iter().position(|argument| argument == flag)?;
        Some(&arguments[at + 1..])
    };
    match (behind("--bare"), behind("--peak")) {
        (Some(plan), _) => bare::run(Path::new(&plan[0])),
        (None, Some(arguments)) => peak(arguments),
        (None, None) => {
            let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("overhead");
            let _ = fs::remove_dir_all(&work);
            let features = work.join("features");
            let scenarios = repeat_suite(&features);
            compare(Vendor::Oscar, Some(&features), scenarios, &work.join("oscar"));
            list();
            compare(Vendor::Ideon, None, of_vendor(Vendor::Ideon), &work.join("ideon"));
            start_up();
        }
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

fn compare(vendor: Vendor, features: Option<&Path>, scenarios: usize, out: &Path) {
    println!(
        "{vendor}: {scenarios} scenarios, {JOBS} at a time, {ROUNDS} rounds; program and loop alternate"
    );
    let arguments = || {
        let features = features.map(|features| format!("--features={}", features.display()));
        ["run", vendor.word(), "-q", "--jobs", &JOBS.to_string(), &format!("--out={}", out.display())]
            .map(str::to_owned)
            .into_iter()
            .chain(features)
            .collect::<Vec<_>>()
    };
    let program = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_covenant"));
        command.args(arguments());
        command
    };
    let bare = || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("--bare").arg(out.join("run.json"));
        command
    };
    let peak =
        Command::new(std::env::current_exe().unwrap()).arg("--peak").args(arguments()).output().unwrap();
    assert!(peak.status.success(), "{}", String::from_utf8_lossy(&peak.stderr));
    let mut rows = Vec::new();
    for round in 1..=ROUNDS {
        let (ours, loops) = (cost(&mut program()), cost(&mut bare()));
        println!("  round {round}: program {}   loop {}", show(ours), show(loops));
        rows.push((ours, loops));
    }
    let ratio = |of: fn(&Cost) -> f64| median(rows.iter().map(|(ours, bare)| of(ours) / of(bare)).collect());
    println!(
        "  program / loop, median: wall {:.2}, CPU {:.2}; peak memory of the program: {} MB",
        ratio(|c| c.wall.as_secs_f64()),
        ratio(|c| c.cpu.as_secs_f64()),
        String::from_utf8_lossy(&peak.stdout).trim()
    );
}

/// Runs the program once as the only child of this process, and says how much memory it had at most, in megabytes.
fn peak(arguments: &[String]) {
    cost(Command::new(env!("CARGO_BIN_EXE_covenant")).args(arguments));
    println!("{}", getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss() * 1_024 / 1_000_000);
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
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

/// How long it takes to have every schema of all rooms read and compiled, as `covenant lint` does at its start.
fn start_up() {
    let started = Instant::now();
    schemas::verify(&evidence::Vendor::ALL).unwrap();
    println!("every schema of all vendors read and compiled: {:.1} ms", ms(started.elapsed()));
}

fn of_vendor(vendor: Vendor) -> usize {
    let suite =
        suite::Suite::from_dir(&Path::new(env!("CARGO_MANIFEST_DIR")).join("features")).unwrap().suite;
    let features = suite.features.iter().filter(|feature| feature.vendor == vendor);
    features.map(|feature| feature.scenarios.len()).sum()
}
