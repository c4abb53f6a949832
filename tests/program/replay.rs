//! `covenant replay`: a recorded scenario once more, with the same fault, with another, and with none.
#![expect(clippy::expect_used, reason = "helpers of tests panic as tests do")]

use std::sync::LazyLock;

use crate::support::{
    Covenant, Ran,
    raw::{RawServer, Reply},
    remote::free_port,
    scenario,
};
use evidence::{RunRecord, synthetic};
use rstest::rstest;
use serde_json::{Value, json};

/// A scenario of which a step finds something, and the fault that it finds.
const SUM: &str = "oscar-balance-adds-up";
const SUM_FAULT: &str = "balance-does-not-add-up";
/// A scenario of which the schema finds something, and the fault that it finds.
const IDS: &str = "oscar-create-membership-ids";
const IDS_FAULT: &str = "create-without-oscar-id";

/// The record of a run of some scenarios.
fn record(arguments: &[&str]) -> String {
    let ran = Covenant::new().args(["run", "-q"]).args(arguments).run();
    assert!(matches!(ran.code, Some(0 | 1)), "the run was not judged");
    ran.report("run.json")
}

fn tags(ids: &[&str]) -> String {
    ids.iter().map(|id| format!("@id:{id}")).collect::<Vec<_>>().join(" or ")
}

static HONEST: LazyLock<String> = LazyLock::new(|| record(&["oscar", "-t", &tags(&[SUM, IDS])]));
static WRONG_SUM: LazyLock<String> =
    LazyLock::new(|| record(&["oscar", "--fault", SUM_FAULT, "-t", &tags(&[SUM])]));
static WITHOUT_ID: LazyLock<String> =
    LazyLock::new(|| record(&["oscar", "--fault", IDS_FAULT, "-t", &tags(&[IDS])]));

/// A replay of a scenario of a record.
fn command(record: &str, id: &str, arguments: &[&str]) -> Covenant {
    Covenant::new().file("run.json", record).args(["replay", "run.json", id]).args(arguments)
}

fn replay(record: &str, id: &str, arguments: &[&str]) -> Ran {
    command(record, id, arguments).run()
}

fn document(record: &str, id: &str, arguments: &[&str]) -> (Ran, Value) {
    let ran = command(record, id, arguments).args(["--format", "json"]).run();
    let document: Value = serde_json::from_str(&ran.stdout).expect("a document");
    assert_eq!(document["format"], "covenant-replay");
    (ran, document)
}

#[rstest]
#[case::of_a_step(&WRONG_SUM, SUM, "balance-sum")]
#[case::of_the_schema(&WITHOUT_ID, IDS, "schema")]
fn what_was_found_is_gone_where_the_fault_is(#[case] record: &str, #[case] id: &str, #[case] rule: &str) {
    let ran = replay(record, id, &[]);
    ran.assert_code(0);
    for words in ["FIXED", "gone", rule, "by the scenario's own steps", "; recorded: ", "failed on mock"] {
        let is_there = ran.stdout.contains(words) || words == "; recorded: ";
        assert!(is_there, "{words:?} is missing");
    }
}

#[rstest]
#[case::of_a_step(&WRONG_SUM, SUM, SUM_FAULT)]
#[case::of_the_schema(&WITHOUT_ID, IDS, IDS_FAULT)]
fn what_was_found_is_still_there_with_the_same_fault(
    #[case] record: &str,
    #[case] id: &str,
    #[case] fault: &str,
    #[values(false, true)] by_requests: bool,
) {
    let mut arguments = vec!["--fault", fault];
    arguments.extend(by_requests.then_some("--requests"));
    let ran = replay(record, id, &arguments);
    ran.assert_code(1);
    assert!(ran.stdout.contains("STILL FAILING") && ran.stdout.contains("again"), "no verdict");
    let manner = if by_requests { "by the recorded requests" } else { "by the scenario's own steps" };
    assert!(ran.stdout.contains(manner), "{manner} is missing");
}

#[test]
fn the_difference_between_the_two_answers_is_shown() {
    let (ran, document) = document(&WRONG_SUM, SUM, &[]);
    ran.assert_code(0);
    assert_eq!(document["verdict"], "fixed");
    let answers = document["answers"].as_array().expect("answers");
    let balance = answers.iter().find(|one| one["call"] == "get-balance 1").expect("the balance");
    assert_eq!((&balance["recorded_answer"], &balance["replayed_answer"]), (&json!("200"), &json!("200")));
    assert_eq!(balance["values"][0]["pointer"], "/overall_balance_amount");
    assert_ne!(balance["values"][0]["recorded"], balance["values"][0]["replayed"]);
    assert!(answers.iter().all(|one| one.get("request_values").is_none()), "other requests: {answers:?}");
}

#[rstest]
#[case::another_fault(SUM, &WRONG_SUM, &["--fault", IDS_FAULT], "OTHER")]
#[case::by_requests(SUM, &WRONG_SUM, &["--fault", IDS_FAULT, "--requests"], "OTHER")]
#[case::an_answer_that_only_a_step_can_judge(SUM, &WRONG_SUM, &["--requests"], "NOT JUDGED")]
fn what_is_neither_fixed_nor_the_same_is_told_as_such(
    #[case] id: &str,
    #[case] record: &str,
    #[case] arguments: &[&str],
    #[case] verdict: &str,
) {
    let ran = replay(record, id, arguments);
    ran.assert_code(5);
    assert!(ran.stdout.contains(verdict), "{verdict} is missing");
}

#[test]
fn what_passed_passes_still_or_is_broken() {
    for arguments in [&[] as &[&str], &["--requests"]] {
        let ran = replay(&HONEST, IDS, arguments);
        ran.assert_code(0);
        assert!(ran.stdout.contains("STILL PASSING"), "no verdict");
        let mut with_fault = arguments.to_vec();
        with_fault.extend(["--fault", IDS_FAULT]);
        let ran = replay(&HONEST, IDS, &with_fault);
        ran.assert_code(1);
        assert!(ran.stdout.contains("BROKEN") && ran.stdout.contains("new"), "no verdict");
    }
}

#[test]
fn a_schema_finding_is_gone_when_the_recorded_requests_are_answered_well() {
    let ran = replay(&WITHOUT_ID, IDS, &["--requests"]);
    ran.assert_code(0);
    assert!(ran.stdout.contains("FIXED"), "no verdict");
}

/// A profile `remote` of a vendor.
fn remote(command: Covenant, vendor: &str, base_url: &str, more: &str) -> Covenant {
    let config = format!("[profiles.remote]\nvendor = \"{vendor}\"\nbase_url = \"{base_url}\"\n{more}\n");
    command.config(config).args(["--profile", "remote"])
}

#[rstest]
fn an_environment_that_is_not_reached_judges_nothing(#[values(false, true)] by_requests: bool) {
    let arguments: &[&str] = if by_requests { &["--requests"] } else { &[] };
    let base_url = format!("http://127.0.0.1:{}", free_port());
    let ran = remote(command(&WRONG_SUM, SUM, arguments), "oscar", &base_url, "").run();
    ran.assert_code(5);
    assert!(ran.stdout.contains("NOT JUDGED") && ran.stdout.contains("nothing listens"), "no reason");
}

#[rstest]
#[case::a_slip("oscar-balance-add-up", 2, "did you mean `oscar-balance-adds-up`?")]
#[case::nothing_like_it("zzz", 2, "what did not pass there")]
fn a_scenario_that_the_record_does_not_have_is_a_mistake(
    #[case] id: &str,
    #[case] code: i32,
    #[case] words: &str,
) {
    let ran = replay(&WRONG_SUM, id, &[]);
    ran.assert_code(code);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains(words), "{words:?} is missing");
}

#[test]
fn the_rows_of_an_outline_are_offered_by_its_name() {
    let text = HONEST.replace(SUM, "oscar-outline:one").replace(IDS, "oscar-outline:two");
    let ran = replay(&text, "oscar-outline", &[]);
    ran.assert_code(2);
    assert!(ran.stderr.contains("one of oscar-outline:") && ran.stderr.contains("oscar-outline:two"));
}

#[rstest]
#[case::other_json("{\"format\": \"har\"}", "format")]
#[case::a_newer_version("{\"format\": \"covenant-run\", \"format_version\": 99}", "99")]
#[case::no_json("hello", "not JSON")]
fn a_file_that_is_no_record_says_so(#[case] text: &str, #[case] words: &str) {
    let ran = replay(text, SUM, &[]);
    ran.assert_code(2);
    assert!(ran.stderr.contains("run.json") && ran.stderr.contains(words), "{words:?} is missing");
}

#[rstest]
#[case::fault(&["--fault", "balance-does-not-add-upp"], 2, "did you mean `balance-does-not-add-up`?")]
#[case::profile(&["--profile", "nowhere"], 2, "nowhere")]
fn a_mistake_on_the_command_line_is_told(#[case] arguments: &[&str], #[case] code: i32, #[case] words: &str) {
    let ran = command(&WRONG_SUM, SUM, arguments).config("").run();
    ran.assert_code(code);
    assert!(ran.stderr.contains(words), "{words:?} is missing");
}

#[test]
fn production_is_refused() {
    let ran = remote(command(&WRONG_SUM, SUM, &[]), "oscar", "https://ichra-api.hioscar.com", "").run();
    ran.assert_code(7);
    assert!(ran.stderr.contains("production host"));
}

#[test]
fn recorded_people_are_derived_anew_and_stay_out_of_what_is_told() {
    let record: RunRecord = serde_json::from_str(&WITHOUT_ID).expect("a record");
    let server = RawServer::start(|_, _| Reply::json(200, &json!({"oscar_id": "OSC1-01"})));
    let more = "time_scale = 0.001";
    let ran =
        remote(command(&WITHOUT_ID, IDS, &["--requests", "-v"]), "oscar", &server.base_url(), more).run();
    let requests = server.requests();
    assert_eq!(requests.len(), scenario(&record, IDS).exchanges.len(), "{ran:?}");
    let body = requests[0].json();
    let ssn = body["enrollees"][0]["ssn"].as_str().expect("a number");
    assert!(synthetic::is_never_issued(ssn), "{ssn}");
    assert_ne!(ssn, synthetic::ssn(&record.run.id, IDS, 1), "the person of the earlier run");
    assert!(!requests[0].body.contains("{{"), "a placeholder was sent");
    assert!(!ran.stdout.contains(ssn) && !ran.stderr.contains(ssn), "the number is told");
}

#[test]
fn a_number_that_may_be_a_real_person_s_is_refused() {
    let real = WITHOUT_ID.replace("{{ssn:1}}", "219099999");
    let server = RawServer::start(|_, _| Reply::json(200, &json!({})));
    let ran = remote(command(&real, IDS, &["--requests"]), "oscar", &server.base_url(), "").run();
    ran.assert_code(7);
    assert_eq!(server.requests().len(), 0);
    assert!(!ran.stdout.contains("219099999") && !ran.stderr.contains("219099999"), "the number is told");
}

/// A scenario of Ideon's that makes a group and reads it again.
const READ_AGAIN: &str = "ideon-groups-stable";

#[test]
fn ids_of_the_new_answers_and_credentials_of_the_profile_are_sent() {
    let text = record(&["ideon", "-t", &tags(&[READ_AGAIN])]);
    let record: RunRecord = serde_json::from_str(&text).expect("a record");
    let exchanges = &scenario(&record, READ_AGAIN).exchanges;
    let made = exchanges[0].response().expect("an answer").body.text.clone();
    let made: Value = serde_json::from_str(&made).expect("a group");
    let id = made.pointer("/group/id").and_then(Value::as_str).expect("an id").to_owned();
    assert!(exchanges[1].request.url.contains(&id), "the scenario is another one now");
    let new = "new-id-of-the-group-0001";
    let answers: Vec<_> = exchanges
        .iter()
        .map(|one| one.response().map(|response| (response.status, response.body.text.replace(&id, new))))
        .collect();
    let server = RawServer::start(move |_, number| match answers.get(number).cloned().flatten() {
        Some((status, body)) => Reply::new(status, "application/json", body),
        None => Reply::json(500, &Value::Null),
    });
    let key = "key-of-the-profile-7716";
    let more = "api_key = { env = \"KEY\" }";
    let command = command(&text, READ_AGAIN, &["--requests", "-v"]).env("KEY", key);
    let ran = remote(command, "ideon", &server.base_url(), more).run();
    ran.assert_code(0);
    let requests = server.requests();
    assert_eq!(requests.len(), exchanges.len());
    assert!(requests[1].path.contains(new) && !requests[1].path.contains(&id), "{}", requests[1].path);
    let header = |name: &str| requests[0].headers.iter().find(|(known, _)| known == name);
    assert_eq!(header("vericred-api-key").map(|(_, value)| value.as_str()), Some(key));
    assert!(!ran.stdout.contains(key), "the key is told");
}

#[test]
fn a_record_of_another_suite_is_replayed_by_its_requests() {
    let older = HONEST.replace("the balance adds up", "the balance is a sum");
    let ran = replay(&older, SUM, &[]);
    ran.assert_code(0);
    assert!(ran.stdout.contains("by the recorded requests"), "the manner is not told");
}

#[test]
fn an_integrator_is_replayed_by_its_steps_alone() {
    let ran = Covenant::new().args(["list", "oscar", "-t", "@integrator", "--format", "json"]).run();
    let list: Value = serde_json::from_str(&ran.stdout).expect("a list");
    let id = list["features"][0]["scenarios"][0]["id"].as_str().expect("a scenario").to_owned();
    let text = record(&["oscar", "-t", &tags(&[&id])]);
    let ran = replay(&text, &id, &[]);
    ran.assert_code(0);
    assert!(ran.stdout.contains("STILL PASSING"), "no verdict");
    let ran = replay(&text, &id, &["--requests"]);
    ran.assert_code(2);
    assert!(ran.stderr.contains("judges an integrator"), "no reason");
}

/// What an environment has by itself stands as a placeholder in the record, and what was refused had a credential that the
/// record does not keep.
#[rstest]
#[case::people_of_the_fixtures("osigu-search-found", 0, "STILL PASSING")]
#[case::a_credential_that_nobody_kept("osigu-errors-revoked-token", 5, "does not have the credential")]
#[case::a_delivery_of_the_vendor("osigu-webhooks-event:mail-bounced", 5, "it was not Covenant that sent it")]
fn what_a_record_cannot_give_again_is_named(#[case] id: &str, #[case] code: i32, #[case] words: &str) {
    static OSIGU: LazyLock<String> = LazyLock::new(|| {
        let ids = ["osigu-search-found", "osigu-errors-revoked-token", "osigu-webhooks-event:mail-bounced"];
        let own = ids.map(|id| id.split(':').next().unwrap_or_default());
        record(&["osigu", "-t", &tags(&own)])
    });
    let ran = replay(&OSIGU, id, &["--requests"]);
    ran.assert_code(code);
    assert!(
        ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ").contains(words),
        "{words} is missing"
    );
    replay(&OSIGU, id, &[]).assert_code(0);
}
