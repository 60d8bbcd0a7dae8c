//! Lock files and project files are read without a panic.
#![no_main]

mod support;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use wheelpress::collections::BTreeSet;
use wheelpress::python::environment::marker_environment;
use wheelpress::python::lock::{pdm, pipfile, poetry, pylock, uv};
use wheelpress::python::requirement_set::Selection;
use wheelpress::python::{pyproject, setup_cfg};
use wheelpress::target::PackageKind;

#[derive(Arbitrary, Debug)]
struct Lock<'a> {
    has_choice: bool,
    pyproject: Option<&'a str>,
    text: &'a str,
}

fuzz_target!(|lock: Lock| {
    let environment = marker_environment(&support::target(PackageKind::Function)).expect("its versions are fine");
    let chosen: BTreeSet<String> = lock.has_choice.then(|| "dev".to_string()).into_iter().collect();
    let selection = Selection { environment: &environment, extras: &chosen, groups: &chosen };
    let text = lock.text;
    let project = lock.pyproject.map(|text| ("pyproject.toml", text));
    let read = [
        poetry::read("poetry.lock", text, project, &selection),
        uv::read("uv.lock", text, &selection),
        pylock::read("pylock.toml", text, &selection),
        pdm::read("pdm.lock", text, &selection),
        pipfile::read("Pipfile.lock", text, &selection),
    ];
    for required in read {
        assert!(required.requirements.len() <= text.len());
        for entry in required.requirements {
            assert!(!entry.requirement.to_string().is_empty());
        }
    }
    pyproject::read("pyproject.toml", text, &selection);
    setup_cfg::read("setup.cfg", text, &selection);
});
