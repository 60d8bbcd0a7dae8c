//! Python: the interpreters at hand, and virtualenvs with what the tests run in them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

use crate::{
    command::{command, read, run, succeeds},
    paths,
};

use super::{announce, apt, browsers::program};

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
    for (name, package) in
        [("zip", "zip"), ("unzip", "unzip"), ("curl", "curl"), ("readelf", "binutils"), ("git", "git")]
    {
        program(name, package)?;
    }
    if !WITH_RIC.iter().any(|version| find(version).is_some()) {
        apt::install(&["python3", "python3-venv"], "Python")?;
    }
    let mut by_version = Vec::new();
    for version in versions(RUNTIMES) {
        let Some(interpreter) = find(version) else {
            continue;
        };
        let ric = if WITH_RIC.contains(&version) {
            let name = format!("python-{version}-ric");
            Some(virtualenv(&name, &interpreter, "tests/requirements-ric.txt")?)
        } else {
            None
        };
        by_version.push(Python { version: version.to_owned(), interpreter, ric });
    }
    let with_ric = by_version
        .iter()
        .find(|python| python.ric.is_some())
        .with_context(|| format!("no Python of {} is installed; install one of them", WITH_RIC.join(", ")))?;
    let tools = virtualenv("python-tools", &with_ric.interpreter, "tests/requirements-tools.txt")?;
    let moto = virtualenv("python-moto", &with_ric.interpreter, "tests/requirements-moto.txt")?;
    let sam = virtualenv("python-sam", &with_ric.interpreter, "tests/requirements-sam.txt")?;
    let indexes = virtualenv("python-indexes", &with_ric.interpreter, "tests/requirements-indexes.txt")?;
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

/// The Python of a virtualenv in the cache that has exactly what the requirements file says.
fn virtualenv(name: &str, interpreter: &Path, requirements: &str) -> Result<PathBuf> {
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
    run(command(interpreter).args(["-m", "venv", "--clear"]).arg(&dir))
        .with_context(|| format!("\"{}\" cannot make a virtualenv", interpreter.display()))?;
    run(command(&python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args([
        "--only-binary=:all:",
        "--require-hashes",
        "--requirement",
        requirements,
    ]))
    .with_context(|| format!("the packages of \"{requirements}\" could not be installed"))?;
    fs::write(&installed, wanted)?;
    Ok(python)
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
