//! A wheel that an index has.

use crate::python::dependencies::Dependencies;
use crate::python::wheel_name::WheelName;
use crate::source::Item;
use std::cell::OnceCell;

/// A wheel that an index has, and whose METADATA may not be read yet.
#[derive(Debug)]
pub struct Offer {
    /// Under its filename. Its number is that of the host for the file, if it is read at all.
    pub item: Item,
    pub name: WheelName,
    /// What it requires, once that is known.
    pub dependencies: OnceCell<Dependencies>,
}
