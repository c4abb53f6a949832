//! Annotations, as GitHub's runner reads them.

use evidence::{Outcome, RunRecord};
use reports::github;

use crate::sample;

struct Command {
    name: String,
    properties: Vec<(String, String)>,
    data: String,
}

/// What the runner takes for commands: `::name key=value,key=value::data` at the beginning of a line.
fn commands(text: &str) -> Vec<Command> {
    let decoded = |text: &str| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",");
        text.replace("%25", "%")
    };
    text.lines()
        .filter_map(|line| {
            let (head, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
            let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
            let properties = properties.split(',').filter_map(|one| one.split_once('='));
            let properties = properties.map(|(key, value)| (key.to_owned(), decoded(value))).collect();
            Some(Command { name: name.to_owned(), properties, data: decoded(data) })
        })
        .collect()
}

fn errors(text: &str) -> Vec<Command> {
    commands(text).into_iter().filter(|command| command.name == "error").collect()
}

fn property<'c>(command: &'c Command, name: &str) -> Option<&'c str> {
    command.properties.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

#[test]
fn what_is_wrong_points_at_its_line_the_worst_first() {
    let text = github::render(&sample::every_outcome());
    let errors = errors(&text);
    let titles: Vec<_> = errors.iter().map(|one| property(one, "title").unwrap()).collect();
    assert_eq!(
        titles,
        [
            "Covenant: the run",
            "failed: An enrollment answers with the member's Oscar id and an application id",
            "error: The health check answers",
            "blocked: A dependent is added",
            "not run: Nobody asked for this one any more",
        ]
    );
    assert_eq!(property(&errors[1], "file"), Some("features/oscar/membership/create.feature"));
    assert_eq!(property(&errors[1], "line"), Some("12"));
    assert_eq!(property(&errors[0], "file"), None);
    let data = &errors[1].data;
    assert!(data.starts_with("the response lacks the member `oscar_id`\nexpected: a member"), "{data}");
    assert!(data.ends_with("scenario: oscar-create-membership-ids"), "{data}");
    let notice = commands(&text).pop().unwrap();
    assert_eq!(notice.name, "notice");
    assert!(
        notice.data.starts_with("does not conform (exit 1)\n1 failed, 1 error, 1 blocked"),
        "{}",
        notice.data
    );
}

#[test]
fn there_are_ten_at_most_and_the_rest_is_counted() {
    let of = |nth| sample::scenario(&format!("s-{nth}"), "Same", Outcome::Failed);
    let record = sample::record((0..37).map(of).collect(), Vec::new());
    let text = github::render(&record);
    assert_eq!(errors(&text).len(), 10);
    assert!(text.contains("annotated: 10 of 37"), "{text}");
}

#[test]
fn a_run_without_anything_wrong_has_no_error() {
    let record = sample::record(vec![sample::scenario("one", "One", Outcome::Warned)], Vec::new());
    let text = github::render(&record);
    assert!(errors(&text).is_empty(), "{text}");
    assert!(text.contains("conforms (exit 0)%0A1 warned, of 1 selected"), "{text}");
}

fn with_commands(text: &str) -> RunRecord {
    let mut record = sample::hostile();
    for scenario in &mut record.scenarios {
        scenario.head.name = format!("{text} {}", scenario.head.name);
        scenario.head.feature = format!("oscar/{text}.feature");
        scenario.findings[0].message = text.to_owned();
        scenario.findings[0].actual = text.to_owned();
    }
    record
}

#[test]
fn hostile_text_ends_no_command_and_begins_none() {
    const TEXT: &str =
        "x\n::error::forged\r::set-output name=a::b%0A::warning::c,line=1::,title=t ##[error]no";
    let text = github::render(&with_commands(TEXT));
    let all = commands(&text);
    assert_eq!(all.len(), text.lines().count(), "{text}");
    for command in &all {
        assert!(["error", "notice"].contains(&command.name.as_str()), "{}", command.name);
    }
    let places: Vec<_> =
        errors(&text).iter().filter_map(|one| property(one, "line").map(str::to_owned)).collect();
    assert!(places.iter().all(|line| line == "12"), "{places:?}");
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
}

#[test]
fn text_of_a_run_is_printed_between_two_lines_that_silence_it() {
    let record = sample::every_outcome();
    let text = github::silence(&record, "a\n::error::forged\n");
    let lines: Vec<_> = text.lines().collect();
    let token = lines[0].strip_prefix("::stop-commands::").unwrap();
    assert_eq!(lines[1..3], ["a", "::error::forged"]);
    assert_eq!(lines[3], format!("::{token}::"));
    assert!(token.len() > 30);
    // Nobody who answers can know it: it depends on times that are known only later.
    let mut other = record.clone();
    other.scenarios[0].duration_us += 1;
    assert!(!github::silence(&other, "a").contains(token));
}
