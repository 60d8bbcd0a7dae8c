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
    pub unfit: Option<Incompatibility>,
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
pub enum Incompatibility {
    Foreign(Foreign),
    Damaged(String),
    NotNative,
    /// A Git LFS pointer: the file itself was not fetched.
    Pointer,
    Empty,
    WebPage,
    /// A symbolic link that was stored as a text file. Has the path that it links to.
    Link(String),
    /// A script whose first line ends in a carriage return, so that Linux does not find its interpreter.
    CarriageReturn,
    /// A program that begins with a byte order mark.
    ByteOrderMark,
    Machine(Machine),
    Musl,
    /// An extension module with a tag that the target's Python does not import.
    Tag(String),
}
