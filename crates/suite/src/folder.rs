//! Finds and reads the files of a folder of features, whatever somebody put there.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use crate::{
    load::LoadError,
    nearest::nearest,
    parse::{MOST_BYTES, too_large},
    problem::{Problem, quote},
};

const MOST_FILES: usize = 5_000;
const MOST_ENTRIES: usize = 100_000;
const DEEPEST: usize = 32;
/// Files of clauses hold up to some hundred of them.
pub(crate) const MOST_DATA_BYTES: usize = 2 << 20;

/// A file by its path below the folder, with forward slashes.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
}

/// What a folder holds.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) sources: Vec<Source>,
    /// Files that are features and could not be read; each has its problem.
    pub(crate) features_lost: usize,
    pub(crate) problems: Vec<Problem>,
    pub(crate) has_clauses: bool,
    pub(crate) entries: usize,
}

/// How a folder is called in problems.
pub(crate) fn shown(folder: &Path) -> String {
    let shown = folder.display().to_string().replace('\\', "/");
    let trimmed = shown.trim_end_matches('/');
    if trimmed.is_empty() { "/".to_owned() } else { trimmed.to_owned() }
}

/// Path of a file below a folder as problems show it.
pub(crate) fn join(root: &str, path: &str) -> String {
    if root.is_empty() { path.to_owned() } else { format!("{}/{path}", root.trim_end_matches('/')) }
}

pub(crate) fn read(folder: &Path) -> Result<Found, LoadError> {
    let unreadable = |source| LoadError::Unreadable { path: folder.to_path_buf(), source };
    match fs::metadata(folder) {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return Err(LoadError::NotAFolder { path: folder.to_path_buf() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(LoadError::Missing { path: folder.to_path_buf() });
        }
        Err(error) => return Err(unreadable(error)),
    }
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let mut found = Found::default();
    let above = fs::canonicalize(folder).map_err(unreadable)?;
    walk(&shown(folder), "", entries, &mut vec![above], &mut found)
        .map_err(|TooMany| LoadError::TooMany { path: folder.to_path_buf(), most: MOST_FILES })?;
    found.sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

struct TooMany;

/// `above` are the folders that lead here, as they really are: a link back to one of them is a loop.
fn walk(
    root: &str,
    below: &str,
    entries: fs::ReadDir,
    above: &mut Vec<PathBuf>,
    found: &mut Found,
) -> Result<(), TooMany> {
    for entry in entries {
        found.entries += 1;
        if found.entries > MOST_ENTRIES || found.sources.len() + found.features_lost > MOST_FILES {
            return Err(TooMany);
        }
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let message = format!("the folder could not be read to its end: {error}");
                found.problems.push(Problem::new("unreadable", join(root, below), message));
                break;
            }
        };
        let name = entry.file_name();
        if name.as_encoded_bytes().first() == Some(&b'.') {
            continue;
        }
        let lossy = name.to_string_lossy();
        let path = if below.is_empty() { lossy.into_owned() } else { format!("{below}/{lossy}") };
        let shown = join(root, &path);
        let real = entry.path();
        let is_feature = is_feature(&path);
        if name.to_str().is_none() {
            found.features_lost += usize::from(is_feature);
            found.problems.push(Problem::new("layout", shown, "the name is not UTF-8; rename it"));
            continue;
        }
        let metadata = match fs::metadata(&real) {
            Ok(metadata) => metadata,
            Err(error) => {
                found.features_lost += usize::from(is_feature);
                let message = format!("could not be read: {error}");
                found.problems.push(Problem::new("unreadable", shown, message));
                continue;
            }
        };
        if metadata.is_dir() {
            found.has_clauses |= path == "clauses";
            folder(root, &path, &real, above, found)?;
        } else if is_feature || is_data_file(&path) {
            let most = if is_feature { MOST_BYTES } else { MOST_DATA_BYTES };
            match read_file(&shown, &real, &metadata, most) {
                Ok(bytes) => found.sources.push(Source { path, bytes }),
                Err(problem) => {
                    found.features_lost += usize::from(is_feature);
                    found.problems.push(problem);
                }
            }
        } else if let Some(message) = misnamed(&path) {
            found.problems.push(Problem::new("layout", shown, message));
        }
    }
    Ok(())
}

fn folder(
    root: &str,
    path: &str,
    real: &Path,
    above: &mut Vec<PathBuf>,
    found: &mut Found,
) -> Result<(), TooMany> {
    let shown = join(root, path);
    let unreadable = |error: io::Error| {
        Problem::new("unreadable", shown.clone(), format!("the folder could not be read: {error}"))
    };
    let opened = fs::canonicalize(real).and_then(|canonical| Ok((canonical, fs::read_dir(real)?)));
    let (canonical, entries) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            found.problems.push(unreadable(error));
            return Ok(());
        }
    };
    if above.contains(&canonical) {
        let message = "is a link to a folder that it stands in; remove it";
        found.problems.push(Problem::new("layout", shown, message));
        return Ok(());
    }
    if above.len() >= DEEPEST {
        let message = format!("stands more than {DEEPEST} folders deep");
        found.problems.push(Problem::new("layout", shown, message));
        return Ok(());
    }
    above.push(canonical);
    let walked = walk(root, path, entries, above, found);
    above.pop();
    walked
}

fn read_file(shown: &str, real: &Path, metadata: &fs::Metadata, most: usize) -> Result<Vec<u8>, Problem> {
    // Opening a pipe or a device could wait for ever.
    if !metadata.is_file() {
        return Err(Problem::new("unreadable", shown, "is not a regular file"));
    }
    if metadata.len() > most as u64 {
        return Err(too_large(shown, metadata.len()));
    }
    let mut bytes = Vec::new();
    File::open(real)
        .and_then(|file| file.take(most as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| Problem::new("unreadable", shown, format!("could not be read: {error}")))?;
    Ok(bytes)
}

pub(crate) fn is_feature(path: &str) -> bool {
    path.ends_with(".feature")
}

pub(crate) fn is_clause_file(path: &str) -> bool {
    is_toml_of("clauses/", path)
}

pub(crate) fn is_checklist_file(path: &str) -> bool {
    is_toml_of("checklists/", path)
}

pub(crate) fn is_cost_file(path: &str) -> bool {
    is_toml_of("costs/", path)
}

pub(crate) fn is_coverage_file(path: &str) -> bool {
    is_toml_of("coverage/", path)
}

/// Whether a file that is no feature is read.
pub(crate) fn is_data_file(path: &str) -> bool {
    is_clause_file(path) || is_checklist_file(path) || is_cost_file(path) || is_coverage_file(path)
}

fn is_toml_of(folder: &str, path: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|name| !name.contains('/') && name.ends_with(".toml"))
}

/// Files whose names were meant to be others; anything else may lie in the folder.
pub(crate) fn misnamed(path: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (_, extension) = name.rsplit_once('.')?;
    if nearest(extension, ["feature"]).is_some() {
        return Some(format!("a feature file ends with `.feature`, not with {}", quote(extension)));
    }
    let kinds =
        [("clause", "clauses/"), ("checklist", "checklists/"), ("cost", "costs/"), ("coverage", "coverage/")];
    let (kind, folder) = kinds.into_iter().find(|(_, folder)| path.starts_with(folder))?;
    nearest(extension, ["toml"])?;
    Some(format!("a {kind} file is `{folder}<vendor>.toml`"))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("oscar/a.Feature", true)]
    #[case("oscar/a.features", true)]
    #[case("oscar/a.featur", true)]
    #[case("clauses/oscar.tml", true)]
    #[case("clauses/deep/oscar.toml", true)]
    #[case("checklists/deep/oscar.toml", true)]
    #[case("checklists/README.md", false)]
    #[case("costs/oscar.tml", true)]
    #[case("coverage/oscar.tml", true)]
    #[case("oscar/README.md", false)]
    #[case("oscar/notes.toml", false)]
    #[case("Makefile", false)]
    fn names_that_were_meant_otherwise_are_told(#[case] path: &str, #[case] expected: bool) {
        assert_eq!(misnamed(path).is_some(), expected);
    }

    #[test]
    fn paths_are_shown_as_they_were_given() {
        assert_eq!(join(&shown(Path::new("my/features/")), "oscar/a.feature"), "my/features/oscar/a.feature");
        assert_eq!(join(&shown(Path::new("/")), "oscar/a.feature"), "/oscar/a.feature");
    }
}
