//! Cases made from tables, and the results of another program for them.

use super::disk::{Scratch, Tools, run};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Pseudorandom numbers that are the same in each run (xorshift).
pub struct Rng(pub u64);

impl Rng {
    pub fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % count as u64) as usize
    }

    pub fn choose<'t>(&mut self, table: &[&'t str]) -> &'t str {
        table[self.below(table.len())]
    }
}

/// Returns the answers of `tests/as_pip.py` for the cases.
pub fn ask(name: &str, cases: &Value) -> Vec<Value> {
    let scratch = Scratch::new(&format!("as-pip-{name}"));
    scratch.write("cases.json", cases.to_string());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/as_pip.py");
    let mut python = Command::new(Tools::find().python());
    let answer = run(python.arg(script).arg(name).arg(&scratch.0));
    let answers: Vec<Value> = serde_json::from_str(&answer).unwrap();
    assert_eq!(answers.len(), cases.as_array().unwrap().len());
    answers
}

/// Compares every answer, and shows the first that differ.
pub fn compare(cases: &[String], expected: &[Value], found: impl Fn(&str) -> Value) {
    let differing: Vec<String> = cases
        .iter()
        .zip(expected)
        .map(|(case, expected)| (case, expected, found(case)))
        .filter(|(_, expected, found)| *expected != found)
        .map(|(case, expected, found)| format!("{case}\n  pip:  {expected}\n  ours: {found}"))
        .collect();
    let shown = &differing[..differing.len().min(40)];
    assert!(differing.is_empty(), "{} of {}:\n{}", differing.len(), cases.len(), shown.join("\n"));
}
