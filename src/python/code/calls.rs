//! What single expressions contain: calls, attributes, strings.

use super::dynamic::{self, Dynamic};
use super::handlers::{self, HandlerKind, HandlerName, WebApp, takes_event};
use super::reader::Reader;
use super::runtime_lookups::{self, RuntimeLookup};
use super::uses::{Use, is_load};
use super::{Certainty, Name};
use crate::python::stdlib_names;
use ruff_python_ast::{Arguments, Expr, StmtFunctionDef};
use ruff_text_size::{Ranged, TextSize};

/// Maximum length of a string that may name a module, in bytes.
const MAX_WORD_STRING_LENGTH: usize = 200;
/// Maximum number of possible handlers in a file. A file with more functions of that shape has no handler
/// among them; only usual names are added.
const MAX_HANDLERS: usize = 200;
const MAX_WORDS: usize = 10_000;

/// Calls that define names of a module that cannot be determined.
const HIDING: &[&str] = &["exec", "globals", "locals", "setattr", "vars"];

impl Reader<'_> {
    pub fn handler(&mut self, name: &str, kind: HandlerKind) {
        let has_room = self.code.handlers.len() < MAX_HANDLERS || handlers::USUAL.contains(&name);
        if self.is_top && !self.is_dead && has_room {
            self.code.handlers.retain(|one| one.name != name);
            self.code.handlers.push(HandlerName { name: name.to_string(), kind });
        }
    }

    /// `def create_app(): return Flask(__name__)`
    pub fn factory(&mut self, function: &StmtFunctionDef) {
        if !self.is_top || self.is_dead || self.code.web_app.is_some() {
            return;
        }
        let made_by = handlers::returned(function)
            .and_then(Expr::as_call_expr)
            .and_then(|call| self.dotted(&call.func))
            .unwrap_or_default();
        let app = handlers::web_app(&function.name, &made_by);
        self.code.web_app = app.map(|app| WebApp { is_factory: true, ..app });
    }

    /// `handler = Mangum(app)`, or Chalice's `app`.
    pub fn handler_value(&mut self, target: &Expr, value: &Expr) {
        let Expr::Name(name) = target else { return };
        let made_by = value.as_call_expr().and_then(|call| self.dotted(&call.func)).unwrap_or_default();
        let known = self.code.web_app.as_ref();
        if self.is_top && !self.is_dead && known.is_none_or(|known| known.is_factory) {
            // `app = create_app()`
            let is_made = known.is_some_and(|known| known.name == made_by);
            let of_factory = known.filter(|_| is_made).map(|known| known.is_asgi);
            let app = handlers::web_app(&name.id, &made_by).or(of_factory.map(|is_asgi| WebApp {
                name: name.id.to_string(),
                is_asgi,
                is_factory: false,
            }));
            self.code.web_app = app.or(self.code.web_app.take());
        }
        let is_chalice = made_by.ends_with("Chalice");
        let is_usual = handlers::USUAL.contains(&name.id.as_str()) && handlers::may_be_called(value);
        if is_usual || is_chalice {
            self.handler(name.id.as_str(), HandlerKind::Value);
        }
    }

    /// Returns the variable that an assignment binds, if it has no value yet.
    pub fn unbound<'t>(&self, target: &'t Expr) -> Option<&'t str> {
        let Expr::Name(name) = target else { return None };
        (!self.code.names.contains_key(name.id.as_str())).then_some(name.id.as_str())
    }

    /// Notes the value of a variable that is assigned for the first time, if Lambda cannot call it, or if it is a
    /// function.
    pub fn value(&mut self, name: &str, value: &Expr) {
        let is_sure = self.is_top && !self.is_dead && self.certainty == Certainty::Certain;
        if let (Some(known), true) = (self.function_or_value(value), is_sure) {
            self.code.names.insert(name.to_string(), known);
            return;
        }
        let made_by = value.as_call_expr().and_then(|call| self.dotted(&call.func)).unwrap_or_default();
        // A class of the module itself may have the name of a framework's.
        let is_imported = made_by
            .split('.')
            .next()
            .is_some_and(|first| matches!(self.code.names.get(first), Some(Name::Import(_))));
        let what = handlers::uncallable(value, &made_by);
        if let Some(what) = what.filter(|what| is_sure && (*what != handlers::WEB_APP || is_imported)) {
            let line = self.line(value.start());
            self.code.names.insert(name.to_string(), Name::Value { what, line });
        }
    }

    /// Returns what a lambda expression is, or what another variable stands for.
    fn function_or_value(&mut self, value: &Expr) -> Option<Name> {
        match value {
            Expr::Lambda(lambda) => Some(Name::Function {
                is_async: false,
                is_decorated: false,
                takes_event: lambda.parameters.as_ref().is_some_and(|parameters| takes_event(parameters)),
                line: self.line(value.start()),
            }),
            Expr::Name(other) => {
                let known = self.code.names.get(other.id.as_str());
                known.filter(|known| matches!(known, Name::Function { .. } | Name::Value { .. })).cloned()
            }
            _ => None,
        }
    }

    /// Notes an attribute of a module that is used or set.
    pub fn attribute(&mut self, expr: &Expr) {
        let Some((module, name)) = self.uses.known(expr) else { return };
        if !is_load(expr) {
            if stdlib_names::is_listed(&module, &name) {
                self.uses.set(module, name);
            }
        } else if self.certainty > Certainty::Guarded && !self.is_lenient && self.fallback_for.is_none() {
            let line = self.line(expr.start());
            let (certainty, function) = (self.certainty, self.function.clone());
            let after = self.code.imports.len();
            self.uses.add(Use { module, name, line, certainty, function, after });
        }
    }

    pub fn call(&mut self, function: &str, arguments: &Arguments, at: TextSize) {
        self.uses.call(function, &arguments.args);
        self.made.call(function, arguments);
        if let Some(asked) =
            runtime_lookups::lookup_target(function, arguments).filter(|_| !self.are_asks_caught)
        {
            let (line, function) = (self.line(at), self.function.clone());
            self.code.asks.push(RuntimeLookup { asked, line, certainty: self.certainty, function });
        }
        match function {
            "importlib.import_module" | "import_module" | "__import__" | "importlib.__import__" => {
                match dynamic::read(function, arguments) {
                    Dynamic::Module { name, level } => {
                        self.import(&name, level, None, at);
                    }
                    Dynamic::Hidden => self.code.has_hidden_imports = true,
                    Dynamic::Nothing => {}
                }
            }
            _ if self.is_top && HIDING.contains(&function) => self.code.has_hidden_names = true,
            "globals" | "sys.modules.update" => self.code.has_hidden_names = true,
            "sys.path.append" | "sys.path.insert" | "sys.path.extend" | "site.addsitedir" => {
                self.code.changes_path = true;
                // The last argument of `append(path)` and `insert(0, path)`.
                if let Some(added) = arguments.args.last() {
                    self.adds_path(added);
                }
            }
            _ => {}
        }
    }

    pub fn words(&mut self, text: &str) {
        if !self.has_words || text.len() > MAX_WORD_STRING_LENGTH || self.code.words.len() > MAX_WORDS {
            return;
        }
        let is_part = |char: char| char.is_alphanumeric() || char == '_' || char == '-';
        for word in text.split(|char| !is_part(char)).filter(|word| word.len() > 1) {
            self.code.words.insert(word.to_ascii_lowercase());
        }
        // A docstring names no module that the code makes.
        let is_name =
            |part: &str| !part.is_empty() && part.chars().all(|char| char.is_alphanumeric() || char == '_');
        if !self.is_docstring && text.split('.').all(is_name) {
            let first = text.split('.').next().unwrap_or(text);
            self.code.dotted_strings.insert(first.to_ascii_lowercase());
        }
    }
}
