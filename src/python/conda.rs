//! environment.yml: the pip requirements of conda environments (conda documentation, "Managing environments"), and
//! their conda packages. The file is read line by line: no more of YAML is needed.

use super::PackageName;
use super::requirements_txt;
use std::fmt::Write;

/// What the file requires.
#[derive(Debug, Default)]
pub struct Environment {
    /// The items below `pip:` in the format of requirements files. Each has the same line number as in the file.
    pub pip: String,
    /// Conda packages with their lines, without Python and the tools that install packages.
    pub packages: Vec<(PackageName, usize)>,
}

/// Packages that every environment has, and that are not part of a deployment package.
const TOOLS: [&str; 4] = ["pip", "python", "setuptools", "wheel"];

/// Reads the file. `None` if it has no dependencies.
pub fn read(text: &str) -> Option<Environment> {
    let mut found = Environment::default();
    let mut is_inside = false;
    // The indentation of the item `pip:`. Items that are indented more belong to it.
    let mut pip: Option<usize> = None;
    let mut pip_lines = 0;
    for (number, line) in text.lines().enumerate() {
        let content = without_comment(line.trim());
        let indent = line.len() - line.trim_start().len();
        if content.is_empty() || content == "---" {
            continue;
        }
        if indent == 0 && !content.starts_with('-') {
            is_inside = content.trim_end_matches(' ') == "dependencies:";
            pip = None;
            continue;
        }
        let Some(item) = content.strip_prefix('-').map(str::trim).filter(|_| is_inside) else {
            continue;
        };
        if pip.is_some_and(|start| indent > start) {
            while pip_lines < number {
                found.pip.push('\n');
                pip_lines += 1;
            }
            // Writing to memory cannot fail.
            let _ = write!(found.pip, "{}", unquoted(item));
            continue;
        }
        pip = (item.trim_end_matches(' ') == "pip:").then_some(indent);
        if pip.is_none() {
            // `channel::name[version='>=1']`, `name >=1`, `name=1=build`
            let name = unquoted(item).rsplit("::").next().unwrap_or(item);
            let end = name.find(|char: char| !(char.is_ascii_alphanumeric() || "-_.".contains(char)));
            let name = name.get(..end.unwrap_or(name.len())).unwrap_or(name);
            let name = name.parse::<PackageName>().ok().filter(|name| !TOOLS.contains(&name.as_ref()));
            found.packages.extend(name.map(|name| (name, number + 1)));
        }
    }
    (!found.pip.is_empty() || !found.packages.is_empty()).then_some(found)
}

/// Reads the lines below `pip:`.
pub fn pip(file: &str, environment: &Environment) -> requirements_txt::File {
    requirements_txt::read(file, &environment.pip)
}

fn without_comment(line: &str) -> &str {
    let at = match line.starts_with('#') {
        true => Some(0),
        false => line.find(" #"),
    };
    line.get(..at.unwrap_or(line.len())).unwrap_or(line).trim_end()
}

fn unquoted(item: &str) -> &str {
    let inside = |quote: char| item.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).unwrap_or(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_environments() {
        let text = "name: x\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.11\n  - conda-forge::numpy=1.26 # why\n  - \"libgdal>=3\"\n  - pip\n  - pip:\n    - requests==2.31 # http\n\n    - 'six; python_version < \"3\"'\n    - -r more.txt\n  - pandas\nprefix: /opt\n";
        let found = read(text).unwrap();
        let packages: Vec<String> =
            found.packages.iter().map(|(name, line)| format!("{line} {name}")).collect();
        assert_eq!(packages, ["6 numpy", "7 libgdal", "14 pandas"]);
        let lines: Vec<(usize, &str)> = found
            .pip
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.is_empty())
            .map(|(at, line)| (at + 1, line))
            .collect();
        assert_eq!(lines, [(10, "requests==2.31"), (12, "six; python_version < \"3\""), (13, "-r more.txt")]);
        // The items of a list need not be indented.
        let flat = read("dependencies:\n- numpy\n- pip:\n  - six\n").unwrap();
        assert_eq!((flat.packages.len(), flat.pip.trim()), (1, "six"));
        assert!(read("services:\n  - web\n").is_none());
        assert!(read("dependencies:\n  - python=3.12\n").is_none());
    }
}
