//! Runs the benchmarks. They run in Chromium and print the ratios of one run.

use anyhow::Result;

use crate::{
    build,
    command::{command, run},
    setup,
};

pub fn bench(args: &[String]) -> Result<()> {
    let setup = setup::for_test()?;
    build::build(&setup.build)?;
    let mut node = command(&setup.build.node);
    node.arg("benches/run.mjs").args(args);
    setup.set_env(&mut node);
    run(&mut node)
}
