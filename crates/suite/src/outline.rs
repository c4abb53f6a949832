//! Outlines: one scenario a row, with the row's true line and every placeholder filled in.

use gherkin::{LineCol, Scenario, Step};

use crate::raw::Raw;

/// The column that names a row.
pub(crate) const CASE: &str = "case";

/// How much text an expansion may still make. A few small lines of an outline can otherwise fill the memory.
pub(crate) struct Budget(usize);

impl Budget {
    pub(crate) const BYTES: usize = 16 << 20;

    pub(crate) const fn new() -> Self {
        Self(Self::BYTES)
    }

    pub(crate) fn spend(&mut self, bytes: usize) -> Result<(), TooLarge> {
        self.0 = self.0.checked_sub(bytes).ok_or(TooLarge)?;
        Ok(())
    }

    pub(crate) fn spend_on(&mut self, steps: &[Step]) -> Result<(), TooLarge> {
        for step in steps {
            let table =
                step.table.iter().flat_map(|table| table.rows.iter().flatten()).map(|cell| cell.len() + 24);
            let docstring = step.docstring.as_ref().map_or(0, String::len);
            self.spend(200 + step.value.len() + docstring + table.sum::<usize>())?;
        }
        Ok(())
    }
}

/// The expanded scenarios of a file are larger than [`Budget::BYTES`].
#[derive(Debug)]
pub(crate) struct TooLarge;

/// One row of an outline, or a scenario that is no outline.
pub(crate) struct Expanded {
    pub(crate) scenario: Scenario,
    /// The value of the `case` column; for a row without one, its number.
    pub(crate) case: Option<String>,
}

pub(crate) fn expand(
    outline: &Scenario,
    raw: &Raw<'_>,
    budget: &mut Budget,
) -> Result<Vec<Expanded>, TooLarge> {
    if outline.examples.is_empty() {
        budget.spend_on(&outline.steps)?;
        return Ok(vec![Expanded { scenario: outline.clone(), case: None }]);
    }
    let mut all = Vec::new();
    let mut bare = outline.clone();
    bare.examples.clear();
    for examples in &outline.examples {
        let Some(table) = &examples.table else { continue };
        let Some((header, rows)) = table.rows.split_first() else { continue };
        let lines = raw.rows_from(table.position.line);
        for (at, row) in rows.iter().enumerate() {
            let line = lines.get(at + 1).copied().unwrap_or(table.position.line + at + 1);
            budget.spend_on(&bare.steps)?;
            let mut scenario = bare.clone();
            let column = raw.line(line).map_or(1, |line| line.indent + 1);
            scenario.position = LineCol { line, col: column };
            scenario.tags.extend(examples.tags.iter().cloned());
            let case = header
                .iter()
                .position(|name| name == CASE)
                .and_then(|column| row.get(column))
                .filter(|case| !case.is_empty())
                .map_or_else(|| format!("row-{}", all.len() + 1), Clone::clone);
            fill(&mut scenario.name, header, row, budget)?;
            scenario.name.push_str(&format!(" [{case}]"));
            for step in &mut scenario.steps {
                fill_step(step, header, row, budget)?;
            }
            all.push(Expanded { scenario, case: Some(case) });
        }
    }
    Ok(all)
}

fn fill_step(
    step: &mut Step,
    header: &[String],
    row: &[String],
    budget: &mut Budget,
) -> Result<(), TooLarge> {
    fill(&mut step.value, header, row, budget)?;
    if let Some(docstring) = &mut step.docstring {
        fill(docstring, header, row, budget)?;
    }
    for cell in step.table.iter_mut().flat_map(|table| table.rows.iter_mut().flatten()) {
        fill(cell, header, row, budget)?;
    }
    Ok(())
}

/// Fills in each `<name>` once; values are not looked at again.
fn fill(text: &mut String, header: &[String], row: &[String], budget: &mut Budget) -> Result<(), TooLarge> {
    if !text.contains('<') {
        return Ok(());
    }
    let mut filled = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(open) = rest.find('<') {
        filled.push_str(&rest[..open]);
        rest = &rest[open..];
        let value = header.iter().zip(row).find_map(|(name, value)| {
            let after = rest[1..].strip_prefix(name.as_str())?.strip_prefix('>')?;
            (!name.is_empty()).then_some((value, after))
        });
        if let Some((value, after)) = value {
            budget.spend(value.len())?;
            filled.push_str(value);
            rest = after;
        } else {
            filled.push('<');
            rest = &rest[1..];
        }
    }
    filled.push_str(rest);
    *text = filled;
    Ok(())
}

/// The names in `<...>` of a text, as far as they look like placeholders: no white space inside the brackets' ends.
pub(crate) fn placeholders(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        rest = &rest[open + 1..];
        let Some(close) = rest.find(['<', '>', '\n', '\t']) else { break };
        let name = &rest[..close];
        let is_closed = rest[close..].starts_with('>');
        if is_closed && !name.is_empty() && name.trim() == name {
            names.push(name);
        }
        rest = &rest[close..];
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> gherkin::Feature {
        gherkin::Feature::parse(text, gherkin::GherkinEnv::default()).unwrap()
    }

    const OUTLINE: &str = "\
Feature: a
  @x
  Scenario Outline: the <what> is kept
    Given a <what> of <n>
      | <what> | a < b |
    And
    Then it is <what>
      \"\"\"
      <n>: <other>
      \"\"\"

    @y
    Examples: first
      # the header follows

      | case | what  | n     |
      # a comment between rows
      | one  | name  | <n>   |

      | two  | p\\|q | <what> |
    @z
    Examples:
      | n | case  | what |
      | 3 | three | id   |
";

    fn rows() -> Vec<(String, usize, Vec<String>, Scenario)> {
        let text = OUTLINE.replace("    And\n", "");
        let feature = parse(&text);
        let raw = Raw::new(&text);
        let rows = expand(&feature.scenarios[0], &raw, &mut Budget::new()).unwrap();
        rows.into_iter()
            .map(|row| {
                (row.case.unwrap(), row.scenario.position.line, row.scenario.tags.clone(), row.scenario)
            })
            .collect()
    }

    #[test]
    fn each_row_tells_its_true_line_also_after_comments_and_blank_lines() {
        let text = OUTLINE.replace("    And\n", "");
        for (case, line, ..) in rows() {
            let row = text.lines().nth(line - 1).unwrap();
            assert!(row.contains(&case), "{case} is told to stand at {line}: {row}");
        }
    }

    #[test]
    fn placeholders_are_filled_in_titles_steps_tables_and_text_blocks_and_only_once() {
        let rows = rows();
        let (_, _, tags, first) = &rows[0];
        assert_eq!(first.name, "the name is kept [one]");
        assert_eq!(first.steps[0].value, "a name of <n>");
        assert_eq!(first.steps[0].table.as_ref().unwrap().rows[0], ["name", "a < b"]);
        assert_eq!(first.steps[1].docstring.as_deref(), Some("\n<n>: <other>\n"));
        assert_eq!(tags, &["x", "y"]);
        assert_eq!(rows[1].3.steps[0].value, "a p|q of <what>");
        let (case, _, tags, third) = &rows[2];
        assert_eq!((case.as_str(), third.steps[0].value.as_str()), ("three", "a id of 3"));
        assert_eq!(tags, &["x", "z"]);
        assert!(rows.iter().all(|(.., scenario)| scenario.examples.is_empty()));
    }

    #[test]
    fn a_small_outline_that_would_fill_the_memory_is_stopped() {
        let value = "v".repeat(50_000);
        let holes = "<a>".repeat(20_000);
        let text = format!(
            "Feature: a\n  Scenario Outline: b\n    Given {holes}\n    Examples:\n      | a |\n      | {value} |\n"
        );
        let feature = parse(&text);
        assert!(expand(&feature.scenarios[0], &Raw::new(&text), &mut Budget::new()).is_err());
    }

    #[test]
    fn comparisons_are_no_placeholders() {
        assert_eq!(placeholders("a <b> and <c d>, 1 < 2, x > y, < e >, <>"), ["b", "c d"]);
        assert_eq!(placeholders("<a<b>"), ["b"]);
    }
}
