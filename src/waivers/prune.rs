//! Taking waivers out of their file, and nothing else.

use std::{io::Write, path::Path};

use time::Date;

use super::file::{Entry, WaiverFile};
use crate::failure::Failure;

/// The text of a file without some of its waivers. A comment directly above a waiver goes with it; everything else stays as
/// it is, byte for byte.
pub(super) fn without(file: &WaiverFile, gone: &[&Entry]) -> String {
    let mut text = String::with_capacity(file.source.len());
    let mut at = 0;
    for entry in &file.entries {
        if gone.contains(&entry) {
            let (start, end) = extent(&file.source, entry);
            text.push_str(&file.source[at.min(start)..start]);
            at = end;
        }
    }
    text.push_str(&file.source[at..]);
    text
}

/// From the first line of the comment above a waiver to the blank lines below it.
fn extent(source: &str, entry: &Entry) -> (usize, usize) {
    let line_start = |at: usize| source[..at].rfind('\n').map_or(0, |feed| feed + 1);
    let line_end = |at: usize| source[at..].find('\n').map_or(source.len(), |feed| at + feed + 1);
    let mut start = line_start(entry.span.start);
    while start > 0 {
        let above = line_start(start - 1);
        if !source[above..start].trim_start().starts_with('#') {
            break;
        }
        start = above;
    }
    let mut end = line_end(entry.span.end);
    while end < source.len() {
        let below = line_end(end);
        if !source[end..below].trim().is_empty() {
            break;
        }
        end = below;
    }
    (start, end)
}

/// Writes a file without some of its waivers: whole, or not at all.
///
/// # Errors
///
/// The file cannot be written, or what would be written is not what it should be.
pub(super) fn write(path: &Path, file: &WaiverFile, gone: &[&Entry], today: Date) -> Result<(), Failure> {
    let text = without(file, gone);
    let kept = file.entries.iter().filter(|entry| !gone.contains(entry)).map(|entry| &entry.waiver);
    let read = WaiverFile::parse(file.shown.clone(), text.clone(), today)?;
    if !read.entries.iter().map(|entry| &entry.waiver).eq(kept) {
        let what = format!(
            "{}: the waivers cannot be told apart; nothing was changed, remove them by hand",
            file.shown
        );
        return Err(Failure::usage(what));
    }
    let failed =
        |error: std::io::Error| Failure::usage(format!("{}: it cannot be written: {error}", file.shown));
    // A link stays a link, and what it leads to is replaced.
    let path = path.canonicalize().map_err(failed)?;
    let beside = path.with_extension("toml.new");
    let written = std::fs::metadata(&path).and_then(|known| {
        let mut new = std::fs::File::create(&beside)?;
        new.write_all(text.as_bytes())?;
        new.set_permissions(known.permissions())?;
        new.sync_all()?;
        std::fs::rename(&beside, &path)
    });
    written.map_err(|error| {
        let _gone = std::fs::remove_file(&beside);
        failed(error)
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::date;

    use super::*;

    fn waiver(rule: &str) -> String {
        format!(
            "[[waiver]]\nscenario = \"a\" # the id\nvendor = \"oscar\"\nprofile = \"mock\"\nrule = \"{rule}\"\n\
             reason = \"\"\"\nticket\n[[waiver]]\n\"\"\"\nowner='jane'\ncreated = 2026-11-01\nexpires   =   2026-11-30  # soon\n"
        )
    }

    fn pruned(source: &str, rules: &[&str]) -> String {
        let file = WaiverFile::parse("w".to_owned(), source.to_owned(), date!(2026 - 11 - 28)).unwrap();
        let gone: Vec<_> = file
            .entries
            .iter()
            .filter(|entry| entry.waiver.rule.as_deref().is_some_and(|rule| rules.contains(&rule)))
            .collect();
        assert_eq!(gone.len(), rules.len());
        without(&file, &gone)
    }

    #[rstest]
    #[case::first(&["x"])]
    #[case::middle(&["y"])]
    #[case::last(&["z"])]
    #[case::two(&["x", "z"])]
    #[case::two_in_a_row(&["x", "y"])]
    #[case::none(&[])]
    #[case::all(&["x", "y", "z"])]
    fn everything_else_stays_byte_for_byte(#[case] rules: &[&str]) {
        let head = "# The head of the file.\r\n\n";
        let tail = "# The end of it, without a line feed";
        let part = |rule: &str| format!("  # About {rule},\n# in two lines.\n{}\n", waiver(rule));
        let with = |kept: &[&str]| {
            let parts: String = kept.iter().map(|rule| part(rule)).collect();
            format!("{head}{parts}{tail}")
        };
        let kept: Vec<_> = ["x", "y", "z"].into_iter().filter(|rule| !rules.contains(rule)).collect();
        assert_eq!(pruned(&with(&["x", "y", "z"]), rules), with(&kept));
    }

    #[test]
    fn a_file_that_ends_with_its_last_value_is_pruned() {
        let one = waiver("x");
        let source = format!("{one}{}", waiver("y").trim_end_matches("  # soon\n"));
        assert_eq!(pruned(&source, &["y"]), one);
        assert_eq!(pruned(&source, &["x", "y"]), "");
    }

    #[test]
    fn lines_that_end_as_on_windows_stay_so() {
        let source = format!("{}\n{}", waiver("x"), waiver("y")).replace('\n', "\r\n");
        assert_eq!(pruned(&source, &["x"]), waiver("y").replace('\n', "\r\n"));
    }
}
