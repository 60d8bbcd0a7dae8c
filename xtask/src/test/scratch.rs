//! The directory for files of the native tests: in memory, if there is enough.
//!
//! The tests and pip create and remove hundreds of thousands of files. A file system on a disk takes a third of the
//! processor time for this (measured for `pip_tree`: 124 s of processor time on a disk, 74 s in memory).

use std::{
    fs,
    path::{Path, PathBuf},
    process::{self, Command},
};

use crate::command::{command, read};

/// The directory in which Linux keeps files in memory.
const MEMORY: &str = "/dev/shm";

/// Minimum free memory in bytes. The tests use about an eighth of it at a time.
const MIN_FREE: u64 = 8 << 30;

const NAME: &str = "wheelpress-tests-";

/// A directory in memory that is removed at the end. `None` if there is not enough memory.
pub struct Scratch(Option<PathBuf>);

impl Scratch {
    pub fn make() -> Scratch {
        let memory = Path::new(MEMORY);
        remove_old(memory);
        let is_enough = free(memory).min(available()) >= MIN_FREE;
        let made = is_enough.then(|| memory.join(format!("{NAME}{}", process::id())));
        Scratch(made.filter(|path| fs::create_dir(path).is_ok()))
    }

    /// Sets the variable with which a process writes its temporary files to this directory.
    pub fn set_env(&self, process: &mut Command) {
        if let Scratch(Some(path)) = self {
            process.env("TMPDIR", path);
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Scratch(Some(path)) = self {
            // Errors are ignored: the next run removes remaining files.
            let _ = fs::remove_dir_all(path);
        }
    }
}

/// Removes the directories of runs that were killed.
fn remove_old(memory: &Path) {
    for entry in fs::read_dir(memory).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(NAME));
        if process.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Returns the free space of a file system in bytes, or 0 if it does not exist.
fn free(path: &Path) -> u64 {
    let told = read(command("df").args(["--output=avail", "--block-size=1"]).arg(path));
    told.ok().and_then(|text| text.lines().last()?.trim().parse().ok()).unwrap_or(0)
}

/// Returns the memory in bytes that is available for programs.
fn available() -> u64 {
    let told = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = told.lines().find_map(|line| line.strip_prefix("MemAvailable:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok()).unwrap_or(0) * 1024
}
