//! The file around the data: style, frame, script, and the policy that allows no other.

use std::sync::LazyLock;

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::blocks::{Named, pack, unpack};

const STYLE: &str = include_str!("page/style.css");
/// One script, written as one file for each part of the page.
const SCRIPT: &str = concat!(
    "'use strict';\n(() => {\n",
    include_str!("page/dom.js"),
    include_str!("page/data.js"),
    include_str!("page/body.js"),
    include_str!("page/exchange.js"),
    include_str!("page/retries.js"),
    include_str!("page/scenario.js"),
    include_str!("page/list.js"),
    include_str!("page/matrix.js"),
    include_str!("page/sheets.js"),
    include_str!("page/main.js"),
    "})();\n"
);
const BLOCK_BEGIN: &str = "<script type=\"text/plain\" data-block=\"";
const BLOCK_NAME_END: &str = "\">";
const BLOCK_END: &str = "</script>\n";

/// What is the same in every report.
struct Frame {
    /// Up to the index.
    head: String,
    /// Between the index and the other blocks.
    script: String,
}

const TAIL: &str = "</body>\n</html>\n";

static FRAME: LazyLock<Frame> = LazyLock::new(|| {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    let head = include_str!("page/page.html")
        .replace("@SCRIPT-HASH@", &hash(SCRIPT))
        .replace("@STYLE-HASH@", &hash(STYLE))
        .replace("@STYLE@", STYLE);
    Frame { head, script: format!("<script>{SCRIPT}</script>\n") }
});

/// The blocks of a report.
#[derive(Debug)]
pub(crate) struct Parts<'t> {
    /// Packed.
    pub(crate) index: &'t str,
    /// Name and packed block.
    pub(crate) rest: Vec<(&'t str, &'t str)>,
}

/// Puts a file together from its blocks.
pub(crate) fn assemble(index: &str, rest: &[Named]) -> String {
    let data: usize = rest.iter().map(|(name, block)| name.len() + block.len() + 80).sum();
    let mut text = String::with_capacity(FRAME.head.len() + FRAME.script.len() + index.len() + data + 200);
    let block = |text: &mut String, name: &str, block: &str| {
        [BLOCK_BEGIN, name, BLOCK_NAME_END, block, BLOCK_END].iter().for_each(|part| text.push_str(part));
    };
    text.push_str(&FRAME.head);
    block(&mut text, "index", index);
    // Before the rest, so that the page is there while a browser still reads.
    text.push_str(&FRAME.script);
    for (name, data) in rest {
        block(&mut text, name, data);
    }
    text.push_str(TAIL);
    text
}

/// Takes a file apart again.
///
/// # Errors
///
/// Anything in it is not as [`assemble`] writes it.
pub(crate) fn split(text: &str) -> Result<Parts<'_>, &'static str> {
    const OTHER: &str = "its page is not the one that was written";
    let data =
        text.strip_prefix(FRAME.head.as_str()).and_then(|text| text.strip_suffix(TAIL)).ok_or(OTHER)?;
    let (name, index, rest) = next_block(data).ok_or(OTHER)?;
    if name != "index" {
        return Err(OTHER);
    }
    let mut left = rest.strip_prefix(FRAME.script.as_str()).ok_or(OTHER)?;
    let mut rest = Vec::new();
    while !left.is_empty() {
        let (name, block, after) = next_block(left).ok_or(OTHER)?;
        rest.push((name, block));
        left = after;
    }
    Ok(Parts { index, rest })
}

fn next_block(text: &str) -> Option<(&str, &str, &str)> {
    let (name, after) = text.strip_prefix(BLOCK_BEGIN)?.split_once(BLOCK_NAME_END)?;
    let (block, after) = after.split_once(BLOCK_END)?;
    Some((name, block, after))
}

impl Parts<'_> {
    /// The JSON of every block in turn; none stands elsewhere in the file.
    pub(crate) fn texts(&self) -> impl Iterator<Item = Option<String>> {
        std::iter::once(self.index).chain(self.rest.iter().map(|(_, block)| *block)).map(unpack)
    }

    /// The file with other texts in its blocks.
    pub(crate) fn with(&self, mut change: impl FnMut(&str) -> Option<String>) -> Option<String> {
        let mut changed = |block: &str| change(&unpack(block)?).map(|text| pack(&text));
        let index = changed(self.index)?;
        let rest: Option<Vec<Named>> =
            self.rest.iter().map(|(name, block)| Some(((*name).to_owned(), changed(block)?))).collect();
        Some(assemble(&index, &rest?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_apart_into_what_it_was_made_of() {
        let rest = [("details-0".to_owned(), pack("[1]")), ("bodies-0".to_owned(), pack("[\"x\"]"))];
        let text = assemble(&pack("{}"), &rest);
        let parts = split(&text).unwrap();
        assert_eq!(
            parts.texts().collect::<Vec<_>>(),
            [Some("{}".to_owned()), Some("[1]".to_owned()), Some("[\"x\"]".to_owned())]
        );
        assert_eq!(parts.with(|text| Some(text.to_owned())), Some(text.clone()));
        for other in
            [text.replacen("<main", "<main class=\"x\"", 1), text.replacen("data-block", "data-x", 1)]
        {
            assert!(split(&other).is_err());
        }
    }

    #[test]
    fn script_and_style_cannot_end_their_elements_and_need_nothing_from_elsewhere() {
        for text in [SCRIPT, STYLE] {
            // A name, not an address.
            let text = text.replace("http://www.w3.org/2000/svg", "");
            for never in ["</script", "<!--", "</style", "innerHTML", "http:", "https:", "@import", "url("] {
                assert!(!text.contains(never), "{never}");
            }
        }
        assert!(!FRAME.head.contains("@SCRIPT-HASH@") && !FRAME.head.contains(" style=\""));
    }
}
