//! The libraries that have to be fetched, and the commands that fetch them for a target.

use crate::collections::BTreeMap;
use crate::format::single_quoted;
use crate::missing_library::MissingLibrary;
use crate::target::Target;
use serde::Serialize;

/// The last sentence of hints that ask for wheels.
pub const ADVICE: &str = "The command that fetches them is under \"Get the libraries\"";

/// What to do about a library that is missing.
pub fn missing_hint() -> String {
    format!("Drop a wheel of it too, or the layer that has it. {ADVICE}")
}

/// The folder that pip downloads wheels to, and the folder that uv installs into.
const WHEELS: &str = "wheels";
const LIBRARIES: &str = "libraries";

/// The program that fetches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Tool {
    /// Downloads wheels. It evaluates markers for the Python that runs it, not for that of the target.
    Pip,
    /// Installs into a folder, as `pip install --target` does. It evaluates markers for the target.
    Uv,
}

/// The shell that a command is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Shell {
    /// The shell of Linux and macOS.
    Sh,
    /// The shell of Windows.
    PowerShell,
}

/// A command that fetches what is missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FetchCommand {
    /// The tool that the command runs.
    pub tool: Tool,
    /// The shell that the command is for.
    pub shell: Shell,
    /// The command, ready to be pasted.
    pub text: String,
    /// The folder that the command fills. The user drops it afterwards.
    pub folder: &'static str,
}

/// The libraries that are missing, and how to get them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Missing {
    /// Sorted by name.
    pub needs: Vec<MissingLibrary>,
    /// One command for each tool and shell; empty if nothing is missing.
    pub commands: Vec<FetchCommand>,
}

impl Missing {
    /// Collects what several findings ask for, each once. A requirement replaces a guess with the same name, and a
    /// requirement with versions replaces a bare name.
    pub fn new(needs: impl Iterator<Item = MissingLibrary>, target: &Target) -> Missing {
        let mut by_name: BTreeMap<String, Vec<MissingLibrary>> = BTreeMap::new();
        for need in needs {
            let same = by_name.entry(name(&need)).or_default();
            if !same.iter().any(|other| other.requirement == need.requirement) {
                same.push(need);
            }
        }
        for same in by_name.values_mut() {
            if same.iter().any(|need| !need.guessed) {
                same.retain(|need| !need.guessed);
            }
            if !same.iter().all(is_bare) {
                same.retain(|need| !is_bare(need));
            }
        }
        let needs: Vec<MissingLibrary> = by_name.into_values().flatten().collect();
        let kinds = [Tool::Pip, Tool::Uv].into_iter().flat_map(|tool| {
            let shells = [Shell::Sh, Shell::PowerShell];
            shells.into_iter().map(move |shell| (tool, shell))
        });
        let commands = kinds.filter(|_| !needs.is_empty()).map(|(tool, shell)| FetchCommand {
            tool,
            shell,
            text: text(&needs, target, tool, shell),
            folder: if tool == Tool::Pip { WHEELS } else { LIBRARIES },
        });
        Missing { commands: commands.collect(), needs }
    }
}

fn is_of_name(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.')
}

/// Whether a requirement is only a name, so that any version fits.
fn is_bare(need: &MissingLibrary) -> bool {
    need.requirement.chars().all(is_of_name)
}

/// The name in a requirement, normalized as pip compares names.
pub fn name(need: &MissingLibrary) -> String {
    let end = need.requirement.find(|char| !is_of_name(char)).unwrap_or(need.requirement.len());
    let name = need.requirement.get(..end).unwrap_or_default();
    name.parse().map_or_else(|_| name.to_string(), |name: super::PackageName| name.to_string())
}

/// The text of the commands: one for each index, and separate ones for libraries that are fetched without the
/// libraries that they require.
fn text(needs: &[MissingLibrary], target: &Target, tool: Tool, shell: Shell) -> String {
    type Key<'n> = (Option<&'n str>, &'n [String], bool, bool);
    let mut groups: BTreeMap<Key, Vec<&MissingLibrary>> = BTreeMap::new();
    for need in needs {
        let key = (need.index.as_deref(), need.extra_indexes.as_slice(), need.pre, need.alone);
        groups.entry(key).or_default().push(need);
    }
    let python = format!("3.{}", target.runtime.minor);
    let commands = groups.into_iter().map(|((index, extra_indexes, pre, is_alone), needs)| {
        let mut words: Vec<String> = match (tool, shell) {
            (Tool::Pip, Shell::Sh) => vec!["python3 -m pip download".into()],
            (Tool::Pip, Shell::PowerShell) => vec!["py -m pip download".into()],
            (Tool::Uv, _) => vec!["uv pip install".into()],
        };
        if is_alone {
            words.push("--no-deps".into());
        }
        words.push(format!("--only-binary {} --python-version {python}", single_quoted(":all:")));
        match tool {
            Tool::Pip => {
                words.extend(platforms(target).map(|platform| format!("--platform {platform}")));
                words.push(format!("--dest {WHEELS}"));
            }
            Tool::Uv => words.push(format!("--python-platform {} --target {LIBRARIES}", uv_platform(target))),
        }
        if pre {
            words.push(if tool == Tool::Pip { "--pre" } else { "--prerelease allow" }.into());
        }
        // uv asks the `--index` first, and takes a distribution only from the first index that has it (uv
        // documentation, "Package indexes"). pip asks all of them.
        let (default, extra) = match tool {
            Tool::Pip => ("--index-url", "--extra-index-url"),
            Tool::Uv => ("--default-index", "--index"),
        };
        words.extend(index.map(|index| format!("{default} {}", single_quoted(index))));
        words.extend(extra_indexes.iter().map(|index| format!("{extra} {}", single_quoted(index))));
        words.extend(needs.iter().map(|need| single_quoted(&need.requirement)));
        words.join(" ")
    });
    let commands: Vec<String> = commands.collect();
    commands.join(if shell == Shell::Sh { " &&\n" } else { "\n" })
}

/// The platform tags of the target, newest first. pip takes each tag as it is. The exception is manylinux2014, which
/// also stands for manylinux2010 and manylinux1 (pip, `_internal/models/target_python.py`).
pub fn platforms(target: &Target) -> impl Iterator<Item = String> {
    let architecture = target.architecture.platform();
    let oldest = target.architecture.oldest_manylinux();
    // Tags older than 2_17 are rare. Of those, auditwheel knows only 2_12 and 2_5.
    let minors = (oldest..=target.runtime.glibc_minor).rev();
    let minors = minors.filter(|minor| *minor >= 17 || matches!(minor, 5 | 12));
    minors.flat_map(move |minor| {
        let legacy = (minor == 17).then(|| format!("manylinux2014_{architecture}"));
        std::iter::once(format!("manylinux_2_{minor}_{architecture}")).chain(legacy)
    })
}

/// The platform for uv, which also accepts wheels for older platforms. These are the versions that uv knows
/// (uv, `--python-platform`).
fn uv_platform(target: &Target) -> String {
    let known = [17, 28, 31, 32, 33, 34, 35];
    let glibc = target.runtime.glibc_minor;
    let minor = known.into_iter().rev().find(|minor| *minor <= glibc).unwrap_or(17);
    format!("{}-manylinux_2_{minor}", target.architecture.platform())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::{Architecture, PackageKind, Runtime};

    fn commands(needs: &[MissingLibrary], runtime: &str, architecture: Architecture) -> Vec<String> {
        let target = Target::new(PackageKind::Function, Runtime::named(runtime).unwrap(), architecture);
        let missing = Missing::new(needs.iter().cloned(), &target);
        missing.commands.into_iter().map(|command| command.text).collect()
    }

    #[test]
    fn names_all_platforms() {
        let numpy = [MissingLibrary::new("numpy>=2")];
        let [pip, windows, uv, _] = &commands(&numpy, "python3.10", Architecture::Arm64)[..] else {
            panic!()
        };
        let platforms: Vec<String> = (17..=26)
            .rev()
            .map(|minor| format!("--platform manylinux_2_{minor}_aarch64"))
            .chain(["--platform manylinux2014_aarch64".to_string()])
            .collect();
        let rest = format!(
            "-m pip download --only-binary ':all:' --python-version 3.10 {} --dest wheels 'numpy>=2'",
            platforms.join(" ")
        );
        assert_eq!((pip, windows), (&format!("python3 {rest}"), &format!("py {rest}")));
        assert_eq!(
            uv,
            "uv pip install --only-binary ':all:' --python-version 3.10 --python-platform aarch64-manylinux_2_17 --target libraries 'numpy>=2'"
        );
        let pip = &commands(&numpy, "python3.13", Architecture::X86_64)[0];
        for platform in
            ["manylinux_2_34_x86_64", "manylinux_2_18_x86_64", "manylinux2014_x86_64", "manylinux_2_5_x86_64"]
        {
            assert!(pip.contains(&format!("--platform {platform} ")), "{pip}");
        }
    }

    #[test]
    fn asks_each_index_for_its_own() {
        let alone = MissingLibrary { alone: true, ..MissingLibrary::new("a==1") };
        let private =
            MissingLibrary { index: Some("https://x.invalid/simple".into()), ..MissingLibrary::new("b") };
        let guessed = MissingLibrary { guessed: true, ..MissingLibrary::new("c") };
        let needs = [alone, private, MissingLibrary::new("c>=1"), guessed, MissingLibrary::new("C")];
        let [pip, windows, ..] = &commands(&needs, "python3.13", Architecture::X86_64)[..] else { panic!() };
        let lines: Vec<&str> = pip.lines().collect();
        let [first, second, third] = lines[..] else { panic!("{pip}") };
        assert!(first.ends_with("--dest wheels 'c>=1' &&") && !first.contains("--no-deps"), "{first}");
        assert!(second.contains(" --no-deps ") && second.ends_with("'a==1' &&"), "{second}");
        assert!(third.ends_with("--index-url 'https://x.invalid/simple' 'b'"), "{third}");
        assert!(!windows.contains("&&") && windows.lines().count() == 3, "{windows}");
        let index = |at: &str| format!("https://{at}.invalid/simple");
        let from = |default: Option<&str>, extra: &[&str]| MissingLibrary {
            index: default.map(index),
            extra_indexes: extra.iter().map(|at| index(at)).collect(),
            pre: default.is_none(),
            ..MissingLibrary::new("a")
        };
        let check = |need: MissingLibrary, pip_ends: &str, uv_ends: &str| {
            let [pip, _, uv, _] = &commands(&[need], "python3.13", Architecture::X86_64)[..] else {
                panic!()
            };
            assert!(pip.ends_with(pip_ends) && uv.ends_with(uv_ends), "{pip}\n{uv}");
        };
        check(
            from(None, &["x", "y"]),
            "--dest wheels --pre --extra-index-url 'https://x.invalid/simple' --extra-index-url 'https://y.invalid/simple' 'a'",
            "--target libraries --prerelease allow --index 'https://x.invalid/simple' --index 'https://y.invalid/simple' 'a'",
        );
        check(
            from(Some("d"), &["x"]),
            "--dest wheels --index-url 'https://d.invalid/simple' --extra-index-url 'https://x.invalid/simple' 'a'",
            "--target libraries --default-index 'https://d.invalid/simple' --index 'https://x.invalid/simple' 'a'",
        );
        assert!(commands(&[], "python3.13", Architecture::X86_64).is_empty());
    }
}
