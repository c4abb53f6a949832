//! Why a command ends without a verdict: an exit code and what to tell the user.

use evidence::ExitCode;

/// Ends a command. Every line is told on its own, behind the name of the program.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", lines.join("\n"))]
pub(crate) struct Failure {
    /// What the process ends with.
    pub(crate) code: ExitCode,
    /// What went wrong; one line for each thing.
    pub(crate) lines: Vec<String>,
}

impl Failure {
    /// One thing went wrong.
    pub(crate) fn new(code: ExitCode, line: impl Into<String>) -> Self {
        Self { code, lines: vec![line.into()] }
    }

    /// The command cannot be carried out as it was asked for; exit 2.
    pub(crate) fn usage(line: impl Into<String>) -> Self {
        Self::new(ExitCode::Usage, line)
    }
}

/// The known name nearest to a word that is not known, as the end of a sentence; empty if none is near.
pub(crate) fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

/// The known name nearest to a word, if one is near enough to be meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let likeness = |name: &str| {
        // `stagin` is meant as a part of `oscar-staging`.
        let part = word.len() >= 4 && name.contains(&word);
        if part { 0.9 } else { strsim::jaro_winkler(&word, name) }
    };
    known
        .into_iter()
        .map(|name| (likeness(&name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness >= 0.8)
        // Of several that are equally near, the first.
        .min_by(|(a, _), (b, _)| b.total_cmp(a))
        .map(|(_, name)| name)
}

/// Names for a sentence that lists them; says so if there are none.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.into_iter().collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("stagin", "; did you mean `oscar-staging`?", &["mock", "oscar-staging"])]
    #[case("oscar-stagin", "; did you mean `oscar-staging`?", &["mock", "oscar-staging"])]
    #[case("zzz", "", &["mock", "oscar-staging"])]
    #[case("OSCAR", "; did you mean `oscar`?", &["oscar"])]
    fn a_near_name_is_offered_and_a_far_one_is_not(
        #[case] word: &str,
        #[case] expected: &str,
        #[case] known: &[&str],
    ) {
        assert_eq!(did_you_mean(word, known.iter().copied()), expected);
    }
}
