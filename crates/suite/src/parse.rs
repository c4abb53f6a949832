//! From the bytes of a feature file to a parsed feature, or to the problem that stands in the way.

use std::{panic, path::PathBuf, sync::Arc};

use gherkin::GherkinEnv;

use crate::{diagnose, problem::Problem, raw::Raw};

/// The parser's time grows with the square of the lines.
pub(crate) const MOST_LINES: usize = 1_000;
/// Room for 1,000 long lines.
pub(crate) const MOST_BYTES: usize = 256 << 10;
/// Every scenario inherits the tags of its feature.
const MOST_TAGS: usize = 50;

/// The text of a file: UTF-8, without a byte order mark, with plain line feeds.
pub(crate) fn text(path: &str, bytes: &[u8]) -> Result<Arc<str>, Problem> {
    if bytes.len() > MOST_BYTES {
        return Err(too_large(path, bytes.len() as u64));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Problem::new("encoding", path, "is UTF-16; save it as UTF-8").at(1));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        Problem::new("encoding", path, "is not UTF-8 from this line on; save it as UTF-8").at(line)
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(if text.contains('\r') { text.replace("\r\n", "\n").into() } else { text.into() })
}

pub(crate) fn too_large(path: &str, bytes: u64) -> Problem {
    let message = format!(
        "has {bytes} bytes, which is more than {MOST_BYTES}; split it by behaviour into several files"
    );
    Problem::new("too-large", path, message)
}

/// Parses a feature. `path` stands in problems, `relative` in the feature.
pub(crate) fn feature(path: &str, relative: &str, text: &str) -> Result<gherkin::Feature, Problem> {
    let lines = text.lines().count();
    if lines > MOST_LINES {
        let message = format!("has {lines} lines, at most {MOST_LINES} are read; split it by behaviour");
        return Err(Problem::new("too-large", path, message).at(MOST_LINES + 1));
    }
    // The parser is not ours, and the file may be anybody's.
    let parsed = panic::catch_unwind(|| gherkin::Feature::parse(text, GherkinEnv::default()));
    let mut feature = match parsed {
        Ok(Ok(feature)) => feature,
        Ok(Err(error)) => return Err(diagnose::diagnose(path, &Raw::new(text), &error.to_string())),
        Err(_) => {
            return Err(Problem::new("parse", path, "the Gherkin parser broke down over this file"));
        }
    };
    limit_tags(path, &feature)?;
    feature.path = Some(PathBuf::from(relative));
    Ok(feature)
}

fn limit_tags(path: &str, feature: &gherkin::Feature) -> Result<(), Problem> {
    let rules = feature.rules.iter();
    let scenarios = feature.scenarios.iter().chain(rules.clone().flat_map(|rule| &rule.scenarios));
    let examples = scenarios.clone().flat_map(|scenario| &scenario.examples);
    let mut all = [(&feature.tags, feature.position)]
        .into_iter()
        .chain(rules.map(|rule| (&rule.tags, rule.position)))
        .chain(scenarios.map(|scenario| (&scenario.tags, scenario.position)))
        .chain(examples.map(|examples| (&examples.tags, examples.position)));
    match all.find(|(tags, _)| tags.len() > MOST_TAGS) {
        Some((tags, position)) => {
            let message = format!("{} tags stand here, at most {MOST_TAGS} are read", tags.len());
            Err(Problem::new("too-large", path, message).at(position.line))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(b"\xef\xbb\xbfFeature: a\r\n  x\r\n", "Feature: a\n  x\n")]
    #[case(b"Feature: a\n", "Feature: a\n")]
    fn marks_and_line_ends_of_other_systems_are_taken_off(#[case] bytes: &[u8], #[case] expected: &str) {
        assert_eq!(&*text("f", bytes).unwrap(), expected);
    }

    #[rstest]
    #[case(b"Feature: a\n\n  \xff\xfe\n", "f:3: is not UTF-8 from this line on; save it as UTF-8")]
    #[case(b"\xff\xfeF\x00", "f:1: is UTF-16; save it as UTF-8")]
    fn other_encodings_are_named(#[case] bytes: &[u8], #[case] expected: &str) {
        assert_eq!(text("f", bytes).unwrap_err().to_string(), expected);
    }

    #[test]
    fn what_is_too_large_is_refused_before_it_is_parsed() {
        let bytes = vec![b'a'; MOST_BYTES + 1];
        assert_eq!(text("f", &bytes).unwrap_err().rule, "too-large");
        let long = "Feature: a\n".to_owned() + &"\n".repeat(MOST_LINES);
        assert_eq!(
            feature("f", "f", &long).unwrap_err().to_string(),
            "f:1001: has 1001 lines, at most 1000 are read; split it by behaviour"
        );
        let longest = "Feature: a\n".to_owned() + &"\n".repeat(MOST_LINES - 1);
        assert!(feature("f", "f", &longest).is_ok());
        let tagged = format!("{}\nFeature: a\n", "@a ".repeat(60_000));
        assert_eq!(
            feature("f", "f", &tagged).unwrap_err().to_string(),
            "f:2: 60000 tags stand here, at most 50 are read"
        );
    }

    #[rstest]
    #[case("", "@a ")]
    #[case("", "@")]
    #[case("", "#\n")]
    #[case("", "\"\"\"\n")]
    #[case("", "Feature: a\n")]
    #[case("Feature: a\n", "| a ")]
    #[case("Feature: a\n", "Scenario:\n")]
    #[case("Feature: a\n", "Rule: a\n")]
    #[case("Feature: a\n", "\n")]
    #[case("Feature: a\n", "# a\n")]
    #[case("Feature: a\n", "@a\n")]
    #[case("Feature: a\n", "@a\n# b\n")]
    #[case("Feature: a\n", "Background:\n")]
    #[case("Feature: a\nScenario: b\nGiven c\n", "| a |\n")]
    #[case("Feature: a\nScenario: b\nGiven c\n", "|")]
    #[case("Feature: a\nScenario: b\nGiven c\n", "# c\n")]
    #[case("Feature: a\nScenario: b\nGiven c\n", "@a # b\n")]
    #[case("Feature: a\nScenario: b\nGiven c\n", "\"\"\"\n")]
    #[case("Feature: a\nScenario: b\nGiven c\n", "Examples:\n")]
    #[case("Feature: a\nScenario: b\nGiven c\n", "Examples:\n# c\n|a|\n")]
    #[case("Feature: a\nScenario: b\nGiven c\n", "And And And ")]
    #[case("Feature: a\nScenario: b\nGiven c\n", "* \\ | \t\n")]
    #[case("# language: ", "x")]
    #[case("Feature: a\nScenario: b\nGiven c\n  \"\"\"\n", "\\\n#\n")]
    fn no_file_below_the_limits_takes_long_or_panics(#[case] head: &str, #[case] again: &str) {
        let mut text = head.to_owned();
        let mut lines = text.lines().count();
        let more = again.matches('\n').count();
        while text.len() + again.len() < MOST_BYTES && lines + more < MOST_LINES {
            text.push_str(again);
            lines += more;
        }
        let started = Instant::now();
        let _ = feature("f", "f", &text);
        assert!(started.elapsed() < Duration::from_secs(20), "{:?} for {again:?}", started.elapsed());
    }
}
