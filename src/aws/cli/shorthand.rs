//! The CLI's shorthand syntax (AWS CLI user guide, "Using shorthand syntax"): objects written as one word.

use crate::aws::lambda::members::{Member, MemberValue};

/// Writes members as `A=1,B={C=2}`; `None` if no member has a value.
pub fn shorthand(members: &[Member]) -> Option<String> {
    let pair = |member: &Member| Some(format!("{}={}", member.name, value(member.value.as_ref()?)?));
    let pairs: Vec<String> = members.iter().filter_map(pair).collect();
    (!pairs.is_empty()).then(|| pairs.join(","))
}

/// Writes a value; `None` for the zip, which is an option of its own.
fn value(value: &MemberValue) -> Option<String> {
    Some(match value {
        MemberValue::Text(text) => quoted(text),
        MemberValue::Number(number) => number.to_string(),
        MemberValue::Flag(flag) => flag.to_string(),
        MemberValue::List(values) => {
            let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
            format!("[{}]", values.join(","))
        }
        MemberValue::Structure(members) => format!("{{{}}}", shorthand(members).unwrap_or_default()),
        MemberValue::ZipFile => return None,
    })
}

/// Puts a text in quotes if it contains commas or other special characters.
fn quoted(text: &str) -> String {
    let is_plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./:".contains(&b));
    if is_plain {
        return text.to_string();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
