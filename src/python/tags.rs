//! Compatibility tags (specification "Platform compatibility tags").

use crate::target::{Runtime, Target};

/// The tags that a target can install, best first.
///
/// There are hundreds of tags, but they are combinations of few parts: each Python and ABI tag with each platform
/// tag, followed by the tags for any platform.
pub struct Tags {
    /// Python and ABI tags of wheels that are built for a platform, best first.
    built: Vec<(String, String)>,
    /// Platform tags, best first.
    platforms: Vec<String>,
    /// Python tags of wheels for any platform, which have the ABI tag `none`, best first.
    any: Vec<String>,
    minor: u8,
    glibc_minor: u8,
    platform: &'static str,
}

/// The first minor version of CPython in which every build imports modules of the stable ABI for
/// free-threaded builds, `.abi3t.so` (cpython#122917).
pub const ABI3T: u8 = 15;

/// Aliases of manylinux tags, each with the minor version in its PEP 600 tag (PEP 513, 571, 599).
const ALIASES: [(u8, &str); 3] = [(17, "manylinux2014"), (12, "manylinux2010"), (5, "manylinux1")];

/// The platform tags of a target, newest manylinux first. Each alias follows the tag that it stands for.
fn platforms(target: &Target) -> Vec<String> {
    let arch = target.architecture.platform();
    let mut platforms = Vec::new();
    for minor in (target.architecture.oldest_manylinux()..=target.runtime.glibc_minor).rev() {
        platforms.push(format!("manylinux_2_{minor}_{arch}"));
        if let Some((_, alias)) = ALIASES.iter().find(|(twin, _)| *twin == minor) {
            platforms.push(format!("{alias}_{arch}"));
        }
    }
    platforms.push(format!("linux_{arch}"));
    platforms
}

impl Tags {
    /// Returns the tags of a target in the order of Pants' `complete_platform` files, which is the order of
    /// `packaging.tags`.
    pub fn for_target(target: &Target) -> Tags {
        let minor = target.runtime.minor;
        let own = format!("cp3{minor}");
        let generic: Vec<String> = std::iter::once(format!("py3{minor}"))
            .chain(std::iter::once("py3".to_string()))
            .chain((0..minor).rev().map(|older| format!("py3{older}")))
            .collect();
        let of_own = [own.as_str(), "abi3", "none"].map(|abi| (own.clone(), abi.to_string()));
        // The stable ABI begins with CPython 3.2 (PEP 384).
        let older = (2..minor).rev().map(|older| (format!("cp3{older}"), "abi3".to_string()));
        let of_any_abi = generic.iter().map(|python| (python.clone(), "none".to_string()));
        Tags {
            built: of_own.into_iter().chain(older).chain(of_any_abi).collect(),
            platforms: platforms(target),
            any: std::iter::once(own).chain(generic).collect(),
            minor,
            glibc_minor: target.runtime.glibc_minor,
            platform: target.architecture.platform(),
        }
    }

    /// How many tags fit.
    pub fn count(&self) -> usize {
        self.built.len() * self.platforms.len() + self.any.len()
    }

    /// The rank of one tag; 0 is the best.
    fn rank_of(&self, python: &str, abi: &str, platform: &str) -> Option<usize> {
        if platform == "any" {
            let at = self.any.iter().position(|known| abi == "none" && known == python)?;
            return Some(self.built.len() * self.platforms.len() + at);
        }
        let built = self.built.iter().position(|known| known.0 == python && known.1 == abi)?;
        let platform = self.platforms.iter().position(|known| known == platform)?;
        Some(built * self.platforms.len() + platform)
    }

    /// The rank of the best of a wheel's tags, if any fits.
    pub fn rank(&self, tags: &TagSet) -> Option<usize> {
        let ranks = tags.python.iter().flat_map(|python| {
            tags.abi.iter().flat_map(move |abi| {
                tags.platform.iter().filter_map(move |platform| self.rank_of(python, abi, platform))
            })
        });
        ranks.min()
    }

    /// Why none of a wheel's tags fits, in a clause.
    pub fn why_not(&self, tags: &TagSet) -> String {
        let abi_is = |wanted: fn(&str) -> bool| tags.abi.iter().all(|abi| wanted(abi));
        let any_platform = |part: &str| tags.platform.iter().any(|p| p.contains(part));
        let minor = self.minor;
        if abi_is(|abi| abi == "abi3t" || (abi.starts_with("cp3") && abi.ends_with('t'))) {
            return "it is for free-threaded Python, which Lambda does not offer".into();
        }
        for (part, system) in [
            ("musllinux", "musl-based Linux such as Alpine"),
            ("macosx", "macOS"),
            ("win", "Windows"),
            ("ios", "iOS"),
            ("android", "Android"),
            ("emscripten", "Emscripten, which runs in browsers"),
            ("pyodide", "Pyodide, which runs in browsers"),
            ("wasi", "WASI"),
        ] {
            if any_platform(part) && !any_platform("manylinux") {
                return format!("it is built for {system}, and Lambda runs Linux with glibc");
            }
        }
        let on_platform = |platform: &String| platform == "any" || platform.ends_with(self.platform);
        if !tags.platform.iter().any(on_platform) {
            return format!("it is built for another architecture than {}", self.platform);
        }
        let fits_otherwise = tags.python.iter().any(|python| {
            tags.abi.iter().any(|abi| {
                let linux = format!("linux_{}", self.platform);
                [linux.as_str(), "any"].iter().any(|on| self.rank_of(python, abi, on).is_some())
            })
        });
        if fits_otherwise {
            let glibc = self.glibc_minor;
            return format!("it needs a newer glibc than the 2.{glibc} of the runtime");
        }
        format!("it is built for another Python than 3.{minor}")
    }

    /// The tag that a wheel like this one would have if it fitted.
    pub fn fitting(&self, tags: &TagSet) -> String {
        if tags.abi.iter().all(|abi| abi == "none") && tags.platform.iter().all(|p| p == "any") {
            return "py3-none-any".into();
        }
        let platform = self.platforms.first().map_or("", String::as_str);
        let python = format!("cp3{}", self.minor);
        if tags.abi.iter().any(|abi| abi == "abi3") {
            format!("{python}-abi3-{platform}")
        } else if tags.abi.iter().all(|abi| abi == "none") && tags.python.iter().all(|p| p.starts_with("py"))
        {
            format!("py3-none-{platform}")
        } else {
            format!("{python}-{python}-{platform}")
        }
    }
}

/// A wheel's compressed tag set: `py2.py3-none-any` stands for two tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagSet {
    /// Such as `cp313`.
    pub python: Vec<String>,
    /// Such as `abi3`.
    pub abi: Vec<String>,
    /// Such as `manylinux_2_17_x86_64`.
    pub platform: Vec<String>,
}

impl TagSet {
    /// From the three last components of a wheel filename.
    pub fn new(python: &str, abi: &str, platform: &str) -> TagSet {
        let split = |tag: &str| tag.to_ascii_lowercase().split('.').map(str::to_string).collect();
        TagSet { python: split(python), abi: split(abi), platform: split(platform) }
    }
}

impl std::fmt::Display for TagSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (python, abi, platform) = (self.python.join("."), self.abi.join("."), self.platform.join("."));
        write!(f, "{python}-{abi}-{platform}")
    }
}

/// The Python version of a runtime, by which messages name it.
pub fn python_version(runtime: &Runtime) -> String {
    format!("3.{}", runtime.minor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::{Architecture, PackageKind};

    fn tags(runtime: &str, architecture: Architecture) -> Tags {
        Tags::for_target(&Target::new(PackageKind::Function, Runtime::named(runtime).unwrap(), architecture))
    }

    /// The counts of Pants' complete_platform files.
    #[test]
    fn as_many_tags_as_pants() {
        use Architecture::*;
        for (runtime, architecture, count) in [
            ("python3.9", X86_64, 558),
            ("python3.10", Arm64, 289),
            ("python3.11", X86_64, 664),
            ("python3.12", X86_64, 933),
            ("python3.12", Arm64, 555),
            ("python3.13", Arm64, 596),
            ("python3.14", X86_64, 1071),
            ("python3.14", Arm64, 637),
        ] {
            let tags = tags(runtime, architecture);
            assert_eq!(tags.count(), count, "{runtime} {architecture:?}");
        }
    }

    #[test]
    fn versions_of_python() {
        assert_eq!(python_version(Runtime::named("python3.9").unwrap()), "3.9");
    }

    #[test]
    fn verdicts() {
        use Architecture::*;
        let check = |runtime, architecture, tag: &str, fits: bool| {
            let parts: Vec<&str> = tag.split('-').collect();
            let set = TagSet::new(parts[0], parts[1], parts[2]);
            let tags = tags(runtime, architecture);
            assert_eq!(tags.rank(&set).is_some(), fits, "{tag} on {runtime}: {}", tags.why_not(&set));
        };
        check("python3.9", X86_64, "cp39-cp39-manylinux_2_5_x86_64.manylinux1_x86_64", true);
        check("python3.9", X86_64, "cp36-abi3-manylinux1_x86_64", true);
        check("python3.9", X86_64, "cp39-none-any", true);
        check("python3.9", X86_64, "cp39-cp39-manylinux_2_999_x86_64", false);
        check("python3.9", X86_64, "cp39-cp39-macosx_10_6_intel", false);
        check("python3.9", X86_64, "cp27-cp27m-manylinux1_x86_64", false);
        check("python3.14", X86_64, "cp314-cp314-manylinux_2_34_x86_64", true);
        check("python3.14", X86_64, "cp314-cp314-manylinux_2_35_x86_64", false);
        check("python3.13", X86_64, "cp313-cp313t-manylinux_2_17_x86_64", false);
        check("python3.15", X86_64, "cp315-abi3.abi3t-manylinux_2_28_x86_64", true);
        check("python3.15", X86_64, "cp315-abi3t-manylinux_2_28_x86_64", false);
        check("python3.14", X86_64, "cp315-abi3.abi3t-manylinux_2_28_x86_64", false);
        check("python3.13", X86_64, "cp313-cp313-musllinux_1_2_x86_64", false);
        check("python3.13", Arm64, "cp313-cp313-manylinux_2_17_x86_64", false);
        check("python3.13", Arm64, "cp313-cp313-manylinux_2_17_aarch64", true);
        check("python3.10", X86_64, "cp315-abi3-manylinux_2_17_x86_64", false);
        check("python3.13", X86_64, "py2.py3-none-any", true);
    }

    #[test]
    fn says_why_and_what_would_fit() {
        let check = |tag: &str, why: &str, fitting: &str| {
            let parts: Vec<&str> = tag.split('-').collect();
            let set = TagSet::new(parts[0], parts[1], parts[2]);
            let tags = tags("python3.13", Architecture::X86_64);
            assert!(tags.why_not(&set).contains(why), "{tag}: {}", tags.why_not(&set));
            assert_eq!(tags.fitting(&set), fitting, "{tag}");
        };
        let best = "cp313-cp313-manylinux_2_34_x86_64";
        check("cp313-cp313-macosx_11_0_arm64", "macOS", best);
        check("cp313-cp313-win_amd64", "Windows", best);
        check("cp313-cp313t-manylinux_2_17_x86_64", "free-threaded", best);
        check("cp313-cp313-musllinux_1_2_x86_64", "musl", best);
        check("cp315-abi3t-manylinux_2_17_x86_64", "free-threaded", best);
        check("cp313-cp313-emscripten_3_1_58_wasm32", "Emscripten", best);
        check("cp313-cp313-pyodide_2025_0_wasm32", "Pyodide", best);
        check("py3-none-wasi_0_0_0_wasm32", "WASI", "py3-none-manylinux_2_34_x86_64");
        check("cp313-cp313-manylinux_2_17_aarch64", "architecture", best);
        check("cp312-cp312-manylinux_2_17_x86_64", "another Python than 3.13", best);
        check("cp313-cp313-manylinux_2_35_x86_64", "newer glibc", best);
        check("cp38-abi3-manylinux_2_35_x86_64", "newer glibc", "cp313-abi3-manylinux_2_34_x86_64");
        check("py2-none-any", "another Python", "py3-none-any");
        check("cp312-cp312-any", "another Python", best);
        check("cp312-none-win_amd64", "Windows", best);
        check("py3-none-win_amd64", "Windows", "py3-none-manylinux_2_34_x86_64");
    }
}
