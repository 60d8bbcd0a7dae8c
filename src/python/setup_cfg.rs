//! setup.cfg: what `[options]` requires (setuptools documentation, "Configuring setuptools using
//! setup.cfg files").

use super::pyproject::{Project, normalized};
use super::requirement_set::{Origin, RequirementSet, Selection};
use super::requirements_txt::Include;
use super::requires_python;

/// A value as a list of lines, each with its number in the file.
struct Value<'t> {
    section: &'t str,
    key: String,
    lines: Vec<(usize, &'t str)>,
}

/// Reads the file. `None` if it states nothing about requirements.
pub fn read(file: &str, text: &str, selection: &Selection) -> Option<Project> {
    let mut required = RequirementSet::default();
    let mut includes = Vec::new();
    for value in values(text) {
        let wants = |extra: &str| selection.extras.iter().any(|chosen| normalized(chosen) == extra);
        match (value.section, value.key.as_str()) {
            ("metadata", "name") => {
                required.own.extend(value.lines.first().and_then(|(_, name)| name.parse().ok()))
            }
            ("options", "install_requires") => {
                required.stated_in = Some(file.to_string());
                add(file, &value, &mut required, &mut includes);
            }
            ("options", "python_requires") => {
                if let Some((line, text)) = value.lines.first() {
                    requires_python::check_text(
                        text,
                        &Origin::new(file, Some(*line)),
                        selection,
                        &mut required,
                    );
                }
            }
            ("options.extras_require", extra) => {
                let extra = normalized(extra);
                if wants(&extra) {
                    add(file, &value, &mut required, &mut includes);
                }
                required.optional.extras.insert(extra);
            }
            _ => {}
        }
    }
    let is_silent = required.stated_in.is_none()
        && required.findings.is_empty()
        && required.optional == Default::default();
    (!is_silent).then_some(Project { required, includes })
}

/// The folders that are searched for packages: the value of `package_dir` for the root, and `where`.
pub fn package_folders(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for value in values(text) {
        let folders = value.lines.iter().flat_map(|(_, line)| line.split(',')).map(str::trim);
        match (value.section, value.key.as_str()) {
            // `= src` is for the root; with a name before the sign, the folder is for that package.
            ("options", "package_dir") => {
                found.extend(
                    folders.filter_map(|folder| folder.strip_prefix('=')).map(str::trim).map(String::from),
                );
            }
            ("options.packages.find", "where") => found.extend(folders.map(String::from)),
            _ => {}
        }
    }
    found.retain(|folder| !folder.is_empty());
    found
}

/// Adds the items of a "list-semi" value: one item per line, or items separated by semicolons on a single line.
/// `file:` names files that have the items.
fn add(file: &str, value: &Value, required: &mut RequirementSet, includes: &mut Vec<Include>) {
    let on_one_line = value.lines.len() == 1;
    for (line, text) in &value.lines {
        let origin = Origin::new(file, Some(*line));
        if let Some(paths) = text.strip_prefix("file:") {
            includes.extend(paths.split(',').map(str::trim).filter(|path| !path.is_empty()).map(|path| {
                Include { path: path.to_string(), origin: origin.clone(), is_constraint: false }
            }));
            continue;
        }
        // The semicolon of a marker does not separate items.
        let has_marker = text.contains(['<', '>', '=']) && text.contains(['"', '\'']);
        let items: Vec<&str> =
            if on_one_line && !has_marker { text.split(';').collect() } else { vec![text] };
        for item in items.into_iter().map(str::trim).filter(|item| !item.is_empty()) {
            required.entry(item, origin.clone());
        }
    }
}

/// Reads the values as Python's `RawConfigParser` does: an indented line continues the value above.
fn values(text: &str) -> Vec<Value<'_>> {
    let mut found: Vec<Value> = Vec::new();
    let mut section = "";
    for (number, line) in text.lines().enumerate() {
        let content = line.trim();
        if content.is_empty() || content.starts_with(['#', ';']) {
            continue;
        }
        if line.starts_with(char::is_whitespace) {
            if let Some(value) = found.last_mut().filter(|value| value.section == section) {
                value.lines.push((number + 1, content));
            }
            continue;
        }
        if let Some(name) = content.strip_prefix('[').and_then(|name| name.split(']').next()) {
            section = name.trim();
        } else if let Some((key, value)) = content.split_once(['=', ':']) {
            let lines = Some((number + 1, value.trim())).filter(|(_, value)| !value.is_empty());
            let key = key.trim().to_ascii_lowercase().replace('-', "_");
            found.push(Value { section, key, lines: lines.into_iter().collect() });
        }
    }
    found
}
