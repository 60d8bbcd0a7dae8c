//! Reads Lambda's JSON: adds members that Lambda omits, and changes member names to those that the page uses.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads a body; `None` if it is not JSON of this shape.
pub fn read<T: DeserializeOwned>(body: &str) -> Option<T> {
    serde_json::from_value(parse(body)?).ok()
}

/// Parses a body. `FunctionName` becomes `functionName`, as the page receives and returns it. Some servers write
/// `null` where AWS omits a member: such members are omitted here too.
pub fn parse(body: &str) -> Option<Value> {
    let mut value = serde_json::from_str(body).ok()?;
    tidy(&mut value);
    Some(value)
}

fn tidy(value: &mut Value) {
    match value {
        Value::Object(members) => {
            let old = std::mem::take(members);
            members.extend(old.into_iter().filter(|(_, member)| !member.is_null()).map(
                |(name, mut member)| {
                    tidy(&mut member);
                    let mut letters = name.chars();
                    let first = letters.next().map(|first| first.to_ascii_lowercase());
                    (first.into_iter().chain(letters).collect(), member)
                },
            ));
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}

/// Adds the members of `T::default()` that an object lacks.
pub fn completed<T: Default + Serialize>(value: Value) -> Value {
    match (serde_json::to_value(T::default()), value) {
        (Ok(Value::Object(mut whole)), Value::Object(members)) => {
            whole.extend(members);
            Value::Object(whole)
        }
        (_, value) => value,
    }
}
