//! Finds a member whose name is documented and whose place is not.

use std::collections::VecDeque;

use serde_json::Value;

/// The member `name` nearest to the top of `value`, with its JSON pointer: at the top level, else at the least depth, in the
/// order of the document. A member that is null counts only if no other has a value.
#[must_use]
pub fn find_somewhere<'v>(value: &'v Value, name: &str) -> Option<(String, &'v Value)> {
    let mut level = VecDeque::from([(String::new(), value)]);
    let mut null = None;
    while let Some((pointer, here)) = level.pop_front() {
        match here {
            Value::Object(members) => {
                if let Some(found) = members.get(name) {
                    let at = format!("{pointer}/{}", escape(name));
                    if !found.is_null() {
                        return Some((at, found));
                    }
                    null.get_or_insert((at, found));
                }
                for (key, below) in members.iter().filter(|(_, below)| below.is_object() || below.is_array())
                {
                    level.push_back((format!("{pointer}/{}", escape(key)), below));
                }
            }
            Value::Array(items) => {
                for (at, below) in items.iter().enumerate() {
                    if below.is_object() || below.is_array() {
                        level.push_back((format!("{pointer}/{at}"), below));
                    }
                }
            }
            _ => {}
        }
    }
    null
}

fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case(json!({"x": 1}), Some("/x"))]
    #[case(json!({"a": {"x": 1}, "x": 2}), Some("/x"))]
    #[case(json!({"a": {"b": {"x": 1}}, "c": {"x": 2}}), Some("/c/x"))]
    #[case(json!([{"y": 1}, {"x": 1}]), Some("/1/x"))]
    #[case(json!({"a/b": [{"x": 1}]}), Some("/a~1b/0/x"))]
    #[case(json!({"x": null, "a": {"x": 1}}), Some("/a/x"))]
    #[case(json!({"x": null}), Some("/x"))]
    #[case(json!({"y": "x"}), None)]
    #[case(json!("x"), None)]
    fn the_member_nearest_to_the_top_is_found(#[case] value: Value, #[case] expected: Option<&str>) {
        let found = find_somewhere(&value, "x");
        assert_eq!(found.as_ref().map(|(pointer, _)| pointer.as_str()), expected);
        if let Some((pointer, found)) = found {
            assert_eq!(value.pointer(&pointer), Some(found));
        }
    }
}
