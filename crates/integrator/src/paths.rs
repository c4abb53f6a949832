//! Paths with parameters.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a segment or a query value cannot carry as it is.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The path of a call: parameters go where their names stand in braces, the others into the query.
pub(crate) fn fill(template: &str, parameters: &[(&str, &str)]) -> String {
    let mut path = template.to_owned();
    let mut query = Vec::new();
    for (name, value) in parameters {
        let place = format!("{{{name}}}");
        let value = utf8_percent_encode(value, RESERVED).to_string();
        if path.contains(&place) {
            path = path.replace(&place, &value);
        } else {
            query.push(format!("{name}={value}"));
        }
    }
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}
