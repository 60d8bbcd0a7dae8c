//! Why a block is not pressed.

use super::module::At;
use crate::finding::Code;
use crate::project::model::ProjectFinding;
use hcl_edit::expr::Expression;

/// What to do about a value that cannot be known.
const HINT: &str = "Write the value there, or give its variable a default";

/// What stops a block from being pressed.
pub enum Stop {
    /// It is not for pressing, in a clause.
    LeftAlone(String),
    /// It is wrong.
    Finding(Box<ProjectFinding>),
}

/// A value that the files do not say.
pub fn unknown(at: At, name: &str, value: &Expression, why: &str) -> Stop {
    let message = format!("\"{name}\" of \"{}\" cannot be known from the file: {why}", at.name());
    let mut finding = at.finding(Code::TemplateProperty, at.place_at(value), message);
    finding.finding = finding.finding.hint(HINT);
    Stop::Finding(Box::new(finding))
}
