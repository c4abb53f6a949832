//! Defects of a request: what is wrong with it, how well it is known that this is refused, and which member is at fault.

use std::str::FromStr;

use cucumber::Parameter;
use evidence::Level;
use serde_json::{Value, json};

use super::words::Operation;
use crate::words::{UnknownWord, find};

/// Well formed, and nobody's: no stem of zeros was seen anywhere.
pub(super) const NOBODY: &str = "OSC00000000-99";

/// One thing that is wrong with a request, in the words that follow "is sent".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(
    name = "defect",
    regex = "with a non-numeric SSN|with a non-numeric SSN of the dependent|with an SSN of 8 digits|\
             with an SSN of 10 digits|with an SSN of 8 digits of the dependent|with one SSN for two enrollees|\
             without policy information|without enrollees|with an empty list of enrollees|without a policy holder|\
             without a qualifying life event|with an unknown qualifying life event|\
             with a malformed date of birth|with a malformed HIOS plan id|\
             with an unknown relationship|for an Oscar id that nobody has|without the Oscar id|as malformed JSON|\
             without a choice of autopay|without a payment method owner|\
             with a meaningless choice of autopay"
)]
pub(crate) enum Defect {
    NonNumericSsn,
    NonNumericSsnOfDependent,
    ShortSsn,
    LongSsn,
    ShortSsnOfDependent,
    SharedSsn,
    NoPolicyInfo,
    NoEnrollees,
    EmptyEnrollees,
    NoPolicyHolder,
    NoLifeEvent,
    UnknownLifeEvent,
    ForeignDate,
    MalformedPlan,
    UnknownRelationship,
    UnknownMember,
    NoMember,
    NotJson,
    NoAutopay,
    NoOwner,
    AutopayIsText,
}

const DEFECTS: [(&str, Defect); 21] = [
    ("with a non-numeric SSN", Defect::NonNumericSsn),
    ("with a non-numeric SSN of the dependent", Defect::NonNumericSsnOfDependent),
    ("with an SSN of 8 digits", Defect::ShortSsn),
    ("with an SSN of 10 digits", Defect::LongSsn),
    ("with an SSN of 8 digits of the dependent", Defect::ShortSsnOfDependent),
    ("with one SSN for two enrollees", Defect::SharedSsn),
    ("without policy information", Defect::NoPolicyInfo),
    ("without enrollees", Defect::NoEnrollees),
    ("with an empty list of enrollees", Defect::EmptyEnrollees),
    ("without a policy holder", Defect::NoPolicyHolder),
    ("without a qualifying life event", Defect::NoLifeEvent),
    ("with an unknown qualifying life event", Defect::UnknownLifeEvent),
    ("with a malformed date of birth", Defect::ForeignDate),
    ("with a malformed HIOS plan id", Defect::MalformedPlan),
    ("with an unknown relationship", Defect::UnknownRelationship),
    ("for an Oscar id that nobody has", Defect::UnknownMember),
    ("without the Oscar id", Defect::NoMember),
    ("as malformed JSON", Defect::NotJson),
    ("without a choice of autopay", Defect::NoAutopay),
    ("without a payment method owner", Defect::NoOwner),
    ("with a meaningless choice of autopay", Defect::AutopayIsText),
];

impl FromStr for Defect {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&DEFECTS, word)
    }
}

impl Defect {
    /// Those that show whether a vendor reads the SSN under the name that we guess.
    pub(super) const OF_THE_SSN: [Self; 3] = [Self::NonNumericSsn, Self::ShortSsn, Self::SharedSsn];

    /// As it stands in features.
    pub(super) fn words(self) -> &'static str {
        DEFECTS.iter().find(|(_, defect)| *defect == self).map_or("with a defect", |(words, _)| *words)
    }

    /// How well it is known that the request is refused.
    pub(super) const fn refused(self, operation: Operation) -> Level {
        match self {
            _ if self.is_of_the_ssn() && matches!(operation, Operation::Create) => Level::Documented,
            Self::NoPolicyInfo | Self::NoEnrollees | Self::NoPolicyHolder | Self::NoLifeEvent => {
                Level::Documented
            }
            Self::EmptyEnrollees => Level::Inferred,
            _ => Level::Assumed,
        }
    }

    /// How well it is known that the refusal is ACTIONABLE.
    pub(super) const fn actionable(self, operation: Operation) -> Level {
        match self {
            // The rule is documented, what happens to a request that breaks it is not.
            Self::NoLifeEvent => Level::Inferred,
            _ => self.refused(operation),
        }
    }

    /// Whether it lies in an SSN, whose member name is a guess of ours.
    pub(super) const fn is_of_the_ssn(self) -> bool {
        matches!(
            self,
            Self::NonNumericSsn
                | Self::NonNumericSsnOfDependent
                | Self::ShortSsn
                | Self::LongSsn
                | Self::ShortSsnOfDependent
                | Self::SharedSsn
        )
    }

    /// Puts the defect into a valid body. `None` where the result is no JSON: see [`Defect::raw`].
    pub(super) fn put_into(self, mut body: Value) -> Value {
        match self {
            Self::NonNumericSsn => edit_ssn(&mut body, 0, letters),
            Self::NonNumericSsnOfDependent => edit_ssn(&mut body, 1, letters),
            Self::ShortSsn => edit_ssn(&mut body, 0, short),
            Self::ShortSsnOfDependent => edit_ssn(&mut body, 1, short),
            Self::LongSsn => edit_ssn(&mut body, 0, |ssn| format!("{ssn}0")),
            Self::SharedSsn => {
                let first = body.pointer("/enrollees/0/ssn").cloned();
                if let (Some(first), Some(second)) = (first, body.pointer_mut("/enrollees/1/ssn")) {
                    *second = first;
                }
            }
            Self::NoPolicyInfo => remove(&mut body, "", "policy_info"),
            Self::NoEnrollees => remove(&mut body, "", "enrollees"),
            Self::EmptyEnrollees => set(&mut body, "/enrollees", json!([])),
            Self::NoPolicyHolder => set(&mut body, "/enrollees/0/relationship_type", json!("CHILD")),
            Self::NoLifeEvent => remove(&mut body, "", "qle_info"),
            Self::UnknownLifeEvent => set(&mut body, "/qle_info/qualifying_event", json!("WON_THE_LOTTERY")),
            Self::ForeignDate => set(&mut body, "/enrollees/0/date_of_birth", json!("31.12.1990")),
            Self::MalformedPlan => set(&mut body, "/policy_info/hios_id", json!("NOT-A-PLAN")),
            Self::UnknownRelationship => {
                set(&mut body, "/enrollees/1/relationship_type", json!("PEN_FRIEND"))
            }
            Self::UnknownMember => {
                set(&mut body, "/oscar_id", json!(NOBODY));
                set(&mut body, "/member_info/oscar_id", json!(NOBODY));
            }
            Self::NoMember => remove(&mut body, "", "oscar_id"),
            Self::NoAutopay => remove(&mut body, "", "is_autopay_enabled"),
            Self::NoOwner => remove(&mut body, "", "payment_method_owner"),
            Self::AutopayIsText => set(&mut body, "/is_autopay_enabled", json!("perhaps")),
            Self::NotJson => {}
        }
        body
    }

    /// The bytes, where the defect is that they are no JSON.
    pub(super) fn raw(self, valid: &Value) -> Option<String> {
        (self == Self::NotJson).then(|| {
            let mut text = valid.to_string();
            text.pop();
            text
        })
    }
}

/// The forms that a nine-digit number takes in defects: with letters, short, long.
pub(crate) fn malformed(ssn: &str) -> [String; 3] {
    [letters(ssn), short(ssn), format!("{ssn}0")]
}

fn letters(ssn: &str) -> String {
    format!("{}AB{}", ssn.get(..3).unwrap_or_default(), ssn.get(5..).unwrap_or_default())
}

fn short(ssn: &str) -> String {
    ssn.get(..8).unwrap_or_default().to_owned()
}

fn edit_ssn(body: &mut Value, enrollee: usize, edit: impl Fn(&str) -> String) {
    if let Some(Value::String(ssn)) = body.pointer_mut(&format!("/enrollees/{enrollee}/ssn")) {
        *ssn = edit(ssn);
    }
}

fn set(body: &mut Value, pointer: &str, value: Value) {
    if let Some(place) = body.pointer_mut(pointer) {
        *place = value;
    }
}

fn remove(body: &mut Value, pointer: &str, name: &str) {
    if let Some(Value::Object(members)) = body.pointer_mut(pointer) {
        members.shift_remove(name);
    }
}

#[cfg(test)]
mod tests {
    use cucumber::Parameter as _;
    use rstest::rstest;

    use super::*;

    #[test]
    fn every_defect_that_a_phrase_lets_through_can_be_read() {
        let words: Vec<_> = Defect::REGEX.split('|').collect();
        assert_eq!(words.len(), DEFECTS.len());
        for word in words {
            assert_eq!(word.parse::<Defect>().unwrap().words(), word);
        }
    }

    #[rstest]
    #[case("900010001", ["900AB0001", "90001000", "9000100010"])]
    fn malformed_numbers_come_from_synthetic_ones(#[case] ssn: &str, #[case] expected: [&str; 3]) {
        assert_eq!(malformed(ssn), expected);
    }

    #[test]
    fn each_defect_changes_the_body_it_is_about() {
        let creation = json!({
            "policy_info": {"hios_id": "x"}, "qle_info": {"qualifying_event": "HRAS"},
            "enrollees": [
                {"ssn": "900010001", "relationship_type": "POLICY_HOLDER", "date_of_birth": "1990-01-01"},
                {"ssn": "900010002", "relationship_type": "CHILD"},
            ],
        });
        let preference =
            json!({"oscar_id": "a", "is_autopay_enabled": true, "payment_method_owner": "VENDOR"});
        for (words, defect) in DEFECTS {
            let changes = |body: &Value| defect.put_into(body.clone()) != *body || defect.raw(body).is_some();
            assert!(changes(&creation) || changes(&preference), "{words}");
        }
        assert!(serde_json::from_str::<Value>(&Defect::NotJson.raw(&creation).unwrap()).is_err());
    }

    #[test]
    fn only_what_the_guide_lists_is_documented() {
        use Operation::{Create, Update};
        assert_eq!(Defect::ShortSsn.refused(Create), Level::Documented);
        assert_eq!(Defect::ShortSsn.refused(Update), Level::Assumed);
        assert_eq!(Defect::NoLifeEvent.actionable(Create), Level::Inferred);
        assert_eq!(Defect::MalformedPlan.refused(Create), Level::Assumed);
    }
}
