//! Is the suite sound? One file a subject; each rule has a name that stays.
//!
//! Gherkin forgives much: a misspelt keyword becomes prose, a row that is too wide is cut, a scenario without steps passes. Each
//! of these is an error here, so that no green run means nothing.

mod checklists;
mod clauses;
mod descriptions;
mod outlines;
mod steps;
mod tables;
mod tags;
mod texts;
mod titles;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use evidence::{Clause, Vendor};
use gherkin::{Examples, Rule, Scenario};

use crate::{
    folder::join,
    model::Feature,
    problem::{FileProblems, Problem},
    raw::{Kind, Raw},
    suite::Suite,
};

/// What the lint has to be told.
#[derive(Clone, Debug, Default)]
pub struct LintContext {
    /// The words that may stand behind `@needs:`, by vendor.
    pub capabilities: BTreeMap<Vendor, BTreeSet<String>>,
    /// Tags that are known besides those of the vocabulary, without `@`.
    pub extra_tags: BTreeSet<String>,
}

impl LintContext {
    /// Adds words that may stand behind `@needs:` in a vendor's features.
    #[must_use]
    pub fn with_capabilities<W: Into<String>>(
        mut self,
        vendor: Vendor,
        words: impl IntoIterator<Item = W>,
    ) -> Self {
        self.capabilities.entry(vendor).or_default().extend(words.into_iter().map(Into::into));
        self
    }

    /// Adds tags that the vocabulary does not have.
    #[must_use]
    pub fn with_extra_tags<T: Into<String>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.extra_tags.extend(tags.into_iter().map(Into::into));
        self
    }
}

/// What the rules for one feature look at.
struct Subject<'s> {
    feature: &'s Feature,
    raw: &'s Raw<'s>,
    suite: &'s Suite,
    clauses: &'s HashMap<&'s str, &'s Clause>,
    context: &'s LintContext,
}

impl Subject<'_> {
    /// Whether a scenario is a row of an outline.
    fn is_row(&self, scenario: &crate::model::Scenario) -> bool {
        self.raw.line(scenario.line).is_some_and(|line| line.kind == Kind::Row)
    }
}

/// A scenario or outline as it stands in the file, with the rule around it.
type Parsed<'s> = (Option<&'s Rule>, &'s Scenario);

impl Suite {
    /// Everything that is wrong with what was loaded, by file and line; empty when the suite is sound. What could not
    /// be loaded stands in [`Loaded::problems`](crate::Loaded::problems).
    #[must_use]
    pub fn lint(&self, context: &LintContext) -> Vec<Problem> {
        let mut problems = Vec::new();
        let clauses: HashMap<&str, &Clause> =
            self.clauses.iter().map(|clause| (clause.id.as_str(), clause)).collect();
        for feature in &self.features {
            let raw = Raw::new(&feature.source);
            let subject = Subject { feature, raw: &raw, suite: self, clauses: &clauses, context };
            let mut out = FileProblems::new(join(&self.root, &feature.path), &mut problems);
            texts::check(&subject, &mut out);
            tables::check(&subject, &mut out);
            titles::check(&subject, &mut out);
            descriptions::check(&subject, &mut out);
            steps::check(&subject, &mut out);
            outlines::check(&subject, &mut out);
            tags::check(&subject, &mut out);
        }
        tags::check_ids(self, &mut problems);
        titles::check_features(self, &mut problems);
        clauses::check(self, &mut problems);
        checklists::check(self, &mut problems);
        problems.sort_by(Problem::order);
        problems.dedup();
        problems
    }
}

/// Whether a scenario is an outline: it says so, or it has examples.
fn is_outline(scenario: &Scenario) -> bool {
    // In every language; the parser keeps the keyword alone, and only the English ones are ours to know.
    !scenario.examples.is_empty()
        || matches!(scenario.keyword.as_str(), "Scenario Outline" | "Scenario Template")
}

/// The header and the rows of an outline's table.
fn table(examples: &Examples) -> (&[String], &[Vec<String>]) {
    match examples.table.as_ref().and_then(|table| table.rows.split_first()) {
        Some((header, rows)) => (header, rows),
        None => (&[], &[]),
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    pub(crate) const CLAUSES: &str = "\
[[clause]]
id = \"OSC-1\"
party = \"vendor\"
level = \"documented\"
text = \"The service answers.\"
source = \"testing guide, step 1\"

[[clause]]
id = \"OSC-2\"
party = \"integrator\"
level = \"documented\"
text = \"The client waits.\"
source = \"testing guide, step 2\"
reason = \"judged by nobody yet\"

[[clause]]
id = \"OSC-3\"
party = \"operator\"
level = \"documented\"
text = \"People ask.\"
source = \"testing guide, step 3\"
reason = \"people do it\"
";
    pub(crate) const FEATURE: &str = "\
@oscar
Feature: Health check
  Callers ask whether the service is there
  and are told so.

  @id:oscar-health @clause:OSC-1 @happy-path @vendor
  Scenario: The service answers that it is well
    Given a registered certificate
    When the health check is called
    Then the call succeeds

  @id:oscar-health-refused @clause:OSC-1 @sad-path @vendor @needs:other-certificate
  Scenario Outline: A caller with <kind> is refused
    When the health check is called with <kind>
    Then the call is refused

    Examples:
      | case | kind                 |
      | none | no certificate       |
      | old  | an old certificate   |
";

    /// Lints texts given as path and text. The clauses are [`CLAUSES`] unless given.
    pub(crate) fn lint_files(texts: &[(&str, &str)]) -> Vec<String> {
        let has_clauses = texts.iter().any(|(path, _)| path.starts_with("clauses/"));
        let clauses = (!has_clauses).then_some(("clauses/oscar.toml", CLAUSES));
        let loaded = Suite::from_texts("features", texts.iter().copied().chain(clauses));
        let context =
            LintContext::default().with_capabilities(Vendor::Oscar, ["other-certificate", "webhooks"]);
        let all = loaded.problems.into_iter().chain(loaded.suite.lint(&context));
        all.map(|problem| format!("[{}] {problem}", problem.rule)).collect()
    }

    /// Lints [`FEATURE`] after replacing one text by another, which has to stand in it.
    pub(crate) fn lint_with(old: &str, new: &str) -> Vec<String> {
        assert!(FEATURE.contains(old), "{old:?} is not in the feature");
        lint_files(&[("oscar/health.feature", &FEATURE.replacen(old, new, 1))])
    }

    /// Asserts that exactly one problem is found, and that it begins so.
    #[track_caller]
    pub(crate) fn assert_one(found: &[String], expected: &str) {
        assert!(
            found.len() == 1 && found[0].starts_with(expected),
            "expected {expected:?}, found {found:#?}"
        );
    }

    #[test]
    fn the_feature_that_the_tests_change_is_sound() {
        assert_eq!(lint_files(&[("oscar/health.feature", FEATURE)]), Vec::<String>::new());
    }
}
