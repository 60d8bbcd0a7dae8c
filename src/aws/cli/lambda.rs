//! The commands of an action of Lambda.

use super::code::Zip;
use super::command::Command;
use super::shorthand::shorthand;
use crate::aws::endpoint::EndpointConfig;
use crate::aws::lambda::LambdaAction;
use crate::aws::lambda::members::{Location, Member, MemberValue, members};
use crate::aws::request_error::RequestError;

/// Returns the command of an action. If the zip is sent through S3, the command that uploads it comes first.
///
/// # Errors
/// `name-unquotable`.
pub fn commands(
    action: &LambdaAction,
    zip: Zip,
    place: &EndpointConfig,
) -> Result<Vec<String>, RequestError> {
    let by_s3 = zip.by_s3_if_large(action.code());
    let code = by_s3.as_ref().or(action.code());
    let mut lines = Vec::new();
    if let Some(code) = code {
        lines.extend(zip.upload_ahead(code, place)?);
    }
    let command = Command::new(zip.shell, "lambda", &hyphenated(action.operation().name()));
    let mut command =
        members(action, code).into_iter().fold(command, |command, member| add(command, member, zip));
    if let LambdaAction::Invoke { .. } = action {
        command = command.word("response.json");
    }
    lines.push(command.at(place).line()?);
    Ok(lines)
}

/// Adds the option for a member.
fn add(command: Command, member: Member, zip: Zip) -> Command {
    let name = format!("--{}", hyphenated(member.name));
    // The zip's bytes are an option of their own, even if the API has them in an object.
    let command = if member.holds_zip() { command.zip_file(zip.name) } else { command };
    let command = match member.location {
        // By default, the CLI expects base64.
        Location::Payload => command.option("--cli-binary-format", "raw-in-base64-out"),
        _ => command,
    };
    match member.value {
        None | Some(MemberValue::Flag(false)) => command,
        Some(MemberValue::Text(text)) => command.option(&name, text),
        Some(MemberValue::Number(number)) => command.option(&name, number.to_string()),
        Some(MemberValue::Flag(true)) => command.flag(&name),
        Some(MemberValue::List(values)) => command.several(&name, &values),
        Some(MemberValue::Structure(members)) => command.maybe(&name, shorthand(&members)),
        Some(MemberValue::ZipFile) => command.zip_file(zip.name),
    }
}

/// Returns the CLI's name of an operation or a member, such as `source-kms-key-arn` for `SourceKMSKeyArn`: there is a
/// hyphen before each capital that begins a word (botocore's `xform_name`, without its rule for plurals such as
/// `ARNs`).
fn hyphenated(name: &str) -> String {
    let mut out = String::new();
    let mut before = None;
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        let begins_word = letters.peek().is_some_and(char::is_ascii_lowercase);
        let ends_word = |before: char| before.is_ascii_lowercase() || before.is_ascii_digit();
        if letter.is_ascii_uppercase() && before.is_some_and(|before| begins_word || ends_word(before)) {
            out.push('-');
        }
        out.push(letter.to_ascii_lowercase());
        before = Some(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::hyphenated;

    /// The expected names are those of botocore 1.44.
    #[test]
    fn names_are_botocores() {
        for (name, expected) in [
            ("FunctionName", "function-name"),
            ("SourceKMSKeyArn", "source-kms-key-arn"),
            ("S3ObjectStorageMode", "s3-object-storage-mode"),
            ("CodeSha256", "code-sha256"),
            ("Publish", "publish"),
            ("GetFunctionConfiguration", "get-function-configuration"),
        ] {
            assert_eq!(hyphenated(name), expected);
        }
    }
}
