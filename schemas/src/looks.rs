//! Says what a body looks like that should have been JSON.

use crate::strict_json::Malformed;

/// How much of a page's title is shown.
const TITLE_CHARS: usize = 80;

/// What was found in place of JSON, in a fragment such as ``an HTML page titled `502 Bad Gateway` ``.
pub(crate) fn describe(text: &str, error: &Malformed) -> String {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if text.is_empty() {
        return "an empty body".to_owned();
    }
    if start.is_empty() {
        return "nothing but whitespace".to_owned();
    }
    let head: String = start.chars().take(300).collect::<String>().to_ascii_lowercase();
    if head.starts_with("<!doctype html") || head.starts_with("<html") || head.contains("<html") {
        return title(start)
            .map_or_else(|| "an HTML page".to_owned(), |title| format!("an HTML page titled `{title}`"));
    }
    if head.starts_with('<') {
        return "XML or other markup".to_owned();
    }
    if start.starts_with(['{', '[', '"']) {
        if error.cut_short {
            return format!("JSON that is cut short at {}", error.place);
        }
        if error.reason == "recursion limit exceeded" {
            return format!("JSON nested deeper than 128 levels at {}", error.place);
        }
        return format!("JSON with a mistake: {error}");
    }
    if start.chars().all(|c| c == '\u{0}') {
        return "NUL bytes".to_owned();
    }
    "plain text".to_owned()
}

/// The title of a page, on one line and without control characters.
fn title(html: &str) -> Option<String> {
    // Lower-casing ASCII keeps every byte where it is.
    let lower = html.to_ascii_lowercase();
    let after = lower.find("<title")?;
    let from = after + lower[after..].find('>')? + 1;
    let until = from + lower[from..].find("</title")?;
    let words: Vec<_> = html[from..until].split_whitespace().collect();
    let title: String = words.join(" ").chars().filter(|c| !c.is_control()).take(TITLE_CHARS).collect();
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::strict_json;

    #[rstest]
    #[case("", "an empty body")]
    #[case(" \n", "nothing but whitespace")]
    #[case("<!DOCTYPE html><title>502 Bad\n Gateway</title>", "an HTML page titled `502 Bad Gateway`")]
    #[case("<html><body>no title", "an HTML page")]
    #[case("<HTML><TITLE>İ</TITLE>", "an HTML page titled `İ`")]
    #[case("<?xml version=\"1.0\"?><error/>", "XML or other markup")]
    #[case("upstream connect error", "plain text")]
    #[case("{\"a\": 1", "JSON that is cut short at byte ")]
    #[case("{a: 1}", "JSON with a mistake: key must be a string at byte 1 (line 1, column 2)")]
    #[case("\u{0}\u{0}\u{0}", "NUL bytes")]
    fn a_body_that_is_not_json_is_named(#[case] text: &str, #[case] expected: &str) {
        let said = describe(text, &strict_json::read(text).unwrap_err());
        assert!(said.starts_with(expected), "{said}");
    }
}
