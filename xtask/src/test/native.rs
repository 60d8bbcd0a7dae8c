//! Runs the native tests: one test binary per core at a time. The output of each binary is printed together.
//!
//! `cargo test` runs one binary after another, so that at the end of each binary only one core runs the slowest test.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::steps::TimedTest;
use crate::command::{command, line};

/// A compiled test binary.
struct TestBinary {
    name: String,
    path: PathBuf,
    /// The directory of the binary's package, in which cargo runs it.
    directory: PathBuf,
}

struct Ran {
    name: String,
    output: std::io::Result<Output>,
    time: Duration,
}

/// Builds and runs the tests that `args` of `cargo test` select. `set_env` sets the environment of each process.
///
/// # Errors
///
/// If something does not compile, there is no test, or a test fails. The error names the binaries that failed.
pub fn run(args: &[&str], set_env: impl Fn(&mut Command) + Sync, tests: &mut Vec<TimedTest>) -> Result<()> {
    let binaries = build(args)?;
    if binaries.is_empty() {
        bail!("`cargo test {}` has no tests", args.join(" "));
    }
    // The largest binary runs first, so that it does not run alone at the end. Binaries with many fixtures are large.
    let mut queue = binaries;
    queue.sort_by_key(|binary| std::fs::metadata(&binary.path).map_or(0, |metadata| metadata.len()));
    let queue = Mutex::new(queue);
    let ran = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(binary) = next(&queue) {
                    let result = run_one(&binary, &set_env);
                    report(&result);
                    if let Ok(mut ran) = ran.lock() {
                        ran.push(result);
                    }
                }
            });
        }
    });
    let ran = ran.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut failed = Vec::new();
    for result in &ran {
        if let Ok(output) = &result.output {
            tests.extend(times(&result.name, &String::from_utf8_lossy(&output.stdout)));
        }
        if !passed(result) {
            failed.push(result.name.as_str());
        }
    }
    if !failed.is_empty() {
        bail!("tests failed in {}", failed.join(", "));
    }
    Ok(())
}

/// Compiles the test binaries and lists them.
fn build(args: &[&str]) -> Result<Vec<TestBinary>> {
    let mut cargo = command("cargo");
    cargo.arg("test").args(args).args(["--no-run", "--quiet", "--message-format", "json-render-diagnostics"]);
    println!("$ {}", line(&cargo));
    let mut child = cargo.stdout(Stdio::piped()).spawn().context("\"cargo\" cannot be started")?;
    let mut binaries = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        for message in BufReader::new(stdout).lines() {
            binaries.extend(test_binary(&message?));
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{}` failed with {status}", line(&cargo));
    }
    Ok(binaries)
}

/// Returns the test binary that a message of cargo names, if it names one.
fn test_binary(message: &str) -> Option<TestBinary> {
    let message: Value = serde_json::from_str(message).ok()?;
    if message["reason"] != "compiler-artifact" || message["profile"]["test"] != true {
        return None;
    }
    Some(TestBinary {
        name: message["target"]["name"].as_str()?.to_owned(),
        path: PathBuf::from(message["executable"].as_str()?),
        directory: Path::new(message["manifest_path"].as_str()?).parent()?.to_owned(),
    })
}

fn next(queue: &Mutex<Vec<TestBinary>>) -> Option<TestBinary> {
    queue.lock().ok()?.pop()
}

fn run_one(binary: &TestBinary, set_env: &(impl Fn(&mut Command) + Sync)) -> Ran {
    let mut process = Command::new(&binary.path);
    process.current_dir(&binary.directory).env("CARGO_MANIFEST_DIR", &binary.directory).stdin(Stdio::null());
    // Times of single tests are an unstable option of libtest, which requires this variable at run time.
    process.args(["-Z", "unstable-options", "--report-time"]).env("RUSTC_BOOTSTRAP", "1");
    set_env(&mut process);
    let start = Instant::now();
    let output = process.output();
    Ran { name: binary.name.clone(), output, time: start.elapsed() }
}

fn passed(ran: &Ran) -> bool {
    ran.output.as_ref().is_ok_and(|output| output.status.success())
}

/// Prints one line for a binary that passed, and the whole output of a binary that failed.
fn report(ran: &Ran) {
    let seconds = ran.time.as_secs_f64();
    match &ran.output {
        Ok(output) if output.status.success() => {
            let stdout = String::from_utf8_lossy(&output.stdout);
            let counts =
                stdout.lines().find_map(|line| line.strip_prefix("test result: ok. ")).unwrap_or_default();
            println!(
                "{:>8.1} s  {}: {}",
                seconds,
                ran.name,
                counts.split("; finished").next().unwrap_or_default()
            );
        }
        Ok(output) => println!(
            "{:>8.1} s  {} FAILED, {}\n{}{}",
            seconds,
            ran.name,
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ),
        Err(error) => println!("{:>8.1} s  {} FAILED, it cannot be started: {error}", seconds, ran.name),
    }
}

/// Reads the times that libtest reports: `test folders::empty ... ok <0.012s>`.
fn times(binary: &str, output: &str) -> Vec<TimedTest> {
    let timed = |line: &str| {
        let (name, rest) = line.strip_prefix("test ")?.split_once(" ... ")?;
        let (_, seconds) = rest.rsplit_once('<')?;
        let seconds = seconds.strip_suffix("s>")?.parse().ok()?;
        Some(TimedTest { name: format!("{binary} {name}"), time: Duration::try_from_secs_f64(seconds).ok()? })
    };
    output.lines().filter_map(timed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_tests_are_read() {
        let output = "\nrunning 2 tests\ntest folders::empty ... ok <0.012s>\ntest slow ... FAILED <12.5s>\n\
                      test left_out ... ignored\n\ntest result: ok. 1 passed; finished in 1s\n";
        let expected = [("folders folders::empty", 12), ("folders slow", 12_500)]
            .map(|(name, millis)| TimedTest { name: name.to_owned(), time: Duration::from_millis(millis) });
        assert_eq!(times("folders", output), expected);
    }

    #[test]
    fn test_binaries_are_found_among_messages() {
        let artifact = |test: bool| {
            format!(
                r#"{{"reason":"compiler-artifact","manifest_path":"/a/Cargo.toml","target":{{"name":"tags"}},"profile":{{"test":{test}}},"executable":"/t/tags-1"}}"#
            )
        };
        assert!(test_binary(&artifact(false)).is_none());
        assert!(test_binary("not a message").is_none());
        let found = test_binary(&artifact(true)).expect("a test binary");
        assert_eq!((found.name.as_str(), found.directory.as_path()), ("tags", Path::new("/a")));
    }
}
