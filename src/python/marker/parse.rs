//! The grammar of markers (specification "Dependency specifiers", "Grammar").

use super::{Operator, Place, Test, Tree, Variable};
use crate::python::text::shown;

/// Maximum length of a marker in bytes, and maximum depth of its parentheses. Real markers stay below 500 bytes.
const MAX_LENGTH: usize = 16 << 10;
const MAX_DEPTH: usize = 32;
/// Maximum number of digits of a number. No real version has a longer number.
const MAX_DIGITS: usize = 18;

/// Longer operators come first.
const OPERATORS: [&str; 8] = ["===", "==", "~=", "!=", "<=", ">=", "<", ">"];

pub fn tree(text: &str, place: Place) -> Result<Tree, String> {
    check_size(text)?;
    let mut parser = Parser { rest: text, place, undefined: None };
    match parser.any() {
        Some(tree) if parser.rest.is_empty() => match parser.undefined {
            Some(test) => {
                Err(format!("its marker has the comparison \"{}\", which is not defined", shown(test)))
            }
            None => Ok(tree),
        },
        _ => Err(format!("\"{}\" is not a marker", shown(text))),
    }
}

fn check_size(text: &str) -> Result<(), String> {
    let (mut depth, mut digits) = (0usize, 0);
    for char in text.chars() {
        depth = match char {
            '(' => depth + 1,
            ')' => depth.saturating_sub(1),
            _ => depth,
        };
        digits = if char.is_ascii_digit() { digits + 1 } else { 0 };
        if depth > MAX_DEPTH || digits > MAX_DIGITS || text.len() > MAX_LENGTH {
            return Err("its marker is too long, too deep or has too large a number".into());
        }
    }
    Ok(())
}

struct Parser<'t> {
    rest: &'t str,
    place: Place,
    /// The first test that can be parsed but not evaluated.
    undefined: Option<&'t str>,
}

/// One side of a comparison.
enum Side<'t> {
    Variable(&'t str),
    Text(&'t str),
}

impl<'t> Parser<'t> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn symbol(&mut self, symbol: &str) -> bool {
        self.blanks();
        let rest = self.rest.strip_prefix(symbol);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Parses a word, if it is not the beginning of a longer one.
    fn word(&mut self, word: &str) -> bool {
        self.blanks();
        let rest = self.rest.strip_prefix(word).filter(|rest| !rest.starts_with(is_of_word));
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// `and` binds more tightly than `or`.
    fn any(&mut self) -> Option<Tree> {
        let mut trees = vec![self.all()?];
        while self.word("or") {
            trees.push(self.all()?);
        }
        Some(one_or(trees, Tree::Any))
    }

    fn all(&mut self) -> Option<Tree> {
        let mut trees = vec![self.atom()?];
        while self.word("and") {
            trees.push(self.atom()?);
        }
        Some(one_or(trees, Tree::All))
    }

    fn atom(&mut self) -> Option<Tree> {
        if !self.symbol("(") {
            return self.test().map(Tree::Test);
        }
        let tree = self.any()?;
        self.symbol(")").then(|| {
            self.blanks();
            tree
        })
    }

    fn test(&mut self) -> Option<Test> {
        let start = self.rest;
        let left = self.side()?;
        let operator = self.operator()?;
        let right = self.side()?;
        let text = start.get(..start.len() - self.rest.len()).unwrap_or(start);
        self.blanks();
        // If both sides are variables, packaging compares the value of the first with the name of the second.
        let (name, value, is_reversed) = match (left, right) {
            (Side::Variable(name), Side::Text(value) | Side::Variable(value)) => (name, value, false),
            (Side::Text(value), Side::Variable(name)) => (name, value, true),
            (Side::Text(_), Side::Text(_)) => ("", "", false),
        };
        let variable = Variable::named(name)
            .filter(|one| self.place == Place::Lock || !matches!(one, Variable::Extras | Variable::Groups));
        let test = variable.and_then(|variable| {
            Test { variable, operator, value: value.to_string(), is_reversed }.checked()
        });
        if test.is_none() {
            self.undefined = self.undefined.or(Some(text.trim()));
        }
        // The replacement is never evaluated, because the marker is refused.
        Some(test.unwrap_or(Test { variable: Variable::Extra, operator, value: String::new(), is_reversed }))
    }

    fn side(&mut self) -> Option<Side<'t>> {
        self.blanks();
        if let Some(quote) = self.rest.chars().next().filter(|char| matches!(char, '\'' | '"')) {
            let (value, rest) = self.rest.get(1..)?.split_once(quote)?;
            // Texts with backslashes are refused: in Python, an escape sequence would have another meaning.
            self.rest = rest;
            return (!value.contains('\\')).then_some(Side::Text(value));
        }
        let end = self.rest.find(|char| !is_of_word(char) && char != '.').unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        Variable::named(name).map(|_| Side::Variable(name))
    }

    fn operator(&mut self) -> Option<Operator> {
        if self.word("in") {
            return Some(Operator::In);
        }
        if self.word("not") {
            let has_blank = self.rest.starts_with(char::is_whitespace);
            return (has_blank && self.word("in")).then_some(Operator::NotIn);
        }
        let operator = OPERATORS.into_iter().find(|operator| self.symbol(operator))?;
        Some(Operator::Compare(operator))
    }
}

fn is_of_word(char: char) -> bool {
    char == '_' || char.is_alphanumeric()
}

fn one_or(mut trees: Vec<Tree>, several: fn(Vec<Tree>) -> Tree) -> Tree {
    match trees.len() {
        1 => trees.remove(0),
        _ => several(trees),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Marker, group_name};
    use super::*;
    use crate::python::environment::marker_environment;
    use crate::target::{Architecture, PackageKind, Runtime, Target};
    use pep508_rs::ExtraName;

    /// A marker with extras, on Python 3.13 and x86_64 → whether it holds, or its fault.
    fn check_in(place: Place, text: &str, extras: &[&str], expected: Result<bool, &str>) {
        let runtime = Runtime::named("python3.13").unwrap();
        let target = Target::new(PackageKind::Function, runtime, Architecture::X86_64);
        let environment = marker_environment(&target).unwrap();
        let extras: Vec<ExtraName> = extras
            .iter()
            .map(|extra| match extra.strip_prefix("group ") {
                Some(group) => group_name(group).unwrap(),
                None => extra.parse().unwrap(),
            })
            .collect();
        match (Marker::parse(text, place), expected) {
            (Ok(marker), Ok(expected)) => {
                assert_eq!(marker.evaluate(&environment, &extras), expected, "{text}")
            }
            (Err(fault), Err(expected)) => assert!(fault.contains(expected), "{text}: {fault}"),
            (found, expected) => panic!("{text}: {found:?}, not {expected:?}"),
        }
    }

    fn check(text: &str, expected: Result<bool, &str>) {
        check_in(Place::Requirement, text, &[], expected);
    }

    #[test]
    fn evaluates_as_packaging() {
        check("", Ok(true));
        check("python_version >= '3.9' and os_name == 'posix'", Ok(true));
        check("python_version < '3.9' or sys.platform == \"linux\" and os.name=='nt'", Ok(false));
        check("(python_version<'3.9' or sys_platform=='linux')and(os_name!='nt')", Ok(true));
        check("'3.9' <= python_version", Ok(true));
        check("python_version >= '3.9.*'", Ok(false));
        check("python_version == '3.*'", Ok(true));
        check("python_version != 'x'", Ok(true));
        check("python_version ~= '3.12'", Ok(true));
        check("'3.14' ~= python_version", Ok(true));
        check("python_full_version === '3.13.99'", Ok(true));
        check("platform_release >= '5'", Ok(false));
        check("platform_release != '5'", Ok(false));
        check("sys_platform >= 'linux'", Ok(true));
        check("sys_platform > 'aix'", Ok(false));
        check("os_name != sys_platform", Ok(true));
        check("python_implementation == 'CPython'", Ok(true));
    }

    /// `in` and `not in` look for one text in another.
    #[test]
    fn membership_is_a_test_of_texts() {
        check("'3.1' in python_version", Ok(true));
        check("'2.7' in python_version", Ok(false));
        check("python_version in '2.6,2.7,3.13'", Ok(true));
        check("python_version in '2.6,2.7'", Ok(false));
        check("python_version not in '2.7, 3.13'", Ok(false));
        check("python_version not  in '2.7'", Ok(true));
        check("sys_platform in 'linux darwin'", Ok(true));
        check("'lin'in sys_platform", Ok(true));
        check("extra in 'a b'", Ok(true));
        check("python_version notin '2.7'", Err("is not a marker"));
    }

    #[test]
    fn knows_extras() {
        let check = |text: &str, extras: &[&str], expected| {
            check_in(Place::Requirement, text, extras, Ok(expected));
        };
        check("extra == 'A_b'", &["a-b"], true);
        check("'a.b' == extra", &["c", "a-b"], true);
        check("extra == 'a'", &[], false);
        check("extra != 'a'", &[], true);
        check("extra != 'a'", &["a"], false);
        check("extra == ''", &[], true);
        check("extra == 'a' and extra == 'b'", &["a", "b"], true);
        let lock = |text: &str, extras: &[&str], expected| check_in(Place::Lock, text, extras, expected);
        lock("'A' in extras", &["a"], Ok(true));
        lock("'a'\tin\textras or 'b'  not  in   dependency_groups", &["group b"], Ok(false));
        lock("\"b\" in dependency_groups", &["group b"], Ok(true));
        lock("'b' in dependency_groups", &["b"], Ok(false));
        lock("extras == 'a'", &["a"], Err("has the comparison \"extras == 'a'\""));
        lock("extras in 'a'", &["a"], Err("which is not defined"));
    }

    /// A marker that cannot be evaluated is a fault. It never ends the program.
    #[test]
    fn what_cannot_be_evaluated_is_a_fault() {
        check("'2.7.0' ~= os_name", Err("has the comparison \"'2.7.0' ~= os_name\""));
        check("os_name ~= '2.7.0'", Err("which is not defined"));
        check("python_version == '3.13' or os_name === 'nt'", Err("\"os_name === 'nt'\""));
        check("python_version ~= '3'", Err("which is not defined"));
        check("python_version ~= 'x'", Err("which is not defined"));
        check("'a' == 'a'", Err("which is not defined"));
        check("'a' in extras", Err("which is not defined"));
        for text in
            ["os_name", "os_name ==", "os_name == nt", "os_name = 'nt'", "(os_name == 'nt'", "x == 'y'"]
        {
            check(text, Err("is not a marker"));
        }
        check("os_name == 'nt' os_name == 'nt'", Err("is not a marker"));
        check("os_name == 'nt' and", Err("is not a marker"));
        check("os_name == 'a\\n'", Err("is not a marker"));
        check(&"(".repeat(5000), Err("too deep"));
    }
}
