//! Ordered maps and sets, and sorting, whose algorithms are compiled once for all types.
//!
//! std compiles its maps and its sort anew for each type of key and value. Planning has a hundred of them: in the planning
//! module they were 800 of 2,800 KB (measured). Here what depends on a type is only how two elements compare and how they
//! are moved; the algorithms work on the elements' positions. The names and methods are those of std, as far as the crate
//! uses them. There is one kind of map: what needs no order gets it for nothing.

mod entry;
mod map;
mod order;
mod set;
mod sort;
#[cfg(test)]
mod tests;

pub use entry::{Entry, OccupiedEntry, VacantEntry};
pub use map::BTreeMap;
pub use set::BTreeSet;
pub use sort::{sort, sort_by, sort_by_key};
