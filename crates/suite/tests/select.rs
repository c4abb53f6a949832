//! Choosing scenarios and handing them on.

use std::collections::HashSet;

use evidence::{Party, Vendor};
use regex::Regex;
use rstest::rstest;
use suite::{Category, Docstring, Selection, Suite, TagExpression};

const OSCAR: &str = "\
@oscar
Feature: Memberships
  Members come and go.

  Background:
    Given a certificate

  @id:oscar-plain @clause:OSC-1 @happy-path @vendor
  Scenario: A membership is created
    When it is created
    Then it exists

  @clause:OSC-2
  Rule: Refusals tell why
    Background:
      Given a membership

    @id:oscar-refused @sad-path @vendor @needs:webhooks @simulated-only
    Scenario Outline: A request without <what> is refused
      When it is sent without <what>
      Then it names the fields
        | field  |
        | <what> |

      Examples:
        | case | what |
        # the first of all
        | name | name |

        | ssn  | ssn  |

  Rule: Clients wait
    @id:oscar-waits @clause:OSC-2 @error-handling @integrator
    Scenario: A client waits
      When the service is busy
      Then the client waits
        \"\"\"
        some
          text
        \"\"\"
";
const OSIGU: &str = "\
@osigu
Feature: Tokens

  @id:osigu-token @clause:OSG-1 @happy-path @vendor
  Scenario: A token is given
    Then it is
";
const CLAUSES: &str = "\
[[clause]]
id = \"OSC-1\"
party = \"vendor\"
level = \"documented\"
text = \"T.\"
source = \"S\"
[[clause]]
id = \"OSC-2\"
party = \"vendor\"
level = \"draft\"
text = \"T.\"
source = \"S\"
";

fn suite() -> Suite {
    let texts = [("oscar/m.feature", OSCAR), ("osigu/t.feature", OSIGU), ("clauses/oscar.toml", CLAUSES)];
    let loaded = Suite::from_texts("features", texts);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    loaded.suite
}

fn ids(suite: &Suite, selection: &Selection) -> Vec<String> {
    suite.select(selection).into_iter().map(|place| suite.scenario(place).id.clone()).collect()
}

#[test]
fn everything_is_chosen_by_default_in_the_order_of_files_and_lines() {
    let all = ["oscar-plain", "oscar-refused:name", "oscar-refused:ssn", "oscar-waits", "osigu-token"];
    assert_eq!(ids(&suite(), &Selection::default()), all);
}

#[rstest]
#[case("@oscar and @vendor", &["oscar-plain", "oscar-refused:name", "oscar-refused:ssn"])]
#[case("@clause:OSC-2 and not @simulated-only", &["oscar-waits"])]
#[case("@id:oscar-refused or @osigu", &["oscar-refused:name", "oscar-refused:ssn", "osigu-token"])]
#[case("@ideon", &[])]
fn tags_of_feature_rule_and_scenario_are_seen(#[case] tags: &str, #[case] expected: &[&str]) {
    let selection = Selection { tags: Some(TagExpression::parse(tags).unwrap()), ..Selection::default() };
    assert_eq!(ids(&suite(), &selection), expected);
}

#[test]
fn a_subject_is_asked_for_by_its_own_mark() {
    let tags = "@id:osigu-token";
    let text = OSIGU.replacen(tags, &format!("{tags} @receiver"), 1);
    assert_ne!(text, OSIGU);
    let suite =
        Suite::from_texts("features", [("oscar/a.feature", OSCAR), ("osigu/a.feature", text.as_str())]).suite;
    assert_eq!(ids(&suite, &Selection { receiver: true, ..Selection::default() }), ["osigu-token"]);
    assert_eq!(ids(&self::suite(), &Selection { receiver: true, ..Selection::default() }), [""; 0]);
}

#[test]
fn vendors_names_and_ids_add_up() {
    let suite = suite();
    let vendors = Selection { vendors: vec![Vendor::Osigu, Vendor::Ideon], ..Selection::default() };
    assert_eq!(ids(&suite, &vendors), ["osigu-token"]);
    let name =
        Selection { name: Some(Regex::new(r"without \w+ is .*\[ssn\]$").unwrap()), ..Selection::default() };
    assert_eq!(ids(&suite, &name), ["oscar-refused:ssn"]);
    let by_id = HashSet::from(["oscar-refused:ssn".to_owned(), "oscar-waits".to_owned(), "gone".to_owned()]);
    let both = Selection { ids: Some(by_id), ..name };
    assert_eq!(ids(&suite, &both), ["oscar-refused:ssn"]);
}

#[test]
fn unknown_tags_of_an_expression_are_told_with_what_was_meant() {
    let suite = suite();
    let unknown = |text: &str| TagExpression::parse(text).unwrap().unknown_tags(&suite);
    assert_eq!(unknown("@oscar and not @clause:OSC-1 or @error-handling or @ideon or @needs:webhooks"), []);
    assert_eq!(
        unknown("@hapy-path or not @zzzzzzzzzz or @clause:OSX-1 or @hapy-path"),
        [
            ("hapy-path".to_owned(), Some("happy-path".to_owned())),
            ("zzzzzzzzzz".to_owned(), None),
            ("clause:OSX-1".to_owned(), Some("clause:OSC-1".to_owned())),
        ]
    );
}

#[test]
fn a_scenario_tells_all_that_stands_around_it() {
    let suite = suite();
    let place = suite.by_id("oscar-refused:ssn").unwrap();
    let row = suite.scenario(place);
    assert_eq!(row.name, "A request without ssn is refused [ssn]");
    assert_eq!(row.line, 30);
    assert_eq!(suite.features[0].source.lines().nth(29).unwrap().trim(), "| ssn  | ssn  |");
    assert_eq!(row.rule.as_deref(), Some("Refusals tell why"));
    assert_eq!(
        row.tags,
        [
            "oscar",
            "clause:OSC-2",
            "id:oscar-refused",
            "sad-path",
            "vendor",
            "needs:webhooks",
            "simulated-only"
        ]
    );
    assert_eq!((row.party, row.category, row.simulated_only), (Party::Vendor, Category::SadPath, true));
    assert_eq!(
        (row.clauses.as_slice(), row.needs.as_slice()),
        (["OSC-2".to_owned()].as_slice(), ["webhooks".to_owned()].as_slice())
    );
    let background: Vec<&str> = row.background.iter().map(|step| step.value.as_str()).collect();
    assert_eq!(background, ["a certificate", "a membership"]);
    assert_eq!(row.steps[0].value, "it is sent without ssn");
    assert_eq!(row.steps[1].table.as_ref().unwrap().rows, [["field"], ["ssn"]]);

    let head = suite.head(place, "mock");
    assert_eq!((head.feature.as_str(), head.line, head.profile.as_str()), ("oscar/m.feature", 30, "mock"));
    assert_eq!((head.vendor, head.rule.as_deref()), (Vendor::Oscar, Some("Refusals tell why")));

    let waits = suite.scenario(suite.by_id("oscar-waits").unwrap());
    assert_eq!(Docstring::of(&waits.steps[1]).unwrap().text, "some\n  text");
}

#[test]
fn clauses_know_their_scenarios() {
    let suite = suite();
    assert_eq!(
        suite.scenarios_of_clause("OSC-2"),
        ["oscar-refused:name", "oscar-refused:ssn", "oscar-waits"]
    );
    assert_eq!(suite.scenarios_of_clause("OSC-9"), Vec::<String>::new());
    assert_eq!(suite.clause("OSC-2").unwrap().vendor, Vendor::Oscar);
    let records = suite.clause_records(&[Vendor::Oscar]);
    assert_eq!((records.len(), records[0].scenarios.as_slice()), (2, ["oscar-plain".to_owned()].as_slice()));
    assert!(suite.clause_records(&[Vendor::Ideon]).is_empty());
    let record = suite.features[0].record();
    assert_eq!((record.line, record.description.as_deref()), (2, Some("Members come and go.")));
}
