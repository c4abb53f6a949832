//! Nothing panics on a response, whatever it holds, and nothing takes for ever.

use std::time::{Duration, Instant};

use evidence::Vendor;
use rstest::rstest;
use schemas::Catalogue;

use crate::common::{check, response};

/// Every operation with every status it documents, and some it does not.
fn everywhere(content_type: Option<&str>, body: &[u8], mut judge: impl FnMut(usize, &str, u16)) {
    for operation in Catalogue::of(Vendor::Oscar).operations() {
        let undocumented = [201, 204, 302, 404, 599];
        for status in operation.rows.iter().map(|row| row.status).chain(undocumented) {
            let found = check(&operation.id, &response(status, content_type, body));
            for one in &found {
                assert!(
                    !one.message.is_empty() && !one.expected.is_empty() && !one.actual.is_empty(),
                    "{one:?}"
                );
                assert!(one.message.len() < 3_000 && one.actual.len() < 3_000, "{} bytes", one.message.len());
            }
            judge(found.len(), &operation.id, status);
        }
    }
}

#[rstest]
#[case::arrays("[".repeat(10_000) + &"]".repeat(10_000))]
#[case::objects("{\"oscar_id\":".repeat(10_000) + "1" + &"}".repeat(10_000))]
#[case::open("[{\"a\":".repeat(200_000))]
#[case::below_the_limit("{\"a\":".repeat(120) + "1" + &"}".repeat(120))]
#[case::mixed_below_the_limit("[{\"enrollees\":".repeat(60) + "[]" + &"}]".repeat(60))]
#[case::nul("\u{0}".repeat(1_000))]
#[case::nul_in_a_name("{\"oscar\u{0}_id\": 1}".to_owned())]
#[case::escaped_nul(r#"{"oscar_id": "\u0000", "error_code": "\u0000\u001b[31m"}"#.to_owned())]
#[case::lone_surrogate(r#"{"oscar_id": "\ud800"}"#.to_owned())]
#[case::replacement("\u{fffd}\u{fffd}".to_owned())]
#[case::huge_number(format!("{{\"overdue_balance\": {}}}", "9".repeat(5_000)))]
#[case::huge_exponent("{\"overdue_balance\": 1e99999}".to_owned())]
#[case::tiny_exponent("{\"overdue_balance\": 1e-99999}".to_owned())]
#[case::long_name(format!("{{\"{}\": 1}}", "x".repeat(100_000)))]
#[case::pointer_signs(r#"{"~1/~0": {"a/b": 1, "a/b": 2}, "": {"": 3}}"#.to_owned())]
#[case::markup("<title>".to_owned() + &"<title>".repeat(1_000))]
#[case::html_without_end("<html><title>x".to_owned())]
#[case::direction("\u{202e}{\"a\":1}".to_owned())]
#[case::words("true".to_owned())]
#[case::zero("0".to_owned())]
#[case::text("\"\"".to_owned())]
fn hostile_text_is_a_finding_and_never_a_panic(#[case] body: String) {
    for content_type in [Some("application/json"), Some("text/plain"), None] {
        everywhere(content_type, body.as_bytes(), |count, operation, status| {
            assert!(status == 401 || count > 0, "{operation} {status} passes");
        });
    }
}

#[rstest]
#[case(&[0xff, 0xfe, 0x7b, 0x00])]
#[case(&[b'{', b'"', 0xc3, b'"', b':', b'1', b'}'])]
#[case(&[0xed, 0xa0, 0x80])]
#[case(&[0x1f, 0x8b, 0x08, 0x00])]
fn bytes_that_are_not_utf8_are_told(#[case] body: &[u8]) {
    let found = check("get-balance", &response(200, Some("application/json"), body));
    assert_eq!(found[0].rule, "json-not-utf8");
    everywhere(Some("application/json"), body, |_, _, _| {});
}

#[rstest]
#[case("", "")]
#[case(";", ";;;;=")]
#[case("application/json\u{0}", "\u{7f}")]
fn a_hostile_content_type_is_a_finding(#[case] one: &str, #[case] other: &str) {
    for content_type in [one, other, &"x".repeat(100_000)] {
        let found = check("create-membership", &response(200, Some(content_type), b"{}"));
        assert_eq!(found[0].rule, "content-type");
        assert!(found[0].message.len() < 400);
    }
}

#[rstest]
#[case::one_text(format!("{{\"oscar_id\": \"{}\"}}", "a".repeat(5_000_000)))]
#[case::many_items(format!("{{\"enrollees\": [{}1]}}", "1,".repeat(2_500_000)))]
#[case::many_people(format!("{{\"enrollees\": [{}{{}}]}}", "{\"oscar_id\":7},".repeat(300_000)))]
#[case::many_members(format!("{{{}\"z\":1}}", (0..400_000).map(|n| format!("\"m{n}\":{{}},")).collect::<String>()))]
#[case::many_duplicates(format!("{{{}\"a\":1}}", "\"a\":{},".repeat(700_000)))]
#[case::one_word("x".repeat(5_000_000))]
fn five_megabytes_are_judged_in_seconds(#[case] body: String) {
    assert!(body.len() > 4_000_000, "{}", body.len());
    let started = Instant::now();
    for operation in ["create-membership", "get-membership", "get-payment-preferences"] {
        assert!(!check(operation, &response(200, Some("application/json"), body.as_bytes())).is_empty());
    }
    // Unoptimised and on a busy machine; what it guards against is quadratic.
    assert!(started.elapsed() < Duration::from_secs(120), "{:?}", started.elapsed());
}

#[rstest]
#[case::like_the_others("\"NEPHEW\"")]
#[case::with_a_name_of_its_own("\"NEPHEW\",\"nickname\":\"N\"")]
fn one_wrong_item_behind_thousands_of_right_ones_is_found_where_it_stands(#[case] end: &str) {
    let right = r#"{"oscar_id":"OSC12345678-01","external_member_id":"a","first_name":"Ada","last_name":"Sample","relationship_type":"CHILD"},"#;
    let wrong = right.trim_end_matches(',').replace("\"CHILD\"", end);
    let body = format!(
        r#"{{"application_id":"a","oscar_id":"OSC12345678-01","enrollees":[{}{wrong}]}}"#,
        right.repeat(20_000)
    );
    let found = check("create-membership", &response(200, Some("application/json"), body.as_bytes()));
    let places: Vec<_> = found.iter().map(|one| one.instance_pointer.as_deref()).collect();
    assert_eq!(places, [Some("/enrollees/20000/relationship_type")]);
}
