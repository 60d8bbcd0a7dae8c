//! Answers about plans.

use super::tasks::{CheckedPlan, ListedPlan};
use crate::check::Checking;
use crate::plan::{Entry, Plan};
use crate::source::SourceKind;
use std::rc::Rc;

impl CheckedPlan {
    /// Returns what the checks have found so far.
    pub fn new(checking: &Checking, awaits_natives: bool) -> CheckedPlan {
        let plan = checking.plan();
        CheckedPlan {
            findings: checking.findings(),
            distributions: plan.distributions.clone(),
            unzipped_size: plan.unzipped_size,
            awaits_natives,
        }
    }
}

impl ListedPlan {
    /// Returns the changed entries of a plan with the same shape as the last one: only the user's own files can differ.
    pub fn of_changed(plan: Plan) -> ListedPlan {
        let own = plan.entries.iter().enumerate().filter(|(_, entry)| entry.kind == SourceKind::Function);
        let (at, entries): (Vec<u32>, Vec<Entry>) = own.map(|(at, one)| (at as u32, one.clone())).unzip();
        ListedPlan { plan: Plan { entries: Rc::new(entries), ..plan }, at: Some(at) }
    }
}
