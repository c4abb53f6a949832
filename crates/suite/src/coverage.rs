//! Coverage files: `coverage/{oscar,osigu,ideon}.toml`, one `[[answers]]` table a reason why no run of the whole suite
//! against the honest simulator gets an answer that the catalogue has.
//!
//! ```toml
//! [[answers]]
//! statuses = [400, 422]
//! operations = ["list-contributions"]
//! reason = "the status is listed, and nothing says what causes it"
//! ```
//!
//! Without `operations` the reason holds for every operation of the vendor that does not get the status, as long as no
//! document says that it does: a documented status below 429 names its operations.

use evidence::{CatalogueRow, Level, Vendor};
use serde::Deserialize;
use toml::Spanned;

use crate::{
    clauses::{Places, one_line},
    problem::Problem,
};

/// From here on a status says something of the moment and not of the request: a reason may hold for all operations.
const OF_THE_MOMENT: u16 = 429;

/// Answers of a vendor that no run of the whole suite gets, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unexercised {
    /// Whose.
    pub vendor: Vendor,
    /// The status codes.
    pub statuses: Vec<u16>,
    /// Of which operations; none stands for all of which no document says that they answer so.
    pub operations: Vec<String>,
    /// Why, for a person.
    pub reason: String,
}

impl Unexercised {
    /// Whether it speaks of this answer.
    #[must_use]
    pub fn is_about(&self, row: &CatalogueRow) -> bool {
        let may_be_meant = row.status_level < Level::Documented || row.status >= OF_THE_MOMENT;
        self.vendor == row.vendor
            && self.statuses.contains(&row.status)
            && (self.operations.contains(&row.operation) || self.operations.is_empty() && may_be_meant)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    answers: Vec<Spanned<Answers>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answers {
    statuses: Vec<u16>,
    #[serde(default)]
    operations: Vec<String>,
    reason: String,
}

/// Reads a coverage file. `path` stands in problems.
pub(crate) fn read(path: &str, vendor: Vendor, text: &str) -> Result<Vec<Unexercised>, Problem> {
    let places = Places::new(text);
    let problem = |message: String| Problem::new("coverage-file", path, message);
    let file: File = toml::from_str(text).map_err(|error| {
        let problem = problem(one_line(error.message()));
        match error.span().map(|span| places.of(span.start)) {
            Some((line, column)) => problem.at(line).column(Some(column)),
            None => problem,
        }
    })?;
    let mut all = Vec::new();
    for answers in file.answers {
        let (line, _) = places.of(answers.span().start);
        let Answers { statuses, operations, reason } = answers.into_inner();
        if statuses.is_empty() {
            return Err(
                problem("the answers have no status; name those that nothing gets".to_owned()).at(line)
            );
        }
        if reason.trim().is_empty() {
            return Err(problem("the reason is empty".to_owned()).at(line));
        }
        all.push(Unexercised { vendor, statuses, operations, reason });
    }
    Ok(all)
}

/// What speaks of an answer: by name before in general, and the first before the others.
pub(crate) fn reason<'u>(all: &'u [Unexercised], row: &CatalogueRow) -> Option<&'u Unexercised> {
    let about = || all.iter().filter(|one| one.is_about(row));
    about().find(|one| !one.operations.is_empty()).or_else(|| about().next())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const GOOD: &str = "\
[[answers]]
statuses = [404, 500]
reason = \"nobody provokes it\"

[[answers]]
statuses = [404]
operations = [\"get-balance\"]
reason = \"there is always a balance\"
";

    fn row(operation: &str, status: u16, status_level: Level) -> CatalogueRow {
        CatalogueRow {
            vendor: Vendor::Oscar,
            operation: operation.to_owned(),
            method: "GET".to_owned(),
            path: "/".to_owned(),
            path_level: Level::Documented,
            status,
            status_level,
            content_type: None,
            content_type_level: Level::Assumed,
            schema: None,
            not_exercised: None,
        }
    }

    #[rstest]
    #[case("get-balance", 404, Level::Documented, Some("there is always a balance"))]
    #[case("get-membership", 404, Level::Draft, Some("nobody provokes it"))]
    #[case("get-membership", 404, Level::Documented, None)]
    #[case("get-membership", 500, Level::Documented, Some("nobody provokes it"))]
    #[case("get-membership", 401, Level::Assumed, None)]
    fn a_documented_answer_is_excused_by_name_only(
        #[case] operation: &str,
        #[case] status: u16,
        #[case] level: Level,
        #[case] expected: Option<&str>,
    ) {
        let all = read("c", Vendor::Oscar, GOOD).unwrap();
        let found = reason(&all, &row(operation, status, level));
        assert_eq!(found.map(|found| found.reason.as_str()), expected);
        let other = CatalogueRow { vendor: Vendor::Osigu, ..row(operation, status, level) };
        assert_eq!(reason(&all, &other), None, "another vendor's");
    }

    #[rstest]
    #[case("statuses = [404]", "statuses = []", 5, "have no status")]
    #[case("there is always a balance", " ", 5, "the reason is empty")]
    #[case("operations =", "operation =", 7, "unknown field `operation`")]
    #[case("[404, 500]", "[404, \"500\"]", 2, "invalid type")]
    fn a_file_that_is_wrong_tells_its_line(
        #[case] old: &str,
        #[case] new: &str,
        #[case] line: usize,
        #[case] words: &str,
    ) {
        let problem = read("c", Vendor::Oscar, &GOOD.replace(old, new)).unwrap_err();
        assert_eq!((problem.rule, problem.line), ("coverage-file", Some(line)), "{problem}");
        assert!(problem.message.contains(words), "{problem}");
    }
}
