//! Stopped in the middle: by Ctrl-C, by a termination signal, or killed. What was seen until then is not lost, and never
//! looks like a run that was finished.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use crate::support::{
    Covenant, Ran, Running, ids,
    planted::{feature, green, scenario},
    raw::{RawServer, Reply},
};
use evidence::Outcome;
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use rstest::rstest;

/// Answers so many requests as an honest health check does, then holds what comes.
fn holding_after(answered: usize) -> RawServer {
    RawServer::start(move |_, number| {
        if number < answered {
            Reply::new(200, "text/plain", "Welcome to Oscar's ICHRA API!")
        } else {
            Reply::Hold
        }
    })
}

/// A run of three scenarios, one after the other, of which the second hangs.
fn hanging(server: &RawServer) -> Covenant {
    let scenarios = [green("oscar-first"), green("oscar-second"), green("oscar-third")];
    Covenant::new()
        .config(server.config(""))
        .file("features/oscar/planted.feature", feature(&scenarios))
        .args(["run", "--features", "features", "--profile", "raw", "--jobs", "1"])
}

/// Waits for something that can be looked at.
#[track_caller]
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let ends_by = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < ends_by, "{what} did not come about");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn contains(path: &Path, text: &str) -> bool {
    fs::read_to_string(path).is_ok_and(|found| found.contains(text))
}

/// Waits until the first scenario is on disk and the second hangs.
#[track_caller]
fn wait_for_the_middle(running: &Running, server: &RawServer) {
    server.wait_for_requests(2);
    let events = running.out_dir().join("events.ndjson");
    until("the end of the first scenario", || contains(&events, "\"scenario_finished\""));
}

/// Nothing in the reports reads like the end of a run.
#[track_caller]
fn assert_marked_incomplete(ran: &Ran, out: &Path) {
    let record: evidence::RunRecord =
        serde_json::from_str(&fs::read_to_string(out.join("run.json")).unwrap()).unwrap();
    assert!(!record.run.complete);
    assert_eq!(record.summary.selected, 3);
    assert_eq!(ids(&record, Outcome::Passed), ["oscar-first".to_owned()].into());
    assert_eq!(record.scenarios.len() + record.not_run.len(), 3);
    let junit = fs::read_to_string(out.join("junit.xml")).unwrap();
    assert_eq!(
        junit.matches("<testcase ").count() - junit.matches("classname=\"covenant.run\"").count(),
        3,
        "{junit}"
    );
    assert!(junit.matches("<error ").count() >= 2, "the scenarios without a verdict are not errors: {junit}");
    assert!(
        ran.stdout.to_lowercase().contains("incomplete"),
        "the terminal does not say that the run is incomplete"
    );
    assert!(!ran.stdout.contains("Conforms"), "the terminal calls it conformity");
}

#[rstest]
#[case::ctrl_c("INT")]
#[case::termination("TERM")]
fn an_interrupted_run_leaves_what_it_saw_marked_as_incomplete(#[case] signal: &str) {
    let server = holding_after(1);
    let running = hanging(&server).spawn();
    wait_for_the_middle(&running, &server);
    running.signal(signal);
    let ran = running.wait();
    ran.assert_code(130);
    assert_eq!(ran.last_line()["exit"], "130");
    assert_eq!((ran.counted("passed"), ran.counted("selected")), (1, 3));
    assert!(ran.stderr.contains("covenant: interrupted: "));
    assert!(ran.record().run.interrupted);
    assert_marked_incomplete(&ran, &ran.out_dir);
    assert_eq!(server.requests().len(), 2, "something was sent after the signal");
    let folded =
        Covenant::new().arg("report").arg(ran.out_dir.join("events.ndjson")).arg("--exit-code").run();
    folded.assert_code(130);
    assert_eq!(folded.report("run.json"), ran.report("run.json"), "the events fold to another record");
}

#[test]
fn an_interruption_is_told_even_if_something_failed_before() {
    // The balance of the red scenario needs two answers; both are no answers of Oscar's.
    let server =
        RawServer::start(
            |_, number| {
                if number == 0 { Reply::new(200, "text/plain", "no welcome") } else { Reply::Hold }
            },
        );
    let running = Covenant::new()
        .config(server.config(""))
        .file(
            "features/oscar/planted.feature",
            feature(&[
                scenario(
                    "oscar-first",
                    &["When the connection is checked", "Then Oscar answers with its welcome"],
                ),
                green("oscar-second"),
            ]),
        )
        .args(["run", "--features", "features", "--profile", "raw", "--jobs", "1"])
        .spawn();
    wait_for_the_middle(&running, &server);
    running.signal("INT");
    let ran = running.wait();
    ran.assert_code(130);
    assert_eq!(ran.counted("failed"), 1);
    assert!(ran.report("junit.xml").contains("<failure type=\"failed\""));
}

#[test]
fn a_run_interrupted_before_any_verdict_is_not_green() {
    let server = holding_after(0);
    let running = hanging(&server).spawn();
    server.wait_for_requests(1);
    running.signal("INT");
    let ran = running.wait();
    ran.assert_code(130);
    assert_eq!(ran.counted("judged"), 0);
    let record = ran.record();
    assert!(record.run.interrupted && !record.run.complete);
    let again = Covenant::new()
        .config(holding_after(usize::MAX).config(""))
        .file(
            "features/oscar/planted.feature",
            feature(&["oscar-first", "oscar-second", "oscar-third"].map(green)),
        )
        .args(["run", "--features", "features", "--profile", "raw", "--rerun"])
        .arg(ran.out_dir.join("run.json"))
        .run();
    again.assert_code(0);
    assert_eq!(again.counted("passed"), 3, "what never ran is not run again");
}

#[test]
fn a_simulated_run_can_be_interrupted_too() {
    let running = Covenant::new().args(["run", "--jobs", "1"]).spawn();
    let events = running.out_dir().join("events.ndjson");
    until("the end of a scenario", || contains(&events, "\"scenario_finished\""));
    running.signal("INT");
    let ran = running.wait();
    ran.assert_code(130);
    let record = ran.record();
    assert!(record.run.interrupted && !record.run.complete);
    assert!(!record.scenarios.is_empty() && !record.not_run.is_empty());
}

/// The writing end of a pipe that is full and that nobody reads: whoever writes to it waits for ever.
fn full_pipe() -> (std::io::PipeReader, std::io::PipeWriter) {
    let (reader, writer) = std::io::pipe().unwrap();
    let mut filler = writer.try_clone().unwrap();
    let written = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&written);
    std::thread::spawn(move || {
        while filler.write_all(&[b'x'; 512]).is_ok() {
            count.fetch_add(512, Ordering::SeqCst);
        }
    });
    let mut before = 0;
    until("a full pipe", || {
        std::thread::sleep(Duration::from_millis(50));
        let now = written.load(Ordering::SeqCst);
        std::mem::replace(&mut before, now) == now && now > 0
    });
    (reader, writer)
}

#[test]
fn a_second_ctrl_c_ends_at_once() {
    let server = holding_after(1);
    let prepared = hanging(&server);
    let folder = prepared.folder().to_owned();
    let (_reader, stdout) = full_pipe();
    let mut child = Command::new(env!("CARGO_BIN_EXE_covenant"))
        .args(["run", "--features", "features", "--profile", "raw", "--jobs", "1", "--out", "out"])
        .current_dir(&folder)
        .stdin(Stdio::null())
        .stdout(stdout)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let id = Pid::from_raw(i32::try_from(child.id()).unwrap());
    server.wait_for_requests(2);
    kill(id, Signal::SIGINT).unwrap();
    until("the JUnit report", || contains(&folder.join("out/junit.xml"), "</testsuites>"));
    assert_eq!(child.try_wait().unwrap(), None, "it ended though it could not tell its results");
    // Without a second signal this would never end: its standard output takes nothing.
    kill(id, Signal::SIGINT).unwrap();
    let ends_by = Instant::now() + Duration::from_secs(30);
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if Instant::now() >= ends_by {
            child.kill().unwrap();
            panic!("the second signal did not end the program");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    assert_eq!(status.code(), Some(130));
}

/// A run that was killed while its second scenario hung.
fn killed() -> Ran {
    let server = holding_after(1);
    let running = hanging(&server).spawn();
    wait_for_the_middle(&running, &server);
    running.kill()
}

#[test]
fn a_killed_run_leaves_events_that_fold_and_no_report_that_looks_finished() {
    let ran = killed();
    assert_eq!(ran.code, None, "the program was to be killed");
    for report in ["run.json", "junit.xml"] {
        assert!(!ran.out_dir.join(report).exists(), "{report} is there");
    }
    let left: Vec<_> = fs::read_dir(&ran.out_dir).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["events.ndjson"], "temporary files are left");
    let events = ran.out_dir.join("events.ndjson");
    let folded = Covenant::new().arg("report").arg(&events).run();
    folded.assert_code(0);
    assert_eq!(folded.last_line()["exit"], "5", "the last line repeats the verdict of the run");
    assert!(!folded.record().run.interrupted);
    assert_marked_incomplete(&folded, &folded.out_dir);
    Covenant::new().arg("report").arg(&events).arg("--exit-code").run().assert_code(5);
    // What was folded renders again to the same bytes.
    let again = Covenant::new().arg("report").arg(folded.out_dir.join("run.json")).run();
    assert_eq!(again.report("run.json"), folded.report("run.json"));
    assert_eq!(again.report("junit.xml"), folded.report("junit.xml"));
}

#[test]
fn events_fold_wherever_their_last_line_was_cut() {
    let ran = killed();
    let whole = ran.report("events.ndjson");
    let first = whole.find('\n').unwrap() + 1;
    let last = whole.trim_end().rfind('\n').unwrap() + 1;
    let cuts =
        [first, first + 1, first + 20, last - 1, last, last + 1, last + 15, whole.len() - 2, whole.len() - 1];
    for cut in cuts {
        let folded = Covenant::new()
            .file("cut.ndjson", &whole[..cut])
            .args(["report", "cut.ndjson", "--exit-code"])
            .run();
        folded.assert_code(5);
        let record = folded.record();
        assert!(!record.run.complete, "cut at {cut}");
        assert_eq!(record.summary.selected, 3, "cut at {cut}");
    }
}

#[test]
fn events_that_are_broken_in_the_middle_are_refused_with_the_line() {
    let whole = killed().report("events.ndjson");
    let mut lines: Vec<&str> = whole.lines().collect();
    lines[1] = "{\"event\":\"scen";
    let broken =
        Covenant::new().file("broken.ndjson", lines.join("\n")).args(["report", "broken.ndjson"]).run();
    broken.assert_code(2);
    assert!(broken.stderr.contains("broken.ndjson") && broken.stderr.contains("line 2"), "no place is named");
    assert!(!broken.out_dir.join("junit.xml").exists());
    let headless =
        Covenant::new().file("broken.ndjson", lines[2..].join("\n")).args(["report", "broken.ndjson"]).run();
    headless.assert_code(2);
}

#[test]
fn yesterdays_reports_are_gone_when_a_run_is_killed() {
    let server = holding_after(1);
    let running =
        hanging(&server).file("out/junit.xml", "yesterday").file("out/run.json", "yesterday").spawn();
    server.wait_for_requests(1);
    let ran = running.kill();
    assert!(!ran.out_dir.join("junit.xml").exists() && !ran.out_dir.join("run.json").exists());
}
