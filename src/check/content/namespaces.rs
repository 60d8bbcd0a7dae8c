//! Namespace packages (PEP 420) whose portions something hides: the finder takes a module or a
//! package with an `__init__` before it looks for portions.

use crate::check::Subject;
use crate::check::modules::Modules;
use crate::finding::{Code, Finding};

pub fn check(modules: &Modules, subject: &Subject, findings: &mut Vec<Finding>) {
    for (hiding, hidden) in modules.hidden_portions() {
        let entries = [hiding, hidden].map(|index| subject.plan.entries.get(index));
        let [Some(hiding), Some(hidden)] = entries else { continue };
        // What one distribution does to itself it knows; the user's own imports are followed anyway.
        if hiding.owner == hidden.owner {
            continue;
        }
        let (hiding, hidden) = (hiding.path.as_str(), hidden.path.as_str());
        let hint = match hiding.ends_with("/__init__.py") {
            true => format!("Remove \"{hiding}\", or put both into one zip"),
            false => format!("Rename \"{hiding}\""),
        };
        let message =
            format!("\"{hiding}\" hides \"{hidden}\": Python looks no further once it has found that");
        findings.push(Finding::new(Code::NamespacePackage, hiding, message).hint(hint));
    }
}
