//! Modules that are imported by calls: `importlib.import_module("x")`, `__import__("x")`.

use ruff_python_ast::{Arguments, Expr};

/// What such a call imports.
pub enum Dynamic {
    /// The module without its leading dots, and the number of these dots.
    Module { name: String, level: u32 },
    /// A module whose name cannot be determined.
    Hidden,
    /// Nothing, because no module can have such a name.
    Nothing,
}

/// `importlib.import_module(name, package=None)` and `__import__(name, globals, locals, fromlist, level)`.
pub fn read(function: &str, arguments: &Arguments) -> Dynamic {
    let Some(Expr::StringLiteral(name)) = arguments.find_argument_value("name", 0) else {
        return Dynamic::Hidden;
    };
    let name = name.value.to_str();
    let module = name.trim_start_matches('.');
    let level = (name.len() - module.len()) as u32;
    if function.ends_with("__import__") && arguments.find_argument_value("level", 4).is_some() {
        return Dynamic::Hidden;
    }
    if level == 0 {
        return known(module.to_string(), 0);
    }
    match arguments.find_argument_value("package", 1) {
        Some(Expr::StringLiteral(package)) => {
            let mut parts: Vec<&str> = package.value.to_str().split('.').collect();
            parts.truncate((parts.len() + 1).saturating_sub(level as usize));
            parts.extend((!module.is_empty()).then_some(module));
            known(parts.join("."), 0)
        }
        // `__name__` is the package in its own `__init__`. Elsewhere, such a call would not work.
        Some(Expr::Name(own)) if matches!(own.id.as_str(), "__package__" | "__name__") => {
            known(module.to_string(), level)
        }
        // The name is relative to the value of a variable.
        _ => Dynamic::Hidden,
    }
}

fn known(name: String, level: u32) -> Dynamic {
    let is_name = is_dotted_name(&name) || (level > 0 && name.is_empty());
    if is_name { Dynamic::Module { name, level } } else { Dynamic::Nothing }
}

fn is_dotted_name(name: &str) -> bool {
    !name.is_empty()
        && name.split('.').all(|part| {
            part.chars().all(|char| char.is_alphanumeric() || char == '_')
                && !part.starts_with(|char: char| char.is_ascii_digit())
                && !part.is_empty()
        })
}
