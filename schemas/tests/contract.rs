//! The response schemas, their marks, their examples and the catalogue over them.

use evidence::{Body, Header, Level, Response, Vendor};
use schemas::Catalogue;

#[test]
fn every_schema_compiles_and_the_catalogue_agrees_with_the_requests() {
    schemas::verify(&evidence::Vendor::ALL).unwrap();
    requests::verify(&evidence::Vendor::ALL).unwrap();
}

#[test]
fn the_marks_of_every_schema_are_stated_known_and_in_effect() {
    assert_eq!(requests::lint::marks(schemas::schema_set().unwrap()), Vec::<String>::new());
}

#[test]
fn every_example_is_judged_as_it_says() {
    let said =
        requests::example::disagreements(schemas::schema_set().unwrap(), schemas::documents()).unwrap();
    assert!(said.is_empty(), "{}", said.join("\n"));
}

#[test]
fn every_schema_is_that_of_a_row_or_of_an_event_and_every_row_with_a_body_has_one() {
    for vendor in Vendor::ALL {
        let rows = Catalogue::of(vendor).rows();
        let prefix = format!("{vendor}/");
        let own = schemas::schema_set().unwrap().iter().filter(|(path, _)| path.starts_with(&prefix));
        for (path, _) in own.filter(|(path, _)| !path.contains("/shared/") && !path.contains("/events/")) {
            assert!(
                rows.iter().any(|row| row.schema.as_deref() == Some(path)),
                "`{path}` is judged by no row"
            );
        }
        for row in &rows {
            assert_eq!(row.schema.is_none(), row.status == 204, "{} {}", row.operation, row.status);
        }
    }
}

#[test]
fn every_invalid_example_is_found_by_judging_and_every_schema_path_leads_to_a_keyword() {
    let set = schemas::schema_set().unwrap();
    let mut judged = 0;
    for example in requests::example::all(schemas::documents()).unwrap() {
        if example.expect.is_empty() {
            continue;
        }
        let Some(found) = judge(&example) else { continue };
        judged += 1;
        assert!(!found.is_empty(), "{}", example.path);
        for one in found.into_iter().filter(|one| one.rule == "schema") {
            let path = one.schema_path.unwrap();
            let (file, pointer) = path.split_once('#').unwrap();
            assert!(set.get(file).unwrap().pointer(pointer).is_some(), "{path}");
        }
    }
    assert!(judged > 300, "only {judged} were judged");
}

/// What is said of the example where it arrives as a delivery or as an answer; none if no answer can hold it.
#[expect(clippy::unwrap_used, reason = "every schema has a vendor, and a row or an event")]
fn judge(example: &requests::example::Example) -> Option<Vec<schemas::Violation>> {
    let vendor: Vendor = example.path.split('/').next().unwrap().parse().unwrap();
    let mut text = example.instance.to_string();
    if example.schema.contains("/events/") {
        return Some(schemas::check_event(vendor, &Body::from_bytes(text.as_bytes())));
    }
    let rows = Catalogue::of(vendor).rows();
    let row = rows.into_iter().find(|row| row.schema.as_ref() == Some(&example.schema)).unwrap();
    let content_type = row.content_type.unwrap_or_else(|| "application/json".to_owned());
    if content_type == "text/plain" {
        text = example.instance.as_str()?.to_owned();
    }
    let response = Response {
        status: row.status,
        version: "HTTP/1.1".to_owned(),
        headers: vec![Header::new("content-type", content_type)],
        body: Body::from_bytes(text.as_bytes()),
    };
    Some(schemas::check(vendor, &row.operation, &response))
}

#[test]
fn every_operation_is_found_by_its_own_method_and_path_alone() {
    for vendor in Vendor::ALL {
        let catalogue = Catalogue::of(vendor);
        for operation in catalogue.operations().iter().filter(|one| one.not_simulated.is_none()) {
            let path = operation.path.replace('{', "x-").replace('}', "");
            let found = catalogue.find(&operation.method, &path).map(|found| found.id.as_str());
            assert_eq!(found, Some(operation.id.as_str()), "{} {path}", operation.method);
        }
    }
}

#[test]
fn every_clause_that_a_schema_names_is_one_of_its_vendor() {
    let mut seen = 0;
    for set in [schemas::schema_set().unwrap(), requests::schema_set().unwrap()] {
        for (path, schema) in set.iter() {
            let vendor: Vendor = path.split('/').next().unwrap().parse().unwrap();
            for id in clauses_in(schema) {
                let prefix = id.split('-').next().unwrap();
                assert!(vendor.clause_prefixes().contains(&prefix), "`{path}` names {id}");
                seen += 1;
            }
        }
    }
    assert!(seen > 30, "only {seen} were looked at");
}

fn clauses_in(schema: &serde_json::Value) -> Vec<&str> {
    match schema {
        serde_json::Value::Object(keywords) => keywords
            .iter()
            .flat_map(|(name, below)| {
                if name == "x-clauses" {
                    below.as_array().into_iter().flatten().filter_map(serde_json::Value::as_str).collect()
                } else {
                    clauses_in(below)
                }
            })
            .collect(),
        serde_json::Value::Array(items) => items.iter().flat_map(clauses_in).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn oscars_catalogue_has_the_seven_operations_and_only_statuses_that_a_document_names() {
    let catalogue = Catalogue::of(Vendor::Oscar);
    let table: Vec<_> = catalogue
        .operations()
        .iter()
        .map(|operation| {
            let statuses: Vec<_> =
                operation.rows.iter().map(|row| format!("{} {}", row.status, row.level)).collect();
            format!("{} {} {}: {}", operation.id, operation.method, operation.path_level, statuses.join(", "))
        })
        .collect();
    let errors = "400 documented, 401 inferred, 500 documented, 503 documented";
    assert_eq!(
        table,
        [
            "health-check GET documented: 200 assumed, 401 documented".to_owned(),
            format!("create-membership POST inferred: 200 assumed, {errors}"),
            format!("get-membership POST documented: 200 draft, {errors}, 404 draft"),
            format!("update-membership POST inferred: 200 assumed, {errors}, 404 inferred"),
            format!("get-balance POST documented: 200 assumed, {errors}, 404 inferred"),
            format!("upsert-payment-preference POST documented: 200 assumed, {errors}, 404 inferred"),
            format!("get-payment-preferences POST documented: 200 assumed, {errors}, 404 inferred"),
        ]
    );
    let create = catalogue.row("create-membership", 200).unwrap();
    assert_eq!(create.content_type_level, Level::Documented);
}

#[test]
fn an_operation_is_found_by_method_and_path() {
    let catalogue = Catalogue::of(Vendor::Oscar);
    let found = |method, path| catalogue.find(method, path).map(|operation| operation.id.as_str());
    assert_eq!(found("POST", "/ichra-api/v1/payments/get-balance"), Some("get-balance"));
    assert_eq!(found("GET", "/"), Some("health-check"));
    assert_eq!(found("GET", "/ichra-api/v1/payments/get-balance"), None);
    assert_eq!(found("POST", "/ichra-api/v1/payments/get-balance/"), None);
}

#[test]
fn sensitive_members_are_named_from_every_part_of_a_schema() {
    assert_eq!(
        schemas::sensitive_members(Vendor::Oscar),
        ["account_number", "routing_number", "ssn", "token"]
    );
    assert_eq!(
        schemas::sensitive_members(Vendor::Osigu),
        ["access_token", "document_number", "otp_verification_token"]
    );
    assert_eq!(
        schemas::sensitive_members(Vendor::Ideon),
        ["discrepancy", "medicare_beneficiary_identifier", "social_security_number", "token"]
    );
}
