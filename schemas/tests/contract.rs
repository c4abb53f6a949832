//! The response schemas, their marks, their examples and the catalogue over them.

use evidence::{Level, Vendor};
use schemas::Catalogue;

#[test]
fn every_schema_compiles_and_the_catalogue_agrees_with_the_requests() {
    schemas::verify().unwrap();
    requests::verify().unwrap();
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
fn every_schema_stands_in_the_catalogue_and_every_row_has_one() {
    let rows = Catalogue::of(Vendor::Oscar).rows();
    for (path, _) in schemas::schema_set().unwrap().iter().filter(|(path, _)| !path.contains("/shared/")) {
        assert!(rows.iter().any(|row| row.schema.as_deref() == Some(path)), "`{path}` is judged by no row");
    }
    assert!(rows.iter().all(|row| row.schema.is_some()));
}

#[test]
fn the_catalogue_has_the_seven_operations_and_only_statuses_that_a_document_names() {
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
fn a_vendor_without_files_has_an_empty_catalogue() {
    assert!(Catalogue::of(Vendor::Osigu).operations().is_empty());
    assert!(Catalogue::of(Vendor::Ideon).rows().is_empty());
}
