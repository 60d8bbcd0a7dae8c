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
    /// Takes the system from a platform tag of something installed, unless it is known already.
    pub(crate) fn note_platform(&mut self, platform: &str) {
        let systems = [("macosx", "macOS"), ("win", "Windows"), ("linux", "Linux")];
        let system = systems.iter().find(|(part, _)| platform.contains(part)).map(|(_, system)| *system);
        self.system = self.system.or(system);
    }
}
