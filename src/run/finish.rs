//! The end of a run: reports, what a person reads, and the exit code.

use evidence::{ExitCode, RunRecord, Summary, redact::RunSecrets};
use reports::writer::Redacted;

use crate::{
    arguments::{FailOn, Talk},
    output,
    report_files::ReportFiles,
    suite_source::chain,
};

/// Everything but the record that decides how a run ends.
pub(super) struct Finish<'f> {
    pub(super) files: Option<ReportFiles>,
    pub(super) secrets: &'f RunSecrets,
    pub(super) fail_on: FailOn,
    pub(super) min_judged: usize,
    pub(super) internal: Option<String>,
    pub(super) safety: Option<String>,
}

impl Finish<'_> {
    /// Writes everything and says how the run ended.
    pub(super) fn write(self, record: RunRecord, talk: Talk) -> (ExitCode, Summary) {
        let mut code = verdict(&record, self.fail_on, self.min_judged);
        let summary = record.summary;
        let mut say: Vec<_> = record.stale_waivers().map(evidence::WaiverRecord::words).collect();
        if let Some(text) = &self.safety {
            code = code.worse(ExitCode::Safety);
            say.push(format!("refused for safety: {text}"));
        }
        if let Some(text) = &self.internal {
            code = code.worse(ExitCode::Internal);
            say.push(format!("internal error: {text}; please report it, with the run's events.ndjson"));
        }
        let mut trouble = Vec::new();
        match Redacted::new(record, self.secrets) {
            Ok(run) => {
                if let Some(mut files) = self.files {
                    files.write(&run, self.secrets);
                    let text = reports::terminal::render(run.record(), &talk.terminal());
                    output::out(&self.secrets.text(&files.printed(run.record(), text)));
                    if !talk.quiet {
                        files.places().iter().for_each(|place| output::err(&format!("covenant: {place}")));
                    }
                    trouble = files.trouble;
                }
                // The process is about to end; giving back every small text of the record one by one only takes time.
                std::mem::forget(run);
            }
            Err(error) => trouble.push(chain(&error)),
        }
        if self.fail_on == FailOn::Warned && summary.outcomes.warned > 0 {
            say.push(format!("{} warned, and --fail-on warned is set", summary.outcomes.warned));
        }
        if summary.judged < self.min_judged {
            say.push(format!("{} judged, and --min-judged asks for {}", summary.judged, self.min_judged));
        }
        if !trouble.is_empty() || output::stdout_failed() {
            code = code.worse(ExitCode::Report);
        }
        say.extend(trouble.into_iter().map(|text| format!("report: {text}")));
        for text in say {
            output::err(&format!("covenant: {}", self.secrets.text(&text)));
        }
        (code, summary)
    }
}

/// The exit code that the record leads to, tightened by the command line.
pub(crate) fn verdict(record: &RunRecord, fail_on: FailOn, min_judged: usize) -> ExitCode {
    let outcomes = &record.summary.outcomes;
    let mut code = ExitCode::of_outcomes(outcomes, record.not_run.len());
    if record.run.interrupted {
        code = code.worse(ExitCode::Interrupted);
    }
    if !record.run.complete && code == ExitCode::Conforms {
        code = ExitCode::CouldNotJudge;
    }
    if fail_on == FailOn::Warned && outcomes.warned > 0 {
        code = code.worse(ExitCode::DoesNotConform);
    }
    if outcomes.judged() < min_judged {
        code = code.worse(ExitCode::NothingJudged);
    }
    if record.stale_waivers().next().is_some() {
        code = code.worse(ExitCode::StaleWaiver);
    }
    code
}

#[cfg(test)]
mod tests {
    use evidence::{FORMAT, FORMAT_VERSION, Outcome, RunInfo, Tally};
    use rstest::rstest;

    use super::*;

    fn record(outcomes: &[Outcome], complete: bool, interrupted: bool) -> RunRecord {
        let outcomes: Tally = outcomes.iter().copied().collect();
        RunRecord {
            format: FORMAT.to_owned(),
            format_version: FORMAT_VERSION,
            run: RunInfo { complete, interrupted, ..RunInfo::default() },
            summary: Summary { judged: outcomes.judged(), outcomes, ..Summary::default() },
            profiles: Vec::new(),
            features: Vec::new(),
            clauses: Vec::new(),
            catalogue: Vec::new(),
            not_callable: Vec::new(),
            checklists: Vec::new(),
            waivers: Vec::new(),
            drift: Vec::new(),
            scenarios: Vec::new(),
            not_run: Vec::new(),
        }
    }

    #[rstest]
    #[case(&[Outcome::Passed], FailOn::Failed, 0, ExitCode::Conforms)]
    #[case(&[Outcome::Passed, Outcome::Warned], FailOn::Failed, 0, ExitCode::Conforms)]
    #[case(&[Outcome::Passed, Outcome::Warned], FailOn::Warned, 0, ExitCode::DoesNotConform)]
    #[case(&[Outcome::Passed], FailOn::Failed, 2, ExitCode::NothingJudged)]
    #[case(&[Outcome::Failed], FailOn::Failed, 2, ExitCode::DoesNotConform)]
    #[case(&[Outcome::Error], FailOn::Failed, 2, ExitCode::CouldNotJudge)]
    #[case(&[Outcome::NotApplicable], FailOn::Failed, 0, ExitCode::NothingJudged)]
    fn options_only_tighten_the_verdict(
        #[case] outcomes: &[Outcome],
        #[case] fail_on: FailOn,
        #[case] min_judged: usize,
        #[case] expected: ExitCode,
    ) {
        assert_eq!(verdict(&record(outcomes, true, false), fail_on, min_judged), expected);
    }

    #[test]
    fn an_incomplete_run_never_conforms() {
        assert_eq!(
            verdict(&record(&[Outcome::Passed], false, false), FailOn::Failed, 0),
            ExitCode::CouldNotJudge
        );
        assert_eq!(
            verdict(&record(&[Outcome::Passed], false, true), FailOn::Failed, 0),
            ExitCode::Interrupted
        );
    }
}
