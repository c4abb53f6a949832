//! JUnit XML for CI servers, valid against the schema of Jenkins' xUnit plugin (`junit-10.xsd`).
//!
//! ```xml
//! <testsuites tests="2" failures="1" errors="0" time="0.019">
//!   <testsuite id="0" name="oscar/membership/create.feature" file="features/oscar/membership/create.feature" …>
//!     <properties><property name="covenant.run" value="…"/>…</properties>
//!     <testcase name="An enrollment answers … [oscar-create-membership-ids]" classname="oscar.membership.create" time="0.012">
//!       <failure type="failed" message="the response lacks the member `oscar_id`"><![CDATA[…]]></failure>
//!       <system-out><![CDATA[outcome: failed …]]></system-out>
//!     </testcase>
//!   </testsuite>
//! </testsuites>
//! ```
//!
//! | outcome | element |
//! |---|---|
//! | `failed`, `blocked` | `<failure type="failed">`, `<failure type="blocked">` |
//! | `error` | `<error type=…>` with the code of its reason, such as `unreachable` |
//! | `waived`, `not_applicable` | `<skipped type="waived">`, `<skipped type="not_applicable">`, the reason as message |
//! | `warned`, `passed` | none; the first line of `<system-out>` says which |
//! | selected and never started | `<error type="not-run">` |
//!
//! GitLab links a testcase to the file that its attribute `file` names; the schema of Jenkins' plugin refuses that
//! attribute, so there are two flavors ([`Flavor`]).
//!
//! A run that did not come to its end, or judged nothing, has one more testcase, `covenant.run`, with an `<error>`: a
//! server that looks only for red elements finds one.

mod case;
mod finish;
mod flavor;
mod read;

use std::collections::HashSet;

use evidence::{RunRecord, ScenarioHead};
use junit_report::{Report, TestSuite};

pub use flavor::Flavor;
pub(crate) use read::{Case, Element, read};

use crate::{
    ReportError,
    instants::Instants,
    text::one_line,
    view::{View, run_problem},
};

/// The suite and class of what concerns the run as a whole.
pub(crate) const RUN_CLASS: &str = "covenant.run";

/// Renders a run as JUnit XML in the flavor of Jenkins. The same record gives the same bytes.
///
/// # Errors
///
/// If the document cannot be built; the record itself cannot make that happen.
pub fn render(record: &RunRecord) -> Result<String, ReportError> {
    render_as(record, Flavor::Jenkins)
}

/// Renders a run as JUnit XML for one kind of server.
///
/// # Errors
///
/// As [`render`].
pub fn render_as(record: &RunRecord, flavor: Flavor) -> Result<String, ReportError> {
    let view = View::new(record);
    let mut names = Names::default();
    let mut suites: Vec<(String, TestSuite)> = Vec::new();
    let mut add = |suite: &str, case| match suites.iter_mut().find(|(name, _)| name == suite) {
        Some((_, found)) => found.add_testcase(case),
        None => {
            let mut new = TestSuite::new(&one_line(suite));
            new.package = class_name(suite);
            new.set_timestamp(Instants::of(record).start());
            new.add_testcase(case);
            suites.push((suite.to_owned(), new));
        }
    };
    for scenario in &record.scenarios {
        let (class, name) = names.of(&scenario.head);
        add(&scenario.head.feature, case::finished(&view, scenario, name, class));
    }
    for head in &record.not_run {
        let (class, name) = names.of(head);
        add(&head.feature, case::not_run(&view, head, name, class));
    }
    if let Some(problem) = run_problem(record) {
        add(RUN_CLASS, case::run(&problem, &record.run.id));
    }
    let mut raw = Vec::new();
    let mut report = Report::new();
    report.add_testsuites(suites.into_iter().map(|(_, suite)| suite));
    report.write_xml(&mut raw).map_err(|source| ReportError::Junit(source.to_string()))?;
    let raw = String::from_utf8(raw).map_err(|source| ReportError::Junit(source.to_string()))?;
    finish::finish(&raw, &view, flavor).map_err(|source| ReportError::Junit(source.to_string()))
}

/// The class of a feature: its path with dots, which begins with the vendor.
pub(crate) fn class_name(feature: &str) -> String {
    let feature = one_line(feature);
    feature.trim_end_matches(".feature").replace(['/', '\\'], ".").replace(' ', "_")
}

/// The class and the name of scenarios: title and id. Ids are unique, so names are; a record that breaks this still
/// makes a document in which no testcase hides another.
#[derive(Debug, Default)]
pub(crate) struct Names(HashSet<(String, String)>);

impl Names {
    pub(crate) fn of(&mut self, head: &ScenarioHead) -> (String, String) {
        let mut class = class_name(&head.feature);
        if class.split('.').next() != Some(head.vendor.word()) {
            class = format!("{}.{class}", head.vendor);
        }
        let whole = format!("{} [{}]", one_line(&head.name), one_line(&head.id));
        let mut name = whole.clone();
        let mut nth = 1;
        while !self.0.insert((class.clone(), name.clone())) {
            nth += 1;
            name = format!("{whole} ({nth})");
        }
        (class, name)
    }
}
