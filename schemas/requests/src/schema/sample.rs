//! Cuts a huge instance down before its failures are listed: the validator lists all of them at once, and a hostile body
//! of some megabytes can have millions.

use std::collections::HashSet;

use serde_json::Value;

/// An instance with fewer values than this is listed as it is.
const VALUES_MAX: usize = 50_000;
/// So many items of an array are kept, and those that bring a member name which no item before them had: a rule that a
/// member stands *somewhere* reads the sample as it would have read the whole.
const ITEMS_KEPT: usize = 500;

/// A sample of a huge instance; none of one of ordinary size.
pub(super) fn of(instance: &Value) -> Option<Value> {
    let mut budget = VALUES_MAX;
    (!fits(instance, &mut budget)).then(|| cut(instance, &mut HashSet::new()))
}

fn fits(value: &Value, budget: &mut usize) -> bool {
    let Some(left) = budget.checked_sub(1) else { return false };
    *budget = left;
    match value {
        Value::Array(items) => items.iter().all(|item| fits(item, budget)),
        Value::Object(members) => members.values().all(|member| fits(member, budget)),
        _ => true,
    }
}

fn cut<'v>(value: &'v Value, seen: &mut HashSet<&'v str>) -> Value {
    match value {
        Value::Array(items) => {
            let kept = items.iter().enumerate().filter_map(|(at, item)| {
                let new = has_new_name(item, seen);
                (at < ITEMS_KEPT || new).then(|| cut(item, seen))
            });
            Value::Array(kept.collect())
        }
        Value::Object(members) => {
            Value::Object(members.iter().map(|(name, member)| (name.clone(), cut(member, seen))).collect())
        }
        scalar => scalar.clone(),
    }
}

/// Notes the names in `value`, all of them, and says whether one was new.
fn has_new_name<'v>(value: &'v Value, seen: &mut HashSet<&'v str>) -> bool {
    let mut new = false;
    match value {
        Value::Array(items) => {
            for item in items {
                new |= has_new_name(item, seen);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                new |= seen.insert(name.as_str());
                new |= has_new_name(member, seen);
            }
        }
        _ => {}
    }
    new
}

/// Whether a JSON pointer into a sample may point elsewhere in the whole, since items before it were cut away.
pub(super) fn is_displaced(pointer: &str) -> bool {
    pointer.split('/').any(|segment| segment.parse::<usize>().is_ok_and(|index| index >= ITEMS_KEPT))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_instance_of_ordinary_size_is_not_cut() {
        assert_eq!(of(&json!({"a": vec![1; 10_000]})), None);
    }

    #[test]
    fn of_a_huge_array_the_first_items_and_every_name_are_kept() {
        let mut items = vec![json!({"a": {"b": 1}}); 60_000];
        items[40_000] = json!({"a": {"c": 1}});
        let sample = of(&json!({"all": items, "rest": 1})).unwrap();
        let kept = sample["all"].as_array().unwrap();
        assert_eq!(kept.len(), ITEMS_KEPT + 1);
        assert_eq!(kept[ITEMS_KEPT], json!({"a": {"c": 1}}));
        assert_eq!(sample["rest"], 1);
    }
}
