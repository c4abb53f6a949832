//! `covenant list`: what would run, why the rest would not, and how many requests it takes. Nothing is started and nothing
//! is sent.

mod needs;

use std::{fmt::Write as _, path::Path};

use evidence::{ExitCode, Reason};
use serde_json::{Value, json};
use steps::{Profile, Target};
use suite::{ScenarioRef, Suite};

use self::needs::Needs;
use crate::{
    arguments::{FailOn, Format, ListArguments, Talk},
    failure::Failure,
    output,
    selection::{self, Filter},
    suite_source,
};

/// Lists.
pub(crate) fn list(arguments: &ListArguments, talk: Talk) -> ExitCode {
    match listing(arguments) {
        Ok(listing) => {
            match arguments.format {
                Format::Text => output::out(&text(&listing, talk.quiet)),
                Format::Json => output::out_line(&format!("{:#}", json(&listing))),
            }
            if output::stdout_failed() { ExitCode::Report } else { ExitCode::Conforms }
        }
        Err(failure) => {
            output::failure(&failure);
            failure.code
        }
    }
}

struct Listing {
    /// The folder of the features, as people find it.
    folder: String,
    suite: Suite,
    profiles: Vec<Profile>,
    rows: Vec<Row>,
}

struct Row {
    scenario: ScenarioRef,
    profile: usize,
    /// Why it would not run.
    reason: Option<Reason>,
}

fn listing(arguments: &ListArguments) -> Result<Listing, Failure> {
    let again = match &arguments.selection.rerun {
        Some(path) => Some(selection::rerun_ids(path, FailOn::Failed)?),
        None => None,
    };
    let suite = suite_source::sound(arguments.selection.features.as_deref(), &arguments.selection.vendors)?;
    let profiles = selection::profiles(&arguments.selection, &suite)?.profiles;
    let vendors: Vec<_> = profiles.iter().map(|profile| profile.vendor).collect();
    let planned = Filter::new(&arguments.selection, &vendors, again)?.apply(&suite, &profiles)?;
    let rows = planned
        .into_iter()
        .map(|planned| Row {
            reason: steps::not_applicable(suite.scenario(planned.scenario), &profiles[planned.profile]),
            scenario: planned.scenario,
            profile: planned.profile,
        })
        .collect();
    let folder = arguments.selection.features.as_deref().unwrap_or(Path::new("features"));
    Ok(Listing { folder: folder.display().to_string(), suite, profiles, rows })
}

impl Listing {
    /// The rows, feature by feature.
    fn features(&self) -> impl Iterator<Item = &[Row]> {
        self.rows.chunk_by(|one, other| one.scenario.feature == other.scenario.feature)
    }

    /// What the scenarios need that would run against a profile, if it is a real environment.
    fn needs(&self, profile: usize) -> Option<Needs> {
        let would_run = self.rows.iter().filter(|row| row.profile == profile && row.reason.is_none());
        Needs::of(&self.profiles[profile], would_run.map(|row| self.suite.cost(row.scenario)))
    }

    fn count_not_applicable(&self) -> usize {
        self.rows.iter().filter(|row| row.reason.is_some()).count()
    }

    fn count_filtered_out(&self) -> usize {
        self.suite.scenarios().count() - self.rows.len()
    }
}

fn text(listing: &Listing, quiet: bool) -> String {
    let mut page = String::new();
    let suite = &listing.suite;
    for rows in listing.features() {
        let Some(first) = rows.first() else { continue };
        let feature = suite.feature(first.scenario);
        let run = rows.iter().filter(|row| row.reason.is_none()).count();
        let profile = &listing.profiles[first.profile].name;
        let _ = writeln!(
            page,
            "{}/{}: {} ({run} of {} would run, profile {profile})",
            listing.folder.trim_end_matches('/'),
            feature.path,
            feature.name,
            feature.scenarios.len()
        );
        if quiet {
            continue;
        }
        for row in rows {
            let scenario = suite.scenario(row.scenario);
            let mark = if row.reason.is_some() { '-' } else { '+' };
            let _ = writeln!(page, "  {mark} {}  {}", scenario.id, scenario.name);
            if let Some(reason) = &row.reason {
                let _ = writeln!(page, "      not applicable: {}", reason.text);
            }
        }
    }
    let not_applicable = listing.count_not_applicable();
    let _ = writeln!(
        page,
        "{} would run, {not_applicable} not applicable, {} left out by the filter; {} scenarios in {} features",
        listing.rows.len() - not_applicable,
        listing.count_filtered_out(),
        suite.scenarios().count(),
        suite.features.len()
    );
    for (at, profile) in listing.profiles.iter().enumerate() {
        if let Some(needs) = listing.needs(at).and_then(|needs| needs.text()) {
            let _ = writeln!(page, "profile {} {needs}", profile.name);
        }
    }
    page
}

fn json(listing: &Listing) -> Value {
    let suite = &listing.suite;
    let not_applicable = listing.count_not_applicable();
    let features: Vec<_> = listing
        .features()
        .filter_map(|rows| {
            let feature = suite.feature(rows.first()?.scenario);
            let scenarios: Vec<_> = rows.iter().map(|row| scenario_json(listing, row)).collect();
            Some(json!({
                "path": feature.path,
                "vendor": feature.vendor,
                "name": feature.name,
                "scenarios": scenarios,
            }))
        })
        .collect();
    json!({
        "format": "covenant-list",
        "format_version": 1,
        "profiles": (0..listing.profiles.len()).map(|at| profile_json(listing, at)).collect::<Vec<_>>(),
        "summary": {
            "scenarios": suite.scenarios().count(),
            "selected": listing.rows.len(),
            "would_run": listing.rows.len() - not_applicable,
            "not_applicable": not_applicable,
            "left_out": listing.count_filtered_out(),
        },
        "features": features,
    })
}

fn profile_json(listing: &Listing, at: usize) -> Value {
    let profile = &listing.profiles[at];
    let (target, base_url) = match &profile.target {
        Target::Simulator { .. } => ("simulator", Value::Null),
        Target::Remote(remote) => ("remote", Value::from(remote.base_url.as_str())),
        Target::Receiver(receiver) => ("receiver", Value::from(receiver.url.as_str())),
    };
    let mut members = serde_json::Map::new();
    members.insert("name".to_owned(), Value::from(profile.name.as_str()));
    members.insert("vendor".to_owned(), json!(profile.vendor));
    members.insert("target".to_owned(), Value::from(target));
    members.insert("base_url".to_owned(), base_url);
    members.extend(listing.needs(at).map(|needs| needs.json()).unwrap_or_default());
    members.into()
}

fn scenario_json(listing: &Listing, row: &Row) -> Value {
    let scenario = listing.suite.scenario(row.scenario);
    json!({
        "id": scenario.id,
        "name": scenario.name,
        "line": scenario.line,
        "party": scenario.party,
        "clauses": scenario.clauses,
        "tags": scenario.tags,
        "profile": listing.profiles[row.profile].name,
        "would_run": row.reason.is_none(),
        "reason": row.reason,
    })
}
