//! Profiles: `~/.aws/credentials` and `~/.aws/config`, and the `aws configure set` lines that write them.

use super::fields::Fields;
use super::printed::{pair, unquoted};
use super::shell::commands;
use super::{CredentialsFormat, unrecognized};
use crate::aws::request_error::RequestError;

/// The beginning of the commands that write profiles.
const CONFIGURE: &str = "aws configure set ";

/// Whether a text has profiles.
pub fn is_ini(text: &str) -> bool {
    text.lines().any(|line| header(line).is_some() || configured(line).is_some())
}

/// Returns the name of a profile, as in `[default]`, `[profile work]` and `[profile "at work"]`. Only a comment may
/// follow the bracket: PowerShell has lines that begin with a type in brackets, and there are prompts such as
/// `[user@host ~]# `.
fn header(line: &str) -> Option<&str> {
    let (name, rest) = line.trim().strip_prefix('[')?.split_once(']')?;
    let comment = rest.trim();
    let is_comment = rest.starts_with([' ', '\t']) && comment.starts_with(['#', ';']);
    if !comment.is_empty() && !is_comment {
        return None;
    }
    let name = name.trim();
    Some(unquoted(name.strip_prefix("profile ").unwrap_or(name)))
}

/// Returns profile, name and value of `aws configure set NAME VALUE [--profile PROFILE]`. `NAME` may contain the
/// profile: `profile.work.region`, `default.region`.
fn configured(line: &str) -> Option<(String, String, String)> {
    let start = line.find(CONFIGURE)?;
    let words = shlex::split(line.get(start..)?)?;
    let [_, _, _, name, value, options @ ..] = words.as_slice() else { return None };
    let profile = options.iter().position(|word| word == "--profile").and_then(|at| options.get(at + 1));
    let profile = profile.or(options.iter().find(|word| word.starts_with("--profile=")));
    let profile = profile.map(|word| word.trim_start_matches("--profile="));
    let (inside, name) = match name.rsplit_once('.') {
        Some((inside, name)) => (Some(inside.trim_start_matches("profile.")), name),
        None => (None, name.as_str()),
    };
    let profile = profile.or(inside).unwrap_or("default");
    Some((profile.to_string(), name.to_string(), value.clone()))
}

/// Returns the profiles that have credentials, in order. Sections with the same name are one profile.
fn sections(text: &str) -> Vec<Fields> {
    let mut sections: Vec<Fields> = Vec::new();
    let enter = |sections: &mut Vec<Fields>, name: &str| {
        let known = sections.iter().position(|section| section.profile.as_deref() == Some(name));
        let section = match known {
            Some(index) => sections.remove(index),
            None => Fields::new(CredentialsFormat::Ini),
        };
        sections.push(Fields { profile: Some(name.to_string()), ..section });
    };
    for line in text.lines() {
        if let Some(name) = header(line) {
            enter(&mut sections, name);
        } else if line.contains(CONFIGURE) {
            for (profile, name, value) in commands(line).into_iter().filter_map(configured) {
                enter(&mut sections, &profile);
                if let Some(section) = sections.last_mut() {
                    section.set(&name, &value);
                }
            }
        } else if let (Some((name, value)), Some(section)) = (pair(line), sections.last_mut()) {
            section.set(name, value);
        }
    }
    sections.retain(|section| !section.is_empty());
    sections
}

/// Returns the names of the profiles that have credentials, in order.
pub fn profiles(text: &str) -> Vec<String> {
    sections(text).into_iter().filter_map(|section| section.profile).collect()
}

/// Reads one profile. `profile` names it if there are several.
///
/// # Errors
/// `credentials-unrecognized`, `profile-missing`, `profile-unchosen`.
pub fn read(text: &str, profile: Option<&str>) -> Result<Fields, RequestError> {
    let mut sections = sections(text);
    let names: Vec<&str> = sections.iter().filter_map(|section| section.profile.as_deref()).collect();
    let names = names.join(", ");
    let chosen = match profile {
        Some(profile) => sections.iter().position(|section| section.profile.as_deref() == Some(profile)),
        None if sections.len() > 1 => {
            let message = format!("There are {} profiles: {names}", sections.len());
            return Err(RequestError::new("profile-unchosen", message, "Choose one of them"));
        }
        None => (sections.len() == 1).then_some(0),
    };
    match (chosen, profile) {
        (Some(index), _) => Ok(sections.swap_remove(index)),
        (None, Some(profile)) if !sections.is_empty() => {
            let message = format!("There is no profile \"{profile}\" with credentials");
            Err(RequestError::new("profile-missing", message, format!("There are: {names}")))
        }
        _ => Err(unrecognized("No profile there has credentials")),
    }
}
