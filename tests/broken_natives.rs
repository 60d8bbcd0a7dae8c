//! Packages whose native libraries Lambda cannot load: each yields its finding, and repaired as the hint
//! says it yields none. Where the test machine can show it, the failure is real: the function does not
//! start before the repair, and starts after it.
//!
//! The failure of a glibc that is too new cannot be shown: the glibc of the test machine is newer than
//! Lambda's.

use crate::support::disk::{Scratch, Tools};
use crate::support::zips::{Entry, entry, zip};
use crate::support::{Dropped, dropped};
use std::path::Path;
use std::process::Command;
use wheelpress::finding::{Code, Finding, Severity};
use wheelpress::pack::Compression;
use wheelpress::plan::Plan;
use wheelpress::single_thread;
use wheelpress::source::ReadCache;
use wheelpress::target::{Architecture, PackageKind, Runtime, Target};

/// How the broken package and the repaired one are made.
#[derive(Clone, Copy)]
enum Broken {
    /// An existing zip that contains this wheel. Repaired by also dropping the right wheel.
    Zip(&'static [&'static str]),
    /// The files of this wheel in the function's folder, without its dist-info. Repaired by the files of
    /// the right wheel.
    Folder(&'static [&'static str]),
    /// An existing zip that contains the right wheel, changed. Repaired by dropping the wheel.
    Changed(Change),
    /// As `Changed`, but repaired by putting the lost libraries into the folder lib.
    InLib,
    /// This wheel, dropped. Repaired by dropping the right wheel instead.
    Wheel(&'static [&'static str]),
    /// An existing zip that contains this wheel. Repaired by choosing another target.
    Target(&'static [&'static str], &'static str, Architecture),
}

type Change = fn(&str, Vec<u8>) -> Option<Vec<u8>>;

struct Case {
    runtime: &'static str,
    broken: Broken,
    right: &'static [&'static str],
    import: &'static str,
    code: &'static str,
    /// Whether the failure can be shown on the test machine.
    runs: bool,
}

fn without_libs(path: &str, bytes: Vec<u8>) -> Option<Vec<u8>> {
    (!path.contains(".libs/")).then_some(bytes)
}

fn cut_short(path: &str, mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    if path.ends_with(".so") {
        bytes.truncate(bytes.len() / 3);
    }
    Some(bytes)
}

fn pointer(path: &str, bytes: Vec<u8>) -> Option<Vec<u8>> {
    let pointer =
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22e\nsize 84\n";
    Some(if path.ends_with(".so") { pointer.into() } else { bytes })
}

const MARKUPSAFE: &[&str] = &["markupsafe", "cp313", "manylinux", "x86_64"];
const SPEEDUPS: &str = "markupsafe._speedups";
const X86_64: Architecture = Architecture::X86_64;

const fn case(
    runtime: &'static str,
    broken: Broken,
    right: &'static [&'static str],
    import: &'static str,
    code: &'static str,
) -> Case {
    Case { runtime, broken, right, import, code, runs: true }
}

const fn unseen(
    runtime: &'static str,
    broken: Broken,
    right: &'static [&'static str],
    import: &'static str,
    code: &'static str,
) -> Case {
    Case { runs: false, ..case(runtime, broken, right, import, code) }
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    case("python3.13", Broken::Zip(&["markupsafe", "macosx"]), MARKUPSAFE, SPEEDUPS, "native-not-elf"),
    case("python3.13", Broken::Zip(&["markupsafe", "win_amd64"]), MARKUPSAFE, SPEEDUPS, "native-not-elf"),
    case("python3.13", Broken::Zip(&["markupsafe", "cp313", "aarch64"]), MARKUPSAFE, SPEEDUPS, "native-wrong-architecture"),
    case("python3.13", Broken::Zip(&["markupsafe", "musllinux"]), MARKUPSAFE, SPEEDUPS, "native-musl"),
    case("python3.13", Broken::Zip(&["markupsafe", "cp311"]), MARKUPSAFE, SPEEDUPS, "native-wrong-python"),
    case("python3.13", Broken::Folder(&["markupsafe", "macosx"]), MARKUPSAFE, SPEEDUPS, "native-not-elf"),
    case("python3.13", Broken::Folder(&["markupsafe", "win_amd64"]), MARKUPSAFE, SPEEDUPS, "native-not-elf"),
    case("python3.13", Broken::Folder(&["markupsafe", "cp313", "aarch64"]), MARKUPSAFE, SPEEDUPS, "native-wrong-architecture"),
    case("python3.13", Broken::Folder(&["markupsafe", "musllinux"]), MARKUPSAFE, SPEEDUPS, "native-musl"),
    case("python3.13", Broken::Folder(&["markupsafe", "cp311"]), MARKUPSAFE, SPEEDUPS, "native-wrong-python"),
    case("python3.13", Broken::Zip(&["bcrypt", "aarch64"]), &["bcrypt", "x86_64"], "bcrypt._bcrypt", "native-wrong-architecture"),
    case("python3.13", Broken::Zip(&["xxhash", "aarch64"]), &["xxhash", "cp313", "x86_64"], "xxhash._xxhash", "native-wrong-architecture"),
    case("python3.13", Broken::Zip(&["pyyaml", "cp311"]), &["pyyaml", "cp313", "x86_64"], "yaml._yaml", "native-wrong-python"),
    case("python3.13", Broken::Target(&["orjson", "cp311"], "python3.11", X86_64), &[], "orjson", "native-wrong-python"),
    case("python3.11", Broken::Target(&["orjson", "cp313", "x86_64"], "python3.13", X86_64), &[], "orjson", "native-wrong-python"),
    case("python3.13", Broken::Changed(cut_short), &["orjson", "cp313", "x86_64"], "orjson", "native-not-elf"),
    case("python3.13", Broken::Changed(pointer), &["orjson", "cp313", "x86_64"], "orjson", "native-not-elf"),
    case("python3.13", Broken::Changed(pointer), MARKUPSAFE, SPEEDUPS, "native-not-elf"),
    case("python3.13", Broken::Changed(without_libs), &["pillow-13"], "PIL._imaging", "native-missing-library"),
    case("python3.13", Broken::InLib, &["pillow-13"], "PIL._imaging", "native-missing-library"),
    case("python3.13", Broken::Changed(without_libs), &["psycopg2_binary"], "psycopg2", "native-missing-library"),
    case("python3.13", Broken::Changed(without_libs), &["numpy"], "numpy", "native-missing-library"),
    // Built for a glibc that is newer than that of any runtime.
    unseen("python3.13", Broken::Zip(&["acquire_zarr-0.5.0"]), &["acquire_zarr-0.10.0"], "acquire_zarr", "native-glibc-too-new"),
    unseen("python3.13", Broken::Folder(&["acquire_zarr-0.5.0"]), &["acquire_zarr-0.10.0"], "acquire_zarr", "native-glibc-too-new"),
    unseen("python3.13", Broken::Wheel(&["acquire_zarr-0.5.0"]), &["acquire_zarr-0.10.0"], "acquire_zarr", "wheel-incompatible"),
    case("python3.13", Broken::Wheel(&["markupsafe", "musllinux"]), MARKUPSAFE, SPEEDUPS, "wheel-incompatible"),
    unseen("python3.11", Broken::Target(&["cryptography"], "python3.12", X86_64), &[], "cryptography", "native-glibc-too-new"),
    unseen("python3.11", Broken::Target(&["bcrypt", "x86_64"], "python3.12", X86_64), &[], "bcrypt", "native-glibc-too-new"),
    unseen("python3.13", Broken::Target(&["bcrypt", "x86_64"], "python3.13", Architecture::Arm64), &["bcrypt"], "bcrypt", "native-wrong-architecture"),
];

/// Returns the files of a wheel after `change`, which may remove some.
fn files(tools: &Tools, wheel: &[&str], change: Change) -> Vec<Entry> {
    let mut archive = ::zip::ZipArchive::new(std::fs::File::open(tools.wheel(wheel)).unwrap()).unwrap();
    (0..archive.len())
        .filter_map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
            let name = file.name().unwrap().to_string();
            (!name.ends_with('/')).then(|| Some(entry(&name, change(&name, bytes)?)))?
        })
        .collect()
}

fn as_it_is(_: &str, bytes: Vec<u8>) -> Option<Vec<u8>> {
    Some(bytes)
}

impl Case {
    fn function(&self) -> String {
        format!("import {}\n\ndef lambda_handler(event, context):\n    return \"it works\"\n", self.import)
    }

    fn old_zip(&self, mut entries: Vec<Entry>) -> Dropped {
        entries.push(entry("lambda_function.py", self.function()));
        dropped("function.zip", zip(&entries))
    }

    fn folder(&self, entries: Vec<Entry>) -> Dropped {
        let start = dropped("app/lambda_function.py", self.function());
        let files = entries.into_iter().filter(|entry| !entry.name.contains(".dist-info/"));
        files.fold(start, |drop, entry| drop.and(format!("app/{}", entry.name), entry.bytes))
    }

    /// Returns the broken package and the repaired one, with their targets.
    fn drops(&self, tools: &Tools) -> [(Dropped, Target); 2] {
        let target = Target::new(PackageKind::Function, Runtime::named(self.runtime).unwrap(), X86_64);
        let of = |wheel, change| files(tools, wheel, change);
        let mended = |broken: &Dropped| broken.clone().and_disk(&tools.wheel(self.right));
        let (broken, repaired) = match self.broken {
            Broken::Zip(wheel) => {
                let broken = self.old_zip(of(wheel, as_it_is));
                (broken.clone(), mended(&broken))
            }
            Broken::Folder(wheel) => {
                (self.folder(of(wheel, as_it_is)), self.folder(of(self.right, as_it_is)))
            }
            Broken::Changed(change) => {
                let broken = self.old_zip(of(self.right, change));
                (broken.clone(), mended(&broken))
            }
            Broken::InLib => {
                let broken = self.old_zip(of(self.right, without_libs));
                let lost = of(self.right, as_it_is).into_iter().filter(|entry| entry.name.contains(".libs/"));
                let repaired = lost.fold(broken.clone(), |drop, entry| {
                    let name = entry.name.rsplit('/').next().unwrap();
                    drop.and(format!("app/lib/{name}"), entry.bytes)
                });
                (broken, repaired.and("app/lambda_function.py", self.function()))
            }
            Broken::Wheel(wheel) => {
                let start = dropped("app/lambda_function.py", self.function());
                let broken = start.clone().and_disk(&tools.wheel(wheel));
                (broken, start.and_disk(&tools.wheel(self.right)))
            }
            Broken::Target(wheel, runtime, architecture) => {
                let package = self.old_zip(of(wheel, as_it_is));
                let other =
                    Target::new(PackageKind::Function, Runtime::named(runtime).unwrap(), architecture);
                let [broken, repaired] =
                    if architecture == X86_64 { [target, other] } else { [other, target] };
                return [(package.clone(), broken), (package, repaired)];
            }
        };
        [(broken, target.clone()), (repaired, target)]
    }
}

fn plan(drop: &mut Dropped, target: &Target) -> Plan {
    let items = drop.items();
    single_thread::plan(&items, target, &drop.options.clone(), &mut ReadCache::default(), &mut drop.store)
        .unwrap()
}

fn errors(plan: &Plan) -> Vec<&str> {
    let errors = plan.findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors
        .map(|finding| finding.code.as_str())
        .filter(|code| code.starts_with("native-") || *code == "wheel-incompatible")
        .collect()
}

/// Starts the function as Lambda's runtime does, and returns whether it works. `LD_LIBRARY_PATH` is that
/// of Lambda, as far as the test machine has its folders.
fn start(tools: &Tools, drop: &mut Dropped, target: &Target, plan: &Plan) -> Result<(), String> {
    let (_, found, zip) = single_thread::pack(plan, Compression::Fast, &mut drop.store, Vec::new()).unwrap();
    assert!(found.iter().all(|finding| finding.severity == Severity::Info), "{found:?}");
    let scratch = Scratch::new("broken");
    let task = scratch.0.join("task");
    scratch.write("function.zip", zip);
    let unzip =
        Command::new("unzip").arg("-q").arg(scratch.0.join("function.zip")).arg("-d").arg(&task).status();
    assert!(unzip.unwrap().success());
    run_function(tools.ric(target.runtime.minor), &task)
}

fn run_function(python: &str, task: &Path) -> Result<(), String> {
    // Finds the handler with awslambdaric's own function, but without the Runtime API.
    let script = "import sys; sys.path.insert(0, '')\n\
        from awslambdaric.bootstrap import _get_handler\n\
        print(_get_handler('lambda_function.lambda_handler')({}, None))";
    let output = Command::new(python)
        .args(["-B", "-c", script])
        .current_dir(task)
        .env("LAMBDA_TASK_ROOT", task)
        .env("LD_LIBRARY_PATH", format!("{0}:{0}/lib", task.display()))
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() && out.trim() == "it works" { Ok(()) } else { Err(format!("{out}\n{err}")) }
}

#[test]
fn each_has_its_finding_and_repaired_none() {
    let tools = Tools::find();
    for (number, case) in CASES.iter().enumerate() {
        let name = format!("case {number}: {} {}", case.import, case.code);
        let [(mut broken, target), (mut repaired, after)] = case.drops(&tools);
        let plan_before = plan(&mut broken, &target);
        let found = errors(&plan_before);
        assert!(!found.is_empty() && found.iter().all(|code| *code == case.code), "{name}: {found:?}");
        let plan_after = plan(&mut repaired, &after);
        // Other requirements of the library are not dropped with it.
        let is_wrong = |finding: &&Finding| {
            finding.severity == Severity::Error && finding.code != Code::RequirementMissing
        };
        let left: Vec<_> = plan_after.findings.iter().filter(is_wrong).collect();
        assert!(left.is_empty(), "{name}: {left:#?}");
        if case.runs {
            let before = start(&tools, &mut broken, &target, &plan_before);
            assert!(before.is_err(), "{name}: the broken one works");
            let after = start(&tools, &mut repaired, &after, &plan_after);
            assert_eq!(after, Ok(()), "{name}: the repaired one fails");
        }
    }
    assert!(CASES.len() >= 20);
}
