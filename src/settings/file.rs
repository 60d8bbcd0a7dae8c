//! The settings file: which of several dropped files is used, its settings, and problems with it.

use super::table::{KEYS, ProjectSettings};
use crate::finding::{Code, Finding};
use crate::fix::Fix;
use serde::Serialize;
use toml::de::DeTable;

/// The name of the settings file.
pub const SETTINGS_FILE: &str = "wheelpress.toml";

/// The settings file that is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SettingsFile {
    /// The path of the file, as dropped.
    pub path: String,
    /// The valid settings.
    pub settings: ProjectSettings,
    /// Findings about this file, and about other files with its name.
    pub findings: Vec<Finding>,
}

/// Whether a file with this path may be used: it was dropped by itself, or is at the root of a dropped folder.
pub fn may_count(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    name == SETTINGS_FILE && !folder.contains('/')
}

/// Reads the file that is used: a file that was dropped by itself, otherwise the file of the first folder by name.
/// `texts` are paths as dropped and the contents of the files. Files with other names are ignored.
pub fn read<'t>(texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Option<SettingsFile> {
    let mut files: Vec<(&str, &str)> = texts.into_iter().filter(|(path, _)| may_count(path)).collect();
    crate::collections::sort_by_key(&mut files, |(path, _)| (path.contains('/'), path.to_string()));
    let mut files = files.into_iter();
    let (path, text) = files.next()?;
    let mut file = parse(path, text);
    for (other, _) in files {
        let message = format!("\"{other}\" is not read: the settings are those of \"{path}\"");
        let fix = Fix::Remove { path: other.to_string() };
        file.findings.push(Finding::new(Code::SettingsIgnored, other, message).fix(fix));
    }
    Some(file)
}

fn parse(path: &str, text: &str) -> SettingsFile {
    let mut file =
        SettingsFile { path: path.to_string(), settings: Default::default(), findings: Vec::new() };
    let line_of = |offset: usize| {
        let before = text.as_bytes().iter().take(offset);
        u32::try_from(1 + before.filter(|byte| **byte == b'\n').count()).unwrap_or(u32::MAX)
    };
    let mut report = |code: Code, offset: usize, what: String| {
        let line = line_of(offset);
        let finding = Finding::new(code, path, format!("\"{path}\" line {line}: {what}")).line(line);
        file.findings.push(finding);
    };
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            let why = error.message().lines().collect::<Vec<_>>().join(", ");
            let at = error.span().map_or(0, |span| span.start);
            report(Code::SettingsInvalid, at, format!("it is not valid TOML: {why}"));
            return file;
        }
    };
    for (key, value) in table.get_ref().iter() {
        let name = key.get_ref().as_ref();
        match file.settings.set(name, value.get_ref()) {
            Some(Ok(())) => {}
            Some(Err(expected)) => {
                // A text with `@` is not repeated: it may be an address with a password.
                let text = value.get_ref().as_str().filter(|text| !text.contains('@'));
                let found = match text {
                    Some(text) => format!("\"{text}\""),
                    None => format!("of the type {}", value.get_ref().type_str()),
                };
                report(
                    Code::SettingsInvalid,
                    value.span().start,
                    format!("\"{name}\" is {found}, not {expected}"),
                );
            }
            None => report(Code::SettingsUnknown, key.span().start, unknown(name)),
        }
    }
    crate::collections::sort_by_key(&mut file.findings, |finding| finding.line);
    file
}

fn unknown(name: &str) -> String {
    let likely = KEYS.iter().map(|key| (strsim::damerau_levenshtein(key.name, name), key.name)).min();
    match likely {
        Some((distance, likely)) if distance <= 2 => {
            format!("there is no setting \"{name}\", but there is \"{likely}\"")
        }
        _ => format!("there is no setting \"{name}\""),
    }
}

/// Returns the text of a new file with these settings.
pub fn write(settings: &ProjectSettings) -> String {
    let mut text = "# How wheelpress presses this project. It does not ship.\n".to_string();
    for (key, value) in settings.written() {
        if let Some(value) = value {
            text.push_str(&line(key, &value));
        }
    }
    text
}

/// Returns the line of a setting.
pub(super) fn line(key: &str, value: &str) -> String {
    format!("{key} = {value}\n")
}
