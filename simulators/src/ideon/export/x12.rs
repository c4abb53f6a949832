//! A benefit enrollment and maintenance file: ASC X12 834, version 005010X220A1.
//!
//! ```text
//! ISA*00*          *00*          *ZZ*IDEON          *ZZ*CIGNA          *260625*1400*^*00501*000000001*0*T*:~
//! GS*BE*IDEON*CIGNA*20260625*1400*1*X*005010X220A1~
//! ST*834*0001*005010X220A1~
//! BGN*00*…*20260625*1400****4~
//! REF*38*…~ DTP*007*D8*…~ N1*P5*…~ N1*IN*…~
//! INS*Y*18*030**A***FT~ REF*0F*…~ REF*17*…~ DTP*336*D8*…~ NM1*IL*1*…~ N3*…~ N4*…~ DMG*D8*…~ HD*030**HLT*…~ DTP*348*D8*…~
//! SE*…*0001~ GE*1*1~ IEA*1*000000001~
//! ```

use serde_json::Value;
use time::{OffsetDateTime, UtcOffset, macros::format_description};

use super::{
    super::{groups::Group, periods::Period},
    Coverage, Member,
};
use crate::values::text;

const VERSION: &str = "005010X220A1";

/// What goes into a file.
pub(super) struct Interchange<'b> {
    pub(super) group: &'b Group,
    pub(super) period: &'b Period,
    pub(super) members: Vec<Member<'b>>,
    pub(super) control: u64,
    pub(super) now: OffsetDateTime,
    pub(super) wrong_count: bool,
}

/// The segments of a transaction set.
#[derive(Default)]
struct Segments(Vec<String>);

impl Segments {
    /// Writes a segment; elements at its end that are empty are left out, as X12 wants it.
    fn add(&mut self, elements: &[&str]) {
        let last = elements.iter().rposition(|element| !element.is_empty()).unwrap_or(0);
        let plain: Vec<String> = elements[..=last].iter().map(|element| clean(element)).collect();
        self.0.push(plain.join("*"));
    }

    /// Writes a date, if there is one.
    fn date(&mut self, qualifier: &str, date: &str) {
        if !date.is_empty() {
            self.add(&["DTP", qualifier, "D8", &date.replace('-', "")]);
        }
    }
}

/// Without the characters that separate elements, components, repetitions and segments.
fn clean(text: &str) -> String {
    text.chars()
        .map(
            |letter| {
                if matches!(letter, '*' | '~' | ':' | '^') || letter.is_control() { ' ' } else { letter }
            },
        )
        .collect()
}

impl Interchange<'_> {
    pub(super) fn write(&self) -> String {
        let now = self.now.to_offset(UtcOffset::UTC);
        let form = |description| now.format(description).unwrap_or_default();
        let day = form(format_description!("[year][month][day]"));
        let short_day = form(format_description!("[year repr:last_two][month][day]"));
        let hour = form(format_description!("[hour][minute]"));
        let carrier = text(&self.period.data, "carrier_name").unwrap_or_default().to_uppercase();
        let receiver: String = carrier.chars().take(15).collect();
        let control = format!("{:09}", self.control % 1_000_000_000);
        let number = self.control.to_string();

        let mut set = Segments::default();
        set.add(&["ST", "834", "0001", VERSION]);
        set.add(&["BGN", "00", &self.period.id, &day, &hour, "", "", "", "4"]);
        let policy = text(&self.period.data, "carrier_group_number").unwrap_or(&self.group.id);
        set.add(&["REF", "38", policy]);
        set.date("007", text(&self.period.data, "coverage_start_date").unwrap_or_default());
        let employer = self.group.data.get("employer");
        let of_employer =
            |name: &str| employer.and_then(|it| it.get(name)).and_then(Value::as_str).unwrap_or_default();
        set.add(&["N1", "P5", of_employer("organization_name"), "FI", of_employer("fein")]);
        set.add(&["N1", "IN", &carrier]);
        for member in &self.members {
            self.member(&mut set, member, policy);
        }
        // ST and SE count themselves.
        let count = set.0.len() + if self.wrong_count { 2 } else { 1 };
        set.add(&["SE", &count.to_string(), "0001"]);

        let mut whole = Segments::default();
        whole.0.push(format!(
            "ISA*00*{blank}*00*{blank}*ZZ*{:<15}*ZZ*{receiver:<15}*{short_day}*{hour}*^*00501*{control}*0*T*:",
            "IDEON",
            blank = " ".repeat(10),
        ));
        whole.add(&["GS", "BE", "IDEON", &receiver, &day, &hour, &number, "X", VERSION]);
        whole.0.append(&mut set.0);
        whole.add(&["GE", "1", &number]);
        whole.add(&["IEA", "1", &control]);
        let mut text = whole.0.join("~\n");
        text.push_str("~\n");
        text
    }

    fn member(&self, set: &mut Segments, member: &Member<'_>, policy: &str) {
        let (is_subscriber, relationship) = match member.relationship() {
            "subscriber" => ("Y", "18"),
            "spouse" => ("N", "01"),
            "registered_domestic_partner" => ("N", "53"),
            "child" => ("N", "19"),
            "grandchild" => ("N", "05"),
            "court_ordered_dependent" => ("N", "38"),
            _ => ("N", "G8"),
        };
        let employed = if member.is_subscriber { "FT" } else { "" };
        set.add(&["INS", is_subscriber, relationship, "030", "XN", "A", "", "", employed]);
        set.add(&["REF", "0F", member.subscriber_number]);
        set.add(&["REF", "1L", policy]);
        set.add(&["REF", "17", member.text("external_identifier")]);
        let details = member.data.get("employment_details");
        let hired = details.and_then(|it| it.get("start_date")).and_then(Value::as_str);
        set.date("336", hired.unwrap_or_default());
        let ssn = member.text("social_security_number");
        let qualifier = if ssn.is_empty() { "" } else { "34" };
        let (last, first, middle) =
            (member.text("last_name"), member.text("first_name"), member.text("middle_name"));
        set.add(&["NM1", "IL", "1", last, first, middle, "", "", qualifier, ssn]);
        if !member.address("address_line_1").is_empty() {
            set.add(&["N3", member.address("address_line_1"), member.address("address_line_2")]);
            set.add(&["N4", member.address("city"), member.address("state"), member.address("zip")]);
        }
        let gender = match member.text("gender") {
            "male" => "M",
            "female" => "F",
            _ => "U",
        };
        set.add(&["DMG", "D8", &member.text("birth_date").replace('-', ""), gender]);
        for coverage in &member.coverages {
            Self::coverage(set, coverage);
        }
    }

    fn coverage(set: &mut Segments, coverage: &Coverage) {
        let line = match coverage.line.as_str() {
            "medical" => "HLT",
            "dental" => "DEN",
            "vision" => "VIS",
            "short_term_disability" => "STD",
            "long_term_disability" => "LTD",
            line if line.contains("life") || line.contains("death") => "LIF",
            _ => "HMO",
        };
        set.add(&["HD", "030", "", line, &coverage.plan_id]);
        set.date("348", &coverage.start);
        set.date("349", &coverage.end);
    }
}
