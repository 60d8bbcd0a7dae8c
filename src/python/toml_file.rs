//! TOML, read value by value: the files of other tools contain more than is needed, and values that do
//! not always have the expected type.

use super::requirement_set::{Origin, RequirementSet};
use crate::finding::Code;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A parsed file in which the line of each value can be determined.
pub struct TomlFile<'a> {
    /// Its path as dropped.
    pub file: &'a str,
    /// Offsets of the ends of all lines, kept because each package needs its line, and files have many packages.
    line_ends: Vec<usize>,
    pub root: DeTable<'a>,
}

pub type Value<'a> = Spanned<DeValue<'a>>;

impl<'a> TomlFile<'a> {
    /// Parses a file. A fault is reported as a finding.
    pub fn parse(file: &'a str, text: &'a str, required: &mut RequirementSet) -> Option<TomlFile<'a>> {
        let line_ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
        match DeTable::parse(text) {
            Ok(root) => Some(TomlFile { file, line_ends, root: root.into_inner() }),
            Err(error) => {
                let line = error.span().map(|span| line_at(&line_ends, span.start));
                let message = error.message().lines().collect::<Vec<_>>().join(", ");
                let origin = Origin::new(file, line);
                required.report(
                    &origin,
                    Code::RequirementInvalid,
                    format!("it is not valid TOML: {message}"),
                );
                None
            }
        }
    }

    /// Where a value stands.
    pub fn origin(&self, value: &Value) -> Origin {
        Origin::new(self.file, Some(line_at(&self.line_ends, value.span().start)))
    }

    /// Adds each requirement of an array of strings. Values that are not strings are reported as findings.
    pub fn requirements(&self, array: &Value, required: &mut RequirementSet) {
        let Some(items) = array.get_ref().as_array() else {
            return self.wrong_type(array, "an array", required);
        };
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(text) => required.entry(text, self.origin(item)),
                None => self.wrong_type(item, "a string", required),
            }
        }
    }

    pub fn wrong_type(&self, value: &Value, expected: &str, required: &mut RequirementSet) {
        let found = value.get_ref().type_str();
        required.report(
            &self.origin(value),
            Code::RequirementInvalid,
            format!("there is a value of the type {found}, not {expected}"),
        );
    }
}

fn line_at(line_ends: &[usize], offset: usize) -> usize {
    1 + line_ends.partition_point(|end| *end < offset)
}

/// The value at the end of a path of keys.
pub fn at<'v, 'a>(table: &'v DeTable<'a>, keys: &[&str]) -> Option<&'v Value<'a>> {
    let (first, rest) = keys.split_first()?;
    let value = table.get(*first)?;
    if rest.is_empty() { Some(value) } else { at(value.get_ref().as_table()?, rest) }
}

pub fn table<'v, 'a>(root: &'v DeTable<'a>, keys: &[&str]) -> Option<&'v DeTable<'a>> {
    at(root, keys)?.get_ref().as_table()
}

pub fn string<'v>(table: &'v DeTable<'_>, key: &str) -> Option<&'v str> {
    table.get(key)?.get_ref().as_str()
}

/// The strings of an array.
pub fn strings<'v>(table: &'v DeTable<'_>, key: &str) -> Vec<&'v str> {
    items(table, key).filter_map(|item| item.get_ref().as_str()).collect()
}

/// The items of an array; none if there is no such array.
pub fn items<'v, 'a>(table: &'v DeTable<'a>, key: &str) -> impl Iterator<Item = &'v Value<'a>> {
    table.get(key).and_then(|value| value.get_ref().as_array()).into_iter().flat_map(|array| array.iter())
}
