//! Blocks of data: JSON values in arrays, deflated and in base64, so that a page carries much and unpacks only what is
//! looked at.

use base64::{Engine, engine::general_purpose::STANDARD};
use miniz_oxide::{deflate::compress_to_vec_zlib, inflate::decompress_to_vec_zlib_with_limit};
use serde::Serialize;

use crate::ReportError;

/// JSON of one block, before it is packed: large enough to pack well, small enough to open at once.
const BLOCK_BYTES: usize = 192 * 1024;
/// A list of blocks that is longer than this, packed, takes only what is small from then on.
const PACKED_BYTES_MAX: usize = 8_000_000;
/// As much as any tool of ours chooses by default.
const COMPRESSION: u8 = 6;
/// No block of ours is larger: one element may be as large as the largest exchange that is shown.
const UNPACKED_BYTES_MAX: usize = 256 * 1024 * 1024;

/// A block and its name.
pub(crate) type Named = (String, String);

/// Where an element stands: the number of its block, and its position there.
pub(super) type Place = (usize, usize);

/// A list of elements, cut into blocks.
#[derive(Debug)]
pub(super) struct Blocks {
    prefix: &'static str,
    packed: Vec<String>,
    packed_bytes: usize,
    open: String,
    in_open: usize,
}

impl Blocks {
    pub(super) const fn new(prefix: &'static str) -> Self {
        Self { prefix, packed: Vec::new(), packed_bytes: 0, open: String::new(), in_open: 0 }
    }

    /// Whether the list has taken what a page can carry.
    pub(super) const fn is_full(&self) -> bool {
        self.packed_bytes > PACKED_BYTES_MAX
    }

    pub(super) fn push(&mut self, element: &impl Serialize) -> Result<Place, ReportError> {
        let element = json(element)?;
        if !self.open.is_empty() && self.open.len() + element.len() > BLOCK_BYTES {
            self.close();
        }
        self.open.push(if self.open.is_empty() { '[' } else { ',' });
        self.open.push_str(&element);
        self.in_open += 1;
        Ok((self.packed.len(), self.in_open - 1))
    }

    fn close(&mut self) {
        if self.open.is_empty() {
            return;
        }
        self.open.push(']');
        let packed = pack(&self.open);
        self.packed_bytes += packed.len();
        self.packed.push(packed);
        self.open.clear();
        self.in_open = 0;
    }

    /// All blocks with their names, such as `details-0`.
    pub(super) fn finish(mut self) -> Vec<Named> {
        self.close();
        let prefix = self.prefix;
        let named = |(nth, block)| (format!("{prefix}-{nth}"), block);
        self.packed.into_iter().enumerate().map(named).collect()
    }
}

pub(super) fn json(value: &impl Serialize) -> Result<String, ReportError> {
    serde_json::to_string(value)
        .map_err(|source| ReportError::Serialize { what: "a part of the HTML report", source })
}

/// Packs the JSON of a block.
pub(crate) fn pack(json: &str) -> String {
    STANDARD.encode(compress_to_vec_zlib(json.as_bytes(), COMPRESSION))
}

/// The JSON of a block; none if it is not one of ours.
pub(crate) fn unpack(block: &str) -> Option<String> {
    let packed = STANDARD.decode(block).ok()?;
    String::from_utf8(decompress_to_vec_zlib_with_limit(&packed, UNPACKED_BYTES_MAX).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_where_their_places_say_and_no_block_is_much_too_large() {
        let mut blocks = Blocks::new("x");
        let text = "0123456789".repeat(5_000);
        let places: Vec<_> = (0..10).map(|nth| blocks.push(&format!("{nth}{text}")).unwrap()).collect();
        assert_eq!(places[..4], [(0, 0), (0, 1), (0, 2), (1, 0)]);
        let blocks = blocks.finish();
        assert_eq!(
            blocks.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
            ["x-0", "x-1", "x-2", "x-3"]
        );
        for (nth, (block, at)) in places.into_iter().enumerate() {
            let json: Vec<String> = serde_json::from_str(&unpack(&blocks[block].1).unwrap()).unwrap();
            assert!(json[at].starts_with(&nth.to_string()), "{nth}");
        }
    }

    #[test]
    fn what_is_no_block_is_not_unpacked() {
        let block = pack("[1,2,3]");
        assert_eq!(unpack(&block).as_deref(), Some("[1,2,3]"));
        assert_eq!(unpack(&block[..block.len() - 4]), None);
        assert_eq!(unpack("<script>"), None);
    }
}
