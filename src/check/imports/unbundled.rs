//! Modules that the runtime has for testing and development, and that AWS advises to bundle.

use super::walker::Walk;
use crate::check::context::CheckContext;
use crate::check::modules::{ModuleKind, Modules};
use crate::finding::{Code, Finding};
use crate::target::ADVISED_SDKS;

/// Reports the first import of each such module that the package does not have.
pub fn report(modules: &Modules, walk: &Walk, context: &CheckContext, findings: &mut Vec<Finding>) {
    let runtime = context.target.runtime;
    for sdk in ADVISED_SDKS.iter().filter(|sdk| sdk.minors.contains(&runtime.minor)) {
        if !matches!(modules.at(sdk.module), ModuleKind::NotFound) {
            continue;
        }
        let first = walk.visited.iter().find_map(|(entry, (_, code))| {
            let is_of = |module: &str| module.split('.').next() == Some(sdk.module);
            let import = code.imports.iter().find(|import| import.level == 0 && is_of(&import.module))?;
            Some((&context.plan.entries.get(*entry)?.path, import.line))
        });
        let Some((path, line)) = first else { continue };
        let (module, name) = (sdk.module, runtime.name);
        let message = format!(
            "\"{path}\" line {line} imports \"{module}\", of which {name} brings a version of its own"
        );
        let hint = format!(
            "Drop a wheel of \"{}\" too: AWS advises to bundle it for production, as the runtime's changes without notice",
            sdk.distribution
        );
        findings.push(Finding::new(Code::ImportUnbundled, path, message).hint(hint).line(line));
    }
}
