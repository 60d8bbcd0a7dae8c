//! Python: the interpreters at hand, and virtualenvs with what the tests run in them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};

use crate::{
    command::{command, read, run, succeeds},
    paths,
};

use super::{announce, apt};

/// The file with the table of Lambda's runtimes.
const RUNTIMES: &str = include_str!("../../../src/target.rs");
/// Those that get AWS's runtime interface client, which starts a package as Lambda does.
const WITH_RIC: [&str; 3] = ["3.13", "3.12", "3.11"];

pub struct Pythons {
    /// The Python of the virtualenv with pip, packaging and the like.
    pub tools: PathBuf,
    /// The Python of the virtualenv with moto and boto3.
    pub moto: PathBuf,
    /// The Python of the virtualenv with aws-sam-cli.
    pub sam: PathBuf,
    /// The Python of the virtualenv with indexes of wheels.
    pub indexes: PathBuf,
    pub by_version: Vec<Python>,
}

pub struct Python {
    pub version: String,
    pub interpreter: PathBuf,
    /// The Python of a virtualenv with awslambdaric.
    pub ric: Option<PathBuf>,
}

pub fn set_up() -> Result<Pythons> {
    if !WITH_RIC.iter().any(|version| find(version).is_some()) {
        apt::install(&["python3", "python3-venv"], "Python")?;
    }
    let found: Vec<(&str, PathBuf)> = versions(RUNTIMES)
        .into_iter()
        .filter_map(|version| find(version).map(|interpreter| (version, interpreter)))
        .collect();
    let (_, newest) = found
        .iter()
        .find(|(version, _)| WITH_RIC.contains(version))
        .with_context(|| format!("no Python of {} is installed; install one of them", WITH_RIC.join(", ")))?;
    let tools = virtualenv("python-tools", newest, None)?;
    let equipped = |name: &str, interpreter: &Path| virtualenv(name, interpreter, Some(&tools));
    let moto = equipped("python-moto", newest)?;
    let sam = equipped("python-sam", newest)?;
    let indexes = equipped("python-indexes", newest)?;
    let mut by_version = Vec::new();
    for (version, interpreter) in &found {
        let has_ric = WITH_RIC.contains(version);
        let ric = has_ric.then(|| equipped(&format!("python-{version}-ric"), interpreter)).transpose()?;
        by_version.push(Python { version: (*version).to_owned(), interpreter: interpreter.clone(), ric });
    }
    Ok(Pythons { tools, moto, sam, indexes, by_version })
}

/// The versions of the runtimes that the table names, newest first: tests may want any of them.
fn versions(table: &'static str) -> Vec<&'static str> {
    let version =
        |line: &'static str| line.trim().strip_prefix("Runtime { name: \"python")?.split('"').next();
    let mut versions: Vec<_> = table.lines().filter_map(version).collect();
    versions.reverse();
    versions
}

/// A working interpreter of this version. pyenv's shims are on the PATH even of versions that
/// are not active, so being there is not enough.
fn find(version: &str) -> Option<PathBuf> {
    let name = format!("python{version}");
    let mut candidates: Vec<PathBuf> = Vec::new();
    let home = std::env::var_os("PYENV_ROOT")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".pyenv")));
    if let Some(versions) = home.and_then(|home| fs::read_dir(home.join("versions")).ok()) {
        let prefix = format!("{version}.");
        candidates.extend(
            versions
                .filter_map(|entry| entry.ok())
                .filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix))
                .map(|entry| entry.path().join("bin").join(&name)),
        );
        candidates.sort();
    }
    candidates.extend(paths::which(&name));
    candidates.into_iter().find(|python| {
        let script = "import sys; print('%d.%d' % sys.version_info[:2])";
        read(command(python).args(["-c", script])).is_ok_and(|found| found == version)
    })
}

/// The Python of a virtualenv in the cache that has exactly what its requirements file says: that of `python-moto` is
/// `tests/requirements-moto.txt`, that of `python-3.13-ric` is `tests/requirements-ric.txt`.
///
/// `other` is a Python whose pip installs it: an own pip takes longer to install than most of the packages.
fn virtualenv(name: &str, interpreter: &Path, other: Option<&Path>) -> Result<PathBuf> {
    let kind = name.rsplit('-').next().unwrap_or(name);
    let requirements = &format!("tests/requirements-{kind}.txt");
    let dir = paths::cache()?.join(name);
    let python = dir.join("bin/python");
    let wanted = fs::read_to_string(paths::root().join(requirements))
        .with_context(|| format!("\"{requirements}\" cannot be read"))?;
    let wanted = format!("{}\n{wanted}", interpreter.display());
    let installed = dir.join("installed");
    if fs::read_to_string(&installed).is_ok_and(|text| text == wanted) && python.exists() {
        return Ok(python);
    }
    announce(&format!("making the virtualenv \"{name}\""));
    if !succeeds(command(interpreter).args(["-c", "import ensurepip, venv"])) {
        // Debian splits it off; of other builds it is always part.
        apt::install(&["python3-venv"], "Python's venv module")?;
    }
    let without_pip = other.is_some().then_some("--without-pip");
    run(command(interpreter).args(["-m", "venv", "--clear"]).args(without_pip).arg(&dir))
        .with_context(|| format!("\"{}\" cannot make a virtualenv", interpreter.display()))?;
    run(&mut pip_install(&python, other, requirements))
        .with_context(|| format!("the packages of \"{requirements}\" could not be installed"))?;
    fs::write(&installed, wanted)?;
    Ok(python)
}

/// Installs what is required, and nothing else: the file names everything, with hashes.
fn pip_install(python: &Path, other: Option<&Path>, requirements: &str) -> Command {
    let mut pip = command(other.unwrap_or(python));
    pip.args(["-m", "pip", "--quiet", "--disable-pip-version-check"]);
    if other.is_some() {
        pip.arg("--python").arg(python);
    }
    // Python compiles what is imported, which is little of it (measured: 17 s of a processor for moto instead of 45).
    pip.args(["install", "--no-compile", "--no-deps", "--only-binary=:all:", "--require-hashes"]);
    pip.args(["--requirement", requirements]);
    pip
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_those_of_the_table() {
        let table = "    Runtime { name: \"python3.9\",  minor: 9 },\n    Runtime { name: \"python3.10\", minor: 10 },\n// x";
        assert_eq!(versions(table), ["3.10", "3.9"]);
        assert!(versions(RUNTIMES).contains(&WITH_RIC[0]));
    }
}
