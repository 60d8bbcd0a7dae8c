//! The contents of sources and METADATA, parsed once.

use crate::collections::{BTreeMap, BTreeSet};
use crate::python::code::ModuleAnalysis;
use crate::python::dependencies::Dependencies;
use crate::source::content::{Content, ContentKey};
use crate::source::store::FileId;
use std::rc::Rc;

#[derive(Default)]
pub struct CodeCache {
    /// By content, minor version of Python, and whether it was read as a library's source.
    codes: BTreeMap<(ContentKey, u8, bool), Rc<ModuleAnalysis>>,
    dependencies: BTreeMap<ContentKey, Rc<Dependencies>>,
    /// The kind of secret a file has, in words.
    secrets: BTreeMap<ContentKey, Option<&'static str>>,
}

impl CodeCache {
    pub fn code(&self, content: &Content, minor: u8, is_library: bool) -> Option<Rc<ModuleAnalysis>> {
        self.codes.get(&(content.key()?, minor, is_library)).cloned()
    }

    pub fn put_code(&mut self, content: &Content, minor: u8, is_library: bool, code: &Rc<ModuleAnalysis>) {
        self.codes.extend(content.key().map(|key| ((key, minor, is_library), code.clone())));
    }

    pub fn dependencies(&self, content: &Content) -> Option<Rc<Dependencies>> {
        self.dependencies.get(&content.key()?).cloned()
    }

    pub fn put_dependencies(&mut self, content: &Content, dependencies: &Rc<Dependencies>) {
        self.dependencies.extend(content.key().map(|key| (key, dependencies.clone())));
    }

    pub fn secret(&self, content: &Content) -> Option<Option<&'static str>> {
        self.secrets.get(&content.key()?).copied()
    }

    pub fn put_secret(&mut self, content: &Content, secret: Option<&'static str>) {
        self.secrets.extend(content.key().map(|key| (key, secret)));
    }

    pub fn retain(&mut self, files: &BTreeSet<FileId>) {
        self.codes.retain(|((file, _), ..), _| files.contains(file));
        self.dependencies.retain(|(file, _), _| files.contains(file));
        self.secrets.retain(|(file, _), _| files.contains(file));
    }
}
