//! The files of a run.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, BufWriter, ErrorKind, Read as _, Write as _},
    path::{Path, PathBuf},
    thread,
};

use evidence::{RunRecord, redact::RunSecrets};
use tempfile::NamedTempFile;

use super::{Kind, Redacted, RedactingWriter, redact::clean, verify};
use crate::{ReportError, ctrf, events, github, har, html, json, markdown, messages};

/// Every report asked for, and whether it has been written.
#[derive(Debug)]
pub struct Output {
    targets: Vec<Target>,
}

#[derive(Debug)]
struct Target {
    kind: Kind,
    path: PathBuf,
    /// Open from the start for events, which are written as they happen.
    events: Option<File>,
    /// Bytes on disk; none before a report was written.
    bytes: Option<u64>,
    /// Why it is not whole.
    broken: Option<String>,
}

impl Output {
    /// Removes what stood at these paths, makes their folders and sees that each can be written: first of all, so that
    /// nobody collects yesterday's reports, and nothing is sent if today's could not be kept. The same kind may go to
    /// several paths.
    ///
    /// # Errors
    ///
    /// The first path that is no plain file, cannot be removed, or cannot be written. The others have been removed
    /// even then.
    pub fn prepare(targets: Vec<(Kind, PathBuf)>) -> Result<Self, ReportError> {
        let mut first_error = None;
        for (kind, path) in &targets {
            if let Err(error) = remove_old(*kind, path) {
                first_error.get_or_insert(error);
            }
        }
        if let Some(error) = first_error {
            return Err(error);
        }
        let mut prepared: Vec<(Target, PathBuf)> = Vec::new();
        for (kind, path) in targets {
            let folder = folder_of(&path);
            fs::create_dir_all(folder).map_err(io("make the folder", folder))?;
            let canonical = fs::canonicalize(folder).map_err(io("find the folder", folder))?;
            let same = canonical.join(path.file_name().unwrap_or_default());
            match prepared.iter().find(|(_, known)| *known == same) {
                Some((known, _)) if known.kind == kind => continue,
                Some((known, _)) => {
                    let (first, second) = (known.kind.word(), kind.word());
                    return Err(ReportError::SamePath { first, second, path });
                }
                None => {}
            }
            temporary(folder).map_err(io("write into the folder", folder))?;
            prepared.push((Target { kind, path, events: None, bytes: None, broken: None }, same));
        }
        let mut targets: Vec<_> = prepared.into_iter().map(|(target, _)| target).collect();
        for target in targets.iter_mut().filter(|target| target.kind == Kind::Events) {
            let file = OpenOptions::new().append(true).create_new(true).open(&target.path);
            target.events = Some(file.map_err(io("make the events report", &target.path))?);
            target.bytes = Some(0);
        }
        Ok(Self { targets })
    }

    /// The reports asked for and where they are.
    pub fn paths(&self) -> impl Iterator<Item = (Kind, &Path)> {
        self.targets.iter().map(|target| (target.kind, target.path.as_path()))
    }

    /// Whether a report of this kind was asked for; rendering one that was not is in vain.
    #[must_use]
    pub fn wants(&self, kind: Kind) -> bool {
        self.targets.iter().any(|target| target.kind == kind)
    }

    /// Writes a whole report to every path of its kind: redacted, and then put in place in one move, so that nobody
    /// ever finds half of it. Does nothing if no report of this kind was asked for.
    ///
    /// # Errors
    ///
    /// The first path that could not be written, or [`ReportError::Leak`]; then no file of this kind is left.
    pub fn write(&mut self, kind: Kind, text: &str, secrets: &RunSecrets) -> Result<(), ReportError> {
        if !self.wants(kind) {
            return Ok(());
        }
        self.put(kind, clean(text, kind.encoding(), secrets).as_deref())
    }

    /// Writes the run record to every path of [`Kind::Json`], as [`Output::write`] does; it is redacted already.
    ///
    /// # Errors
    ///
    /// The first path that could not be written.
    pub fn write_record(&mut self, run: &Redacted) -> Result<(), ReportError> {
        self.each(Kind::Json, |path| {
            replace(path, |file| {
                let mut file = BufWriter::new(file);
                json::write(run.record(), &mut file)?;
                file.flush()
            })
        })
    }

    fn put(&mut self, kind: Kind, clean: Option<&str>) -> Result<(), ReportError> {
        self.each(kind, |path| match clean {
            None => Err(ReportError::Leak { what: format!("{kind} report {}", path.display()) }),
            Some(clean) => replace(path, |file| file.write_all(clean.as_bytes())),
        })
    }

    /// Writes every report of a kind, whatever becomes of the others.
    fn each(
        &mut self,
        kind: Kind,
        write: impl Fn(&Path) -> Result<u64, ReportError>,
    ) -> Result<(), ReportError> {
        let mut first_error = None;
        for target in self.targets.iter_mut().filter(|target| target.kind == kind) {
            match write(&target.path) {
                Ok(bytes) => target.bytes = Some(bytes),
                Err(error) => {
                    target.broken = Some(error.to_string());
                    first_error.get_or_insert(error);
                }
            }
        }
        first_error.map_or(Ok(()), Err)
    }

    /// Appends events to the events reports and hands them to the operating system, so that they outlive this process.
    /// Each line is what [`crate::events::line`] gives. Does nothing if no events were asked for.
    ///
    /// # Errors
    ///
    /// The first time that a line cannot be written. Later lines are dropped without another error: what is on disk
    /// stays readable up to there, and [`Output::verify`] says again that it is not whole.
    pub fn append(&mut self, lines: &[String], secrets: &RunSecrets) -> Result<(), ReportError> {
        let mut first_error = None;
        for target in self.targets.iter_mut().filter(|target| target.broken.is_none()) {
            let (Some(mut file), Some(bytes)) = (target.events.as_ref(), &mut target.bytes) else { continue };
            let encoding = Kind::Events.encoding();
            let mut batch = RedactingWriter::new(Vec::new(), &target.path, encoding, secrets);
            let redacted = lines.iter().try_for_each(|line| {
                batch.write_text(&format!("{}\n", line.trim_end_matches('\n'))).map(drop)
            });
            let batch = batch.into_inner();
            let written = file.write_all(&batch).map_err(io("write", &target.path));
            match written.and(redacted) {
                Ok(()) => *bytes += batch.len() as u64,
                Err(error) => {
                    // Half a line in the middle would make the whole unreadable. If this fails too, the last line is
                    // cut off, which folding tolerates.
                    let _undone = file.set_len(*bytes);
                    target.broken = Some(error.to_string());
                    first_error.get_or_insert(error);
                }
            }
        }
        first_error.map_or(Ok(()), Err)
    }

    /// Reads every report back, side by side: it is there, and it speaks of the same scenarios with the same outcomes and
    /// counts.
    ///
    /// # Errors
    ///
    /// [`ReportError::Disagrees`] or [`ReportError::Io`] for the first report of which that is not so.
    pub fn verify(&self, record: &RunRecord) -> Result<(), ReportError> {
        thread::scope(|scope| {
            let check = |target| (target, scope.spawn(move || Target::verify(target, record)));
            let checks: Vec<_> = self.targets.iter().map(check).collect();
            checks.into_iter().try_for_each(|(target, check)| {
                check
                    .join()
                    .unwrap_or_else(|_| Err(target.disagrees("reading it back broke down".to_owned())))
            })
        })
    }
}

impl Target {
    fn disagrees(&self, what: String) -> ReportError {
        ReportError::Disagrees { kind: self.kind.word(), path: self.path.clone(), what }
    }

    fn verify(&self, record: &RunRecord) -> Result<(), ReportError> {
        if let Some(why) = &self.broken {
            return Err(self.disagrees(format!("it is not whole: {why}")));
        }
        let Some(bytes) = self.bytes else {
            return Err(self.disagrees("it was never written".to_owned()));
        };
        let lost = || io("read back", &self.path);
        let file = File::open(&self.path).map_err(lost())?;
        let found = file.metadata().map_err(lost())?.len();
        if found != bytes {
            return Err(self.disagrees(format!("{bytes} bytes were written and {found} are there")));
        }
        let mut reader = BufReader::new(file);
        let verify: fn(&str, &RunRecord) -> Result<(), String> = match self.kind {
            // These two hold every exchange.
            Kind::Json => return verify::json(reader, record).map_err(|what| self.disagrees(what)),
            Kind::Events => return events::verify(reader, record).map_err(|what| self.disagrees(what)),
            Kind::Junit => verify::junit,
            Kind::Html => html::verify,
            Kind::Messages => messages::verify,
            Kind::Ctrf => ctrf::verify,
            Kind::Markdown => markdown::verify,
            Kind::Github => github::verify,
            Kind::Har => har::verify,
        };
        let mut text = String::new();
        reader.read_to_string(&mut text).map_err(lost())?;
        verify(&text, record).map_err(|what| self.disagrees(what))
    }
}

/// Writes a page that is no report of a run: redacted, and put in place in one move. Its folder is made.
///
/// # Errors
///
/// The path cannot be written, or [`ReportError::Leak`]; then what stood there is still there.
pub fn page(
    path: &Path,
    text: &str,
    encoding: super::Encoding,
    secrets: &RunSecrets,
) -> Result<(), ReportError> {
    let clean = clean(text, encoding, secrets)
        .ok_or_else(|| ReportError::Leak { what: format!("text for {}", path.display()) })?;
    let folder = folder_of(path);
    fs::create_dir_all(folder).map_err(io("make the folder", folder))?;
    replace(path, |file| file.write_all(clean.as_bytes())).map(drop)
}

fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> ReportError {
    let path = path.to_path_buf();
    move |source| ReportError::Io { action, path, source }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn remove_old(kind: Kind, path: &Path) -> Result<(), ReportError> {
    let refuse = |what| Err(ReportError::NotAFile { kind: kind.word(), path: path.to_path_buf(), what });
    let text = path.as_os_str().to_string_lossy();
    if text.is_empty() {
        return refuse("no name");
    }
    if text.ends_with(std::path::is_separator) || path.file_name().is_none() {
        return refuse("a folder");
    }
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(source) => Err(io("look at the old report", path)(source)),
        Ok(found) if found.is_dir() => refuse("a folder"),
        Ok(found) if found.is_symlink() && path.is_dir() => refuse("a link to a folder"),
        Ok(found) if found.is_file() || found.is_symlink() => {
            fs::remove_file(path).map_err(io("remove the old report", path))
        }
        Ok(_) => refuse("a device or a pipe"),
    }
}

/// A file beside the report, which goes when it is dropped.
fn temporary(folder: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".covenant-").suffix(".tmp");
    // As readable as any file that the user makes: a CI server collects reports under another account.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

fn replace(path: &Path, write: impl Fn(&mut File) -> io::Result<()>) -> Result<u64, ReportError> {
    let failed = || io("write the report", path);
    let mut file = temporary(folder_of(path)).map_err(failed())?;
    write(file.as_file_mut()).map_err(failed())?;
    let bytes = file.as_file().metadata().map_err(failed())?.len();
    file.persist(path).map_err(|error| failed()(error.error))?;
    Ok(bytes)
}
