//! Finds numbers in the form of a social security number that may belong to somebody.

use std::borrow::Cow;

use evidence::synthetic::is_never_issued;

/// Byte ranges of all such numbers in a text: `ddd-dd-dddd`, or nine digits that stand alone (which are no part of a word
/// or of a number with decimals).
pub(crate) fn find(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = digits_end(bytes, at);
        let candidate = match end - at {
            9 if !is_word_before(text, at) && stands_alone(text, end) => Some(end),
            // The hyphens say enough, whatever stands beside them.
            3 => hyphenated_end(text, end),
            _ => None,
        };
        match candidate {
            Some(last) => {
                let digits: String = text[at..last].chars().filter(char::is_ascii_digit).collect();
                if !is_never_issued(&digits) {
                    found.push(at..last);
                }
                at = last;
            }
            None => at = end,
        }
    }
    found
}

/// The text with each such number replaced.
pub(crate) fn mask(text: &str) -> Cow<'_, str> {
    let found = find(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for range in found {
        masked.push_str(&text[from..range.start]);
        masked.push_str("[9 digits]");
        from = range.end;
    }
    masked.push_str(&text[from..]);
    Cow::Owned(masked)
}

fn digits_end(bytes: &[u8], from: usize) -> usize {
    from + bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// The end of `-dd-dddd`, whichever hyphen was typed.
fn hyphenated_end(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    for digits in [2, 4] {
        let hyphen = text[at..].chars().next().filter(|c| matches!(c, '-' | '\u{2010}'..='\u{2013}'))?;
        at += hyphen.len_utf8();
        let end = digits_end(text.as_bytes(), at);
        if end - at != digits {
            return None;
        }
        at = end;
    }
    Some(at)
}

fn is_word_before(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev();
    match before.next() {
        Some(c) if c.is_alphanumeric() || c == '_' => true,
        // The decimals of a larger number.
        Some('.' | ',') => before.next().is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    }
}

fn stands_alone(text: &str, end: usize) -> bool {
    let mut after = text[end..].chars();
    match after.next() {
        Some(c) if c.is_alphanumeric() || c == '_' => false,
        Some('.' | ',') => !after.next().is_some_and(|c| c.is_ascii_digit()),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("| 219-09-9999 |", 1)]
    #[case("219099999", 1)]
    #[case("the number \"219099999\".", 1)]
    #[case("219\u{2013}09\u{2013}9999", 1)]
    #[case("a219-09-9999b", 1)]
    #[case("219-09-9999 and 078-05-1120", 2)]
    #[case("900-50-1234", 1)]
    #[case("666-12-3456 900010001 999-49-0001", 0)]
    #[case("1234567890", 0)]
    #[case("12345678", 0)]
    #[case("a219099999 219099999b 219099999_", 0)]
    #[case("0.219099999 and 219099999.50", 0)]
    #[case("219-09-99999 219-9-9999 2190-09-9999", 0)]
    #[case("", 0)]
    #[case("é219é", 0)]
    fn numbers_that_may_be_somebodys_are_found(#[case] text: &str, #[case] count: usize) {
        assert_eq!(find(text).len(), count, "{text}");
    }

    #[test]
    fn masking_keeps_the_rest() {
        assert_eq!(mask("a 219-09-9999 b 666-12-3456"), "a [9 digits] b 666-12-3456");
    }
}
