//! The header files of dist-info: METADATA (core metadata) and WHEEL (binary distribution format).

use super::PackageName;
use pep440_rs::Version;

/// The headers of an RFC 822 style file, up to the first empty line. Continuation lines are joined.
#[derive(Clone, Debug, Default)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    pub fn parse(text: &str) -> Headers {
        let mut headers: Vec<(String, String)> = Vec::new();
        for line in text.lines() {
            if line.is_empty() {
                break;
            }
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = headers.last_mut() {
                    value.push('\n');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                headers.push((name.trim().to_string(), value.trim().to_string()));
            }
        }
        Headers(headers)
    }

    /// The first value of a header; names are compared without case.
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    /// Every value of a header, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl Headers {
    /// The name or version in these headers, if it differs from the given one. A missing header is not
    /// a difference. Local versions are not compared, because often only one of the two has it.
    pub fn disagreement(&self, name: &PackageName, version: &Version) -> Option<String> {
        let differs = |said: &&str| said.parse().is_ok_and(|said: PackageName| said != *name);
        if let Some(said) = self.get("Name").filter(differs) {
            return Some(format!("\"{said}\""));
        }
        let said = self.get("Version")?;
        let parsed: Version = said.parse().ok()?;
        (parsed.without_local() != version.clone().without_local()).then(|| format!("version {said}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_headers() {
        let headers = Headers::parse(
            "Metadata-Version: 2.1\nName: Foo\nRequires-Dist: a\nrequires-dist: b ; extra == \"x\"\n\
             License: one\n   two\n\nName: not a header\n",
        );
        assert_eq!(headers.get("name"), Some("Foo"));
        assert_eq!(headers.all("Requires-Dist").collect::<Vec<_>>(), ["a", "b ; extra == \"x\""]);
        assert_eq!(headers.get("License"), Some("one\ntwo"));
        assert_eq!(headers.get("Version"), None);
    }
}
