//! What files should not be in a package, or not so.
//!
//! - [`secrets`]: credentials among the user's files
//! - [`namespaces`]: packages that hide parts of others
//! - [`archives`]: modes and features of existing zips that Lambda may refuse

mod archives;
mod namespaces;
pub mod secrets;

use super::Subject;
use super::modules::Modules;
use crate::finding::Finding;
use crate::source::Missing;

pub fn check(subject: &mut Subject, findings: &mut Vec<Finding>) -> Result<(), Missing> {
    let namespaces = namespaces::check(&Modules::of(subject.plan, subject.target), subject, findings);
    let secrets = secrets::check(subject, findings);
    archives::check(subject, findings)?;
    namespaces.and(secrets)
}
