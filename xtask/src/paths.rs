//! Paths of files and folders.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Returns the root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Returns the directory of downloaded and built tools. It is outside the tree, so that a new clone finds
/// them.
pub fn cache() -> Result<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    let cache = if let Some(dir) = set("WHEELPRESS_CACHE") {
        PathBuf::from(dir)
    } else if let Some(dir) = set("XDG_CACHE_HOME") {
        PathBuf::from(dir).join("wheelpress")
    } else {
        let home = set("HOME").context("neither HOME nor WHEELPRESS_CACHE is set; set one")?;
        PathBuf::from(home).join(".cache/wheelpress")
    };
    std::fs::create_dir_all(&cache)
        .with_context(|| format!("the cache directory \"{}\" cannot be made", cache.display()))?;
    Ok(cache)
}

/// Returns cargo's target directory for WebAssembly. It is separate from the native target directory,
/// because the two may be built with different compilers.
pub fn wasm_target_dir() -> PathBuf {
    root().join("target/wasm")
}

/// Returns the directory in which cargo keeps downloads.
pub fn cargo_home() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("CARGO_HOME").or_else(|| Some(set("HOME")?.join(".cargo")))
}

/// Returns the path of `program`, searched for in PATH.
pub fn which(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|dir| dir.join(program)).find(|path| path.is_file())
}
