//! The filename at the end of a URL or path: what a drop can be searched for.

use super::wheel_name::is_wheel;

/// The wheel filename at the end of a path or URL.
pub fn wheel_filename(address: &str) -> Option<String> {
    let path = address.split(['#', '?']).next().unwrap_or(address);
    let name = path.rsplit(['/', '\\', ':']).next().unwrap_or(path);
    let name = percent_decoded(name);
    is_wheel(&name).then_some(name)
}

/// `%2B` and the like, as in `torch-2.1.0%2Bcpu-….whl`.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match code.filter(|_| *first == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
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
}
