//! The state of a planner: plans that are being made, and what was read for them.

use super::super::describe::{Descriptions, Texts};
use crate::check::Checking;
use crate::collections::{BTreeMap, BTreeSet};
use crate::error::Error;
use crate::plan::Options;
use crate::source::{FileId, Item, ReadCache};
use crate::target::Target;
use crate::wasm::files::Files;
use crate::wasm::scope::TaskContext;
use crate::wasm::values::internal;
use futures_channel::oneshot;
use std::cell::RefCell;
use std::rc::Rc;

/// A plan that is being made.
pub(super) struct Draft {
    pub(super) items: Vec<Item>,
    pub(super) target: Target,
    pub(super) options: Options,
    /// The plan with its checks, once the plan has been made.
    pub(super) checking: Option<Checking>,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) cache: ReadCache,
    pub(super) texts: Texts,
    pub(super) drafts: BTreeMap<u32, Draft>,
    /// The list of entries that was returned last: its number, and the shape of its plan.
    pub(super) list: Option<(u32, Rc<()>)>,
    /// The files of each draft that has not been forgotten.
    pub(super) files: BTreeMap<u32, BTreeSet<FileId>>,
}

/// Makes plans, and caches what was read.
pub(in crate::wasm) struct Planner {
    pub(super) files: Files,
    pub(super) described: Descriptions,
    pub(super) state: RefCell<State>,
    /// A receiver that resolves when the last requested turn ends.
    pub(super) turn: RefCell<Option<oneshot::Receiver<()>>>,
    /// Receivers that resolve when the descriptions ahead of a plan are finished.
    pub(super) describing: RefCell<Vec<oneshot::Receiver<()>>>,
}

impl Planner {
    pub fn new(job: &TaskContext) -> Planner {
        Planner {
            files: Files::new(job),
            described: Descriptions::default(),
            state: RefCell::default(),
            turn: RefCell::default(),
            describing: RefCell::default(),
        }
    }
}

pub(super) fn no_draft() -> Error {
    internal("there is no plan of that number")
}
