//! Finds Python interpreters, and makes virtualenvs with the Python programs of the tests.

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
/// The versions that get a virtualenv with AWS's runtime interface client, which starts a package as Lambda does.
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

/// Returns the versions of the runtimes in the table, newest first. Tests may use any of them.
fn versions(table: &'static str) -> Vec<&'static str> {
    let version =
        |line: &'static str| line.trim().strip_prefix("Runtime { name: \"python")?.split('"').next();
    let mut versions: Vec<_> = table.lines().filter_map(version).collect();
    versions.reverse();
    versions
}

/// Returns a working interpreter of this version. Each candidate is run, because the PATH also has pyenv's
/// shims of versions that are not active.
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

/// Makes a virtualenv in the cache with exactly the packages of its requirements file, and returns its Python. The
/// requirements file of `python-moto` is `tests/requirements-moto.txt`, the file of `python-3.13-ric` is
/// `tests/requirements-ric.txt`.
///
/// `other` is a Python whose pip installs the packages. A pip of its own takes longer to install than most packages.
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
        // Debian has this module in a separate package. Other builds always include it.
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

/// Returns the command that installs exactly the packages of the requirements file, which lists all packages with
/// hashes.
fn pip_install(python: &Path, other: Option<&Path>, requirements: &str) -> Command {
    let mut pip = command(other.unwrap_or(python));
    pip.args(["-m", "pip", "--quiet", "--disable-pip-version-check"]);
    if other.is_some() {
        pip.arg("--python").arg(python);
    }
    // Without compiling: Python compiles modules when they are imported, and these are few (measured for moto: 17 s of
    // processor time instead of 45 s).
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
