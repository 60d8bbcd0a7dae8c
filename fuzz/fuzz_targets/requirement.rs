//! Requirements files and their markers, and RECORD files, are read without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wheelpress::python::record::Record;
use wheelpress::python::requirements_txt;

fuzz_target!(|text: &str| {
    let file = requirements_txt::read("requirements.txt", text);
    for entry in &file.required.requirements {
        assert!(!entry.requirement.to_string().is_empty());
    }
    // The text as a marker only: there, crates that we depend on have panicked.
    requirements_txt::read("requirements.txt", &format!("six; {}", text.replace(['\n', '\r'], " ")));
    Record::parse(text.as_bytes());
});
