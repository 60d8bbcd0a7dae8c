//! The files that state requirements, recognised by their names.

/// The formats, the most exact first. If a drop has several, the first counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    Pylock,
    Uv,
    Poetry,
    Pdm,
    PipfileLock,
    Text,
    Pyproject,
    /// States what is required, but not which version is to be installed.
    Pipfile,
    SetupCfg,
    /// A conda environment.
    Environment,
    /// A program: it may require something, but it cannot be determined what.
    SetupPy,
    Script,
}

impl Format {
    pub fn from_name(name: &str) -> Option<Format> {
        match name {
            "pylock.toml" => Some(Format::Pylock),
            "uv.lock" => Some(Format::Uv),
            "poetry.lock" => Some(Format::Poetry),
            "pdm.lock" => Some(Format::Pdm),
            "Pipfile.lock" => Some(Format::PipfileLock),
            "Pipfile" => Some(Format::Pipfile),
            "setup.cfg" => Some(Format::SetupCfg),
            "setup.py" => Some(Format::SetupPy),
            "environment.yml" | "environment.yaml" => Some(Format::Environment),
            "requirements.txt" => Some(Format::Text),
            "pyproject.toml" => Some(Format::Pyproject),
            // `pylock.*.toml`: the middle part has no dots ("File Name").
            name if name
                .strip_prefix("pylock.")
                .and_then(|name| name.strip_suffix(".toml"))
                .is_some_and(|name| !name.is_empty() && !name.contains('.')) =>
            {
                Some(Format::Pylock)
            }
            name if name.ends_with(".py") => Some(Format::Script),
            _ => None,
        }
    }

    /// Whether the name alone shows that a file is a requirements file, in any folder.
    fn is_telling(self) -> bool {
        use Format::*;
        matches!(self, Pylock | Uv | Poetry | Pdm | PipfileLock | Text)
    }

    /// Whether only the text of a file shows if it requires anything.
    pub fn may_be_silent(self) -> bool {
        !self.is_telling()
    }
}

/// Whether a file looks like a requirements file, whatever its name and folder: `requirements-prod.txt`,
/// `requirements/base.txt`, `src/uv.lock`. Scripts and pyproject.toml do not count: they are everywhere, for any
/// purpose.
pub fn looks_like_requirements(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    match Format::from_name(name) {
        Some(format) => format.is_telling(),
        None => {
            let is_folder = folder.rsplit('/').next() == Some("requirements");
            let stem = name.strip_suffix(".txt").or_else(|| name.strip_suffix(".in"));
            stem.is_some_and(|stem| is_folder || stem.to_ascii_lowercase().contains("requirements"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_have_many_names() {
        let check = |paths: &str, expected: bool| {
            for path in paths.split_whitespace() {
                assert_eq!(looks_like_requirements(path), expected, "{path}");
            }
        };
        check(
            "requirements-prod.txt dev_requirements.txt a/requirements/base.txt a/b/requirements.txt",
            true,
        );
        check("a/b/poetry.lock a/pdm.lock pylock.dev.toml requirements.in Requirements.txt", true);
        check(
            "a/notes.txt a/b/pyproject.toml a/setup.py a/b/environment.yml Pipfile setup.cfg requirements.md f.py requirements/base.toml",
            false,
        );
    }
}
