//! Tags: a closed vocabulary, one id, at least one clause, one category, one party.

use std::collections::{BTreeSet, HashMap};

use evidence::Party;

use super::{Parsed, Subject};
use crate::{
    build::effective,
    folder::join,
    model::{Category, Feature},
    nearest::hint,
    problem::{FileProblems, Problem, quote},
    raw::Raw,
    suite::Suite,
    tags::{self, JUDGED, Tag},
};

/// What a tag stands on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    Feature,
    Rule,
    Scenario,
    Examples,
}

pub(super) fn check(subject: &Subject<'_>, out: &mut FileProblems<'_>) {
    let feature = subject.feature;
    vendor(subject, out);
    each(subject, On::Feature, &feature.tags, feature.line, out);
    for rule in &feature.gherkin.rules {
        each(subject, On::Rule, &rule.tags, rule.position.line, out);
    }
    for parsed in feature.parsed() {
        let (rule, scenario) = parsed;
        each(subject, On::Scenario, &scenario.tags, scenario.position.line, out);
        id(subject, parsed, out);
        let above = [feature.tags.as_slice(), rule.map_or(&[], |rule| rule.tags.as_slice()), &scenario.tags];
        if scenario.examples.is_empty() {
            together(subject, &effective(above), scenario.position.line, out);
        }
        for examples in &scenario.examples {
            each(subject, On::Examples, &examples.tags, examples.position.line, out);
            let line = if examples.tags.is_empty() { scenario.position } else { examples.position }.line;
            together(subject, &effective(above.into_iter().chain([examples.tags.as_slice()])), line, out);
        }
    }
}

fn vendor(subject: &Subject<'_>, out: &mut FileProblems<'_>) {
    let feature = subject.feature;
    let expected = feature.vendor;
    if !feature.tags.iter().any(|tag| Tag::of(tag) == Tag::Vendor(expected)) {
        let message = format!("the feature stands in `{expected}/`; tag it `@{expected}`");
        out.add("vendor-tag", feature.line, message);
    }
}

/// Each tag alone.
fn each(subject: &Subject<'_>, on: On, tags: &[String], line: usize, out: &mut FileProblems<'_>) {
    for (at, tag) in tags.iter().enumerate() {
        if out.is_full() {
            return;
        }
        let wrong = if tags[..at].contains(tag) {
            Some(("tag", format!("the tag {} stands twice", quote(&format!("@{tag}")))))
        } else {
            alone(subject, on, tag)
        };
        if let Some((rule, message)) = wrong {
            let (line, column) = subject.raw.tag_place(line, tag);
            let path = join(&subject.suite.root, &subject.feature.path);
            out.push(Problem::new(rule, path, message).at(line).column(column));
        }
    }
}

fn alone(subject: &Subject<'_>, on: On, tag: &str) -> Option<(&'static str, String)> {
    let vendor = subject.feature.vendor;
    match Tag::of(tag) {
        Tag::Vendor(_) if on != On::Feature => {
            Some(("vendor-tag", format!("the vendor's tag `@{tag}` stands on the feature, once")))
        }
        Tag::Vendor(other) if other != vendor => {
            Some(("vendor-tag", format!("`@{tag}` does not agree with the folder `{vendor}/`")))
        }
        Tag::Id(_) if on != On::Scenario => {
            let message = format!("{} stands on a scenario, nowhere else", quote(&format!("@{tag}")));
            Some(("id", message))
        }
        Tag::Clause(id) => clause(subject, id),
        Tag::Needs(word) => {
            let known = subject.context.capabilities.get(&vendor);
            let known: Vec<&str> = known.into_iter().flatten().map(String::as_str).collect();
            (!known.contains(&word)).then(|| {
                let list = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                let hint = hint(word, known);
                ("tag", format!("no profile of {vendor} can have {} (known: {list}){hint}", quote(word)))
            })
        }
        Tag::Unknown if subject.context.extra_tags.contains(tag) => None,
        Tag::Unknown => Some(("tag", unknown(tag))),
        Tag::Vendor(_)
        | Tag::Id(_)
        | Tag::SimulatedOnly
        | Tag::Receiver
        | Tag::Category(_)
        | Tag::Party(_) => None,
    }
}

fn unknown(tag: &str) -> String {
    let shown = quote(&format!("@{tag}"));
    if tag == Party::Operator.word() {
        return format!("{shown}: no scenario can judge people; give the clause a reason instead");
    }
    let (head, value) = tag.split_once(':').map_or((tag, None), |(head, value)| (head, Some(value)));
    if let Some(value) = value {
        let meant = crate::nearest::nearest(head, ["id", "clause", "needs"]);
        let hint = meant.map_or_else(String::new, |meant| {
            format!("; did you mean {}?", quote(&format!("@{meant}:{value}")))
        });
        return format!("the tag {shown} is not known{hint}");
    }
    let words: BTreeSet<&str> = tags::words().collect();
    let meant = crate::nearest::nearest(tag, words.iter().copied());
    let hint = meant.map_or_else(
        || {
            format!(
                " (known: @id:, @clause:, @needs:, {})",
                words.iter().map(|word| format!("@{word}")).collect::<Vec<_>>().join(", ")
            )
        },
        |meant| format!("; did you mean `@{meant}`?"),
    );
    format!("the tag {shown} is not known{hint}")
}

fn clause(subject: &Subject<'_>, id: &str) -> Option<(&'static str, String)> {
    let vendor = subject.feature.vendor;
    let index = &subject.suite.clause_index;
    match subject.clauses.get(id) {
        Some(clause) if clause.vendor == vendor => None,
        Some(clause) => {
            Some(("clause", format!("clause `{id}` is one of {}, not of {vendor}", clause.vendor)))
        }
        None if index.unread.contains(id) || index.broken.contains(&vendor) => None,
        None => {
            let own = subject.suite.clauses.iter().filter(|clause| clause.vendor == vendor);
            let hint = hint(id, own.map(|clause| clause.id.as_str()));
            Some(("clause", format!("clause {} stands in no clause file{hint}", quote(id))))
        }
    }
}

/// The id of a scenario: one, well formed.
fn id(subject: &Subject<'_>, (_, scenario): Parsed<'_>, out: &mut FileProblems<'_>) {
    let vendor = subject.feature.vendor;
    let ids: Vec<&str> = scenario
        .tags
        .iter()
        .filter_map(|tag| if let Tag::Id(id) = Tag::of(tag) { Some(id) } else { None })
        .collect();
    let line = scenario.position.line;
    match ids.as_slice() {
        [] => out.add("id", line, format!("the scenario has no id; tag it `@id:{vendor}-...`")),
        [id] => {
            let rest = id.strip_prefix(vendor.word()).and_then(|rest| rest.strip_prefix('-'));
            if !rest.is_some_and(is_kebab) {
                let (line, _) = subject.raw.tag_place(line, &format!("id:{id}"));
                let message = format!(
                    "the id {} is not lower-case words and digits joined by hyphens, `{vendor}` first",
                    quote(id)
                );
                out.add("id", line, message);
            }
        }
        several => {
            out.add("id", line, format!("the scenario has {} ids; it has one, for ever", several.len()))
        }
    }
}

fn is_kebab(text: &str) -> bool {
    text.split('-').all(|word| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

/// All tags that a scenario ends up with.
fn together(subject: &Subject<'_>, tags: &[String], line: usize, out: &mut FileProblems<'_>) {
    let tags: Vec<Tag<'_>> = tags.iter().map(|tag| Tag::of(tag)).collect();
    let clauses: Vec<&str> =
        tags.iter().filter_map(|tag| if let Tag::Clause(id) = tag { Some(*id) } else { None }).collect();
    if clauses.is_empty() {
        out.add("clause", line, "the scenario cites no clause; tag it `@clause:...` with what it judges");
    }
    let categories: Vec<&str> = tags
        .iter()
        .filter_map(|tag| if let Tag::Category(category) = tag { Some(category.word()) } else { None })
        .collect();
    one_of("category", &categories, &Category::ALL.map(Category::word), line, out);
    let parties: Vec<&str> = tags
        .iter()
        .filter_map(|tag| if let Tag::Party(party) = tag { Some(party.word()) } else { None })
        .collect();
    one_of("party", &parties, &JUDGED.map(Party::word), line, out);
    let [party] = parties.as_slice() else { return };
    if tags.contains(&Tag::Receiver) && *party != Party::Integrator.word() {
        let message = format!(
            "the scenario judges the {party}, but `@receiver` says that it judges an integrator's webhook receiver; tag \
             it `@integrator`, or leave `@receiver` out"
        );
        out.add("party", line, message);
    }
    for id in clauses {
        let Some(clause) = subject.clauses.get(id) else { continue };
        if clause.party.word() != *party {
            let message =
                format!("the scenario judges the {party}, but clause `{id}` binds the {}", clause.party);
            out.add("party", line, message);
        }
    }
}

fn one_of(rule: &'static str, found: &[&str], known: &[&str], line: usize, out: &mut FileProblems<'_>) {
    if found.len() != 1 {
        let known = known.iter().map(|word| format!("@{word}")).collect::<Vec<_>>().join(", ");
        let found = if found.is_empty() { "none".to_owned() } else { found.len().to_string() };
        out.add(rule, line, format!("the scenario has {found} of {known}; it has exactly one"));
    }
}

/// Ids are unique over the whole suite.
pub(super) fn check_ids(suite: &Suite, problems: &mut Vec<Problem>) {
    let mut seen: HashMap<&str, (&Feature, usize)> = HashMap::new();
    for feature in &suite.features {
        let raw = Raw::new(&feature.source);
        for (_, scenario) in feature.parsed() {
            let line = scenario.position.line;
            let mut own = scenario.tags.iter().filter_map(|tag| tag.strip_prefix("id:"));
            let Some(id) = own.next() else { continue };
            if let Some((first, first_line)) = seen.insert(id, (feature, line)) {
                let place = format!("{}:{first_line}", join(&suite.root, &first.path));
                let (line, column) = raw.tag_place(line, &format!("id:{id}"));
                let message =
                    format!("the id {} stands already at {place}; an id is unique for ever", quote(id));
                let path = join(&suite.root, &feature.path);
                problems.push(Problem::new("id", path, message).at(line).column(column));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::testing::{FEATURE, assert_one, lint_files, lint_with};

    const OSIGU: &str = "[[clause]]\nid = \"OSG-1\"\nparty = \"vendor\"\nlevel = \"draft\"\ntext = \"T.\"\nsource = \"S\"\nreason = \"r\"\n";

    #[rstest]
    #[case("@id:oscar-health ", "", "[id] features/oscar/health.feature:7: the scenario has no id")]
    #[case(
        "@id:oscar-health ",
        "@id:oscar-health @id:oscar-b ",
        "[id] features/oscar/health.feature:7: the scenario has 2 ids"
    )]
    #[case(
        "@id:oscar-health ",
        "@id:Oscar-Health ",
        "[id] features/oscar/health.feature:6: the id `Oscar-Health` is not"
    )]
    #[case(
        "@id:oscar-health ",
        "@id:osigu-health ",
        "[id] features/oscar/health.feature:6: the id `osigu-health` is not"
    )]
    #[case("@id:oscar-health ", "@id:oscar_health ", "[id] features/oscar/health.feature:6: ")]
    #[case("@id:oscar-health ", "@id:oscar-a--b ", "[id] features/oscar/health.feature:6: ")]
    #[case("@id:oscar-health ", "@id:oscar- ", "[id] features/oscar/health.feature:6: ")]
    #[case(
        "@id:oscar-health ",
        "@id:oscar-health-refused ",
        "[id] features/oscar/health.feature:12: the id `oscar-health-refused` stands already at features/oscar/health.feature:7"
    )]
    #[case(
        "@oscar\n",
        "@oscar @id:oscar-x\n",
        "[id] features/oscar/health.feature:1: `@id:oscar-x` stands on a scenario"
    )]
    #[case("    Examples:", "    @id:oscar-x\n    Examples:", "[id] features/oscar/health.feature:17: ")]
    #[case(
        " @clause:OSC-1 @happy-path",
        " @happy-path",
        "[clause] features/oscar/health.feature:7: the scenario cites no clause"
    )]
    #[case(
        "@clause:OSC-1 @happy-path",
        "@clause:OSC-1 @clause:OSC-99 @happy-path",
        "[clause] features/oscar/health.feature:6: clause `OSC-99` stands in no clause file; did you mean `OSC-1`?"
    )]
    #[case(
        "@happy-path ",
        "",
        "[category] features/oscar/health.feature:7: the scenario has none of @happy-path, @sad-path, @error-handling; it has exactly one"
    )]
    #[case(
        "@happy-path ",
        "@happy-path @sad-path ",
        "[category] features/oscar/health.feature:7: the scenario has 2 of"
    )]
    #[case(
        "@vendor\n",
        "\n",
        "[party] features/oscar/health.feature:7: the scenario has none of @vendor, @integrator"
    )]
    #[case(
        "@vendor\n",
        "@vendor @integrator\n",
        "[party] features/oscar/health.feature:7: the scenario has 2 of"
    )]
    #[case(
        "@vendor\n",
        "@integrator\n",
        "[party] features/oscar/health.feature:7: the scenario judges the integrator, but clause `OSC-1` binds the vendor"
    )]
    #[case(
        "@vendor\n",
        "@vendor @receiver\n",
        "[party] features/oscar/health.feature:7: the scenario judges the vendor, but `@receiver` says"
    )]
    #[case(
        "@happy-path",
        "@happy-path @reciever",
        "[tag] features/oscar/health.feature:6: the tag `@reciever` is not known; did you mean `@receiver`?"
    )]
    #[case(
        "@vendor\n",
        "@vendor @clause:OSC-3\n",
        "[party] features/oscar/health.feature:7: the scenario judges the vendor, but clause `OSC-3` binds the operator"
    )]
    #[case(
        "@happy-path",
        "@happy-path @hapy-path",
        "[tag] features/oscar/health.feature:6: the tag `@hapy-path` is not known; did you mean `@happy-path`?"
    )]
    #[case(
        "@happy-path",
        "@happy-path @ID:oscar-a",
        "[tag] features/oscar/health.feature:6: the tag `@ID:oscar-a` is not known; did you mean `@id:oscar-a`?"
    )]
    #[case(
        "@happy-path",
        "@happy-path @zzzzzzzz",
        "[tag] features/oscar/health.feature:6: the tag `@zzzzzzzz` is not known (known: @id:, @clause:, @needs:, "
    )]
    #[case(
        "@happy-path",
        "@happy-path @happy-path",
        "[tag] features/oscar/health.feature:6: the tag `@happy-path` stands twice"
    )]
    #[case(
        "@happy-path",
        "@happy-path @serial",
        "[tag] features/oscar/health.feature:6: the tag `@serial` is not known"
    )]
    #[case("@happy-path", "@happy-path @retry(3).after(1s)", "[tag] features/oscar/health.feature:6: ")]
    #[case("@happy-path", "@happy-path @allow.skipped", "[tag] features/oscar/health.feature:6: ")]
    #[case(
        "@happy-path",
        "@happy-path @operator",
        "[tag] features/oscar/health.feature:6: `@operator`: no scenario can judge people"
    )]
    #[case(
        "@happy-path",
        "@happy-path @needs:webhook",
        "[tag] features/oscar/health.feature:6: no profile of oscar can have `webhook` (known: other-certificate, webhooks); did you mean `webhooks`?"
    )]
    #[case(
        "@oscar\n",
        "",
        "[vendor-tag] features/oscar/health.feature:1: the feature stands in `oscar/`; tag it `@oscar`"
    )]
    #[case(
        "@oscar\n",
        "@oscar @ideon\n",
        "[vendor-tag] features/oscar/health.feature:1: `@ideon` does not agree with the folder"
    )]
    #[case(
        "@happy-path",
        "@happy-path @oscar",
        "[vendor-tag] features/oscar/health.feature:6: the vendor's tag `@oscar` stands on the feature"
    )]
    fn tags_follow_the_vocabulary(#[case] old: &str, #[case] new: &str, #[case] expected: &str) {
        let found = lint_with(old, new);
        let rest: Vec<_> = found.iter().filter(|text| !text.contains("[clause-reason]")).cloned().collect();
        assert_one(&rest, expected);
    }

    #[test]
    fn clauses_of_another_vendor_are_not_cited() {
        let clauses = super::super::testing::CLAUSES;
        let text = FEATURE.replace("@clause:OSC-1 @happy", "@clause:OSC-1 @clause:OSG-1 @happy");
        let files = [
            ("clauses/oscar.toml", clauses),
            ("clauses/osigu.toml", OSIGU),
            ("oscar/a.feature", text.as_str()),
        ];
        let found = lint_files(&files);
        let expected = "[clause] features/oscar/a.feature:6: clause `OSG-1` is one of osigu, not of oscar";
        assert!(found.iter().any(|text| text.starts_with(expected)), "{found:#?}");
    }

    #[test]
    fn tags_are_inherited_from_feature_rule_and_examples() {
        let text = "\
@oscar @clause:OSC-1
Feature: Health check

  @vendor
  Rule: Callers are known

    @id:oscar-health @simulated-only @needs:webhooks
    Scenario Outline: A caller is <kind>
      Then the call is <kind>

      @happy-path
      Examples: answered
        | case | kind     |
        | good | answered |

      @sad-path
      Examples: refused
        | case | kind    |
        | bad  | refused |
";
        assert_eq!(lint_files(&[("oscar/a.feature", text)]), Vec::<String>::new());
        let found = lint_files(&[("oscar/a.feature", &text.replace("      @sad-path\n", ""))]);
        assert_one(&found, "[category] features/oscar/a.feature:8: the scenario has none of");
    }

    #[test]
    fn ids_are_unique_over_all_files() {
        let other = FEATURE.replace("Feature: Health", "Feature: Another health");
        let found = lint_files(&[("oscar/a.feature", FEATURE), ("oscar/b.feature", &other)]);
        assert_eq!(found.len(), 2, "{found:#?}");
        assert!(found[0].starts_with("[id] features/oscar/b.feature:6: the id `oscar-health` stands already at features/oscar/a.feature:7"), "{found:#?}");
    }

    #[test]
    fn a_clause_that_could_not_be_read_is_not_reported_again_by_those_who_cite_it() {
        let clauses =
            super::super::testing::CLAUSES.replacen("level = \"documented\"", "level = \"sure\"", 1);
        let found = lint_files(&[("clauses/oscar.toml", &clauses), ("oscar/a.feature", FEATURE)]);
        assert_one(
            &found,
            "[clause-file] features/clauses/oscar.toml:1: clause `OSC-1`: unknown variant `sure`",
        );
    }
}
