//! Which index is asked for what. Of several the first that knows a name is the only one asked, so that a private name is
//! never taken from a public index (uv documentation, "Searching across multiple indexes").

use crate::python::PackageName;
use crate::python::required::{Demand, Required};
use url::Url;

/// An index, as it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Without user name and password, with a slash at its end.
    pub url: String,
    /// The user name and the password that its address has in it, decoded.
    pub login: Option<(String, String)>,
}

impl Index {
    /// `None` for what is no address of http.
    pub fn parse(text: &str) -> Option<Index> {
        let mut url = Url::parse(text.trim()).ok().filter(|url| matches!(url.scheme(), "https" | "http"))?;
        let decoded =
            |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
        let (user, password) = (decoded(url.username()), decoded(url.password().unwrap_or_default()));
        let login = (!user.is_empty() || !password.is_empty()).then_some((user, password));
        url.set_username("").ok()?;
        url.set_password(None).ok()?;
        url.set_fragment(None);
        url.set_query(None);
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        Some(Index { url: url.into(), login })
    }

    /// The address of a project.
    pub fn project(&self, name: &PackageName) -> String {
        format!("{}{name}/", self.url)
    }
}

/// The indexes for what names none of its own, first to last.
pub fn of(given: &[String], otherwise: Option<&str>, required: &Required) -> Vec<Index> {
    let stated = &required.indexes;
    let mut texts: Vec<&str> = match given.is_empty() {
        false => given.iter().map(String::as_str).collect(),
        true => {
            let (last, first): (Vec<_>, Vec<_>) = stated.iter().partition(|index| index.is_default);
            // Of several that are named for the last place, the last one counts, as for pip.
            let last = last.last().map(|index| index.url.as_str()).or(otherwise);
            first.into_iter().map(|index| index.url.as_str()).chain(last).collect()
        }
    };
    texts.dedup();
    texts.into_iter().filter_map(Index::parse).collect()
}

/// The only index that a distribution may come from, where one is named for it.
pub fn own(name: &PackageName, demands: &[&Demand]) -> Option<Index> {
    let mut named = demands.iter().filter(|demand| demand.requirement.name == *name);
    named.find_map(|demand| Index::parse(demand.index.as_deref()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_comes_last() {
        let check = |given: &[&str], stated: &[(&str, bool)], expected: &[&str]| {
            let mut required = Required::default();
            stated.iter().for_each(|(url, is_default)| required.name_index(url, *is_default));
            let given: Vec<String> = given.iter().map(|url| url.to_string()).collect();
            let found = of(&given, Some("https://default/simple"), &required);
            assert_eq!(found.iter().map(|index| index.url.as_str()).collect::<Vec<_>>(), expected);
        };
        check(&[], &[], &["https://default/simple/"]);
        check(&[], &[("https://a/s", true), ("https://b/s/", false)], &["https://b/s/", "https://a/s/"]);
        check(&[], &[("https://b/s/", false)], &["https://b/s/", "https://default/simple/"]);
        check(&["https://c", "nonsense", "ftp://d"], &[("https://a/s", true)], &["https://c/"]);
    }

    #[test]
    fn passwords_are_taken_out() {
        let index = Index::parse("https://me%40x:p%2Fw@host/simple?x#y").unwrap();
        assert_eq!(index.url, "https://host/simple/");
        assert_eq!(index.login, Some(("me@x".into(), "p/w".into())));
        assert_eq!(index.project(&"A_b".parse().unwrap()), "https://host/simple/a-b/");
    }
}
