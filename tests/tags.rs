//! Which tags fit, and in which order of preference: the same as in `packaging.tags`.
//!
//! Needs the Python that `cargo xtask setup` provides and names in the environment.

use std::process::Command;
use wheelpress::python::tags::{TagSet, Tags};
use wheelpress::target::{Architecture, RUNTIMES};

/// Prints the tags that `packaging` computes for a CPython on a glibc, best first.
const ORACLE: &str = r#"
import sys
from packaging import tags
for line in sys.stdin:
    minor, glibc, arch = line.split()
    version = (3, int(minor))
    alias = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
    oldest = 5 if arch == "x86_64" else 17
    platforms = []
    for number in range(int(glibc), oldest - 1, -1):
        platforms.append(f"manylinux_2_{number}_{arch}")
        if number in alias:
            platforms.append(f"{alias[number]}_{arch}")
    platforms.append(f"linux_{arch}")
    found = list(tags.cpython_tags(version, [f"cp3{minor}"], platforms))
    found += tags.compatible_tags(version, f"cp3{minor}", platforms)
    print(" ".join(str(tag) for tag in found))
"#;

#[test]
fn as_packaging_orders_them() {
    let Ok(tools) = std::env::var("WHEELPRESS_TOOLS") else {
        panic!("run this by `cargo xtask test`, which provides the tools");
    };
    let tools: serde_json::Value = serde_json::from_slice(&std::fs::read(tools).unwrap()).unwrap();
    let rows: Vec<_> = RUNTIMES
        .iter()
        .flat_map(|runtime| [Architecture::X86_64, Architecture::Arm64].map(|arch| (runtime, arch)))
        .collect();
    let lines: String = rows
        .iter()
        .map(|(runtime, arch)| format!("{} {} {}\n", runtime.minor, runtime.glibc_minor, arch.platform()))
        .collect();
    let input = std::env::temp_dir().join(format!("wheelpress-tags-{}", std::process::id()));
    std::fs::write(&input, lines).unwrap();
    let output = Command::new(tools["python"].as_str().unwrap())
        .args(["-c", ORACLE])
        .stdin(std::fs::File::open(&input).unwrap())
        .output()
        .unwrap();
    std::fs::remove_file(&input).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.lines().count(), 16);
    for ((runtime, architecture), line) in rows.into_iter().zip(text.lines()) {
        let target =
            wheelpress::target::Target::new(wheelpress::target::PackageKind::Function, runtime, architecture);
        let tags = Tags::for_target(&target);
        let expected: Vec<&str> = line.split(' ').collect();
        assert_eq!(tags.count(), expected.len(), "{} {architecture:?}", runtime.name);
        for (rank, tag) in expected.into_iter().enumerate() {
            let parts: Vec<&str> = tag.split('-').collect();
            let set = TagSet::new(parts[0], parts[1], parts[2]);
            assert_eq!(tags.rank(&set), Some(rank), "{tag} on {} {architecture:?}", runtime.name);
        }
    }
}
