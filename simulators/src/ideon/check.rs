//! Bodies against the documented request schemas: one problem an offence, `parameter` a dotted path (dossier 1.5).
//!
//! Nothing here knows a member: what is required, of which type and out of which values says the schema alone. What no
//! schema says (ids that must exist, group numbers of carriers) the operations look at themselves.

use requests::{RequestShape, Vendor, for_operation};
use serde_json::Value;

use super::{
    errors::{Kind, Problem, Refusal},
    faults::{Defect, Offence, Rule},
    operations::Operation,
    service::Call,
    settings::Elections,
    state::Book,
};
use crate::values::Object;

/// The content of a request, and what is wrong with it so far.
pub(super) struct Content {
    /// Without the wrapper; empty where there is none to read.
    pub(super) body: Object,
    pub(super) problems: Vec<Problem>,
    prefix: &'static str,
}

impl Content {
    /// The dotted path of a member of the content.
    pub(super) fn path(&self, member: &str) -> String {
        if self.prefix.is_empty() { member.to_owned() } else { format!("{}.{member}", self.prefix) }
    }

    /// Notes that a member has a value that it must not have, unless the schema already said something of it.
    pub(super) fn refuse(&mut self, member: &str, message: impl Into<String>) {
        let path = self.path(member);
        if !self.problems.iter().any(|problem| problem.parameter == path) {
            self.problems.push(Problem::new(Kind::Value, path, message));
        }
    }
}

/// An address without a country lies in the USA.
fn complete_addresses(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if members.contains_key("address_line_1") {
                members.entry("country_code").or_insert_with(|| "USA".into());
            }
            members.values_mut().for_each(complete_addresses);
        }
        Value::Array(items) => items.iter_mut().for_each(complete_addresses),
        _ => {}
    }
}

impl Book {
    /// The content of a call: 400 if it cannot be read; what the schema says against it is noted.
    pub(super) fn content(&self, call: &Call) -> Result<Content, Refusal> {
        let whole: Value = match serde_json::from_slice(call.raw) {
            Ok(whole) => whole,
            Err(_) if call.raw.is_empty() && call.operation == Operation::SubscribeToGroupUpdates => {
                Value::Object(Object::new())
            }
            Err(_) if self.has(Rule::UnreadableAccepted) => Value::Object(Object::new()),
            Err(error) => return Err(Refusal::malformed("body", format!("the body is not JSON: {error}"))),
        };
        let wrapper = call.operation.wrapper();
        let shape = for_operation(Vendor::Ideon, call.operation.id());
        let problems = shape.map_or_else(Vec::new, |shape| self.offences(shape, &whole, call.operation));
        let body = match (wrapper, whole) {
            (Some(wrapper), Value::Object(mut whole)) => whole.shift_remove(wrapper).unwrap_or_default(),
            (_, whole) => whole,
        };
        let Value::Object(mut body) = body else {
            return Ok(Content { body: Object::new(), problems, prefix: wrapper.unwrap_or_default() });
        };
        if !self.has(Rule::CountryStaysOpen) {
            body.values_mut().for_each(complete_addresses);
        }
        let mut content = Content { body, problems, prefix: wrapper.unwrap_or_default() };
        if let Some(Defect::Refuses(operation, member, value)) = self.fault.map(|fault| fault.defect)
            && operation == call.operation
            && content.body.get(member).is_some_and(|sent| sent == value)
        {
            content.refuse(member, format!("{member} is not one of the accepted values"));
        }
        Ok(content)
    }

    /// What the schema says against a body.
    fn offences(&self, shape: &RequestShape, whole: &Value, operation: Operation) -> Vec<Problem> {
        if shape.is_valid(whole) {
            return Vec::new();
        }
        let mut problems: Vec<Problem> = Vec::new();
        for defect in shape.violations(whole) {
            let (mut parameter, value) = dotted(whole, &defect.instance_pointer);
            let (kind, message) = match defect.keyword.as_str() {
                "required" => {
                    let member = defect.expected.trim_start_matches("a member `").trim_end_matches('`');
                    parameter = join(&parameter, member);
                    (Kind::Missing, format!("{parameter} is required"))
                }
                "type" => (Kind::Type, format!("{parameter} has the wrong type")),
                _ => (Kind::Value, format!("{parameter} is not one of the accepted values")),
            };
            if parameter.is_empty() {
                operation.wrapper().unwrap_or("body").clone_into(&mut parameter);
            }
            let is_null = value.is_some_and(Value::is_null);
            let tolerated = (kind == Kind::Value && is_null && self.settings.null_enum_accepted)
                || (kind == Kind::Type
                    && self.settings.elections == Elections::Objects
                    && value.is_some_and(Value::is_object)
                    && parameter.starts_with("qualifying_life_event.plan_elections."));
            let told = |known: &Problem| known.kind == kind && known.parameter == parameter;
            if !tolerated && !problems.iter().any(told) {
                problems.push(Problem { kind, message, parameter });
            }
        }
        problems
    }

    /// Refuses the content if there is anything against it that the current fault does not overlook.
    pub(super) fn settle(&self, operation: Operation, mut problems: Vec<Problem>) -> Result<(), Refusal> {
        if let Some(Defect::Accepts(harmed, offence)) = self.fault.map(|fault| fault.defect)
            && harmed == operation
        {
            problems.retain(|problem| !offence.is(problem.kind));
        }
        if problems.is_empty() { Ok(()) } else { Err(Refusal::invalid(problems)) }
    }
}

impl Offence {
    fn is(self, kind: Kind) -> bool {
        match self {
            Self::Missing => kind == Kind::Missing,
            Self::Type => kind == Kind::Type,
            Self::Value => kind == Kind::Value,
        }
    }
}

fn join(path: &str, member: &str) -> String {
    if path.is_empty() { member.to_owned() } else { format!("{path}.{member}") }
}

/// A JSON pointer as a dotted path, `[0]` for an item of a list, and what stands there.
fn dotted<'v>(whole: &'v Value, pointer: &str) -> (String, Option<&'v Value>) {
    let (mut path, mut at) = (String::new(), Some(whole));
    for segment in pointer.split('/').skip(1) {
        let segment = segment.replace("~1", "/").replace("~0", "~");
        let (name, next) = match at {
            Some(Value::Array(items)) => {
                (format!("[{segment}]"), segment.parse::<usize>().ok().and_then(|index| items.get(index)))
            }
            Some(Value::Object(members)) => {
                let next = members.get(&segment);
                (segment, next)
            }
            _ => (segment, None),
        };
        path = join(&path, &name);
        at = next;
    }
    (path, at)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_pointer_becomes_a_dotted_path_with_the_index_in_brackets() {
        let whole = json!({"subscriber": {"dependents": [{"last_name": 1}], "0": true}});
        let (path, value) = dotted(&whole, "/subscriber/dependents/0/last_name");
        assert_eq!((path.as_str(), value), ("subscriber.dependents.[0].last_name", Some(&json!(1))));
        assert_eq!(dotted(&whole, "/subscriber/0").0, "subscriber.0");
        assert_eq!(dotted(&whole, "").0, "");
    }
}
