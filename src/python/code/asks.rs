//! Calls that look something up by its name when they run: metadata of a distribution, a native library.

use super::Certainty;
use ruff_python_ast::{Arguments, ExceptHandler, Expr};

/// What a call looks up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The dist-info of a distribution.
    Distribution(String),
    /// That of the distribution that is called like the module itself.
    Own,
    /// A library that the loader is to find.
    Library(String),
}

/// One call, whose failure nobody catches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// What is looked up.
    pub asked: Asked,
    /// Counted from one.
    pub line: u32,
    /// Within its function, if it stands in one.
    pub certainty: Certainty,
    /// The function that it is in; `None` at the top of the module.
    pub function: Option<String>,
}

/// Functions of `importlib.metadata` that fail without the dist-info, and those of pkg_resources.
const METADATA: &[&str] = &["distribution", "files", "metadata", "requires", "version"];
const PKG_RESOURCES: &[&str] = &["pkg_resources.get_distribution", "pkg_resources.require"];

/// Ways to open a library (Python documentation, "ctypes", "Loading shared libraries").
const OPENERS: &[&str] =
    &["ctypes.CDLL", "ctypes.PyDLL", "ctypes.cdll.LoadLibrary", "ctypes.pydll.LoadLibrary"];

/// What a call of the function asks for, if anything can be told.
pub fn of(function: &str, arguments: &Arguments) -> Option<Asked> {
    let first = arguments.args.first().or_else(|| arguments.keywords.first().map(|keyword| &keyword.value));
    let text = match first? {
        Expr::StringLiteral(literal) => Some(literal.value.to_str().to_string()),
        Expr::Name(name) if matches!(name.id.as_str(), "__name__" | "__package__") => None,
        _ => return None,
    };
    if OPENERS.contains(&function) {
        // What has a slash is no name but a path.
        return text.filter(|name| name.contains(".so") && !name.contains('/')).map(Asked::Library);
    }
    let name =
        function.strip_prefix("importlib.metadata.").or_else(|| function.strip_prefix("importlib_metadata."));
    let is_lookup = name.is_some_and(|name| METADATA.contains(&name)) || PKG_RESOURCES.contains(&function);
    is_lookup.then(|| text.map_or(Asked::Own, Asked::Distribution))
}

/// Whether one of the clauses takes what a lookup raises that finds nothing.
pub fn are_caught(handlers: &[ExceptHandler]) -> bool {
    const CAUGHT: &[&str] = &[
        "BaseException",
        "DistributionNotFound",
        "EnvironmentError",
        "Exception",
        "IOError",
        "ImportError",
        "ModuleNotFoundError",
        "OSError",
        "PackageNotFoundError",
    ];
    handlers.iter().any(|ExceptHandler::ExceptHandler(handler)| {
        handler.type_.as_deref().is_none_or(|expr| super::guards::catches(expr, CAUGHT))
    })
}
