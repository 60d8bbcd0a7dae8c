//! The maximum number of steps that the solver may take.

use crate::collections::BTreeMap;
use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::fmt;

/// Maximum number of steps for conflicts in one run of the solver. Steps get slower as their number grows: 1,000 take
/// 1.5 s, 2,000 take 5 s (measured natively).
const MAX_STEPS: usize = 1_000;

/// Maximum number of further steps in one run for each package.
const MAX_STEPS_PER_PACKAGE: usize = 4;

/// Maximum number of steps for conflicts in all runs together.
const MAX_TOTAL_STEPS: usize = 3_000;

/// Maximum number of further steps in all runs together for each package.
const MAX_TOTAL_STEPS_PER_PACKAGE: usize = 128;

/// The limit of the solver. It counts steps, not time, so that every engine gives the same result.
#[derive(Clone, Debug)]
pub struct Budget {
    most: usize,
    of_run: Cell<usize>,
    together: Cell<usize>,
    /// How often each package was in a conflict.
    conflicts: RefCell<BTreeMap<usize, u32>>,
}

impl Budget {
    /// The budget for this number of packages.
    pub fn for_packages(packages: usize) -> Budget {
        let most = MAX_STEPS + MAX_STEPS_PER_PACKAGE * packages;
        Budget {
            most,
            of_run: Cell::new(most),
            together: Cell::new(MAX_TOTAL_STEPS + MAX_TOTAL_STEPS_PER_PACKAGE * packages),
            conflicts: RefCell::default(),
        }
    }

    /// Starts the next run.
    pub fn begin(&self) {
        self.of_run.set(self.most);
    }

    /// Counts one step of a run. Fails if no steps are left.
    pub fn step(&self) -> Result<(), Stop> {
        let (of_run, together) = (self.of_run.get().checked_sub(1), self.together.get().checked_sub(1));
        let (Some(of_run), Some(together)) = (of_run, together) else {
            return Err(Stop::BudgetSpent);
        };
        self.of_run.set(of_run);
        self.together.set(together);
        Ok(())
    }

    /// Records how often a package has been in a conflict so far.
    pub fn note_conflicts(&self, package: usize, count: u32) {
        let mut conflicts = self.conflicts.borrow_mut();
        let most = conflicts.entry(package).or_default();
        *most = count.max(*most);
    }

    /// The packages that were in conflicts, those with the most conflicts first.
    pub fn contested(&self) -> Vec<usize> {
        let conflicts = self.conflicts.borrow();
        let mut packages: Vec<usize> = conflicts.keys().copied().collect();
        crate::collections::sort_by_key(&mut packages, |package| (Reverse(conflicts.get(package)), *package));
        packages
    }
}

/// Why the solver stopped before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// No steps of the budget are left.
    BudgetSpent,
    /// It needs something that is not known yet: see [`MissingMetadata`](super::provider::MissingMetadata).
    MissingMetadata,
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stop::BudgetSpent => "it takes too many steps",
            Stop::MissingMetadata => "more must be known",
        })
    }
}

impl std::error::Error for Stop {}
