//! The data of an HTML report, read as a browser reads them and not as we do.

use base64::{Engine, engine::general_purpose::STANDARD};
use miniz_oxide::{deflate::compress_to_vec_zlib, inflate::decompress_to_vec_zlib};

const BEGIN: &str = "data-block=\"";

/// Name and JSON of every block; none in a text that is no page.
pub(crate) fn blocks(page: &str) -> Vec<(String, String)> {
    page.split(BEGIN)
        .skip(1)
        .filter_map(|part| {
            let (name, rest) = part.split_once("\">")?;
            let packed = STANDARD.decode(rest.split_once("</script>")?.0).ok()?;
            Some((name.to_owned(), String::from_utf8(decompress_to_vec_zlib(&packed).ok()?).unwrap()))
        })
        .collect()
}

/// The page with another text in one of its blocks.
pub(crate) fn change(page: &str, block: &str, change: impl FnOnce(&str) -> String) -> String {
    let (_, json) = blocks(page).into_iter().find(|(name, _)| name == block).unwrap();
    let begin = format!("{BEGIN}{block}\">");
    let (before, rest) = page.split_once(&begin).unwrap();
    let (_, after) = rest.split_once("</script>").unwrap();
    let packed = STANDARD.encode(compress_to_vec_zlib(change(&json).as_bytes(), 6));
    format!("{before}{begin}{packed}</script>{after}")
}
