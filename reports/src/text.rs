//! Text that came from a subject, made harmless and short.

use std::borrow::Cow;

use textwrap::{Options, WordSeparator, WordSplitter};
use unicode_width::UnicodeWidthChar;

/// Whether a character could steer a terminal, turn the direction of text around, hide, or not stand in XML.
fn is_treacherous(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{e0000}'..='\u{e007f}')
}

/// Text that nothing obeys, on a terminal and in XML alike. Sequences for terminals (colours, titles, links) are gone;
/// any other such character but line feed and tab becomes `\u{..}`, so that a reader sees that it was there. A carriage
/// return that belongs to a line feed goes. What came to the letter stands in run.json.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    // Most of it is plain, and there is a lot of it.
    let plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    if text.bytes().all(plain) || !text.chars().any(|c| is_treacherous(c) && c != '\n' && c != '\t') {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\u{1b}' => match rest.next_if(|next| matches!(next, ' '..='~')) {
                Some('[') => skip_control_sequence(&mut rest),
                Some(']' | 'P' | 'X' | '^' | '_') => skip_terminal_string(&mut rest),
                Some(' '..='/') => {
                    while rest.next_if(|next| matches!(next, ' '..='/')).is_some() {}
                    let _final_byte = rest.next_if(|next| matches!(next, '0'..='~'));
                }
                Some(_) => {}
                None => shown.extend(c.escape_unicode()),
            },
            '\u{9b}' => skip_control_sequence(&mut rest),
            '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}' => skip_terminal_string(&mut rest),
            '\r' if rest.peek() == Some(&'\n') => {}
            '\n' | '\t' => shown.push(c),
            c if is_treacherous(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

type Chars<'t> = std::iter::Peekable<std::str::Chars<'t>>;

/// Parameters, intermediates, and the one final character.
fn skip_control_sequence(rest: &mut Chars<'_>) {
    while rest.next_if(|next| matches!(next, ' '..='?')).is_some() {}
    let _final_byte = rest.next_if(|next| matches!(next, '@'..='~'));
}

/// A title or a link is not longer.
const TERMINAL_STRING_CHARS_MAX: usize = 500;

/// Up to its terminator; without one nearby, nothing is skipped, so that nobody hides a report behind it.
fn skip_terminal_string(rest: &mut Chars<'_>) {
    let mut ahead = rest.clone();
    for _ in 0..TERMINAL_STRING_CHARS_MAX {
        let Some(c) = ahead.next_if(|next| *next != '\n') else { return };
        if matches!(c, '\u{7}' | '\u{9c}') || (c == '\u{1b}' && ahead.next_if_eq(&'\\').is_some()) {
            *rest = ahead;
            return;
        }
    }
}

/// The same on one line, with single spaces.
pub(crate) fn one_line(text: &str) -> String {
    let shown = visible(text);
    let mut line = String::with_capacity(shown.len());
    for word in shown.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// The beginning of a text, with a word on what is missing.
pub(crate) fn clip(text: &str, chars_max: usize) -> Cow<'_, str> {
    match text.char_indices().nth(chars_max) {
        None => Cow::Borrowed(text),
        Some((end, _)) => {
            let missing = text[end..].chars().count();
            Cow::Owned(format!("{}... ({missing} more characters)", &text[..end]))
        }
    }
}

/// A line cut to the columns of a terminal.
pub(crate) fn clip_columns(line: &str, columns: usize) -> Cow<'_, str> {
    let (mut used, mut fits) = (0, 0);
    for (at, c) in line.char_indices() {
        if used + 3 <= columns {
            fits = at;
        }
        used += c.width().unwrap_or(0);
        if used > columns {
            return Cow::Owned(format!("{}...", &line[..fits]));
        }
    }
    Cow::Borrowed(line)
}

/// A body for a person: at most so many lines of at most so many columns. JSON is indented, by looking at its
/// characters only, so that a broken document, a duplicate member or an odd number stays as it came.
pub(crate) fn body_lines(body: &str, lines_max: usize, columns: usize) -> Vec<String> {
    // Nothing further away than this can be on a line that is shown.
    let window = lines_max.saturating_mul(columns.saturating_add(80)).saturating_mul(4);
    let head = match body.char_indices().nth(window) {
        Some((end, _)) => &body[..end],
        None => body,
    };
    let shown = visible(head);
    let shown =
        if head.trim_start().starts_with(['{', '[']) { indent_json(&shown) } else { shown.into_owned() };
    let mut all = shown.lines();
    let mut lines: Vec<_> = all
        .by_ref()
        .take(lines_max)
        .map(|line| clip_columns(&line.replace('\t', "    "), columns).into_owned())
        .collect();
    let left = all.count();
    if head.len() < body.len() {
        lines.push("... (cut; more of it stands in run.json)".to_owned());
    } else if left > 0 {
        lines.push(format!("... ({left} more {})", plural(left, "line", "lines")));
    }
    lines
}

fn indent_json(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() * 2);
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    let mut rest = text.chars().peekable();
    let break_line = |shown: &mut String, depth: usize| {
        shown.push('\n');
        // A hostile nesting does not push everything off the page.
        shown.extend(std::iter::repeat_n("  ", depth.min(20)));
    };
    while let Some(c) = rest.next() {
        if in_string {
            shown.push(c);
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        match c {
            '"' => {
                in_string = true;
                shown.push(c);
            }
            '{' | '[' => {
                shown.push(c);
                while rest.next_if(|next| next.is_whitespace()).is_some() {}
                if let Some(close) = rest.next_if(|next| matches!(next, '}' | ']')) {
                    shown.push(close);
                } else {
                    depth += 1;
                    break_line(&mut shown, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                break_line(&mut shown, depth);
                shown.push(c);
            }
            ',' => {
                shown.push(c);
                break_line(&mut shown, depth);
            }
            ':' => shown.push_str(": "),
            c if c.is_whitespace() => {}
            c => shown.push(c),
        }
    }
    shown
}

/// Microseconds, for a person.
pub(crate) fn duration(us: u64) -> String {
    match us {
        0..1_000 => format!("{us} us"),
        1_000..10_000 => format!("{}.{} ms", us / 1_000, us % 1_000 / 100),
        10_000..1_000_000 => format!("{} ms", us / 1_000),
        _ => format!("{}.{} s", us / 1_000_000, us % 1_000_000 / 100_000),
    }
}

/// The right one of two words.
pub(crate) const fn plural<'w>(count: usize, one: &'w str, many: &'w str) -> &'w str {
    if count == 1 { one } else { many }
}

/// Words on lines of so many columns. Long words (URLs, pointers) stay whole, so that they can be copied; lines end at
/// spaces only, whatever other crates of a build ask textwrap for.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<Cow<'_, str>> {
    let options = Options::new(columns)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(text, options)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("plain \u{1f9ea} text\n\tindented", "plain \u{1f9ea} text\n\tindented")]
    #[case("a\0b\u{7f}c\u{85}d", r"a\u{0}b\u{7f}c\u{85}d")]
    #[case("one\r\ntwo\rthree", "one\ntwo\\u{d}three")]
    #[case("abc\u{202e}fed\u{2066}", r"abc\u{202e}fed\u{2066}")]
    #[case("zero\u{200b}width\u{feff}\u{ffff}", r"zero\u{200b}width\u{feff}\u{ffff}")]
    fn what_could_act_is_shown_and_does_not_act(#[case] hostile: &str, #[case] shown: &str) {
        assert_eq!(visible(hostile), shown);
    }

    #[rstest]
    #[case("\u{1b}[1;31mred\u{1b}[0m", "red")]
    #[case("\u{9b}31mred", "red")]
    #[case("\u{1b}]0;title\u{7}after", "after")]
    #[case("\u{1b}]8;;http://x\u{1b}\\link", "link")]
    #[case("\u{1b}]never ends\nnext line", "never ends\nnext line")]
    #[case("\u{1b}(Bx\u{1b}cy\u{1b}", r"xy\u{1b}")]
    #[case("\u{1b}[\u{1b}[31mx", "x")]
    fn sequences_for_terminals_are_gone(#[case] text: &str, #[case] kept: &str) {
        assert_eq!(visible(text), kept);
    }

    #[rstest]
    #[case(
        r#"{"a":{"b":[1,2.50]},"e":{},"s":"x,{\"y"}"#,
        "{\n  \"a\": {\n    \"b\": [\n      1,\n      2.50\n    ]\n  },\n  \"e\": {},\n  \"s\": \"x,{\\\"y\"\n}"
    )]
    #[case(r#"{"a":1,"a":2"#, "{\n  \"a\": 1,\n  \"a\": 2")]
    #[case("<html>\n<p>no</p>", "<html>\n<p>no</p>")]
    #[case("]]]]", "]]]]")]
    fn a_body_is_indented_and_otherwise_as_it_came(#[case] body: &str, #[case] shown: &str) {
        assert_eq!(body_lines(body, 50, 100).join("\n"), shown);
    }

    #[test]
    fn a_large_body_costs_a_few_lines() {
        let body = format!("[{}1]", "\"\u{1f9ea}\",".repeat(200_000));
        let lines = body_lines(&body, 20, 80);
        assert_eq!(lines.len(), 21);
        assert_eq!(lines[20], "... (cut; more of it stands in run.json)");
        let one = body_lines(&"x".repeat(1_000_000), 20, 80);
        assert!(one.len() == 2 && one[0].len() == 80, "{one:?}");
    }

    #[rstest]
    #[case(999, "999 us")]
    #[case(1_250, "1.2 ms")]
    #[case(12_345, "12 ms")]
    #[case(31_040_000, "31.0 s")]
    fn durations_have_the_unit_that_a_person_would_choose(#[case] us: u64, #[case] shown: &str) {
        assert_eq!(duration(us), shown);
    }

    #[test]
    fn a_clip_says_what_is_missing() {
        assert_eq!(clip("\u{e4}\u{f6}\u{fc}x", 2), "\u{e4}\u{f6}... (2 more characters)");
        assert_eq!(clip("short", 5), "short");
        assert_eq!(clip_columns("\u{6f22}\u{5b57}\u{6f22}\u{6f22}", 7), "\u{6f22}\u{5b57}...");
        assert_eq!(clip_columns("\u{6f22}\u{5b57}\u{6f22}", 6), "\u{6f22}\u{5b57}\u{6f22}");
    }

    #[test]
    fn an_address_stays_whole_however_narrow_the_page() {
        let text = "see https://hooks.example.com/osigu/events-of-today for more";
        assert_eq!(wrap(text, 20), ["see", "https://hooks.example.com/osigu/events-of-today", "for more"]);
    }
}
