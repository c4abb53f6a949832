//! Cucumber's tag expressions: `@oscar and not (@simulated-only or @sad-path)`.

use std::{collections::HashSet, fmt, str::FromStr};

use gherkin::tagexpr::TagOperation;

use crate::{nearest::nearest, problem::quote, suite::Suite, tags};

/// The parser calls itself for each parenthesis and each `not`.
const MOST_BYTES: usize = 4_096;
const DEEPEST: usize = 100;
const EXAMPLE: &str = "@oscar and not @simulated-only";

/// A tag expression that was understood.
#[derive(Clone, Debug)]
pub struct TagExpression {
    text: String,
    operation: TagOperation,
}

/// Why a tag expression was not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("tag expression {}: {reason} at column {column}; write for example `{EXAMPLE}`", quote(text))]
pub struct TagError {
    /// The expression.
    pub text: String,
    /// Where, from 1, in characters.
    pub column: usize,
    /// What is wrong there.
    pub reason: String,
}

impl TagExpression {
    /// Understands an expression of tags with `@`, `and`, `or`, `not` and parentheses.
    ///
    /// # Errors
    ///
    /// With the column and an example, when it is empty, far too long or not such an expression.
    pub fn parse(text: &str) -> Result<Self, TagError> {
        let trimmed = text.trim();
        let before = text.chars().count() - text.trim_start().chars().count();
        let error = |column: usize, reason: String| {
            Err(TagError { text: text.to_owned(), column: before + column, reason })
        };
        if trimmed.is_empty() {
            return error(1, "nothing stands".to_owned());
        }
        let depth = trimmed.matches(['(', ')']).count() + trimmed.matches("not").count();
        if trimmed.len() > MOST_BYTES || depth > DEEPEST {
            return error(1, "more stands than anybody reads".to_owned());
        }
        match TagOperation::from_str(trimmed) {
            Ok(operation) => Ok(Self { text: trimmed.to_owned(), operation }),
            Err(failure) => {
                let column = failure.location.column;
                let rest: String = trimmed.chars().skip(column.saturating_sub(1)).collect();
                let word = rest.split([' ', '(', ')']).next().unwrap_or_default();
                let bare = tags::words().find(|tag| *tag == word);
                error(
                    column,
                    match bare {
                        Some(tag) => format!("`{tag}` stands without its `@`"),
                        None if rest.is_empty() => "the end stands too early".to_owned(),
                        None => format!("{} was not expected", quote(&rest)),
                    },
                )
            }
        }
    }

    /// Whether the tags (without `@`) of a scenario satisfy the expression.
    #[must_use]
    pub fn matches(&self, tags: &[String]) -> bool {
        evaluate(&self.operation, tags)
    }

    /// The tags of the expression that no scenario of the suite has and that are no words of the vocabulary either, each with the
    /// closest known tag. All without `@`.
    #[must_use]
    pub fn unknown_tags(&self, suite: &Suite) -> Vec<(String, Option<String>)> {
        let mut known: HashSet<&str> = tags::words().collect();
        let scenarios = suite.features.iter().flat_map(|feature| &feature.scenarios);
        known.extend(scenarios.flat_map(|scenario| scenario.tags.iter().map(String::as_str)));
        let of_clauses: Vec<String> =
            suite.clauses.iter().map(|clause| format!("clause:{}", clause.id)).collect();
        known.extend(of_clauses.iter().map(String::as_str));
        let mut sorted: Vec<&str> = known.iter().copied().collect();
        sorted.sort_unstable();

        let mut named = Vec::new();
        collect(&self.operation, &mut named);
        let mut unknown: Vec<(String, Option<String>)> = Vec::new();
        for tag in named {
            if !known.contains(tag) && unknown.iter().all(|(seen, _)| seen != tag) {
                unknown.push((tag.to_owned(), nearest(tag, sorted.iter().copied()).map(str::to_owned)));
            }
        }
        unknown
    }
}

impl fmt::Display for TagExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for TagExpression {
    type Err = TagError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

fn evaluate(operation: &TagOperation, tags: &[String]) -> bool {
    match operation {
        TagOperation::And(left, right) => evaluate(left, tags) && evaluate(right, tags),
        TagOperation::Or(left, right) => evaluate(left, tags) || evaluate(right, tags),
        TagOperation::Not(inner) => !evaluate(inner, tags),
        TagOperation::Tag(tag) => tags.contains(tag),
    }
}

fn collect<'o>(operation: &'o TagOperation, named: &mut Vec<&'o str>) {
    match operation {
        TagOperation::And(left, right) | TagOperation::Or(left, right) => {
            collect(left, named);
            collect(right, named);
        }
        TagOperation::Not(inner) => collect(inner, named),
        TagOperation::Tag(tag) => named.push(tag),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("@a", "a", true)]
    #[case("@a and @b", "a", false)]
    #[case("@a or @b", "b", true)]
    #[case("@a and not @b", "a", true)]
    #[case("@a and not @b", "a b", false)]
    #[case("not (@a or @b) or @c", "c a", true)]
    #[case("not (@a or @b) or @c", "b", false)]
    #[case("  @id:oscar-x:y  ", "id:oscar-x:y", true)]
    #[case("@a", "ab", false)]
    fn expressions_mean_what_they_mean_to_cucumber(
        #[case] text: &str,
        #[case] tags: &str,
        #[case] expected: bool,
    ) {
        let tags: Vec<String> = tags.split(' ').map(str::to_owned).collect();
        assert_eq!(TagExpression::parse(text).unwrap().matches(&tags), expected);
    }

    #[rstest]
    #[case(
        "",
        "tag expression ``: nothing stands at column 1; write for example `@oscar and not @simulated-only`"
    )]
    #[case(
        "oscar",
        "tag expression `oscar`: `oscar` stands without its `@` at column 1; write for example `@oscar and not @simulated-only`"
    )]
    #[case(
        "@a nad @b",
        "tag expression `@a nad @b`: `nad @b` was not expected at column 4; write for example `@oscar and not @simulated-only`"
    )]
    #[case(
        " @a and",
        "tag expression `@a and`: the end stands too early at column 8; write for example `@oscar and not @simulated-only`"
    )]
    #[case(
        "(@a",
        "tag expression `(@a`: the end stands too early at column 4; write for example `@oscar and not @simulated-only`"
    )]
    fn what_is_not_understood_is_told_with_its_place_and_an_example(
        #[case] text: &str,
        #[case] expected: &str,
    ) {
        assert_eq!(TagExpression::parse(text).unwrap_err().to_string(), expected);
    }

    #[rstest]
    #[case("(", 100_000)]
    #[case("not ", 100_000)]
    #[case("@a and ", 100_000)]
    #[case("(", 99)]
    #[case("not ", 99)]
    #[case("@a and not @b or ", 99)]
    fn no_expression_overflows_the_stack(#[case] part: &str, #[case] times: usize) {
        assert!(TagExpression::parse(&part.repeat(times)).is_err());
    }
}
