//! What a function folder does not ship: the defaults, then its `.lambdaignore`.

use super::gitignore::Pattern;

/// The file in a function folder, in the syntax of .gitignore.
pub const IGNORE_FILE: &str = ".lambdaignore";

/// Never part of a function, in the syntax of .gitignore. `.lambdaignore` comes after them, so its
/// `!` can bring any of them back.
const DEFAULTS: &[&str] = &[
    "*.pyc",
    // These are taken for bytecode, not for files of the function.
    "!**/__pycache__/*.pyc",
    ".git",
    ".hg",
    ".svn",
    ".venv/",
    "venv/",
    "node_modules/",
    ".DS_Store",
    "Thumbs.db",
    ".idea/",
    ".vscode/",
    ".pytest_cache/",
    ".mypy_cache/",
    ".ruff_cache/",
    ".tox/",
    ".nox/",
    ".coverage",
    ".coverage.*",
    "htmlcov/",
    ".hypothesis/",
    ".ipynb_checkpoints/",
    "__MACOSX/",
    "/.lambdaignore",
    ".gitignore",
    ".gitattributes",
    ".dockerignore",
    ".python-version",
    // Of a project under development; those of installed distributions have a version in their names.
    "*.egg-info/",
    "!*-[0-9]*.egg-info/",
    // What tools that deploy leave behind.
    ".aws-sam/",
    ".serverless/",
    ".chalice/",
    ".terraform/",
    ".terraform.lock.hcl",
    "cdk.out/",
];

/// What says what to install is read, and of no use on Lambda.
const LOCKS: &[&str] =
    &["uv.lock", "poetry.lock", "pdm.lock", "Pipfile", "Pipfile.lock", "pylock.toml", "pylock.*.toml"];

/// Never shipped, whatever `.lambdaignore` says: Terraform's state has secrets in it in plain text.
const NEVER: &[&str] = &["*.tfstate", "*.tfstate.*"];

/// The last pattern that matches decides.
pub struct Rules(Vec<Pattern>);

impl Rules {
    /// The defaults and the text of a `.lambdaignore`, with a sentence for each line that cannot be
    /// understood.
    pub fn new(text: Option<&str>) -> (Rules, Vec<String>) {
        let mut patterns = Vec::new();
        let mut faults = Vec::new();
        let own = text.unwrap_or_default().lines();
        let defaults = DEFAULTS.iter().chain(LOCKS).copied();
        for line in defaults.chain(own).chain(NEVER.iter().copied()) {
            match Pattern::read(line) {
                Ok(pattern) => patterns.extend(pattern),
                Err(fault) => faults.push(format!("\"{line}\": {fault}")),
            }
        }
        (Rules(patterns), faults)
    }

    /// The pattern that keeps a file out, if one does. As git has it, what is below an ignored
    /// folder cannot be brought back.
    pub fn skips(&self, path: &str) -> Option<&str> {
        let folders = path.match_indices('/').map(|(at, _)| (&path[..at], true));
        folders.chain([(path, false)]).find_map(|(path, is_folder)| {
            let last = self.0.iter().rev().find(|pattern| pattern.matches(path, is_folder))?;
            (!last.is_negated()).then(|| last.line())
        })
    }
}

/// Whether nobody needs to be told what a pattern keeps out: it was read instead.
pub fn goes_without_saying(pattern: &str) -> bool {
    LOCKS.contains(&pattern) || pattern.strip_prefix('/') == Some(IGNORE_FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, path: &str, skipped: bool) {
        let (rules, faults) = Rules::new(Some(text));
        assert_eq!(faults, Vec::<String>::new(), "{text:?}");
        assert_eq!(rules.skips(path).is_some(), skipped, "{path} under {text:?}");
    }

    #[test]
    fn skips_as_git_does() {
        check("", "app.py", false);
        check("", "a/__pycache__/b.cpython-313.pyc", false);
        check("__pycache__/", "a/__pycache__/b.cpython-313.pyc", true);
        check("*.py[cod]", "a/__pycache__/b.cpython-313.pyc", true);
        check("", "a/b.pyc", true);
        check("", ".git/config", true);
        check("", "sub/.git", true);
        check("", "venv/lib/x.py", true);
        check("", "venv", false);
        check("", "myvenv/x.py", false);
        check("", "node_modules/x/index.js", true);
        check("", ".lambdaignore", true);
        for path in [
            "poetry.lock",
            "sub/uv.lock",
            "pylock.dev.toml",
            "Pipfile",
            "sub/.gitignore",
            ".coverage.host.12",
        ] {
            check("", path, true);
            check(&format!("!{path}"), path, false);
        }
        for path in [".aws-sam/build/f.py", ".terraform/x", "cdk.out/a.json", ".nox/a", "htmlcov/index.html"]
        {
            check("", path, true);
        }
        for path in
            ["requirements.txt", "pyproject.toml", "environment.yml", "lock.toml", "cdk.output/a", "coverage"]
        {
            check("", path, false);
        }
        check("", "shop_orders.egg-info/PKG-INFO", true);
        check("", "shop-1.0-py3.9.egg-info/PKG-INFO", false);
        check("", "terraform.tfstate", true);
        check("!*.tfstate\n!terraform.tfstate.backup", "infra/terraform.tfstate", true);
        check("!*.tfstate\n!terraform.tfstate.backup", "terraform.tfstate.backup", true);
        check("!node_modules/", "node_modules/x/index.js", false);
        check("!node_modules/x/index.js", "node_modules/x/index.js", true);
        check("tests/\n*.md\n!README.md", "tests/a.py", true);
        check("tests/\n*.md\n!README.md", "docs/a.md", true);
        check("tests/\n*.md\n!README.md", "README.md", false);
        check("/data", "data", true);
        check("/data", "sub/data", false);
        check("# comment\n\n\\#file", "#file", true);
        check("a/**/z.py", "a/b/c/z.py", true);
        check("a.py  \r\n", "a.py", true);
        check("a\\ ", "a ", true);
        // Braces are nothing special to git.
        check("a{b", "a{b", true);
        check("*.{py,md}", "a.py", false);
        // The first of a range that is none still counts.
        check("[z-a]", "z", true);
        check("[z-a]", "a", false);
    }

    #[test]
    fn names_lines_it_cannot_understand() {
        let (rules, faults) = Rules::new(Some("a[b\nb.py\nc\\\n[/]\n[[:vowel:]]"));
        let expected = [
            "\"a[b\": its \"[\" is not closed",
            "\"c\\\": it ends in a backslash",
            "\"[/]\": nothing fits its \"[…]\"",
            "\"[[:vowel:]]\": \"[:vowel:]\" is no class of characters",
        ];
        assert_eq!(faults, expected);
        assert!(rules.skips("b.py").is_some());
    }
}
