//! Which Python and which system installed libraries were made for.

/// What a virtualenv or another installed tree is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MadeFor {
    /// Such as `3.13`, or `3.13.2` where the virtualenv says so.
    pub python: Option<String>,
    /// `Linux`, `macOS` or `Windows`.
    pub system: Option<&'static str>,
}

impl MadeFor {
    /// The minor version of its Python 3.
    pub fn minor(&self) -> Option<u8> {
        self.python.as_deref()?.strip_prefix("3.")?.split('.').next()?.parse().ok()
    }

    /// Whether nothing says that it is for another Python than 3.`minor`, or for another system than Linux.
    pub fn is_for(&self, minor: u8) -> bool {
        self.minor().is_none_or(|own| own == minor) && self.system.is_none_or(|system| system == "Linux")
    }

    /// Takes the system from a platform tag of something installed, unless it is known already.
    pub(crate) fn note_platform(&mut self, platform: &str) {
        let systems = [("macosx", "macOS"), ("win", "Windows"), ("linux", "Linux")];
        let system = systems.iter().find(|(part, _)| platform.contains(part)).map(|(_, system)| *system);
        self.system = self.system.or(system);
    }
}
