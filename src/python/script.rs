//! Inline script metadata: a comment block `# /// script` (specification "Inline script metadata").

use super::project_sources;
use super::requirement_set::{RequirementSet, Selection};
use super::requires_python;
use super::toml_file::{TomlFile, at};

/// Reads the metadata. `None` if the script has no such block, or if the block does not state dependencies.
pub fn read(file: &str, text: &str, selection: &Selection) -> Option<RequirementSet> {
    let mut required = RequirementSet::default();
    let block = block(text)?;
    let toml = match TomlFile::parse(file, &block, &mut required) {
        Some(toml) => toml,
        None => return Some(required),
    };
    requires_python::check(&toml, &["requires-python"], selection, &mut required);
    if let Some(dependencies) = at(&toml.root, &["dependencies"]) {
        toml.requirements(dependencies, &mut required);
        required.stated_in = Some(file.to_string());
    }
    // uv documentation, "Running scripts": the block may have tables of uv too.
    project_sources::apply(&toml, selection, &mut required);
    (required.stated_in.is_some() || !required.findings.is_empty()).then_some(required)
}

/// The TOML of the block. Its lines have the same numbers as in the script: each line loses its `# ` or `#`, and lines
/// outside of the block are empty. "The last line that is exactly `# ///`" ends the block.
fn block(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let start = lines.iter().position(|line| line.trim_end() == "# /// script")?;
    let comments = lines[start + 1..].iter().take_while(|line| **line == "#" || line.starts_with("# "));
    let comments: Vec<&str> = comments.copied().collect();
    let end = comments.iter().rposition(|line| line.trim_end() == "# ///")?;
    let mut block = "\n".repeat(start + 1);
    for line in &comments[..end] {
        block.push_str(line.strip_prefix("# ").unwrap_or(""));
        block.push('\n');
    }
    Some(block)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collections::BTreeSet;
    use crate::python::environment::marker_environment;
    use crate::target::{Architecture, PackageKind, Runtime, Target};

    fn read(file: &str, text: &str) -> Option<RequirementSet> {
        let runtime = Runtime::named("python3.13").unwrap();
        let environment =
            marker_environment(&Target::new(PackageKind::Function, runtime, Architecture::X86_64)).unwrap();
        let none = BTreeSet::new();
        super::read(file, text, &Selection { environment: &environment, extras: &none, groups: &none })
    }

    #[test]
    fn reads_the_block() {
        let script = "import x\n# /// script\n# requires-python = \">=3.8\"\n# dependencies = [\n#   \"six>=1\",\n#\n#   \"a\",\n# ]\n# ///\nprint()\n";
        let required = read("f.py", script).unwrap();
        let found: Vec<String> = required
            .requirements
            .iter()
            .map(|entry| format!("{} {}", entry.origin.line.unwrap_or(0), entry.requirement))
            .collect();
        assert_eq!(found, ["5 six>=1", "7 a"]);
        assert!(read("f.py", "# /// script\n# dependencies = ['a']\n").is_none());
        assert!(read("f.py", "print()\n").is_none());
        let required = read("f.py", "# /// script\n# requires-python = '<3.13'\n# ///\n").unwrap();
        assert!(required.findings[0].message.starts_with("\"f.py\" line 2: the target's Python is 3.13"));
        let required = read("f.py", "# /// script\n# dependencies = [\n# ///\n").unwrap();
        assert_eq!(required.findings.len(), 1);
    }
}
