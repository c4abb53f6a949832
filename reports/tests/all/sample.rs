//! Records to render: one of everything, one of each outcome, one of hostile text.

use evidence::{
    Answer, Body, CatalogueRow, Checklist, ChecklistLine, ChecklistLineRecord, ChecklistRecord, ClauseRecord,
    Drift, DriftKind, Exchange, ExitCode, FailureKind, FeatureRecord, Finding, GivenWaiver, Header, Intent,
    Level, LineStatus, NoAnswer, NotCallable, Outcome, Party, ProfileRecord, Program, Reason, Request,
    Response, RestsOn, RunEvent, RunInfo, RunRecord, ScenarioHead, ScenarioRecord, Sender, Severity,
    SourcePlace, StepRecord, StepStatus, Summary, Tally, TargetKind, Timing, Vendor, Waiver, WaiverRecord,
    WaiverState,
};

pub(crate) fn run() -> RunInfo {
    RunInfo {
        id: "20261121-100000-abcd".to_owned(),
        started_at: "2026-11-21T10:00:00.123456Z".to_owned(),
        finished_at: Some("2026-11-21T10:00:01Z".to_owned()),
        duration_ms: 877,
        complete: true,
        interrupted: false,
        incomplete_reason: None,
        seed: 0,
        jobs: 8,
        program: Program { name: "covenant".to_owned(), version: "0.1.0".to_owned() },
        arguments: vec!["run".to_owned(), "oscar".to_owned()],
    }
}

/// A record of these scenarios, with its sums.
pub(crate) fn record(scenarios: Vec<ScenarioRecord>, not_run: Vec<ScenarioHead>) -> RunRecord {
    let mut record = RunRecord {
        format: evidence::FORMAT.to_owned(),
        format_version: evidence::FORMAT_VERSION,
        run: run(),
        summary: Summary::default(),
        profiles: vec![ProfileRecord {
            name: "mock".to_owned(),
            vendor: Vendor::Oscar,
            target: TargetKind::Simulator,
            base_url: "https://127.0.0.1:4430".to_owned(),
            capabilities: Vec::new(),
            fault: None,
            integrator_fault: None,
        }],
        features: vec![FeatureRecord {
            path: "oscar/membership/create.feature".to_owned(),
            vendor: Vendor::Oscar,
            name: "Create a membership".to_owned(),
            description: None,
            line: 2,
            tags: vec!["oscar".to_owned()],
            source: "@oscar\nFeature: Create a membership\n".to_owned(),
        }],
        clauses: vec![clause("OSC-12", "The answer to an enrollment carries the member's Oscar id.")],
        catalogue: vec![CatalogueRow {
            vendor: Vendor::Oscar,
            operation: "health-check".to_owned(),
            method: "GET".to_owned(),
            path: "/".to_owned(),
            path_level: Level::Documented,
            status: 204,
            status_level: Level::Assumed,
            content_type: None,
            content_type_level: Level::Assumed,
            schema: None,
            not_exercised: None,
        }],
        not_callable: Vec::new(),
        checklists: Vec::new(),
        waivers: Vec::new(),
        drift: Vec::new(),
        scenarios,
        not_run,
    };
    seal(&mut record);
    record
}

/// Brings the sums of a record up to date.
pub(crate) fn seal(record: &mut RunRecord) {
    let outcomes: Tally = record.scenarios.iter().map(|scenario| scenario.outcome).collect();
    let verdict = ExitCode::of_outcomes(&outcomes, record.not_run.len());
    record.run.complete = record.not_run.is_empty() && record.run.incomplete_reason.is_none();
    record.summary = Summary {
        exit_code: verdict.code(),
        selected: record.scenarios.len() + record.not_run.len(),
        judged: outcomes.judged(),
        outcomes,
    };
}

pub(crate) fn clause(id: &str, text: &str) -> ClauseRecord {
    ClauseRecord {
        vendor: Vendor::Oscar,
        id: id.to_owned(),
        party: Party::Vendor,
        level: Level::Documented,
        text: text.to_owned(),
        source: "testing guide, step 2".to_owned(),
        reason: None,
        scenarios: vec!["oscar-create-membership-ids".to_owned()],
    }
}

pub(crate) fn head(id: &str, name: &str) -> ScenarioHead {
    ScenarioHead {
        id: id.to_owned(),
        name: name.to_owned(),
        feature: "oscar/membership/create.feature".to_owned(),
        line: 12,
        rule: None,
        vendor: Vendor::Oscar,
        party: Party::Vendor,
        profile: "mock".to_owned(),
        tags: vec!["oscar".to_owned(), "happy-path".to_owned()],
        clauses: vec!["OSC-12".to_owned()],
    }
}

pub(crate) fn scenario(id: &str, name: &str, outcome: Outcome) -> ScenarioRecord {
    ScenarioRecord {
        head: head(id, name),
        outcome,
        reason: None,
        started_us: 1_000,
        duration_us: 12_345,
        clock_ms: 0,
        steps: vec![step(0, "Given", "a new member", StepStatus::Passed)],
        exchanges: Vec::new(),
        findings: Vec::new(),
        notes: Vec::new(),
    }
}

pub(crate) fn step(index: usize, keyword: &str, text: &str, status: StepStatus) -> StepRecord {
    StepRecord {
        index,
        keyword: keyword.to_owned(),
        text: text.to_owned(),
        line: 13 + index,
        background: false,
        table: Vec::new(),
        docstring: None,
        definition: None,
        status_only: false,
        status,
        message: None,
        started_us: 1_000 + index as u64 * 100,
        duration_us: 90,
    }
}

pub(crate) fn not_callable(operation: &str) -> NotCallable {
    NotCallable {
        vendor: Vendor::Oscar,
        operation: operation.to_owned(),
        title: "Change an authorization".to_owned(),
        reason: "no page shows its path".to_owned(),
    }
}

pub(crate) fn reason(code: &str, text: &str) -> Option<Reason> {
    Some(Reason { code: code.to_owned(), text: text.to_owned() })
}

pub(crate) fn exchange(id: u32, answer: Answer) -> Exchange {
    Exchange {
        id,
        step: None,
        sender: Sender::Harness,
        operation: None,
        attempt: 1,
        intent: Intent::Valid,
        rests_on: Vec::new(),
        request: Request {
            method: "POST".to_owned(),
            url: "https://127.0.0.1:4430/ichra/v1/memberships".to_owned(),
            headers: vec![Header::new("content-type", "application/json")],
            body: Some(Body::from_bytes(br#"{"enrollees":[{"ssn":"{{ssn:1}}"}]}"#)),
        },
        answer,
        timing: Timing { started_us: 1_110, head_us: None, total_us: 2_300, clock_ms: 0 },
        curl_options: evidence::curl::options(true, false, false),
    }
}

pub(crate) fn response(status: u16, body: &[u8]) -> Answer {
    Answer::Response(Response {
        status,
        version: "HTTP/1.1".to_owned(),
        headers: vec![Header::new("content-type", "application/json")],
        body: Body::from_bytes(body),
    })
}

pub(crate) fn refused() -> Answer {
    Answer::NoAnswer(NoAnswer {
        kind: FailureKind::ConnectionRefused,
        message: "connection to 127.0.0.1:4430 refused".to_owned(),
        advice: "see that the subject runs and that base_url names its port".to_owned(),
    })
}

pub(crate) fn finding(severity: Severity) -> Finding {
    Finding {
        rule: "schema".to_owned(),
        severity,
        level: Level::Documented,
        clauses: Vec::new(),
        exchange: None,
        step: None,
        instance_pointer: None,
        schema_path: None,
        keyword: None,
        expected: "a member `oscar_id`".to_owned(),
        actual: "application_id".to_owned(),
        message: "the response lacks the member `oscar_id`".to_owned(),
        at_us: 1_150,
        waiver: None,
    }
}

/// The failing scenario of the snapshots.
pub(crate) fn failing() -> ScenarioRecord {
    let title = "An enrollment answers with the member's Oscar id and an application id";
    let mut failing = scenario("oscar-create-membership-ids", title, Outcome::Failed);
    let mut ended = step(2, "Then", "the response has an \"oscar_id\"", StepStatus::Failed);
    ended.message = Some("the response has no member `oscar_id`".to_owned());
    failing.steps.push(step(1, "When", "the membership is created", StepStatus::Passed));
    failing.steps.push(ended);
    failing.steps.push(step(3, "And", "the response has an \"application_id\"", StepStatus::NotReached));
    failing.exchanges.push(exchange(1, response(200, br#"{"application_id":"APP-1","status":"CANCELLED"}"#)));
    let mut found = finding(Severity::Failure);
    found.clauses.push("OSC-12".to_owned());
    found.exchange = Some(1);
    found.instance_pointer = Some(String::new());
    found.schema_path = Some("oscar/create-membership.200.json#/required".to_owned());
    found.keyword = Some("required".to_owned());
    failing.findings.push(found);
    failing
}

/// One scenario of each outcome and one that never ran.
pub(crate) fn every_outcome() -> RunRecord {
    let mut error = scenario("oscar-health", "The health check answers", Outcome::Error);
    error.reason = reason("unreachable", "connection to 127.0.0.1:4430 refused; see that the subject runs");
    error.exchanges.push(exchange(1, refused()));
    let mut blocked = scenario("oscar-update", "A dependent is added", Outcome::Blocked);
    blocked.reason = reason("setup", "the membership that the update needs could not be created");
    let mut warned = scenario("oscar-balance", "A balance adds up", Outcome::Warned);
    let mut drafted = finding(Severity::Warning);
    drafted.level = Level::Draft;
    drafted.message = "the balance has no `credit_amount`".to_owned();
    warned.findings.push(drafted);
    warned.notes.push("waits 4 and 5 were 8 s and 16 s".to_owned());
    let mut waived = scenario("oscar-dates", "Dates are calendar dates", Outcome::Waived);
    waived.reason = reason("waived", "waived until 2027-01-31: ticket 17");
    waived.findings.push(finding(Severity::Failure));
    let mut absent = scenario("oscar-expired", "An expired certificate is refused", Outcome::NotApplicable);
    absent.reason = reason("missing-capability", "the profile has no expired_certificate");
    let scenarios = vec![
        failing(),
        error,
        blocked,
        warned,
        waived,
        absent,
        scenario("oscar-get", "A membership is found again", Outcome::Passed),
    ];
    let mut record = record(scenarios, vec![head("oscar-late", "Nobody asked for this one any more")]);
    record.run.interrupted = true;
    record.run.incomplete_reason = Some("interrupted by Ctrl-C".to_owned());
    seal(&mut record);
    record
}

/// Every optional member present and every list filled, so that each member that the types can emit is there.
pub(crate) fn full() -> RunRecord {
    let mut record = every_outcome();
    let full = &mut record.scenarios[0];
    full.head.rule = Some("Outside Open Enrollment".to_owned());
    full.reason = reason("setup", "why");
    full.notes.push("a note".to_owned());
    let first = &mut full.steps[0];
    first.background = true;
    first.table = vec![vec!["field".to_owned(), "value".to_owned()]];
    first.docstring = Some("text".to_owned());
    first.definition = Some(SourcePlace { path: "steps/src/oscar/given.rs".to_owned(), line: 10 });
    first.status_only = true;
    first.message = Some("a message".to_owned());
    let exchange = &mut full.exchanges[0];
    exchange.step = Some(1);
    exchange.operation = Some("create-membership".to_owned());
    exchange.sender = Sender::Integrator;
    exchange.intent = Intent::Invalid;
    exchange.attempt = 2;
    exchange.rests_on = vec![RestsOn { what: "path of create-membership".to_owned(), level: Level::Draft }];
    exchange.timing.head_us = Some(2_000);
    let odd = Body { utf8: false, incomplete: true, over_limit: true, cut: true, ..Body::from_bytes(b"{}") };
    exchange.request.body = Some(odd.clone());
    if let Answer::Response(response) = &mut exchange.answer {
        response.body = odd;
    }
    full.findings[0].step = Some(2);
    record.profiles[0].capabilities.push("webhooks".to_owned());
    record.profiles[0].fault = Some("drop-oscar-id".to_owned());
    record.profiles[0].integrator_fault = Some("no-backoff".to_owned());
    record.features[0].description = Some("Text below the title.".to_owned());
    record.clauses[0].reason = Some("a reason".to_owned());
    record.catalogue[0].content_type = Some("application/json".to_owned());
    record.catalogue[0].schema = Some("oscar/health.200.json".to_owned());
    record.catalogue[0].not_exercised = Some("nobody provokes it".to_owned());
    record.not_callable.push(not_callable("update-authorization"));
    record.not_run[0].rule = Some("A rule".to_owned());
    record.checklists.push(checklist());
    record.waivers.push(waiver());
    record.drift.push(drift());
    record.scenarios[0].findings[0].waiver = Some(Box::new(record.waivers[0].given.waiver.applied()));
    record
}

/// Drift with every optional member at once, which no run gives.
pub(crate) fn drift() -> Drift {
    Drift {
        vendor: Vendor::Oscar,
        operation: "get-balance".to_owned(),
        status: 200,
        kind: DriftKind::UnknownValue,
        pointer: "/plan/*/tier".to_owned(),
        value: Some("\"PLATINUM\" (string)".to_owned()),
        schema: "oscar/get-balance.200.json".to_owned(),
        level: Some(Level::Documented),
        answers: 2,
        scenarios: vec!["oscar-get".to_owned()],
    }
}

/// A waiver with every optional member.
pub(crate) fn waiver() -> WaiverRecord {
    let waiver = Waiver {
        scenario: "oscar-get".to_owned(),
        vendor: Vendor::Oscar,
        profile: "mock".to_owned(),
        clause: Some("OSC-12".to_owned()),
        rule: Some("schema".to_owned()),
        reason: "ticket 17".to_owned(),
        owner: "jane@example.com".to_owned(),
        created: "2026-11-03".to_owned(),
        expires: "2027-01-31".to_owned(),
    };
    let given = GivenWaiver { waiver, place: "waivers.toml:3".to_owned(), unknown_scenario: true };
    WaiverRecord { given, state: WaiverState::NoLongerFails, findings: 0 }
}

/// A checklist with a line of each status; the first has every optional member at once, which no run gives.
pub(crate) fn checklist() -> ChecklistRecord {
    let line = |number, text: &str, status| ChecklistLineRecord {
        line: ChecklistLine {
            number,
            text: text.to_owned(),
            clauses: vec!["OSC-12".to_owned()],
            attest: None,
        },
        status,
        subject: None,
        scenarios: Vec::new(),
        reason: None,
    };
    let mut proved = line(1, "The receiver verifies signatures and answers in time.", LineStatus::Proved);
    proved.subject = Some("webhook receiver https://hooks.example.com/osigu".to_owned());
    proved.scenarios = vec!["oscar-get".to_owned(), "oscar-update".to_owned()];
    proved.line.attest = Some("Nothing.".to_owned());
    proved.reason = Some("none".to_owned());
    let mut shown = line(2, "The token is kept and used again.", LineStatus::ShownOnEmbeddedIntegrator);
    shown.subject = Some("embedded integrator".to_owned());
    shown.scenarios = vec!["oscar-get".to_owned()];
    let mut attested = line(3, "Secrets are kept in a secrets manager.", LineStatus::ToAttest);
    attested.line.attest = Some("Where the secrets are, and that no code holds them.".to_owned());
    let mut open = line(4, "Errors reach the user.", LineStatus::Open);
    open.reason = Some("oscar-update failed; oscar-late was not part of this run".to_owned());
    ChecklistRecord {
        vendor: Vendor::Oscar,
        title: "Go-live checklist".to_owned(),
        source: "testing guide, the end".to_owned(),
        lines: vec![proved, shown, attested, open],
    }
}

/// A call that was tried four times: the second wait is not the documented one, the third is what the answer asks for.
pub(crate) fn retried() -> RunRecord {
    let mut retried = scenario("oscar-retry", "The client tries again", Outcome::Passed);
    retried.steps.push(step(1, "When", "the integration is asked to get the membership", StepStatus::Passed));
    for (at, (clock_ms, status)) in
        [(0, 503), (1_000, 503), (5_000, 503), (12_000, 200)].into_iter().enumerate()
    {
        let mut call = exchange(at as u32 + 1, response(status, b"{}"));
        call.sender = Sender::Integrator;
        call.operation = Some("get-membership".to_owned());
        call.attempt = at as u32 + 1;
        call.timing.clock_ms = clock_ms;
        call.step = Some(1);
        if let (2, Answer::Response(response)) = (at, &mut call.answer) {
            response.headers.push(Header::new("retry-after", "7"));
        }
        retried.exchanges.push(call);
    }
    let mut record = record(vec![retried], Vec::new());
    record.clauses.push(clause("OSC-55", "The client waits 1 second before the first retry."));
    record.clauses.push(clause("OSC-56", "The client waits 2 seconds before the second retry."));
    record.clauses.push(clause("OSC-57", "The client waits 4 seconds before the third retry."));
    record
}

/// Bodies with markup and names that a careless page would run or trip over.
pub(crate) fn hostile_page() -> RunRecord {
    const MARKUP: &str = "</script><script>window.pwned=1</script><img src=x onerror=\"window.pwned=1\"> \
                          <iframe srcdoc=\"<script>parent.pwned=1</script>\"></iframe><style>*{display:none}</style> \
                          {{constructor.constructor('pwned=1')()}} ${pwned=1} javascript:pwned=1";
    let mut record = hostile();
    let long = "x".repeat(5_000);
    let deep = format!("{}{MARKUP}", "[".repeat(3_000));
    let bodies = [
        MARKUP.to_owned(),
        format!("{{\"{MARKUP}\":{{\"__proto__\":\"{MARKUP}\"}},\"a\":1"),
        deep,
        format!("{long}{MARKUP}"),
    ];
    for (scenario, body) in record.scenarios.iter_mut().zip(bodies) {
        let found = &mut scenario.findings[0];
        for text in [&mut scenario.head.name, &mut found.message, &mut found.actual] {
            text.push_str(MARKUP);
            text.push_str(&long);
        }
        scenario.head.tags.push(MARKUP.to_owned());
        scenario.head.rule = Some(MARKUP.to_owned());
        scenario.steps[0].table = vec![vec![MARKUP.to_owned(), long.clone()]];
        let exchange = &mut scenario.exchanges[0];
        exchange.request.url = format!("https://127.0.0.1/{MARKUP}/{long}");
        exchange.operation = Some("__proto__".to_owned());
        exchange.answer = response(200, body.as_bytes());
        if let Answer::Response(response) = &mut exchange.answer {
            response.headers.push(Header::new(MARKUP, long.as_str()));
        }
    }
    record.scenarios[0].head.id = format!("id\" onfocus=\"pwned=1 {MARKUP}");
    record.run.arguments.push(MARKUP.to_owned());
    record.features[0].description = Some(MARKUP.to_owned());
    record.clauses[0].text = MARKUP.to_owned();
    seal(&mut record);
    record
}

/// A run of many scenarios of all vendors, features and outcomes, each with three exchanges; half of the bodies are its
/// own.
pub(crate) fn large(scenarios: usize) -> RunRecord {
    // Ids that do not pack well, as real ones.
    let noise = |seed: usize| {
        (seed as u64 + 1)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(29)
            .wrapping_mul(0xbf58_476d_1ce4_e5b9)
    };
    let body = |own: usize| {
        let member = |nth: usize| {
            let id = noise(own * 31 + nth);
            format!(
                "{{\"oscar_id\":\"OSC{id:016x}-{nth:02}\",\"plan\":\"Plan {}\",\"premium\":{own}.32}}",
                own % 13
            )
        };
        let members: Vec<_> = (0..30).map(member).collect();
        format!("{{\"memberships\":[{}],\"page\":{own}}}", members.join(","))
    };
    let one = |at: usize| {
        let outcome = match at % 50 {
            0 => Outcome::Failed,
            1 => Outcome::Warned,
            2 => Outcome::NotApplicable,
            _ => Outcome::Passed,
        };
        let mut one = if outcome == Outcome::Failed { failing() } else { scenario("", "", outcome) };
        let vendor = Vendor::ALL[at % 3];
        one.head.id = format!("{vendor}-generated-{at}:row-{}", at % 7);
        one.head.name = format!("The generated scenario {at} of {vendor} says what it does in a sentence");
        one.head.vendor = vendor;
        one.head.feature = format!("{vendor}/area-{}/behaviour-{}.feature", at % 12, at % 48);
        one.head.tags = vec![
            vendor.word().to_owned(),
            if at.is_multiple_of(4) { "error-handling" } else { "happy-path" }.to_owned(),
        ];
        one.exchanges.clear();
        for nth in 0..3 {
            let own = if nth == 0 { at } else { at % (nth * 7) };
            let mut call = exchange(nth as u32 + 1, response(200, body(own).as_bytes()));
            call.step = Some(0);
            call.operation = Some(format!("operation-{}", at % 40));
            call.timing.started_us = at as u64 * 1_000;
            one.exchanges.push(call);
        }
        one
    };
    record((0..scenarios).map(one).collect(), Vec::new())
}

fn definition(record: &ChecklistRecord) -> Checklist {
    let ChecklistRecord { vendor, title, source, lines } = record.clone();
    Checklist { vendor, title, source, lines: lines.into_iter().map(|line| line.line).collect() }
}

/// A webhook that the vendor delivered to us.
pub(crate) fn webhook(id: u32, event: &str) -> Exchange {
    let mut webhook = exchange(id, response(200, b""));
    webhook.sender = Sender::Vendor;
    webhook.operation = Some(format!("webhook:{event}"));
    webhook.request.url = "http://127.0.0.1:8099/inbox/7".to_owned();
    webhook.curl_options.clear();
    webhook
}

/// One of everything with no optional member at all.
pub(crate) fn minimal() -> RunRecord {
    let mut only = scenario("oscar-only", "Only this", Outcome::Failed);
    let mut bare = exchange(1, response(200, b"{}"));
    bare.curl_options.clear();
    bare.request.body = None;
    only.exchanges.push(bare);
    let mut unanswered = exchange(2, refused());
    unanswered.curl_options.clear();
    unanswered.request.body = None;
    only.exchanges.push(unanswered);
    only.findings.push(finding(Severity::Failure));
    let mut record = record(vec![only], vec![head("oscar-late", "Late")]);
    record.run.finished_at = None;
    record
}

/// Text that tries everything: escape sequences, control characters, ends of sections, direction, size.
pub(crate) const HOSTILE: &str = "\u{1b}[31mred\u{1b}[0m \u{1b}]0;title\u{7} nul\0 \u{9b}2J ]]> <b>&amp;</b> \"'\u{202e}\
                                  \u{1f9ea} \u{fffe}\u{ffff} \u{200b} <![CDATA[ \r\n next";

/// A record whose every text that a subject can influence is hostile.
pub(crate) fn hostile() -> RunRecord {
    let mut scenario = failing();
    scenario.head.name = format!("Title {HOSTILE}");
    scenario.head.id = format!("id-{HOSTILE}");
    scenario.reason = reason(HOSTILE, HOSTILE);
    scenario.notes.push(HOSTILE.to_owned());
    for step in &mut scenario.steps {
        step.text = HOSTILE.to_owned();
        step.message = step.message.take().map(|_| HOSTILE.to_owned());
    }
    let found = &mut scenario.findings[0];
    for text in [&mut found.expected, &mut found.actual, &mut found.message, &mut found.rule] {
        *text = HOSTILE.to_owned();
    }
    scenario.findings[0].instance_pointer = Some(format!("/{HOSTILE}"));
    // A lone surrogate in the bytes, in the way of CESU-8, and a megabyte.
    let mut body = b"{\"a\":\"\xed\xa0\x80\",\"b\":\"".to_vec();
    body.extend_from_slice(HOSTILE.as_bytes());
    body.extend(std::iter::repeat_n(b'x', 1_000_000));
    scenario.exchanges[0].answer = response(200, &body);
    scenario.exchanges[0].curl_options = format!("--cert '{HOSTILE}'");
    scenario.exchanges[0].request.url = format!("https://127.0.0.1/{HOSTILE}");
    let mut other = scenario.clone();
    other.head.id = "error".to_owned();
    other.outcome = Outcome::Error;
    let mut skipped = scenario.clone();
    skipped.head.id = "skipped".to_owned();
    skipped.outcome = Outcome::NotApplicable;
    let mut warned = scenario.clone();
    warned.head.id = "warned".to_owned();
    warned.outcome = Outcome::Warned;
    warned.findings[0].severity = Severity::Warning;
    let mut record = record(vec![scenario, other, skipped, warned], vec![head("late", HOSTILE)]);
    record.run.incomplete_reason = Some(HOSTILE.to_owned());
    record.profiles[0].fault = Some(HOSTILE.to_owned());
    let mut checklist = checklist();
    checklist.title = HOSTILE.to_owned();
    for line in &mut checklist.lines {
        line.line.text = HOSTILE.to_owned();
        line.line.attest = Some(HOSTILE.to_owned());
        line.subject = Some(HOSTILE.to_owned());
        line.reason = Some(HOSTILE.to_owned());
        line.scenarios.push(HOSTILE.to_owned());
    }
    record.checklists.push(checklist);
    record.features[0].name = HOSTILE.to_owned();
    record.catalogue[0].operation = HOSTILE.to_owned();
    record.catalogue[0].not_exercised = Some(HOSTILE.to_owned());
    record.not_callable.push(NotCallable {
        title: HOSTILE.to_owned(),
        reason: HOSTILE.to_owned(),
        ..not_callable(HOSTILE)
    });
    seal(&mut record);
    record
}

/// The events that fold into this record.
pub(crate) fn events(record: &RunRecord) -> Vec<RunEvent> {
    let mut events = vec![RunEvent::RunStarted {
        run: Box::new(record.run.clone()),
        profiles: record.profiles.clone(),
        features: record.features.clone(),
        clauses: record.clauses.clone(),
        catalogue: record.catalogue.clone(),
        not_callable: record.not_callable.clone(),
        checklists: record.checklists.iter().map(definition).collect(),
        waivers: record.waivers.iter().map(|waiver| waiver.given.clone()).collect(),
        selected: record
            .scenarios
            .iter()
            .map(|scenario| &scenario.head)
            .chain(&record.not_run)
            .cloned()
            .collect(),
    }];
    for record in &record.scenarios {
        let scenario = record.head.id.clone();
        events.push(RunEvent::ScenarioStarted { scenario: scenario.clone(), at_us: record.started_us });
        for exchange in &record.exchanges {
            let exchange = Box::new(exchange.clone());
            events.push(RunEvent::Exchange { scenario: scenario.clone(), exchange });
        }
        for finding in &record.findings {
            let finding = Box::new(finding.clone());
            events.push(RunEvent::Finding { scenario: scenario.clone(), finding });
        }
        for text in &record.notes {
            events.push(RunEvent::Note { scenario: scenario.clone(), text: text.clone() });
        }
        for step in &record.steps {
            events.push(RunEvent::Step { scenario: scenario.clone(), step: Box::new(step.clone()) });
        }
        events.push(RunEvent::ScenarioFinished {
            scenario,
            at_us: record.started_us + record.duration_us,
            clock_ms: record.clock_ms,
            outcome: record.outcome,
            reason: record.reason.clone(),
        });
    }
    events.push(RunEvent::RunFinished {
        finished_at: "2026-11-21T10:00:01Z".to_owned(),
        duration_ms: record.run.duration_ms,
        interrupted: record.run.interrupted,
        incomplete_reason: record.run.incomplete_reason.clone(),
        drift: record.drift.clone(),
    });
    events
}
