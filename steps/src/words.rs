//! What parameters of phrases have in common.

/// A word that a phrase does not know. The expressions of the parameters let none through.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no word of this phrase")]
pub(crate) struct UnknownWord(pub(crate) String);

/// Reads a word from a table of words.
pub(crate) fn find<T: Copy>(table: &[(&str, T)], word: &str) -> Result<T, UnknownWord> {
    table
        .iter()
        .find(|(known, _)| *known == word)
        .map(|(_, value)| *value)
        .ok_or_else(|| UnknownWord(word.to_owned()))
}
