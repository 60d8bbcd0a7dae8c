//! Installs programs that the tests call: the browsers, their drivers, and small tools.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::paths;

use super::{apt, tools};

/// The programs, each with its Debian package.
const PROGRAMS: [(&str, &str); 12] = [
    ("chromedriver", "chromium-driver"),
    ("chromium", "chromium"),
    ("chromium-headless-shell", "chromium-headless-shell"),
    ("curl", "curl"),
    ("firefox-esr", "firefox-esr"),
    ("git", "git"),
    ("readelf", "binutils"),
    ("unzip", "unzip"),
    ("WebKitWebDriver", "webkit2gtk-driver"),
    // `xvfb-run` calls it.
    ("xauth", "xauth"),
    ("xvfb-run", "xvfb"),
    ("zip", "zip"),
];

pub struct Browsers {
    pub chromium: PathBuf,
    /// The same engine without a window system, for most end-to-end tests: it needs an eighth less processor time
    /// (measured).
    pub headless_chromium: PathBuf,
    pub chromedriver: PathBuf,
    pub firefox: PathBuf,
    pub geckodriver: PathBuf,
    pub webkit_driver: PathBuf,
    /// `xvfb-run`, because WebKitGTK has no headless mode.
    pub xvfb: PathBuf,
}

/// Installs the missing programs, all at once, because dpkg and its triggers take most of the time.
pub fn set_up() -> Result<Browsers> {
    let missing = PROGRAMS.iter().filter(|(name, _)| paths::which(name).is_none());
    let (names, packages): (Vec<&str>, Vec<&str>) = missing.copied().unzip();
    if !packages.is_empty() {
        apt::install(&packages, &names.join(", "))?;
    }
    for (name, package) in PROGRAMS {
        find(name).with_context(|| format!("install the package {package}"))?;
    }
    Ok(Browsers {
        chromium: find("chromium")?,
        headless_chromium: find("chromium-headless-shell")?,
        chromedriver: find("chromedriver")?,
        firefox: find("firefox-esr")?,
        geckodriver: tools::geckodriver_path()?,
        webkit_driver: find("WebKitWebDriver")?,
        xvfb: find("xvfb-run")?,
    })
}

fn find(name: &str) -> Result<PathBuf> {
    paths::which(name).with_context(|| format!("\"{name}\" is not on the PATH"))
}
