//! Where the native tests write: memory, if there is enough. They and pip make hundreds of thousands of files and remove them,
//! and a file system on a disk takes a third of the processor's time for that (measured: 124 s of it for `pip_tree`, 74 in
//! memory).

use std::{
    fs,
    path::{Path, PathBuf},
    process::{self, Command},
};

use crate::command::{command, read};

/// Where Linux has files in memory.
const MEMORY: &str = "/dev/shm";

/// So much must be free, in bytes: they need about an eighth of it at a time.
const MIN_FREE: u64 = 8 << 30;

const NAME: &str = "wheelpress-tests-";

/// A directory in memory, removed at the end; `None` where there is too little of it.
pub struct Scratch(Option<PathBuf>);

impl Scratch {
    pub fn make() -> Scratch {
        let memory = Path::new(MEMORY);
        remove_old(memory);
        let is_enough = free(memory).min(available()) >= MIN_FREE;
        let made = is_enough.then(|| memory.join(format!("{NAME}{}", process::id())));
        Scratch(made.filter(|path| fs::create_dir(path).is_ok()))
    }

    /// Tells a process to write its temporary files there.
    pub fn equip(&self, process: &mut Command) {
        if let Scratch(Some(path)) = self {
            process.env("TMPDIR", path);
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Scratch(Some(path)) = self {
            // What stays is removed by the next run.
            let _ = fs::remove_dir_all(path);
        }
    }
}

/// Removes what runs left that were killed.
fn remove_old(memory: &Path) {
    for entry in fs::read_dir(memory).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(NAME));
        if process.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// How much a file system has free, in bytes; 0 if it is not there.
fn free(path: &Path) -> u64 {
    let told = read(command("df").args(["--output=avail", "--block-size=1"]).arg(path));
    told.ok().and_then(|text| text.lines().last()?.trim().parse().ok()).unwrap_or(0)
}

/// How much memory programs may still take, in bytes.
fn available() -> u64 {
    let told = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = told.lines().find_map(|line| line.strip_prefix("MemAvailable:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok()).unwrap_or(0) * 1024
}
