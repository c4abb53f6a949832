//! Text of a subject that Markdown takes as text.

/// What begins markup, a link, a mention, a formula or a cell.
const MARKUP: &str = "\\`*_[]{}()#~|$@:!-+^=";

/// One line of text, so that nothing in it is markup or HTML.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    // A number and a full stop begin a list.
    let list = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let list_at = (list.len() < text.len() && list.starts_with('.')).then(|| text.len() - list.len());
    for (at, c) in text.char_indices() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            c => {
                if needs_backslash(text, at, c) || list_at == Some(at) {
                    escaped.push('\\');
                }
                escaped.push(c);
            }
        }
    }
    escaped
}

/// Characters that are plain inside of a word or before a space stay as they are: people read the source, too.
fn needs_backslash(text: &str, at: usize, c: char) -> bool {
    match c {
        '-' | '+' | '=' | '!' => at == 0,
        '(' | ')' | '{' | '}' => false,
        ':' => text[at + 1..].starts_with("//"),
        c => MARKUP.contains(c),
    }
}

/// The text that [`escape`] was given.
pub(crate) fn unescape(text: &str) -> String {
    let mut below = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '&']) {
        below.push_str(&rest[..at]);
        rest = &rest[at..];
        let named = [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&')];
        if let Some((name, c)) = named.into_iter().find(|(name, _)| rest.starts_with(name)) {
            below.push(c);
            rest = &rest[name.len()..];
        } else {
            let mut chars = rest.chars();
            let first = chars.next();
            match chars.next() {
                Some(escaped) if first == Some('\\') && escaped.is_ascii_punctuation() => {
                    below.push(escaped);
                    rest = &rest[2..];
                }
                _ => {
                    below.extend(first);
                    rest = &rest[1..];
                }
            }
        }
    }
    below.push_str(rest);
    below
}

/// What opens and closes a block of code that holds this text.
pub(super) fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// The cells of a row of a table, unescaped.
pub(super) fn cells(line: &str) -> Option<Vec<String>> {
    let inner = line.strip_prefix("| ")?.strip_suffix(" |")?;
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in inner.chars() {
        if c == '|' && !escaped {
            cells.push(String::new());
        } else if let Some(cell) = cells.last_mut() {
            cell.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    Some(cells.into_iter().map(|cell| unescape(cell.trim())).collect())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("plain words, 1.5 (or less)", "plain words, 1.5 (or less)")]
    #[case("oscar-create-ids", "oscar-create-ids")]
    #[case("<b>&amp;</b>", "&lt;b&gt;&amp;amp;&lt;/b&gt;")]
    #[case("![x](http://a)|`c`", r"\!\[x\](http\://a)\|\`c\`")]
    #[case("1. one", r"1\. one")]
    #[case("- one", r"\- one")]
    #[case(r"a\|b", r"a\\\|b")]
    #[case("@somebody #1 $x$ ~~no~~", r"\@somebody \#1 \$x\$ \~\~no\~\~")]
    fn nothing_in_a_text_is_markup(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(escape(text), expected);
        assert_eq!(unescape(expected), text);
    }

    #[test]
    fn cells_are_read_back_whatever_is_in_them() {
        for text in ["a|b", r"a\", r"\|", "`|`"] {
            let line = format!("| {} | x |", escape(text));
            assert_eq!(cells(&line).unwrap(), [text, "x"], "{line}");
        }
    }

    #[test]
    fn a_fence_is_longer_than_any_in_the_text() {
        assert_eq!(fence("no"), "```");
        assert_eq!(fence("````` and ```"), "``````");
    }
}
