//! Turns the errors of the validator into defects with a level and words.

use evidence::Level;
use jsonschema::{ValidationError, error::ValidationErrorKind};
use serde_json::Value;

use super::{
    describe::{describe, expected, place},
    marks::{self, Standing},
    sample,
    set::CompiledSchema,
};

/// More are not worth reading, and a hostile body could have millions.
const REPORTED_DEFECTS_MAX: usize = 100;

/// One way in which a value does not satisfy its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// Where in the instance: a JSON pointer, empty for the whole.
    pub instance_pointer: String,
    /// Where in the schema: file and JSON pointer, `$ref`s followed.
    pub schema_path: String,
    /// The JSON Schema keyword.
    pub keyword: String,
    /// How well the broken rule is known.
    pub level: Level,
    /// The clauses that speak of it, where the schema names them.
    pub clauses: Vec<String>,
    /// What the schema asks for.
    pub expected: String,
    /// What was there; sensitive values masked.
    pub actual: String,
    /// The whole in one sentence.
    pub message: String,
}

impl std::fmt::Display for Defect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

/// All defects of an instance that is known to be invalid, the best known first.
pub(super) fn of(schema: &CompiledSchema, instance: &Value) -> Vec<Defect> {
    let mut found = Vec::new();
    let sample = sample::of(instance);
    for error in schema.validator.iter_errors(sample.as_ref().unwrap_or(instance)).take(REPORTED_DEFECTS_MAX)
    {
        report(schema, &error, &mut found);
    }
    if sample.is_some() {
        found.retain(|one| !sample::is_displaced(&one.instance_pointer));
    }
    if found.is_empty()
        && let Err(error) = schema.validator.validate(instance)
    {
        // Only what was cut away from the sample is wrong.
        report(schema, &error, &mut found);
    }
    // A value of the wrong type also fails what else is said of values; that adds nothing. Presence is another matter.
    let mistyped: Vec<String> =
        found.iter().filter(|one| one.keyword == "type").map(|one| one.instance_pointer.clone()).collect();
    found.retain(|one| {
        matches!(one.keyword.as_str(), "type" | "required" | "anyOf")
            || !mistyped.contains(&one.instance_pointer)
    });
    found.sort_by_key(|one| std::cmp::Reverse(one.level));
    // Several places may say the same of one value; the best known of them speaks.
    let mut kept: Vec<Defect> = Vec::with_capacity(found.len());
    for one in found {
        let told = |other: &Defect| {
            (&other.instance_pointer, &other.keyword, &other.message)
                == (&one.instance_pointer, &one.keyword, &one.message)
        };
        if !kept.iter().any(told) {
            kept.push(one);
        }
    }
    kept
}

fn report(schema: &CompiledSchema, error: &ValidationError<'_>, found: &mut Vec<Defect>) {
    let path = error.evaluation_path().as_str();
    // What was compiled is a `$ref` to the file; the walk starts in the file.
    let standing = marks::walk(schema.set, &schema.path, path.strip_prefix("/$ref").unwrap_or(path));
    if standing.text("x-message").is_none()
        && let Some(branch) = nearest_branch(error.kind())
    {
        for inner in branch {
            report(schema, inner, found);
        }
        return;
    }
    found.push(defect(schema, error, &standing));
}

/// The alternative that failed least, as the one that was probably meant.
fn nearest_branch(kind: &ValidationErrorKind) -> Option<&[ValidationError<'static>]> {
    match kind {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => context
            .iter()
            .filter(|branch| !branch.is_empty())
            .min_by_key(|branch| branch.len())
            .map(Vec::as_slice),
        _ => None,
    }
}

fn defect(schema: &CompiledSchema, error: &ValidationError<'_>, standing: &Standing<'_>) -> Defect {
    let pointer = error.instance_path().as_str();
    let told = standing.text("x-message");
    let asked = expected(error.kind(), standing.text("title"));
    let there = describe(error.instance(), standing.sensitive);
    let member = match error.kind() {
        ValidationErrorKind::Required { property } => property.as_str(),
        _ => None,
    };
    let (level, message) = if let ValidationErrorKind::Required { property } = error.kind() {
        let member = property.as_str().unwrap_or_default();
        (standing.presence_of(schema.set, member), format!("{} has no member `{member}`", place(pointer)))
    } else {
        (standing.evidence, format!("{} is {there}, expected {asked}", place(pointer)))
    };
    Defect {
        instance_pointer: pointer.to_owned(),
        schema_path: standing.schema_path.clone(),
        keyword: error.kind().keyword().to_owned(),
        level,
        clauses: standing.clauses(member),
        expected: asked,
        actual: there,
        message: told.map_or(message, str::to_owned),
    }
}
