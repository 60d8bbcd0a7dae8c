//! Credentials line by line: what shells read, ini files, the console's CSV, bare values.

use super::fields::Fields;
use super::{CredentialsFormat, unrecognized};
use crate::aws::problem::Problem;
use zeroize::Zeroizing;

/// Reads a text of lines. Of an ini text with several profiles, `profile` names the one.
///
/// # Errors
/// See [`super::Credentials::read`].
pub fn read(text: &str, profile: Option<&str>) -> Result<Fields, Problem> {
    if text.lines().any(|line| header(line).is_some()) {
        return ini(text, profile);
    }
    for (format, assignments) in SHELLS {
        let mut fields = Fields::new(*format);
        for line in text.lines().map(str::trim) {
            for (name, value) in assignments(line) {
                fields.set(&name, &value);
            }
        }
        if !fields.is_empty() {
            return Ok(fields);
        }
    }
    let mut fields = Fields::new(CredentialsFormat::Ini);
    for (name, value) in text.lines().filter_map(pair) {
        fields.set(name, value);
    }
    if !fields.is_empty() {
        return Ok(fields);
    }
    if let Some(fields) = csv(text) {
        return Ok(fields);
    }
    bare(text)
}

type Assignments = Vec<(String, Zeroizing<String>)>;

type Shell = (CredentialsFormat, fn(&str) -> Assignments);

/// Tried in this order, because sh would take a part of what the others say.
const SHELLS: &[Shell] = &[
    (CredentialsFormat::PowerShell, powershell),
    (CredentialsFormat::Cmd, cmd),
    (CredentialsFormat::Shell, sh),
];

/// `$Env:NAME = "value"`.
fn powershell(line: &str) -> Assignments {
    let statements = line.split(';').filter_map(|statement| {
        let statement = statement.trim();
        let rest = statement.get(..5).filter(|start| start.eq_ignore_ascii_case("$env:"));
        let (name, value) = statement.get(rest?.len()..)?.split_once('=')?;
        Some((name.trim().to_string(), secret(unquoted(value))))
    });
    statements.collect()
}

/// `SET NAME=value`, `set "NAME=value"`, `setx NAME value`.
fn cmd(line: &str) -> Assignments {
    let Some((command, rest)) = line.split_once(char::is_whitespace) else { return Vec::new() };
    let rest = unquoted(rest);
    let pair = match command.to_ascii_lowercase().as_str() {
        // fish's `set` takes options and spaces, and is read by `sh` below.
        "set" if !rest.starts_with('-') => rest.split_once('='),
        "setx" => rest.split_once(char::is_whitespace),
        _ => None,
    };
    pair.map(|(name, value)| (name.trim().to_string(), secret(unquoted(value)))).into_iter().collect()
}

/// `export NAME=value NAME=value; …`, the same without `export`, and fish's `set -gx NAME value`.
fn sh(line: &str) -> Assignments {
    let words = shlex::split(line).unwrap_or_default();
    let words: Vec<Zeroizing<String>> = words.into_iter().map(Zeroizing::new).collect();
    if words.first().is_some_and(|word| word.as_str() == "set") {
        let mut words = words.iter().skip(1).filter(|word| !word.starts_with('-'));
        let pair = words.next().zip(words.next());
        return pair.map(|(name, value)| (name.to_string(), ends(value))).into_iter().collect();
    }
    let assigned = words.iter().filter_map(|word| word.split_once('='));
    let named = assigned.filter(|(name, _)| name.starts_with("AWS_"));
    named.map(|(name, value)| (name.to_string(), ends(value))).collect()
}

/// A value without the `;` that ends its command.
fn ends(value: &str) -> Zeroizing<String> {
    secret(value.trim_end_matches(';'))
}

fn secret(value: &str) -> Zeroizing<String> {
    Zeroizing::new(value.to_string())
}

fn unquoted(text: &str) -> &str {
    let text = text.trim().trim_end_matches(';').trim_end();
    let quoted = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    quoted('"').or_else(|| quoted('\'')).unwrap_or(text)
}

/// The name of a profile, as in `[default]` and `[profile work]`.
fn header(line: &str) -> Option<&str> {
    let name = line.trim().strip_prefix('[')?.split_once(']')?.0.trim();
    Some(name.strip_prefix("profile ").unwrap_or(name).trim())
}

/// `name = value`; comments begin a line.
fn pair(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    if line.starts_with(['#', ';']) {
        return None;
    }
    line.split_once('=').map(|(name, value)| (name.trim(), unquoted(value)))
}

/// The profiles of an ini text that have credentials, in order; a name twice is one profile.
fn sections(text: &str) -> Vec<Fields> {
    let mut sections: Vec<Fields> = Vec::new();
    for line in text.lines() {
        if let Some(name) = header(line) {
            let known = sections.iter().position(|section| section.profile.as_deref() == Some(name));
            let section = match known {
                Some(index) => sections.remove(index),
                None => Fields::new(CredentialsFormat::Ini),
            };
            sections.push(Fields { profile: Some(name.to_string()), ..section });
        } else if let (Some((name, value)), Some(section)) = (pair(line), sections.last_mut()) {
            section.set(name, value);
        }
    }
    sections.retain(|section| !section.is_empty());
    sections
}

/// The names of the profiles in an ini text that have credentials, in order.
pub fn profiles(text: &str) -> Vec<String> {
    sections(text).into_iter().filter_map(|section| section.profile).collect()
}

fn ini(text: &str, profile: Option<&str>) -> Result<Fields, Problem> {
    let mut sections = sections(text);
    let names: Vec<&str> = sections.iter().filter_map(|section| section.profile.as_deref()).collect();
    let names = names.join(", ");
    let chosen = match profile {
        Some(profile) => sections.iter().position(|section| section.profile.as_deref() == Some(profile)),
        None if sections.len() > 1 => {
            let message = format!("There are {} profiles: {names}", sections.len());
            return Err(Problem::new("profile-unchosen", message, "Choose one of them"));
        }
        None => (sections.len() == 1).then_some(0),
    };
    match (chosen, profile) {
        (Some(index), _) => Ok(sections.swap_remove(index)),
        (None, Some(profile)) if !sections.is_empty() => {
            let message = format!("There is no profile \"{profile}\" with credentials");
            Err(Problem::new("profile-missing", message, format!("There are: {names}")))
        }
        _ => Err(unrecognized("No profile there has credentials")),
    }
}

/// `accessKeys.csv` of the console: a line of names, a line of values.
fn csv(text: &str) -> Option<Fields> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().ok()?.clone();
    let values = reader.records().next()?.ok()?;
    let mut fields = Fields::new(CredentialsFormat::Csv);
    for (name, value) in names.iter().zip(values.iter()) {
        fields.set(name, value);
    }
    (!fields.is_empty()).then_some(fields)
}

/// Two or three values and nothing else, a line or a word each.
fn bare(text: &str) -> Result<Fields, Problem> {
    let values: Vec<&str> = text.split_whitespace().collect();
    let [id, secret, token @ ..] = values.as_slice() else {
        return Err(unrecognized("What was pasted has no form of credentials that AWS hands out"));
    };
    let looks_like_keys = token.len() <= 1 && (16..=32).contains(&id.len()) && secret.len() >= 32;
    if !looks_like_keys {
        return Err(unrecognized("What was pasted has no form of credentials that AWS hands out"));
    }
    let mut fields = Fields::new(CredentialsFormat::Fields);
    fields.set("accesskeyid", id);
    fields.set("secretaccesskey", secret);
    fields.set("sessiontoken", token.first().copied().unwrap_or_default());
    Ok(fields)
}
