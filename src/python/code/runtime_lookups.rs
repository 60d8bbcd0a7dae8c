//! Calls that look up something by its name at run time: the metadata of a distribution, or a native library.

use super::Certainty;
use ruff_python_ast::{Arguments, ExceptHandler, Expr};

/// What a call looks up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookupTarget {
    /// The dist-info of a distribution.
    Distribution(String),
    /// The dist-info of the distribution that has the same name as the module itself.
    Own,
    /// A library that the loader searches for.
    Library(String),
}

/// A call whose failure is not caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuntimeLookup {
    /// What is looked up.
    pub asked: LookupTarget,
    /// The line number, from 1.
    pub line: u32,
    /// How certain it is that the call runs. If the call is in a function: that it runs when the function is called.
    pub certainty: Certainty,
    /// The function that it is in; `None` at the top of the module.
    pub function: Option<String>,
}

/// Functions of `importlib.metadata` that fail if there is no dist-info, and those of pkg_resources.
const METADATA: &[&str] = &["distribution", "files", "metadata", "requires", "version"];
const PKG_RESOURCES: &[&str] = &["pkg_resources.get_distribution", "pkg_resources.require"];

/// Ways to open a library (Python documentation, "ctypes", "Loading shared libraries").
const OPENERS: &[&str] =
    &["ctypes.CDLL", "ctypes.PyDLL", "ctypes.cdll.LoadLibrary", "ctypes.pydll.LoadLibrary"];

/// What a call of the function looks up, if it can be determined.
pub fn lookup_target(function: &str, arguments: &Arguments) -> Option<LookupTarget> {
    let first = arguments.args.first().or_else(|| arguments.keywords.first().map(|keyword| &keyword.value));
    let text = match first? {
        Expr::StringLiteral(literal) => Some(literal.value.to_str().to_string()),
        Expr::Name(name) if matches!(name.id.as_str(), "__name__" | "__package__") => None,
        _ => return None,
    };
    if OPENERS.contains(&function) {
        // A name with a slash is a path.
        return text.filter(|name| name.contains(".so") && !name.contains('/')).map(LookupTarget::Library);
    }
    let name =
        function.strip_prefix("importlib.metadata.").or_else(|| function.strip_prefix("importlib_metadata."));
    let is_lookup = name.is_some_and(|name| METADATA.contains(&name)) || PKG_RESOURCES.contains(&function);
    is_lookup.then(|| text.map_or(LookupTarget::Own, LookupTarget::Distribution))
}

/// Whether one of the clauses catches the exception of a lookup that finds nothing.
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
