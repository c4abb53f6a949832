//! Balances and payment preferences.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{
    errors::{Code, Problem},
    faults::Rule,
    fields::{get, parse_date, text},
    service::{Call, Refusal},
    settings::{CreditSign, Money, PaymentToken, PreferenceShape, Settings},
    state::{Book, Counter, Preference},
};

#[expect(clippy::cast_precision_loss, reason = "amounts lie far below 2^53 cents")]
fn money(cents: i64, settings: &Settings) -> Value {
    match settings.money {
        Money::Number => json!(cents as f64 / 100.0),
        Money::Text => {
            let sign = if cents < 0 { "-" } else { "" };
            let cents = cents.unsigned_abs();
            json!(format!("{sign}{}.{:02}", cents / 100, cents % 100))
        }
    }
}

impl Book {
    pub(super) fn get_balance(&mut self, call: &Call<'_>) -> Result<Value, Refusal> {
        let (family, _) = self.member(call.body, "oscar_id")?;
        let settings = Arc::clone(&self.settings);
        let names = &settings.names;
        let today = call.now.date();
        let day = match get(call.body, &names.as_of_date) {
            None => today,
            Some(value) => value.as_str().and_then(parse_date).ok_or_else(|| {
                let message = format!("{}: wants a date, YYYY-MM-DD", names.as_of_date);
                Problem::new(Code::InvalidFieldValue, &*names.as_of_date, message)
            })?,
        };
        self.families[family].settle(today, &settings);
        let balance = self.families[family].balance(day, &settings);
        let credit = match settings.credit_sign {
            CreditSign::Positive => balance.credit,
            CreditSign::Negative => -balance.credit,
        };
        let mut body = Map::new();
        body.insert("oscar_id".to_owned(), json!(self.families[family].holder_id()));
        body.insert("overdue_balance".to_owned(), money(balance.overdue, &settings));
        body.insert("upcoming_due_balance".to_owned(), money(balance.upcoming, &settings));
        body.insert("credit_amount".to_owned(), money(credit, &settings));
        body.insert("overall_balance_amount".to_owned(), money(balance.overall(), &settings));
        body.insert(names.monthly_premium.clone(), money(balance.premium, &settings));
        let due = balance.upcoming_due_date.map(|due| due.to_string());
        body.insert(names.upcoming_due_date.clone(), json!(due));
        Ok(Value::Object(body))
    }

    pub(super) fn upsert_payment_preference(&mut self, call: &Call<'_>) -> Result<Value, Refusal> {
        let (family, person) = self.member(call.body, "oscar_id")?;
        let settings = Arc::clone(&self.settings);
        let known = self.families[family].preference.clone();
        let mut problems = Vec::new();
        let required =
            |name: &str| Problem::new(Code::MissingRequiredField, name, format!("{name} is required"));
        let invalid = |name: &str, wanted: &str| {
            Problem::new(Code::InvalidFieldValue, name, format!("{name}: {wanted}"))
        };
        let autopay = get(call.body, "is_autopay_enabled");
        match autopay {
            None => problems.push(required("is_autopay_enabled")),
            Some(value) if !value.is_boolean() => {
                problems.push(invalid("is_autopay_enabled", "wants true or false"))
            }
            Some(_) => {}
        }
        let owners = &settings.payment_method_owners;
        let owner = get(call.body, "payment_method_owner");
        let is_owner = |value: &Value| {
            value
                .as_str()
                .is_some_and(|owner| !settings.strict_codes || owners.iter().any(|known| known == owner))
        };
        match owner {
            None => problems.push(required("payment_method_owner")),
            Some(value) if !is_owner(value) => {
                let wanted = format!("wants one of {}", owners.join(", "));
                problems.push(invalid("payment_method_owner", &wanted));
            }
            Some(_) => {}
        }
        match get(call.body, "payment_token") {
            None if known.is_none() && settings.payment_token == PaymentToken::NeededFirst => {
                problems.push(required("payment_token"));
            }
            None => {}
            Some(Value::Object(token)) => {
                if text(token, "token").is_none_or(str::is_empty) {
                    problems.push(required("payment_token.token"));
                }
                let types = &settings.payment_token_types;
                let is_type = |value: &Value| {
                    value.as_str().is_some_and(|kind| types.iter().any(|known| known == kind))
                };
                if get(token, "type").is_some_and(|value| !is_type(value)) {
                    let wanted = format!("wants one of {}", types.join(", "));
                    problems.push(invalid("payment_token.type", &wanted));
                }
            }
            Some(_) => problems.push(invalid("payment_token", "wants an object")),
        }
        if !problems.is_empty() && !self.has(Rule::AnyPreference) {
            return Err(Refusal(problems));
        }

        let stays_on =
            self.has(Rule::AutopayStaysOn) && known.as_ref().is_some_and(|known| known.is_autopay_enabled);
        let id = match &known {
            Some(known) => known.id.clone(),
            None => self.uuid(Counter::Preference),
        };
        let preference = Preference {
            id,
            is_autopay_enabled: stays_on || autopay.and_then(Value::as_bool).unwrap_or_default(),
            owner: owner.and_then(Value::as_str).unwrap_or("VENDOR").to_owned(),
        };
        let answer = json!({
            "oscar_id": self.families[family].people[person].oscar_id,
            "payment_preference_id": preference.id,
            "is_autopay_enabled": preference.is_autopay_enabled,
            "payment_method_owner": preference.owner,
        });
        if !self.has(Rule::PreferenceNotStored) {
            let today = call.now.date();
            let family = &mut self.families[family];
            // What autopay paid so far stays paid when it is turned off.
            family.settle(today, &settings);
            if preference.is_autopay_enabled {
                family.effectuate();
            }
            family.preference = Some(preference.clone());
        }
        if self.has(Rule::PreferencesShared) {
            self.families.iter_mut().for_each(|family| family.preference = Some(preference.clone()));
        }
        Ok(answer)
    }

    pub(super) fn get_payment_preferences(&mut self, call: &Call<'_>) -> Result<Value, Refusal> {
        let (family, _) = self.member(call.body, "oscar_id")?;
        let preference = self.families[family].preference.as_ref().map(|preference| {
            json!({
                "payment_preference_id": preference.id,
                "is_autopay_enabled": preference.is_autopay_enabled,
                "payment_method_owner": preference.owner,
            })
        });
        if self.has(Rule::ReadingTogglesAutopay)
            && let Some(stored) = &mut self.families[family].preference
        {
            stored.is_autopay_enabled = !stored.is_autopay_enabled;
        }
        Ok(match self.settings.preference_shape {
            PreferenceShape::Array => json!({"payment_preferences": preference.as_slice()}),
            PreferenceShape::Member => json!({"payment_preference": preference}),
            PreferenceShape::Object => preference.unwrap_or_else(|| json!({})),
        })
    }
}
