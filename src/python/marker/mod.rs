//! Environment markers (specification "Dependency specifiers", "Environment Markers"), evaluated as
//! packaging does, which pip uses. If the variable is a version and the other side can be one, they are
//! compared as versions, otherwise as texts. `in` and `not in` always compare texts.
//!
//! pep508_rs reads the right side of `in` as a list of versions, drops what it cannot compare, and ends
//! the program on some markers. Only its names and its environment are used.

mod parse;

use super::specifiers::Specifier;
use pep440_rs::Version;
use pep508_rs::{ExtraName, MarkerEnvironment};
use std::str::FromStr;

/// A condition on the target and on the requested extras. The default is always true.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marker {
    text: String,
    tree: Option<Tree>,
}

#[derive(Clone, Debug, PartialEq)]
enum Tree {
    /// One of them holds.
    Any(Vec<Tree>),
    /// Each of them holds.
    All(Vec<Tree>),
    Test(Test),
}

/// A variable, and the value that it is compared with.
#[derive(Clone, Debug, PartialEq)]
struct Test {
    variable: Variable,
    operator: Operator,
    value: String,
    /// Whether the variable is on the right side.
    is_reversed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    In,
    NotIn,
    /// `==`, `<` and the like.
    Compare(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Variable {
    ImplementationName,
    ImplementationVersion,
    OsName,
    PlatformMachine,
    PlatformPythonImplementation,
    PlatformRelease,
    PlatformSystem,
    PlatformVersion,
    PythonFullVersion,
    PythonVersion,
    SysPlatform,
    Extra,
    /// Sets of extras and groups, which only lock files have (specification "pylock.toml", "packages.marker").
    Extras,
    Groups,
}

/// Where a marker stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Requirements and metadata.
    Requirement,
    /// Lock files, whose markers know `extras` and `dependency_groups`.
    Lock,
}

/// The prefix of names that stand for groups. They are passed among the extras; no extra has such a name.
const GROUP: &str = "dependency-group-of-the-lock-";

/// The name by which a chosen group is passed to [`Marker::evaluate`].
pub fn group_name(group: &str) -> Option<ExtraName> {
    ExtraName::from_str(&format!("{GROUP}{group}")).ok()
}

impl Marker {
    /// Parses a marker. An empty text is a marker that is always true.
    ///
    /// # Errors
    ///
    /// A clause that names the fault. It is also a fault if a marker can be parsed but not evaluated.
    pub fn parse(text: &str, place: Place) -> Result<Marker, String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Marker::default());
        }
        let tree = parse::tree(text, place)?;
        // Messages put their subjects in double quotes.
        let text = if text.contains('\'') { text.to_string() } else { text.replace('"', "'") };
        Ok(Marker { text, tree: Some(tree) })
    }

    /// A marker that never holds. It is used in place of a marker that could not be read.
    pub fn never() -> Marker {
        Marker { text: String::new(), tree: Some(Tree::Any(Vec::new())) }
    }

    /// The marker as written, but in single quotes if possible. Empty if there is no marker.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the marker holds on the target if these extras are requested.
    pub fn evaluate(&self, environment: &MarkerEnvironment, extras: &[ExtraName]) -> bool {
        self.tree.as_ref().is_none_or(|tree| tree.holds(&|test| test.holds(environment, extras)))
    }

    /// Whether the marker holds with some extras. Each test of an extra is taken as true.
    pub fn may_hold(&self, environment: &MarkerEnvironment) -> bool {
        let holds = |test: &Test| test.is_of_extras() || test.holds(environment, &[]);
        self.tree.as_ref().is_none_or(|tree| tree.holds(&holds))
    }
}

impl Tree {
    fn holds(&self, test: &dyn Fn(&Test) -> bool) -> bool {
        match self {
            Tree::Any(trees) => trees.iter().any(|tree| tree.holds(test)),
            Tree::All(trees) => trees.iter().all(|tree| tree.holds(test)),
            Tree::Test(one) => test(one),
        }
    }
}

impl Test {
    fn is_of_extras(&self) -> bool {
        matches!(self.variable, Variable::Extra | Variable::Extras | Variable::Groups)
    }

    /// Returns the test, or `None` if its comparison is not defined.
    fn checked(self) -> Option<Test> {
        let is_defined = match (self.variable, self.operator) {
            (Variable::Extras | Variable::Groups, operator) => {
                self.is_reversed && matches!(operator, Operator::In | Operator::NotIn)
            }
            (_, Operator::Compare(operator @ ("~=" | "==="))) => {
                let is_version = match self.is_reversed {
                    // The release of the kernel is never a version, but it may be any text.
                    true => self.variable != Variable::PlatformRelease || operator == "===",
                    false => Specifier::parse(&format!("{operator}{}", self.value)).is_some(),
                };
                self.variable.is_version() && is_version
            }
            _ => true,
        };
        is_defined.then_some(self)
    }

    fn holds(&self, environment: &MarkerEnvironment, extras: &[ExtraName]) -> bool {
        let has = |name: &str| extras.iter().any(|extra| extra.as_ref() == name);
        match (self.variable, self.operator) {
            // Names of extras are compared normalized (PEP 685).
            (Variable::Extra, Operator::Compare("==")) => has(&self.name()) || self.is_none(extras),
            (Variable::Extra, Operator::Compare("!=")) => !has(&self.name()) && !self.is_none(extras),
            (Variable::Extra, _) => {
                let names = extras.iter().map(|extra| extra.as_ref());
                let none = extras.is_empty().then_some("");
                let normalized = Test { value: self.name(), ..self.clone() };
                names.chain(none).any(|name| normalized.compare_texts(name))
            }
            (Variable::Extras, operator) => has(&self.name()) == (operator == Operator::In),
            (Variable::Groups, operator) => {
                has(&format!("{GROUP}{}", self.name())) == (operator == Operator::In)
            }
            (variable, _) => {
                let found = variable.text(environment);
                let compared = variable.is_version().then(|| self.compare_versions(found)).flatten();
                compared.unwrap_or_else(|| self.compare_texts(found))
            }
        }
    }

    /// Whether the test is `extra == ''` and no extras are requested.
    fn is_none(&self, extras: &[ExtraName]) -> bool {
        self.value.is_empty() && extras.is_empty()
    }

    /// The value as a normalized name of an extra (specification "Names and normalization").
    fn name(&self) -> String {
        let mut name = String::new();
        for char in self.value.chars() {
            match char {
                '-' | '_' | '.' if name.ends_with('-') => {}
                '-' | '_' | '.' => name.push('-'),
                char => name.extend(char.to_lowercase()),
            }
        }
        name
    }

    /// Compares versions. `None` if the right side is not a version: then both sides are compared as texts.
    fn compare_versions(&self, found: &str) -> Option<bool> {
        let Operator::Compare(operator) = self.operator else {
            return None;
        };
        let (left, right) = self.sides(found);
        let specifier = Specifier::parse(&format!("{operator}{right}"))?;
        Some(match &specifier {
            Specifier::Exact(text) => left.eq_ignore_ascii_case(text),
            // A left side that is not a version never fits, not even with `!=`.
            specifier => Version::from_str(left).is_ok_and(|version| specifier.admits(&version)),
        })
    }

    /// Compares texts. They have no order: `<=` and `>=` hold if both are the same, `<` and `>` never hold.
    fn compare_texts(&self, found: &str) -> bool {
        let (left, right) = self.sides(found);
        match self.operator {
            Operator::In => right.contains(left),
            Operator::NotIn => !right.contains(left),
            Operator::Compare("==" | "<=" | ">=") => left == right,
            Operator::Compare("!=") => left != right,
            Operator::Compare(_) => false,
        }
    }

    fn sides<'t>(&'t self, found: &'t str) -> (&'t str, &'t str) {
        if self.is_reversed { (&self.value, found) } else { (found, &self.value) }
    }
}

impl Variable {
    /// The variable of that name. The older names of PEP 345 are known too.
    fn named(name: &str) -> Option<Variable> {
        Some(match name {
            "implementation_name" => Variable::ImplementationName,
            "implementation_version" => Variable::ImplementationVersion,
            "os_name" | "os.name" => Variable::OsName,
            "platform_machine" | "platform.machine" => Variable::PlatformMachine,
            "platform_python_implementation" | "platform.python_implementation" | "python_implementation" => {
                Variable::PlatformPythonImplementation
            }
            "platform_release" => Variable::PlatformRelease,
            "platform_system" => Variable::PlatformSystem,
            "platform_version" | "platform.version" => Variable::PlatformVersion,
            "python_full_version" => Variable::PythonFullVersion,
            "python_version" => Variable::PythonVersion,
            "sys_platform" | "sys.platform" => Variable::SysPlatform,
            "extra" => Variable::Extra,
            "extras" => Variable::Extras,
            "dependency_groups" => Variable::Groups,
            _ => return None,
        })
    }

    /// Whether packaging compares the variable as a version.
    fn is_version(self) -> bool {
        use Variable::*;
        matches!(self, ImplementationVersion | PlatformRelease | PythonFullVersion | PythonVersion)
    }

    fn text(self, environment: &MarkerEnvironment) -> &str {
        match self {
            Variable::ImplementationName => environment.implementation_name(),
            Variable::ImplementationVersion => &environment.implementation_version().string,
            Variable::OsName => environment.os_name(),
            Variable::PlatformMachine => environment.platform_machine(),
            Variable::PlatformPythonImplementation => environment.platform_python_implementation(),
            Variable::PlatformRelease => environment.platform_release(),
            Variable::PlatformSystem => environment.platform_system(),
            Variable::PlatformVersion => environment.platform_version(),
            Variable::PythonFullVersion => &environment.python_full_version().string,
            Variable::PythonVersion => &environment.python_version().string,
            Variable::SysPlatform => environment.sys_platform(),
            Variable::Extra | Variable::Extras | Variable::Groups => "",
        }
    }
}
