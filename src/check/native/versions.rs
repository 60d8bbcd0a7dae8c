//! Symbol versions: whether the image's glibc, libstdc++ and libgcc are as new as a file needs.

use super::image::Image;
use crate::native::elf::Version;
use crate::target::Target;

/// A symbol version that the image lacks. Values are ordered by the needed version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TooNew {
    /// Whether the version is that of glibc, which matters most: a file that needs a newer glibc needs most other
    /// things newer too.
    is_glibc: bool,
    needed: Vec<u32>,
    pub version: Version,
    /// What the image has, as a clause: `has glibc 2.34`.
    pub has: String,
}

/// Symbol versions of glibc that name a feature instead of a number, and the first minor version of glibc 2 that has
/// them (glibc's elf/Versions and NEWS).
const ABILITIES: &[(&str, u32)] = &[
    ("GLIBC_ABI_DT_RELR", 36),
    ("GLIBC_ABI_DT_X86_64_PLT", 39),
    ("GLIBC_ABI_GNU2_TLS", 42),
    ("GLIBC_ABI_GNU_TLS", 42),
];

/// The version, if the image lacks it. `None` if the image has it, or if this cannot be determined.
pub fn too_new(version: &Version, target: &Target, image: &Image) -> Option<TooNew> {
    let found = |is_glibc, needed, has| Some(TooNew { is_glibc, needed, version: version.clone(), has });
    let glibc = u32::from(target.runtime.glibc_minor);
    let has_glibc = || format!("has glibc 2.{glibc}");
    if let Some((_, since)) = ABILITIES.iter().find(|(name, _)| *name == version.name) {
        return if *since > glibc { found(true, vec![2, *since], has_glibc()) } else { None };
    }
    let (prefix, numbers) = version.name.split_once('_')?;
    let needed: Vec<u32> = numbers.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    if prefix == "GLIBC" {
        return if needed > vec![2, glibc, u32::MAX] { found(true, needed, has_glibc()) } else { None };
    }
    let (_, newest) = image.newest.iter().find(|(name, _)| *name == prefix)?;
    if needed.as_slice() <= *newest {
        return None;
    }
    let newest: Vec<String> = newest.iter().map(u32::to_string).collect();
    found(false, needed, format!("ends at {prefix}_{}", newest.join(".")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::{Architecture, PackageKind, Runtime};

    #[test]
    fn compares() {
        let check = |runtime: &str, name: &str, expected: Option<&str>| {
            let runtime = Runtime::named(runtime).unwrap();
            let target = Target::new(PackageKind::Function, runtime, Architecture::X86_64);
            let version = Version { library: "libx.so.1".into(), name: name.into() };
            let found = too_new(&version, &target, Image::for_target(&target)).map(|found| found.has);
            assert_eq!(found.as_deref(), expected, "{name}");
        };
        let (al2, al2023) = ("python3.11", "python3.12");
        check(al2, "GLIBC_2.26", None);
        check(al2, "GLIBC_2.2.5", None);
        check(al2, "GLIBC_2.26.9000", None);
        check(al2, "GLIBC_2.27", Some("has glibc 2.26"));
        check(al2023, "GLIBC_2.34", None);
        check(al2023, "GLIBC_2.35", Some("has glibc 2.34"));
        check(al2023, "GLIBC_PRIVATE", None);
        check(al2023, "GLIBC_ABI_DT_RELR", Some("has glibc 2.34"));
        check(al2, "GLIBCXX_3.4.24", None);
        check(al2, "GLIBCXX_3.4.25", Some("ends at GLIBCXX_3.4.24"));
        check(al2023, "GLIBCXX_3.4.29", None);
        check(al2023, "GLIBCXX_3.4.30", Some("ends at GLIBCXX_3.4.29"));
        check(al2023, "CXXABI_1.3.13", None);
        check(al2023, "CXXABI_1.3.14", Some("ends at CXXABI_1.3.13"));
        check(al2023, "CXXABI_FLOAT128", None);
        check(al2023, "GCC_3.0", None);
        check(al2023, "GCC_12.0.0", Some("ends at GCC_11.0.0"));
        check(al2023, "OPENSSL_3.9.0", None);
    }

    #[test]
    fn glibc_comes_before_others() {
        let version = |name: &str| Version { library: "l".into(), name: name.into() };
        let target =
            Target::new(PackageKind::Function, Runtime::named("python3.12").unwrap(), Architecture::X86_64);
        let new = |name| too_new(&version(name), &target, Image::for_target(&target)).unwrap();
        assert!(new("GLIBC_2.38") > new("GLIBC_2.35"));
        assert!(new("GLIBC_2.35") > new("GLIBCXX_3.4.32"));
    }
}
