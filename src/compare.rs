//! `covenant compare`: what broke between two runs, and what was mended.

use evidence::ExitCode;
use reports::compare::{self, Comparison, Kind};

use crate::{
    arguments::{CompareArguments, TableFormat, Talk},
    failure::{Failure, did_you_mean, listed},
    output, read_run,
    suite_source::chain,
};

/// What `--fail-on` says where no kind shall fail.
const NONE: &str = "none";

/// Compares two runs.
///
/// Ends with 1 if a scenario is of a kind that `--fail-on` names, with 5 if something could not be judged that could have
/// been, and with 4 if the runs have nothing in common.
pub(crate) fn compare(arguments: &CompareArguments, talk: Talk) -> ExitCode {
    output::ended(carry_out(arguments, talk))
}

fn carry_out(arguments: &CompareArguments, talk: Talk) -> Result<ExitCode, Failure> {
    let fail_on = kinds(&arguments.fail_on)?;
    let (old, new) = (read_run::read(&arguments.old)?, read_run::read(&arguments.new)?);
    let comparison = Comparison::of(&old, &new);
    let text = match arguments.format {
        TableFormat::Text => compare::render(&comparison, &talk.terminal()),
        TableFormat::Markdown => compare::markdown::render(&comparison),
        TableFormat::Json => {
            comparison.json().map_err(|error| Failure::new(ExitCode::Internal, chain(&error)))?
        }
    };
    output::out(&text);
    let (code, why) = verdict(&comparison, fail_on.as_deref());
    why.iter().for_each(|line| output::err(&format!("covenant: {line}")));
    Ok(if output::stdout_failed() { code.worse(ExitCode::Report) } else { code })
}

/// The kinds that end with 1; none at all if nothing shall.
fn kinds(words: &[String]) -> Result<Option<Vec<Kind>>, Failure> {
    if words == [NONE] {
        return Ok(None);
    }
    let known = || Kind::ALL.into_iter().map(Kind::word).chain([NONE]);
    let read = |word: &String| {
        word.parse::<Kind>().map_err(|_unknown| {
            let text = if word == NONE {
                "--fail-on none stands alone: leave it out, or the kinds".to_owned()
            } else {
                let hint = did_you_mean(word, known());
                format!("--fail-on `{word}` is no kind of change (known: {}){hint}", listed(known()))
            };
            Failure::usage(text)
        })
    };
    words.iter().map(read).collect::<Result<Vec<_>, _>>().map(Some)
}

/// How a comparison ends, and why if not with 0. Whoever wants no verdict gets none.
fn verdict(comparison: &Comparison, fail_on: Option<&[Kind]>) -> (ExitCode, Vec<String>) {
    let Some(fail_on) = fail_on else { return (ExitCode::Conforms, Vec::new()) };
    let told = |kind: Kind, end: &str| {
        let count = comparison.count(kind);
        (count > 0).then(|| format!("{count} {}{end}", kind.words()))
    };
    let failing = Kind::ALL.into_iter().filter(|kind| fail_on.contains(kind));
    let failing: Vec<_> =
        failing.filter_map(|kind| told(kind, &format!(", and --fail-on has `{kind}`"))).collect();
    if !failing.is_empty() {
        return (ExitCode::DoesNotConform, failing);
    }
    let open = [Kind::Blocked, Kind::NotRun].into_iter();
    let open: Vec<_> =
        open.filter_map(|kind| told(kind, ": nothing is known of what became of it")).collect();
    if !open.is_empty() {
        return (ExitCode::CouldNotJudge, open);
    }
    if comparison.in_both == 0 {
        let text = "the runs have no scenario in common, so there is nothing to compare";
        return (ExitCode::NothingJudged, vec![text.to_owned()]);
    }
    (ExitCode::Conforms, Vec::new())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn read(line: &str) -> Result<Option<Vec<Kind>>, Failure> {
        kinds(&line.split(',').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn kinds_are_listed_or_none_is_meant() {
        assert_eq!(read("broken,gone").unwrap(), Some(vec![Kind::Broken, Kind::Gone]));
        assert_eq!(read("none").unwrap(), None);
    }

    #[rstest]
    #[case("brokn", "did you mean `broken`?")]
    #[case("broken,none", "none stands alone")]
    #[case("", "is no kind of change")]
    fn a_wrong_kind_says_what_there_is(#[case] line: &str, #[case] expected: &str) {
        let failure = read(line).unwrap_err();
        assert_eq!(failure.code, ExitCode::Usage);
        assert!(failure.to_string().contains(expected), "{failure}");
    }
}
