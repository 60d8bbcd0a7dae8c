//! Folders outside of the package that a module adds to `sys.path`. What lies in them is not known.

use super::Certainty;
use super::reader::Reader;
use ruff_python_ast::Expr;
use ruff_text_size::Ranged;

/// Parts of an expression that show that its value is a path in the package, or a path that is there already.
const IN_PACKAGE: &[&str] = &["__file__", "getcwd", "LAMBDA_TASK_ROOT", "sys.path"];
/// Parts of an expression whose value comes from the environment.
const OF_ENVIRONMENT: &[&str] = &["environ", "getenv"];
/// The folder of the package on Lambda.
const ROOT: &str = "/var/task";
/// Maximum number of bytes of an expression that is examined: a path is short.
const MAX_EXAMINED: usize = 200;
/// Maximum number of characters of an expression that findings state.
const MAX_SHOWN: usize = 60;

impl Reader<'_> {
    fn source(&self, expr: &Expr) -> &str {
        let range = expr.start().to_usize()..expr.end().to_usize();
        self.text.get(range).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default()
    }

    /// Whether the value of an expression is a path outside of the package: its first text is an absolute path, or it
    /// comes from the environment, or from a variable with such a value.
    fn is_outer(&self, expr: &Expr) -> bool {
        let source = self.source(expr);
        let has = |parts: &[&str]| parts.iter().any(|part| source.contains(part));
        if source.len() > MAX_EXAMINED || has(IN_PACKAGE) {
            return false;
        }
        let is_quote = |c: char| matches!(c, '"' | '\'');
        // In `HERE + "/lib"`, the text is the end of a path.
        let (before, rest) = source.split_once(is_quote).unwrap_or_default();
        let first = rest.trim_start_matches(is_quote);
        let is_absolute = first.starts_with('/') && !first.starts_with(ROOT) && !before.contains(['+', '/']);
        let mut words = source.split(|c: char| !c.is_alphanumeric() && c != '_');
        is_absolute || has(OF_ENVIRONMENT) || words.any(|word| self.outer_names.contains(word))
    }

    /// Notes variables that are assigned a path outside of the package.
    pub fn note_outer(&mut self, target: &Expr, value: &Expr) {
        let Expr::Name(name) = target else { return };
        let may_be_path = matches!(
            value,
            Expr::StringLiteral(_) | Expr::FString(_) | Expr::Call(_) | Expr::BinOp(_) | Expr::Subscript(_)
        );
        if may_be_path && self.is_outer(value) {
            self.outer_names.insert(name.id.to_string());
        } else {
            self.outer_names.remove(name.id.as_str());
        }
    }

    /// Whether an expression is `sys.path`, or a part of it.
    pub fn is_sys_path(&self, expr: &Expr) -> bool {
        let of = expr.as_subscript_expr().map_or(expr, |part| &part.value);
        self.dotted(of).as_deref() == Some("sys.path")
    }

    /// Notes what is added to `sys.path`: a path or a list of paths.
    pub fn adds_path(&mut self, added: &Expr) {
        let paths = match added {
            Expr::List(list) => &list.elts[..],
            Expr::Tuple(tuple) => &tuple.elts[..],
            one => std::slice::from_ref(one),
        };
        for path in paths {
            if self.certainty > Certainty::Guarded && self.code.outer_path.is_none() && self.is_outer(path) {
                let shown: String = self.source(path).chars().take(MAX_SHOWN).collect();
                let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
                self.code.outer_path = Some(shown.replace('"', "'"));
            }
        }
    }
}
