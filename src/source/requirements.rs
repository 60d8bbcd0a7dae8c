//! The files of requirements in a drop: which there are, which of them counts, and what it asks for.

use super::path::{self, Verdict};
use super::{Item, Missing, Shelf};
use crate::finding::{Code, Finding, Severity};
use crate::python::lock::{pipfile, poetry, pylock, uv};
use crate::python::required::{Origin, Required, Selection};
use crate::python::requirements_txt::Include;
use crate::python::text::decode;
use crate::python::{pyproject, requirements_txt, script};
use std::collections::{BTreeMap, BTreeSet};

/// The formats, the one that says most first: of several in one drop, the first counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Format {
    Pylock,
    Uv,
    Poetry,
    Pipfile,
    Text,
    Pyproject,
    Script,
}

impl Format {
    fn of(name: &str) -> Option<Format> {
        match name {
            "pylock.toml" => Some(Format::Pylock),
            "uv.lock" => Some(Format::Uv),
            "poetry.lock" => Some(Format::Poetry),
            "Pipfile.lock" => Some(Format::Pipfile),
            "requirements.txt" => Some(Format::Text),
            "pyproject.toml" => Some(Format::Pyproject),
            // `pylock.*.toml`: the middle part has no dots ("File Name").
            name if name
                .strip_prefix("pylock.")
                .and_then(|name| name.strip_suffix(".toml"))
                .is_some_and(|name| !name.is_empty() && !name.contains('.')) =>
            {
                Some(Format::Pylock)
            }
            name if name.ends_with(".py") => Some(Format::Script),
            _ => None,
        }
    }
}

/// Larger scripts are data; a lock file of a thousand packages has 2 MB.
const SCRIPT_LIMIT: u64 = 1 << 20;
const TEXT_LIMIT: u64 = 64 << 20;

/// What the files at the roots of the dropped folders, and those dropped loose, ask for. `None`
/// without such files, or when they ask for nothing. `skipped` are the folders of libraries.
pub fn find(
    items: &[Item],
    skipped: &BTreeSet<&str>,
    selection: &Selection,
    shelf: &mut Shelf,
) -> Result<Option<Required>, Missing> {
    let paths: BTreeMap<&str, &Item> = items.iter().map(|item| (item.path.as_str(), item)).collect();
    let mut reader = Reader { paths, selection, shelf, missing: false };
    let mut files: BTreeMap<(Format, &str), Vec<&Item>> = BTreeMap::new();
    for item in items.iter().filter(|item| item.unreadable.is_none()) {
        let (folder, name) = item.path.rsplit_once('/').unwrap_or(("", &item.path));
        let limit = if name.ends_with(".py") { SCRIPT_LIMIT } else { TEXT_LIMIT };
        if folder.contains('/') || skipped.contains(folder) || item.size > limit {
            continue;
        }
        if let Some(format) = Format::of(name) {
            files.entry((format, folder)).or_default().push(item);
        }
    }
    let mut required: Option<Required> = None;
    let mut chosen: Option<(Format, &Item)> = None;
    let mut passed_over = Vec::new();
    let mut optional = Required::default();
    for ((format, _), items) in files {
        // Scripts are many, and reading them costs: only if nothing else says what is required.
        if format == Format::Script && chosen.is_some() {
            break;
        }
        // pylock.toml goes before pylock.dev.toml; of scripts each counts.
        let mut items = items;
        items.sort_by_key(|item| (!item.path.ends_with("pylock.toml"), item.path.as_str()));
        for (index, item) in items.into_iter().enumerate() {
            let is_twin = index > 0 && format == Format::Pylock;
            if chosen.is_some_and(|(counts, _)| counts != format) || is_twin {
                if let Some(read) = reader.passed_over(format, item) {
                    optional.optional.extras.extend(read.optional.extras);
                    optional.optional.groups.extend(read.optional.groups);
                    passed_over.push(item);
                }
                continue;
            }
            if let Some(read) = reader.read(format, item) {
                chosen.get_or_insert((format, item));
                required.get_or_insert_with(Required::default).extend(read);
            }
        }
    }
    if reader.missing {
        return Err(Missing);
    }
    let (Some(mut required), Some((_, counts))) = (required, chosen) else {
        return Ok(None);
    };
    // requirements.txt knows no extras, but the project beside it may.
    required.findings.extend(passed_over.into_iter().map(|item| {
        Finding::new(
            Code::RequirementsIgnored,
            &item.path,
            format!(
                "\"{}\" is passed over for \"{}\", which says more exactly what to install",
                item.path, counts.path
            ),
        )
        .hint(format!("Leave \"{}\" out of the drop to use this one", counts.path))
    }));
    required.findings.extend(unknown_choices(&required, &optional, &counts.path, selection));
    Ok(Some(required))
}

/// Extras and groups that were chosen, but that no file knows.
fn unknown_choices(
    required: &Required,
    others: &Required,
    file: &str,
    selection: &Selection,
) -> Vec<Finding> {
    let unknown = |what: &str,
                   chosen: &BTreeSet<String>,
                   known: &BTreeSet<String>,
                   other: &BTreeSet<String>| {
        let unknown = chosen.iter().filter(|name| !known.contains(&pyproject::normalized(name)));
        unknown
            .map(|name| {
                let is_elsewhere = other.contains(&pyproject::normalized(name));
                let why =
                    if is_elsewhere { "is known to a file that is passed over only" } else { "is not there" };
                Finding::new(Code::ExtraUnknown, file, format!("The {what} \"{name}\" was chosen, but {why}"))
            })
            .collect::<Vec<_>>()
    };
    let mut findings = unknown("extra", selection.extras, &required.optional.extras, &others.optional.extras);
    findings.extend(unknown(
        "dependency group",
        selection.groups,
        &required.optional.groups,
        &others.optional.groups,
    ));
    findings
}

struct Reader<'a, 's> {
    paths: BTreeMap<&'a str, &'a Item>,
    selection: &'s Selection<'s>,
    shelf: &'s mut Shelf,
    /// More must be read; what else is missing is found out first, so that it is read together.
    missing: bool,
}

impl Reader<'_, '_> {
    /// `None` if it has to be read first.
    fn text(&mut self, item: &Item) -> Option<Result<String, Finding>> {
        match self.shelf.text(item.file) {
            Err(Missing) => {
                self.missing = true;
                None
            }
            Ok(Ok(text)) => Some(Ok(decode(&text))),
            Ok(Err(words)) => Some(Err(Finding::new(
                Code::FileUnreadable,
                &item.path,
                format!("\"{}\" cannot be read: {words}", item.path),
            ))),
        }
    }

    /// What a file asks for. `None` if it does not say, as most scripts and many pyproject.toml.
    fn read(&mut self, format: Format, item: &Item) -> Option<Required> {
        let mut required = self.parse(format, item)?;
        // A lock says all there is to install, though it be nothing; of other files their readers
        // know. What could not be read may have been a requirement.
        let is_whole = required.findings.iter().all(|finding| finding.severity != Severity::Error);
        let speaks = required.exact || required.stated_in.is_some();
        let is_stated = !required.demands.is_empty() || (speaks && is_whole);
        required.stated_in = is_stated.then(|| item.path.clone());
        Some(required)
    }

    fn parse(&mut self, format: Format, item: &Item) -> Option<Required> {
        let file = item.path.as_str();
        if format == Format::Text {
            let mut required = Required::default();
            self.requirements(item, false, &mut Vec::new(), &mut BTreeSet::new(), &mut required);
            return Some(required);
        }
        // Both are asked for before either is missed.
        let project = (format == Format::Poetry).then(|| self.beside(item, "pyproject.toml")).flatten();
        let text = match self.text(item)? {
            Ok(text) => text,
            Err(finding) => return Some(Required { findings: vec![finding], ..Required::default() }),
        };
        match format {
            Format::Pylock => Some(pylock::read(file, &text, self.selection)),
            Format::Uv => Some(uv::read(file, &text, self.selection)),
            Format::Poetry => {
                let project = project.as_ref().map(|(file, text)| (file.as_str(), text.as_str()));
                Some(poetry::read(file, &text, project, self.selection))
            }
            Format::Pipfile => Some(pipfile::read(file, &text, self.selection)),
            Format::Pyproject => pyproject::read(file, &text, self.selection),
            Format::Script => script::read(file, &text),
            Format::Text => None,
        }
    }

    /// Whether a file that does not count would ask for anything: of pyproject.toml only its text
    /// can tell.
    fn passed_over(&mut self, format: Format, item: &Item) -> Option<Required> {
        if format == Format::Pyproject { self.read(format, item) } else { Some(Required::default()) }
    }

    fn beside(&mut self, item: &Item, name: &str) -> Option<(String, String)> {
        let path = match item.path.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{name}"),
            None => name.to_string(),
        };
        let other = *self.paths.get(path.as_str())?;
        let text = self.text(other)?.ok()?;
        Some((path, text))
    }

    /// A requirements file and those it names, each once. `stack` are the files being read.
    fn requirements(
        &mut self,
        item: &Item,
        is_constraint: bool,
        stack: &mut Vec<String>,
        done: &mut BTreeSet<(String, bool)>,
        required: &mut Required,
    ) {
        if !done.insert((item.path.clone(), is_constraint)) {
            return;
        }
        let text = match self.text(item) {
            None => return,
            Some(Ok(text)) => text,
            Some(Err(finding)) => return required.findings.push(finding),
        };
        let mut file = requirements_txt::read(&item.path, &text);
        if is_constraint {
            let demands = std::mem::take(&mut file.required.demands);
            file.required.constraints.extend(demands);
        }
        required.extend(file.required);
        stack.push(item.path.clone());
        for include in file.includes {
            self.include(&include, is_constraint, stack, done, required);
        }
        stack.pop();
    }

    fn include(
        &mut self,
        include: &Include,
        is_constraint: bool,
        stack: &mut Vec<String>,
        done: &mut BTreeSet<(String, bool)>,
        required: &mut Required,
    ) {
        let Include { path, origin, .. } = include;
        let is_constraint = is_constraint || include.is_constraint;
        let found = resolve(&origin.file, path).and_then(|path| self.paths.get(path.as_str()).copied());
        match found {
            Some(item) if stack.contains(&item.path) => {
                let start = stack.iter().position(|path| *path == item.path).unwrap_or(0);
                let cycle = stack[start..].join("\" names \"");
                required.report(
                    origin,
                    Code::RequirementCycle,
                    format!("the files name one another in a circle: \"{cycle}\" names \"{}\"", item.path),
                );
            }
            Some(item) => self.requirements(item, is_constraint, stack, done, required),
            None => required.findings.push(not_dropped(origin, path)),
        }
    }
}

fn not_dropped(origin: &Origin, path: &str) -> Finding {
    let (code, why) = match path.contains("://") {
        true => (Code::RequirementUnsupported, "which would have to be downloaded"),
        false => (Code::RequirementMissing, "which was not dropped"),
    };
    origin
        .finding(code, format!("it names the file \"{path}\", {why}"))
        .hint("Drop the folder with all of its requirements files")
}

/// A path relative to the folder of `file`. `None` if it leads out of the drop.
fn resolve(file: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    let relative = relative.replace('\\', "/");
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    matches!(path::inspect(&path), Verdict::Clean).then_some(path)
}
