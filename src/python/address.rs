//! URLs and paths: the filename at their end, which is searched for in the drop, and the values of their fragment.

use super::download::ADVICE;
use super::wheel_filename::is_wheel;
use crate::digest::Digest;
use crate::format::{SINGLE_QUOTES, single_quoted};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// The wheel filename at the end of a path or URL.
pub fn wheel_filename(address: &str) -> Option<String> {
    let path = address.split(['#', '?']).next().unwrap_or(address);
    let name = path.rsplit(['/', '\\', ':']).next().unwrap_or(path);
    // `torch-2.1.0%2Bcpu-….whl`
    let name = percent_decode_str(name).decode_utf8_lossy().into_owned();
    is_wheel(&name).then_some(name)
}

/// A value of the fragment, as in `#egg=name&subdirectory=lib` (pip documentation, "VCS Support").
pub fn fragment<'a>(address: &'a str, key: &str) -> Option<&'a str> {
    let (_, fragment) = address.split_once('#')?;
    fragment.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='))
}

/// The hash that an address states in its fragment (specification "Simple repository API").
pub fn stated_hash(address: &str) -> Option<Digest> {
    let names = ["sha256", "sha384", "sha512"];
    names.iter().find_map(|name| Digest::from_hex(&format!("{name}:{}", fragment(address, name)?)))
}

/// The command that builds a wheel from an address or a folder. It does not use a name: pip would look
/// the name up on a public index, where anybody may own it.
pub fn build_command(address: &str) -> String {
    let address = without_password(address);
    // Without its quotes, a path would be another one. After a space, pip would take it for an option.
    let shown = match &*address {
        path if path.contains(SINGLE_QUOTES) => "PATH".to_string(),
        option if option.starts_with('-') => single_quoted(&format!("./{option}")),
        _ => single_quoted(&address),
    };
    format!("pip wheel --no-deps {shown}")
}

/// What to do about a distribution at an address that was not dropped.
pub fn build_hint(address: &str) -> String {
    if is_fetched(address) {
        return format!("Drop the wheel from its address too. {ADVICE}");
    }
    // `pip freeze` writes the folders in which conda packages were built: those of Anaconda and of conda-forge.
    let of_conda = ["/croot/", "/tmp/build/", "/feedstock_root/", "/conda-bld/", "/conda_build/"];
    let is_of_conda =
        |folder: &str| address.contains(folder) && (folder != "/tmp/build/" || address.contains("/work"));
    if address.starts_with("file:") && of_conda.into_iter().any(is_of_conda) {
        return "conda installed it, from a folder that was only on the machine that built it. Write versions instead: pip list --format=freeze > requirements.txt".to_string();
    }
    format!("Build a wheel of it and drop it too: {}", build_command(address))
}

/// Whether a wheel at an address can be fetched from there.
pub fn is_fetched(address: &str) -> bool {
    let is_http = ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme));
    is_http && wheel_filename(address).is_some()
}

/// The address of a commit in the form of pip (pip documentation, "VCS Support").
pub fn of_commit(system: &str, url: &str, commit: Option<&str>, subdirectory: Option<&str>) -> String {
    // `git@host:path` is a short form of an SSH address.
    let url = match url.split_once(':') {
        Some((host, path)) if !url.contains("://") && host.contains('@') => format!("ssh://{host}/{path}"),
        _ => url.to_string(),
    };
    let commit = commit.map(|commit| format!("@{commit}")).unwrap_or_default();
    let subdirectory = subdirectory.map(|folder| format!("#subdirectory={folder}")).unwrap_or_default();
    format!("{system}+{url}{commit}{subdirectory}")
}

/// An address that can be shown in messages: the text before the host is hidden, because it may be a secret.
pub fn without_password(address: &str) -> Cow<'_, str> {
    let hidden = || {
        let (scheme, rest) = address.split_once("://")?;
        let host = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (user, _) = rest.get(..host)?.rsplit_once('@')?;
        // In `git@`, the user name is not a secret: it is the usual one.
        (user != "git").then(|| format!("{scheme}://****{}", &rest[user.len()..]))
    };
    hidden().map_or(Cow::Borrowed(address), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_filenames_from_addresses() {
        let check = |address: &str, expected: Option<&str>| {
            assert_eq!(wheel_filename(address).as_deref(), expected, "{address}");
        };
        check(
            "https://x/torch-2.1.0%2Bcpu-cp311-cp311-linux_x86_64.whl#sha256=0",
            Some("torch-2.1.0+cpu-cp311-cp311-linux_x86_64.whl"),
        );
        check("file:a-1-py3-none-any.whl", Some("a-1-py3-none-any.whl"));
        check("https://x/a.tar.gz", None);
    }

    #[test]
    fn hints_how_to_get_a_wheel() {
        let check = |address: &str, expected: &str| {
            assert!(build_hint(address).contains(expected), "{address}: {}", build_hint(address));
        };
        check("https://x/en_core-1-py3-none-any.whl#sha256=0", "from its address");
        check("git+https://x/y", "pip wheel --no-deps");
        check("file:///home/me/croot", "pip wheel --no-deps");
        for path in [
            "croot/numpy_1704/work/dist/numpy-1.26.4-cp312-cp312-linux_x86_64.whl#sha256=0",
            "tmp/build/80754af9/six_1644875935023/work",
            "home/conda/feedstock_root/build_artifacts/idna_1/work",
            "C:/b/abs_5c/croot/idna_1/work",
            "opt/conda/conda-bld/idna_1/work",
        ] {
            check(&format!("file:///{path}"), "pip list --format=freeze");
        }
    }

    #[test]
    fn hides_passwords() {
        let check = |address: &str, expected: &str| assert_eq!(without_password(address), expected);
        check("git+https://me:ab/c@x/y@v1", "git+https://me:ab/c@x/y@v1");
        check("git+https://token@x/y@v1", "git+https://****@x/y@v1");
        check("https://me:a@b@x/y?z#egg=q", "https://****@x/y?z#egg=q");
        check("git+ssh://git@x/y", "git+ssh://git@x/y");
        check("../lib", "../lib");
        assert_eq!(build_command("../my lib"), "pip wheel --no-deps '../my lib'");
        assert_eq!(build_command("../$(id)`id`"), "pip wheel --no-deps '../$(id)`id`'");
        assert_eq!(build_command("../x\u{2019}; calc; \u{2018}"), "pip wheel --no-deps PATH");
        assert_eq!(build_command("-r x"), "pip wheel --no-deps './-r x'");
    }

    #[test]
    fn names_commits() {
        let check = |url: &str, commit: Option<&str>, folder: Option<&str>, expected: &str| {
            assert_eq!(of_commit("git", url, commit, folder), expected);
        };
        check("https://x/y.git", Some("ab12"), None, "git+https://x/y.git@ab12");
        check("https://x/y", None, Some("lib"), "git+https://x/y#subdirectory=lib");
        check("git@x:me/y.git", Some("v1"), None, "git+ssh://git@x/me/y.git@v1");
    }

    #[test]
    fn takes_values_from_fragments() {
        let check = |address: &str, egg: Option<&str>, has_hash: bool| {
            assert_eq!(fragment(address, "egg"), egg, "{address}");
            assert_eq!(stated_hash(address).is_some(), has_hash, "{address}");
        };
        let hash = "0".repeat(64);
        check("git+https://x/y#subdirectory=d&egg=y[z]", Some("y[z]"), false);
        check("https://x/y", None, false);
        check(&format!("https://x/y.whl#sha256={hash}"), None, true);
        check(&format!("https://x/y.whl#egg=y&sha256={hash}"), Some("y"), true);
        check("https://x/y.whl#sha256=0", None, false);
        check(&format!("https://x/sha256={hash}"), None, false);
    }
}
