//! The seeded people, and how they are found (2.3, A-9, A-37).

use serde_json::{Value, json};
use time::{Date, Month, OffsetDateTime};

use super::{errors::Refusal, faults::Rule, fields::text, service::Call, state::Book};
use crate::http::Response;

/// Whether somebody is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cover {
    InForce,
    Expired,
}

/// A synthetic person.
#[derive(Clone, Debug)]
pub(super) struct Beneficiary {
    pub(super) id: String,
    pub(super) document_number: String,
    member_id: String,
    first_name: &'static str,
    last_name: &'static str,
    plan_code: &'static str,
    cover: Cover,
    /// The document number of the holder, and how the holder is related.
    family: Option<(&'static str, &'static str)>,
}

const DOCUMENT_TYPES: [&str; 4] = ["CC", "CE", "TI", "PA"];

type Seed =
    (&'static str, &'static str, &'static str, &'static str, Cover, Option<(&'static str, &'static str)>);

#[rustfmt::skip] // A table.
const SEEDS: &[Seed] = &[
    ("1000000001", "MARIA", "GONZALEZ", "GOLD-100", Cover::InForce, None),
    ("1000000002", "JORGE", "MUESTRA", "GOLD-100", Cover::InForce, None),
    ("1000000003", "ELENA", "EJEMPLO", "FAMILY-200", Cover::InForce, None),
    ("1000000004", "PEDRO", "PRUEBA", "SILVER-50", Cover::InForce, None),
    ("1000000005", "LUCIA", "FICTICIA", "SILVER-50", Cover::InForce, None),
    ("1000000006", "TOMAS", "SUPUESTO", "GOLD-100", Cover::InForce, None),
    ("1000000007", "RAQUEL", "VENCIDA", "SILVER-50", Cover::Expired, None),
    ("1000000008", "OSCAR", "CADUCADO", "GOLD-100", Cover::Expired, None),
    ("1000000009", "NORA", "EJEMPLO", "FAMILY-200", Cover::InForce, Some(("1000000003", "SPOUSE"))),
    ("1000000010", "LEO", "EJEMPLO", "FAMILY-200", Cover::InForce, Some(("1000000003", "CHILD"))),
];

impl Beneficiary {
    pub(super) fn is_active(&self) -> bool {
        self.cover == Cover::InForce
    }

    /// Always ahead for those who are covered, and past for the others, whatever the clock says; 2027-01-31 in 2026, as
    /// the documented sample has it.
    fn effective_until(&self, now: OffsetDateTime) -> Date {
        let (year, month) = match self.cover {
            Cover::InForce => (now.year() + 1, Month::January),
            Cover::Expired => (now.year() - 1, Month::December),
        };
        Date::from_calendar_date(year, month, 31).unwrap_or(Date::MAX)
    }
}

impl Book {
    pub(super) fn seed_beneficiaries(&mut self) {
        for (document_number, first_name, last_name, plan_code, cover, family) in SEEDS {
            let beneficiary = Beneficiary {
                id: self.id("bnf"),
                document_number: (*document_number).to_owned(),
                member_id: format!("M-{}", &document_number[4..]),
                first_name,
                last_name,
                plan_code,
                cover: *cover,
                family: *family,
            };
            self.beneficiaries.push(beneficiary);
        }
    }

    /// The beneficiary that a body names.
    pub(super) fn beneficiary(&self, id: &str) -> Result<&Beneficiary, Refusal> {
        self.beneficiaries
            .iter()
            .find(|known| known.id == id)
            .ok_or_else(|| Refusal::new(self.settings.statuses.unknown_beneficiary, "no such beneficiary"))
    }

    pub(super) fn list_search_forms(&mut self, call: &Call) -> Result<Response, Refusal> {
        self.sponsor(call.param("sponsorSlug"))?;
        if self.has(Rule::FormsEmpty) {
            return Ok(Response::json(200, json!([])));
        }
        let forms = json!([
            {
                "form_id": "national-id",
                "label": "Cédula",
                "fields": [
                    {"key": "document_type", "type": "enum", "values": DOCUMENT_TYPES, "required": true},
                    {"key": "document_number", "type": "string", "required": true},
                ],
            },
            {
                "form_id": "member-id",
                "label": "Member number",
                "fields": [{"key": "member_id", "type": "string", "required": true}],
            },
        ]);
        Ok(Response::json(200, forms))
    }

    pub(super) fn search_beneficiary(&mut self, call: &Call) -> Result<Response, Refusal> {
        self.sponsor(call.param("sponsorSlug"))?;
        let found = self.found(call)?;
        let found = match found {
            Some(found) if !found.is_active() && self.has(Rule::InactiveIsUnknown) => None,
            None if self.has(Rule::UnknownIsSomebody) => self.beneficiaries.first(),
            found => found,
        };
        let Some(found) = found.cloned() else {
            let status = if self.has(Rule::UnknownIs400) { 400 } else { 404 };
            return Err(Refusal::new(status, "no beneficiary matches"));
        };
        let id = if self.has(Rule::UnstableBeneficiaryId) { self.id("bnf") } else { found.id.clone() };
        let active = found.is_active() || self.has(Rule::InactiveIsActive);
        let mut body = json!({
            "beneficiary_id": id,
            "first_name": found.first_name,
            "last_name": found.last_name,
            "coverage": {
                "plan_code": found.plan_code,
                "active": active,
                "effective_until": found.effective_until(call.now).to_string(),
            },
        });
        let family = self.family(&found);
        if self.settings.dependants_in_search && !family.is_empty() {
            body["dependants"] = Value::Array(family);
        }
        Ok(Response::json(200, body))
    }

    /// Whom the keys of a form name. 422 if no form is filled in.
    fn found(&self, call: &Call) -> Result<Option<&Beneficiary>, Refusal> {
        let given = |name: &str| text(call.body, name).filter(|text| !text.trim().is_empty());
        if let Some(member_id) = given("member_id") {
            return Ok(self.beneficiaries.iter().find(|known| known.member_id == member_id));
        }
        match (given("document_type"), given("document_number")) {
            (Some(kind), Some(_)) if !DOCUMENT_TYPES.contains(&kind) => {
                let message = format!("wants one of {}", DOCUMENT_TYPES.join(", "));
                Err(Refusal::invalid_member("document_type", message))
            }
            (Some(kind), Some(number)) => {
                let is = |known: &&Beneficiary| kind == "CC" && known.document_number == number;
                Ok(self.beneficiaries.iter().find(is))
            }
            (None, None) => Err(Refusal::invalid(vec![
                ("document_type".to_owned(), "fill in document_type and document_number".to_owned()),
                ("member_id".to_owned(), "or fill in member_id".to_owned()),
            ])),
            (None, _) => Err(Refusal::invalid_member("document_type", "is required")),
            (_, None) => Err(Refusal::invalid_member("document_number", "is required")),
        }
    }

    /// The dependants of a holder.
    fn family(&self, holder: &Beneficiary) -> Vec<Value> {
        if self.has(Rule::FamilyLost) {
            return Vec::new();
        }
        let of_holder =
            |known: &&Beneficiary| known.family.is_some_and(|(number, _)| number == holder.document_number);
        let shown = |known: &Beneficiary| {
            json!({
                "beneficiary_id": known.id,
                "first_name": known.first_name,
                "last_name": known.last_name,
                "relationship": known.family.map(|(_, relationship)| relationship),
            })
        };
        self.beneficiaries.iter().filter(of_holder).map(shown).collect()
    }

    pub(super) fn get_dependents(&mut self, call: &Call) -> Result<Response, Refusal> {
        let id = call.param("beneficiaryId");
        let holder = self.beneficiaries.iter().find(|known| known.id == id);
        let unknown = || Refusal::new(self.settings.statuses.unknown_resource, "no such beneficiary");
        let family = self.family(holder.ok_or_else(unknown)?);
        Ok(Response::json(200, Value::Array(family)))
    }
}
