//! The wheelhouse of tests/wheelhouse.txt: real filenames and real METADATA, without other contents.

use super::Dropped;
use super::wheel::wheel;
use std::path::Path;

/// Filename and bytes of each wheel.
pub fn wheels() -> Vec<(String, Vec<u8>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wheelhouse.txt");
    let table = std::fs::read_to_string(path).unwrap();
    table
        .split("\n\n")
        .skip(1)
        .map(|block| {
            let (filename, headers) = block.split_once('\n').unwrap();
            let stem = filename.strip_suffix(".whl").unwrap();
            let parts: Vec<&str> = stem.splitn(3, '-').collect();
            let metadata = format!("Metadata-Version: 2.4\n{}\n", headers.trim());
            let stub = wheel(parts[0], parts[1], parts[2]).info("METADATA", &metadata);
            (filename.to_string(), stub.bytes())
        })
        .collect()
}

/// Drops the whole wheelhouse as a folder, beside a function with these requirements.
pub fn dropped_with(requirements: &str) -> Dropped {
    let drop = super::dropped("app/requirements.txt", requirements).and("app/function.py", "x = 1\n");
    wheels()
        .into_iter()
        .fold(drop, |drop, (filename, bytes)| drop.and(format!("app/wheels/{filename}"), bytes))
}
