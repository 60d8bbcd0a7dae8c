//! Data that is kept from one plan for the next does not change the result: after any changes, a plan is the same
//! as for a drop that was never planned before.

use crate::support::elf::elf;
use crate::support::wheel::wheel;
use crate::support::zips::{entry, zip};
use crate::support::{Dropped, target};
use proptest::prelude::*;
use std::rc::Rc;
use wheelpress::pack::{Compression, Jobs};
use wheelpress::plan::{LeaveOut, Options, Plan, Slim};
use wheelpress::single_thread;
use wheelpress::source::{FileId, ReadCache};
use wheelpress::target::{PackageKind, Target};

type File = (String, Vec<u8>);

/// Returns the slots of a drop, each with its alternatives. A change replaces one alternative by
/// another.
fn choices() -> Vec<Vec<Vec<File>>> {
    let one = |path: &str, bytes: &[u8]| vec![(path.to_string(), bytes.to_vec())];
    let text = |path: &str, text: &str| one(path, text.as_bytes());
    let of = |wheel: crate::support::wheel::Wheel| vec![(wheel.filename(), wheel.bytes())];
    let lib = |version: &str| {
        wheel("lib", version, "py3-none-any")
            .file("lib/__init__.py", "from . import part\nimport other\n")
            .file("lib/part.py", "import lib.gone\n")
            .file("lib/tests/test_part.py", "")
            .file("lib/run.pth", "import lib\n")
    };
    let native = |bytes: Vec<u8>| {
        let tag = "cp313-cp313-manylinux_2_17_x86_64";
        of(wheel("native", "1.0", tag).file("native/ext.cpython-313-x86_64-linux-gnu.so", bytes))
    };
    let tree = |code: &str| {
        let record = "other.py,,\nother-1.dist-info/METADATA,,\nother-1.dist-info/RECORD,,\n";
        let files = [
            ("site/other.py", code),
            ("site/other-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: other\nVersion: 1\n"),
            ("site/other-1.dist-info/RECORD", record),
            ("site/other-1.dist-info/INSTALLER", "pip\n"),
        ];
        files.map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).to_vec()
    };
    let main = |text_of: &str| text("app/main.py", text_of);
    vec![
        vec![
            main("import lib\n\ndef handler(event, context):\n    return lib\n"),
            main("import lib\n\ndef handler(event, context):\n    return lib(\n"),
            main("import lib.more, gone\n\ndef handler(event, context):\n    return 1\n"),
            main("import importlib.metadata\nimport native.ext\n\ndef main(event, context):\n    return 1\n"),
            main("import sys, helper\nsys.path.append('x')\nAWS = 'AKIAIOSFODNN7EXAMPLE'\n"),
            main(""),
        ],
        vec![text("app/helper.py", "import main\n"), text("app/helper.py", "import other\nx = 1\n"), vec![]],
        vec![text("app/run", "#!/bin/sh\n"), text("app/run", "data"), one("app/run", &elf().bytes()), vec![]],
        // It replaces a file of a wheel.
        vec![vec![], text("app/lib/part.py", "import lib.gone\n"), text("app/lib/part.py", "x = 1\n")],
        vec![vec![], text("app/alone.pyc", "no bytecode"), text("app/alone.pyc", "no bytecode, longer")],
        vec![
            vec![],
            text("app/__pycache__/main.cpython-313.pyc", "x"),
            text("app/__pycache__/main.cpython-313.pyc", "y"),
        ],
        vec![
            vec![],
            text("app/mine-1.dist-info/RECORD", "main.py,,\ngone.py,,\n"),
            text("app/mine-1.dist-info/RECORD", "gone.py,,\n"),
        ],
        vec![
            vec![],
            vec![],
            text("app/.lambdaignore", "lib/tests/\nnothing\n"),
            text("app/.lambdaignore", "helper.py\n"),
        ],
        vec![
            vec![],
            vec![],
            text("app/requirements.txt", "lib\n"),
            text("app/requirements.txt", "lib<2\nabsent\n"),
        ],
        vec![of(lib("1.0")), of(lib("2.0")), [of(lib("1.0")), of(lib("2.0"))].concat(), vec![]],
        vec![
            vec![],
            of(wheel("other", "3.0", "py3-none-any")
                .file("other.py", "def f(): pass\n")
                .file("lib/part.py", "")),
            of(wheel("importlib_metadata", "1.0", "py3-none-any").file("importlib_metadata.py", "")),
        ],
        vec![
            native(elf().bytes()),
            native(elf().needs("libgone.so").bytes()),
            native(b"no ELF".to_vec()),
            vec![],
        ],
        vec![vec![], tree("x = 1\n"), tree("y = 12\n")],
        vec![
            vec![],
            one("old.zip", &zip(&[entry("old.py", "import gone\n"), entry("helper.py", "x = 1\n")])),
            one("old.zip", &zip(&[entry("old.py", "import lib\n")])),
        ],
    ]
}

fn targets() -> Vec<Target> {
    let handled = |handler: &str| Target { handler: Some(handler.to_string()), ..target("python3.13") };
    let layer = Target { kind: PackageKind::Layer, ..target("python3.13") };
    vec![target("python3.13"), handled("main.handler"), handled("helper.gone"), target("python3.12"), layer]
}

fn options() -> Vec<Options> {
    let slim = Slim { tests: true, dist_info: true, ..Slim::default() };
    let leave_out = LeaveOut { paths: ["helper.py".to_string()].into(), ..LeaveOut::default() };
    vec![
        Options::default(),
        Options { slim, ..Options::default() },
        Options { bytecode: true, exclude_runtime: true, ..Options::default() },
        Options { split: true, ..Options::default() },
        Options { leave_out, ..Options::default() },
    ]
}

/// A drop that changes.
struct Changing {
    drop: Dropped,
    /// The paths and numbers of files, by slot and alternative.
    numbered: Vec<Vec<Vec<(String, FileId)>>>,
    cache: ReadCache,
}

impl Changing {
    fn new() -> Changing {
        let mut drop = Dropped::default();
        let mut number = |(path, bytes): File| {
            drop.store.files.push(bytes);
            (path, drop.store.files.len() as FileId - 1)
        };
        let numbered = choices()
            .into_iter()
            .map(|slot| {
                let slot = slot.into_iter();
                slot.map(|files| files.into_iter().map(&mut number).collect()).collect()
            })
            .collect();
        Changing { drop, numbered, cache: ReadCache::default() }
    }

    /// Plans with the chosen alternative of each slot. Returns a plan without the cache, and one with
    /// the cache.
    fn plan(&mut self, chosen: &[usize], target: &Target, options: &Options) -> (Plan, Plan) {
        let files = self.numbered.iter().zip(chosen).flat_map(|(slot, one)| &slot[one % slot.len()]);
        let store = &mut self.drop.store;
        let items: Vec<_> = files.map(|(path, file)| single_thread::item(path, *file, store)).collect();
        self.cache.retain(&items.iter().map(|item| item.file).collect());
        let fresh = single_thread::plan(&items, target, options, &mut ReadCache::default(), store);
        let again = single_thread::plan(&items, target, options, &mut self.cache, store);
        (fresh.unwrap(), again.unwrap())
    }
}

/// Formats a whole plan, and the jobs of its packages.
fn whole(plan: &Plan) -> String {
    let jobs: Vec<Jobs> = plan.zips().iter().map(|zip| Jobs::new(zip, Compression::Default)).collect();
    format!("{plan:#?}\n{jobs:#?}")
}

/// A change of the dropped files, the target or the options. Most changes are edits of the user's own
/// files.
fn change() -> impl Strategy<Value = (usize, usize)> {
    let count = choices().len();
    prop_oneof![4 => (0..4usize, 0..6usize), 3 => (0..count, 0..6usize), 1 => (count..count + 2, 0..6usize)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn as_if_for_the_first_time(changes in prop::collection::vec(change(), 1..20)) {
        let (targets, options) = (targets(), options());
        let mut changing = Changing::new();
        let mut chosen = vec![0; changing.numbered.len() + 2];
        let mut last = None;
        for (slot, to) in changes {
            chosen[slot] = to;
            let [files @ .., of_target, of_options] = &chosen[..] else { unreachable!() };
            let (target, options) = (&targets[of_target % targets.len()], &options[of_options % options.len()]);
            let (fresh, again) = changing.plan(files, target, options);
            prop_assert_eq!(whole(&fresh), whole(&again));
            // A plan that is still referenced does not change.
            if let Some((plan, text)) = last.replace((again, whole(&fresh))) {
                prop_assert_eq!(whole(&plan), text);
            }
        }
    }
}

/// An edit keeps the shape of the plan, and so everything that is cached for this shape.
#[test]
fn an_edit_keeps_the_shape() {
    let mut changing = Changing::new();
    let mut chosen = vec![0; changing.numbered.len()];
    let mut shapes = Vec::new();
    for (slot, to, is_kept) in [(0, 0, false), (0, 1, true), (2, 1, true), (3, 1, false), (3, 2, false)] {
        chosen[slot] = to;
        let (_, plan) = changing.plan(&chosen, &target("python3.13"), &Options::default());
        let last = shapes.last().is_some_and(|last| Rc::ptr_eq(last, &plan.shape));
        assert_eq!(last, is_kept, "{slot} {to}");
        shapes.push(plan.shape);
    }
}
