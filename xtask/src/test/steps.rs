//! Steps that are run one after another, what each took, and which single tests took longest.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// How many tests are named at the end.
const SLOWEST: usize = 20;

/// Runs step after step, whether they pass or not.
#[derive(Default)]
pub struct Steps {
    done: Vec<Step>,
    tests: Vec<TimedTest>,
}

struct Step {
    name: String,
    time: Duration,
    passed: bool,
}

/// A single test, and what it took.
#[derive(Debug, PartialEq)]
pub struct TimedTest {
    pub name: String,
    pub time: Duration,
}

impl Steps {
    /// Runs a step and says whether it passed.
    pub fn step(&mut self, name: &str, action: impl FnOnce() -> Result<()>) -> bool {
        self.timed(name, |_| action())
    }

    /// Runs a step that can tell what its tests took.
    pub fn timed(&mut self, name: &str, action: impl FnOnce(&mut Vec<TimedTest>) -> Result<()>) -> bool {
        println!("\n=== {name}");
        let start = Instant::now();
        let result = action(&mut self.tests);
        if let Err(error) = &result {
            println!("error: {error:#}");
        }
        let time = start.elapsed();
        let passed = result.is_ok();
        println!("=== {name}: {} in {:.1} s", verdict(passed), time.as_secs_f64());
        self.done.push(Step { name: name.to_owned(), time, passed });
        passed
    }

    /// Prints the slowest tests and what each step took.
    ///
    /// # Errors
    ///
    /// When a step failed; names all that did.
    pub fn sum_up(mut self) -> Result<()> {
        self.tests.sort_by(|one, other| other.time.cmp(&one.time).then_with(|| one.name.cmp(&other.name)));
        if !self.tests.is_empty() {
            println!("\nthe slowest of {} tests", self.tests.len());
        }
        for test in self.tests.iter().take(SLOWEST) {
            println!("{:>8.1} s  {}", test.time.as_secs_f64(), test.name);
        }
        println!();
        for step in &self.done {
            println!("{:>8.1} s  {:<6}  {}", step.time.as_secs_f64(), verdict(step.passed), step.name);
        }
        let total: Duration = self.done.iter().map(|step| step.time).sum();
        let failed: Vec<&str> =
            self.done.iter().filter(|step| !step.passed).map(|step| step.name.as_str()).collect();
        if !failed.is_empty() {
            bail!("{} of {} steps failed: {}", failed.len(), self.done.len(), failed.join(", "));
        }
        println!("\nall {} steps passed in {:.0} s", self.done.len(), total.as_secs_f64());
        Ok(())
    }
}

fn verdict(passed: bool) -> &'static str {
    if passed { "passed" } else { "FAILED" }
}
