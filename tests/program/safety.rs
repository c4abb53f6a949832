//! What is refused for safety, before anything is sent: production, literal secrets, data in clear, real people's numbers.
//! And what a mistake in the configuration says.

use crate::support::{
    Covenant, Ran,
    planted::{feature, green, scenario},
    raw::{RawServer, Reply},
};
use evidence::synthetic;
use rstest::rstest;
use serde_json::json;

/// A number that was printed in an advertisement and voided; the rules cannot know that it is nobody's.
const NUMBER: &str = "219-09-9999";
const BARE: &str = "219099999";

fn with_config(text: &str) -> Covenant {
    Covenant::new().config(text).args(["run", "--profile", "p"])
}

fn profile(rest: &str) -> String {
    format!("[profiles.p]\nvendor = \"oscar\"\n{rest}\n")
}

/// It ended with this code before anything was sent: there is neither a report nor an event.
#[track_caller]
fn assert_nothing_sent(ran: &Ran, code: i32) {
    ran.assert_code(code);
    assert_eq!(ran.last_line()["exit"], code.to_string());
    assert_eq!(ran.last_line()["run"], "-", "a run began");
    for report in ["events.ndjson", "run.json", "junit.xml"] {
        assert!(!ran.out_dir.join(report).exists(), "{report} is there");
    }
}

#[track_caller]
fn assert_says_nowhere(ran: &Ran, secret: &str) {
    assert!(!ran.stdout.contains(secret), "standard output repeats {secret}");
    assert!(!ran.stderr.contains(secret), "standard error repeats {secret}");
}

#[rstest]
#[case::oscar("https://ichra-api.hioscar.com")]
#[case::with_port("https://ichra-api.hioscar.com:444")]
#[case::with_path("https://ichra-api.hioscar.com/ichra-api/v1")]
#[case::upper_case("HTTPS://ICHRA-API.HIOSCAR.COM")]
#[case::trailing_dot("https://ichra-api.hioscar.com.")]
#[case::trailing_dot_and_port("https://ichra-api.hioscar.com.:8443/x")]
#[case::user("https://staging.example.com@ichra-api.hioscar.com")]
#[case::user_and_password("https://ann:word@ichra-api.hioscar.com")]
#[case::escaped("https://ichra%2dapi.hioscar.com")]
#[case::escaped_dot("https://ichra-api.hioscar.com%2E")]
#[case::full_width("https://ｉｃｈｒａ-ａｐｉ.hioscar.com")]
#[case::ideographic_dots("https://ichra-api。hioscar。com")]
#[case::soft_hyphen("https://ichra-api.hi\u{ad}oscar.com")]
#[case::backslashes(r"https:\\ichra-api.hioscar.com\v1")]
#[case::spaces("  https://ichra-api.hioscar.com  ")]
#[case::in_clear("http://ichra-api.hioscar.com")]
#[case::no_scheme("ichra-api.hioscar.com")]
#[case::another_vendors("https://api.osigu.com")]
#[case::ideon("https://enrollments.ideonapi.com")]
#[case::vericred("https://Enrollments.Vericred.Com.")]
fn a_production_host_is_refused_however_it_is_spelled(#[case] url: &str) {
    let ran = with_config(&profile(&format!("base_url = '{url}'"))).run();
    assert_nothing_sent(&ran, 7);
    assert!(ran.stderr.contains("covenant.toml:3"), "no line is named");
    assert_says_nowhere(&ran, "ann:word");
}

#[rstest]
#[case::absolute("https://ichra-api.hioscar.com/ichra-api/v1/memberships")]
#[case::without_scheme("//ichra-api.hioscar.com/x")]
#[case::upper_case("HTTPS://ICHRA-API.HIOSCAR.COM./x")]
#[case::backslashes(r"\\ichra-api.hioscar.com\x")]
fn a_production_host_is_refused_in_an_overridden_path(#[case] path: &str) {
    let server = RawServer::start(|_, _| Reply::json(200, &json!({})));
    let text = server.config(&format!("overrides.paths.create-membership = '{path}'"));
    let ran = Covenant::new().config(text).args(["run", "--profile", "raw"]).run();
    assert_nothing_sent(&ran, 7);
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn a_path_that_leaves_the_base_url_is_refused() {
    let server = RawServer::start(|_, _| Reply::json(200, &json!({})));
    for path in ["https://example.com/x", "//example.com/x", "x", r"/\example.com/x"] {
        let text = server.config(&format!("overrides.paths.create-membership = '{path}'"));
        let ran = Covenant::new().config(text).args(["run", "--profile", "raw"]).run();
        assert_nothing_sent(&ran, 2);
        assert!(ran.stderr.contains("overrides.paths.create-membership"), "{path}");
    }
}

#[test]
fn a_production_host_in_a_profile_that_is_not_asked_for_is_refused_too() {
    let server = RawServer::start(|_, _| Reply::json(200, &json!({})));
    let text = server.config("") + &profile("base_url = \"https://ichra-api.hioscar.com\"");
    for command in [["run", "--profile", "raw"], ["list", "--profile", "raw"]] {
        let ran = Covenant::new().config(&text).args(command).run();
        ran.assert_code(7);
        assert!(ran.stderr.contains("the production host `ichra-api.hioscar.com`"), "{command:?}");
    }
    assert_eq!(server.requests().len(), 0);
}

#[rstest]
#[case::staging("https://ichra-api-staging.hioscar.com:444")]
#[case::name_in_a_path("https://127.0.0.1:1/ichra-api.hioscar.com")]
#[case::longer_name("https://ichra-api.hioscar.com.example")]
fn a_host_that_only_looks_like_production_is_none(#[case] url: &str) {
    let ran = Covenant::new()
        .config(profile(&format!("base_url = '{url}'")))
        .args(["list", "--profile", "p"])
        .run();
    ran.assert_code(0);
}

#[rstest]
#[case::a_name("http://staging.example.com")]
#[case::an_address("http://10.0.0.1:8080")]
#[case::a_name_that_begins_like_loopback("http://127.0.0.1.example.com")]
#[case::a_name_that_begins_like_localhost("http://localhost.example.com")]
#[case::all_interfaces("http://0.0.0.0:8080")]
#[case::a_mapped_address("http://[::ffff:10.0.0.1]:8080")]
fn data_in_clear_to_another_machine_are_refused(#[case] url: &str) {
    let ran = with_config(&profile(&format!("base_url = \"{url}\""))).run();
    assert_nothing_sent(&ran, 7);
    assert!(ran.stderr.contains("in clear: use https"), "it does not say what to do");
}

#[rstest]
#[case::localhost("http://localhost:8080")]
#[case::address("http://127.0.0.1:8080")]
#[case::another_of_the_net("http://127.0.0.2:8080")]
#[case::version_6("http://[::1]:8080")]
fn loopback_is_an_ordinary_target(#[case] url: &str) {
    let text = profile(&format!("base_url = \"{url}\""));
    Covenant::new().config(text).args(["list", "--profile", "p"]).run().assert_code(0);
}

const SECRET: &str = "hunter2-hunter2-hunter2";

#[rstest]
#[case::key("client_certificate = { env = \"A\" }\nclient_key = \"hunter2-hunter2-hunter2\"")]
#[case::a_whole_key(
    "client_certificate = { env = \"A\" }\nclient_key = '''-----BEGIN PRIVATE KEY-----\nhunter2-hunter2-hunter2\n-----END PRIVATE KEY-----'''"
)]
#[case::in_a_comment("# -----BEGIN EC PRIVATE KEY-----\n# hunter2-hunter2-hunter2")]
#[case::in_a_proxy("proxy = \"http://ann:hunter2-hunter2-hunter2@proxy.example.com:3128\"")]
#[case::in_an_unknown_key("something = \"https://ann:hunter2-hunter2-hunter2@127.0.0.1\"")]
#[case::in_the_base_url("base_url = \"https://ann:hunter2-hunter2-hunter2@127.0.0.1\"")]
fn a_literal_secret_is_refused_and_not_repeated(#[case] rest: &str) {
    let base = if rest.starts_with("base_url") { "" } else { "base_url = \"https://127.0.0.1:1\"\n" };
    let ran = with_config(&profile(&format!("{base}{rest}"))).env("A", "x").run();
    assert_nothing_sent(&ran, 7);
    assert_says_nowhere(&ran, SECRET);
    assert!(ran.stderr.contains("covenant.toml:"), "no place is named");
}

#[rstest]
#[case::osigu("vendor = \"osigu\"\nclient_id = { env = \"A\" }\nclient_secret = \"hunter2-hunter2-hunter2\"")]
#[case::ideon("vendor = \"ideon\"\napi_key = \"hunter2-hunter2-hunter2\"")]
fn a_literal_secret_of_another_vendors_profile_is_refused_as_well(#[case] rest: &str) {
    let text = format!("[profiles.other]\nbase_url = \"https://127.0.0.1:1\"\n{rest}\n")
        + &profile("base_url = \"https://127.0.0.1:1\"");
    let ran = with_config(&text).run();
    assert_nothing_sent(&ran, 7);
    assert_says_nowhere(&ran, SECRET);
}

#[test]
fn a_literal_in_a_reference_is_refused_and_not_repeated() {
    let rest = "base_url = \"https://127.0.0.1:1\"\nclient_certificate = { env = \"A\" }\n\
                client_key = { value = \"hunter2-hunter2-hunter2\" }";
    let ran = with_config(&profile(rest)).env("A", "x").run();
    assert_nothing_sent(&ran, 2);
    assert_says_nowhere(&ran, SECRET);
    assert!(ran.stderr.contains("profiles.p.client_key.value") && ran.stderr.contains("known: env, file"));
}

#[rstest]
#[case::table("[profile.p]\nvendor = \"oscar\"\n", "unknown key `profile`", "did you mean `profiles`?")]
#[case::key(
    "[profiles.p]\nvendor = \"oscar\"\nbase_ulr = \"https://127.0.0.1\"\n",
    "base_ulr",
    "did you mean `base_url`?"
)]
#[case::certificate(
    "[profiles.p]\nvendor = \"oscar\"\nbase_url = \"https://127.0.0.1\"\nclient_certifcate = { env = \"A\" }\n",
    "covenant.toml:4",
    "did you mean `client_certificate`?"
)]
#[case::limit(
    "[profiles.p]\nvendor = \"oscar\"\nbase_url = \"https://127.0.0.1\"\nlimits = { job = 1 }\n",
    "profiles.p.limits.job",
    "did you mean `jobs`?"
)]
#[case::operation(
    "[profiles.p]\nvendor = \"oscar\"\nbase_url = \"https://127.0.0.1\"\noverrides.paths.get-balanc = \"/x\"\n",
    "get-balanc",
    "did you mean `get-balance`?"
)]
#[case::member(
    "[profiles.p]\nvendor = \"oscar\"\nbase_url = \"https://127.0.0.1\"\noverrides.members.\"enrollees[].sssn\" = \"x\"\n",
    "enrollees[].sssn",
    "did you mean `enrollees[].ssn`?"
)]
#[case::vendor(
    "[profiles.p]\nvendor = \"oscer\"\nbase_url = \"https://127.0.0.1\"\n",
    "oscer",
    "did you mean `oscar`?"
)]
fn an_unknown_word_is_told_with_what_was_meant(#[case] text: &str, #[case] named: &str, #[case] meant: &str) {
    let ran = with_config(text).run();
    assert_nothing_sent(&ran, 2);
    assert!(ran.stderr.contains(named) && ran.stderr.contains(meant), "{named:?} or {meant:?} is missing");
}

#[test]
fn an_unknown_profile_is_told_with_the_known_ones() {
    let ran = Covenant::new()
        .config("[profiles.oscar-staging]\nvendor = \"oscar\"\nbase_url = \"https://127.0.0.1\"\n")
        .args(["run", "--profile", "oscar-stagin"])
        .run();
    assert_nothing_sent(&ran, 2);
    assert!(ran.stderr.contains("did you mean `oscar-staging`?") && ran.stderr.contains("mock"));
    let missing = Covenant::new().args(["run", "--profile", "oscar-staging"]).run();
    assert_nothing_sent(&missing, 2);
    assert!(missing.stderr.contains("covenant.toml"), "the file to create is not named");
}

#[test]
fn all_missing_secrets_are_named_at_once() {
    let rest = "base_url = \"https://127.0.0.1:1\"\nclient_certificate = { file = \"certs/none.pem\" }\n\
                client_key = { env = \"NO_SUCH_KEY\" }\nunregistered_certificate = { env = \"NO_SUCH_CERTIFICATE\" }\n\
                unregistered_key = { env = \"EMPTY_KEY\" }\n";
    let ran = with_config(&profile(rest)).env("EMPTY_KEY", " ").run();
    assert_nothing_sent(&ran, 2);
    for name in ["certs/none.pem", "NO_SUCH_KEY", "NO_SUCH_CERTIFICATE", "EMPTY_KEY"] {
        assert!(ran.stderr.contains(name), "{name} is not named");
    }
}

#[test]
fn a_secret_that_is_no_key_is_refused_without_being_shown() {
    let rest = "base_url = \"https://127.0.0.1:1\"\nclient_certificate = { env = \"CERTIFICATE\" }\n\
                client_key = { env = \"KEY\" }\n";
    let ran = with_config(&profile(rest)).env("CERTIFICATE", SECRET).env("KEY", SECRET).run();
    assert_nothing_sent(&ran, 2);
    assert_says_nowhere(&ran, SECRET);
    assert!(ran.stderr.contains("client_certificate") || ran.stderr.contains("client_key"));
}

#[rstest]
#[case::open_header("[profiles.p\nvendor = \"oscar\"\n", "covenant.toml:1: column 12: ")]
#[case::no_value("[profiles.p]\nvendor =\n", "covenant.toml:2: column 9: ")]
#[case::open_text("[profiles.p]\nvendor = \"oscar\nbase_url = \"x\"\n", "covenant.toml:2: column ")]
#[case::twice("[profiles.p]\nvendor = \"oscar\"\nvendor = \"oscar\"\n", "covenant.toml:3: column 1: ")]
fn a_configuration_that_is_no_toml_is_told_with_line_and_column(#[case] text: &str, #[case] place: &str) {
    let ran = with_config(text).run();
    assert_nothing_sent(&ran, 2);
    assert!(ran.stderr.contains(place), "{place} is not named");
}

#[test]
fn a_configuration_that_is_not_text_is_told() {
    let ran =
        Covenant::new().file("covenant.toml", b"\xff\xfe[profiles]").args(["run", "--profile", "p"]).run();
    assert_nothing_sent(&ran, 2);
    assert!(ran.stderr.contains("covenant.toml") && ran.stderr.contains("UTF-8"));
}

#[rstest]
#[case::comment(
    "  # about NUMBER\n  @id:oscar-a @clause:OSC-5 @happy-path @vendor\n  Scenario: It holds\n    When the connection is checked\n    Then the call succeeds\n"
)]
#[case::title(
    "  @id:oscar-a @clause:OSC-5 @happy-path @vendor\n  Scenario: NUMBER is greeted\n    When the connection is checked\n    Then the call succeeds\n"
)]
#[case::step(
    "  @id:oscar-a @clause:OSC-5 @happy-path @vendor\n  Scenario: It holds\n    Given an enrolled member\n    And the email of the policy holder is changed to \"NUMBER\"\n    When the membership is read\n    Then the call succeeds\n"
)]
#[case::unknown_step(
    "  @id:oscar-a @clause:OSC-5 @happy-path @vendor\n  Scenario: It holds\n    When NUMBER is enrolled\n    Then the call succeeds\n"
)]
#[case::table(
    "  @id:oscar-a @clause:OSC-5 @happy-path @vendor\n  Scenario: It holds\n    When the connection is checked\n      | ssn    |\n      | NUMBER |\n    Then the call succeeds\n"
)]
#[case::text_block(
    "  @id:oscar-a @clause:OSC-5 @happy-path @vendor\n  Scenario: It holds\n    When the connection is checked\n      \"\"\"\n      {\"ssn\": \"NUMBER\"}\n      \"\"\"\n    Then the call succeeds\n"
)]
#[case::examples(
    "  @id:oscar-a @clause:OSC-5 @happy-path @vendor\n  Scenario Outline: It holds for <who>\n    When the connection is checked\n    Then the call succeeds\n\n    Examples:\n      | case | who    |\n      | one  | NUMBER |\n"
)]
#[case::tag(
    "  @id:oscar-NUMBER @clause:OSC-5 @happy-path @vendor\n  Scenario: It holds\n    When the connection is checked\n    Then the call succeeds\n"
)]
fn a_number_that_may_be_somebodys_is_refused_in_a_feature(
    #[case] scenario: &str,
    #[values(NUMBER, BARE)] number: &str,
) {
    // Within a word nine digits say nothing: ids of anything have them.
    if scenario.contains("oscar-NUMBER") && number == BARE {
        return;
    }
    let text = feature(&[scenario.replace("NUMBER", number)]);
    for command in ["run", "list", "lint"] {
        let ran = Covenant::new()
            .file("features/oscar/planted.feature", &text)
            .file(
                "features/oscar/sound.feature",
                feature(&[green("oscar-sound")]).replace("Planted", "Sound"),
            )
            .args([command, "--features", "features"])
            .run();
        ran.assert_code(7);
        assert!(
            ran.stderr.contains("planted.feature:") || ran.stdout.contains("planted.feature:"),
            "no place is named"
        );
        assert_says_nowhere(&ran, NUMBER);
        assert_says_nowhere(&ran, BARE);
        assert!(!ran.out_dir.join("events.ndjson").exists());
    }
}

#[rstest]
#[case::area_666("666-12-3456")]
#[case::area_900("900010001")]
fn a_number_that_was_never_issued_may_stand_in_a_feature(#[case] number: &str) {
    let text =
        feature(&[green("oscar-a")]).replace("Feature: Planted", &format!("# {number}\nFeature: Planted"));
    Covenant::new()
        .file("features/oscar/planted.feature", text)
        .args(["run", "--features", "features"])
        .run()
        .assert_code(0);
}

#[test]
fn a_number_that_may_be_somebodys_never_leaves_in_a_body() {
    // A subject that hands such a number out as an id would get it back with the next request.
    let server = RawServer::start(|request, _| {
        let answer = if request.path.ends_with("create-membership") {
            json!({"oscar_id": NUMBER, "application_id": "A-1", "enrollees": []})
        } else {
            json!({})
        };
        Reply::json(200, &answer)
    });
    let reading = ["Given an enrolled member", "When the balance is read", "Then the call succeeds"];
    let scenarios =
        [scenario("oscar-first", &reading), scenario("oscar-second", &reading), green("oscar-third")];
    let ran = Covenant::new()
        .config(server.config(""))
        .file("features/oscar/planted.feature", feature(&scenarios))
        .args(["run", "--features", "features", "--profile", "raw", "--jobs", "1", "-v"])
        .run();
    ran.assert_code(7);
    assert!(ran.stderr.contains("refused for safety: a request was about to carry a social security number"));
    assert_eq!(server.requests().len(), 1, "the run went on after the refusal");
    assert!(!server.requests().iter().any(|request| request.body.contains(NUMBER)), "it was sent");
    let record = ran.record();
    assert!(!record.run.complete && record.run.incomplete_reason.is_some());
    assert_eq!(record.not_run.len(), 2);
    assert_says_nowhere(&ran, NUMBER);
    for report in ["run.json", "junit.xml", "events.ndjson"] {
        assert!(!ran.report(report).contains(NUMBER), "{report} repeats it");
    }
}

#[test]
fn only_numbers_that_were_never_issued_are_sent_unless_the_profile_gives_a_range() {
    let sent = |more: &str| {
        let server = RawServer::start(|_, _| {
            Reply::json(200, &json!({"oscar_id": "OSC1-01", "application_id": "A-1"}))
        });
        let ran = Covenant::new()
            .config(server.config(more))
            .args(["run", "--profile", "raw", "-n", "A family of"])
            .run();
        assert_ne!(ran.code, Some(7));
        let requests = server.requests();
        let numbers: Vec<String> = requests
            .iter()
            .flat_map(|request| request.json()["enrollees"].as_array().cloned().unwrap_or_default())
            .filter_map(|enrollee| enrollee["ssn"].as_str().map(str::to_owned))
            .collect();
        assert!(numbers.len() >= 11, "{numbers:?}");
        numbers
    };
    assert!(sent("").iter().all(|number| synthetic::is_never_issued(number)));
    let range = "ssn_range = { first = \"219-09-0001\", last = \"219-09-9999\" }";
    assert!(sent(range).iter().all(|number| number.starts_with("21909")), "the profile's range is not kept");
}

#[test]
fn a_range_that_could_hold_real_people_is_refused() {
    let rest =
        "base_url = \"https://127.0.0.1:1\"\nssn_range = { first = \"100000000\", last = \"899999999\" }";
    let ran = with_config(&profile(rest)).run();
    assert_nothing_sent(&ran, 2);
    assert!(ran.stderr.contains("ssn_range") && ran.stderr.contains("test range"));
}
