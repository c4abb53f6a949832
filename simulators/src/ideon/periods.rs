//! Coverage periods (dossier 3.3): one carrier, one plan year, any number of plans.

use serde_json::{Value, json};

use super::{
    check::Content,
    errors::{Kind, Problem, Refusal},
    faults::Rule,
    service::{Call, Outcome},
    state::{Book, What},
};
use crate::values::{Object, get, text};

/// The carriers of query and body.
pub(super) const CARRIERS: [&str; 28] = [
    "cigna",
    "humana",
    "guardian",
    "kaiser",
    "anthem",
    "aetna",
    "blue_shield_of_california",
    "metlife",
    "unitedhealthcare",
    "blue_cross_blue_shield_of_florida",
    "blue_cross_blue_shield_of_illinois",
    "blue_cross_blue_shield_of_texas",
    "blue_cross_blue_shield_of_massachusetts",
    "oxford",
    "carefirst",
    "premera_blue_cross",
    "regence",
    "selecthealth",
    "unum",
    "lincoln",
    "blue_cross_blue_shield_of_kansas_city",
    "calchoice",
    "voya",
    "principal",
    "oscar",
    "friday_health",
    "beam",
    "symetra",
];

/// Where a group number is said to be wrong, odd as it is (IDN-Q52).
const GROUP_NUMBER: &str = "group.group_setup.carrier_group_number";

/// How far a period is on its way to the carrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodState {
    /// Made.
    Initial,
    /// The account structure is being set up.
    Configuration,
    /// Tests are under way.
    Test,
    /// Data goes to the carrier.
    Production,
    /// Sending has stopped.
    Expired,
}

impl PeriodState {
    /// All states, in their order.
    pub const ALL: [Self; 5] =
        [Self::Initial, Self::Configuration, Self::Test, Self::Production, Self::Expired];

    /// The word of the member `state`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::Configuration => "configuration",
            Self::Test => "test",
            Self::Production => "production",
            Self::Expired => "expired",
        }
    }

    /// The state of that word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// One carrier and plan year of a group.
#[derive(Clone, Debug)]
pub(super) struct Period {
    pub(super) id: String,
    pub(super) group: usize,
    /// What was sent.
    pub(super) data: Object,
    pub(super) state: PeriodState,
    pub(super) by_file: bool,
    setup_complete: bool,
    pub(super) contributions: Vec<usize>,
    pub(super) plans: Vec<usize>,
    pub(super) qles: Vec<usize>,
    pub(super) problems: Vec<usize>,
    pub(super) documents: Vec<usize>,
    pub(super) transmissions: Vec<usize>,
    pub(super) files: Vec<usize>,
}

impl Book {
    /// `create-a-coverage-period`. The carrier is asked for twice (IDN-Q48, reading 22).
    pub(super) fn create_a_coverage_period(&mut self, call: &Call) -> Outcome {
        let group = self.locate(call, What::Group)?.at;
        let asked = call.query("carrier_name").filter(|name| !name.is_empty()).map(str::to_owned);
        let is_missing = asked.is_none() && !self.has(Rule::QueryCarrierUnneeded);
        if is_missing && self.settings.missing_carrier_name == 400 {
            return Err(Refusal::malformed("carrier_name", "carrier_name is required in the query"));
        }
        let mut content = self.content(call)?;
        if is_missing {
            let message = "carrier_name is required in the query";
            content.problems.push(Problem::new(Kind::Missing, "carrier_name", message));
        }
        let named = text(&content.body, "carrier_name").unwrap_or_default().to_owned();
        if let Some(asked) = asked.filter(|_| !self.has(Rule::QueryCarrierIgnored)) {
            let message = if !CARRIERS.contains(&asked.as_str())
                || (asked == "symetra" && self.has(Rule::OneCarrierUnknown))
            {
                "carrier_name is not one of the accepted values"
            } else if self.settings.carrier_names_agree
                && CARRIERS.contains(&named.as_str())
                && asked != named
            {
                "carrier_name differs from the one of the coverage period"
            } else {
                ""
            };
            if !message.is_empty() {
                content.problems.push(Problem::new(Kind::Value, "carrier_name", message));
            }
        }
        self.look_at_group_number(&mut content, &named);
        self.settle(call.operation, content.problems)?;
        let id = self.new_id(What::Period);
        let at = self.periods.len();
        self.periods.push(Period {
            id: id.clone(),
            group,
            data: content.body,
            state: PeriodState::Initial,
            by_file: self.settings.file_carriers.contains(&named),
            setup_complete: false,
            contributions: Vec::new(),
            plans: Vec::new(),
            qles: Vec::new(),
            problems: Vec::new(),
            documents: Vec::new(),
            transmissions: Vec::new(),
            files: Vec::new(),
        });
        self.groups[group].periods.push(at);
        self.file(&id, What::Period, at, group);
        if self.has(Rule::PeriodStartsInProduction) {
            self.periods[at].state = PeriodState::Production;
        } else if self.has(Rule::PeriodStartsInConfiguration) {
            self.periods[at].state = PeriodState::Configuration;
        }
        let answer = self.wrapped(call, "coverage_period", self.period_view(at));
        if self.has(Rule::PeriodNotStored) {
            self.lose(&id);
        }
        Ok(answer)
    }

    /// Refuses a group number that its carrier does not know (dossier 3.3).
    fn look_at_group_number(&self, content: &mut Content, carrier: &str) {
        let Some(number) = text(&content.body, "carrier_group_number") else { return };
        let refused = (carrier == "aetna" && number.len() == 7 && self.has(Rule::LongAetnaRefused))
            || (carrier == "cigna" && number.ends_with("-F") && self.has(Rule::CignaSuffixRefused));
        if (is_group_number(carrier, number) && !refused) || self.overlooks_number(carrier) {
            return;
        }
        let parameter = if self.has(Rule::GroupNumberAtItsMember) {
            content.path("carrier_group_number")
        } else {
            GROUP_NUMBER.to_owned()
        };
        let message = format!("the group number is not one of {carrier}");
        content.problems.push(Problem::new(Kind::Value, parameter, message));
    }

    /// Whether the current fault takes any group number of a carrier.
    fn overlooks_number(&self, carrier: &str) -> bool {
        let of_carrier = match carrier {
            "aetna" => Rule::AnyNumberOfAetna,
            "anthem" => Rule::AnyNumberOfAnthem,
            "blue_shield_of_california" => Rule::AnyNumberOfBlueShield,
            "cigna" => Rule::AnyNumberOfCigna,
            "guardian" => Rule::AnyNumberOfGuardian,
            "humana" => Rule::AnyNumberOfHumana,
            "kaiser" => Rule::AnyNumberOfKaiser,
            _ => Rule::AnyGroupNumber,
        };
        self.has(of_carrier) || self.has(Rule::AnyGroupNumber)
    }

    /// `retrieve-a-coverage-period`.
    pub(super) fn retrieve_a_coverage_period(&self, call: &Call) -> Outcome {
        let period = self.locate(call, What::Period)?.at;
        Ok(self.wrapped(call, "coverage_period", self.period_view(period)))
    }

    /// `update-a-coverage-period`: group installments only.
    pub(super) fn update_a_coverage_period(&mut self, call: &Call) -> Outcome {
        let entry = self.locate(call, What::Period)?;
        self.installment_only(entry.group, call)?;
        let mut content = self.content(call)?;
        let carrier = text(&self.periods[entry.at].data, "carrier_name").unwrap_or_default().to_owned();
        self.look_at_group_number(&mut content, &carrier);
        self.settle(call.operation, content.problems)?;
        let mut sent = content.body;
        // The carrier is no member of an update, and a replaced record keeps it.
        sent.insert("carrier_name".to_owned(), carrier.into());
        let start = self.periods[entry.at].data.get("coverage_start_date").cloned();
        let mut data = std::mem::take(&mut self.periods[entry.at].data);
        self.put(&mut data, sent);
        if let Some(start) = start {
            data.entry("coverage_start_date").or_insert(start);
        }
        self.periods[entry.at].data = data;
        Ok(self.wrapped(call, "coverage_period", self.period_view(entry.at)))
    }

    /// `mark-coverage-period-setup-complete`: the first call starts the set-up, further ones change nothing (\[setup\]).
    pub(super) fn mark_coverage_period_setup_complete(&mut self, call: &Call) -> Outcome {
        let mut period = self.locate(call, What::Period)?.at;
        if self.has(Rule::SetupOfOtherPeriod) {
            let of_group = &self.groups[self.periods[period].group].periods;
            period = of_group.iter().copied().find(|other| *other != period).unwrap_or(period);
        }
        let is_first = !std::mem::replace(&mut self.periods[period].setup_complete, true);
        if self.has(Rule::SetupTwiceRefused) && !is_first {
            return Err(Refusal::value("id", "setup is already complete"));
        }
        let starts = is_first
            && self.periods[period].state == PeriodState::Initial
            && self.settings.setup_starts_configuration
            && !self.has(Rule::SetupChangesNothing);
        if self.has(Rule::SetupGoesLive) {
            self.change_period(period, PeriodState::Production);
        } else if starts || (self.has(Rule::SetupStartsOver) && !is_first) {
            self.change_period(period, PeriodState::Configuration);
        } else if self.has(Rule::HookWithoutChange) {
            self.tell_state(period, self.periods[period].state);
        }
        Ok(self.wrapped(call, "coverage_period", self.period_view(period)))
    }

    /// Brings a period into a state. Whoever subscribed to its group hears of a change.
    pub(super) fn change_period(&mut self, period: usize, state: PeriodState) {
        let before = std::mem::replace(&mut self.periods[period].state, state);
        if before != state {
            self.tell_state(period, before);
        }
    }

    /// A period as its own operations show it.
    pub(super) fn period_view(&self, at: usize) -> Value {
        let period = &self.periods[at];
        let mut view = self.period_base(at);
        let more = json!({
            "distribution_format": if period.by_file { "edi" } else { "api" },
            "next_send_time": self.next_send_time(at),
            "term_by_omission": true,
            "cobra_supported": true,
            "file_type": "full file",
        });
        if let Value::Object(more) = more {
            view.extend(more);
        }
        Value::Object(view)
    }

    /// What a period is in every view of it.
    fn period_base(&self, at: usize) -> Object {
        let period = &self.periods[at];
        let mut view = period.data.clone();
        for name in ["open_enrollment_start_date", "open_enrollment_end_date", "carrier_group_number"] {
            view.entry(name).or_insert(Value::Null);
        }
        let kind = if self.groups[period.group].is_installment {
            "initial_installment"
        } else {
            "member_management"
        };
        view.entry("enrollment_type").or_insert_with(|| kind.into());
        view.insert("id".to_owned(), period.id.clone().into());
        view.insert("state".to_owned(), period.state.word().into());
        view
    }

    /// A period inside a group (IDN-Q17): with its plans, without what concerns sending.
    pub(super) fn nested_period_view(&self, at: usize) -> Value {
        let mut view = self.period_base(at);
        let plans = if self.has(Rule::NestedPlansLost) { &[] } else { self.periods[at].plans.as_slice() };
        let plans = plans.iter().map(|plan| self.plan_view(*plan)).collect();
        view.insert("plans".to_owned(), Value::Array(plans));
        Value::Object(view)
    }

    /// A file goes out every night while the period is in production, which is assumed.
    fn next_send_time(&self, at: usize) -> Value {
        let period = &self.periods[at];
        if period.state != PeriodState::Production || !period.by_file {
            return Value::Null;
        }
        get(&period.data, "coverage_start_date")
            .and_then(Value::as_str)
            .map_or(Value::Null, |start| format!("{start}T06:00:00Z").into())
    }
}

/// Whether a carrier takes a group number; those without a rule take any.
fn is_group_number(carrier: &str, number: &str) -> bool {
    let digits = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    match carrier {
        "aetna" => digits(number, 6..=6) || (digits(number, 7..=7) && number.starts_with('0')),
        "anthem" | "humana" => digits(number, 6..=6),
        "blue_shield_of_california" => digits(number.strip_prefix("W0").unwrap_or(number), 6..=6),
        "cigna" => digits(number.strip_suffix("-F").unwrap_or(number), 6..=8),
        "guardian" => digits(number, 6..=6) || digits(number, 8..=8),
        "kaiser" => digits(number, 6..=9),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("aetna", &["123456", "0123456"], &["1234567", "12345", "abcdef", ""])]
    #[case("anthem", &["123456"], &["1234567"])]
    #[case("blue_shield_of_california", &["W0123456", "123456"], &["W123456", "W0W0123456", "1234567"])]
    #[case("cigna", &["123456", "12345678", "123456-F"], &["12345", "123456789", "123456-G"])]
    #[case("guardian", &["123456", "12345678"], &["1234567"])]
    #[case("humana", &["123456"], &["12345"])]
    #[case("kaiser", &["123456", "123456789"], &["12345", "1234567890"])]
    #[case("beam", &["", "anything"], &[])]
    fn each_carrier_has_its_group_numbers(
        #[case] carrier: &str,
        #[case] good: &[&str],
        #[case] bad: &[&str],
    ) {
        for number in good {
            assert!(is_group_number(carrier, number), "{number}");
        }
        for number in bad {
            assert!(!is_group_number(carrier, number), "{number}");
        }
    }
}
