//! The JSON of Lambda's requests, with the member names of the API reference.

use super::action::LambdaAction;
use super::members::{Location, Member, MemberValue, members};
use serde_json::{Map, Value, json};

/// A request's JSON, without the zip that may belong to it.
pub struct JsonBody {
    /// The member whose object contains `ZipFile`; `None` if `ZipFile` is a member of the request itself, or there is
    /// no zip.
    pub holder: Option<&'static str>,
    /// The request's members.
    pub members: Map<String, Value>,
}

/// Builds the JSON of an action; `None` for actions that send no JSON.
pub fn json_body(action: &LambdaAction) -> Option<JsonBody> {
    let mut members = members(action, action.code());
    members.retain(|member| member.location == Location::Json);
    if members.is_empty() {
        return None;
    }
    let holder = members.iter().find(|member| member.holds_zip()).map(|member| member.name);
    let mut members = object(members);
    if let LambdaAction::CreateFunction { .. } = action {
        members.insert("PackageType".to_string(), json!("Zip"));
    }
    Some(JsonBody { holder, members })
}

fn object(members: Vec<Member>) -> Map<String, Value> {
    let pair = |Member { name, value, .. }| {
        let value = match value? {
            MemberValue::Text(text) => json!(text),
            MemberValue::Number(number) => json!(number),
            MemberValue::Flag(flag) => json!(flag),
            MemberValue::List(list) => json!(list),
            MemberValue::Structure(members) => Value::Object(object(members)),
            MemberValue::ZipFile => return None,
        };
        Some((name.to_string(), value))
    };
    members.into_iter().filter_map(pair).collect()
}
