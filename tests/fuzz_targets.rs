//! The fuzz targets of `fuzz/` without the fuzzer: they compile, and their assertions hold for a few inputs.

use crate::support::oracle::Rng;

/// Defines `run` of a fuzz target. It has the form of libfuzzer-sys's macro, which makes a program instead.
macro_rules! fuzz_target {
    ($(init: $init:expr,)? |$input:ident: $kind:ty| $body:block) => {
        pub fn run(bytes: &[u8]) {
            let bytes = arbitrary::Unstructured::new(bytes);
            if let Ok($input) = <$kind as arbitrary::Arbitrary>::arbitrary_take_rest(bytes) {
                $body
            }
        }
    };
}
pub(crate) use fuzz_target;

/// Declares the targets as modules, and lists them. Each has helpers that only others need.
macro_rules! targets {
    ($($name:ident $path:literal)*) => {
        $(
            #[allow(clippy::duplicate_mod, dead_code, unused_attributes, unused_imports)]
            #[path = $path]
            mod $name;
        )*
        const TARGETS: &[(&str, fn(&[u8]))] = &[$((stringify!($name), $name::run)),*];
    };
}

targets! {
    archive "../fuzz/fuzz_targets/archive.rs"
    directory "../fuzz/fuzz_targets/directory.rs"
    dropped "../fuzz/fuzz_targets/dropped.rs"
    elf "../fuzz/fuzz_targets/elf.rs"
    kernels "../fuzz/fuzz_targets/kernels.rs"
    lock "../fuzz/fuzz_targets/lock.rs"
    marker "../fuzz/fuzz_targets/marker.rs"
    pasted "../fuzz/fuzz_targets/pasted.rs"
    record "../fuzz/fuzz_targets/record.rs"
    requirement "../fuzz/fuzz_targets/requirement.rs"
    source "../fuzz/fuzz_targets/source.rs"
    wheel "../fuzz/fuzz_targets/wheel.rs"
}

const TEXTS: &[&str] = &[
    "",
    "six>=1,<2 ; python_version < '3.12'\n-r other.txt\n",
    "six/__init__.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\n",
    "import json\n\ndef handler(event, context):\n    return json.dumps(event)\n",
    "version = 1\n[[package]]\nname = \"six\"\nversion = \"1.17.0\"\n",
    "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n",
    "https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=60",
    "PK\x03\x04\x14\0PK\x01\x02PK\x05\x06\0\0\0\0\x01\0\x01\0",
];

#[test]
fn hold_for_a_few_inputs() {
    let mut rng = Rng(12);
    let random = (0..40).map(|round| (0..round * round).map(|_| rng.below(256) as u8).collect::<Vec<u8>>());
    let inputs: Vec<Vec<u8>> = TEXTS.iter().map(|text| text.as_bytes().to_vec()).chain(random).collect();
    for (name, run) in TARGETS {
        for input in &inputs {
            println!("{name}: {}", input.escape_ascii());
            run(input);
        }
    }
}

/// A target that is not listed above would not be compiled by any test.
#[test]
fn all_targets_are_listed() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/fuzz_targets");
    let files =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut found: Vec<String> =
        files.filter_map(|file| Some(file.strip_suffix(".rs")?.to_string())).collect();
    found.sort();
    assert_eq!(found, TARGETS.iter().map(|(name, _)| *name).collect::<Vec<_>>());
}
