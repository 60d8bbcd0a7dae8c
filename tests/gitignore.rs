//! `.lambdaignore` is read as git reads .gitignore. The expected results come from git itself.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};
use wheelpress::source::drop::ignore::Rules;

/// Lines as people write them, and lines that are easily misread.
const LINES: &[&str] = &[
    "*.py",
    "a",
    "a/",
    "/a",
    "a/b",
    "a/*",
    "a/**",
    "**/a",
    "**/a/b",
    "a/**/b",
    "**",
    "*",
    "?",
    "/*",
    "/*/",
    "*/b",
    "!a",
    "!",
    "/",
    "//",
    "#a",
    "\\#a",
    "\\!a",
    "a ",
    "a\\ ",
    "a\\",
    "a\\b",
    "[ab]",
    "[!ab]",
    "[^ab]",
    "[a-c]",
    "[]]",
    "[]-a]",
    "[!]a]",
    "[a-]",
    "[a",
    "[z-a]",
    "[[:alpha:]]",
    "[[:foo:]]",
    "[[:]",
    "[\\]]",
    "[a\\-c]",
    "{a,b}",
    "a**/b",
    "a**b",
    "a/b**",
    "***/b",
    "a?b",
    "é",
    "[é]",
    "??",
    "*a*b*",
    "/**/b",
    "a//b",
    " a",
    "a\tb",
    "\\*",
    "[*]",
];

/// The parts that random lines consist of.
const PARTS: &[&str] = &[
    "a",
    "b",
    "ab",
    "*",
    "**",
    "?",
    "/",
    "/",
    "[ab]",
    "[!a]",
    "[^b]",
    "[a-c]",
    "[]]",
    "[]-a]",
    "[a-]",
    "\\a",
    "\\*",
    "\\",
    "[[:alpha:]]",
    "[[:foo:]]",
    "[[:",
    "[",
    "]",
    "-",
    "!",
    "#",
    " ",
    "\\ ",
    "c",
    "x.py",
    "*.py",
    "**/",
    "/**",
    "/**/",
    "[:]",
    "[[:]]",
    "[\\]]",
    "[a\\-c]",
    "{a,b}",
    "é",
    "[z-a]",
    "[--b]",
    "[!-b]",
    "[[:space:][:upper:]-]",
    "\t",
];

const NAMES: &[&str] = &[
    "a", "b", "c", "ab", "abc", "a b", "x.py", "é", "]", "-", "[", "*", "a.py", "#a", "!a", "\\", "{a,b}",
    "B", "a ", ":", "ax", "barx",
];

/// A generator with PCG's multiplier. Its high bits are random enough.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn several(&mut self, most: usize, parts: &[&str], separator: &str) -> String {
        let count = 1 + self.below(most);
        (0..count).map(|_| parts[self.below(parts.len())]).collect::<Vec<_>>().join(separator)
    }
}

#[test]
fn ignores_what_git_ignores() {
    let mut random = Random(11);
    let mut lines: Vec<String> = LINES.iter().map(|line| line.to_string()).collect();
    lines.extend((0..700).map(|_| random.several(6, PARTS, "")));
    let mut paths: Vec<String> = NAMES.iter().map(|name| name.to_string()).collect();
    paths.extend((0..150).map(|_| random.several(4, NAMES, "/")));

    let ignored = ask_git(&lines, &paths);
    let mut count = 0;
    for (line, ignored) in lines.iter().zip(ignored.chunks(paths.len())) {
        let (rules, faults) = Rules::new(Some(line));
        for (path, ignored) in paths.iter().zip(ignored) {
            assert_eq!(rules.skips(path).is_some(), *ignored, "{path:?} under {line:?}");
            assert!(
                faults.is_empty() || !ignored,
                "{line:?} is told to be a fault, and git ignores {path:?}"
            );
            count += usize::from(*ignored);
        }
    }
    assert!(count > 5_000, "{count} are ignored: the lines are of no use");
}

/// Returns whether git ignores each path under each line: all paths for the first line, then all for the
/// second.
fn ask_git(lines: &[String], paths: &[String]) -> Vec<bool> {
    let tree = std::env::temp_dir().join(format!("wheelpress-gitignore-{}", std::process::id()));
    let mut asked = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let folder = tree.join(number.to_string());
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(".gitignore"), line).unwrap();
        asked.extend(paths.iter().flat_map(|path| format!("{number}/{path}\0").into_bytes()));
    }
    assert!(git(&tree).args(["init", "--quiet", "--template="]).status().unwrap().success());
    let mut git = git(&tree)
        .args(["check-ignore", "--no-index", "-z", "--stdin", "--verbose", "--non-matching"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = git.stdin.take().unwrap();
    let asking = std::thread::spawn(move || stdin.write_all(&asked).unwrap());
    let output = git.wait_with_output().unwrap();
    asking.join().unwrap();
    fs::remove_dir_all(&tree).unwrap();
    // For each path, git prints the file, the line number, the pattern and the path.
    let fields: Vec<&[u8]> = output.stdout.split(|byte| *byte == 0).collect();
    let answers: Vec<bool> =
        fields.chunks_exact(4).map(|of| !of[2].is_empty() && !of[2].starts_with(b"!")).collect();
    assert_eq!(answers.len(), lines.len() * paths.len(), "git's answers");
    answers
}

/// Returns a git command that ignores the settings of the user and the system.
fn git(tree: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(tree).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    git
}
