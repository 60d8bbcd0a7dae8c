//! Environment variables whose presence on Lambda is known (AWS Lambda developer guide, "Defined runtime environment
//! variables"; AWS SAM developer guide, "sam local": only there `AWS_SAM_LOCAL` is set).

use super::dotted::{Aliases, named};
use ruff_python_ast::{CmpOp, Expr};

/// Always set, and never empty. With SnapStart, those of logs and of the role's credentials are absent ("SnapStart",
/// "Environment variables").
const SET: &[&str] = &[
    "AWS_DEFAULT_REGION",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
];

const UNSET: &str = "AWS_SAM_LOCAL";

fn is_set(name: &Expr) -> Option<bool> {
    let name = name.as_string_literal_expr()?.value.to_str();
    if name == UNSET { Some(false) } else { SET.contains(&name).then_some(true) }
}

fn is_environ(expr: &Expr, aliases: &Aliases) -> bool {
    matches!(named(aliases, expr).as_deref(), Some("os.environ" | "environ"))
}

fn is_falsy(expr: &Expr) -> bool {
    match expr {
        Expr::NoneLiteral(_) => true,
        Expr::BooleanLiteral(literal) => !literal.value,
        Expr::StringLiteral(literal) => literal.value.is_empty(),
        _ => false,
    }
}

/// Whether an expression is the value of a variable that is set, as in `os.environ.get("LAMBDA_TASK_ROOT")`.
pub fn value(expr: &Expr, aliases: &Aliases) -> Option<bool> {
    match expr {
        Expr::Call(call) => {
            let function = named(aliases, &call.func)?;
            let is_getter =
                matches!(function.as_str(), "os.environ.get" | "environ.get" | "os.getenv" | "getenv");
            let (name, default) = (call.arguments.args.first()?, call.arguments.args.get(1));
            let is_set = is_set(name).filter(|_| is_getter && call.arguments.keywords.is_empty())?;
            (is_set || default.is_none_or(is_falsy)).then_some(is_set)
        }
        Expr::Subscript(part) if is_environ(&part.value, aliases) => {
            is_set(&part.slice).filter(|is_set| *is_set)
        }
        _ => None,
    }
}

fn has_default(expr: &Expr) -> bool {
    expr.as_call_expr().is_some_and(|call| call.arguments.args.len() > 1)
}

/// The value of a comparison, as in `"LAMBDA_TASK_ROOT" in os.environ`, `… is None` and `… == "true"`.
pub fn comparison(left: &Expr, op: CmpOp, right: &Expr, aliases: &Aliases) -> Option<bool> {
    if is_environ(right, aliases) {
        let is_set = is_set(left)?;
        return match op {
            CmpOp::In => Some(is_set),
            CmpOp::NotIn => Some(!is_set),
            _ => None,
        };
    }
    let is_set = value(left, aliases)?;
    let equals = match right {
        // What is there instead of a variable that is not set depends on the default.
        Expr::NoneLiteral(_) if is_set || !has_default(left) => !is_set,
        Expr::StringLiteral(text) if is_set == text.value.is_empty() => false,
        _ => return None,
    };
    match op {
        CmpOp::Is | CmpOp::Eq => Some(equals),
        CmpOp::IsNot | CmpOp::NotEq => Some(!equals),
        _ => None,
    }
}
