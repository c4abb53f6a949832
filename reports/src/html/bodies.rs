//! Bodies, each kept once however often it travelled, and cut where they are too long for a page.

use std::collections::HashMap;

use evidence::Body;
use serde::Serialize;

use super::blocks::{Blocks, Named, Place};
use crate::ReportError;

/// Characters of a body that the page shows.
const BODY_CHARS_MAX: usize = 64_000;
/// The same where a finding speaks of the exchange: the place must be there to be seen.
const CITED_CHARS_MAX: usize = 512_000;

/// All bodies of a page.
#[derive(Debug)]
pub(super) struct Bodies<'r> {
    known: HashMap<&'r str, Place>,
    blocks: Blocks,
}

impl Default for Bodies<'_> {
    fn default() -> Self {
        Self { known: HashMap::new(), blocks: Blocks::new("bodies") }
    }
}

/// A body as an exchange refers to it.
#[derive(Debug, Serialize)]
pub(super) struct BodyRef {
    /// How many bytes travelled.
    bytes: u64,
    /// Where its text is; absent where there is none, or no room for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Place>,
    /// How many characters are not shown.
    #[serde(skip_serializing_if = "is_zero")]
    cut_chars: usize,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    not_utf8: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    incomplete: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    over_limit: bool,
    /// Whether the record itself has the beginning only.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    cut_in_record: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl<'r> Bodies<'r> {
    /// Takes a body in, if there is room; `cited` are those that findings speak of.
    pub(super) fn add(&mut self, body: &'r Body, cited: bool) -> Result<BodyRef, ReportError> {
        let chars_max = if cited { CITED_CHARS_MAX } else { BODY_CHARS_MAX };
        let shown = match body.text.char_indices().nth(chars_max) {
            Some((end, _)) => &body.text[..end],
            None => body.text.as_str(),
        };
        let at = match self.known.get(shown) {
            Some(place) => Some(*place),
            None if shown.is_empty() || self.blocks.is_full() => None,
            None => {
                let place = self.blocks.push(&shown)?;
                self.known.insert(shown, place);
                Some(place)
            }
        };
        let missing = if at.is_some() { &body.text[shown.len()..] } else { body.text.as_str() };
        Ok(BodyRef {
            bytes: body.bytes,
            at,
            cut_chars: missing.chars().count(),
            not_utf8: !body.utf8,
            incomplete: body.incomplete,
            over_limit: body.over_limit,
            cut_in_record: body.cut,
        })
    }

    pub(super) fn finish(self) -> Vec<Named> {
        self.blocks.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::blocks::unpack;

    #[test]
    fn the_same_body_is_kept_once_and_a_long_one_says_what_is_cut() {
        let (one, other) = (Body::from_bytes(b"{}"), Body::from_bytes(b"{}"));
        let long = Body::from_bytes("\u{e4}".repeat(BODY_CHARS_MAX + 7).as_bytes());
        let empty = Body::from_bytes(b"");
        let mut bodies = Bodies::default();
        assert_eq!(bodies.add(&one, false).unwrap().at, bodies.add(&other, true).unwrap().at);
        assert_eq!(bodies.add(&long, false).unwrap().cut_chars, 7);
        assert_eq!(bodies.add(&long, true).unwrap().cut_chars, 0);
        assert_eq!(bodies.add(&empty, true).unwrap().at, None);
        let blocks = bodies.finish();
        let all: Vec<Vec<String>> =
            blocks.iter().map(|(_, block)| serde_json::from_str(&unpack(block).unwrap()).unwrap()).collect();
        assert_eq!(all.concat().len(), 3);
    }
}
