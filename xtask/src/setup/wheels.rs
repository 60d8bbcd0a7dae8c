//! Downloads the wheels of tests/wheels.txt and tests/popular.txt. A line of these files is a filename and its SHA-256.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail, ensure};

use crate::{
    command::{command, run, run_with_input},
    paths,
};

use super::announce;

/// A table, and the folder in the cache for its wheels.
pub const WHEELS: (&str, &str) = ("tests/wheels.txt", "wheels");
pub const POPULAR: (&str, &str) = ("tests/popular.txt", "popular");
/// The version of Python that is used to download wheels for any version.
const ANY_PYTHON: &str = "3.13";

#[derive(Clone, Debug, PartialEq, Eq)]
struct Wheel {
    filename: String,
    sha256: String,
    name: String,
    version: String,
    /// The version of Python for pip's download of the wheel.
    python: String,
    platforms: Vec<String>,
}

/// Downloads the missing wheels of a table with `python`'s pip, and checks the hashes of all its wheels.
pub fn set_up((table, folder): (&str, &str), python: &Path) -> Result<PathBuf> {
    let dir = paths::cache()?.join(folder);
    fs::create_dir_all(&dir)?;
    let lines = fs::read_to_string(paths::root().join(table))
        .with_context(|| format!("\"{table}\" cannot be read"))?;
    let wheels = parse(&lines).with_context(|| format!("\"{table}\" is broken"))?;
    let missing = wheels.iter().filter(|wheel| !dir.join(&wheel.filename).exists());
    let batches = batches(missing.cloned().collect());
    if !batches.is_empty() {
        announce(&format!("downloading {} wheels", batches.iter().map(Vec::len).sum::<usize>()));
    }
    for batch in &batches {
        download(batch, python, &dir)
            .with_context(|| format!("wheels of {table} could not be downloaded"))?;
    }
    let sums: String = wheels.iter().map(|wheel| format!("{}  {}\n", wheel.sha256, wheel.filename)).collect();
    run_with_input(command("sha256sum").args(["--check", "--strict", "--quiet"]).current_dir(&dir), &sums)
        .with_context(|| {
            format!("the wheels in \"{}\" are not those of {table}; delete the named ones", dir.display())
        })?;
    Ok(dir)
}

fn parse(table: &str) -> Result<Vec<Wheel>> {
    table
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| parse_line(line).with_context(|| format!("\"{line}\"")))
        .collect()
}

fn parse_line(line: &str) -> Result<Wheel> {
    let (filename, sha256) = line.split_once(' ').context("not a filename and a SHA-256")?;
    let sha256 = sha256.trim();
    ensure!(
        sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "\"{sha256}\" is not a SHA-256"
    );
    let stem = filename.strip_suffix(".whl").context("the filename does not end in .whl")?;
    let parts: Vec<&str> = stem.split('-').collect();
    let (name, version, python, platform) = match parts[..] {
        [name, version, python, _abi, platform] => (name, version, python, platform),
        [name, version, _build, python, _abi, platform] => (name, version, python, platform),
        _ => bail!("the filename is not that of a wheel"),
    };
    // "cp311-abi3" fits every later Python too, but "cp311-cp311" fits only 3.11.
    let python = match python.strip_prefix("cp3") {
        Some(minor) if parts[parts.len() - 2] != "abi3" => format!("3.{minor}"),
        _ => ANY_PYTHON.to_owned(),
    };
    Ok(Wheel {
        filename: filename.to_owned(),
        sha256: sha256.to_ascii_lowercase(),
        name: name.to_ascii_lowercase(),
        version: version.to_owned(),
        python,
        platforms: platform.split('.').map(str::to_owned).collect(),
    })
}

/// Groups wheels that one call of pip can download: for one version of Python, and with different names.
fn batches(mut wheels: Vec<Wheel>) -> Vec<Vec<Wheel>> {
    let mut batches = Vec::new();
    while let Some(first) = wheels.first() {
        let python = first.python.clone();
        let mut names = HashSet::new();
        let (batch, rest) =
            wheels.into_iter().partition(|wheel| wheel.python == python && names.insert(wheel.name.clone()));
        batches.push(batch);
        wheels = rest;
    }
    batches
}

/// Downloads wheels. The hash selects the file among the files with the same name and version; pip checks the hash.
fn download(batch: &[Wheel], python: &Path, dir: &Path) -> Result<()> {
    let requirements = dir.join(format!("download-{}.txt", std::process::id()));
    let lines: String = batch
        .iter()
        .map(|wheel| format!("{}=={} --hash=sha256:{}\n", wheel.name, wheel.version, wheel.sha256))
        .collect();
    fs::write(&requirements, lines)?;
    let mut pip = command(python);
    pip.args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check"])
        .args(["--no-deps", "--only-binary=:all:", "--require-hashes", "--implementation", "cp"])
        .args(["--python-version", &batch[0].python, "--dest"])
        .arg(dir)
        .arg("--requirement")
        .arg(&requirements);
    let platforms: HashSet<&String> = batch.iter().flat_map(|wheel| &wheel.platforms).collect();
    for platform in platforms.into_iter().filter(|platform| *platform != "any") {
        pip.args(["--platform", platform]);
    }
    if !pip.get_args().any(|arg| arg == "--platform") {
        pip.args(["--platform", "any"]);
    }
    let done = run(&mut pip);
    fs::remove_file(&requirements)?;
    done
}

#[cfg(test)]
mod tests {
    use super::{batches, parse};

    const SHA256: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[test]
    fn a_wheel_is_asked_for_as_its_filename_says() {
        let check = |filename: &str, expected: (&str, &str, &str, &[&str])| {
            let wheels = parse(&format!("# a comment\n\n{filename} {SHA256}\n"));
            let wheel = wheels.map(|wheels| wheels[0].clone()).expect(filename);
            let found = (&*wheel.name, &*wheel.version, &*wheel.python, &wheel.platforms[..]);
            let platforms: Vec<String> = expected.3.iter().map(|tag| tag.to_string()).collect();
            assert_eq!(found, (expected.0, expected.1, expected.2, &platforms[..]));
        };
        check("six-1.17.0-py2.py3-none-any.whl", ("six", "1.17.0", "3.13", &["any"]));
        check(
            "pillow-13.0.0-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl",
            ("pillow", "13.0.0", "3.11", &["manylinux_2_27_x86_64", "manylinux_2_28_x86_64"]),
        );
        check("Brotli-1.0-1-cp39-abi3-linux_aarch64.whl", ("brotli", "1.0", "3.13", &["linux_aarch64"]));
    }

    #[test]
    fn a_bad_line_is_named() {
        for line in ["six-1.17.0.whl 00", "six-1.0-py3-none-any.whl", "six.zip 00"] {
            let error = parse(line).map(drop).expect_err(line);
            assert!(format!("{error:#}").contains(line));
        }
    }

    #[test]
    fn a_batch_has_one_python_and_no_name_twice() {
        let table = ["a-1-cp311-cp311-p", "a-1-cp313-cp313-p", "a-2-cp313-cp313-p", "b-1-py3-none-any"]
            .map(|stem| format!("{stem}.whl {SHA256}\n"))
            .concat();
        let sizes: Vec<usize> = batches(parse(&table).expect("the table")).iter().map(Vec::len).collect();
        assert_eq!(sizes, [1, 2, 1]);
    }
}
