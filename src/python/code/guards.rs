//! What `except` clauses do about a module that is missing.

use super::conditions::{Aliases, named};
use ruff_python_ast::{ExceptHandler, Expr, Stmt};

/// Exceptions that a missing module raises.
const CAUGHT: &[&str] = &["ImportError", "ModuleNotFoundError", "Exception", "BaseException"];

/// Endings of the names of classes of exceptions.
const EXCEPTIONS: &[&str] = &["Error", "Exception", "Exit", "Interrupt", "Iteration", "Warning"];

/// Calls that end the process, or the import.
const EXITS: &[&str] = &["exit", "os._exit", "os.abort", "quit", "sys.exit"];

/// The `except` clauses of one `try`.
pub struct Handlers {
    /// One of them takes what a missing module raises.
    pub catches: bool,
    /// It surely fails all the same.
    pub raises: bool,
    /// What is raised by a module that is there, but cannot be loaded, goes on: `except ModuleNotFoundError`.
    pub passes_others: bool,
}

impl Handlers {
    pub fn of(handlers: &[ExceptHandler], aliases: &Aliases) -> Handlers {
        let catching = handlers.iter().find_map(|ExceptHandler::ExceptHandler(handler)| {
            handler.type_.as_deref().is_none_or(catches_import_error).then_some(handler)
        });
        let raises = catching.is_some_and(|handler| handler.body.iter().any(|stmt| ends(stmt, aliases)));
        let passes_others = catching.is_some()
            && !handlers.iter().any(|ExceptHandler::ExceptHandler(handler)| {
                handler.type_.as_deref().is_none_or(catches_load_error)
            });
        Handlers { catches: catching.is_some(), raises, passes_others }
    }

    /// One of them takes what a missing attribute raises.
    pub fn catch_attributes(handlers: &[ExceptHandler]) -> bool {
        handlers.iter().any(|ExceptHandler::ExceptHandler(handler)| {
            handler.type_.as_deref().is_none_or(catches_attribute_error)
        })
    }
}

/// Whether nothing comes after it.
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

/// Whether an exception of that class, or one of these, may be what a missing module raises.
pub fn catches_import_error(expr: &Expr) -> bool {
    catches(expr, CAUGHT)
}

/// The same of what a module raises that is there and cannot be loaded, such as a library that the loader refuses.
pub fn catches_load_error(expr: &Expr) -> bool {
    catches(expr, &["ImportError", "Exception", "BaseException"])
}

/// The same of a missing attribute.
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
        // Whatever it is, it may.
        _ => true,
    }
}

/// Classes are called `SomeError`; what is called otherwise is a variable, of which nobody knows.
fn is_class(name: &str) -> bool {
    name.starts_with(char::is_uppercase) && EXCEPTIONS.iter().any(|ending| name.ends_with(ending))
}
