//! What import statements bind, and what is called by another name since.

use super::handlers::{self, HandlerKind};
use super::reader::Reader;
use super::{Certainty, Import, Name};
use ruff_python_ast::StmtImportFrom;
use ruff_text_size::{Ranged, TextSize};

/// Modules of which it matters what they are called here.
#[rustfmt::skip]
const ALIASED: &[&str] = &[
    "contextlib", "ctypes", "importlib", "importlib_metadata", "os", "pkg_resources", "pkgutil", "platform", "site",
    "sys", "typing", "typing_extensions",
];

impl Reader<'_> {
    /// Notes what something of the standard library is called from here on.
    pub fn alias(&mut self, bound: &str, origin: String) {
        // Under conditions and in fallbacks the name may be something else as well.
        if self.certainty == Certainty::Surely && self.fallback_for.is_none() {
            self.uses.bind(bound, Some(&origin));
        }
        let is_aliased = ALIASED.contains(&origin.split('.').next().unwrap_or_default());
        if is_aliased && bound != origin {
            self.aliases.insert(bound.to_string(), origin);
        } else {
            self.aliases.remove(bound);
        }
    }

    /// The same of something beside the module, whose own name is not known here: it keeps its leading dots.
    fn relative(&mut self, bound: &str, level: u32, module: &str, name: &str) {
        self.aliases.remove(bound);
        if self.certainty == Certainty::Surely && self.fallback_for.is_none() {
            let between = if module.is_empty() { "" } else { "." };
            let dots = ".".repeat(level as usize);
            self.uses.bind(bound, Some(&format!("{dots}{module}{between}{name}")));
        }
    }

    pub fn import(&mut self, module: &str, level: u32, name: Option<&str>, at: TextSize) -> usize {
        let line = self.line(at);
        // A star may fail as a missing attribute does, which is caught here.
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
