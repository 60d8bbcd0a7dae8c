//! User names and passwords in addresses. They are sent to servers, but are never part of a message or lock file.

use super::order::{Index, take_login};
use crate::python::requirement_set::RequirementSet;
use url::Url;

/// A user name and a password from an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedLogin {
    /// The address of the index, or of the file if it has no index.
    pub url: String,
    /// The decoded user name.
    pub user: String,
    /// The decoded password. It is sent only to the origin of the address.
    pub password: String,
}

/// The logins of indexes, of indexes that are stated for a single distribution, and of wheels.
pub fn stated(indexes: &[Index], required: &RequirementSet) -> Vec<StatedLogin> {
    let requirements = required.requirements.iter();
    let own = requirements.clone().filter_map(|entry| Index::parse(entry.index.as_deref()?));
    let of_indexes = indexes.iter().cloned().chain(own).map(|index| (index.url, index.login));
    let files = requirements.flat_map(|entry| {
        let locked = entry.wheels.iter().filter_map(|wheel| wheel.url.as_deref());
        locked.chain(entry.requirement.address.as_deref())
    });
    let all = of_indexes.chain(files.map(file_address));
    let logins = all.filter_map(|(url, login)| {
        let (user, password) = login?;
        Some(StatedLogin { url, user, password })
    });
    logins.collect()
}

/// The address to request for the stated address of a file, and the login that it contained.
pub fn file_address(text: &str) -> (String, Option<(String, String)>) {
    match Url::parse(text).ok().filter(|url| !url.username().is_empty() || url.password().is_some()) {
        Some(mut url) => {
            url.set_fragment(None);
            let login = take_login(&mut url);
            (url.into(), login)
        }
        None => (text.split('#').next().unwrap_or(text).to_string(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_logins_out_of_addresses() {
        let check = |text: &str, url: &str, login: Option<(&str, &str)>| {
            let login = login.map(|(user, password)| (user.to_string(), password.to_string()));
            assert_eq!(file_address(text), (url.to_string(), login));
        };
        check("https://me:pw@x/a%2B1.whl?b#sha256=0", "https://x/a%2B1.whl?b", Some(("me", "pw")));
        check("https://x/a+1.whl?b#sha256=0", "https://x/a+1.whl?b", None);
        check("https://${USER}:${PASS}@x/a.whl", "https://x/a.whl", None);
    }
}
