//! What sources and METADATA say, read once.

use super::{Content, FileId};
use crate::python::code::Code;
use crate::python::dependencies::Dependencies;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// A loose file, or the entry of a zip whose local header lies there.
type Key = (FileId, Option<u64>);

#[derive(Default)]
pub struct Codes {
    /// By the minor version they were read for, too.
    codes: HashMap<(Key, u8), Rc<Code>>,
    dependencies: HashMap<Key, Rc<Dependencies>>,
    /// What a file gives away, in words.
    secrets: HashMap<Key, Option<&'static str>>,
}

/// `None` for what was made while planning.
fn key(content: &Content) -> Option<Key> {
    match content {
        Content::File(file) => Some((*file, None)),
        Content::Zip { file, entry } => Some((*file, Some(entry.header))),
        Content::Bytes(_) | Content::Pyc { .. } => None,
    }
}

impl Codes {
    pub fn code(&self, content: &Content, minor: u8) -> Option<Rc<Code>> {
        self.codes.get(&(key(content)?, minor)).cloned()
    }

    pub fn put_code(&mut self, content: &Content, minor: u8, code: &Rc<Code>) {
        self.codes.extend(key(content).map(|key| ((key, minor), code.clone())));
    }

    pub fn dependencies(&self, content: &Content) -> Option<Rc<Dependencies>> {
        self.dependencies.get(&key(content)?).cloned()
    }

    pub fn put_dependencies(&mut self, content: &Content, dependencies: &Rc<Dependencies>) {
        self.dependencies.extend(key(content).map(|key| (key, dependencies.clone())));
    }

    pub fn secret(&self, content: &Content) -> Option<Option<&'static str>> {
        self.secrets.get(&key(content)?).copied()
    }

    pub fn put_secret(&mut self, content: &Content, secret: Option<&'static str>) {
        self.secrets.extend(key(content).map(|key| (key, secret)));
    }

    pub fn retain(&mut self, files: &HashSet<FileId>) {
        self.codes.retain(|((file, _), _), _| files.contains(file));
        self.dependencies.retain(|(file, _), _| files.contains(file));
        self.secrets.retain(|(file, _), _| files.contains(file));
    }
}
