//! Files of the repository that are generated: compared, or rewritten with `COVENANT_BLESS=1`.

use std::collections::{BTreeMap, BTreeSet};

use super::in_project;

/// Whether generated files are to be rewritten.
pub fn is_blessing() -> bool {
    std::env::var_os("COVENANT_BLESS").is_some_and(|value| value == "1")
}

/// Compares a file of the project with what it should hold, byte for byte; rewrites it if asked to.
///
/// Panics with the lines that differ.
#[track_caller]
pub fn bless_or_compare(path: &str, expected: &str, test: &str) {
    let place = in_project(path);
    if is_blessing() {
        if let Some(parent) = place.parent() {
            std::fs::create_dir_all(parent).expect("the folder can be made");
        }
        std::fs::write(&place, expected).expect("the file can be written");
        return;
    }
    let found = std::fs::read_to_string(&place).unwrap_or_default();
    if found != expected {
        let difference = difference(&found, expected);
        panic!(
            "{path} differs from what was found (COVENANT_BLESS=1 cargo test --test {test} rewrites it):\n{difference}"
        );
    }
}

/// Lines that one text has and the other has not, each below the heading or line it follows: `-` stands in the file,
/// `+` was found.
pub fn difference(file: &str, found: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (file.lines().collect(), found.lines().collect());
    let lengths = common_lengths(&old, &new);
    let (mut i, mut j, mut heading, mut told) = (0, 0, "", String::new());
    let mut told_heading = "";
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            if old[i].starts_with(['[', '#']) {
                heading = old[i];
            }
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let removed = i < old.len() && (j == new.len() || lengths[i + 1][j] >= lengths[i][j + 1]);
        let line = if removed { old[i] } else { new[j] };
        if line.starts_with(['[', '#']) {
            heading = line;
            told_heading = line;
        } else if heading != told_heading {
            told.push_str(&format!("  {heading}\n"));
            told_heading = heading;
        }
        told.push_str(&format!("{} {line}\n", if removed { '-' } else { '+' }));
        if removed { i += 1 } else { j += 1 }
    }
    if told.is_empty() { "only the ends of lines differ\n".to_owned() } else { told }
}

/// Lengths of the longest common subsequences of all pairs of tails.
fn common_lengths(old: &[&str], new: &[&str]) -> Vec<Vec<u32>> {
    let mut lengths = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            lengths[i][j] = if old[i] == new[j] {
                lengths[i + 1][j + 1] + 1
            } else {
                lengths[i + 1][j].max(lengths[i][j + 1])
            };
        }
    }
    lengths
}

/// Ids in their order, with all rows of an outline as `id:*`.
pub fn shorten(ids: &BTreeSet<&str>, all: &BTreeSet<&str>) -> BTreeSet<String> {
    reports::Outlines::new(all).shorten(ids)
}

/// A list of TOML in its order, one value a line.
pub fn list(key: &str, values: impl IntoIterator<Item = String>) -> String {
    let values: BTreeSet<_> = values.into_iter().collect();
    if values.is_empty() {
        return format!("{key} = []\n");
    }
    let lines: String = values.iter().map(|value| format!("    \"{value}\",\n")).collect();
    format!("{key} = [\n{lines}]\n")
}

/// Tables of TOML in the order of their names, below what stands at the head of the file.
pub fn sorted_tables<'a>(head: &str, tables: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let tables: BTreeMap<_, _> = tables.into_iter().collect();
    let mut file = head.to_owned();
    for table in tables.values() {
        file.push('\n');
        file.push_str(table);
    }
    file
}
