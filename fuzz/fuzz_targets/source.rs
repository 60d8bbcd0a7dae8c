//! Any bytes are read as Python without a panic, and without a stack that overflows.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wheelpress::python::code::Code;

fuzz_target!(|bytes: &[u8]| {
    let Some((minor, source)) = bytes.split_first() else { return };
    let code = Code::read(source, 8 + minor % 8);
    assert!(code.imports.len() <= source.len());
    // Much of a kind is nested deepest where it is repeated.
    if source.len() <= 64 {
        Code::read(&source.repeat(2000), 8 + minor % 8);
    }
});
