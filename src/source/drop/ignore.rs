//! What a function folder does not ship: the defaults, then its `.lambdaignore`.

use super::gitignore::Pattern;
use crate::collections::BTreeSet;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// The file in a function folder, in the syntax of .gitignore.
pub const IGNORE_FILE: &str = ".lambdaignore";

/// The default that leaves out bytecode beside its source.
pub const BYTECODE: &str = "*.pyc";

/// Never part of a function, in the syntax of .gitignore. `.lambdaignore` comes after them, so its
/// `!` can bring any of them back.
const DEFAULTS: &[&str] = &[
    BYTECODE,
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
    ".eggs/",
    ".pixi/",
    ".ipynb_checkpoints/",
    "__MACOSX/",
    "/.lambdaignore",
    // What tools that deploy leave behind.
    ".aws-sam/",
    ".serverless/",
    ".chalice/",
    ".terraform/",
    ".terraform.lock.hcl",
    "cdk.out/",
    // What says how to deploy. Only at the root, where these tools look for it: a function may read another of that name.
    "/template.yaml",
    "/template.yml",
    "/samconfig.toml",
];

/// What says what to install is read instead, and what tells other tools tells the function nothing:
/// nobody needs to hear that they are left out.
const SILENT: &[&str] = &[
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "Pipfile",
    "Pipfile.lock",
    "pylock.toml",
    "pylock.*.toml",
    "pixi.lock",
    "conda-lock.yml",
    ".gitignore",
    ".gitattributes",
    ".dockerignore",
    ".python-version",
    ".pdm-python",
    ".pre-commit-config.yaml",
    SETTINGS,
];

/// How the project is pressed: hosts read it.
const SETTINGS: &str = "/wheelpress.toml";

/// Never shipped, whatever `.lambdaignore` says. Terraform's state has secrets in it in plain text.
const NEVER: &[&str] = &["*.tfstate", "*.tfstate.*", SETTINGS];

/// Those of every folder, read once, with what never ships at the end.
static BUILT_IN: LazyLock<Vec<Arc<Pattern>>> = LazyLock::new(|| {
    let lines = DEFAULTS.iter().chain(SILENT).chain(NEVER);
    lines.filter_map(|line| Pattern::read(line).ok()?).map(Arc::new).collect()
});

/// The last pattern that matches decides.
pub struct Rules {
    patterns: Vec<Arc<Pattern>>,
    /// Which of them are the user's.
    own: Range<usize>,
    /// Those that matched anything.
    used: RefCell<BTreeSet<usize>>,
}

/// Why a file does not ship.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skip<'r> {
    /// The pattern, as it is written.
    pub line: &'r str,
    /// Whether it is none of the user's lines.
    pub is_default: bool,
}

impl Rules {
    /// The defaults and the text of a `.lambdaignore`, with a sentence for each line that cannot be
    /// understood.
    pub fn new(text: Option<&str>) -> (Rules, Vec<String>) {
        let mut faults = Vec::new();
        let (before, after) = BUILT_IN.split_at(BUILT_IN.len().saturating_sub(NEVER.len()));
        let mut patterns = before.to_vec();
        for line in text.unwrap_or_default().lines() {
            match Pattern::read(line) {
                Ok(pattern) => patterns.extend(pattern.map(Arc::new)),
                Err(fault) => faults.push(format!("\"{line}\": {fault}")),
            }
        }
        let own = before.len()..patterns.len();
        patterns.extend_from_slice(after);
        (Rules { patterns, own, used: RefCell::default() }, faults)
    }

    /// The pattern that keeps a file of the function out, if one does. As git has it, what is below an
    /// ignored folder cannot be brought back.
    pub fn skips(&self, path: &str) -> Option<Skip<'_>> {
        self.deciding(path, 0).map(|at| self.skip(at))
    }

    /// The same for a file of a library, of which only the user's own lines say anything.
    pub fn skips_library(&self, path: &str) -> Option<Skip<'_>> {
        self.deciding(path, self.own.start).map(|at| self.skip(at))
    }

    /// The user's lines that matched nothing of all that was asked.
    pub fn unused(&self) -> Vec<&str> {
        let used = self.used.borrow();
        let own = self.patterns.iter().enumerate().filter(|(at, _)| self.own.contains(at));
        own.filter(|(at, _)| !used.contains(at)).map(|(_, pattern)| pattern.line()).collect()
    }

    fn skip(&self, at: usize) -> Skip<'_> {
        let line = self.patterns.get(at).map_or("", |pattern| pattern.line());
        Skip { line, is_default: !self.own.contains(&at) }
    }

    fn deciding(&self, path: &str, first: usize) -> Option<usize> {
        let mut used = self.used.borrow_mut();
        let places = || {
            let folders = path.match_indices('/').map(|(at, _)| (&path[..at], true));
            folders.chain([(path, false)])
        };
        // A line that others overrule is of use all the same.
        for (at, pattern) in self.patterns.iter().enumerate().filter(|(at, _)| self.own.contains(at)) {
            if !used.contains(&at) && places().any(|(path, is_folder)| pattern.matches(path, is_folder)) {
                used.insert(at);
            }
        }
        places().find_map(|(path, is_folder)| {
            let mut last = self.patterns.iter().enumerate().skip(first).rev();
            let (at, pattern) = last.find(|(_, pattern)| pattern.matches(path, is_folder))?;
            (!pattern.is_negated()).then_some(at)
        })
    }
}

/// Whether a file is metadata that building a project leaves in its folder; that of installed
/// distributions has a version in its name. Editable installs may need it first.
pub fn is_own_metadata(path: &str) -> bool {
    let is_own = |folder: &str| {
        let name = folder.strip_suffix(".egg-info");
        name.is_some_and(|name| {
            !name.split('-').skip(1).any(|part| part.starts_with(|c: char| c.is_ascii_digit()))
        })
    };
    path.rsplit_once('/').is_some_and(|(folders, _)| folders.split('/').any(is_own))
}

/// Whether no line of `.lambdaignore` brings back what a pattern keeps out.
pub fn is_never(pattern: &str) -> bool {
    NEVER.contains(&pattern)
}

/// Whether nobody needs to be told what a pattern keeps out.
pub fn goes_without_saying(pattern: &str) -> bool {
    SILENT.contains(&pattern) || pattern.strip_prefix('/') == Some(IGNORE_FILE)
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
    fn built_in_patterns_can_be_read() {
        assert_eq!(BUILT_IN.len(), DEFAULTS.len() + SILENT.len() + NEVER.len());
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
            "pixi.lock",
            "sub/conda-lock.yml",
            ".pdm-python",
            ".pre-commit-config.yaml",
        ] {
            check("", path, true);
            check(&format!("!{path}"), path, false);
        }
        for path in [
            ".eggs/x.py",
            ".pixi/envs/default/x",
            ".aws-sam/build/f.py",
            ".terraform/x",
            "cdk.out/a.json",
            ".nox/a",
            "htmlcov/index.html",
        ] {
            check("", path, true);
        }
        for path in [
            "requirements.txt",
            "pyproject.toml",
            "environment.yml",
            "lock.toml",
            "conda-lock.yml.md",
            "eggs/a",
            "cdk.output/a",
            "coverage",
        ] {
            check("", path, false);
        }
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
    fn knows_metadata_of_projects() {
        for (path, expected) in [
            ("shop_orders.egg-info/PKG-INFO", true),
            ("src/my-shop.egg-info/top_level.txt", true),
            ("shop-1.0-py3.9.egg-info/PKG-INFO", false),
            ("shop-1.0-py3.9.egg-info", false),
            ("egg-info/x", false),
        ] {
            assert_eq!(is_own_metadata(path), expected, "{path}");
        }
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
