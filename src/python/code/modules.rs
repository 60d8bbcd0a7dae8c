//! How a source changes modules other than by its own definitions: it adds them to `sys.modules`, sets
//! their attributes, or passes its own name to a function that may do so.

use super::ModuleAnalysis;
use crate::collections::BTreeSet;
use ruff_python_ast::{Arguments, Expr, ExprAttribute, ExprSubscript};

/// What is gathered while a source is walked.
#[derive(Default)]
pub struct Made {
    names: BTreeSet<String>,
    attributes: BTreeSet<String>,
    is_handed_out: bool,
    /// How often `sys.modules` is named, and how often it is named without making an unknown change to it.
    mentions: usize,
    harmless: usize,
}

/// Functions and methods that do not change the module whose name they are given, by the last part of their names.
const HARMLESS: &[&str] = &[
    "Blueprint",
    "Flask",
    "endswith",
    "files",
    "format",
    "getLogger",
    "get_data",
    "get_distribution",
    "get_logger",
    "isinstance",
    "join",
    "len",
    "metadata",
    "print",
    "replace",
    "resource_filename",
    "resource_string",
    "rpartition",
    "rsplit",
    "split",
    "startswith",
    "str",
    "version",
    "warn",
];

/// Methods of `sys.modules` that add nothing to it.
const LOOKS: &[&str] = &["copy", "get", "items", "keys", "pop", "values"];

impl Made {
    /// Notes that `sys.modules` is named.
    pub fn mention(&mut self) {
        self.mentions += 1;
    }

    /// Notes that `sys.modules` was named only to look something up.
    pub fn look(&mut self) {
        self.harmless += 1;
    }

    /// `sys.modules[...]`
    pub fn subscript(&mut self, part: &ExprSubscript) {
        match &*part.slice {
            _ if part.ctx.is_load() || part.ctx.is_del() => self.harmless += 1,
            Expr::StringLiteral(name) => {
                self.names.insert(name.value.to_str().to_string());
                self.harmless += 1;
            }
            // The module itself.
            Expr::Name(name) if matches!(name.id.as_str(), "__name__" | "__package__") => self.harmless += 1,
            _ => {}
        }
    }

    pub fn attribute(&mut self, attribute: &ExprAttribute) {
        if attribute.attr.as_str() == "f_globals" {
            self.is_handed_out = true;
        }
        let may_be_module = match &*attribute.value {
            Expr::Name(base) => !matches!(base.id.as_str(), "self" | "cls"),
            // `sys.modules["m"].x = 1`
            Expr::Subscript(_) => true,
            _ => false,
        };
        if attribute.ctx.is_store() && may_be_module {
            self.attributes.insert(attribute.attr.to_string());
        }
    }

    pub fn call(&mut self, function: &str, arguments: &Arguments) {
        let last = function.rsplit('.').next().unwrap_or(function);
        if function == format!("sys.modules.{last}") {
            match arguments.args.first() {
                _ if LOOKS.contains(&last) => self.harmless += 1,
                Some(Expr::StringLiteral(name)) if last == "setdefault" => {
                    self.names.insert(name.value.to_str().to_string());
                    self.harmless += 1;
                }
                _ => {}
            }
        }
        if let ("setattr", Some(Expr::StringLiteral(name))) = (function, arguments.args.get(1)) {
            self.attributes.insert(name.value.to_str().to_string());
        }
        let values = arguments.args.iter().chain(arguments.keywords.iter().map(|keyword| &keyword.value));
        let is_own = |value: &Expr| matches!(value, Expr::Name(name) if name.id.as_str() == "__name__");
        if !HARMLESS.contains(&last) && values.into_iter().any(is_own) {
            self.is_handed_out = true;
        }
    }

    pub fn finish(self, code: &mut ModuleAnalysis) {
        code.makes = self.names;
        code.makes_more |= self.mentions > self.harmless;
        code.is_handed_out = self.is_handed_out;
        code.attributes_set = self.attributes;
    }
}
