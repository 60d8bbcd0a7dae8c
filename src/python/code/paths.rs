//! Folders outside of the package that a module adds to `sys.path`. What lies in them is not known.

use super::Certainty;
use super::reader::Reader;
use ruff_python_ast::{Comprehension, Expr, ExprCall, InterpolatedStringElement};
use ruff_text_size::Ranged;

/// Functions whose result lies where their first argument lies.
const KEEPING: &[&str] = &[
    "Path",
    "PurePath",
    "list",
    "os.fspath",
    "os.path.abspath",
    "os.path.dirname",
    "os.path.join",
    "os.path.normpath",
    "os.path.realpath",
    "pathlib.Path",
    "pathlib.PurePath",
    "sorted",
    "str",
    "tuple",
];
/// Functions and variables with a path in the package: Lambda starts Python in the folder of the package.
const IN_PACKAGE: &[&str] = &["Path.cwd", "__file__", "os.getcwd", "pathlib.Path.cwd", "sys.path"];
/// The folder of the package on Lambda, and the variable that has its path.
const ROOT: (&str, &str) = ("/var/task", "LAMBDA_TASK_ROOT");
/// Maximum number of characters of an expression that findings state.
const MAX_SHOWN: usize = 60;

impl Reader<'_> {
    /// Whether the value of an expression surely is a path in the package, or paths in the package.
    fn is_inner(&self, expr: &Expr) -> bool {
        let all = |elements: &[Expr]| elements.iter().all(|element| self.is_inner(element));
        match expr {
            Expr::StringLiteral(text) => is_inner_text(text.value.to_str()),
            Expr::FString(text) => match text.value.elements().next() {
                Some(InterpolatedStringElement::Literal(text)) => is_inner_text(&text.value),
                Some(InterpolatedStringElement::Interpolation(part)) => self.is_inner(&part.expression),
                None => true,
            },
            // Lists of paths, or the beginning of a path and its end.
            Expr::BinOp(both) => {
                let is_list =
                    |expr: &Expr| matches!(expr, Expr::List(_) | Expr::ListComp(_)) || self.is_sys_path(expr);
                let has_list = is_list(&both.left) || is_list(&both.right);
                self.is_inner(&both.left) && (!has_list || self.is_inner(&both.right))
            }
            Expr::BoolOp(either) => all(&either.values),
            Expr::If(either) => self.is_inner(&either.body) && self.is_inner(&either.orelse),
            Expr::List(list) => all(&list.elts),
            Expr::Tuple(tuple) => all(&tuple.elts),
            Expr::Starred(starred) => self.is_inner(&starred.value),
            Expr::ListComp(list) => self.are_inner(&list.elt, &list.generators),
            Expr::Generator(list) => self.are_inner(&list.elt, &list.generators),
            Expr::Name(_) | Expr::Attribute(_) => match self.dotted(expr) {
                Some(name) if IN_PACKAGE.contains(&name.as_str()) => true,
                _ => match expr {
                    Expr::Attribute(attribute) => self.is_inner(&attribute.value),
                    Expr::Name(name) => self.inner_names.contains(name.id.as_str()),
                    _ => false,
                },
            },
            Expr::Subscript(part) => {
                self.is_inner(&part.value) || self.is_environ(&part.value) && is_root(&part.slice)
            }
            Expr::Call(call) => self.is_inner_call(call),
            _ => false,
        }
    }

    /// Whether a comprehension makes paths in the package: `[path for path in sys.path if …]`.
    fn are_inner(&self, element: &Expr, generators: &[Comprehension]) -> bool {
        let target = |part: &Comprehension| Some(part.target.as_name_expr()?.id.clone());
        let name = element.as_name_expr().map(|name| name.id.clone());
        match generators {
            [part] if name.is_some() && target(part) == name => self.is_inner(&part.iter),
            _ => self.is_inner(element),
        }
    }

    fn is_inner_call(&self, call: &ExprCall) -> bool {
        let function = self.dotted(&call.func).unwrap_or_default();
        let first = call.arguments.args.first();
        if KEEPING.contains(&function.as_str()) {
            return first.is_none_or(|first| self.is_inner(first));
        }
        if matches!(function.as_str(), "os.environ.get" | "environ.get" | "os.getenv" | "getenv") {
            return first.is_some_and(is_root);
        }
        // A method of a path: `Path(__file__).resolve()`.
        IN_PACKAGE.contains(&function.as_str()) || call.func.is_attribute_expr() && self.is_inner(&call.func)
    }

    fn is_environ(&self, expr: &Expr) -> bool {
        matches!(self.dotted(expr).as_deref(), Some("os.environ" | "environ"))
    }

    /// Notes whether a variable has a path in the package.
    pub fn note_path(&mut self, target: &Expr, value: &Expr) {
        let Expr::Name(name) = target else { return };
        if self.is_inner(value) {
            self.inner_names.insert(name.id.to_string());
        } else {
            self.inner_names.remove(name.id.as_str());
        }
    }

    /// Whether an expression is `sys.path`, or a part of it.
    pub fn is_sys_path(&self, expr: &Expr) -> bool {
        let of = expr.as_subscript_expr().map_or(expr, |part| &part.value);
        self.dotted(of).as_deref() == Some("sys.path")
    }

    /// Notes what is added to `sys.path`: a path, or a list of paths.
    pub fn adds_path(&mut self, added: &Expr) {
        if self.certainty <= Certainty::Guarded || self.code.outer_path.is_some() || self.is_inner(added) {
            return;
        }
        // Of several paths, the first one that is not in the package.
        let elements = match added {
            Expr::List(list) => &list.elts[..],
            Expr::Tuple(tuple) => &tuple.elts[..],
            _ => &[],
        };
        let outer = elements.iter().find(|element| !self.is_inner(element)).unwrap_or(added);
        let range = outer.start().to_usize()..outer.end().to_usize();
        let source = self.text.get(range).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default();
        let shown: String = source.chars().take(MAX_SHOWN).collect();
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        self.code.outer_path = Some(shown.replace('"', "'"));
    }
}

/// Whether a path begins in the package. A path in the home folder does not.
fn is_inner_text(path: &str) -> bool {
    !path.starts_with(['/', '~']) || path.starts_with(ROOT.0)
}

fn is_root(name: &Expr) -> bool {
    name.as_string_literal_expr().is_some_and(|name| name.value.to_str() == ROOT.1)
}
