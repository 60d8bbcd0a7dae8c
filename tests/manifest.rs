//! Manifests are valid CycloneDX and say what zipfile and hashlib say of the package.
//!
//! Needs the wheels and the Python that `cargo xtask setup` provides and names in the environment.

mod support;

use sha2::{Digest, Sha256};
use std::path::Path;
use std::process::Command;
use support::disk::{Scratch, Tools, run};
use support::wheel::wheel;
use support::zips::{entry, zip};
use support::{Dropped, Memory, dropped};
use wheelpress::manifest::{self, About, ManifestTarget, Wheel};
use wheelpress::target::{Architecture, PackageKind};

fn manifest(files: &[Vec<u8>], wheels: &[Wheel]) -> String {
    let mut store = Memory { files: files.to_vec(), ..Memory::default() };
    let target = Some(ManifestTarget {
        kind: PackageKind::Function,
        runtime: "python3.13",
        architecture: Architecture::X86_64,
    });
    manifest::make(&mut store, 0, &About { name: "function.zip", target, wheels }).unwrap()
}

/// What the script prints: `purl | files | hash | licences`, one line a distribution.
fn checked(name: &str, manifest: &str, package: &[u8]) -> Vec<String> {
    let scratch = Scratch::new(&format!("manifest-{name}"));
    scratch.write("manifest.json", manifest);
    scratch.write("function.zip", package);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/manifest.py");
    let mut python = Command::new(Tools::find().python());
    let files = ["manifest.json", "function.zip"].map(|file| scratch.0.join(file));
    run(python.arg(script).args(files)).lines().map(str::to_string).collect()
}

#[test]
fn distributions_and_files() {
    let tool = wheel("my_tool", "1.0+local", "py3-none-any").file("my_tool.py", "x = 1\n").info(
        "METADATA",
        "Metadata-Version: 2.4\nName: My.Tool\nVersion: 1.0+local\nLicense-Expression: MIT\n",
    );
    let other = wheel("other", "2", "py3-none-any").file("other/__init__.py", "");
    let bytes = tool.bytes();
    let packed = dropped("app.py", "def handler(event, context): pass\n")
        .and("run.sh", "#!/bin/sh\n")
        .and("grüße.txt", "ñ")
        .and(tool.filename(), bytes.clone())
        .and(other.filename(), other.bytes())
        .pack();
    let wheels =
        [Wheel { name: "my-tool".into(), version: "1.0+local".into(), file: 1, path: tool.filename() }];
    let files = [packed.zip.clone(), bytes.clone()];
    let text = manifest(&files, &wheels);
    assert_eq!(text, manifest(&files, &wheels), "made twice");
    let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        checked("made", &text, &packed.zip),
        [
            format!("pkg:pypi/my-tool@1.0%2Blocal | 5 | {hash} | MIT"),
            "pkg:pypi/other@2 | 5 | - | -".to_string()
        ]
    );
    assert!(text.contains("\"wheelpress:architecture\",\n          \"value\": \"x86_64\""), "{text}");
}

#[test]
fn foreign_zips() {
    // A layer made by hand: two copies of one distribution, a METADATA that is none, no modes told.
    let metadata = "Name: six\nVersion: 1.17.0\nLicense: MIT\n";
    let layer = zip(&[
        entry("python/six.py", "x"),
        entry("python/six-1.17.0.dist-info/METADATA", metadata),
        entry(
            "python/six-1.17.0.dist-info/RECORD",
            "six.py,,\nsix-1.17.0.dist-info/METADATA,,\n../../outside,,\n",
        ),
        entry("python/vendor/six-1.17.0.dist-info/METADATA", metadata),
        entry("python/odd-1.dist-info/METADATA", b"\xff\xfe\x00".to_vec()),
        entry("python/README.dist-info/METADATA", "no distribution"),
    ]);
    assert_eq!(
        checked("foreign", &manifest(std::slice::from_ref(&layer), &[]), &layer),
        [
            "pkg:pypi/odd@1 | 1 | - | -",
            "pkg:pypi/six@1.17.0 | 3 | - | MIT",
            "pkg:pypi/six@1.17.0 | 1 | - | MIT"
        ]
    );
    let empty = zip(&[]);
    assert_eq!(checked("empty", &manifest(std::slice::from_ref(&empty), &[]), &empty), [""; 0]);
}

#[test]
fn real_wheels() {
    let tools = Tools::find();
    let wheels = [
        "certifi-",
        "click-",
        "idna-",
        "requests-",
        "six-",
        "urllib3-",
        "pyyaml-6.0.3-cp313-cp313-manylinux2014_x86",
    ];
    let packed = wheels
        .iter()
        .fold(Dropped::default(), |drop, wheel| drop.and_disk(&tools.wheel(&[wheel])))
        .and("app.py", "import requests\n")
        .pack();
    let lines = checked("real", &manifest(std::slice::from_ref(&packed.zip), &[]), &packed.zip);
    let licences: Vec<(&str, &str)> = lines
        .iter()
        .map(|line| (line.split('@').next().unwrap(), line.rsplit(" | ").next().unwrap()))
        .collect();
    assert_eq!(
        licences,
        [
            ("pkg:pypi/certifi", "MPL-2.0"),
            ("pkg:pypi/click", "BSD-3-Clause"),
            ("pkg:pypi/idna", "BSD-3-Clause"),
            ("pkg:pypi/pyyaml", "MIT"),
            ("pkg:pypi/requests", "Apache-2.0"),
            ("pkg:pypi/six", "MIT"),
            ("pkg:pypi/urllib3", "MIT"),
        ]
    );
}

#[test]
fn damaged_packages_are_told() {
    let mut bytes = zip(&[entry("a.py", "a".repeat(1000)).method(zip::CompressionMethod::Stored)]);
    bytes[100] ^= 1;
    let mut store = Memory { files: vec![bytes], ..Memory::default() };
    let about = About { name: "function.zip", target: None, wheels: &[] };
    let error = manifest::make(&mut store, 0, &about).unwrap_err();
    assert_eq!(error.code(), "archive-unreadable");
    assert!(error.to_string().contains("\"a.py\": its CRC-32 is"), "{error}");
}
