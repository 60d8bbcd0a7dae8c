//! The package of a wheel has the same files as `pip install --target --no-compile` makes of it.
//!
//! Needs the wheels and the Python that `cargo xtask setup` provides and names in the environment.

use crate::support::answers::Question;
use crate::support::disk::Tools;
use crate::support::dropped;
use crate::support::pip::Pip;
use sha2::{Digest, Sha256};
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

/// The mode and the essence of each file, by path.
type Tree = BTreeMap<String, (u32, String)>;

/// Returns the comparable files of a folder.
fn walk(root: &Path, folder: &Path, tree: &mut Tree) {
    use std::os::unix::fs::PermissionsExt;
    for child in std::fs::read_dir(folder).unwrap() {
        let path = child.unwrap().path();
        if path.is_dir() {
            walk(root, &path, tree);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap();
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            let mode = if mode & 0o111 != 0 { 0o100755 } else { 0o100644 };
            if is_comparable(name) {
                tree.insert(name.to_string(), (mode, essence(name, &std::fs::read(&path).unwrap())));
            }
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

/// Installs wheels with pip for a target.
struct Installer<'t> {
    pip: Pip,
    question: &'t Question,
    goal: &'t Goal,
}

impl Installer<'_> {
    fn tree(&mut self, wheel: &Path) -> Tree {
        let goal = self.goal;
        let stem = wheel.file_stem().unwrap().to_str().unwrap();
        let abi = format!("cp{}", goal.python.replace('.', ""));
        let mut args = vec!["install", "--ignore-requires-python", "--only-binary=:all:"];
        args.extend(["--quiet", "--disable-pip-version-check", "--no-deps", "--no-compile", "--no-index"]);
        args.extend(["--python-version", goal.python, "--implementation", "cp"]);
        args.extend(["--abi", &abi, "--abi", "abi3", "--abi", "none"]);
        args.extend(goal.platforms.iter().flat_map(|platform| ["--platform", platform]));
        let question = args.iter().fold(self.question.clone(), |question, arg| question.with(arg));
        let answer = question.with_file(wheel).answer(|| {
            let folder = format!("wheelpress-pip-{}-{}-{stem}", std::process::id(), goal.python);
            let target = std::env::temp_dir().join(folder);
            let given = ["--target", target.to_str().unwrap(), wheel.to_str().unwrap()];
            assert!(self.pip.run(args.into_iter().chain(given)).is_some(), "pip refused {}", wheel.display());
            let mut tree = Tree::new();
            walk(&target, &target, &mut tree);
            std::fs::remove_dir_all(&target).unwrap();
            serde_json::to_string(&tree).unwrap()
        });
        serde_json::from_str(&answer).unwrap()
    }
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
        let name = file.name().unwrap().into_owned();
        let essence = essence(&name, &bytes);
        (name, (file.unix_mode().unwrap(), essence))
    });
    Some(tree.filter(|(path, _)| is_comparable(path)).collect())
}

/// Returns what matters of a file: for scripts what they import, since each installer writes them with its own text,
/// and the SHA-256 of the bytes otherwise.
fn essence(path: &str, bytes: &[u8]) -> String {
    let hash = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    if !path.starts_with("bin/") || !bytes.starts_with(b"#!") {
        return hash(bytes);
    }
    let text = String::from_utf8_lossy(bytes);
    let rest: Vec<&str> = text.lines().skip(1).collect();
    match rest.iter().find(|line| line.starts_with("from ")) {
        Some(import) if text.contains("sys.exit(") => (*import).to_string(),
        _ => hash(rest.join("\n").as_bytes()),
    }
}

/// Returns whether the wheel is for this target. If so, checks that both trees are equal.
fn compare(installer: &mut Installer, wheel: &Path) -> bool {
    let filename = wheel.file_name().unwrap().to_str().unwrap();
    let Some(ours) = our_tree(installer.goal, wheel) else { return false };
    let pips = installer.tree(wheel);
    let names = |tree: &Tree| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&ours), names(&pips), "{filename} for {}", installer.goal.runtime);
    for (path, (mode, essence)) in &ours {
        let (pip_mode, pip_essence) = &pips[path];
        assert_eq!(mode, pip_mode, "{path} of {filename}");
        assert_eq!(essence, pip_essence, "{path} of {filename} differs");
    }
    true
}

#[test]
fn equal_trees() {
    let tools = Tools::find();
    let python = tools.python();
    let question = Question::to(&tools, python);
    let table =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wheels.txt")).unwrap();
    let filenames = table.lines().filter(|line| !line.starts_with('#'));
    let filenames: Vec<&str> = filenames.filter_map(|line| line.split_whitespace().next()).collect();
    for goal in GOALS {
        let is_worthwhile =
            |filename: &&&str| goal.architecture == Architecture::X86_64 || !filename.ends_with("-any.whl");
        let wheels: Vec<_> =
            filenames.iter().filter(is_worthwhile).map(|filename| tools.wheels.join(filename)).collect();
        let next = AtomicUsize::new(0);
        let compared = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(|| {
                    let mut installer =
                        Installer { pip: Pip::start(python, python), question: &question, goal };
                    while let Some(wheel) = wheels.get(next.fetch_add(1, Ordering::Relaxed)) {
                        compared.fetch_add(usize::from(compare(&mut installer, wheel)), Ordering::Relaxed);
                    }
                });
            }
        });
        let compared = compared.into_inner();
        assert!(compared >= goal.wheels, "only {compared} wheels compared for {}", goal.runtime);
    }
}
