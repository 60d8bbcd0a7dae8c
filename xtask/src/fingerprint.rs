//! Fingerprints of files, to find out whether they have changed since the last build.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

/// Returns a number that depends on the paths and the bytes of these files, and of all files in these folders.
pub fn fingerprint(paths: &[PathBuf]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        add(path, &mut hasher).with_context(|| format!("\"{}\" cannot be read", path.display()))?;
    }
    Ok(hasher.finish())
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> std::io::Result<()> {
    path.hash(hasher);
    if !path.is_dir() {
        fs::read(path)?.hash(hasher);
        return Ok(());
    }
    let mut inner: Vec<PathBuf> =
        fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    inner.sort();
    inner.iter().try_for_each(|path| add(path, hasher))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_gives_another() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("wheelpress-fingerprint-{}", std::process::id()));
        fs::create_dir_all(folder.join("inner"))?;
        let of = || fingerprint(std::slice::from_ref(&folder));
        let mut seen = vec![of()?];
        let changes = [("a", "1"), ("a", "2"), ("inner/b", "2"), ("inner/c", "")];
        for (path, text) in changes {
            fs::write(folder.join(path), text)?;
            seen.push(of()?);
        }
        fs::rename(folder.join("inner/b"), folder.join("inner/d"))?;
        seen.push(of()?);
        fs::remove_file(folder.join("inner/c"))?;
        seen.push(of()?);
        assert_eq!(of()?, of()?);
        fs::remove_dir_all(&folder)?;
        assert!(of().is_err());
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), changes.len() + 3);
        Ok(())
    }
}
