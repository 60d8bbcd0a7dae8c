//! Checks that the modules depend only on the commit, and not on the folder or the user of the build.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};

use crate::{build, paths, setup::ForBuild};

/// Names that are not copied: outputs of a build, and folders that a build does not read.
const NOT_COPIED: [&str; 5] = [".git", "dist", "node_modules", "target", "generated"];

/// The modules that a run of all tests builds in another folder: the smallest and the largest. The other modules are
/// built from the same crate with the same flags, and together take as long again.
const OF_ALL: [&str; 2] = ["press", "plan"];

/// Modules that were built in another folder, with their bytes.
pub type Modules = Vec<(build::Module, Vec<u8>)>;

/// Builds modules in a copy of the tree at another path: every module, or two of them.
///
/// The copy has its own target directory, which is kept, so that code that does not depend on the tree is compiled
/// again only when it changes.
pub fn build_elsewhere(setup: &ForBuild, every: bool) -> Result<Modules> {
    let copy = env::temp_dir().join(format!("wheelpress-elsewhere-{}", std::process::id()));
    copy_tree(paths::root(), &copy)
        .with_context(|| format!("the tree cannot be copied to \"{}\"", copy.display()))?;
    let is_built = |module: &build::Module| every || OF_ALL.contains(&module.name.as_str());
    let modules = build::modules()?.into_iter().filter(is_built);
    let built = modules.map(|module| bound(setup, &copy, &module).map(|bytes| (module, bytes))).collect();
    fs::remove_dir_all(&copy).with_context(|| format!("\"{}\" cannot be removed", copy.display()))?;
    built
}

/// Checks that the modules of the last build contain no local paths, and compares them byte by byte with the modules
/// that were built in another folder.
pub fn compare(elsewhere: Modules) -> Result<()> {
    for module in build::modules()? {
        let here = build::built(&module)?;
        for path in private_paths() {
            let path = path.to_string_lossy();
            ensure!(
                !contains(&here, path.as_bytes()),
                "the module \"{}\" has the path \"{path}\" of this machine in it",
                module.name
            );
        }
    }
    for (module, there) in elsewhere {
        let here = build::built(&module)?;
        let differs = here.iter().zip(&there).position(|(here, there)| here != there);
        ensure!(
            here == there,
            "the module \"{}\" is another when it is built elsewhere: {} and {} bytes, different from byte {} on",
            module.name,
            here.len(),
            there.len(),
            differs.unwrap_or_else(|| here.len().min(there.len()))
        );
        println!("the module \"{}\" is the same, {} bytes", module.name, here.len());
    }
    Ok(())
}

/// Builds a module and returns its bytes, as browsers receive it.
fn bound(setup: &ForBuild, tree: &Path, module: &build::Module) -> Result<Vec<u8>> {
    let target_dir = paths::root().join("target/elsewhere");
    let wasm = build::compile(setup, module, tree, &target_dir)?;
    let directory = target_dir.join("bound");
    build::bind(setup, module, &wasm, &directory)?;
    let path = directory.join(format!("{}_bg.wasm", module.name));
    fs::read(&path).with_context(|| format!("\"{}\" cannot be read", path.display()))
}

/// Returns local paths that must not be in a module, because their names show who built it.
fn private_paths() -> Vec<PathBuf> {
    let home = env::var_os("HOME").map(PathBuf::from).filter(|home| home.components().count() > 1);
    [Some(paths::root().to_owned()), home, paths::cargo_home()].into_iter().flatten().collect()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if NOT_COPIED.iter().any(|skipped| name == *skipped) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &to.join(name))?;
        } else {
            fs::copy(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}
