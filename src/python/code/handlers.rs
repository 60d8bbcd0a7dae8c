//! Functions, and values that can be called like functions, that Lambda may be configured to call.

use ruff_python_ast::{Expr, Parameters, Stmt, StmtFunctionDef};

/// A name at the top of a module that may be a handler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandlerName {
    /// The name in the module.
    pub name: String,
    /// How the handler is defined.
    pub kind: HandlerKind,
}

/// How a handler is defined, the most likely way first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HandlerKind {
    /// `def f(event, context)`
    Function,
    /// A function whose parameters have other names, but that accepts two: `def handler(request, _)`.
    Loose,
    /// `from app import handler`
    Import,
    /// `handler = Mangum(app)`
    Value,
    /// An `async` function, which Lambda does not await.
    Async,
}

/// Usual names of handlers that are not defined as a function.
pub const USUAL: &[&str] = &["lambda_handler", "handler"];

/// A web application. Servers call it by one of two interfaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebApp {
    /// The name in the module.
    pub name: String,
    /// Whether it is called by ASGI, and not by WSGI (PEP 3333).
    pub is_asgi: bool,
    /// Whether the name is that of a function that returns the application and has no required parameters.
    pub is_factory: bool,
}

/// Functions and classes that create web applications, by the last part of their name, and whether the
/// applications are called by ASGI.
const WEB_APPS: &[(&str, bool)] = &[
    ("APIFlask", false),
    ("Bottle", false),
    ("FastAPI", true),
    ("Flask", false),
    ("Litestar", true),
    ("Quart", true),
    ("Starlette", true),
    ("get_asgi_application", true),
    ("get_wsgi_application", false),
];

/// The web application that a call creates, by the dotted name of the function or class that is called.
pub fn web_app(name: &str, made_by: &str) -> Option<WebApp> {
    let last = made_by.rsplit('.').next()?;
    let (_, is_asgi) = WEB_APPS.iter().find(|(maker, _)| *maker == last)?;
    Some(WebApp { name: name.to_string(), is_asgi: *is_asgi, is_factory: false })
}

/// The expression whose value a function returns, if the function can be called without arguments:
/// `return Flask(...)`, or `return app` after `app = Flask(...)`.
pub fn returned(function: &StmtFunctionDef) -> Option<&Expr> {
    let parameters = &function.parameters;
    let mut all = parameters.iter_non_variadic_params();
    if function.is_async || !function.decorator_list.is_empty() || all.any(|one| one.default.is_none()) {
        return None;
    }
    let returned = function.body.iter().find_map(|stmt| stmt.as_return_stmt()?.value.as_deref())?;
    let Expr::Name(name) = returned else { return Some(returned) };
    function.body.iter().rev().find_map(|stmt| {
        let (target, value) = match stmt {
            Stmt::Assign(assign) => (assign.targets.first()?, &*assign.value),
            Stmt::AnnAssign(assign) => (&*assign.target, assign.value.as_deref()?),
            _ => return None,
        };
        matches!(target, Expr::Name(target) if target.id == name.id).then_some(value)
    })
}

/// Whether a function can be called with an event and a context.
pub fn takes_event(parameters: &Parameters) -> bool {
    let positional = || parameters.posonlyargs.iter().chain(&parameters.args);
    positional().filter(|one| one.default.is_none()).count() <= 2
        && (positional().count() >= 2 || parameters.vararg.is_some())
        && parameters.kwonlyargs.iter().all(|one| one.default.is_some())
}

/// The noun of [`Name::Value`](super::Name::Value) for web applications.
pub const WEB_APP: &str = "a web application";

/// What a value is that Lambda cannot call. `made_by` is the dotted name of the function or class that makes it.
pub fn uncallable(value: &Expr, made_by: &str) -> Option<&'static str> {
    match value {
        Expr::NoneLiteral(_) => Some("None"),
        Expr::StringLiteral(_) | Expr::FString(_) => Some("a text"),
        Expr::NumberLiteral(_) => Some("a number"),
        Expr::BooleanLiteral(_) => Some("True or False"),
        Expr::BytesLiteral(_) => Some("a bytes object"),
        Expr::Tuple(_) => Some("a tuple"),
        Expr::List(_) | Expr::ListComp(_) => Some("a list"),
        Expr::Dict(_) | Expr::DictComp(_) => Some("a dictionary"),
        Expr::Set(_) | Expr::SetComp(_) => Some("a set"),
        Expr::Generator(_) => Some("a generator"),
        Expr::Call(_) => web_app("", made_by).map(|_| WEB_APP),
        _ => None,
    }
}

/// The kind of handler that a function with these parameters is, if it can be called with an event and a context.
pub fn kind(name: &str, parameters: &Parameters, is_async: bool) -> Option<HandlerKind> {
    let positional: Vec<_> = parameters.posonlyargs.iter().chain(&parameters.args).collect();
    let named = |at: usize| positional.get(at).map(|one| one.parameter.name.as_str().to_lowercase());
    let is_event = named(0).is_some_and(|name| name.contains("event"));
    let is_context = named(1).is_some_and(|name| matches!(name.trim_matches('_'), "context" | "ctx"));
    let kind = if is_event || is_context {
        HandlerKind::Function
    } else if name.contains("handler") {
        HandlerKind::Loose
    } else {
        return None;
    };
    takes_event(parameters).then_some(if is_async { HandlerKind::Async } else { kind })
}

/// Whether a value may be called as a handler: `Mangum(app)`, `app.handle`, but not a handler of logging.
pub fn may_be_called(value: &Expr) -> bool {
    match value {
        Expr::Lambda(lambda) => lambda.parameters.as_ref().is_some_and(|parameters| parameters.len() >= 2),
        Expr::Call(call) => {
            let last = match &*call.func {
                Expr::Name(name) => name.id.as_str(),
                Expr::Attribute(attribute) => attribute.attr.as_str(),
                _ => "",
            };
            !last.ends_with("Handler") && last != "getLogger"
        }
        Expr::Name(_) | Expr::Attribute(_) => true,
        _ => false,
    }
}
