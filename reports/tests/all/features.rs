//! A record whose features have real sources: backgrounds, rules, outlines, tables, text blocks.

use evidence::{FeatureRecord, Outcome, RunRecord, ScenarioRecord, SourcePlace, StepStatus, Vendor};

use crate::sample;

/// Line numbers count from 1.
pub(crate) const SOURCE: &str = r#"# A comment
@oscar @happy-path
Feature: Create a membership
  Text below the title.

  Background:
    Given a tenant

  @id:oscar-plain
  Scenario: A membership is created
    Given a table
      | field | value |
      | state | TX    |
    When the body is
      """json
      {
        "a": 1
      }
      """
    Then the call succeeds

  Rule: Outside Open Enrollment
    Background:
      Given the year is over

    @id:oscar-rows @clause:OSC-12
    Scenario Outline: An event is <event>
      When the event is <event>
      But it is late

      @sad-path
      Examples:
        | case  | event |
        # between the rows
        | birth | BIRTH |

        | move  | MOVE  |
"#;

fn of(
    id: &str,
    name: &str,
    line: usize,
    outcome: Outcome,
    steps: &[(usize, &str, &str, bool)],
) -> ScenarioRecord {
    let mut scenario = sample::scenario(id, name, outcome);
    scenario.head.line = line;
    scenario.steps = steps
        .iter()
        .enumerate()
        .map(|(at, (line, keyword, text, background))| {
            let mut step = sample::step(at, keyword, text, StepStatus::Passed);
            step.line = *line;
            step.background = *background;
            step.definition = Some(SourcePlace { path: "steps/src/oscar/given.rs".to_owned(), line: 10 });
            step
        })
        .collect();
    scenario
}

/// One plain scenario that passed, two rows of an outline below a rule, of which one failed in its middle.
pub(crate) fn record() -> RunRecord {
    let mut plain = of(
        "oscar-plain",
        "A membership is created",
        10,
        Outcome::Passed,
        &[
            (7, "Given", "a tenant", true),
            (11, "Given", "a table", false),
            (14, "When", "the body is", false),
            (20, "Then", "the call succeeds", false),
        ],
    );
    plain.steps[1].table =
        vec![vec!["field".to_owned(), "value".to_owned()], vec!["state".to_owned(), "TX".to_owned()]];
    plain.steps[2].docstring = Some("json\n      {\n        \"a\": 1\n      }\n".to_owned());
    plain.exchanges.push(sample::exchange(1, sample::response(200, b"{\"a\":1}")));
    plain.exchanges[0].step = Some(2);
    let row = |case: &str, event: &str, line, outcome| {
        let steps = [
            (7, "Given", "a tenant", true),
            (24, "Given", "the year is over", true),
            (28, "When", &*format!("the event is {event}"), false),
            (29, "But", "it is late", false),
        ];
        of(&format!("oscar-rows:{case}"), &format!("An event is {event} [{case}]"), line, outcome, &steps)
    };
    let mut failed = row("birth", "BIRTH", 35, Outcome::Failed);
    failed.steps[2].status = StepStatus::Failed;
    failed.steps[2].message = Some("the response has no member `oscar_id`".to_owned());
    failed.steps[3].status = StepStatus::NotReached;
    failed.steps[3].definition = None;
    failed.findings.push(sample::finding(evidence::Severity::Failure));
    let mut record =
        sample::record(vec![plain, failed, row("move", "MOVE", 37, Outcome::Warned)], Vec::new());
    record.features = vec![FeatureRecord {
        path: "oscar/membership/create.feature".to_owned(),
        vendor: Vendor::Oscar,
        name: "Create a membership".to_owned(),
        description: Some("Text below the title.".to_owned()),
        line: 3,
        tags: vec!["oscar".to_owned(), "happy-path".to_owned()],
        source: SOURCE.to_owned(),
    }];
    record
}
