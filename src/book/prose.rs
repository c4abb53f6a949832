//! The steps of a scenario as sentences: `Given a group, when it is read, then the call succeeds.`

use gherkin::{Step, StepType, Table};

/// A piece of a scenario as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block<'s> {
    /// One sentence: what is given, what is done, and what is expected then.
    Sentence(Vec<Clause<'s>>),
    /// Values that the step before it has as a table.
    Table(&'s Table),
    /// A text that the step before it has.
    Text(&'s str),
}

/// The steps of one keyword.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Clause<'s> {
    pub(super) keyword: &'static str,
    pub(super) steps: Vec<&'s str>,
}

/// The steps as blocks. A sentence ends before the next `Given` or `When` that follows an expectation, and with a step that
/// has a table or a text.
pub(super) fn blocks(steps: &[Step]) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut sentence: Vec<Clause<'_>> = Vec::new();
    for step in steps {
        let keyword = keyword(step.ty);
        let begins_anew = keyword != "then" && sentence.last().is_some_and(|clause| clause.keyword == "then");
        if begins_anew {
            blocks.push(Block::Sentence(std::mem::take(&mut sentence)));
        }
        match sentence.last_mut() {
            Some(clause) if clause.keyword == keyword => clause.steps.push(&step.value),
            _ => sentence.push(Clause { keyword, steps: vec![&step.value] }),
        }
        let table = step.table.as_ref().map(Block::Table);
        let text = step.docstring.as_deref().map(Block::Text);
        if table.is_some() || text.is_some() {
            blocks.push(Block::Sentence(std::mem::take(&mut sentence)));
            blocks.extend(table.into_iter().chain(text));
        }
    }
    if !sentence.is_empty() {
        blocks.push(Block::Sentence(sentence));
    }
    blocks
}

const fn keyword(ty: StepType) -> &'static str {
    match ty {
        StepType::Given => "given",
        StepType::When => "when",
        StepType::Then => "then",
    }
}

/// What joins a step to the one before it, in a clause of so many steps.
pub(super) const fn joint(at: usize, count: usize) -> &'static str {
    match at {
        0 => "",
        _ if at + 1 == count => " and ",
        _ => ", ",
    }
}

/// A piece of a step: plain, or the name of a column whose values stand in a table below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'s> {
    Plain(&'s str),
    Column(&'s str),
}

/// A text cut at its `<placeholders>`; what is no column stays as it is.
pub(super) fn pieces<'s>(text: &'s str, columns: &[&str]) -> Vec<Piece<'s>> {
    let mut pieces = Vec::new();
    let (mut rest, mut from) = (text, 0);
    while let Some(at) = rest[from..].find('<').map(|at| from + at) {
        let name = rest[at + 1..].split_once('>').map(|(name, _)| name).filter(|name| columns.contains(name));
        match name {
            Some(name) => {
                if at > 0 {
                    pieces.push(Piece::Plain(&rest[..at]));
                }
                pieces.push(Piece::Column(name));
                rest = &rest[at + name.len() + 2..];
                from = 0;
            }
            None => from = at + 1,
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(text: &str) -> Vec<Step> {
        let text = format!("Feature: f\n  Scenario: s\n{text}");
        let feature = gherkin::Feature::parse(&text, gherkin::GherkinEnv::default()).unwrap();
        feature.scenarios[0].steps.clone()
    }

    fn clause<'s>(keyword: &'static str, steps: &[&'s str]) -> Clause<'s> {
        Clause { keyword, steps: steps.to_vec() }
    }

    #[test]
    fn a_sentence_ends_where_something_new_is_done() {
        let steps =
            steps("    Given a\n    And b\n    When c\n    Then d\n    But e\n    When f\n    Then g\n");
        assert_eq!(
            blocks(&steps),
            [
                Block::Sentence(vec![
                    clause("given", &["a", "b"]),
                    clause("when", &["c"]),
                    clause("then", &["d", "e"])
                ]),
                Block::Sentence(vec![clause("when", &["f"]), clause("then", &["g"])]),
            ]
        );
    }

    #[test]
    fn a_table_and_a_text_stand_behind_their_step() {
        let steps = steps(
            "    When a\n      | x |\n    And b\n      \"\"\"\n      words\n      \"\"\"\n    Then c\n",
        );
        let blocks = blocks(&steps);
        assert_eq!(blocks.len(), 5);
        assert_eq!(blocks[0], Block::Sentence(vec![clause("when", &["a"])]));
        assert!(matches!(blocks[1], Block::Table(table) if table.rows == [["x"]]));
        assert!(matches!(blocks[3], Block::Text(text) if text.trim() == "words"));
        assert_eq!(blocks[4], Block::Sentence(vec![clause("then", &["c"])]));
    }

    #[test]
    fn only_columns_are_placeholders() {
        let found = pieces("a <b> of <c> < d <b>", &["b"]);
        let wanted =
            [Piece::Plain("a "), Piece::Column("b"), Piece::Plain(" of <c> < d "), Piece::Column("b")];
        assert_eq!(found, wanted);
    }
}
