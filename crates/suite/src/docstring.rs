//! The text block below a step.

use gherkin::Step;

/// A text block as its author meant it. The parser leaves the media type and the line breaks around the text in it, and
/// does not remove the indent of a block that has a media type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Docstring {
    /// What stands behind the opening quotes, such as `json`.
    pub media_type: Option<String>,
    /// The lines, without their common indent and without the line break before the closing quotes.
    pub text: String,
}

impl Docstring {
    /// The text block of a step, if it has one.
    #[must_use]
    pub fn of(step: &Step) -> Option<Self> {
        let raw = step.docstring.as_deref()?;
        let (first, rest) = raw.split_once('\n').unwrap_or((raw, ""));
        let first = first.trim();
        let media_type = (!first.is_empty()).then(|| first.to_owned());
        let rest = rest.strip_suffix('\n').unwrap_or_else(|| {
            // The indent of the closing quotes.
            rest.rsplit_once('\n')
                .map_or(rest, |(text, last)| if last.trim().is_empty() { text } else { rest })
        });
        let is_indent = |c: char| c == ' ' || c == '\t';
        let indent = rest
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| line.len() - line.trim_start_matches(is_indent).len())
            .min()
            .unwrap_or(0);
        let lines: Vec<&str> = rest.lines().map(|line| line.get(indent..).unwrap_or_default()).collect();
        Some(Self { media_type, text: lines.join("\n") })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn parse(block: &str) -> Docstring {
        let text = format!("Feature: a\n  Scenario: s\n    Given b\n{block}\n    Then c\n");
        let feature = gherkin::Feature::parse(text, gherkin::GherkinEnv::default()).unwrap();
        Docstring::of(&feature.scenarios[0].steps[0]).unwrap()
    }

    #[rstest]
    #[case(
        "      \"\"\"json\n      {\n        \"a\": 1\n      }\n      \"\"\"",
        Some("json"),
        "{\n  \"a\": 1\n}"
    )]
    #[case("      \"\"\"\n      one\n\n        two\n      \"\"\"", None, "one\n\n  two")]
    #[case("      ```\n      one\n      ```", None, "one")]
    #[case("\"\"\"\n\"\"\"", None, "")]
    fn media_type_and_indent_are_taken_off(
        #[case] block: &str,
        #[case] media_type: Option<&str>,
        #[case] text: &str,
    ) {
        let parsed = parse(block);
        assert_eq!((parsed.media_type.as_deref(), parsed.text.as_str()), (media_type, text));
    }

    #[test]
    fn a_step_without_a_block_has_none() {
        let text = "Feature: a\n  Scenario: s\n    Given b\n";
        let feature = gherkin::Feature::parse(text, gherkin::GherkinEnv::default()).unwrap();
        assert_eq!(Docstring::of(&feature.scenarios[0].steps[0]), None);
    }
}
