//! Tools that are built beside the steps that do without them.

use std::thread::{Scope, ScopedJoinHandle};

use anyhow::{Result, anyhow};

use super::steps::Steps;
use crate::setup;

/// What is being built.
pub struct LateTools<'scope> {
    geckodriver: Option<ScopedJoinHandle<'scope, Result<()>>>,
    garage: Option<ScopedJoinHandle<'scope, Result<()>>>,
}

impl<'scope> LateTools<'scope> {
    /// Begins to build what these parts of the tests need, if it is not there.
    pub fn begin<'env>(
        scope: &'scope Scope<'scope, 'env>,
        wants: impl Fn(&[&str]) -> bool,
    ) -> LateTools<'scope> {
        LateTools {
            geckodriver: wants(&["wasm", "e2e"]).then(|| scope.spawn(setup::geckodriver)),
            garage: wants(&["e2e"]).then(|| scope.spawn(setup::garage)),
        }
    }

    /// Awaits the driver of Firefox, in a step of its own; says whether it is there.
    pub fn await_geckodriver(&mut self, steps: &mut Steps) -> bool {
        joined(self.geckodriver.take(), "geckodriver", steps)
    }

    /// Awaits all of them; says whether they are there.
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
