//! The request schemas, their marks and their examples.

use evidence::Vendor;

#[test]
fn every_schema_compiles_and_has_one_operation() {
    requests::verify(&evidence::Vendor::ALL).unwrap();
    let operations: Vec<_> = requests::shapes(Vendor::Oscar).map(requests::RequestShape::operation).collect();
    assert_eq!(
        operations,
        [
            "create-membership",
            "get-balance",
            "get-membership",
            "get-payment-preferences",
            "update-membership",
            "upsert-payment-preference"
        ]
    );
}

#[test]
fn the_marks_of_every_schema_are_stated_known_and_in_effect() {
    assert_eq!(requests::lint::marks(requests::schema_set().unwrap()), Vec::<String>::new());
}

#[test]
fn every_example_is_judged_as_it_says() {
    let said =
        requests::example::disagreements(requests::schema_set().unwrap(), requests::documents()).unwrap();
    assert!(said.is_empty(), "{}", said.join("\n"));
}

#[test]
fn examples_name_only_social_security_numbers_that_were_never_issued() {
    let examples = requests::example::all(requests::documents()).unwrap();
    let mut seen = 0;
    for example in &examples {
        for person in example.instance["enrollees"].as_array().into_iter().flatten() {
            if let Some(ssn) = person["ssn"].as_str().filter(|ssn| evidence::synthetic::is_well_formed(ssn)) {
                assert!(evidence::synthetic::is_never_issued(ssn), "{} has {ssn}", example.path);
                seen += 1;
            }
        }
    }
    assert!(seen > 5, "only {seen} numbers were looked at");
}
