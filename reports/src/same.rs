//! Lists that a report must have in common with its record.

use std::fmt::Debug;

use crate::text::{clip, one_line};

/// Compares what a report holds with what it should hold, element by element.
///
/// # Errors
///
/// The first difference.
pub(crate) fn list<T: PartialEq + Debug>(expected: &[T], found: &[T]) -> Result<(), String> {
    let shown = |element: &T| clip(&one_line(&format!("{element:?}")), 200).into_owned();
    if let Some((expected, found)) = expected.iter().zip(found).find(|(expected, found)| expected != found) {
        return Err(format!("it has {} where {} should be", shown(found), shown(expected)));
    }
    if expected.len() != found.len() {
        return Err(format!("it has {} scenarios and should have {}", found.len(), expected.len()));
    }
    Ok(())
}
