//! Lays JSON out as the files of this room are: what fits stands on one line.

use serde_json::Value;

const WIDTH: usize = 110;

/// The text of a file.
pub(crate) fn file(value: &Value) -> String {
    let mut text = String::new();
    write(value, 0, 0, true, &mut text);
    text.push('\n');
    text
}

fn one_line(value: &Value) -> String {
    match value {
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let all: Vec<_> = members
                .iter()
                .map(|(name, below)| format!("{}: {}", Value::from(name.as_str()), one_line(below)))
                .collect();
            format!("{{ {} }}", all.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(one_line).collect::<Vec<_>>().join(", ")),
        scalar => scalar.to_string(),
    }
}

fn write(value: &Value, indent: usize, before: usize, is_root: bool, text: &mut String) {
    let short = one_line(value);
    let can_break = matches!(value, Value::Object(_) | Value::Array(_)) && short.len() > 2;
    if !can_break || !is_root && before + short.len() < WIDTH {
        text.push_str(&short);
        return;
    }
    let inner = "  ".repeat(indent + 1);
    let (open, close) = if value.is_object() { ('{', '}') } else { ('[', ']') };
    text.push(open);
    let members: Vec<(Option<&String>, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, below)| (Some(name), below)).collect(),
        Value::Array(items) => items.iter().map(|item| (None, item)).collect(),
        _ => Vec::new(),
    };
    for (at, (name, below)) in members.iter().enumerate() {
        text.push_str(if at == 0 { "\n" } else { ",\n" });
        text.push_str(&inner);
        let head = name.map_or_else(String::new, |name| format!("{}: ", Value::from(name.as_str())));
        text.push_str(&head);
        write(below, indent + 1, inner.len() + head.len(), false, text);
    }
    text.push('\n');
    text.push_str(&"  ".repeat(indent));
    text.push(close);
}
