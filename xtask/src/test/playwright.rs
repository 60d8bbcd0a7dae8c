//! Runs the end-to-end tests in browsers with Playwright.

use std::{fs, path::PathBuf, time::Duration};

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::{bin, steps::TimedTest};
use crate::{command::run, paths, setup::ForTest};

/// Runs all end-to-end tests. Their times are added to `tests` even if some tests fail.
///
/// # Errors
///
/// If a test fails, or Playwright cannot be started.
pub fn run_e2e(setup: &ForTest, tests: &mut Vec<TimedTest>) -> Result<()> {
    let report = report_path();
    // The report of an older run is removed: it would be read if this run ends before it writes its own.
    match fs::remove_file(&report) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let mut playwright = bin(&setup.build, "@playwright/test/cli.js");
    setup.set_env(&mut playwright);
    playwright.env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report);
    let result =
        run(playwright.args(["test", "--config", "tests/e2e/playwright.config.ts", "--reporter=list,json"]));
    if let Ok(text) = fs::read_to_string(&report) {
        let value = serde_json::from_str(&text).context("Playwright's report is no JSON")?;
        times(&value, tests);
    }
    result
}

fn report_path() -> PathBuf {
    paths::root().join("target/playwright.json")
}

/// Reads the times of tests from a report of Playwright's "json" reporter. It has nested suites, with specs, their
/// tests and the results.
fn times(suite: &Value, tests: &mut Vec<TimedTest>) {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    for spec in list(&suite["specs"]) {
        let millis = list(&spec["tests"])
            .iter()
            .flat_map(|test| list(&test["results"]))
            .filter_map(|result| result["duration"].as_u64())
            .sum();
        let name = |key: &str| spec[key].as_str().unwrap_or_default().to_owned();
        tests.push(TimedTest {
            name: format!("{} {}", name("file"), name("title")),
            time: Duration::from_millis(millis),
        });
    }
    for inner in list(&suite["suites"]) {
        times(&inner, tests);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_journeys_are_read_with_their_retries() {
        let report = serde_json::json!({ "suites": [{
            "specs": [],
            "suites": [{ "specs": [{
                "file": "page.spec.ts",
                "title": "opens",
                "tests": [{ "results": [{ "duration": 1500 }, { "duration": 500 }] }],
            }] }],
        }] });
        let mut found = Vec::new();
        times(&report, &mut found);
        let expected = TimedTest { name: "page.spec.ts opens".to_owned(), time: Duration::from_secs(2) };
        assert_eq!(found, [expected]);
    }
}
