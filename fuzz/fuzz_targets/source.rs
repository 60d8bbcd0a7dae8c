//! Any bytes are read as Python without a panic and without a stack overflow.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wheelpress::python::code::ModuleAnalysis;

fuzz_target!(|bytes: &[u8]| {
    let Some((minor, source)) = bytes.split_first() else { return };
    let code = ModuleAnalysis::read(source, 8 + minor % 8);
    assert!(code.imports.len() <= source.len());
    // Repetition makes the deepest nesting.
    if source.len() <= 64 {
        ModuleAnalysis::read(&source.repeat(2000), 8 + minor % 8);
    }
});
