//! Conditions whose value on Lambda is known in advance: versions, platforms, type checking.

use super::dotted::{Aliases, named};
use super::environment;
use crate::collections::BTreeMap;
use ruff_python_ast::{BoolOp, CmpOp, Expr, Number, UnaryOp};
use std::cmp::Ordering;

/// Names in a module that stand for a condition: `IS_OLD = sys.version_info < (3, 10)`.
pub type Flags = BTreeMap<String, Truth>;

/// What the values of conditions depend on.
pub struct Context<'a> {
    /// The minor version of Python.
    pub minor: u8,
    pub aliases: &'a Aliases,
    pub flags: &'a Flags,
}

impl Context<'_> {
    /// The dotted name `a.b.c` of an expression, with the names of the standard library.
    pub fn dotted(&self, expr: &Expr) -> Option<String> {
        named(self.aliases, expr)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    /// The condition tests whether something exists.
    Looks,
    Unknown,
}

impl std::ops::Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            other => other,
        }
    }
}

fn known(value: bool) -> Truth {
    if value { Truth::True } else { Truth::False }
}

/// The value of a condition in CPython on Lambda.
pub fn truth(test: &Expr, context: &Context) -> Truth {
    match test {
        Expr::BooleanLiteral(literal) => known(literal.value),
        Expr::NumberLiteral(_) => number(test).map_or(Truth::Unknown, |number| known(number != 0)),
        Expr::UnaryOp(not) if not.op == UnaryOp::Not => !truth(&not.operand, context),
        Expr::BoolOp(all) => {
            let truths: Vec<Truth> = all.values.iter().map(|value| truth(value, context)).collect();
            let (decides, else_) = match all.op {
                BoolOp::And => (Truth::False, Truth::True),
                BoolOp::Or => (Truth::True, Truth::False),
            };
            if truths.contains(&decides) {
                decides
            } else if truths.iter().all(|truth| *truth == else_) {
                else_
            } else if truths.contains(&Truth::Looks) {
                Truth::Looks
            } else {
                Truth::Unknown
            }
        }
        Expr::Name(_) | Expr::Attribute(_) => match context.dotted(test).as_deref() {
            Some(
                "TYPE_CHECKING"
                | "typing.TYPE_CHECKING"
                | "typing_extensions.TYPE_CHECKING"
                | "t.TYPE_CHECKING",
            ) => Truth::False,
            Some("PY2" | "six.PY2") => Truth::False,
            Some("PY3" | "six.PY3") => Truth::True,
            Some(name) => context.flags.get(name).copied().unwrap_or(Truth::Unknown),
            None => Truth::Unknown,
        },
        Expr::Compare(compare) => match (&*compare.ops, &*compare.comparators) {
            ([op], [right]) => comparison(&compare.left, *op, right, context),
            _ => Truth::Unknown,
        },
        Expr::Call(call) => match context.dotted(&call.func).as_deref() {
            Some(
                "find_spec"
                | "importlib.util.find_spec"
                | "util.find_spec"
                | "find_loader"
                | "pkgutil.find_loader"
                | "hasattr",
            ) => Truth::Looks,
            Some("bool") => match &*call.arguments.args {
                [value] => truth(value, context),
                _ => Truth::Unknown,
            },
            Some("sys.platform.startswith") => match call.arguments.args.first() {
                Some(Expr::StringLiteral(text)) => known("linux".starts_with(text.value.to_str())),
                _ => Truth::Unknown,
            },
            _ => environment::value(test, context.aliases).map_or(Truth::Unknown, known),
        },
        _ => environment::value(test, context.aliases).map_or(Truth::Unknown, known),
    }
}

fn number(expr: &Expr) -> Option<u64> {
    match expr {
        Expr::NumberLiteral(literal) => match &literal.value {
            Number::Int(int) => int.as_u64(),
            _ => None,
        },
        _ => None,
    }
}

fn comparison(left: &Expr, op: CmpOp, right: &Expr, context: &Context) -> Truth {
    let is_none = matches!(right, Expr::NoneLiteral(_));
    if is_none && truth(left, context) == Truth::Looks {
        return Truth::Looks;
    }
    if let Some(truth) = environment::comparison(left, op, right, context.aliases) {
        return known(truth);
    }
    if let Some(version) = version(left, context) {
        let wanted: Option<Vec<u64>> = match right {
            Expr::Tuple(tuple) => tuple.elts.iter().map(number).collect(),
            other => number(other).map(|number| vec![number]),
        };
        return wanted.map_or(Truth::Unknown, |wanted| ordered(&version, op, &wanted));
    }
    let value = match left {
        Expr::Call(call) if call.arguments.args.is_empty() => context.dotted(&call.func),
        other => context.dotted(other),
    };
    let value = match value.as_deref() {
        Some("sys.platform") => "linux",
        Some("os.name") => "posix",
        Some("platform.system") => "Linux",
        // Lambda imports the module and does not run it as `__main__`.
        Some("__name__") => "",
        _ => return Truth::Unknown,
    };
    let texts: Option<Vec<&str>> = match right {
        Expr::StringLiteral(text) => Some(vec![text.value.to_str()]),
        Expr::Tuple(tuple) => tuple.elts.iter().map(text_of).collect(),
        Expr::List(list) => list.elts.iter().map(text_of).collect(),
        Expr::Set(set) => set.elts.iter().map(text_of).collect(),
        _ => None,
    };
    let Some(texts) = texts else {
        return Truth::Unknown;
    };
    match op {
        CmpOp::Eq | CmpOp::In => known(texts.contains(&value)),
        CmpOp::NotEq | CmpOp::NotIn => known(!texts.contains(&value)),
        _ => Truth::Unknown,
    }
}

fn text_of(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::StringLiteral(text) => Some(text.value.to_str()),
        _ => None,
    }
}

/// The parts of `sys.version_info` an expression stands for.
fn version(expr: &Expr, context: &Context) -> Option<Vec<u64>> {
    // AWS does not say which patch release it runs.
    const PATCH: u64 = 99;
    let whole = vec![3, u64::from(context.minor), PATCH];
    let is_version = |expr: &Expr| {
        context.dotted(expr).is_some_and(|name| matches!(name.as_str(), "sys.version_info" | "version_info"))
    };
    match expr {
        Expr::Subscript(subscript) if is_version(&subscript.value) => match &*subscript.slice {
            Expr::Slice(slice) if slice.lower.is_none() && slice.step.is_none() => {
                let upper = slice.upper.as_deref().and_then(number)? as usize;
                whole.get(..upper).map(<[u64]>::to_vec)
            }
            index => Some(vec![*whole.get(number(index)? as usize)?]),
        },
        Expr::Attribute(attribute) if is_version(&attribute.value) => match attribute.attr.as_str() {
            "major" => Some(vec![3]),
            "minor" => Some(vec![u64::from(context.minor)]),
            _ => None,
        },
        other => is_version(other).then_some(whole),
    }
}

/// Compares versions as Python compares tuples.
fn ordered(version: &[u64], op: CmpOp, wanted: &[u64]) -> Truth {
    let order = version.cmp(wanted);
    match op {
        CmpOp::Lt => known(order == Ordering::Less),
        CmpOp::LtE => known(order != Ordering::Greater),
        CmpOp::Gt => known(order == Ordering::Greater),
        CmpOp::GtE => known(order != Ordering::Less),
        CmpOp::Eq => known(order == Ordering::Equal),
        CmpOp::NotEq => known(order != Ordering::Equal),
        _ => Truth::Unknown,
    }
}
