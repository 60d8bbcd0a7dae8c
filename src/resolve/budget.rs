//! How long the solver may look for a choice.

use crate::collections::BTreeMap;
use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::fmt;

/// So many steps one run of the solver may take, and all of them together: some for each package, and some more for
/// conflicts. Steps get slower the more there are: 1,000 take 1.5 s, 2,000 take 5 s (measured natively).
const STEPS: usize = 1_000;
const STEPS_TOGETHER: usize = 3_000;
const STEPS_OF_PACKAGE: usize = 4;
const STEPS_OF_PACKAGE_TOGETHER: usize = 128;

/// Choosing has an end: it is counted in steps, not in time, so that every engine says the same.
#[derive(Clone, Debug)]
pub struct Budget {
    most: usize,
    of_run: Cell<usize>,
    together: Cell<usize>,
    /// How often each package stood in the way.
    conflicts: RefCell<BTreeMap<usize, u32>>,
}

impl Budget {
    /// What choosing among so many packages may take.
    pub fn of(packages: usize) -> Budget {
        let most = STEPS + STEPS_OF_PACKAGE * packages;
        Budget {
            most,
            of_run: Cell::new(most),
            together: Cell::new(STEPS_TOGETHER + STEPS_OF_PACKAGE_TOGETHER * packages),
            conflicts: RefCell::default(),
        }
    }

    /// For the next run.
    pub fn begin(&self) {
        self.of_run.set(self.most);
    }

    /// One step of a run.
    pub fn step(&self) -> Result<(), Stop> {
        let (of_run, together) = (self.of_run.get().checked_sub(1), self.together.get().checked_sub(1));
        let (Some(of_run), Some(together)) = (of_run, together) else {
            return Err(Stop::BudgetSpent);
        };
        self.of_run.set(of_run);
        self.together.set(together);
        Ok(())
    }

    /// Notes how often a package stood in the way until now.
    pub fn note_conflicts(&self, package: usize, count: u32) {
        let mut conflicts = self.conflicts.borrow_mut();
        let most = conflicts.entry(package).or_default();
        *most = count.max(*most);
    }

    /// The packages that stood in the way most often come first.
    pub fn contested(&self) -> Vec<usize> {
        let conflicts = self.conflicts.borrow();
        let mut packages: Vec<usize> = conflicts.keys().copied().collect();
        packages.sort_by_key(|package| (Reverse(conflicts.get(package)), *package));
        packages
    }
}

/// Why the solver stopped before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It took all the steps it may.
    BudgetSpent,
    /// It came to what is not known yet: see [`Lacks`](super::provider::Lacks).
    Lacks,
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stop::BudgetSpent => "it takes too many steps",
            Stop::Lacks => "more must be known",
        })
    }
}

impl std::error::Error for Stop {}
