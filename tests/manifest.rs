//! Manifests are valid CycloneDX, and agree with what zipfile and hashlib find in the package.
//!
//! Needs the wheels and the Python that `cargo xtask setup` provides and names in the environment.

use crate::support;

use crate::support::disk::{Scratch, Tools, run};
use crate::support::wheel::wheel;
use crate::support::zips::{entry, zip};
use crate::support::{Dropped, Memory, dropped};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::process::Command;
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

/// Returns the output of the script: one line `purl | files | hash | licences` for each distribution.
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
    // A layer made by hand: two copies of one distribution, an invalid METADATA, and no modes.
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

/// Returns the components other than files, as `distribution: name version, …`.
fn bundled(manifest: &str) -> Vec<String> {
    let bom: serde_json::Value = serde_json::from_str(manifest).unwrap();
    let libraries = bom["components"].as_array().unwrap().iter().filter(|one| one["type"] != "file");
    let lines = libraries.map(|library| {
        let parts =
            library["components"].as_array().into_iter().flatten().filter(|one| one["type"] != "file");
        let parts: Vec<String> = parts
            .map(|one| {
                format!("{} {}", one["name"].as_str().unwrap(), one["version"].as_str().unwrap_or("-"))
            })
            .collect();
        format!("{}: {}", library["name"].as_str().unwrap(), parts.join(", "))
    });
    lines.collect()
}

/// The components that are compiled into a distribution, as stated by the SBOMs in its dist-info (PEP
/// 770).
#[test]
fn sboms_of_wheels() {
    let cyclonedx = r#"{"bomFormat": "CycloneDX", "specVersion": "1.7", "components": [
        {"type": "library", "name": "Lib_X", "version": "1", "purl": "pkg:pypi/lib-x@1?file_name=x"},
        {"type": "library", "name": "freetype", "version": "2.13", "purl": "pkg:generic/freetype@2.13",
         "licenses": [{"license": {"id": "FTL"}}], "hashes": [{"alg": "SHA-256", "content": "00"}, {"alg": "MD5", "content": "0123456789abcdef0123456789abcdef"}],
         "components": [{"type": "future", "name": "zlib"}, {"type": "file", "name": "a.c"}], "pedigree": {"notes": "patched"}},
        {"type": "library", "name": "cc", "version": "1", "scope": "excluded"},
        {"type": "library", "name": "freetype", "version": "2.13", "purl": "pkg:generic/freetype@2.13",
         "licenses": [{"license": {"id": "FTL"}}], "hashes": [{"alg": "MD5", "content": "0123456789abcdef0123456789abcdef"}]},
        {"type": "library"}, 7]}"#;
    let spdx = r#"{"spdxVersion": "SPDX-2.3", "packages": [{"name": "openssl", "versionInfo": "3.5", "licenseConcluded": "NOASSERTION",
        "licenseDeclared": "Apache-2.0", "externalRefs": [{"referenceType": "purl", "referenceLocator": "pkg:generic/openssl@3.5"}]}]}"#;
    // Based on the example "Package SBOM" of SPDX 3.0.1, and on the tags of SPDX 2.3.
    let third = r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
        {"type": "software_Package", "spdxId": "https://x.org/1", "name": "bzip2", "software_packageVersion": "1.0.8",
         "software_packageUrl": "pkg:generic/bzip2@1.0.8"},
        {"type": "software_Package", "name": "brotli", "externalIdentifier": [
            {"type": "ExternalIdentifier", "externalIdentifierType": "cpe23", "identifier": "cpe:2.3:a:b"},
            {"type": "ExternalIdentifier", "externalIdentifierType": "packageUrl", "identifier": "pkg:generic/brotli"}]},
        {"type": "software_Package", "spdxId": "https://x.org/3"},
        {"type": "software_File", "name": "a.c"},
        {"type": "simplelicensing_LicenseExpression", "spdxId": "https://x.org/l", "simplelicensing_licenseExpression": "bzip2-1.0.6"},
        {"type": "Relationship", "from": "https://x.org/1", "to": ["https://x.org/l"], "relationshipType": "hasDeclaredLicense"}]}"#;
    let tags = "SPDXVersion: SPDX-2.3\nDocumentName: d\n\nPackageName: harfbuzz\nPackageVersion: 10.1\n\
        ExternalRef: SECURITY cpe23Type cpe:2.3:a\nExternalRef: PACKAGE-MANAGER purl pkg:generic/harfbuzz@10.1\n\
        PackageLicenseConcluded: NOASSERTION\nPackageLicenseDeclared: MIT\n\nPackageName: giflib\n";
    let lib = wheel("lib_x", "1", "py3-none-any")
        .file("lib_x.py", "x = 1\n")
        .info("sboms/one.cdx.json", cyclonedx)
        .info("sboms/three.spdx3.json", third)
        .info(
            "sboms/four.jsonld",
            r#"{"@context": ["https://schema.org"], "@graph": [{"type": "software_Package", "name": "no"}]}"#,
        )
        .info("sboms/five.spdx", tags)
        .info("sboms/six.spdx", "PackageName: no\n")
        .info("sboms/deep/two.spdx.json", spdx)
        .info("sboms/broken.json", "{")
        .info("sboms/other.json", "{\"components\": 3}")
        .info("sboms/notes.txt", cyclonedx);
    let bytes = lib.bytes();
    let packed = dropped("app.py", "import lib_x\n").and(lib.filename(), bytes.clone()).pack();
    let expected =
        ["lib-x: brotli -, bzip2 1.0.8, freetype 2.13, giflib -, harfbuzz 10.1, openssl 3.5, zlib -"];
    let text = manifest(std::slice::from_ref(&packed.zip), &[]);
    assert_eq!(bundled(&text), expected);
    checked("sboms", &text, &packed.zip);
    // For a slimmed package, the SBOMs come from the wheel.
    let mut slim = dropped("app.py", "import lib_x\n").and(lib.filename(), bytes.clone());
    slim.options.slim.dist_info = true;
    let packed = slim.pack();
    assert!(
        !support::paths(&packed.plan).iter().any(|path| path.contains("sboms")),
        "{:?}",
        packed.plan.entries
    );
    let wheels = [Wheel { name: "lib-x".into(), version: "1".into(), file: 1, path: lib.filename() }];
    let text = manifest(&[packed.zip.clone(), bytes], &wheels);
    assert_eq!(bundled(&text), expected);
}

#[test]
fn sboms_of_real_wheels() {
    let tools = Tools::find();
    let packed = [&["pillow-13", "cp313", "x86_64"][..], &["orjson-", "cp313", "manylinux2014_x86_64"]]
        .iter()
        .fold(Dropped::default(), |drop, wheel| drop.and_disk(&tools.wheel(wheel)))
        .and("app.py", "import PIL, orjson\n")
        .pack();
    let text = manifest(std::slice::from_ref(&packed.zip), &[]);
    checked("real-sboms", &text, &packed.zip);
    let lines = bundled(&text);
    for (line, part) in lines.iter().zip(["associative-cache 3.0.1", "FreeType"]) {
        assert!(line.to_lowercase().contains(&part.to_lowercase()), "{part} is not in {line}");
    }
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
