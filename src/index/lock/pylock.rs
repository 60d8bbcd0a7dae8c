//! pylock.toml (specification "pylock.toml").

use super::LockedFile;
use crate::python::specifiers::Specifiers;
use crate::target::Target;
use serde::Serialize;
use toml::value::{Datetime, Offset};

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Lock<'a> {
    lock_version: &'static str,
    environments: [String; 1],
    requires_python: String,
    created_by: &'static str,
    packages: Vec<Package<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Package<'a> {
    name: &'a str,
    version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    requires_python: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<&'a str>,
    wheels: [Wheel<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Wheel<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    upload_time: Option<Datetime>,
    #[serde(flatten)]
    place: Place<'a>,
    size: u64,
    hashes: Hashes<'a>,
}

/// "url": "Required if path is not specified".
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum Place<'a> {
    Url(&'a str),
    Path(&'a str),
}

#[derive(Serialize)]
struct Hashes<'a> {
    sha256: &'a str,
}

/// The lock file for these wheels, only for the target.
pub fn pylock(files: &[LockedFile], target: &Target) -> String {
    let minor = target.runtime.minor;
    let environment = format!(
        "python_version == '3.{minor}' and sys_platform == 'linux' and platform_machine == '{}'",
        target.architecture.platform()
    );
    let lock = Lock {
        lock_version: "1.0",
        environments: [environment],
        requires_python: format!("==3.{minor}.*"),
        created_by: "wheelpress",
        packages: files.iter().map(of_file).collect(),
    };
    // Strings, numbers and dates can always be written.
    toml::to_string(&lock).unwrap_or_default()
}

/// "The date and time MUST be recorded in UTC": a time that an index states in another form is left out.
fn in_utc(time: &str) -> Option<Datetime> {
    let time: Datetime = time.parse().ok()?;
    let is_utc = matches!(time.offset, Some(Offset::Z | Offset::Custom { minutes: 0 }));
    (is_utc && time.date.is_some()).then_some(time)
}

fn of_file(file: &LockedFile) -> Package<'_> {
    Package {
        name: &file.name,
        version: &file.version,
        // With an invalid list of specifiers, other tools could not read the lock file.
        requires_python: file.requires_python.as_deref().filter(|python| Specifiers::parse(python).is_ok()),
        index: file.index.as_deref(),
        wheels: [Wheel {
            name: &file.filename,
            upload_time: file.upload_time.as_deref().and_then(in_utc),
            place: file.url.as_deref().map_or(Place::Path(&file.filename), Place::Url),
            size: file.size,
            hashes: Hashes { sha256: &file.sha256 },
        }],
    }
}
