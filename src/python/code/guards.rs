//! What `except` clauses do if a module is missing.

use super::dotted::{Aliases, named};
use ruff_python_ast::{ExceptHandler, Expr, Stmt};

/// Exception classes that catch the error of a missing module.
const CAUGHT: &[&str] = &["ImportError", "ModuleNotFoundError", "Exception", "BaseException"];

/// Endings of the names of exception classes.
const EXCEPTIONS: &[&str] = &["Error", "Exception", "Exit", "Interrupt", "Iteration", "Warning"];

/// Calls that end the process, or the import.
const EXITS: &[&str] = &["exit", "os._exit", "os.abort", "quit", "sys.exit"];

/// What the `except` clauses of one `try` do.
pub struct ExceptHandlers {
    /// Whether one of them catches the error of a missing module.
    pub catches: bool,
    /// Whether the clause that catches it raises an exception or ends the process.
    pub raises: bool,
    /// Whether they catch the error of a missing module, but not that of an existing module that cannot be
    /// loaded: `except ModuleNotFoundError`.
    pub passes_others: bool,
}

impl ExceptHandlers {
    pub fn new(handlers: &[ExceptHandler], aliases: &Aliases) -> ExceptHandlers {
        let catching = handlers.iter().find_map(|ExceptHandler::ExceptHandler(handler)| {
            handler.type_.as_deref().is_none_or(catches_import_error).then_some(handler)
        });
        let raises = catching.is_some_and(|handler| handler.body.iter().any(|stmt| ends(stmt, aliases)));
        let passes_others = catching.is_some()
            && !handlers.iter().any(|ExceptHandler::ExceptHandler(handler)| {
                handler.type_.as_deref().is_none_or(catches_load_error)
            });
        ExceptHandlers { catches: catching.is_some(), raises, passes_others }
    }

    /// Whether one of them catches the error of a missing attribute.
    pub fn catch_attributes(handlers: &[ExceptHandler]) -> bool {
        handlers.iter().any(|ExceptHandler::ExceptHandler(handler)| {
            handler.type_.as_deref().is_none_or(catches_attribute_error)
        })
    }
}

/// Whether the statement raises an exception or ends the process.
fn ends(stmt: &Stmt, aliases: &Aliases) -> bool {
    match stmt {
        Stmt::Raise(_) => true,
        Stmt::Expr(stmt) => match &*stmt.value {
            Expr::Call(call) => {
                named(aliases, &call.func).is_some_and(|function| EXITS.contains(&function.as_str()))
            }
            _ => false,
        },
        _ => false,
    }
}

/// Whether a clause for this class, or for one of these classes, may catch the error of a missing module.
pub fn catches_import_error(expr: &Expr) -> bool {
    catches(expr, CAUGHT)
}

/// Whether it may catch the error of an existing module that cannot be loaded, for example because the loader refuses
/// a library.
pub fn catches_load_error(expr: &Expr) -> bool {
    catches(expr, &["ImportError", "Exception", "BaseException"])
}

/// Whether it may catch the error of a missing attribute.
pub fn catches_attribute_error(expr: &Expr) -> bool {
    catches(expr, &["AttributeError", "Exception", "BaseException"])
}

pub fn catches(expr: &Expr, caught: &[&str]) -> bool {
    match expr {
        Expr::Tuple(tuple) => tuple.elts.iter().any(|one| catches(one, caught)),
        Expr::Name(name) => caught.contains(&name.id.as_str()) || !is_class(name.id.as_str()),
        // `socket.error` is a class, too.
        Expr::Attribute(attribute) => {
            let name = attribute.attr.as_str();
            caught.contains(&name) || !(is_class(name) || name == "error" || name == "timeout")
        }
        // Any other expression may be such a class.
        _ => true,
    }
}

/// Whether a name is that of an exception class, such as `SomeError`. Any other name is a variable, whose
/// value is unknown.
fn is_class(name: &str) -> bool {
    name.starts_with(char::is_uppercase) && EXCEPTIONS.iter().any(|ending| name.ends_with(ending))
}
