//! The report files of a command: which, where, prepared before anything else, and written from one record.

use std::path::{Path, PathBuf};

use evidence::{RunRecord, redact::RunSecrets};
use reports::{
    ReportError, github,
    junit::Flavor,
    writer::{Kind, Output, Redacted, ReportSpec},
};

use crate::{arguments::ReportOptions, failure::Failure, suite_source::chain};

/// The files of a command.
#[derive(Debug)]
pub(crate) struct ReportFiles {
    /// Those that can be written.
    pub(crate) output: Output,
    /// What went wrong with reports so far; anything here keeps the process from ending with 0.
    pub(crate) trouble: Vec<String>,
    junit: Flavor,
    /// Whether annotations are printed, too: `--report github` without a path asks for that.
    annotate: bool,
}

impl ReportFiles {
    /// Removes old reports and sees that new ones can be written. `always` are the kinds that are written to the
    /// folder `out` unless `--report` puts them elsewhere.
    ///
    /// A path that cannot be written is trouble and no failure: what the run finds is worth more than its report.
    ///
    /// # Errors
    ///
    /// `--report` asks for a kind that there is not, or for two kinds in one file. Old reports are removed even then.
    pub(crate) fn prepare(options: &ReportOptions, out: &Path, always: &[Kind]) -> Result<Self, Failure> {
        let mut wrong = Vec::new();
        let mut specs: Vec<ReportSpec> = Vec::new();
        for text in &options.reports {
            match ReportSpec::parse(text) {
                Ok(spec) => specs.push(spec),
                Err(error) => wrong.push(format!("--report {text}: {}", chain(&error))),
            }
        }
        for kind in always {
            if !specs.iter().any(|spec| spec.kind == *kind) {
                specs.push(ReportSpec { kind: *kind, path: None });
            }
        }
        let targets: Vec<_> = specs.iter().map(|spec| (spec.kind, spec.path_in(out))).collect();
        let annotate = specs.iter().any(|spec| spec.kind == Kind::Github && spec.path.is_none());
        let prepared = prepare(targets).map(|(output, trouble)| Self {
            output,
            trouble,
            junit: options.junit_flavor,
            annotate,
        });
        if wrong.is_empty() {
            return prepared;
        }
        if let Ok(files) = prepared {
            files.abandon();
        }
        Err(Failure { code: evidence::ExitCode::Usage, lines: wrong })
    }

    /// Renders the record into every file asked for, and reads the files back.
    pub(crate) fn write(&mut self, run: &Redacted, secrets: &RunSecrets) {
        let wanted: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| self.output.wants(*kind)).collect();
        let (written, rendered) = std::thread::scope(|scope| {
            let junit = self.junit;
            let render = |kind: Kind| (kind, scope.spawn(move || kind.render_for(run.record(), junit)));
            let rendering: Vec<_> = wanted.into_iter().map(render).collect();
            let written = self.output.write_record(run);
            let rendered = rendering.into_iter().map(|(kind, thread)| (kind, thread.join()));
            (written, rendered.collect::<Vec<_>>())
        });
        self.note(written);
        for (kind, rendered) in rendered {
            match rendered {
                Ok(Some(rendered)) => {
                    let written = rendered.and_then(|text| self.output.write(kind, &text, secrets));
                    self.note(written);
                }
                Ok(None) => {}
                Err(_panic) => self.trouble.push(format!("the {kind} report could not be rendered")),
            }
        }
        let verified = self.output.verify(run.record());
        if self.trouble.is_empty() {
            self.note(verified);
        }
    }

    /// Remembers what went wrong.
    pub(crate) fn note(&mut self, result: Result<(), ReportError>) {
        if let Err(error) = result {
            self.trouble.push(chain(&error));
        }
    }

    /// What goes to standard output: what a person reads, and the annotations if they are asked for. GitHub obeys commands
    /// wherever they stand in the output of a step, so then it is told to obey none in what a subject may have written.
    pub(crate) fn printed(&self, record: &RunRecord, text: String) -> String {
        if !self.annotate {
            return text;
        }
        format!("{}{}", github::silence(record, &text), github::render(record))
    }

    /// Where the reports are, for people.
    pub(crate) fn places(&self) -> Vec<String> {
        let files = self.output.paths().filter(|(_, path)| path.exists());
        files.map(|(kind, path)| format!("{kind}: {}", path.display())).collect()
    }

    /// Removes the events of a run that never began: an empty file tells nothing.
    pub(crate) fn abandon(self) {
        for (kind, path) in self.output.paths() {
            if kind == Kind::Events && std::fs::metadata(path).is_ok_and(|found| found.len() == 0) {
                let _gone = std::fs::remove_file(path);
            }
        }
    }
}

/// Files that can be written, and why the others cannot.
fn prepare(targets: Vec<(Kind, PathBuf)>) -> Result<(Output, Vec<String>), Failure> {
    let error = match Output::prepare(targets.clone()) {
        Ok(output) => return Ok((output, Vec::new())),
        Err(error @ ReportError::SamePath { .. }) => return Err(Failure::usage(chain(&error))),
        Err(error) => error,
    };
    // One of them cannot be written; find out which, and keep the others.
    let mut trouble = Vec::new();
    let (good, _bad): (Vec<_>, Vec<_>) = targets.into_iter().partition(|target| {
        let alone = Output::prepare(vec![target.clone()]);
        trouble.extend(alone.as_ref().err().map(|error| chain(error)));
        let usable = alone.is_ok();
        if usable {
            remove_probe(&target.1);
        }
        usable
    });
    if trouble.is_empty() {
        trouble.push(chain(&error));
    }
    let output =
        Output::prepare(good).map_err(|error| Failure::new(evidence::ExitCode::Report, chain(&error)))?;
    Ok((output, trouble))
}

/// Preparing events makes their file, which would be in the way of preparing them again.
fn remove_probe(path: &Path) {
    let _gone = std::fs::remove_file(path);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(reports: &[String]) -> ReportOptions {
        ReportOptions { out: None, reports: reports.to_vec(), junit_flavor: Flavor::Jenkins }
    }

    #[test]
    fn a_path_that_cannot_be_written_is_told_and_leaves_the_others() {
        let directory = tempfile::tempdir().unwrap();
        let folder = directory.path().join("folder");
        std::fs::create_dir(&folder).unwrap();
        let reports = [format!("junit={}", folder.display())];
        let files = ReportFiles::prepare(
            &options(&reports),
            directory.path(),
            &[Kind::Json, Kind::Junit, Kind::Events],
        )
        .unwrap();
        assert_eq!(files.trouble.len(), 1, "{:?}", files.trouble);
        assert!(files.trouble[0].contains("folder"), "{:?}", files.trouble);
        let kinds: Vec<_> = files.output.paths().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, [Kind::Json, Kind::Events]);
        files.abandon();
        assert!(!directory.path().join("events.ndjson").exists(), "an empty events file is left");
    }

    #[test]
    fn old_reports_are_gone_even_if_the_command_is_wrong() {
        let directory = tempfile::tempdir().unwrap();
        let old = directory.path().join("junit.xml");
        std::fs::write(&old, "yesterday").unwrap();
        let failure = ReportFiles::prepare(&options(&["jnuit".to_owned()]), directory.path(), &[Kind::Junit])
            .unwrap_err();
        assert_eq!(failure.code, evidence::ExitCode::Usage);
        assert!(failure.to_string().contains("jnuit"), "{failure}");
        assert!(!old.exists(), "yesterday's report is still there");
    }

    #[test]
    fn two_kinds_in_one_file_are_a_usage_error() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x").display().to_string();
        let reports = [format!("junit={path}"), format!("json={path}")];
        let failure = ReportFiles::prepare(&options(&reports), directory.path(), &[]).unwrap_err();
        assert_eq!(failure.code, evidence::ExitCode::Usage);
    }
}
