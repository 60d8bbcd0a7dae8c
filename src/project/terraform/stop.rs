//! Reasons why a block is not packaged.

use super::module::At;
use crate::finding::Code;
use crate::project::model::ProjectFinding;

use hcl_edit::expr::Expression;

/// The hint for a value that cannot be determined.
const HINT: &str = "Write the value there, or give its variable a default";

/// Why a block is not packaged.
pub enum Stop {
    /// It is not packaged here. The text is the reason, as a clause.
    Skipped(String),
    /// It has a fault.
    Finding(Box<ProjectFinding>),
}

/// Creates the finding for a value that cannot be determined from the files.
pub fn unknown(at: At, name: &str, value: &Expression, why: &str) -> Stop {
    Stop::Finding(Box::new(finding(Code::TemplateProperty, at, name, value, why)))
}

/// Creates the finding for a value that cannot be determined from the files, where the block is packaged without it.
pub fn unread(at: At, name: &str, value: &Expression, why: &str) -> ProjectFinding {
    finding(Code::StatementUnread, at, name, value, why)
}

fn finding(code: Code, at: At, name: &str, value: &Expression, why: &str) -> ProjectFinding {
    let message = format!("\"{name}\" of \"{}\" cannot be known from the file: {why}", at.name());
    let mut finding = at.finding(code, at.place_at(value), message);
    finding.finding = finding.finding.hint(HINT);
    finding
}
