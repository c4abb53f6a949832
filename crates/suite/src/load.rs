//! Loads a suite: from the program itself, from a folder, or from texts.

use std::{
    collections::{BTreeMap, HashMap},
    io,
    path::{Path, PathBuf},
    str::FromStr,
    thread,
};

use evidence::Vendor;
use include_dir::{Dir, include_dir};

use crate::{
    build, checklists,
    clauses::{self, ClauseFile},
    costs::{self, Cost},
    coverage::{self, Unexercised},
    folder::{
        self, Found, Source, is_checklist_file, is_cost_file, is_coverage_file, is_data_file, is_feature,
        join,
    },
    model::Feature,
    nearest::hint,
    outline::Budget,
    parse,
    problem::{Problem, quote},
    suite::{ClauseIndex, Suite},
};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../features");
/// How the embedded folder is called in problems.
const EMBEDDED_ROOT: &str = "features";
/// Below this, starting a thread costs more than it saves.
const FILES_PER_THREAD: usize = 16;

/// A suite, and what of its files could not be taken in.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// All that could be read.
    pub suite: Suite,
    /// One for each file that could not be read or parsed, and more. Together with those of
    /// [`Suite::lint`](crate::Suite::lint) they decide whether the suite is sound; a suite with problems is not run.
    pub problems: Vec<Problem>,
}

/// Why a folder cannot be a suite at all.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// There is no such folder.
    #[error("folder of features {} does not exist", path.display())]
    Missing {
        /// As it was given.
        path: PathBuf,
    },
    /// There is something else.
    #[error("{} is not a folder; give the folder that holds `oscar/`, `osigu/` or `ideon/`", path.display())]
    NotAFolder {
        /// As it was given.
        path: PathBuf,
    },
    /// It may not be read.
    #[error("folder of features {} could not be read", path.display())]
    Unreadable {
        /// As it was given.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It holds no `.feature` file.
    #[error(
        "folder {} holds no `.feature` file; features stand in `oscar/`, `osigu/` or `ideon/` below it",
        path.display()
    )]
    Empty {
        /// As it was given.
        path: PathBuf,
    },
    /// It holds too much to be a folder of features.
    #[error("folder {} holds more than {most} files; give the folder of features itself", path.display())]
    TooMany {
        /// As it was given.
        path: PathBuf,
        /// How many are read.
        most: usize,
    },
}

impl Suite {
    /// The features and clauses that were built into the program.
    #[must_use]
    pub fn embedded() -> Loaded {
        let found = Found { sources: embedded(), has_clauses: true, ..Found::default() };
        let mut loaded = load(EMBEDDED_ROOT, found, None);
        if loaded.suite.files_found == 0 {
            let message = "no feature was built into this program";
            loaded.problems.push(Problem::new("no-scenarios", EMBEDDED_ROOT, message));
        }
        loaded
    }

    /// The features of a folder, and its clauses; without a folder `clauses` in it, the embedded clauses
    /// ([`Suite::has_embedded_clauses`] tells).
    ///
    /// # Errors
    ///
    /// When the folder is missing, is no folder, cannot be read, holds no feature file, or holds thousands. A file
    /// in it that cannot be read is a problem of the result instead.
    pub fn from_dir(folder: &Path) -> Result<Loaded, LoadError> {
        let found = folder::read(folder)?;
        let features = found.sources.iter().filter(|source| is_feature(&source.path)).count();
        if features + found.features_lost == 0 && found.problems.is_empty() {
            return Err(LoadError::Empty { path: folder.to_path_buf() });
        }
        let data = (!found.has_clauses).then(Data::embedded);
        let mut loaded = load(&folder::shown(folder), found, data);
        // Ids are names: what a scenario of a vendor costs is known though the folder does not say it.
        for (vendor, costs) in read_costs(EMBEDDED_ROOT, &embedded(), &mut Vec::new()) {
            loaded.suite.costs.entry(vendor).or_insert(costs);
        }
        Ok(loaded)
    }

    /// A suite from texts, each with its path below `root`, such as `("oscar/a.feature", "Feature: …")`.
    #[must_use]
    pub fn from_texts<'t>(root: &str, texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Loaded {
        let sources = texts
            .into_iter()
            .map(|(path, text)| Source { path: path.to_owned(), bytes: text.as_bytes().to_vec() });
        load(root, Found { sources: sources.collect(), has_clauses: true, ..Found::default() }, None)
    }
}

fn embedded() -> Vec<Source> {
    let mut sources = Vec::new();
    collect(&EMBEDDED, &mut sources);
    sources
}

fn collect(folder: &Dir<'static>, sources: &mut Vec<Source>) {
    let is_hidden =
        |path: &Path| path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
    for file in folder.files().filter(|file| !is_hidden(file.path())) {
        let path = file.path().to_string_lossy().replace('\\', "/");
        sources.push(Source { path, bytes: file.contents().to_vec() });
    }
    for folder in folder.dirs().filter(|folder| !is_hidden(folder.path())) {
        collect(folder, sources);
    }
}

/// What stands beside the features, by vendor.
struct Data {
    clauses: BTreeMap<Vendor, ClauseFile>,
    checklists: BTreeMap<Vendor, checklists::Placed>,
    unexercised: Vec<Unexercised>,
}

impl Data {
    fn embedded() -> Self {
        Self::read(EMBEDDED_ROOT, &embedded(), &mut Vec::new())
    }

    /// The files of clauses, checklists and coverage among the sources.
    fn read(root: &str, sources: &[Source], problems: &mut Vec<Problem>) -> Self {
        let mut data =
            Self { clauses: BTreeMap::new(), checklists: BTreeMap::new(), unexercised: Vec::new() };
        let is_read = |path: &str| is_data_file(path) && !is_cost_file(path);
        for source in sources.iter().filter(|source| is_read(&source.path)) {
            let path = join(root, &source.path);
            let Some((vendor, text)) = vendor_and_text(source, &path, problems) else { continue };
            if is_checklist_file(&source.path) {
                match text.and_then(|text| checklists::read(&path, vendor, text)) {
                    Ok(placed) => drop(data.checklists.insert(vendor, placed)),
                    Err(problem) => problems.push(problem),
                }
                continue;
            }
            if is_coverage_file(&source.path) {
                match text.and_then(|text| coverage::read(&path, vendor, text)) {
                    Ok(answers) => data.unexercised.extend(answers),
                    Err(problem) => problems.push(problem),
                }
                continue;
            }
            let file = text.map(|text| clauses::read(&path, vendor, text)).unwrap_or_else(|problem| {
                ClauseFile { problems: vec![problem], is_broken: true, ..ClauseFile::default() }
            });
            data.clauses.insert(vendor, file);
        }
        data
    }
}

/// The files of costs among the sources. They hold for features of the folder whether or not the clauses do.
fn read_costs(
    root: &str,
    sources: &[Source],
    problems: &mut Vec<Problem>,
) -> BTreeMap<Vendor, HashMap<String, Cost>> {
    let mut all = BTreeMap::new();
    for source in sources.iter().filter(|source| is_cost_file(&source.path)) {
        let path = join(root, &source.path);
        let Some((vendor, text)) = vendor_and_text(source, &path, problems) else { continue };
        match text.and_then(|text| costs::read(&path, text)) {
            Ok(costs) => drop(all.insert(vendor, costs)),
            Err(problem) => problems.push(problem),
        }
    }
    all
}

/// Whose file of data it is, and what it holds; none if neither needs to be asked.
fn vendor_and_text<'s>(
    source: &'s Source,
    path: &str,
    problems: &mut Vec<Problem>,
) -> Option<(Vendor, Result<&'s str, Problem>)> {
    let vendor = vendor_of(source, path, problems)?;
    if source.bytes.len() > folder::MOST_DATA_BYTES {
        problems.push(parse::too_large(path, source.bytes.len() as u64));
        return None;
    }
    let text = std::str::from_utf8(&source.bytes)
        .map(|text| text.strip_prefix('\u{feff}').unwrap_or(text))
        .map_err(|_| Problem::new("encoding", path, "is not UTF-8; save it as UTF-8"));
    Some((vendor, text))
}

/// Whose file it is, as its name says.
fn vendor_of(source: &Source, path: &str, problems: &mut Vec<Problem>) -> Option<Vendor> {
    let name = source.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".toml");
    match Vendor::from_str(name) {
        Ok(vendor) => Some(vendor),
        Err(error) => {
            let message = format!("{error}{}", hint(name, Vendor::ALL.map(Vendor::word)));
            problems.push(Problem::new("layout", path, message));
            None
        }
    }
}

fn load(root: &str, found: Found, data: Option<Data>) -> Loaded {
    let Found { mut sources, features_lost, mut problems, .. } = found;
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    let has_embedded_clauses = data.is_some();
    let data = data.unwrap_or_else(|| Data::read(root, &sources, &mut problems));
    let costs = read_costs(root, &sources, &mut problems);
    for source in sources.iter().filter(|source| !is_feature(&source.path) && !is_data_file(&source.path)) {
        if let Some(message) = folder::misnamed(&source.path) {
            problems.push(Problem::new("layout", join(root, &source.path), message));
        }
    }
    sources.retain(|source| is_feature(&source.path));
    let files_found = sources.len() + features_lost;

    let mut features = Vec::with_capacity(sources.len());
    for read in read_features(root, &sources) {
        match read {
            Ok(feature) => features.push(feature),
            Err(problem) => problems.push(problem),
        }
    }
    let mut index = ClauseIndex::default();
    let mut all = Vec::new();
    for (vendor, file) in data.clauses {
        if file.is_broken {
            index.broken.insert(vendor);
        }
        index.unread.extend(file.unread);
        problems.extend(file.problems);
        for placed in file.clauses {
            index.places.push((placed.path, placed.line));
            all.push(placed.clause);
        }
    }
    problems.sort_by(Problem::order);
    let checklists = data.checklists.into_values().collect();
    let mut suite =
        Suite::new(root.to_owned(), features, all, index, checklists, files_found, has_embedded_clauses);
    suite.costs = costs;
    suite.unexercised = data.unexercised;
    Loaded { suite, problems }
}

/// Parsing takes most of the time of `covenant list`; several threads share the files.
fn read_features(root: &str, sources: &[Source]) -> Vec<Result<Feature, Problem>> {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = cores.min(4).min(sources.len() / FILES_PER_THREAD).max(1);
    let read_all =
        |sources: &[Source]| -> Vec<_> { sources.iter().map(|source| read_feature(root, source)).collect() };
    if threads == 1 {
        return read_all(sources);
    }
    let chunk = sources.len().div_ceil(threads);
    thread::scope(|scope| {
        let handles: Vec<_> =
            sources.chunks(chunk).map(|part| (part, scope.spawn(move || read_all(part)))).collect();
        handles
            .into_iter()
            .flat_map(|(part, handle)| {
                handle.join().unwrap_or_else(|_| {
                    let lost = |source: &Source| {
                        Err(Problem::new("parse", join(root, &source.path), "reading this file broke down"))
                    };
                    part.iter().map(lost).collect()
                })
            })
            .collect()
    })
}

fn read_feature(root: &str, source: &Source) -> Result<Feature, Problem> {
    let shown = join(root, &source.path);
    let folder = source.path.split_once('/').map(|(folder, _)| folder);
    let vendor = folder.and_then(|folder| Vendor::from_str(folder).ok()).ok_or_else(|| {
        let hint = hint(folder.unwrap_or_default(), Vendor::ALL.map(Vendor::word));
        let place = folder.map_or_else(|| "no folder".to_owned(), quote);
        let message = format!(
            "stands in {place}; a feature stands in the folder of its vendor: oscar, osigu or ideon{hint}"
        );
        Problem::new("layout", shown.clone(), message)
    })?;
    let text = parse::text(&shown, &source.bytes)?;
    let parsed = parse::feature(&shown, &source.path, &text)?;
    build::feature(source.path.clone(), vendor, text, parsed).map_err(|_| {
        let message = format!("its outlines expand to more than {} bytes; split it", Budget::BYTES);
        Problem::new("too-large", shown, message)
    })
}
