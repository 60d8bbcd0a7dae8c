//! The steps of testing, the time of each step, and the slowest tests.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

/// Number of slowest tests that are listed at the end.
const SLOWEST: usize = 20;

/// Runs one step after another, even if a step fails.
pub struct Steps {
    start: Instant,
    done: Vec<Step>,
    tests: Vec<TimedTest>,
}

struct Step {
    name: String,
    time: Duration,
    passed: bool,
}

/// A single test and its time.
#[derive(Debug, PartialEq)]
pub struct TimedTest {
    pub name: String,
    pub time: Duration,
}

impl Default for Steps {
    fn default() -> Steps {
        Steps { start: Instant::now(), done: Vec::new(), tests: Vec::new() }
    }
}

impl Steps {
    /// Runs two sequences of steps in parallel, because most steps use one core.
    pub fn side_by_side(&mut self, one: impl FnOnce(&mut Steps), other: impl FnOnce(&mut Steps) + Send) {
        let mut others = Steps::default();
        thread::scope(|scope| {
            scope.spawn(|| other(&mut others));
            one(self);
        });
        self.done.append(&mut others.done);
        self.tests.append(&mut others.tests);
    }

    /// Runs a step and returns whether it passed.
    pub fn step(&mut self, name: &str, action: impl FnOnce() -> Result<()>) -> bool {
        self.timed(name, |_| action())
    }

    /// Runs a step that reports the times of its tests.
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

    /// Prints the slowest tests and the time of each step.
    ///
    /// # Errors
    ///
    /// If a step failed. The error names all steps that failed.
    pub fn print_summary(mut self) -> Result<()> {
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
        let failed: Vec<&str> =
            self.done.iter().filter(|step| !step.passed).map(|step| step.name.as_str()).collect();
        if !failed.is_empty() {
            bail!("{} of {} steps failed: {}", failed.len(), self.done.len(), failed.join(", "));
        }
        println!("\nall {} steps passed in {:.0} s", self.done.len(), self.start.elapsed().as_secs_f64());
        Ok(())
    }
}

fn verdict(passed: bool) -> &'static str {
    if passed { "passed" } else { "FAILED" }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::Steps;

    #[test]
    fn two_rows_run_at_the_same_time_and_what_failed_in_either_is_told() {
        let check = |fails: [bool; 2], expected: Option<&str>| {
            // Both threads must be here before either continues.
            let both = Barrier::new(2);
            let mut steps = Steps::default();
            let row = |steps: &mut Steps, name: &str, fails: bool| {
                steps.step(name, || {
                    both.wait();
                    if fails { anyhow::bail!("no") } else { Ok(()) }
                });
            };
            steps.side_by_side(|steps| row(steps, "one", fails[0]), |steps| row(steps, "other", fails[1]));
            let told = steps.print_summary().err().map(|error| error.to_string());
            assert_eq!(told.as_deref(), expected);
        };
        check([false, false], None);
        check([true, false], Some("1 of 2 steps failed: one"));
        check([true, true], Some("2 of 2 steps failed: one, other"));
    }
}
