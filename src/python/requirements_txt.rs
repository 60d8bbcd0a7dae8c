//! requirements.txt, in pip's format (pip documentation, "Requirements File Format").

use super::address::wheel_filename;
use super::record::Digest;
use super::required::{Demand, Origin, Required};
use super::requirement::{Requirement, parse_marker};
use super::text::shown;
use super::wheel_name::{WheelName, is_wheel};
use crate::finding::{Code, Severity};
use pep440_rs::VersionSpecifiers;

/// Another file that `-r` or `-c` names, relative to the one that names it.
#[derive(Debug, PartialEq, Eq)]
pub struct Include {
    pub path: String,
    pub origin: Origin,
    pub is_constraint: bool,
}

/// One file, without those it names.
#[derive(Debug, Default)]
pub struct File {
    pub required: Required,
    pub includes: Vec<Include>,
}

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
    "--require-hashes",
];

const VERSION_CONTROL: &[&str] = &["git+", "hg+", "svn+", "bzr+"];

pub fn read(file: &str, text: &str) -> File {
    let mut found = File::default();
    for (line, text) in logical_lines(text) {
        let mut reader = Reader { origin: Origin::new(file, Some(line)), found: &mut found };
        reader.line(&text);
    }
    found
}

/// Lines joined where one ends in a backslash, without comments: a `#` at the start or after a
/// blank. Numbered by their first line.
fn logical_lines(text: &str) -> Vec<(usize, String)> {
    let mut lines = Vec::new();
    let mut begun: Option<(usize, String)> = None;
    for (index, line) in text.lines().enumerate() {
        let is_comment = line.trim_start().starts_with('#');
        let (number, mut joined) = begun.take().unwrap_or((index + 1, String::new()));
        match line.strip_suffix('\\').filter(|_| !is_comment) {
            Some(head) => {
                joined.push_str(head);
                begun = Some((number, joined));
            }
            None => {
                // A comment ends the line it interrupts.
                joined.push_str(if is_comment { "" } else { line });
                lines.push((number, joined));
            }
        }
    }
    lines.extend(begun);
    for (_, line) in &mut lines {
        let comment =
            line.match_indices('#').map(|(at, _)| at).find(|at| line[..*at].ends_with(char::is_whitespace));
        if let Some(at) = comment {
            line.truncate(at);
        }
        *line = line.trim().to_string();
    }
    lines.retain(|(_, line)| !line.is_empty());
    lines
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
        if let Some(variable) = environment_variable(line) {
            let finding = self
                .origin
                .finding(
                    Code::RequirementUnsupported,
                    format!("it uses the environment variable \"{variable}\""),
                )
                .hint("A page knows no environment variables: write the value itself");
            self.found.required.findings.push(finding);
        } else if line.starts_with('-') {
            self.option(line);
        } else {
            self.requirement(line);
        }
    }

    fn option(&mut self, line: &str) {
        let end = line.find(|char: char| char == '=' || char.is_whitespace()).unwrap_or(line.len());
        let (mut name, mut value) = (&line[..end], line[end..].trim_start_matches('=').trim());
        // `-rbase.txt`
        if !name.starts_with("--") && name.len() > 2 && name.is_char_boundary(2) {
            (name, value) = (&name[..2], line[2..].trim());
        }
        match name {
            "-r" | "--requirement" | "-c" | "--constraint" => self.found.includes.push(Include {
                path: value.trim_matches(['"', '\'']).to_string(),
                origin: self.origin.clone(),
                is_constraint: name.contains('c'),
            }),
            "-e" | "--editable" => self.editable(value),
            "--pre" => self.found.required.prereleases = true,
            name if IGNORED.contains(&name) => self.report(
                Code::RequirementsIgnored,
                format!("\"{name}\" is ignored: only what was dropped is installed"),
            ),
            name => self.report(
                Code::RequirementInvalid,
                format!("\"{}\" is not an option of requirements files", shown(name)),
            ),
        }
    }

    fn editable(&mut self, value: &str) {
        let finding = self.origin.finding(
            Code::RequirementUnsupported,
            format!(
                "\"-e {}\" installs a link to a source folder, which a package cannot have",
                shown(value)
            ),
        );
        let finding = if is_here(value) {
            finding.severity(Severity::Info).hint("The folder's own files are packed as they are")
        } else {
            finding.hint("Drop that folder too, or a wheel built from it: pip wheel --no-deps")
        };
        self.found.required.findings.push(finding);
    }

    fn requirement(&mut self, line: &str) {
        let (text, options) = split_options(line);
        let Some(mut demand) = self.demand(text) else {
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

    fn demand(&mut self, text: &str) -> Option<Demand> {
        let is_version_control = |text: &str| VERSION_CONTROL.iter().any(|start| text.starts_with(start));
        let is_address = is_version_control(text)
            || text.split(['[', ';', ' ']).next().is_some_and(|first| first.contains("://"));
        let (path, marker) = text.split_once(" ;").or_else(|| text.split_once("; ")).unwrap_or((text, ""));
        let path = path.trim();
        let is_path = !is_address
            && !text.contains('@')
            && (path.starts_with(['.', '/', '\\'])
                || path.contains(['/', '\\'])
                || is_wheel(strip_extras(path).0));
        if is_address || is_path {
            return self.unnamed(path, marker);
        }
        match Requirement::parse(text) {
            Ok(requirement) => {
                let file = requirement.address.as_deref().and_then(wheel_filename);
                Some(Demand { file, ..Demand::new(requirement, self.origin.clone()) })
            }
            Err(fault) => {
                self.report(
                    Code::RequirementInvalid,
                    format!("\"{}\" is not a requirement: {fault}", shown(text)),
                );
                None
            }
        }
    }

    /// An address or path without a name: that of a wheel has it in its filename, that of a
    /// repository may have it as `#egg=name`.
    fn unnamed(&mut self, text: &str, marker: &str) -> Option<Demand> {
        let (address, extras) = strip_extras(text);
        let file = wheel_filename(address);
        let name = file
            .as_deref()
            .and_then(|file| WheelName::parse(file).ok())
            .map(|wheel| wheel.name.to_string())
            .or_else(|| Some(address.split_once("#egg=")?.1.split(['&', '[']).next()?.to_string()));
        let requirement = name.and_then(|name| Requirement::parse(&format!("{name}{extras}")).ok());
        let marker = parse_marker(marker);
        if let (Some(requirement), Ok(marker)) = (requirement, marker) {
            let requirement = Requirement {
                marker,
                specifiers: VersionSpecifiers::empty(),
                address: Some(address.to_string()),
                ..requirement
            };
            return Some(Demand { file, ..Demand::new(requirement, self.origin.clone()) });
        }
        let finding = self.origin.finding(
            Code::RequirementUnsupported,
            format!(
                "\"{}\" is an address or a folder, and only dropped wheels can be installed",
                shown(text)
            ),
        );
        let finding = if is_here(text) {
            finding.severity(Severity::Info).hint("The folder's own files are packed as they are")
        } else {
            finding
        };
        self.found.required.findings.push(finding);
        None
    }
}

/// The folder the file lies in, perhaps with extras.
fn is_here(path: &str) -> bool {
    matches!(strip_extras(path).0.trim_end_matches('/'), "." | "file:.")
}

/// `./a.whl[extra]` → path, and the extras in their brackets.
fn strip_extras(path: &str) -> (&str, &str) {
    match path.rfind('[') {
        Some(at) if path.ends_with(']') => path.split_at(at),
        _ => (path, ""),
    }
}

/// The requirement, and the options behind it: pip splits at the first word that begins with `-`.
fn split_options(line: &str) -> (&str, &str) {
    match line.match_indices(" -").next() {
        Some((at, _)) => (line[..at].trim(), &line[at..]),
        None => (line, ""),
    }
}

/// The first `${NAME}` of a line.
fn environment_variable(line: &str) -> Option<&str> {
    line.match_indices("${").find_map(|(at, _)| {
        let end = line[at..].find('}')? + at;
        let name = &line[at + 2..end];
        let is_name = |char: char| char.is_ascii_uppercase() || char.is_ascii_digit() || char == '_';
        (!name.is_empty() && name.chars().all(is_name)).then(|| &line[at..=end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text → demands with their lines; includes; codes of findings with their lines.
    fn check(text: &str, demands: &[&str], includes: &[&str], findings: &[&str]) {
        let file = read("r.txt", text);
        let found: Vec<String> = file
            .required
            .demands
            .iter()
            .map(|demand| format!("{} {}", demand.origin.line.unwrap_or(0), demand.requirement))
            .collect();
        assert_eq!(found, demands, "{text}");
        let found: Vec<String> = file
            .includes
            .iter()
            .map(|include| {
                format!("{} {} {}", include.origin.line.unwrap_or(0), include.path, include.is_constraint)
            })
            .collect();
        assert_eq!(found, includes, "{text}");
        let found: Vec<String> = file
            .required
            .findings
            .iter()
            .map(|finding| format!("{:?} {} {}", finding.severity, finding.code.as_str(), finding.message))
            .collect();
        assert_eq!(found.len(), findings.len(), "{found:?}");
        for (found, expected) in found.iter().zip(findings) {
            assert!(expected.split('*').all(|part| found.contains(part)), "{found} is not {expected}");
        }
    }

    #[test]
    fn reads_what_pip_reads() {
        check(
            "# c\n\nsix==1.0 # why\na#b==1\n",
            &["3 six==1.0"],
            &[],
            &["Error requirement-invalid \"r.txt\" line 4"],
        );
        check("six \\\n  >=1, \\\n  <2\nb\n", &["1 six>=1,<2", "4 b"], &[], &[]);
        check("a \\\n# c\nb", &["1 a", "3 b"], &[], &[]);
        check("a; python_version < '3'\r\nb[x,y]>=2\r\n", &["1 a", "2 b[x,y]>=2"], &[], &[]);
        check(
            "-r base.txt\n--requirement=x/y.txt\n-rz.txt\n-c c.txt\n--constraint c d.txt",
            &[],
            &["1 base.txt false", "2 x/y.txt false", "3 z.txt false", "4 c.txt true", "5 c d.txt true"],
            &[],
        );
        check(
            "--index-url https://x/\n-f y\n--pre\n--nonsense",
            &[],
            &[],
            &[
                "Info requirements-ignored*--index-url",
                "Info requirements-ignored*-f",
                "Error requirement-invalid*line 4*--nonsense",
            ],
        );
        check("a @ ${HOME}/x.whl", &[], &[], &["Error requirement-unsupported*line 1*${HOME}"]);
        check(
            "-e .\n-e ./lib\n.[dev]\n./lib",
            &[],
            &[],
            &[
                "Info requirement-unsupported",
                "Error requirement-unsupported",
                "Info requirement-unsupported",
                "Error requirement-unsupported",
            ],
        );
        check(
            "./w/a_b-1.0-py3-none-any.whl[x]\nfile:///w/c-1-py3-none-any.whl",
            &["1 a-b[x] @ ./w/a_b-1.0-py3-none-any.whl", "2 c @ file:///w/c-1-py3-none-any.whl"],
            &[],
            &[],
        );
        check(
            "git+https://x/y.git\ngit+https://x/y.git@v1#egg=y\nz @ git+https://x/z",
            &["2 y @ git+https://x/y.git@v1#egg=y", "3 z @ git+https://x/z"],
            &[],
            &["Error requirement-unsupported*line 1"],
        );
    }

    #[test]
    fn reads_hashes() {
        let (one, two) = ("0".repeat(64), "f".repeat(64));
        let file = read("r.txt", &format!("a==1 \\\n    --hash=sha256:{one} \\\n    --hash sha256:{two}\n"));
        let hashes: Vec<String> = file.required.demands[0].hashes.iter().map(Digest::hex).collect();
        assert_eq!(hashes, [one, two]);
        check("a --hash=md5:00", &["1 a"], &[], &["Error requirement-invalid*line 1"]);
    }
}
