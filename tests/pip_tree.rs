//! The package of a wheel has the same files as `pip install --target --no-compile` makes of it.
//!
//! Needs the wheels and the Python that `cargo xtask setup` provides and names in the environment.

use crate::support::dropped;
use crate::support::pip::Pip;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use wheelpress::finding::{Code, Finding, Severity};
use wheelpress::pack::Compression;
use wheelpress::target::{Architecture, PackageKind, Runtime, Target};

/// Whether a file is compared. Files about the installation, headers and bytecode differ on purpose.
fn is_comparable(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_info = path.contains(".dist-info/")
        && matches!(name, "RECORD" | "INSTALLER" | "REQUESTED" | "direct_url.json");
    !is_info && !path.starts_with("include/") && !path.contains("__pycache__/")
}

type Tree = BTreeMap<String, (u32, Vec<u8>)>;

fn walk(root: &Path, folder: &Path, tree: &mut Tree) {
    use std::os::unix::fs::PermissionsExt;
    for child in std::fs::read_dir(folder).unwrap() {
        let path = child.unwrap().path();
        if path.is_dir() {
            walk(root, &path, tree);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_string();
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            tree.insert(
                name,
                (if mode & 0o111 != 0 { 0o100755 } else { 0o100644 }, std::fs::read(&path).unwrap()),
            );
        }
    }
}

/// A target as it is given to pip: the version of Python, the architecture, and the platforms that its
/// image can run.
struct Goal {
    runtime: &'static str,
    python: &'static str,
    architecture: Architecture,
    platforms: &'static [&'static str],
    /// Minimum number of wheels that have to be compared.
    wheels: usize,
}

const GOALS: &[Goal] = &[
    Goal {
        runtime: "python3.11",
        python: "3.11",
        architecture: Architecture::X86_64,
        platforms: &[
            "manylinux_2_26_x86_64",
            "manylinux_2_24_x86_64",
            "manylinux_2_17_x86_64",
            "manylinux2014_x86_64",
            "manylinux1_x86_64",
        ],
        wheels: 60,
    },
    Goal {
        runtime: "python3.13",
        python: "3.13",
        architecture: Architecture::X86_64,
        platforms: &["manylinux_2_34_x86_64", "manylinux_2_28_x86_64", "manylinux2014_x86_64"],
        wheels: 60,
    },
    Goal {
        runtime: "python3.13",
        python: "3.13",
        architecture: Architecture::Arm64,
        platforms: &["manylinux_2_34_aarch64", "manylinux_2_28_aarch64", "manylinux2014_aarch64"],
        wheels: 20,
    },
];

fn pip_tree(pip: &mut Pip, goal: &Goal, wheel: &Path) -> Tree {
    let stem = wheel.file_stem().unwrap().to_str().unwrap();
    let target =
        std::env::temp_dir().join(format!("wheelpress-pip-{}-{}-{stem}", std::process::id(), goal.python));
    let abi = format!("cp{}", goal.python.replace('.', ""));
    let mut args = vec!["install", "--ignore-requires-python", "--only-binary=:all:"];
    args.extend(["--quiet", "--disable-pip-version-check", "--no-deps", "--no-compile", "--no-index"]);
    args.extend(["--python-version", goal.python, "--implementation", "cp"]);
    args.extend(["--abi", &abi, "--abi", "abi3", "--abi", "none"]);
    args.extend(goal.platforms.iter().flat_map(|platform| ["--platform", platform]));
    args.extend(["--target", target.to_str().unwrap(), wheel.to_str().unwrap()]);
    assert!(pip.run(args).is_some(), "pip refused {}", wheel.display());
    let mut tree = Tree::new();
    walk(&target, &target, &mut tree);
    std::fs::remove_dir_all(&target).unwrap();
    tree
}

/// Returns `None` if the wheel is not for this target.
fn our_tree(goal: &Goal, wheel: &Path) -> Option<Tree> {
    let target = Target::new(PackageKind::Function, Runtime::named(goal.runtime).unwrap(), goal.architecture);
    let (filename, bytes) = (wheel.file_name().unwrap().to_str().unwrap(), std::fs::read(wheel).unwrap());
    let drop = || dropped(filename, bytes.clone());
    let is_refused =
        |finding: &Finding| matches!(finding.code, Code::WheelIncompatible | Code::RequiresPython);
    if drop().plan_for(&target).findings.iter().any(is_refused) {
        return None;
    }
    let packed = drop().try_pack(&target, Compression::Default).unwrap();
    let mut findings = packed.plan.findings.iter().chain(&packed.found);
    assert!(
        findings.all(|finding| finding.severity > Severity::Error),
        "{:?} {:?}",
        packed.plan.findings,
        packed.found
    );
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(packed.zip)).unwrap();
    let tree = (0..archive.len()).map(|index| {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
        (file.name().unwrap().into_owned(), (file.unix_mode().unwrap(), bytes))
    });
    Some(tree.collect())
}

/// Returns what matters of a file. Each installer writes scripts with its own text, but they import the
/// same things.
fn essence(path: &str, bytes: &[u8]) -> Vec<u8> {
    if !path.starts_with("bin/") || !bytes.starts_with(b"#!") {
        return bytes.to_vec();
    }
    let text = String::from_utf8_lossy(bytes);
    let rest: Vec<&str> = text.lines().skip(1).collect();
    match rest.iter().find(|line| line.starts_with("from ")) {
        Some(import) if text.contains("sys.exit(") => import.as_bytes().to_vec(),
        _ => rest.join("\n").into_bytes(),
    }
}

/// Returns whether the wheel is for this target. If so, checks that both trees are equal.
fn compare(pip: &mut Pip, goal: &Goal, wheel: &Path) -> bool {
    let filename = wheel.file_name().unwrap().to_str().unwrap();
    let keep = |tree: Tree| -> Tree { tree.into_iter().filter(|(path, _)| is_comparable(path)).collect() };
    let Some(ours) = our_tree(goal, wheel).map(keep) else { return false };
    let pips = keep(pip_tree(pip, goal, wheel));
    let names = |tree: &Tree| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&ours), names(&pips), "{filename} for {}", goal.runtime);
    for (path, (mode, bytes)) in &ours {
        let (pip_mode, pip_bytes) = &pips[path];
        assert_eq!(mode, pip_mode, "{path} of {filename}");
        assert!(essence(path, bytes) == essence(path, pip_bytes), "{path} of {filename} differs");
    }
    true
}

#[test]
fn equal_trees() {
    let (Ok(wheels), Ok(tools)) = (std::env::var("WHEELPRESS_WHEELS"), std::env::var("WHEELPRESS_TOOLS"))
    else {
        panic!("run this by `cargo xtask test`, which provides the wheels");
    };
    let tools = std::fs::read_to_string(tools).unwrap();
    let python = tools.split("\"python\":").nth(1).and_then(|rest| rest.split('"').nth(1)).unwrap();
    let table =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wheels.txt")).unwrap();
    let filenames = table.lines().filter(|line| !line.starts_with('#'));
    let filenames: Vec<&str> = filenames.filter_map(|line| line.split_whitespace().next()).collect();
    for goal in GOALS {
        let is_worthwhile =
            |filename: &&&str| goal.architecture == Architecture::X86_64 || !filename.ends_with("-any.whl");
        let wheels: Vec<_> = filenames
            .iter()
            .filter(is_worthwhile)
            .map(|filename| Path::new(&wheels).join(filename))
            .collect();
        let next = AtomicUsize::new(0);
        let compared = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(|| {
                    let mut pip = Pip::start(python, python);
                    while let Some(wheel) = wheels.get(next.fetch_add(1, Ordering::Relaxed)) {
                        compared.fetch_add(usize::from(compare(&mut pip, goal, wheel)), Ordering::Relaxed);
                    }
                });
            }
        });
        let compared = compared.into_inner();
        assert!(compared >= goal.wheels, "only {compared} wheels compared for {}", goal.runtime);
    }
}
