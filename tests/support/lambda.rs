//! Packages that are really started, by awslambdaric with the matching CPython.

use super::Packed;
use super::answers::Question;
use super::disk::{Scratch, Tools};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// An interpreter that starts one package after another.
pub struct Lambda {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    scratch: Scratch,
    question: Question,
}

/// Runs the packages.
const SCRIPT: &str = include_str!("invoke.py");

impl Lambda {
    pub fn start(tools: &Tools, minor: u8) -> Lambda {
        let python = tools.ric(minor);
        let mut child = Command::new(python)
            .args(["-c", SCRIPT])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let scratch = Scratch::new(&format!("lambda-{minor}-{:?}", std::thread::current().id()));
        let question = Question::to(tools, python).with(SCRIPT);
        Lambda { child, input, output, scratch, question }
    }

    /// Returns the function's answer to an empty event, or its error.
    pub fn invoke(&mut self, packed: &Packed, handler: &str) -> Result<Value, String> {
        let question = self.question.clone().with(&packed.zip).with(handler);
        let answer = question.try_answer(|| self.run(packed, handler))?;
        Ok(serde_json::from_str(&answer).unwrap())
    }

    fn run(&mut self, packed: &Packed, handler: &str) -> Result<String, String> {
        let zip = self.scratch.0.join("function.zip");
        std::fs::write(&zip, &packed.zip).unwrap();
        writeln!(self.input, "{}", json!({ "zip": zip, "handler": handler })).unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line).unwrap();
        match answer.get("error") {
            Some(error) => Err(error.as_str().unwrap().to_string()),
            None => Ok(answer["answer"].to_string()),
        }
    }
}

impl Drop for Lambda {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
