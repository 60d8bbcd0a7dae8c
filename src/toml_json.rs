//! Converts TOML to JSON, for code that has no TOML parser: `samconfig.toml` names the template of a SAM project.

use crate::format::quoted;
use toml::de::{DeTable, DeValue};

/// Returns TOML as JSON, with its tables, arrays and strings. Other values are null. If the text is not valid TOML, the
/// JSON is an array: the line at which reading stopped, where the first line is 1, and the error message.
pub fn as_json(text: &str) -> String {
    let mut json = String::new();
    match DeTable::parse(text) {
        Ok(table) => write_table(table.get_ref(), &mut json),
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            let line = 1 + text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count();
            json = format!("[{line}, {}]", quoted(error.message()));
        }
    }
    json
}

fn write_table(table: &DeTable, json: &mut String) {
    let mut before = '{';
    for (key, value) in table.iter() {
        json.push(std::mem::replace(&mut before, ','));
        json.push_str(&quoted(key.get_ref()));
        json.push(':');
        write_value(value.get_ref(), json);
    }
    json.push_str(if before == '{' { "{}" } else { "}" });
}

fn write_value(value: &DeValue, json: &mut String) {
    match value {
        DeValue::Table(table) => write_table(table, json),
        DeValue::Array(array) => {
            json.push('[');
            for (index, item) in array.iter().enumerate() {
                json.push_str(if index > 0 { "," } else { "" });
                write_value(item.get_ref(), json);
            }
            json.push(']');
        }
        DeValue::String(text) => json.push_str(&quoted(text)),
        _ => json.push_str("null"),
    }
}

#[cfg(test)]
mod tests {
    use super::as_json;

    #[test]
    fn texts() {
        let value = |json: &str| serde_json::from_str::<serde_json::Value>(json).ok();
        let check = |toml: &str, json: &str| {
            assert!(value(json).is_some(), "{json}");
            assert_eq!(value(&as_json(toml)), value(json), "{toml}");
        };
        check("", "{}");
        check("a = 'b\"'\nc = [1, \"d\", []]\n", r#"{"a":"b\"","c":[null,"d",[]]}"#);
        check(
            "[a.b]\nc = {}\n[a.d]\n\"e f\" = \"\\u00e9\\n\"\n",
            r#"{"a":{"b":{"c":{}},"d":{"e f":"é\n"}}}"#,
        );
        assert!(as_json("a = 1\n= 2\n").starts_with("[2, \""));
        assert!(as_json(&"[".repeat(100_000)).starts_with("[1, \""));
    }
}
