//! Which Python and which system installed libraries were made for.

/// What a virtualenv or another installed tree is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvironmentInfo {
    /// The version, such as `3.13`, or `3.13.2` if the virtualenv states it.
    pub python: Option<String>,
    /// `Linux`, `macOS` or `Windows`.
    pub system: Option<&'static str>,
}

impl EnvironmentInfo {
    /// The minor version of its Python 3.
    pub fn minor(&self) -> Option<u8> {
        self.python.as_deref()?.strip_prefix("3.")?.split('.').next()?.parse().ok()
    }

    /// Whether it may be for Python 3.`minor` on Linux: only a known other version or other system excludes that.
    pub fn is_for(&self, minor: u8) -> bool {
        self.minor().is_none_or(|own| own == minor) && self.system.is_none_or(|system| system == "Linux")
    }

    /// Sets the system from the platform tag of something installed, unless it is already known.
    pub(crate) fn note_platform(&mut self, platform: &str) {
        let systems = [("macosx", "macOS"), ("win", "Windows"), ("linux", "Linux")];
        let system = systems.iter().find(|(part, _)| platform.contains(part)).map(|(_, system)| *system);
        self.system = self.system.or(system);
    }
}
