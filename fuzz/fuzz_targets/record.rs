//! RECORD files are read without a panic, and a RECORD that is written from the rows has the same rows.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wheelpress::python::record::{self, Record};

const OWN: &str = "a-1.0.dist-info/RECORD";

fuzz_target!(|text: &[u8]| {
    let record = Record::parse(text);
    let rows = record.rows.iter().filter(|(path, row)| row.size.is_some() && *path != OWN);
    let rows: Vec<_> = rows.collect();
    let written = record::write(
        rows.iter().map(|(path, row)| (path.as_str(), row.digest.as_ref(), row.size.unwrap_or_default())),
        OWN,
    );
    let again = Record::parse(&written);
    assert_eq!(again.faults, Vec::<String>::new());
    assert_eq!(again.rows.len(), rows.len() + 1);
    for (path, row) in rows {
        assert_eq!(again.rows.get(path), Some(row));
    }
    assert_eq!(record::without(text, |_| true), None);
    record::without(text, |path| path.len() % 2 == 0);
});
