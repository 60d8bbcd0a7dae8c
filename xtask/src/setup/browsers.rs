//! The browsers the tests run in, and the drivers that drive them.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::paths;

use super::{apt, tools};

pub struct Browsers {
    pub chromium: PathBuf,
    pub chromedriver: PathBuf,
    pub firefox: PathBuf,
    pub geckodriver: PathBuf,
    pub webkit_driver: PathBuf,
    /// `xvfb-run`: WebKitGTK has no mode without a screen.
    pub xvfb: PathBuf,
}

pub fn set_up() -> Result<Browsers> {
    // What `xvfb-run` calls.
    program("xauth", "xauth")?;
    Ok(Browsers {
        chromium: program("chromium", "chromium")?,
        chromedriver: program("chromedriver", "chromium-driver")?,
        firefox: program("firefox-esr", "firefox-esr")?,
        geckodriver: tools::geckodriver_path()?,
        webkit_driver: program("WebKitWebDriver", "webkit2gtk-driver")?,
        xvfb: program("xvfb-run", "xvfb")?,
    })
}

/// A program, from the Debian package if it is not there.
pub fn program(name: &str, package: &str) -> Result<PathBuf> {
    if paths::which(name).is_none() {
        apt::install(&[package], name)?;
    }
    paths::which(name)
        .with_context(|| format!("\"{name}\" is not on the PATH; install the package {package}"))
}
