//! requirements.txt, in pip's format (pip documentation, "Requirements File Format").

mod lines;
#[cfg(test)]
mod tests;

use super::PackageName;
use super::address::{fragment, wheel_filename};
use super::marker::Marker;
use super::required::{Demand, Origin, Required};
use super::requirement::{Requirement, is_direct_reference, parse_marker};
use super::specifiers::Specifiers;
use super::text::shown;
use super::wheel_name::{WheelName, is_sdist, is_wheel};
use crate::digest::Digest;
use crate::finding::Code;
use lines::{environment_variable, logical_lines, split_options, unquoted};
use pep508_rs::ExtraName;

/// Another file that `-r` or `-c` names, relative to the one that names it.
#[derive(Debug, PartialEq, Eq)]
pub struct Include {
    pub path: String,
    pub origin: Origin,
    pub is_constraint: bool,
}

/// A source folder to be installed: `-e .`, `./lib[extra]`.
#[derive(Debug)]
pub struct Project {
    pub path: String,
    pub extras: Vec<ExtraName>,
    pub marker: Marker,
    pub origin: Origin,
    pub is_editable: bool,
}

/// One file, without those it names.
#[derive(Debug, Default)]
pub struct File {
    pub required: Required,
    pub includes: Vec<Include>,
    pub projects: Vec<Project>,
}

const REQUIRE_HASHES: &str = "--require-hashes";

/// Options about where and how pip finds distributions: what was dropped takes their place.
const IGNORED: &[&str] = &[
    "-i",
    "--index-url",
    "--extra-index-url",
    "--no-index",
    "-f",
    "--find-links",
    "--no-binary",
    "--only-binary",
    "--prefer-binary",
    "--trusted-host",
    "--use-feature",
];

const VERSION_CONTROL: &[&str] = &["git+", "hg+", "svn+", "bzr+"];

/// A requirement with a thousand hashes has fewer bytes of options.
const LONGEST_OPTIONS: usize = 256 << 10;

pub fn read(file: &str, text: &str) -> File {
    let mut found = File::default();
    for (line, text) in logical_lines(text) {
        let mut reader = Reader { origin: Origin::new(file, Some(line)), found: &mut found };
        reader.line(&text);
    }
    found
}

struct Reader<'a> {
    origin: Origin,
    found: &'a mut File,
}

impl Reader<'_> {
    fn report(&mut self, code: Code, message: impl std::fmt::Display) {
        self.found.required.report(&self.origin, code, message);
    }

    fn line(&mut self, line: &str) {
        let (name, value) = if line.starts_with('-') { split_option(line) } else { ("", line) };
        // What is ignored may have any value: the address of a private index has a password.
        if IGNORED.contains(&name) {
            return self.report(
                Code::RequirementsIgnored,
                format!("\"{name}\" is ignored: only what was dropped is installed"),
            );
        }
        if let Some(variable) = environment_variable(line) {
            let finding = self
                .origin
                .finding(
                    Code::RequirementUnsupported,
                    format!("it uses the environment variable \"{variable}\""),
                )
                .hint("A page knows no environment variables: write the value itself");
            return self.found.required.findings.push(finding);
        }
        match name {
            "" => self.requirement(line, false),
            "-r" | "--requirement" | "-c" | "--constraint" => self.found.includes.push(Include {
                path: value.trim_matches(['"', '\'']).to_string(),
                origin: self.origin.clone(),
                is_constraint: name.contains('c'),
            }),
            "-e" | "--editable" => self.requirement(unquoted(value), true),
            "--pre" => self.found.required.prereleases = true,
            REQUIRE_HASHES => self.found.required.require_hashes = Some(self.origin.clone()),
            name => self.report(
                Code::RequirementInvalid,
                format!("\"{}\" is not an option of requirements files", shown(name)),
            ),
        }
    }

    fn requirement(&mut self, line: &str, is_editable: bool) {
        let (text, options) = split_options(line);
        if options.len() > LONGEST_OPTIONS {
            let message = format!("its options are {} bytes long", options.len());
            return self.report(Code::RequirementInvalid, message);
        }
        let Some(mut demand) = self.demand(text, is_editable) else {
            return;
        };
        let mut words = options.split_whitespace();
        while let Some(word) = words.next() {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, value),
                None => (word, words.next().unwrap_or("")),
            };
            match (name, Digest::from_hex(value)) {
                ("--hash", Some(digest)) => demand.hashes.push(digest),
                ("--hash", None) => {
                    let value = shown(value);
                    self.report(
                        Code::RequirementInvalid,
                        format!("\"{value}\" is not a hash of sha256, sha384 or sha512"),
                    );
                }
                _ => self.report(
                    Code::RequirementsIgnored,
                    format!("\"{}\" is ignored: nothing is built", shown(name)),
                ),
            }
        }
        self.found.required.demands.push(demand);
    }

    /// `None` for what is reported, and for folders.
    fn demand(&mut self, text: &str, is_editable: bool) -> Option<Demand> {
        let (place, marker) = text.split_once(" ;").or_else(|| text.split_once("; ")).unwrap_or((text, ""));
        let place = place.trim();
        let parsed = if is_direct_reference(text) {
            Requirement::parse(text)
        } else if is_address(place) || is_wheel(strip_extras(place).0) || is_sdist(strip_extras(place).0) {
            return self.unnamed(place, marker);
        } else if is_editable
            || place.starts_with(['.', '/', '\\'])
            || place.contains(['/', '\\'])
            || place.starts_with("file:")
        {
            self.project(place, marker, is_editable);
            return None;
        } else {
            Requirement::parse(text)
        };
        match parsed {
            Ok(requirement) => Some(Demand::new(requirement, self.origin.clone())),
            Err(fault) => {
                self.not_a_requirement(text, &fault);
                None
            }
        }
    }

    fn not_a_requirement(&mut self, text: &str, fault: &str) {
        let message = format!("\"{}\" is not a requirement: {fault}", shown(text));
        self.report(Code::RequirementInvalid, message);
    }

    fn project(&mut self, text: &str, marker: &str, is_editable: bool) {
        let (path, extras) = strip_extras(text);
        let path = path.strip_prefix("file:").unwrap_or(path);
        // Any name will do to read the extras.
        match (Requirement::parse(&format!("project{extras}")), parse_marker(marker)) {
            (Ok(Requirement { extras, .. }), Ok(marker)) => self.found.projects.push(Project {
                path: path.to_string(),
                extras,
                marker,
                origin: self.origin.clone(),
                is_editable,
            }),
            (Err(fault), _) | (_, Err(fault)) => self.not_a_requirement(text, &fault),
        }
    }

    /// An address or path without a name: those of wheels and source distributions have it in
    /// their filename, that of a repository may have it as `#egg=name`.
    fn unnamed(&mut self, text: &str, marker: &str) -> Option<Demand> {
        let (address, extras) = strip_extras(text);
        let requirement = name(address).and_then(|name| Requirement::parse(&format!("{name}{extras}")).ok());
        let marker = parse_marker(marker);
        if let (Some(requirement), Ok(marker)) = (requirement, marker) {
            let requirement = Requirement {
                marker,
                specifiers: Specifiers::none(),
                address: Some(address.to_string()),
                ..requirement
            };
            return Some(Demand::new(requirement, self.origin.clone()));
        }
        let shown = shown(text);
        let finding = self.origin.finding(
            Code::RequirementUnsupported,
            format!("\"{shown}\" is an address or a folder, and only dropped wheels can be installed"),
        );
        let hint =
            "Put its name in front, as in \"name @ address\", and drop a wheel of it: pip wheel --no-deps";
        self.found.required.findings.push(finding.hint(hint));
        None
    }
}

/// `--name=value`, `--name value`, `-n value` or `-nvalue`.
fn split_option(line: &str) -> (&str, &str) {
    let end = line.find(|char: char| char == '=' || char.is_whitespace()).unwrap_or(line.len());
    let (name, value) = (&line[..end], line[end..].trim_start_matches('=').trim());
    if !name.starts_with("--") && name.len() > 2 && name.is_char_boundary(2) {
        return (&name[..2], line[2..].trim());
    }
    (name, value)
}

fn is_address(text: &str) -> bool {
    VERSION_CONTROL.iter().any(|start| text.starts_with(start))
        || text.split(['[', ';', ' ']).next().is_some_and(|first| first.contains("://"))
}

/// The name of what lies at an address, perhaps with extras.
fn name(address: &str) -> Option<String> {
    if let Some(file) = wheel_filename(address) {
        return Some(WheelName::parse(&file).ok()?.name.to_string());
    }
    if let Some(egg) = fragment(address, "egg") {
        return Some(egg.to_string());
    }
    let path = address.split(['#', '?']).next().unwrap_or(address);
    let filename = path.rsplit(['/', '\\']).next().filter(|filename| is_sdist(filename))?;
    // "Source distribution file name": the version is what follows the last hyphen.
    let (name, _) = filename.rsplit_once('-')?;
    name.parse::<PackageName>().ok().map(|name| name.to_string())
}

/// `./a.whl[extra]` → path, and the extras in their brackets.
fn strip_extras(path: &str) -> (&str, &str) {
    match path.rfind('[') {
        Some(at) if path.ends_with(']') => path.split_at(at),
        _ => (path, ""),
    }
}
