//! Tools that are built in the background, during the steps that do not need them.

use std::thread::{Scope, ScopedJoinHandle};

use anyhow::{Result, anyhow};

use super::steps::Steps;
use crate::setup;

/// The tools that are being built.
pub struct BackgroundTools<'scope> {
    geckodriver: Option<ScopedJoinHandle<'scope, Result<()>>>,
    garage: Option<ScopedJoinHandle<'scope, Result<()>>>,
}

impl<'scope> BackgroundTools<'scope> {
    /// Starts to build the missing tools that the selected parts of the tests need.
    pub fn begin<'env>(
        scope: &'scope Scope<'scope, 'env>,
        wants: impl Fn(&[&str]) -> bool,
    ) -> BackgroundTools<'scope> {
        BackgroundTools {
            geckodriver: wants(&["wasm", "e2e"]).then(|| scope.spawn(setup::geckodriver)),
            garage: wants(&["e2e"]).then(|| scope.spawn(setup::garage)),
        }
    }

    /// Waits for the driver of Firefox, in a step of its own. Returns whether it was installed.
    pub fn await_geckodriver(&mut self, steps: &mut Steps) -> bool {
        joined(self.geckodriver.take(), "geckodriver", steps)
    }

    /// Waits for all tools. Returns whether they were installed.
    pub fn await_all(&mut self, steps: &mut Steps) -> bool {
        self.await_geckodriver(steps) && joined(self.garage.take(), "garage", steps)
    }
}

fn joined(building: Option<ScopedJoinHandle<Result<()>>>, name: &str, steps: &mut Steps) -> bool {
    let Some(building) = building else { return true };
    steps.step(&format!("setup of {name}, as far as it was not done before"), || {
        building.join().map_err(|_| anyhow!("installing {name} panicked"))?
    })
}
