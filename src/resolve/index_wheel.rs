//! A wheel of an index.

use crate::python::dependencies::Dependencies;
use crate::python::wheel_filename::WheelFilename;
use crate::source::Item;
use std::cell::OnceCell;

/// A wheel of an index. Its METADATA may not have been read yet.
#[derive(Debug)]
pub struct IndexWheel {
    /// The wheel, with its filename as the path. Its number is the host's number for the file, if the file is read at
    /// all.
    pub item: Item,
    pub name: WheelFilename,
    /// The dependencies of the wheel, once they are known.
    pub dependencies: OnceCell<Dependencies>,
}
