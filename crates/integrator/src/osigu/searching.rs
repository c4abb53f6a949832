//! Finding a beneficiary, by the inputs that the sponsor asks for.

use serde_json::{Map, Value, json};

use super::{
    Defect, Operation, SearchInput,
    answer::Class,
    caches::FoundBy,
    run::{End, Flow, Refusal, Run},
    words,
};
use crate::{
    LogLevel, Outcome,
    answer::{children, text},
};

/// A beneficiary, and whether the coverage is in force.
#[derive(Clone, Debug)]
pub(super) struct Beneficiary {
    pub(super) id: String,
    pub(super) is_active: bool,
    pub(super) body: Value,
}

impl Run<'_> {
    pub(super) async fn search(&mut self, input: SearchInput) -> Flow {
        let by = FoundBy { sponsor_slug: input.sponsor_slug, form: input.form };
        let found = self.find(&by).await?;
        if found.is_active {
            return Ok(End::silent(Outcome::Ok, found.body));
        }
        Err(self.inactive(found.body))
    }

    /// Cover that is not in force is an answer like any other.
    pub(super) fn inactive(&mut self, body: Value) -> End {
        if self.has(Defect::InactiveCoverAsError) {
            return self.unreadable(Some(body));
        }
        self.log(Operation::SearchBeneficiary, LogLevel::Info, "inactive", []);
        End::told(Outcome::Inactive, words::INACTIVE, Some(body))
    }

    pub(super) async fn find(&mut self, by: &FoundBy) -> Result<Beneficiary, End> {
        let inputs = self.inputs(by).await?;
        let parameters = [("sponsorSlug", by.sponsor_slug.as_str())];
        let answer = self.call(Operation::SearchBeneficiary, &parameters, Some(inputs)).await;
        let caches = &self.integration.caches;
        let body = match answer {
            Ok(body) => body,
            Err(refusal) => {
                caches.drop_beneficiary(by);
                return Err(self.not_found(refusal));
            }
        };
        let id = self.need("beneficiary_id", &body)?;
        let coverage = body.get("coverage").and_then(|coverage| coverage.get("active"));
        let Some(is_active) = coverage.and_then(Value::as_bool) else {
            return Err(self.unreadable(Some(body)));
        };
        if is_active {
            caches.keep_beneficiary(by.clone(), &id, self.integration.clock.now());
        } else {
            caches.drop_beneficiary(by);
        }
        Ok(Beneficiary { id, is_active, body })
    }

    fn not_found(&mut self, refusal: Refusal) -> End {
        if refusal.class != Class::NotFound {
            return self.refused(refusal);
        }
        if self.has(Defect::NotFoundAsError) {
            return self.unreadable(refusal.body);
        }
        let said = self.said(&refusal);
        let message = words::refused(words::NOT_FOUND, &said, words::LOOK_AGAIN);
        self.end_of(refusal, said, Outcome::NotFound, message)
    }

    /// The members of the first of the sponsor's forms that the user's inputs fill in.
    async fn inputs(&mut self, by: &FoundBy) -> Result<Value, End> {
        if self.has(Defect::HardCodedSearchForm) {
            let known = |key: &str| by.form.get(key).map(|value| (key.to_owned(), value.clone()));
            let inputs: Map<_, _> =
                ["document_type", "document_number"].into_iter().filter_map(known).collect();
            return Ok(Value::Object(inputs));
        }
        let forms = self.forms(&by.sponsor_slug).await?;
        let forms: Vec<_> = children(&forms).into_iter().map(fields).collect();
        let filled = forms.iter().find(|fields| fields.iter().all(|field| is_filled(field, &by.form)));
        let Some(fields) = filled else {
            let keys: Vec<_> = forms.iter().map(|fields| keys(fields).join(" and ")).collect();
            let missing = forms.iter().flatten().find(|field| !is_filled(field, &by.form));
            let missing = missing.and_then(|field| text(field, "key")).unwrap_or_else(|| "form".to_owned());
            let (operation, message) = (Operation::ListSearchForms, words::no_form(&keys));
            self.log(operation, LogLevel::Info, "not_sent", [("field", json!(missing))]);
            return Err(End::asks_for(&missing, message));
        };
        let inputs =
            keys(fields).into_iter().filter_map(|key| Some((key.clone(), by.form.get(&key)?.clone())));
        Ok(Value::Object(inputs.collect()))
    }

    async fn forms(&mut self, sponsor_slug: &str) -> Result<Value, End> {
        let integration = self.integration;
        if let Some(forms) = integration.caches.forms(sponsor_slug, integration.clock.now()) {
            return Ok(forms);
        }
        let forms = self.must(Operation::ListSearchForms, &[("sponsorSlug", sponsor_slug)], None).await?;
        integration.caches.keep_forms(sponsor_slug, forms.clone(), integration.clock.now());
        Ok(forms)
    }
}

fn fields(form: &Value) -> Vec<&Value> {
    form.get("fields").map(children).unwrap_or_default()
}

fn keys(fields: &[&Value]) -> Vec<String> {
    fields.iter().filter_map(|field| text(field, "key")).collect()
}

/// Whether a field has an input that it takes, or needs none.
fn is_filled(field: &Value, form: &Map<String, Value>) -> bool {
    let is_required = field.get("required").and_then(Value::as_bool).unwrap_or(false);
    let given = text(field, "key").and_then(|key| form.get(&key)).filter(|value| !value.is_null());
    match (given, field.get("values").and_then(Value::as_array)) {
        (None, _) => !is_required,
        (Some(value), Some(values)) => values.contains(value),
        (Some(_), None) => true,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(json!({"key": "t", "type": "enum", "values": ["CC"], "required": true}), json!({"t": "CC"}), true)]
    #[case(json!({"key": "t", "type": "enum", "values": ["CC"], "required": true}), json!({"t": "XX"}), false)]
    #[case(json!({"key": "n", "type": "string", "required": true}), json!({"t": "CC"}), false)]
    #[case(json!({"key": "n", "type": "string", "required": true}), json!({"n": null}), false)]
    #[case(json!({"key": "n", "type": "string", "required": false}), json!({}), true)]
    fn a_field_takes_what_its_form_says(#[case] field: Value, #[case] form: Value, #[case] expected: bool) {
        assert_eq!(is_filled(&field, form.as_object().unwrap()), expected);
    }
}
