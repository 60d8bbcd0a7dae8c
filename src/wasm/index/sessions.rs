//! Sessions that choose wheels, and files that are hashed as their bytes arrive. The page numbers both.

use super::tasks::{
    BeginTask, FillTask, Found, HashTask, NextStep, ProvidedDistribution, SizedItem, StatedLogin,
};
use crate::collections::BTreeMap;
use crate::error::Error;
use crate::index::{HostResponse, Request, Session};
use crate::source::{Distribution, Item, Role};
use crate::wasm::values::{copied, internal};
use js_sys::{ArrayBuffer, Uint8Array};
use sha2::{Digest as _, Sha256};

#[derive(Default)]
pub(super) struct Sessions {
    sessions: BTreeMap<u32, Session>,
    hashes: BTreeMap<u32, Sha256>,
    buffer: Vec<u8>,
}

impl Sessions {
    /// # Errors
    ///
    /// [`Error::UnknownRuntime`] and [`Error::UnknownArchitecture`].
    pub fn begin(&mut self, task: BeginTask) -> Result<NextStep, Error> {
        let number = task.session;
        let request = Request {
            items: task.items.into_iter().map(item).collect(),
            provided: task.provided.into_iter().filter_map(provided).collect(),
            target: task.target.target()?,
            extras: task.extras.into_iter().collect(),
            groups: task.groups.into_iter().collect(),
            overrides: task.overrides,
            layer_modules: task.layer_modules.into_iter().collect(),
            requirements: task.requirements,
            unfit: task.missing.into_iter().filter(|one| one.alone).map(|one| one.requirement).collect(),
            indexes: task.indexes,
            default_index: task.default_index,
            uploaded_before: task.uploaded_before,
            report_vulnerabilities: task.report_vulnerabilities,
        };
        self.sessions.insert(number, Session::new(request));
        self.next(number)
    }

    /// # Errors
    ///
    /// [`Error::Job`] if there is no such session.
    pub fn fill(&mut self, task: FillTask) -> Result<NextStep, Error> {
        let session = self.sessions.get_mut(&task.session).ok_or_else(none)?;
        session.fill(task.ask, answer(task.answer));
        self.next(task.session)
    }

    fn next(&mut self, number: u32) -> Result<NextStep, Error> {
        let session = self.sessions.get_mut(&number).ok_or_else(none)?;
        let step = session.step();
        let logins = session.logins().into_iter().map(|login| StatedLogin {
            index: login.url,
            user: login.user,
            password: login.password,
        });
        Ok(NextStep { logins: logins.collect(), host_requests: step.host_requests, outcome: step.outcome })
    }

    pub fn end(&mut self, number: u32) {
        self.sessions.remove(&number);
    }

    pub fn hash(&mut self, task: &HashTask) {
        copied(&Uint8Array::new(&task.buffer), &mut self.buffer);
        self.hashes.entry(task.hash).or_default().update(&self.buffer);
        self.buffer.clear();
    }

    /// Returns the SHA-256 of a file. A file without bytes has a hash, too.
    pub fn hashed(&mut self, number: u32) -> String {
        hex::encode(self.hashes.remove(&number).unwrap_or_default().finalize())
    }
}

fn none() -> Error {
    internal("there is no choice of that number")
}

fn item(SizedItem { id, path, size }: SizedItem) -> Item {
    Item { path, file: id, size, role: Role::Package, head: Vec::new(), unreadable: None }
}

fn provided(ProvidedDistribution { name, version, from }: ProvidedDistribution) -> Option<Distribution> {
    Some(Distribution { name: name.parse().ok()?, version, from, has_plugins: false })
}

fn answer(found: Found) -> HostResponse {
    match found {
        Found::Bytes { buffer } => HostResponse::Bytes(bytes(&buffer)),
        Found::Size { size } => HostResponse::Size(size),
        Found::Response { status, url, content_type, body } => {
            HostResponse::Response { status, url, content_type, body: bytes(&body) }
        }
        Found::Failed { message } => HostResponse::Failed(message),
    }
}

fn bytes(buffer: &ArrayBuffer) -> Vec<u8> {
    Uint8Array::new(buffer).to_vec()
}
