//! A native file of the package, as far as it was read.

use super::name::Role;
use super::report::Group;
use crate::native::elf::Machine;
use crate::native::{Elf, Foreign, Native};
use crate::plan::Entry;
use std::rc::Rc;

/// A native file of the package.
pub struct File<'a> {
    pub entry: &'a Entry,
    pub role: Role<'a>,
    pub native: Rc<Native>,
    pub group: Group<'a>,
    pub unfit: Option<Unfit>,
}

impl File<'_> {
    pub fn elf(&self) -> Option<&Elf> {
        match &*self.native {
            Native::Elf(elf) => Some(elf),
            _ => None,
        }
    }

    pub fn is_extension(&self) -> bool {
        matches!(self.role, Role::Extension { .. })
    }
}

/// Why a file is never loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    Foreign(Foreign),
    Damaged(String),
    NotNative,
    /// Git LFS did not fetch it.
    Pointer,
    Empty,
    WebPage,
    /// A symbolic link that git wrote as a text.
    Link(String),
    /// A script that Linux finds no interpreter for.
    CarriageReturn,
    /// A program that begins with a byte order mark.
    ByteOrderMark,
    Machine(Machine),
    Musl,
    /// Python looks for other names.
    Tag(String),
}
