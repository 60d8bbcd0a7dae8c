//! pip, called many times. Starting it takes longer than its work here, so one process starts it, and a fork of this
//! process serves each call.

use serde_json::{Value, json};
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Finds only pip in a folder, as `pip --python` does.
const SERVE: &str = r#"
import json, os, sys, tempfile, traceback
from importlib.machinery import PathFinder

class Pip:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return PathFinder.find_spec(name, [sys.argv[1]], target) if name == "pip" else None

sys.meta_path.insert(0, Pip)
import pip._internal.commands.install
from pip._internal.cli.main import main

for line in sys.stdin:
    with tempfile.TemporaryFile("w+") as out:
        child = os.fork()
        if not child:
            code = 1
            try:
                os.dup2(out.fileno(), 1)
                code = main(json.loads(line))
                sys.stdout.flush()
            except BaseException:
                traceback.print_exc()
            os._exit(code)
        _, status = os.waitpid(child, 0)
        out.seek(0)
        print(json.dumps({"code": os.waitstatus_to_exitcode(status), "out": out.read()}), flush=True)
"#;

/// A process that waits for calls.
pub struct Pip {
    child: Child,
    calls: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Pip {
    /// Starts the pip of one interpreter, run by another one.
    pub fn start(of: &str, python: &str) -> Pip {
        let place = "import os, pip; print(os.path.dirname(os.path.dirname(pip.__file__)), end='')";
        let site = super::disk::run(Command::new(of).args(["-c", place]));
        let mut child = Command::new(python)
            .args(["-c", SERVE, &site])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (calls, answers) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Pip { child, calls, answers: BufReader::new(answers) }
    }

    /// Returns the output, or `None` if pip failed.
    pub fn run<S: AsRef<OsStr>>(&mut self, args: impl IntoIterator<Item = S>) -> Option<String> {
        let args: Vec<String> = args.into_iter().map(|arg| arg.as_ref().to_str().unwrap().into()).collect();
        writeln!(self.calls, "{}", json!(args)).unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line).unwrap();
        (answer["code"] == 0).then(|| answer["out"].as_str().unwrap().to_string())
    }
}

impl Drop for Pip {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
