//! JUnit XML: the rules of Jenkins' schema in our own words, and what a gate must see.

use std::collections::{BTreeMap, HashSet};

use evidence::{Outcome, RunRecord};
use quick_xml::{Reader, XmlVersion, events::Event};
use reports::junit::{self, Flavor};
use rstest::rstest;

use crate::sample;

#[derive(Debug, Default)]
struct Node {
    name: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Node>,
    text: String,
}

impl Node {
    fn all<'n>(&'n self, name: &str) -> Vec<&'n Node> {
        let mut found: Vec<_> = self.children.iter().filter(|child| child.name == name).collect();
        found.extend(self.children.iter().flat_map(|child| child.all(name)));
        found
    }
    fn number(&self, attribute: &str) -> usize {
        self.attributes[attribute].parse().unwrap()
    }
}

fn parse(text: &str) -> Node {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Node::default()];
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Start(start) => open.push(node(&start)),
            Event::Empty(start) => open.last_mut().unwrap().children.push(node(&start)),
            Event::End(_) => {
                let closed = open.pop().unwrap();
                open.last_mut().unwrap().children.push(closed);
            }
            Event::CData(data) => open.last_mut().unwrap().text.push_str(std::str::from_utf8(&data).unwrap()),
            Event::Text(text) => assert!(text.iter().all(u8::is_ascii_whitespace), "text outside of CDATA"),
            Event::Decl(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(open.len(), 1);
    open.pop().unwrap().children.pop().unwrap()
}

fn node(start: &quick_xml::events::BytesStart<'_>) -> Node {
    let attributes = start.attributes().map(|attribute| {
        let attribute = attribute.unwrap();
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap().into_owned();
        (String::from_utf8(attribute.key.as_ref().to_vec()).unwrap(), value)
    });
    Node {
        name: String::from_utf8(start.name().as_ref().to_vec()).unwrap(),
        attributes: attributes.collect(),
        ..Node::default()
    }
}

/// What the schema of Jenkins' xUnit plugin allows, of the elements that we use: attributes (those with `!` must be
/// there) and children.
const RULES: [(&str, &str, &str); 9] = [
    ("testsuites", "name time tests failures errors", "testsuite"),
    (
        "testsuite",
        "name! tests! failures! errors! group time skipped timestamp hostname id package file log url version",
        "testsuite properties testcase system-out system-err",
    ),
    ("properties", "", "property"),
    ("property", "name! value!", ""),
    ("testcase", "name! time classname group", "skipped error failure system-out system-err"),
    ("failure", "type message", ""),
    ("error", "type message", ""),
    ("skipped", "type message", ""),
    ("system-out", "", ""),
];

fn assert_rules(node: &Node) {
    let (_, attributes, children) =
        RULES.iter().find(|(name, ..)| *name == node.name).unwrap_or_else(|| panic!("<{}>", node.name));
    let allowed: HashSet<_> = attributes.split(' ').map(|name| name.trim_end_matches('!')).collect();
    for (name, value) in &node.attributes {
        assert!(allowed.contains(name.as_str()), "<{} {name}>", node.name);
        assert!(!value.contains('\n'), "a line feed in {name}");
    }
    for required in attributes.split(' ').filter_map(|name| name.strip_suffix('!')) {
        assert!(node.attributes.contains_key(required), "<{}> without {required}", node.name);
    }
    if let Some(time) = node.attributes.get("time") {
        let (whole, rest) = time.split_once('.').unwrap();
        assert!(
            !whole.is_empty()
                && rest.len() == 3
                && (whole.to_owned() + rest).bytes().all(|b| b.is_ascii_digit())
        );
    }
    for child in &node.children {
        assert!(children.split(' ').any(|name| name == child.name), "<{}> in <{}>", child.name, node.name);
        assert_rules(child);
    }
}

fn assert_sound(text: &str, record: &RunRecord) -> Node {
    assert!(
        !text
            .chars()
            .any(|c| (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{fffe}' | '\u{ffff}'))
    );
    let root = parse(text);
    assert_eq!(root.name, "testsuites");
    assert_rules(&root);
    let mut sums = [0; 3];
    for suite in root.all("testsuite") {
        assert_eq!(suite.number("tests"), suite.all("testcase").len());
        assert_eq!(suite.number("failures"), suite.all("failure").len());
        assert_eq!(suite.number("errors"), suite.all("error").len());
        assert_eq!(suite.number("skipped"), suite.all("skipped").len());
        for (sum, name) in sums.iter_mut().zip(["tests", "failures", "errors"]) {
            *sum += suite.number(name);
        }
        let millis = |node: &Node| node.attributes["time"].replace('.', "").parse::<u64>().unwrap();
        assert_eq!(millis(suite), suite.all("testcase").into_iter().map(millis).sum::<u64>());
    }
    assert_eq!(sums, ["tests", "failures", "errors"].map(|name| root.number(name)));
    let cases = root.all("testcase");
    let names: HashSet<_> =
        cases.iter().map(|case| (&case.attributes["classname"], &case.attributes["name"])).collect();
    assert_eq!(names.len(), cases.len(), "names are not unique");
    for skipped in root.all("skipped") {
        assert!(!skipped.attributes["message"].is_empty());
    }
    let of_run = cases.iter().filter(|case| case.attributes["classname"] == "covenant.run").count();
    assert_eq!(cases.len(), record.scenarios.len() + record.not_run.len() + of_run);
    root
}

fn case<'n>(root: &'n Node, id: &str) -> &'n Node {
    let end = format!("[{id}]");
    root.all("testcase").into_iter().find(|case| case.attributes["name"].ends_with(&end)).unwrap()
}

#[rstest]
#[case("oscar-create-membership-ids", Some(("failure", "failed", "the response lacks the member `oscar_id`")))]
#[case("oscar-update", Some(("failure", "blocked", "the membership that the update needs could not be created")))]
#[case("oscar-health", Some(("error", "unreachable", "connection to 127.0.0.1:4430 refused; see that the subject runs")))]
#[case("oscar-dates", Some(("skipped", "waived", "waived until 2027-01-31: ticket 17")))]
#[case("oscar-expired", Some(("skipped", "not_applicable", "the profile has no expired_certificate")))]
#[case("oscar-balance", None)]
#[case("oscar-get", None)]
#[case("oscar-late", Some(("error", "not-run", "it never started: interrupted by Ctrl-C")))]
#[case("20261121-100000-abcd", Some(("error", "incomplete",
    "the run did not come to its end: interrupted by Ctrl-C; 1 of 8 selected scenarios never started")))]
fn each_outcome_has_its_element(#[case] id: &str, #[case] expected: Option<(&str, &str, &str)>) {
    let record = sample::every_outcome();
    let root = assert_sound(&junit::render(&record).unwrap(), &record);
    let case = case(&root, id);
    let found = case.children.iter().find(|child| child.name != "system-out");
    let found = found.map(|found| {
        (found.name.as_str(), found.attributes["type"].as_str(), found.attributes["message"].as_str())
    });
    assert_eq!(found, expected);
}

#[test]
fn a_failure_tells_all_that_is_needed_to_see_and_repeat_it() {
    let record = sample::every_outcome();
    let root = assert_sound(&junit::render(&record).unwrap(), &record);
    let failed = case(&root, "oscar-create-membership-ids");
    assert_eq!(failed.attributes["classname"], "oscar.membership.create");
    assert_eq!(
        failed.attributes["name"],
        "An enrollment answers with the member's Oscar id and an application id [oscar-create-membership-ids]"
    );
    assert_eq!(failed.attributes["time"], "0.012");
    insta::assert_snapshot!("junit_failure", failed.all("failure")[0].text);
    insta::assert_snapshot!("junit_warned", case(&root, "oscar-balance").all("system-out")[0].text);
}

#[test]
fn a_suite_names_its_feature_its_run_and_its_profile() {
    let record = sample::every_outcome();
    let root = assert_sound(&junit::render(&record).unwrap(), &record);
    let suite = &root.all("testsuite")[0];
    assert_eq!(suite.attributes["name"], "oscar/membership/create.feature");
    assert_eq!(suite.attributes["file"], "features/oscar/membership/create.feature");
    assert_eq!(suite.attributes["timestamp"], "2026-11-21T10:00:00Z");
    assert!(!suite.attributes.contains_key("hostname"));
    let properties: BTreeMap<_, _> = suite
        .all("property")
        .into_iter()
        .map(|property| (property.attributes["name"].as_str(), property.attributes["value"].as_str()))
        .collect();
    assert_eq!(properties["covenant.run"], "20261121-100000-abcd");
    assert_eq!(properties["covenant.complete"], "false");
    assert_eq!(properties["covenant.exit_code"], "1");
    assert_eq!(properties["feature.title"], "Create a membership");
    assert_eq!(properties["profile"], "mock");
}

#[test]
fn hostile_text_breaks_nothing() {
    let record = sample::hostile();
    let text = junit::render(&record).unwrap();
    let root = assert_sound(&text, &record);
    let shown = &root.all("failure")[0].text;
    assert!(shown.contains("]]>") && shown.contains(r"\u{202e}") && shown.contains('\u{1f9ea}'));
    assert!(!shown.contains("[31m") && !shown.contains("0;title"), "{shown}");
    assert!(text.len() < 100_000, "{}", text.len());
}

#[test]
fn the_same_record_gives_the_same_bytes() {
    for record in [sample::every_outcome(), sample::hostile()] {
        assert!(junit::render(&record).unwrap() == junit::render(&record.clone()).unwrap());
    }
}

#[rstest]
#[case::nothing_selected(Vec::new(), Some("nothing-judged"))]
#[case::nothing_applicable(vec![Outcome::NotApplicable], Some("nothing-judged"))]
#[case::passed(vec![Outcome::NotApplicable, Outcome::Passed], None)]
#[case::only_errors(vec![Outcome::Error], None)]
fn a_run_that_judged_nothing_is_not_green(#[case] outcomes: Vec<Outcome>, #[case] problem: Option<&str>) {
    let scenarios = outcomes.into_iter().enumerate();
    let scenarios =
        scenarios.map(|(nth, outcome)| sample::scenario(&format!("s{nth}"), "Same title", outcome));
    let record = sample::record(scenarios.collect(), Vec::new());
    let root = assert_sound(&junit::render(&record).unwrap(), &record);
    let cases = root.all("testcase");
    let of_run = cases.iter().find(|case| case.attributes["classname"] == "covenant.run");
    assert_eq!(of_run.map(|case| case.all("error")[0].attributes["type"].as_str()), problem);
}

#[test]
fn a_run_that_was_killed_after_its_last_scenario_is_not_green() {
    let mut record = sample::record(vec![sample::scenario("one", "One", Outcome::Passed)], Vec::new());
    record.run.complete = false;
    let root = assert_sound(&junit::render(&record).unwrap(), &record);
    assert_eq!(root.number("errors"), 1);
}

#[test]
fn ids_that_are_not_unique_hide_no_testcase() {
    let same = sample::scenario("same", "Same", Outcome::Passed);
    let record = sample::record(vec![same.clone(), same], Vec::new());
    assert_sound(&junit::render(&record).unwrap(), &record);
}

#[rstest]
#[case("not a date")]
#[case("9999-12-31T23:59:59-12:00")]
#[case("0000-01-01T00:00:00+12:00")]
fn a_start_that_cannot_be_written_does_no_harm(#[case] started_at: &str) {
    let mut record = sample::every_outcome();
    record.run.started_at = started_at.to_owned();
    assert_sound(&junit::render(&record).unwrap(), &record);
}

#[test]
fn gitlab_finds_the_feature_of_each_testcase_and_jenkins_is_not_troubled_with_it() {
    for record in [sample::every_outcome(), sample::hostile()] {
        let jenkins = junit::render_as(&record, Flavor::Jenkins).unwrap();
        assert!(jenkins == junit::render(&record).unwrap());
        assert_sound(&jenkins, &record);
        let gitlab = junit::render_as(&record, Flavor::Gitlab).unwrap();
        for case in parse(&gitlab).all("testcase") {
            let file = case.attributes.get("file").map(String::as_str);
            let of_run = case.attributes["classname"] == "covenant.run";
            assert_eq!(file, (!of_run).then_some("features/oscar/membership/create.feature"));
        }
        // Nothing else differs.
        let without = gitlab.lines().map(|line| match line.trim_start().starts_with("<testcase") {
            true => line.replace(" file=\"features/oscar/membership/create.feature\"", ""),
            false => line.to_owned(),
        });
        assert_eq!(without.collect::<Vec<_>>(), jenkins.lines().collect::<Vec<_>>());
    }
}

#[test]
fn no_text_of_a_subject_attaches_a_file() {
    let mut record = sample::every_outcome();
    record.scenarios[6].notes.push("[[ATTACHMENT|/etc/passwd]]".to_owned());
    record.scenarios[0].steps[0].text = "[[ATTACHMENT|x]]".to_owned();
    let root = parse(&junit::render_as(&record, Flavor::Gitlab).unwrap());
    assert!(root.all("system-out").iter().all(|out| !out.text.contains("[[ATTACHMENT|")));
}

#[rstest]
#[case("jenkins", Ok(Flavor::Jenkins))]
#[case("gitlab", Ok(Flavor::Gitlab))]
#[case("github", Err("JUnit flavor `github` is not known (known: jenkins, gitlab)"))]
fn a_flavor_is_a_word(#[case] word: &str, #[case] expected: Result<Flavor, &str>) {
    assert_eq!(word.parse::<Flavor>().map_err(|error| error.to_string()), expected.map_err(str::to_owned));
}
