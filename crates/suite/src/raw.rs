//! A feature file as lines. The parser cuts wide table rows, loses the lines of an outline's rows and reports errors
//! lines away from their cause, so that these questions are answered from the text itself.

/// What a line is, as far as a look at it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Blank,
    Comment,
    Tags,
    Row,
    /// The opening or closing quotes of a text block.
    Fence,
    /// Inside a text block.
    Block,
    /// A heading, a step or a description.
    Other,
}

pub(crate) struct Line<'s> {
    pub(crate) kind: Kind,
    /// Without white space around it.
    pub(crate) text: &'s str,
    /// Characters before the text.
    pub(crate) indent: usize,
}

pub(crate) struct Raw<'s> {
    pub(crate) lines: Vec<Line<'s>>,
    /// The line of the opening quotes of a text block that never ends.
    pub(crate) unclosed: Option<usize>,
}

impl<'s> Raw<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        let mut lines = Vec::new();
        let mut fence: Option<(&str, usize)> = None;
        for (at, line) in source.lines().enumerate() {
            let text = line.trim();
            let kind = if let Some((quotes, _)) = fence {
                if text.contains(quotes) {
                    fence = None;
                    Kind::Fence
                } else {
                    Kind::Block
                }
            } else if text.is_empty() {
                Kind::Blank
            } else if text.starts_with('#') {
                Kind::Comment
            } else if text.starts_with('@') {
                Kind::Tags
            } else if text.starts_with('|') {
                Kind::Row
            } else if let Some(quotes) = ["\"\"\"", "```"].into_iter().find(|quotes| text.starts_with(quotes))
            {
                if !text[quotes.len()..].contains(quotes) {
                    fence = Some((quotes, at + 1));
                }
                Kind::Fence
            } else {
                Kind::Other
            };
            let indent = line.chars().take_while(|c| c.is_whitespace()).count();
            lines.push(Line { kind, text, indent });
        }
        Self { lines, unclosed: fence.map(|(_, line)| line) }
    }

    /// A line by its number, from 1.
    pub(crate) fn line(&self, number: usize) -> Option<&Line<'s>> {
        self.lines.get(number.checked_sub(1)?)
    }

    /// The lines of a table's rows, from the line of its first one on. Comments and blank lines may stand between rows.
    pub(crate) fn rows_from(&self, first: usize) -> Vec<usize> {
        let mut rows = Vec::new();
        for (at, line) in self.lines.iter().enumerate().skip(first.saturating_sub(1)) {
            match line.kind {
                Kind::Row => rows.push(at + 1),
                Kind::Blank | Kind::Comment => {}
                _ => break,
            }
        }
        rows
    }

    /// The first line of every table.
    pub(crate) fn tables(&self) -> Vec<usize> {
        let mut tables = Vec::new();
        let mut in_table = false;
        for (at, line) in self.lines.iter().enumerate() {
            match line.kind {
                Kind::Row if !in_table => {
                    tables.push(at + 1);
                    in_table = true;
                }
                Kind::Row | Kind::Blank | Kind::Comment => {}
                _ => in_table = false,
            }
        }
        tables
    }

    /// Line and column of a tag that stands above the heading at a line; the heading itself where it is not found.
    pub(crate) fn tag_place(&self, heading: usize, tag: &str) -> (usize, Option<usize>) {
        for number in (1..heading).rev() {
            let Some(line) = self.line(number) else { break };
            match line.kind {
                Kind::Tags => {
                    let found = line.text.match_indices('@').find(|(at, _)| {
                        let end = at + 1 + tag.len();
                        line.text.get(at + 1..end) == Some(tag)
                            && line.text[end..].chars().next().is_none_or(|c| c.is_whitespace() || c == '@')
                    });
                    if let Some((at, _)) = found {
                        let column = line.indent + line.text[..at].chars().count() + 1;
                        return (number, Some(column));
                    }
                }
                Kind::Blank | Kind::Comment => {}
                _ => break,
            }
        }
        (heading, None)
    }

    /// The line of a description's line: the first one at or below `from` that reads so.
    pub(crate) fn find_below(&self, from: usize, text: &str) -> Option<usize> {
        let text = text.trim();
        let skipped = from.saturating_sub(1);
        let found = self.lines.iter().skip(skipped).position(|line| line.text == text)?;
        Some(skipped + found + 1)
    }
}

/// Why a line is no table row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowError {
    /// It does not end with a bar.
    NotClosed,
    /// A backslash stands before this character.
    Escape(char),
}

/// The number of cells of a row, as written.
pub(crate) fn cells(row: &str) -> Result<usize, RowError> {
    let mut bars = 0;
    let mut is_closed = false;
    let mut chars = row.trim_matches([' ', '\t']).chars();
    while let Some(c) = chars.next() {
        is_closed = c == '|';
        match c {
            '|' => bars += 1,
            '\\' => match chars.next() {
                Some('|' | '\\' | 'n') => {}
                Some(other) => return Err(RowError::Escape(other)),
                None => return Err(RowError::NotClosed),
            },
            _ => {}
        }
    }
    if is_closed && bars > 1 { Ok(bars - 1) } else { Err(RowError::NotClosed) }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("| a | b |", Ok(2))]
    #[case("|a|", Ok(1))]
    #[case("| a \\| b | c \\\\ |", Ok(2))]
    #[case("|  |  |", Ok(2))]
    #[case("| a | b", Err(RowError::NotClosed))]
    #[case("| a \\|", Err(RowError::NotClosed))]
    #[case("| a | # note", Err(RowError::NotClosed))]
    #[case("|", Err(RowError::NotClosed))]
    #[case("| a\\", Err(RowError::NotClosed))]
    #[case("| a \\d |", Err(RowError::Escape('d')))]
    fn cells_are_counted_as_written(#[case] row: &str, #[case] expected: Result<usize, RowError>) {
        assert_eq!(cells(row), expected);
    }

    #[test]
    fn rows_are_found_past_comments_and_blank_lines_but_not_inside_text_blocks() {
        let raw = Raw::new("| a |\n# c\n\n | b |\nGiven x\n\"\"\"\n| c |\n\"\"\"\n| d |\n");
        assert_eq!(raw.tables(), [1, 9]);
        assert_eq!(raw.rows_from(1), [1, 4]);
        assert_eq!(raw.unclosed, None);
        assert_eq!(Raw::new("Given x\n```\ny").unclosed, Some(2));
    }

    #[test]
    fn a_tag_is_found_above_its_heading_and_not_as_a_part_of_another() {
        let raw = Raw::new("@id:ab @id:a\n# note\n  @x\nScenario: s\n@id:z\n");
        assert_eq!(raw.tag_place(4, "id:a"), (1, Some(8)));
        assert_eq!(raw.tag_place(4, "x"), (3, Some(3)));
        assert_eq!(raw.tag_place(4, "id:z"), (4, None));
    }
}
