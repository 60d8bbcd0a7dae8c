//! The target of a package: AWS Lambda's runtimes, architectures and limits.

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
    /// The minor version of glibc 2 in the runtime's image: the image runs manylinux wheels up to this version.
    pub glibc_minor: u8,
    /// `PYC_MAGIC_NUMBER` of the runtime's bytecode. Without it, bytecode is omitted.
    pub magic: Option<u16>,
    /// The support state.
    pub state: State,
}

/// The support state of a runtime, on 2026-11-22.
#[derive(Debug, PartialEq, Eq)]
pub enum State {
    /// The runtime is deprecated. Lambda blocks creating functions and, later, updating functions.
    Deprecated {
        /// Creating functions is blocked from this date, such as `2027-02-01`.
        create: &'static str,
        /// Updating functions is blocked from this date.
        update: &'static str,
    },
    /// Supported until that date.
    Supported {
        /// Such as `2029-06-30`.
        until: &'static str,
    },
    /// A preview, not for production.
    Preview,
}

const DEPRECATED: State = State::Deprecated { create: "2027-02-01", update: "2027-03-03" };

/// Lambda's Python runtimes. Amazon Linux 2 has glibc 2.26, Amazon Linux 2023 has glibc 2.34.
///
/// Magic numbers are from CPython's `Include/internal/pycore_magic_number.h`. The number of 3.15 still changes.
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

/// Returns the supported runtime that fits and is nearest to a minor version of Python. Of two, the newer one.
pub fn nearest(minor: u8, fits: &dyn Fn(&'static Runtime) -> bool) -> Option<&'static Runtime> {
    let supported = RUNTIMES.iter().rev().filter(|one| matches!(one.state, State::Supported { .. }));
    supported.filter(|one| fits(one)).min_by_key(|one| one.minor.abs_diff(minor))
}

/// The date up to which an end of support counts as near: one year after 2026-11-22, when the table above was read.
pub const NEAR_END: &str = "2027-11-22";

/// Limit of a function with its layers, in unzipped bytes. Lambda already refuses exactly this size ("Unzipped size
/// must be smaller than 262144000 bytes").
pub const UNZIPPED_LIMIT: u64 = 262_144_000;

/// Limit of a zip in a request, in bytes. Larger zips are uploaded through S3 ("Zipped size must be smaller than
/// 52428800 bytes").
pub const DIRECT_UPLOAD_LIMIT: u64 = 52_428_800;

/// Maximum size in bytes of a zip whose code the console's editor shows (AWS: "Lambda quotas", 3 MB).
pub const CONSOLE_EDITOR_LIMIT: u64 = 3 << 20;

/// Maximum number of layers of a function (LocalStack's recorded responses).
pub const LAYERS: usize = 5;

/// Maximum number of characters of a handler (Lambda API model, "Handler").
pub const HANDLER_LENGTH: usize = 128;

/// Distributions of the AWS SDK that runtimes include. "boto3 and its dependencies come with the runtime; their
/// versions vary" (AWS Lambda developer guide, "Runtime-included SDK versions").
pub const RUNTIME_SDK: &[&str] = &["boto3", "botocore", "jmespath", "s3transfer"];
/// Distributions that runtimes include for the SDK and that other distributions may require too.
pub const RUNTIME_SHARED: &[&str] = &["python-dateutil", "six", "urllib3"];

/// An SDK that runtimes include for testing and development, and that AWS recommends to bundle.
pub struct AdvisedSdk {
    /// The distribution.
    pub distribution: &'static str,
    /// The name of the module.
    pub module: &'static str,
    /// The minor versions of Python whose runtimes include the SDK.
    pub minors: RangeInclusive<u8>,
}

/// SDKs that AWS recommends to bundle. Read on 2026-11-26 (AWS Lambda developer guide, "Supported runtimes for durable
/// functions").
pub const ADVISED_SDKS: &[AdvisedSdk] = &[AdvisedSdk {
    distribution: "aws-durable-execution-sdk-python",
    module: "aws_durable_execution_sdk_python",
    minors: 13..=14,
}];

/// Modules in all runtimes: the SDK and its dependencies that others may require, and the runtime interface client and
/// its dependencies. They come last on Python's path before the standard library. Read on 2026-11-22.
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

/// Whether the runtime of Python 3.`minor` includes a module that is not in the standard library.
pub fn is_runtime_module(module: &str, minor: u8) -> bool {
    RUNTIME_MODULES.contains(&module)
        || ADVISED_SDKS.iter().any(|sdk| sdk.module == module && sdk.minors.contains(&minor))
}

/// Returns the distributions that the runtime of Python 3.`minor` includes.
pub fn runtime_distributions(minor: u8) -> impl Iterator<Item = &'static str> {
    let advised = ADVISED_SDKS.iter().filter(move |sdk| sdk.minors.contains(&minor));
    RUNTIME_SDK.iter().chain(RUNTIME_SHARED).copied().chain(advised.map(|sdk| sdk.distribution))
}

impl Runtime {
    /// Returns the runtime with this name.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRuntime`] if there is no such runtime.
    pub fn named(name: &str) -> Result<&'static Runtime, Error> {
        RUNTIMES
            .iter()
            .find(|runtime| runtime.name == name)
            .ok_or_else(|| Error::UnknownRuntime(name.to_string()))
    }

    /// Returns the runtime of CPython 3.`minor`.
    pub fn of_minor(minor: u8) -> Option<&'static Runtime> {
        RUNTIMES.iter().find(|runtime| runtime.minor == minor)
    }

    /// Whether the runtime is supported: neither deprecated nor a preview.
    pub fn is_supported(&self) -> bool {
        matches!(self.state, State::Supported { .. })
    }

    /// Returns the operating system of the runtime's image.
    pub fn os(&self) -> &'static str {
        if self.glibc_minor < 34 { "Amazon Linux 2" } else { "Amazon Linux 2023" }
    }

    /// Returns the path of the interpreter on Lambda.
    pub fn interpreter(&self) -> String {
        format!("/var/lang/bin/python3.{}", self.minor)
    }
}

/// An instruction set that Lambda supports.
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
    /// Returns the architecture with this name.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownArchitecture`] if there is no such architecture.
    pub fn named(name: &str) -> Result<Architecture, Error> {
        match name {
            "x86_64" => Ok(Architecture::X86_64),
            "arm64" => Ok(Architecture::Arm64),
            other => Err(Error::UnknownArchitecture(other.to_string())),
        }
    }

    /// Returns Lambda's name of the architecture.
    pub fn name(self) -> &'static str {
        match self {
            Architecture::X86_64 => "x86_64",
            Architecture::Arm64 => "arm64",
        }
    }

    /// Returns the suffix of platform tags, as in `linux_aarch64`.
    pub fn platform(self) -> &'static str {
        match self {
            Architecture::X86_64 => "x86_64",
            Architecture::Arm64 => "aarch64",
        }
    }

    /// Returns the oldest minor version of glibc 2 with manylinux tags. manylinux1 was for x86_64 only; aarch64
    /// starts with manylinux2014 (platform compatibility tags, "manylinux").
    pub fn oldest_manylinux(self) -> u8 {
        match self {
            Architecture::X86_64 => 5,
            Architecture::Arm64 => 17,
        }
    }
}

/// The kind of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum PackageKind {
    /// A function's code.
    Function,
    /// A layer.
    Layer,
}

/// The target of a package.
#[derive(Clone, Debug)]
pub struct Target {
    /// Function or layer.
    pub kind: PackageKind,
    /// The runtime.
    pub runtime: &'static Runtime,
    /// The instruction set.
    pub architecture: Architecture,
    /// The handler, `module.function`, as in Lambda's configuration, if it is known.
    pub handler: Option<String>,
    /// Unzipped bytes of the layers that the function already has.
    pub layers_unzipped_size: u64,
}

impl Target {
    /// Makes a target without a handler and layers.
    pub fn new(kind: PackageKind, runtime: &'static Runtime, architecture: Architecture) -> Target {
        Target { kind, runtime, architecture, handler: None, layers_unzipped_size: 0 }
    }
}

/// Folders at the root of a layer for Python. All except `python` are for every runtime (AWS: "Packaging layers",
/// "Lambda extensions API"). `share` is only a convention.
pub const LAYER_FOLDERS: &[&str] = &["python", "bin", "lib", "extensions", "share"];

impl PackageKind {
    /// Returns the folder of Python files in the package. A layer is unpacked to `/opt`, and `/opt/python` is on
    /// Python's path.
    pub fn root(self) -> &'static str {
        match self {
            PackageKind::Function => "",
            PackageKind::Layer => "python/",
        }
    }

    /// Returns the path in the package of a file whose path relative to the folder of Python files is `path`. `../`
    /// leads to the root of the package.
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
