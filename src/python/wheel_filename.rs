//! Wheel filenames (specification "Binary distribution format", "File name convention").

use super::PackageName;
use super::tags::TagSet;
use super::variant;
use pep440_rs::Version;
use std::cmp::Ordering;
use std::str::FromStr;

/// `{distribution}-{version}(-{build tag})?-{python tag}-{abi tag}-{platform tag}(-{variant label})?.whl`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WheelFilename {
    /// Normalized.
    pub name: PackageName,
    /// The version of the distribution.
    pub version: Version,
    /// The build tag, in two parts for sorting: the leading digits as a number, and the rest.
    pub build: Option<(BuildNumber, String)>,
    /// The tags that the wheel is built for.
    pub tags: TagSet,
    /// The label of a variant (PEP 825).
    pub variant: Option<String>,
}

/// A number of any size: build tags may contain dates and times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildNumber(String);

impl BuildNumber {
    /// Creates a number from decimal digits.
    fn new(digits: &str) -> BuildNumber {
        BuildNumber(digits.trim_start_matches('0').to_string())
    }
}

impl Ord for BuildNumber {
    fn cmp(&self, other: &BuildNumber) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for BuildNumber {
    fn partial_cmp(&self, other: &BuildNumber) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl WheelFilename {
    /// Parses a filename without folders. The number that browsers add to a file that is downloaded
    /// twice, " (1)", is ignored.
    ///
    /// # Errors
    ///
    /// A clause that states why it is not a wheel filename.
    pub fn parse(filename: &str) -> Result<WheelFilename, String> {
        let stem = strip_suffix_ignoring_case(filename, ".whl").ok_or("it does not end in .whl")?;
        let stem = strip_copy_number(stem);
        let parts: Vec<&str> = stem.split('-').collect();
        let is_python_tag = |at: usize| parts.get(at).is_some_and(|tag| variant::is_python_tag(tag));
        let (build, tags, variant) = match parts.len() {
            5 => (None, &parts[2..], None),
            6 if is_python_tag(2) => (None, &parts[2..5], Some(parse_label(parts[5])?)),
            6 => (Some(parse_build(parts[2])?), &parts[3..], None),
            7 if is_python_tag(3) => {
                (Some(parse_build(parts[2])?), &parts[3..6], Some(parse_label(parts[6])?))
            }
            n => return Err(format!("the number of parts between dashes is {n}, not 5 or 6")),
        };
        if tags.iter().any(|tag| tag.is_empty()) {
            return Err("it has an empty tag".into());
        }
        let name = PackageName::from_str(parts[0])
            .ok()
            .filter(|name| !name.as_ref().is_empty())
            .ok_or_else(|| format!("\"{}\" is not a distribution's name", parts[0]))?;
        // Versions are escaped too: the `+` of a local version may be written as `_`.
        let version = Version::from_str(parts[1])
            .or_else(|_| Version::from_str(&parts[1].replace('_', "+")))
            .map_err(|_| format!("\"{}\" is not a version", parts[1]))?;
        let tags = TagSet::new(tags[0], tags[1], tags[2]);
        Ok(WheelFilename { name, version, build, tags, variant: variant.map(str::to_ascii_lowercase) })
    }

    /// Returns the name of a wheel that was renamed, from the wheel's contents: its dist-info folder
    /// and the `Tag` headers of WHEEL.
    pub fn from_dist_info<'a>(folder: &str, tags: impl Iterator<Item = &'a str>) -> Option<WheelFilename> {
        let (name, version) = super::dist_info_name(folder)?;
        let mut sets: [Vec<&str>; 3] = Default::default();
        for tag in tags {
            for (set, part) in sets.iter_mut().zip(tag.split('-')) {
                if !set.contains(&part) {
                    set.push(part);
                }
            }
        }
        let [python, abi, platform] = sets.map(|set| set.join("."));
        Some(WheelFilename {
            name,
            version: Version::from_str(version).ok()?,
            build: None,
            tags: TagSet::new(&python, &abi, &platform),
            variant: None,
        })
    }

    /// The label of the variant, unless it is the null variant.
    pub fn special_variant(&self) -> Option<&str> {
        self.variant.as_deref().filter(|label| *label != variant::NULL)
    }
}

fn parse_build(tag: &str) -> Result<(BuildNumber, String), String> {
    let rest = tag.trim_start_matches(|c: char| c.is_ascii_digit());
    match tag.strip_suffix(rest).filter(|digits| !digits.is_empty()) {
        Some(digits) => Ok((BuildNumber::new(digits), rest.to_string())),
        None => Err(format!("the build tag \"{tag}\" does not start with a number")),
    }
}

fn parse_label(label: &str) -> Result<&str, String> {
    if variant::is_label(label) {
        return Ok(label);
    }
    let most = variant::LABEL_LENGTH;
    Err(format!(
        "\"{label}\" is not the label of a variant: it has more than {most} characters, or others than letters, digits, dots and underscores"
    ))
}

fn strip_suffix_ignoring_case<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(suffix.len())?;
    let (head, tail) = (text.get(..at)?, text.get(at..)?);
    tail.eq_ignore_ascii_case(suffix).then_some(head)
}

fn strip_copy_number(stem: &str) -> &str {
    let Some((head, number)) = stem.strip_suffix(')').and_then(|s| s.rsplit_once('(')) else {
        return stem;
    };
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    if is_number { head.trim_end() } else { stem }
}

/// Whether a filename ends like that of a wheel.
pub fn is_wheel(filename: &str) -> bool {
    strip_suffix_ignoring_case(filename, ".whl").is_some()
}

/// Whether a filename is that of a source distribution: `{name}-{version}.tar.gz`, or with an older
/// ending (specification "Source distribution format").
pub fn is_sdist(filename: &str) -> bool {
    let endings = [".tar.gz", ".tgz", ".tar.bz2", ".tar.xz"];
    endings.iter().any(|ending| {
        strip_suffix_ignoring_case(filename, ending)
            .and_then(|stem| stem.rsplit_once('-'))
            .is_some_and(|(name, version)| !name.is_empty() && Version::from_str(version).is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(filename: &str, expected: Result<(&str, &str, Option<&str>), &str>) {
        match (WheelFilename::parse(filename), expected) {
            (Ok(wheel), Ok((name, version, build))) => {
                assert_eq!(wheel.name.to_string(), name, "{filename}");
                assert_eq!(wheel.version.to_string(), version, "{filename}");
                assert_eq!(wheel.build.map(|(number, _)| number), build.map(BuildNumber::new), "{filename}");
            }
            (Err(error), Err(expected)) => assert!(error.contains(expected), "{filename}: {error}"),
            (found, expected) => panic!("{filename}: {found:?}, not {expected:?}"),
        }
    }

    #[test]
    fn parses_filenames() {
        check("six-1.17.0-py2.py3-none-any.whl", Ok(("six", "1.17.0", None)));
        check("Foo_Bar.baz-1.0-2abc-py3-none-any.whl", Ok(("foo-bar-baz", "1.0", Some("2"))));
        let long = "123456789012345678901234567890";
        check(&format!("a-1-{long}x-py3-none-any.whl"), Ok(("a", "1", Some(long))));
        check("torch-2.1.0+cpu-cp311-cp311-linux_x86_64.whl", Ok(("torch", "2.1.0+cpu", None)));
        check("torch-2.1.0_cpu-cp311-cp311-linux_x86_64.whl", Ok(("torch", "2.1.0+cpu", None)));
        check("six-1.17.0-py2.py3-none-any (1).WHL", Ok(("six", "1.17.0", None)));
        check("six-1.17.0-py2.py3-none-any.zip", Err("does not end in .whl"));
        check("six-1.17.0.whl", Err("dashes is 2"));
        check("six-x-py3-none-any.whl", Err("\"x\" is not a version"));
        check("-1-py3-none-any.whl", Err("\"\" is not a distribution's name"));
        check("six-1.0-b1-py3-none-any.whl", Err("does not start with a number"));
        check("six-1.0-py3--any.whl", Err("empty tag"));
        check("", Err("does not end in .whl"));
    }

    /// The number that a browser adds to a name that exists already is removed; other text in parentheses is kept.
    #[test]
    fn leaves_out_numbers_of_copies() {
        for (stem, expected) in
            [("a (1)", "a"), ("a(12)", "a"), ("a ()", "a ()"), ("a (x)", "a (x)"), ("a (1", "a (1")]
        {
            assert_eq!(strip_copy_number(stem), expected);
        }
    }

    #[test]
    fn reads_dist_info() {
        let tags = ["py2-none-any", "py3-none-any"];
        let wheel = WheelFilename::from_dist_info("Six_1-1.17.0.dist-info", tags.into_iter()).unwrap();
        assert_eq!(
            (wheel.name.to_string().as_str(), wheel.version.to_string().as_str()),
            ("six-1", "1.17.0")
        );
        assert_eq!((wheel.tags.to_string().as_str(), wheel.build), ("py2.py3-none-any", None));
        assert!(WheelFilename::from_dist_info("six-x.dist-info", tags.into_iter()).is_none());
        assert!(WheelFilename::from_dist_info("six", tags.into_iter()).is_none());
    }

    /// A label is never read as a build tag.
    #[test]
    fn parses_variants() {
        let check = |filename: &str, tags: &str, build: bool, variant: Option<&str>| {
            let wheel = WheelFilename::parse(filename).unwrap();
            assert_eq!((wheel.tags.to_string().as_str(), wheel.build.is_some()), (tags, build), "{filename}");
            assert_eq!(wheel.variant.as_deref(), variant, "{filename}");
        };
        let tags = "cp313-cp313-manylinux_2_17_x86_64";
        check("a-1-cp313-cp313-manylinux_2_17_x86_64-x86_64_v3.whl", tags, false, Some("x86_64_v3"));
        check("a-1-2-cp313-cp313-manylinux_2_17_x86_64-cu126.whl", tags, true, Some("cu126"));
        check("a-1-py3-none-any-null.whl", "py3-none-any", false, Some("null"));
        check("a-1-2-py3-none-any.whl", "py3-none-any", true, None);
        for filename in [
            "a-1-b1-py3-none-any.whl",
            "a-1-py3-none-any-waytoolongforalabel.whl",
            "a-1-py3-none-any-x86_64_v4_openblas.whl",
            "a-1-2-py3-none-any-cu+126.whl",
            "a-1-2-3-py3-none-any.whl",
        ] {
            assert!(WheelFilename::parse(filename).is_err(), "{filename}");
        }
        let error = WheelFilename::parse("a-1-py3-none-any-x86_64_v4_openblas.whl").unwrap_err();
        assert!(error.starts_with("\"x86_64_v4_openblas\" is not the label of a variant"), "{error}");
    }

    #[test]
    fn build_numbers_have_an_order() {
        let build = |tag: &str| parse_build(tag).unwrap();
        assert!(build("9") < build("10") && build("2a") < build("2b") && build("02") == build("2"));
        assert!(build("99999999999999999999") < build("100000000000000000000"));
        assert!(build("0") < build("1a"));
    }

    #[test]
    fn knows_sdists() {
        for (name, expected) in [
            ("six-1.17.0.tar.gz", true),
            ("a-b-1.0rc1.tgz", true),
            ("data.tar.gz", false),
            ("my-data.tar.gz", false),
            ("-1.0.tar.gz", false),
            ("six-1.17.0.whl", false),
        ] {
            assert_eq!(is_sdist(name), expected, "{name}");
        }
    }
}
