//! Real libraries: the headers are the same as for `readelf`, and the verdicts are the same as those of
//! auditwheel.
//!
//! Needs the wheels and tools that `cargo xtask setup` provides and names in the environment.

use crate::support;

use crate::support::answers::Question;
use crate::support::disk::{Scratch, Tools, run};
use crate::support::zips::{self, zip};
use crate::support::{Memory, dropped};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use wheelpress::native::{Elf, Native};
use wheelpress::source::zip;
use wheelpress::source::{Content, ReadCache};
use wheelpress::target::{Architecture, PackageKind, Runtime, Target};

/// The fields that are compared.
#[derive(Debug, Default, PartialEq, Eq)]
struct Headers {
    soname: Option<String>,
    needed: Vec<String>,
    rpath: Vec<String>,
    runpath: Option<Vec<String>>,
    versions: BTreeSet<(String, String)>,
}

fn ours(elf: &Elf) -> Headers {
    let Elf { soname, needed, rpath, runpath, versions, .. } = elf.clone();
    let versions = versions.into_iter().map(|version| (version.library, version.name)).collect();
    Headers { soname, needed, rpath, runpath, versions }
}

/// Returns every ELF file of a wheel that has the name of a library, read through the cache as in
/// planning.
fn elves(wheel: &Path) -> BTreeMap<String, Elf> {
    let mut store = Memory { files: vec![std::fs::read(wheel).unwrap()], ..Memory::default() };
    let mut cache = ReadCache::default();
    let entries = zip::list(&mut store, 0).unwrap();
    let entries =
        entries.into_iter().filter(|entry| entry.name.ends_with(".so") || entry.name.contains(".so."));
    entries
        .map(|entry| {
            let (name, size) = (entry.name.clone(), entry.size);
            let native = cache.native(&Content::Zip { file: 0, entry }, size, &mut store).unwrap().unwrap();
            match &*native {
                Native::Elf(elf) => (name, elf.clone()),
                other => panic!("{name}: {other:?}"),
            }
        })
        .collect()
}

/// Returns the text in brackets at the end of a line.
fn bracketed(line: &str) -> String {
    line.split_once('[').unwrap().1.strip_suffix(']').unwrap().to_string()
}

fn readelf(files: &[PathBuf]) -> Vec<Headers> {
    let mut command = Command::new("readelf");
    let text = run(command.args(["-V", "-d", "-W"]).args(files).env("LC_ALL", "C"));
    // With one file, readelf does not name it.
    let parts: Vec<&str> =
        if files.len() == 1 { vec![&text] } else { text.split("\nFile: ").skip(1).collect() };
    assert_eq!(parts.len(), files.len());
    parts.into_iter().map(parse).collect()
}

fn parse(text: &str) -> Headers {
    let mut headers = Headers::default();
    let split =
        |line: &str| bracketed(line).split(':').filter(|one| !one.is_empty()).map(str::to_string).collect();
    let mut library = String::new();
    let mut in_needs = false;
    for line in text.lines().map(str::trim_end) {
        if line.starts_with("Version ") {
            in_needs = line.starts_with("Version needs");
        } else if line.contains("(NEEDED)") {
            headers.needed.push(bracketed(line));
        } else if line.contains("(SONAME)") {
            headers.soname = Some(bracketed(line));
        } else if line.contains("(RPATH)") {
            headers.rpath = split(line);
        } else if line.contains("(RUNPATH)") {
            headers.runpath = Some(split(line));
        } else if let (true, Some((_, rest))) = (in_needs, line.split_once("  File: ")) {
            library = rest.split("  ").next().unwrap().to_string();
        } else if let (true, Some((_, rest))) = (in_needs, line.split_once("  Name: ")) {
            let (name, flags) = rest.split_once("  Flags: ").unwrap();
            if !flags.contains("WEAK") {
                headers.versions.insert((library.clone(), name.to_string()));
            }
        }
    }
    headers
}

/// Ten wheels with much native code, made by different linkers and compilers. Some are patched by
/// auditwheel.
const WHEELS: &[&[&str]] = &[
    &["numpy-2.5.5-"],
    &["pandas-3.1.1-"],
    &["pillow-13.0.0-"],
    &["pillow-12.2.0-"],
    &["cryptography-50.0.2-"],
    &["lxml-6.1.3-"],
    &["psycopg2_binary-2.9.13-"],
    &["pydantic_core-2.50.4-"],
    &["sqlalchemy-2.1.9-"],
    &["black-26.10.1-"],
    &["acquire_zarr-0.5.0-"],
    &["greenlet-3.5.6-cp313", "aarch64"],
];

#[test]
fn read_as_readelf_reads() {
    let tools = Tools::find();
    let mut count = 0;
    for parts in WHEELS {
        let wheel = tools.wheel(parts);
        let found = elves(&wheel);
        let scratch = Scratch::new("readelf");
        run(Command::new("unzip").arg("-q").arg(&wheel).arg("-d").arg(&scratch.0));
        let files: Vec<PathBuf> = found.keys().map(|name| scratch.0.join(name)).collect();
        for ((name, elf), expected) in found.iter().zip(readelf(&files)) {
            assert_eq!(ours(elf), expected, "{name} of {wheel:?}");
            count += usize::from(!expected.needed.is_empty());
        }
    }
    assert!(count > 150, "only {count} libraries were compared");
}

/// Returns the newest version of each prefix, such as `GLIBC` → 2.34.
fn newest<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<String, Vec<u32>> {
    let mut newest = BTreeMap::new();
    for name in names {
        let Some((prefix, numbers)) = name.split_once('_') else { continue };
        let Ok(numbers) = numbers.split('.').map(str::parse).collect::<Result<Vec<u32>, _>>() else {
            continue;
        };
        if ["GLIBC", "GLIBCXX", "CXXABI", "GCC"].contains(&prefix) {
            let entry = newest.entry(prefix.to_string()).or_insert_with(Vec::new);
            *entry = entry.clone().max(numbers);
        }
    }
    newest
}

/// auditwheel's verdict is the oldest manylinux that the symbol versions of a wheel allow. The verdict
/// of the plan is whether the runtime's image has these versions.
#[test]
fn judged_as_auditwheel_judges() {
    let tools = Tools::find();
    let mut refused = 0;
    let mut compared = 0;
    let mut wheels: Vec<PathBuf> =
        std::fs::read_dir(&tools.wheels).unwrap().map(|entry| entry.unwrap().path()).collect();
    wheels.sort();
    for wheel in wheels {
        let filename = wheel.file_name().unwrap().to_str().unwrap();
        // Wheels with programs have no policy.
        if !filename.contains("manylinux")
            || !filename.ends_with("_x86_64.whl")
            || filename.starts_with("ruff")
        {
            continue;
        }
        let args = ["-m", "auditwheel", "show", "--json", "--disable-isa-ext-check"];
        let question = args.iter().fold(Question::to(&tools, tools.python()), Question::with);
        let json =
            question.with_file(&wheel).answer(|| run(Command::new(tools.python()).args(args).arg(&wheel)));
        let shown: Value = serde_json::from_str(&json).unwrap();
        let theirs: Vec<&str> = shown["versioned_symbols"]
            .as_object()
            .unwrap()
            .values()
            .flat_map(|names| names.as_array().unwrap())
            .map(|name| name.as_str().unwrap())
            .collect();
        let found = elves(&wheel);
        let names = found.values().flat_map(|elf| elf.versions.iter().map(|version| version.name.as_str()));
        let expected = newest(theirs.into_iter());
        // auditwheel counts the versions in extension modules and in the libraries that they need.
        for (prefix, version) in newest(names) {
            assert_eq!(expected.get(&prefix), Some(&version), "{filename} {prefix}");
        }
        let tag = shown["sym_tag"].as_str().unwrap();
        let glibc: u8 = match tag.strip_prefix("manylinux_2_").and_then(|rest| rest.split('_').next()) {
            Some(minor) => minor.parse().unwrap(),
            None => panic!("{filename}: {tag}"),
        };
        for runtime in ["python3.11", "python3.13"] {
            let runtime = Runtime::named(runtime).unwrap();
            if filename.contains("-cp313-cp313-") != (runtime.minor == 13) && !filename.contains("-abi3-") {
                continue;
            }
            let is_refused = is_too_new(&wheel, runtime);
            assert_eq!(is_refused, glibc > runtime.glibc_minor, "{filename} on {}: {tag}", runtime.name);
            refused += usize::from(is_refused);
            compared += 1;
        }
    }
    assert!(compared > 30 && refused > 2, "{refused} of {compared} were refused");
}

/// A wheel has no error on the runtime and the architecture that it is for.
#[test]
fn good_wheels_are_silent() {
    let tools = Tools::find();
    let mut count = 0;
    for wheel in std::fs::read_dir(&tools.wheels).unwrap().map(|entry| entry.unwrap().path()) {
        let filename = wheel.file_name().unwrap().to_str().unwrap();
        if !filename.contains("manylinux") || filename.starts_with("acquire_zarr-0.5.0-") {
            continue;
        }
        let runtime = if filename.contains("-cp311-cp311-") { "python3.11" } else { "python3.13" };
        let architecture =
            if filename.ends_with("_aarch64.whl") { Architecture::Arm64 } else { Architecture::X86_64 };
        let target = Target::new(PackageKind::Function, Runtime::named(runtime).unwrap(), architecture);
        let plan = support::Dropped::default().and_disk(&wheel).plan_for(&target);
        assert!(plan.entries.len() > 2, "{filename} is not packed");
        let natives: Vec<_> =
            plan.findings.iter().filter(|finding| finding.code.as_str().starts_with("native-")).collect();
        assert!(natives.is_empty(), "{filename}: {natives:#?}");
        count += 1;
    }
    assert!(count > 40, "only {count} wheels were planned");
}

/// Whether a wheel needs a glibc that is too new. The wheel is packed as an existing zip, whose tags are
/// not checked.
fn is_too_new(wheel: &Path, runtime: &'static Runtime) -> bool {
    let mut archive = ::zip::ZipArchive::new(std::fs::File::open(wheel).unwrap()).unwrap();
    let entries: Vec<zips::Entry> = (0..archive.len())
        .filter_map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
            let name = file.name().unwrap().to_string();
            name.contains(".so").then(|| zips::entry(&name, bytes))
        })
        .collect();
    let target = Target::new(PackageKind::Function, runtime, Architecture::X86_64);
    let plan = dropped("function.zip", zip(&entries)).plan_for(&target);
    plan.findings.iter().any(|finding| finding.code.as_str() == "native-glibc-too-new")
}
