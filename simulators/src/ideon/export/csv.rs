//! The CSV layout: a head and one row a member and election, quoted as RFC 4180 has it.

use super::Member;

const COLUMNS: [&str; 15] = [
    "coverage_period_id",
    "member_id",
    "relationship",
    "external_identifier",
    "subscriber_external_identifier",
    "first_name",
    "last_name",
    "birth_date",
    "gender",
    "social_security_number",
    "product_line",
    "plan_id",
    "start_date",
    "end_date",
    "benefit_status",
];

/// The whole file.
pub(super) fn write(period_id: &str, members: &[Member<'_>], without_head: bool) -> String {
    let mut text = String::new();
    let mut line = |cells: [&str; 15]| {
        text.push_str(&cells.map(quoted).join(","));
        text.push_str("\r\n");
    };
    if !without_head {
        line(COLUMNS);
    }
    for member in members {
        for coverage in &member.coverages {
            line([
                period_id,
                member.id,
                member.relationship(),
                member.text("external_identifier"),
                member.subscriber_number,
                member.text("first_name"),
                member.text("last_name"),
                member.text("birth_date"),
                member.text("gender"),
                member.text("social_security_number"),
                &coverage.line,
                &coverage.plan_id,
                &coverage.start,
                &coverage.end,
                coverage.benefit_status,
            ]);
        }
    }
    text
}

/// A cell; quoted only where it has to be.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_with_a_comma_or_a_quote_is_quoted() {
        assert_eq!(quoted("O'Neil"), "O'Neil");
        assert_eq!(quoted("Snow, Jon"), "\"Snow, Jon\"");
        assert_eq!(quoted("the \"Wall\""), "\"the \"\"Wall\"\"\"");
    }
}
