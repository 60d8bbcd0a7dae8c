//! Which index is asked for which distribution. Of several indexes, only the first that has a name is used, so that a
//! private name is never taken from a public index (uv documentation, "Searching across multiple indexes"). For the
//! same reason, no other index is asked in place of an index whose address is unknown here.

use crate::finding::{Code, Finding};
use crate::python::PackageName;
use crate::python::address::without_password;
use crate::python::requirement_set::{RequirementEntry, RequirementSet};
use crate::python::requirements_txt::environment_variable;
use crate::python::text::shown;
use url::Url;

/// An index, with the address for requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// The address without user name and password, with a slash at the end.
    pub url: String,
    /// The decoded user name and password from its address.
    pub login: Option<(String, String)>,
}

impl Index {
    /// Parses an address. `None` if it is not an HTTP or HTTPS address, or if it depends on the environment.
    pub fn parse(text: &str) -> Option<Index> {
        let mut url = Url::parse(text.trim()).ok().filter(|url| matches!(url.scheme(), "https" | "http"))?;
        if environment_variable(&without_password(text)).is_some() {
            return None;
        }
        let login = take_login(&mut url);
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

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Removes the user name and the password from an address, and returns them. `None` if there are none, or if they are
/// environment variables, whose values are unknown here.
pub fn take_login(url: &mut Url) -> Option<(String, String)> {
    let (user, password) = (decoded(url.username()), decoded(url.password().unwrap_or_default()));
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    let is_known = environment_variable(&user).or(environment_variable(&password)).is_none();
    (is_known && !(user.is_empty() && password.is_empty())).then_some((user, password))
}

/// The finding that a distribution may come from an index of the files whose address depends on an environment
/// variable, if there is such an index.
pub fn dependent(name: &PackageName, required: &RequirementSet) -> Option<Finding> {
    required.indexes.iter().filter(|stated| Index::parse(&stated.url).is_none()).find_map(|stated| {
        let address = without_password(&stated.url);
        let (index, variable) = (shown(&address), environment_variable(&address)?);
        let message = format!(
            "\"{name}\" may come from \"{index}\", which cannot be asked: it uses the environment variable \"{variable}\""
        );
        let hint = "A page knows no environment variables: write the value itself";
        Some(Finding::general(Code::IndexMissing, message).hint(hint))
    })
}

/// The finding that a distribution comes from an index whose address is unknown.
pub fn unknown(name: &PackageName, index: &str) -> Finding {
    let message = format!("\"{name}\" comes from \"{index}\", which cannot be asked");
    let hint = "Write the address of the index into the file, or drop the wheel too";
    Finding::general(Code::IndexMissing, message).hint(hint)
}

/// The indexes for distributions without an index of their own, first to last.
pub fn indexes(given: &[String], otherwise: Option<&str>, required: &RequirementSet) -> Vec<Index> {
    let stated = &required.indexes;
    // `--no-index` overrides the indexes that files state (pip documentation), but not the indexes that the user
    // gives.
    if required.no_index.is_some() && given.is_empty() {
        return Vec::new();
    }
    let mut texts: Vec<&str> = match given.is_empty() {
        false => given.iter().map(String::as_str).collect(),
        true => {
            let (last, first): (Vec<_>, Vec<_>) = stated.iter().partition(|index| index.is_default);
            // If several default indexes are stated, the last one counts, as in pip.
            let last = last.last().map(|index| index.url.as_str()).or(otherwise);
            first.into_iter().map(|index| index.url.as_str()).chain(last).collect()
        }
    };
    texts.dedup();
    texts.into_iter().filter_map(Index::parse).collect()
}

/// The only index that a distribution may come from, if one is stated for it. The error is the index as text for
/// messages, if it cannot be asked.
pub fn own(name: &PackageName, requirements: &[&RequirementEntry]) -> Option<Result<Index, String>> {
    let mut named = requirements.iter().filter(|entry| entry.requirement.name == *name);
    let stated = named.find_map(|entry| entry.index.as_deref())?;
    Some(Index::parse(stated).ok_or_else(|| shown(&without_password(stated))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::requirement_set::Origin;

    #[test]
    fn the_default_comes_last() {
        let check = |given: &[&str], stated: &[(&str, bool)], expected: &[&str]| {
            let mut required = RequirementSet::default();
            stated.iter().for_each(|(url, is_default)| required.name_index(url, *is_default));
            let given: Vec<String> = given.iter().map(|url| url.to_string()).collect();
            let found = indexes(&given, Some("https://default/simple"), &required);
            assert_eq!(found.iter().map(|index| index.url.as_str()).collect::<Vec<_>>(), expected);
        };
        check(&[], &[], &["https://default/simple/"]);
        check(&[], &[("https://a/s", true), ("https://b/s/", false)], &["https://b/s/", "https://a/s/"]);
        check(&[], &[("https://b/s/", false)], &["https://b/s/", "https://default/simple/"]);
        check(&["https://c", "nonsense", "ftp://d"], &[("https://a/s", true)], &["https://c/"]);
        let mut none = RequirementSet::default();
        none.name_index("https://a/s", true);
        none.no_index = Some(Origin::new("r.txt", Some(1)));
        assert_eq!(indexes(&[], Some("https://default/simple"), &none), []);
        assert_eq!(indexes(&["https://c".to_string()], None, &none).len(), 1);
    }

    #[test]
    fn passwords_are_taken_out() {
        let index = Index::parse("https://me%40x:p%2Fw@host/simple?x#y").unwrap();
        assert_eq!(index.url, "https://host/simple/");
        assert_eq!(index.login, Some(("me@x".into(), "p/w".into())));
        assert_eq!(index.project(&"A_b".parse().unwrap()), "https://host/simple/a-b/");
        let check = |text: &str, expected: Option<&str>| {
            let found = Index::parse(text);
            assert_eq!(found.as_ref().map(|index| index.url.as_str()), expected, "{text}");
            assert!(found.is_none_or(|index| index.login.is_none()), "{text}");
        };
        check("https://${USER}:${PASS}@host/simple", Some("https://host/simple/"));
        check("https://${TOKEN}@host/simple", Some("https://host/simple/"));
        check("https://${HOST}/simple", None);
        check("https://host/${TOKEN}/simple", None);
        check("../wheels", None);
    }
}
