//! The options that lines of requirements files may have (pip documentation, "Requirements File
//! Format"), split as a shell does and parsed as pip does.

use crate::python::text::shown;

/// What an option does here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Requirement,
    Constraint,
    Editable,
    RequireHashes,
    NoRequireHashes,
    Pre,
    AllReleases,
    OnlyFinal,
    Hash,
    /// States how to build. It is ignored, because nothing is built.
    Build,
    /// The address of an index. It is ignored, because dropped files are used instead.
    Index,
    /// No index is asked.
    NoIndex,
    /// Other settings of how pip finds distributions.
    Finding,
}

#[derive(Debug)]
struct Known {
    names: &'static [&'static str],
    has_value: bool,
    kind: Kind,
}

const fn value(names: &'static [&'static str], kind: Kind) -> Known {
    Known { names, has_value: true, kind }
}

const fn flag(names: &'static [&'static str], kind: Kind) -> Known {
    Known { names, has_value: false, kind }
}

/// The options of pip 26.3, and the build options of older versions.
const OPTIONS: &[Known] = &[
    value(&["-r", "--requirement"], Kind::Requirement),
    value(&["-c", "--constraint"], Kind::Constraint),
    value(&["-e", "--editable"], Kind::Editable),
    flag(&["--require-hashes"], Kind::RequireHashes),
    flag(&["--no-require-hashes"], Kind::NoRequireHashes),
    flag(&["--pre"], Kind::Pre),
    value(&["--all-releases"], Kind::AllReleases),
    value(&["--only-final"], Kind::OnlyFinal),
    value(&["--hash"], Kind::Hash),
    value(&["-C", "--config-settings"], Kind::Build),
    value(&["--global-option"], Kind::Build),
    value(&["--install-option"], Kind::Build),
    value(&["--build-option"], Kind::Build),
    value(&["-i", "--index-url", "--pypi-url"], Kind::Index),
    value(&["--extra-index-url"], Kind::Index),
    flag(&["--no-index"], Kind::NoIndex),
    value(&["-f", "--find-links"], Kind::Finding),
    value(&["--no-binary"], Kind::Finding),
    value(&["--only-binary"], Kind::Finding),
    flag(&["--prefer-binary"], Kind::Finding),
    value(&["--trusted-host"], Kind::Finding),
    value(&["--use-feature"], Kind::Finding),
];

/// An option of a line.
#[derive(Debug, PartialEq, Eq)]
pub struct Given {
    pub kind: Kind,
    /// The name as the documentation has it, or the short name.
    pub name: &'static str,
    /// The value; empty if there is none.
    pub value: String,
}

/// Reads the options in a text, in their order. Words that do not belong to an option are ignored, as
/// in pip.
///
/// # Errors
///
/// A clause that names the fault.
pub fn read(text: &str) -> Result<Vec<Given>, String> {
    let mut words = shlex::split(text).ok_or("a quote of its options is not closed")?.into_iter();
    let mut found = Vec::new();
    while let Some(word) = words.next() {
        if word == "--" {
            break;
        }
        if !word.starts_with('-') || word == "-" {
            continue;
        }
        let (name, joined) = split(&word);
        let (known, name) = find(name)
            .ok_or_else(|| format!("\"{}\" is not an option of requirements files", shown(name)))?;
        let value = match (known.has_value, joined) {
            (true, Some(value)) => value.to_string(),
            (true, None) => words.next().ok_or_else(|| format!("\"{name}\" has no value"))?,
            (false, None) => String::new(),
            (false, Some(_)) => return Err(format!("\"{name}\" takes no value")),
        };
        found.push(Given { kind: known.kind, name, value });
    }
    Ok(found)
}

/// Reads options whose value is the rest of the line, including blanks: `-e .`,
/// `--editable=./lib[extra]`, `-rbase.txt`. `None` for other lines.
pub fn with_rest(line: &str) -> Option<(Kind, &str)> {
    let end = line.find(|char: char| char == '=' || char.is_whitespace()).unwrap_or(line.len());
    let (name, joined) = split(line.get(..end)?);
    let (known, _) = find(name)?;
    let rest = match joined {
        Some(_) => line.get(2..)?,
        None => line.get(end..)?.trim_start_matches('='),
    };
    let has_rest = matches!(known.kind, Kind::Requirement | Kind::Constraint | Kind::Editable);
    has_rest.then_some((known.kind, rest.trim()))
}

/// Splits `--name=value` or `-nvalue` into name and value.
fn split(word: &str) -> (&str, Option<&str>) {
    if word.starts_with("--") {
        let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
        return (name, value);
    }
    match word.get(2..).filter(|value| !value.is_empty()) {
        Some(value) => (word.get(..2).unwrap_or(word), Some(value)),
        None => (word, None),
    }
}

/// The option with that name, or the only option whose name begins with it.
fn find(name: &str) -> Option<(&'static Known, &'static str)> {
    let named = |is_it: &dyn Fn(&str) -> bool| {
        let all = OPTIONS.iter().flat_map(|known| known.names.iter().map(move |name| (known, *name)));
        all.filter(|(_, name)| is_it(name)).collect::<Vec<_>>()
    };
    if let [found, ..] = named(&|known| known == name)[..] {
        return Some(found);
    }
    match named(&|known| name.len() > 2 && name.starts_with("--") && known.starts_with(name))[..] {
        [found] => Some(found),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_options() {
        let check = |text: &str, expected: Result<&str, &str>| {
            let found = read(text).map(|found| {
                let words = found.iter().map(|one| format!("{} {}", one.name, one.value));
                words.collect::<Vec<_>>().join("|")
            });
            match (&found, expected) {
                (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{text}"),
                (Err(fault), Err(expected)) => assert!(fault.contains(expected), "{text}: {fault}"),
                _ => panic!("{text}: {found:?}"),
            }
        };
        check("--hash='sha256:ab' --hash \"sha256:cd\"", Ok("--hash sha256:ab|--hash sha256:cd"));
        check("--pre --all-releases=a,b", Ok("--pre |--all-releases a,b"));
        check("--index-u https://x/ word -fy", Ok("--index-url https://x/|-f y"));
        check("--require-hashes", Ok("--require-hashes "));
        check("--no", Err("\"--no\" is not an option"));
        check("--nonsense", Err("\"--nonsense\" is not an option"));
        check("--pre=1", Err("takes no value"));
        check("--hash", Err("has no value"));
        check("--hash='x", Err("a quote"));
    }

    #[test]
    fn takes_the_rest_of_a_line() {
        let check = |line: &str, expected: Option<(Kind, &str)>| {
            assert_eq!(with_rest(line), expected, "{line}");
        };
        check("-e .", Some((Kind::Editable, ".")));
        check("--editable='.[a,b]'", Some((Kind::Editable, "'.[a,b]'")));
        check("-rz.txt", Some((Kind::Requirement, "z.txt")));
        check("--req=x/y.txt", None);
        check("--requirem=x/y.txt", Some((Kind::Requirement, "x/y.txt")));
        check("--constraint c d.txt", Some((Kind::Constraint, "c d.txt")));
        check("--pre", None);
        check("-i${INDEX}", None);
        check("-", None);
    }
}
