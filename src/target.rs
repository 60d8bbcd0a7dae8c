//! What a package is made for: AWS Lambda's runtimes, architectures and limits.

use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// A Python runtime of Lambda. Sources: AWS's table of runtimes; the Lambda API model's enum.
#[derive(Debug, PartialEq, Eq)]
pub struct Runtime {
    /// Lambda's name, such as `python3.13`.
    pub name: &'static str,
    /// The minor version of CPython 3.
    pub minor: u8,
    /// The minor version of glibc 2, and so of the newest manylinux its image can run.
    pub glibc_minor: u8,
    /// `PYC_MAGIC_NUMBER` of its bytecode. Without one, bytecode is left out.
    pub magic: Option<u16>,
    /// How long it is supported.
    pub state: State,
}

/// Where a runtime stands in its life, on 2026-11-22.
#[derive(Debug, PartialEq, Eq)]
pub enum State {
    /// Creating functions is blocked from the first date, updating them from the second.
    Deprecated {
        /// Blocked from that date, such as `2027-02-01`.
        create: &'static str,
        /// Blocked from that date.
        update: &'static str,
    },
    /// Supported until that date.
    Supported {
        /// Such as `2029-06-30`.
        until: &'static str,
    },
    /// Not for production.
    Preview,
}

const DEPRECATED: State = State::Deprecated { create: "2027-02-01", update: "2027-03-03" };

/// One line a runtime. Amazon Linux 2 brings glibc 2.26, Amazon Linux 2023 glibc 2.34.
///
/// Magic numbers are from CPython's `Include/internal/pycore_magic_number.h`; 3.15's still grows.
#[rustfmt::skip]
pub const RUNTIMES: &[Runtime] = &[
    Runtime { name: "python3.8",  minor: 8,  glibc_minor: 26, magic: Some(3413), state: DEPRECATED },
    Runtime { name: "python3.9",  minor: 9,  glibc_minor: 26, magic: Some(3425), state: DEPRECATED },
    Runtime { name: "python3.10", minor: 10, glibc_minor: 26, magic: Some(3439), state: DEPRECATED },
    Runtime { name: "python3.11", minor: 11, glibc_minor: 26, magic: Some(3495), state: State::Supported { until: "2027-06-30" } },
    Runtime { name: "python3.12", minor: 12, glibc_minor: 34, magic: Some(3531), state: State::Supported { until: "2028-10-31" } },
    Runtime { name: "python3.13", minor: 13, glibc_minor: 34, magic: Some(3571), state: State::Supported { until: "2029-06-30" } },
    Runtime { name: "python3.14", minor: 14, glibc_minor: 34, magic: Some(3627), state: State::Supported { until: "2029-06-30" } },
    Runtime { name: "python3.15", minor: 15, glibc_minor: 34, magic: None,       state: State::Preview },
];

/// Of the supported runtimes that fit, the one that is nearest to a minor version of Python; of two the newer.
pub fn nearest(minor: u8, fits: &dyn Fn(&'static Runtime) -> bool) -> Option<&'static Runtime> {
    let supported = RUNTIMES.iter().rev().filter(|one| matches!(one.state, State::Supported { .. }));
    supported.filter(|one| fits(one)).min_by_key(|one| one.minor.abs_diff(minor))
}

/// The table above was read on 2026-11-22: what ends within a year of that is near its end.
pub const NEAR_END: &str = "2027-11-22";

/// Unzipped bytes of a function with its layers: so many fail already ("Unzipped size must be
/// smaller than 262144000 bytes").
pub const UNZIPPED_LIMIT: u64 = 262_144_000;

/// Zipped bytes that a request may carry; more goes by S3 ("Zipped size must be smaller than
/// 52428800 bytes").
pub const DIRECT_UPLOAD_LIMIT: u64 = 52_428_800;

/// Zipped bytes that the console's editor shows (AWS: "Lambda quotas", 3 MB).
pub const CONSOLE_EDITOR_LIMIT: u64 = 3 << 20;

/// Layers that a function can have (LocalStack's recorded answers).
pub const LAYERS: usize = 5;

/// Characters of a handler (Lambda API model, "Handler").
pub const HANDLER_LENGTH: usize = 128;

/// "boto3 and its dependencies come with the runtime; their versions vary" (AWS Lambda developer
/// guide, "Runtime-included SDK versions"): the SDK itself, and what others may require too.
pub const RUNTIME_SDK: &[&str] = &["boto3", "botocore", "jmespath", "s3transfer"];
/// What others than the SDK may require too.
pub const RUNTIME_SHARED: &[&str] = &["python-dateutil", "six", "urllib3"];

/// What runtimes bring for testing and development, and AWS advises to bundle.
pub struct AdvisedSdk {
    /// The distribution.
    pub distribution: &'static str,
    /// The module that it is imported as.
    pub module: &'static str,
    /// The minor versions of the Pythons whose runtimes have it.
    pub minors: RangeInclusive<u8>,
}

/// Read on 2026-11-26 (AWS Lambda developer guide, "Supported runtimes for durable functions").
pub const ADVISED_SDKS: &[AdvisedSdk] = &[AdvisedSdk {
    distribution: "aws-durable-execution-sdk-python",
    module: "aws_durable_execution_sdk_python",
    minors: 13..=14,
}];

/// The modules of the SDK and what others require of it, and of the runtime interface client and what it requires, in all
/// runtimes: the last on Python's path before the standard library. Read on 2026-11-22.
const RUNTIME_MODULES: &[&str] = &[
    "awslambdaric",
    "boto3",
    "botocore",
    "dateutil",
    "jmespath",
    "pip",
    "runtime_client",
    "s3transfer",
    "simplejson",
    "six",
    "snapshot_restore_py",
    "urllib3",
];

/// Whether the runtime of Python 3.`minor` brings a module besides the standard library.
pub fn is_runtime_module(module: &str, minor: u8) -> bool {
    RUNTIME_MODULES.contains(&module)
        || ADVISED_SDKS.iter().any(|sdk| sdk.module == module && sdk.minors.contains(&minor))
}

/// The distributions that the runtime of Python 3.`minor` brings.
pub fn runtime_distributions(minor: u8) -> impl Iterator<Item = &'static str> {
    let advised = ADVISED_SDKS.iter().filter(move |sdk| sdk.minors.contains(&minor));
    RUNTIME_SDK.iter().chain(RUNTIME_SHARED).copied().chain(advised.map(|sdk| sdk.distribution))
}

impl Runtime {
    /// The runtime of that name.
    ///
    /// # Errors
    ///
    /// When Lambda has no such runtime.
    pub fn named(name: &str) -> Result<&'static Runtime, Error> {
        RUNTIMES
            .iter()
            .find(|runtime| runtime.name == name)
            .ok_or_else(|| Error::UnknownRuntime(name.to_string()))
    }

    /// The runtime of CPython 3.`minor`.
    pub fn of_minor(minor: u8) -> Option<&'static Runtime> {
        RUNTIMES.iter().find(|runtime| runtime.minor == minor)
    }

    /// Whether it is supported: neither deprecated nor a preview.
    pub fn is_supported(&self) -> bool {
        matches!(self.state, State::Supported { .. })
    }

    /// The operating system of its image: Amazon Linux 2 brings glibc 2.26, Amazon Linux 2023 glibc 2.34.
    pub fn os(&self) -> &'static str {
        if self.glibc_minor < 34 { "Amazon Linux 2" } else { "Amazon Linux 2023" }
    }

    /// The path of the interpreter on Lambda.
    pub fn interpreter(&self) -> String {
        format!("/var/lang/bin/python3.{}", self.minor)
    }
}

/// An instruction set that Lambda has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Architecture {
    /// Intel and AMD.
    #[serde(rename = "x86_64")]
    X86_64,
    /// Graviton.
    #[serde(rename = "arm64")]
    Arm64,
}

impl Architecture {
    /// The architecture of that name.
    /// # Errors
    ///
    /// When Lambda has no such architecture.
    pub fn named(name: &str) -> Result<Architecture, Error> {
        match name {
            "x86_64" => Ok(Architecture::X86_64),
            "arm64" => Ok(Architecture::Arm64),
            other => Err(Error::UnknownArchitecture(other.to_string())),
        }
    }

    /// Lambda's name.
    pub fn name(self) -> &'static str {
        match self {
            Architecture::X86_64 => "x86_64",
            Architecture::Arm64 => "arm64",
        }
    }

    /// The suffix of platform tags, as in `linux_aarch64`.
    pub fn platform(self) -> &'static str {
        match self {
            Architecture::X86_64 => "x86_64",
            Architecture::Arm64 => "aarch64",
        }
    }

    /// The oldest glibc 2 minor that has manylinux tags: manylinux1 was x86_64 only,
    /// aarch64 begins with manylinux2014 (platform compatibility tags, "manylinux").
    pub fn oldest_manylinux(self) -> u8 {
        match self {
            Architecture::X86_64 => 5,
            Architecture::Arm64 => 17,
        }
    }
}

/// What a package is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum PackageKind {
    /// A function's code.
    Function,
    /// A layer.
    Layer,
}

/// What the package is made for.
#[derive(Clone, Debug)]
pub struct Target {
    /// Function or layer.
    pub kind: PackageKind,
    /// The Python that it runs on.
    pub runtime: &'static Runtime,
    /// The instruction set that it runs on.
    pub architecture: Architecture,
    /// `module.function`, as in Lambda's configuration; where it is known.
    pub handler: Option<String>,
    /// Unzipped bytes of the layers the function already has.
    pub layers_unzipped_size: u64,
}

impl Target {
    /// A target without a handler and layers.
    pub fn new(kind: PackageKind, runtime: &'static Runtime, architecture: Architecture) -> Target {
        Target { kind, runtime, architecture, handler: None, layers_unzipped_size: 0 }
    }
}

/// What a layer for Python has at its root: all but `python` is for every runtime (AWS: "Packaging
/// layers", "Lambda extensions API"), and `share` by custom.
pub const LAYER_FOLDERS: &[&str] = &["python", "bin", "lib", "extensions", "share"];

impl PackageKind {
    /// Where Python's files go: a layer is unpacked to `/opt`, and `/opt/python` is on the path.
    pub fn root(self) -> &'static str {
        match self {
            PackageKind::Function => "",
            PackageKind::Layer => "python/",
        }
    }

    /// The path in the package of a file that lies at `path` where Python's files go; `../` leads beside
    /// there.
    pub fn place(self, path: &str) -> String {
        match path.strip_prefix("../") {
            Some(beside) => beside.to_string(),
            None => format!("{}{path}", self.root()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use crate::finding::Code;
    use crate::format;

    #[test]
    fn the_table_of_runtimes_is_whole() {
        for pair in RUNTIMES.windows(2) {
            assert!(pair[0].minor < pair[1].minor, "\"{}\" is not in order", pair[1].name);
        }
        for runtime in RUNTIMES {
            assert_eq!(runtime.name, format!("python3.{}", runtime.minor));
            let released = runtime.state != State::Preview;
            assert!(!released || runtime.magic.is_some(), "\"{}\" lacks its magic number", runtime.name);
        }
    }

    #[test]
    fn hints_state_the_limits() {
        let hint = Code::DeployLayers.hint();
        assert!(hint.contains(&format::count(UNZIPPED_LIMIT as usize)), "{hint}");
    }

    #[test]
    fn hints_name_the_oldest_and_the_newest_runtime() {
        let ends = [RUNTIMES.first(), RUNTIMES.last()].map(|runtime| runtime.map_or("", |one| one.name));
        for hint in [Error::UnknownRuntime(String::new()).hint(), Code::TemplateRuntime.hint()] {
            assert!(hint.contains(&ends.join(" to ")), "{hint}");
        }
    }
}
