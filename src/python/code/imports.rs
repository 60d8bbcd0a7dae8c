//! What import statements bind, and which aliases they define.

use super::handlers::{self, HandlerKind};
use super::reader::Reader;
use super::{Certainty, Import, Name};
use ruff_python_ast::StmtImportFrom;
use ruff_text_size::{Ranged, TextSize};

/// Modules whose aliases have to be known.
#[rustfmt::skip]
const ALIASED: &[&str] = &[
    "contextlib", "ctypes", "importlib", "importlib_metadata", "os", "pkg_resources", "pkgutil", "platform", "site",
    "sys", "typing", "typing_extensions",
];

impl Reader<'_> {
    /// Notes that from here on, a name stands for something of the standard library.
    pub fn alias(&mut self, bound: &str, origin: String) {
        // In conditions and fallbacks, the name may also stand for something else.
        if self.certainty == Certainty::Certain && self.fallback_for.is_none() {
            self.uses.bind(bound, Some(&origin));
        }
        let is_aliased = ALIASED.contains(&origin.split('.').next().unwrap_or_default());
        if is_aliased && bound != origin {
            self.aliases.insert(bound.to_string(), origin);
        } else {
            self.aliases.remove(bound);
        }
    }

    /// Notes the name that a relative import binds. The absolute name of the module is not known here, so the
    /// leading dots are kept.
    fn relative(&mut self, bound: &str, level: u32, module: &str, name: &str) {
        self.aliases.remove(bound);
        if self.certainty == Certainty::Certain && self.fallback_for.is_none() {
            let between = if module.is_empty() { "" } else { "." };
            let dots = ".".repeat(level as usize);
            self.uses.bind(bound, Some(&format!("{dots}{module}{between}{name}")));
        }
    }

    pub fn import(&mut self, module: &str, level: u32, name: Option<&str>, at: TextSize) -> usize {
        let line = self.line(at);
        // A star import may fail because an attribute is missing, which is caught here.
        let is_caught = name == Some("*") && self.is_lenient;
        self.code.imports.push(Import {
            module: module.to_string(),
            level,
            name: name.map(str::to_string),
            line,
            certainty: if is_caught { Certainty::Guarded } else { self.certainty },
            function: self.function.clone(),
            passes_load_errors: self.passes_load_errors,
            looked_for: self.looked_for.clone(),
            fallback_for: self.fallback_for.clone(),
        });
        self.code.imports.len() - 1
    }

    pub fn import_from(&mut self, stmt: &StmtImportFrom) {
        let module = stmt.module.as_ref().map_or("", |module| module.as_str());
        self.has_lazy_annotations |=
            module == "__future__" && stmt.names.iter().any(|alias| alias.name.as_str() == "annotations");
        for alias in &stmt.names {
            let name = alias.name.as_str();
            let index = self.import(module, stmt.level, Some(name), stmt.start());
            if name != "*" {
                let bound = alias.asname.as_ref().map_or(name, |asname| asname.as_str());
                self.bind(bound, Name::Import(index));
                if handlers::USUAL.contains(&bound) {
                    self.handler(bound, HandlerKind::Import);
                }
                match stmt.level {
                    0 => self.alias(bound, format!("{module}.{name}")),
                    level => self.relative(bound, level, module, name),
                }
            }
        }
    }
}
