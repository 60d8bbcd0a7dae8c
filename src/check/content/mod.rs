//! Checks for files that should not be in a package, or not in this form.
//!
//! - [`secrets`]: credentials among the user's files
//! - [`tokens`]: tokens that begin with a fixed text, and passwords in addresses
//! - [`words`]: searching for short texts
//! - [`namespaces`]: packages that hide parts of others
//! - [`dist_infos`]: metadata that importlib.metadata does not find
//! - [`path_files`]: .pth and .start files, which nothing reads
//! - [`archives`]: modes and features of existing zips that Lambda may refuse

mod archives;
mod dist_infos;
mod namespaces;
mod path_files;
pub mod secrets;
mod tokens;
mod words;

use super::context::CheckContext;
use crate::finding::Finding;
use crate::source::WantsRead;

pub fn check(context: &mut CheckContext, findings: &mut Vec<Finding>) -> Result<(), WantsRead> {
    let modules = context.modules();
    let namespaces = namespaces::check(&modules, context, findings);
    let secrets = secrets::check(context, findings);
    dist_infos::check(context.plan, findings);
    archives::check(context, findings)?;
    let path_files = path_files::check(context, findings);
    namespaces.and(secrets).and(path_files)
}
