//! Responses for tests.

use evidence::{Body, Header, Level, Response, Vendor};
use schemas::Violation;
use serde_json::Value;

pub(crate) fn response(status: u16, content_type: Option<&str>, body: &[u8]) -> Response {
    Response {
        status,
        version: "HTTP/1.1".to_owned(),
        headers: content_type.into_iter().map(|value| Header::new("content-type", value)).collect(),
        body: Body::from_bytes(body),
    }
}

pub(crate) fn json(status: u16, body: &Value) -> Response {
    response(status, Some("application/json"), body.to_string().as_bytes())
}

pub(crate) fn check(operation: &str, response: &Response) -> Vec<Violation> {
    schemas::check(Vendor::Oscar, operation, response)
}

/// `rule level`, in order.
pub(crate) fn rules(violations: &[Violation]) -> Vec<String> {
    violations.iter().map(|one| format!("{} {}", one.rule, one.level)).collect()
}

pub(crate) fn strongest(violations: &[Violation]) -> Option<Level> {
    violations.iter().map(|one| one.level).max()
}

/// The instance of an example file of the schemas, such as `get-balance.200/valid-numbers`.
#[expect(clippy::unwrap_used, reason = "a test names a file that is there")]
pub(crate) fn example(name: &str) -> Value {
    let path = format!("oscar/examples/{name}.json");
    let document = schemas::documents().iter().find(|document| document.path == path).unwrap();
    serde_json::from_str(document.text).unwrap()
}
