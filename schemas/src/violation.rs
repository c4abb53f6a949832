//! One rule that a response or an event breaks.

use evidence::Level;
use requests::schema::Defect;

/// One rule that a response or an event breaks. What it weighs is for the caller to say, by its level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule, stable: `status-undocumented`, `content-type`, `json-malformed`, `json-duplicate-member`,
    /// `json-not-utf8`, `json-trailing-bytes`, `body-incomplete`, `body-over-limit`, `schema`, `operation-unknown` or
    /// `event-type-unknown`.
    pub rule: &'static str,
    /// How well the rule is known.
    pub level: Level,
    /// The clauses that speak of it, where the schema names them.
    pub clauses: Vec<String>,
    /// Where in the body: a JSON pointer, empty for the whole; absent where the rule is not about a JSON value.
    pub instance_pointer: Option<String>,
    /// Where in the schema: file and JSON pointer, such as `oscar/error.400.json#/properties/field/type`.
    pub schema_path: Option<String>,
    /// The JSON Schema keyword.
    pub keyword: Option<String>,
    /// What the contract says.
    pub expected: String,
    /// What was there; sensitive values masked.
    pub actual: String,
    /// The whole in one sentence for a person.
    pub message: String,
}

impl Violation {
    pub(crate) fn new(
        rule: &'static str,
        level: Level,
        expected: impl Into<String>,
        actual: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            level,
            clauses: Vec::new(),
            instance_pointer: None,
            schema_path: None,
            keyword: None,
            expected: expected.into(),
            actual: actual.into(),
            message: message.into(),
        }
    }
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<Defect> for Violation {
    fn from(defect: Defect) -> Self {
        Self {
            rule: "schema",
            level: defect.level,
            clauses: defect.clauses,
            instance_pointer: Some(defect.instance_pointer),
            schema_path: Some(defect.schema_path),
            keyword: Some(defect.keyword),
            expected: defect.expected,
            actual: defect.actual,
            message: defect.message,
        }
    }
}
