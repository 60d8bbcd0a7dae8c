//! Drops built in code, planned and packed natively.
#![allow(dead_code)] // each test uses some of it

pub mod answers;
pub mod archives;
pub mod broken;
pub mod disk;
pub mod elf;
pub mod hostile;
pub mod imports;
pub mod index;
pub mod lambda;
pub mod libs;
pub mod locks;
pub mod more_popular;
pub mod natives;
pub mod oracle;
pub mod pip;
pub mod popular;
pub mod raw_zip;
pub mod served;
pub mod steps;
pub mod uv_sets;
pub mod wheel;
pub mod wheelhouse;
pub mod zips;

use std::collections::BTreeMap;
use std::io;
use wheelpress::error::Error;
use wheelpress::finding::Finding;
use wheelpress::pack::Compression;
use wheelpress::pack::assemble::Assembled;
use wheelpress::plan::PlanContext;
use wheelpress::plan::{Options, Plan};
use wheelpress::project::model::FileRef;
use wheelpress::single_thread::{self, Pressed};
use wheelpress::source::{FileId, Item, ReadCache, Role, Store};
use wheelpress::target::{Architecture, PackageKind, Runtime, Target};

/// Files in memory.
#[derive(Clone, Default)]
pub struct Memory {
    pub files: Vec<Vec<u8>>,
    /// When files were last changed, in seconds since 1970.
    pub modified: BTreeMap<FileId, i64>,
    /// Whether each read returns one byte, as the worst possible host would.
    pub byte_by_byte: bool,
    /// The number of bytes that were read of each file.
    pub read: BTreeMap<FileId, u64>,
}

impl Store for Memory {
    fn size(&mut self, file: FileId) -> io::Result<u64> {
        let file = self.files.get(file as usize).ok_or(io::ErrorKind::NotFound)?;
        Ok(file.len() as u64)
    }

    fn read_at(&mut self, file: FileId, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.files.get(file as usize).ok_or(io::ErrorKind::NotFound)?;
        let rest = bytes.get(offset as usize..).unwrap_or(&[]);
        let most = if self.byte_by_byte { 1 } else { rest.len() };
        let length = rest.len().min(buffer.len()).min(most);
        buffer[..length].copy_from_slice(&rest[..length]);
        *self.read.entry(file).or_default() += length as u64;
        Ok(length)
    }

    fn modified(&mut self, file: FileId) -> Option<i64> {
        self.modified.get(&file).copied()
    }
}

/// The dropped files.
#[derive(Clone, Default)]
pub struct Dropped {
    pub paths: Vec<String>,
    pub store: Memory,
    pub options: Options,
    /// Files and folders that are in a layer of the function.
    pub layers: Vec<String>,
    /// Files that only requirements need.
    for_requirements: Vec<String>,
}

/// Starts a drop with one file; see [`Dropped::and`].
pub fn dropped(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Dropped {
    Dropped::default().and(path, bytes)
}

/// Starts a drop of files whose contents do not matter: each contains its own path.
pub fn dropped_paths(paths: &[&str]) -> Dropped {
    paths.iter().fold(Dropped::default(), |dropped, path| dropped.and(*path, *path))
}

pub fn target(runtime: &str) -> Target {
    Target::new(PackageKind::Function, Runtime::named(runtime).unwrap(), Architecture::X86_64)
}

/// A package, and what was found while making it.
pub struct Packed {
    pub plan: Plan,
    pub assembled: Assembled,
    pub found: Vec<Finding>,
    pub zip: Vec<u8>,
}

impl Dropped {
    pub fn and(mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Dropped {
        self.paths.push(path.into());
        self.store.files.push(bytes.into());
        self
    }

    /// Marks this file or folder as part of a layer of the function.
    pub fn in_layer(mut self, name: &str) -> Dropped {
        self.layers.push(name.to_string());
        self
    }

    /// Adds a file of a function that a template states.
    pub fn and_of(mut self, file: &FileRef, bytes: impl Into<Vec<u8>>) -> Dropped {
        self.for_requirements.extend(file.for_requirements.then(|| file.path.clone()));
        self.and(file.path.clone(), bytes)
    }

    /// Sets the time of the last change of the file that was dropped last.
    pub fn modified(mut self, seconds: i64) -> Dropped {
        self.store.modified.insert(self.store.files.len() as FileId - 1, seconds);
        self
    }

    pub fn items(&mut self) -> Vec<Item> {
        let paths = self.paths.clone();
        paths
            .into_iter()
            .enumerate()
            .map(|(file, path)| {
                let top = path.split('/').next().unwrap_or_default().to_string();
                let role = match () {
                    () if self.layers.contains(&top) => Role::Layer,
                    () if self.for_requirements.contains(&path) => Role::Requirements,
                    () => Role::Package,
                };
                Item { role, ..single_thread::item(path, file as FileId, &mut self.store) }
            })
            .collect()
    }

    pub fn plan_for(mut self, target: &Target) -> Plan {
        let items = self.items();
        single_thread::plan(&items, target, &self.options.clone(), &mut ReadCache::default(), &mut self.store)
            .unwrap()
    }

    pub fn plan(self) -> Plan {
        self.plan_for(&target("python3.13"))
    }

    pub fn try_pack(mut self, target: &Target, compression: Compression) -> Result<Packed, Error> {
        let items = self.items();
        let (options, cache, store) = (self.options.clone(), &mut ReadCache::default(), &mut self.store);
        let context = &mut PlanContext { items: &items, target, cache, store };
        let Pressed { plan, assembled, findings, sink } =
            single_thread::press(&options, compression, context, Vec::new())?;
        Ok(Packed { plan, assembled, found: findings, zip: sink })
    }

    pub fn pack(self) -> Packed {
        self.try_pack(&target("python3.13"), Compression::Default).unwrap()
    }
}

/// Returns the findings as `severity code path`, sorted.
pub fn codes(findings: &[Finding]) -> Vec<String> {
    let mut codes: Vec<String> = findings
        .iter()
        .map(|finding| {
            format!(
                "{:?} {} {}",
                finding.severity,
                finding.code.as_str(),
                finding.path.as_deref().unwrap_or("")
            )
            .to_lowercase()
        })
        .collect();
    codes.sort();
    codes
}

/// Returns the entries of a plan as `path mode from`.
pub fn entries(plan: &Plan) -> Vec<String> {
    plan.entries.iter().map(|entry| format!("{} {:o} {}", entry.path, entry.mode, entry.from)).collect()
}

/// The paths of the plan's entries.
pub fn paths(plan: &Plan) -> Vec<&str> {
    plan.entries.iter().map(|entry| entry.path.as_str()).collect()
}
