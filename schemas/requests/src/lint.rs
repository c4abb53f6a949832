//! Lints the evidence marks of schemas: a mark that is missing, misspelt or without effect would quietly change what
//! turns a vendor red.

use evidence::Level;
use serde_json::Value;

use crate::schema::SchemaSet;

/// Members that are sensitive wherever they stand.
pub const SENSITIVE_NAMES: [&str; 10] = [
    "access_token",
    "account_number",
    "client_secret",
    "document_number",
    "medicare_beneficiary_identifier",
    "otp_verification_token",
    "routing_number",
    "social_security_number",
    "ssn",
    "token",
];

/// Keywords of ours.
const OWN_KEYWORDS: [&str; 5] =
    ["x-clauses", "x-evidence", "x-evidence-required", "x-message", "x-sensitive"];

/// Keywords whose value is a schema.
const ONE_SCHEMA: [&str; 8] =
    ["additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then"];
/// Keywords whose value is a list of schemas.
const SCHEMA_LISTS: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
/// Keywords whose value is a map of schemas.
const SCHEMA_MAPS: [&str; 3] = ["$defs", "patternProperties", "properties"];

/// What is wrong with the marks of all schemas of a set, in sentences.
#[must_use]
pub fn marks(set: &SchemaSet) -> Vec<String> {
    let mut said = Vec::new();
    for (path, root) in set.iter() {
        for name in ["x-evidence", "x-evidence-required"] {
            if root.get(name).is_none() {
                said.push(format!("`{path}`: the root does not state `{name}`"));
            }
        }
        Lint { set, path, said: &mut said }.schema(root, String::new(), None);
    }
    said
}

struct Lint<'l> {
    set: &'l SchemaSet,
    path: &'l str,
    said: &'l mut Vec<String>,
}

impl Lint<'_> {
    fn say(&mut self, pointer: &str, what: &str) {
        self.said.push(format!("`{}#{pointer}`: {what}", self.path));
    }

    fn schema(&mut self, schema: &Value, pointer: String, member: Option<&str>) {
        let keywords = match schema {
            Value::Object(keywords) => keywords,
            Value::Bool(_) => return,
            _ => return self.say(&pointer, "a schema is an object, true or false"),
        };
        for (name, value) in keywords.iter().filter(|(name, _)| name.starts_with("x-")) {
            match name.as_str() {
                "x-evidence" | "x-evidence-required" => {
                    if value.as_str().is_none_or(|word| word.parse::<Level>().is_err()) {
                        let known = Level::ALL.map(Level::word).join(", ");
                        self.say(&pointer, &format!("`{name}` is {value} (known: {known})"));
                    }
                }
                "x-message" => {
                    if value.as_str().is_none_or(|text| text.trim().is_empty()) {
                        self.say(&pointer, "`x-message` is not a sentence");
                    }
                }
                "x-clauses" => {
                    let ids = value.as_array().filter(|ids| !ids.is_empty());
                    let form = |id: &Value| {
                        id.as_str().and_then(|id| id.split_once('-')).is_some_and(|(prefix, number)| {
                            prefix.chars().all(|c| c.is_ascii_uppercase()) && number.parse::<u32>().is_ok()
                        })
                    };
                    if !ids.is_some_and(|ids| ids.iter().all(form)) {
                        self.say(&pointer, "`x-clauses` is a list of clause ids such as OSC-12");
                    }
                }
                "x-sensitive" => {
                    if *value != Value::Bool(true) {
                        self.say(&pointer, "`x-sensitive` is true or absent");
                    }
                }
                other => self
                    .say(&pointer, &format!("`{other}` is not known (known: {})", OWN_KEYWORDS.join(", "))),
            }
        }
        let asserts = keywords.keys().any(|name| !name.starts_with("x-") && !is_annotation(name));
        if !asserts && keywords.keys().any(|name| name == "x-evidence" || name == "x-message") {
            self.say(&pointer, "a mark stands where nothing is asserted");
        }
        if let Some(reference) = keywords.get("$ref").and_then(Value::as_str)
            && self.set.resolve(self.path, reference).is_none()
        {
            self.say(&pointer, &format!("`$ref` to `{reference}` leads nowhere"));
        }
        if let Some(name) = member.filter(|name| SENSITIVE_NAMES.contains(name))
            && keywords.get("x-sensitive") != Some(&Value::Bool(true))
        {
            self.say(&pointer, &format!("the member `{name}` is not marked `x-sensitive`"));
        }
        self.below(keywords, &pointer);
    }

    fn below(&mut self, keywords: &serde_json::Map<String, Value>, pointer: &str) {
        for (name, value) in keywords {
            let name = name.as_str();
            if ONE_SCHEMA.contains(&name) {
                self.schema(value, format!("{pointer}/{name}"), None);
            } else if SCHEMA_LISTS.contains(&name) {
                for (at, one) in value.as_array().into_iter().flatten().enumerate() {
                    self.schema(one, format!("{pointer}/{name}/{at}"), None);
                }
            } else if SCHEMA_MAPS.contains(&name) {
                for (key, one) in value.as_object().into_iter().flatten() {
                    self.schema(
                        one,
                        format!("{pointer}/{name}/{key}"),
                        (name == "properties").then_some(key),
                    );
                }
            } else if !name.starts_with("x-") && contains_mark(value) {
                self.say(
                    &format!("{pointer}/{name}"),
                    "a mark stands inside a value, where it means nothing",
                );
            }
        }
    }
}

fn is_annotation(keyword: &str) -> bool {
    matches!(keyword, "title" | "description" | "$comment" | "examples" | "default")
}

fn contains_mark(value: &Value) -> bool {
    match value {
        Value::Object(members) => {
            members.iter().any(|(name, below)| OWN_KEYWORDS.contains(&name.as_str()) || contains_mark(below))
        }
        Value::Array(items) => items.iter().any(contains_mark),
        _ => false,
    }
}
