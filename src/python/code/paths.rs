//! What a module adds to `sys.path`: folders of the package, which can be searched, or others.

use super::Certainty;
use super::reader::Reader;
use ruff_python_ast::Expr;
use ruff_text_size::Ranged;

/// Parts of an expression that show that its value is a path in the package.
const IN_PACKAGE: &[&str] = &["__file__", "getcwd", "LAMBDA_TASK_ROOT", "/var/task"];
/// Maximum number of characters of an expression that findings state.
const MAX_SHOWN: usize = 60;

impl Reader<'_> {
    fn source(&self, expr: &Expr) -> String {
        let range = expr.start().to_usize()..expr.end().to_usize();
        String::from_utf8_lossy(self.text.get(range).unwrap_or_default()).into_owned()
    }

    /// Whether the value of an expression is a path in the package: it is relative, or made of `__file__`.
    fn is_in_package(&self, expr: &Expr) -> bool {
        if let Expr::StringLiteral(literal) = expr {
            let path = literal.value.to_str();
            return !path.starts_with('/') || path.starts_with("/var/task");
        }
        let source = self.source(expr);
        let mut words = source.split(|char: char| !char.is_alphanumeric() && char != '_');
        IN_PACKAGE.iter().any(|part| source.contains(part)) || words.any(|word| self.here.contains(word))
    }

    /// Notes variables that are assigned a path in the package.
    pub fn note_here(&mut self, targets: &[Expr], value: &Expr) {
        if let (
            [Expr::Name(name)],
            Expr::StringLiteral(_) | Expr::Call(_) | Expr::BinOp(_) | Expr::Attribute(_) | Expr::Subscript(_),
        ) = (targets, value)
        {
            match self.is_in_package(value) {
                true => self.here.insert(name.id.to_string()),
                false => self.here.remove(name.id.as_str()),
            };
        }
    }

    /// Notes what is added to `sys.path`: a path or a list of paths.
    pub fn adds_path(&mut self, added: &Expr) {
        let paths = match added {
            Expr::List(list) => &list.elts[..],
            Expr::Tuple(tuple) => &tuple.elts[..],
            one => std::slice::from_ref(one),
        };
        for path in paths.iter().filter(|path| !path.is_starred_expr()) {
            let is_outer = self.certainty > Certainty::Guarded && !self.is_in_package(path);
            if is_outer && self.code.outer_path.is_none() {
                let shown: String = self.source(path).chars().take(MAX_SHOWN).collect();
                let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
                self.code.outer_path = Some(shown.replace('"', "'"));
            }
        }
    }
}
