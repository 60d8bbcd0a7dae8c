//! Makes pictures of the page in all its states, and the pictures of the README.

use anyhow::Result;

use crate::{
    build,
    command::{command, run},
    setup,
};

/// Builds, and writes `target/pictures/` and `docs/pictures/`.
///
/// # Errors
///
/// If the build fails or the page does not reach a state.
pub fn write() -> Result<()> {
    let setup = setup::for_test()?;
    build::build(&setup.build)?;
    let mut node = command(&setup.build.node);
    node.args(["node_modules/@playwright/test/cli.js", "test"]);
    node.args(["--config", "tests/e2e/pictures/playwright.config.ts"]);
    setup.set_env(&mut node);
    run(&mut node)
}
