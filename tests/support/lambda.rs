//! Packages that are really started, by awslambdaric with the matching CPython.

use super::Packed;
use super::disk::{Scratch, Tools};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// An interpreter that starts one package after another.
pub struct Lambda {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    scratch: Scratch,
}

impl Lambda {
    pub fn start(tools: &Tools, minor: u8) -> Lambda {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/invoke.py");
        let mut child = Command::new(tools.ric(minor))
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let scratch = Scratch::new(&format!("lambda-{minor}-{:?}", std::thread::current().id()));
        Lambda { child, input, output, scratch }
    }

    /// Returns the function's answer to an empty event, or its error.
    pub fn invoke(&mut self, packed: &Packed, handler: &str) -> Result<Value, String> {
        let zip = self.scratch.0.join("function.zip");
        std::fs::write(&zip, &packed.zip).unwrap();
        writeln!(self.input, "{}", json!({ "zip": zip, "handler": handler })).unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line).unwrap();
        match answer.get("error") {
            Some(error) => Err(error.as_str().unwrap().to_string()),
            None => Ok(answer["answer"].clone()),
        }
    }
}

impl Drop for Lambda {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
