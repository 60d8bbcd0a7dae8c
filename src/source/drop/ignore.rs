//! Which files of a function folder do not ship: the default patterns, then its `.lambdaignore`.

use super::gitignore::Pattern;
use crate::collections::BTreeSet;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// The file in a function folder that lists what does not ship, in the syntax of .gitignore.
pub const IGNORE_FILE: &str = ".lambdaignore";

/// The default pattern that skips bytecode beside its source.
pub const BYTECODE: &str = "*.pyc";

/// Files that are not part of a function, in the syntax of .gitignore. The lines of `.lambdaignore` come after these,
/// so a line with `!` can include any of them.
const DEFAULTS: &[&str] = &[
    BYTECODE,
    // These files are handled as bytecode, not as files of the function.
    "!**/__pycache__/*.pyc",
    ".git",
    ".hg",
    ".svn",
    ".venv/",
    "venv/",
    "node_modules/",
    ".DS_Store",
    // AppleDouble: what macOS keeps of a file on other file systems and in zips (RFC 1740).
    "._*",
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
    // Files that deployment tools leave behind.
    ".aws-sam/",
    ".serverless/",
    ".chalice/",
    ".terraform/",
    ".terraform.lock.hcl",
    "cdk.out/",
    // Configuration of deployment. Only at the root, where these tools look for it: a function may read a file of the
    // same name elsewhere.
    "/template.yaml",
    "/template.yml",
    "/samconfig.toml",
];

/// Patterns that are not reported to the user: files that state what to install are read instead, and configuration
/// of other tools is of no use to the function.
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

/// The settings for pressing the project, which hosts read.
const SETTINGS: &str = "/wheelpress.toml";

/// Files that never ship, whatever `.lambdaignore` states. Terraform's state contains secrets in plain text.
const NEVER: &[&str] = &["*.tfstate", "*.tfstate.*", SETTINGS];

/// The patterns for every folder, parsed once. Those of `NEVER` are at the end.
static BUILT_IN: LazyLock<Vec<Arc<Pattern>>> = LazyLock::new(|| {
    let lines = DEFAULTS.iter().chain(SILENT).chain(NEVER);
    lines.filter_map(|line| Pattern::read(line).ok()?).map(Arc::new).collect()
});

/// Patterns that decide which files do not ship. The last pattern that matches decides.
pub struct Rules {
    patterns: Vec<Arc<Pattern>>,
    /// The range of the user's own patterns.
    own: Range<usize>,
    /// The indexes of the user's patterns that matched anything.
    used: RefCell<BTreeSet<usize>>,
}

/// Why a file does not ship.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skip<'r> {
    /// The pattern, as it is written.
    pub line: &'r str,
    /// Whether it is not one of the user's lines.
    pub is_default: bool,
}

impl Rules {
    /// Reads the defaults and the text of a `.lambdaignore`. Also returns a sentence for each line that is invalid.
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

    /// Returns the pattern that excludes a file of the function, if any. As in git, a file below an ignored folder
    /// cannot be included again.
    pub fn skips(&self, path: &str) -> Option<Skip<'_>> {
        self.deciding(path, 0).map(|at| self.skip(at))
    }

    /// Like [`Rules::skips`], for a file of a library: only the user's own lines and the files that never ship count.
    pub fn skips_library(&self, path: &str) -> Option<Skip<'_>> {
        self.deciding(path, self.own.start).map(|at| self.skip(at))
    }

    /// Returns the user's lines that have matched none of the paths so far.
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
        // A line also counts as used if other lines override it.
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

/// Whether a file is metadata that building a project leaves in the project's folder. The egg-info of an installed
/// distribution has a version in its name. Editable installs may need the metadata first.
pub fn is_own_metadata(path: &str) -> bool {
    let is_own = |folder: &str| {
        let name = folder.strip_suffix(".egg-info");
        name.is_some_and(|name| {
            !name.split('-').skip(1).any(|part| part.starts_with(|c: char| c.is_ascii_digit()))
        })
    };
    path.rsplit_once('/').is_some_and(|(folders, _)| folders.split('/').any(is_own))
}

/// Whether no line of `.lambdaignore` can include what a pattern excludes.
pub fn is_never(pattern: &str) -> bool {
    NEVER.contains(&pattern)
}

/// Whether what a pattern excludes is not reported to the user.
pub fn is_silent_default(pattern: &str) -> bool {
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
        // Braces have no special meaning to git.
        check("a{b", "a{b", true);
        check("*.{py,md}", "a.py", false);
        // In an invalid range, the first character still counts.
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
