//! Places the files of a wheel at their final paths, according to their schemes (specification "Binary distribution
//! format", "Installing a wheel").

use super::installed::InstalledWheel;
use super::parse::{Wheel, is_of};
use super::shebang;
use crate::collections::{BTreeMap, BTreeSet};
use crate::digest::Digest;
use crate::finding::{Code, Finding};
use crate::python::record;
use crate::source::content::Content;
use crate::source::item::Item;
use crate::source::loaded_source::{Candidate, Distribution, LoadedSource, SourceKind};
use crate::source::mode::{EXECUTABLE, REGULAR};
use crate::source::path::is_bytecode_cache;
use crate::source::store::Store;
use crate::source::wants::WantsRead;
use crate::source::zip::entry_cache::EntryCache;
use crate::source::zip::{EntryKind, ZipEntry, accept};
use std::borrow::Cow;
use std::rc::Rc;

/// Maximum number of files of a wheel whose result is kept: the result takes as much memory as the listing of the
/// wheel.
const MAX_CACHED_ENTRIES: usize = 10_000;

/// Where a file of the wheel goes.
enum Destination {
    Site(String),
    Script(String),
    /// Headers: nothing compiles on Lambda.
    Nowhere,
    UnknownScheme(String),
}

impl Wheel {
    fn destination(&self, path: &str) -> Destination {
        let site = || Destination::Site(path.to_string());
        let Some((top, rest)) = path.split_once('/') else {
            return site();
        };
        if !is_of(top, ".data", &self.name.name) {
            return site();
        }
        match rest.split_once('/') {
            Some(("purelib" | "platlib" | "data", path)) => Destination::Site(path.to_string()),
            Some(("scripts", path)) => Destination::Script(format!("bin/{path}")),
            Some(("headers", _)) => Destination::Nowhere,
            Some((scheme, _)) => Destination::UnknownScheme(scheme.to_string()),
            None => Destination::UnknownScheme(rest.to_string()),
        }
    }

    /// Returns the wheel's files at their final paths, and adds findings about everything that is wrong with them.
    /// `interpreter` is the path of Python on Lambda. The result is kept for the next plan.
    pub(crate) fn install(
        &self,
        item: &Item,
        interpreter: &str,
        cache: &mut EntryCache,
        store: &mut dyn Store,
        findings: &mut Vec<Finding>,
    ) -> Result<Rc<LoadedSource>, WantsRead> {
        if let Some(known) = &*self.installed.borrow()
            && known.interpreter == interpreter
        {
            findings.extend_from_slice(&known.findings);
            return Ok(known.loaded.clone());
        }
        let before = findings.len();
        let loaded = Rc::new(self.install_anew(item, interpreter, cache, store, findings)?);
        if loaded.candidates.len() <= MAX_CACHED_ENTRIES {
            let (interpreter, findings) = (interpreter.to_string(), findings[before..].to_vec());
            self.installed.replace(Some(InstalledWheel { interpreter, loaded: loaded.clone(), findings }));
        }
        Ok(loaded)
    }

    fn install_anew(
        &self,
        item: &Item,
        interpreter: &str,
        cache: &mut EntryCache,
        store: &mut dyn Store,
        findings: &mut Vec<Finding>,
    ) -> Result<LoadedSource, WantsRead> {
        findings.extend(self.findings.iter().cloned());
        let mut installer = Installer {
            wheel: self,
            item,
            loaded: self.without_files(item),
            seen: BTreeSet::new(),
            schemes: BTreeMap::new(),
            findings,
        };
        let mut missing = false;
        for entry in self.entries.iter().filter(|entry| entry.kind != EntryKind::Directory) {
            // The other entries are examined too, so that everything missing is read together.
            missing |= installer.entry(entry, interpreter, cache, store).is_err();
        }
        installer.check_twins();
        installer.report_schemes();
        installer.report_missing();
        let mut loaded = installer.loaded;
        self.add_scripts(interpreter, &mut loaded);
        if missing { Err(WantsRead) } else { Ok(loaded) }
    }

    fn without_files(&self, item: &Item) -> LoadedSource {
        LoadedSource {
            distributions: vec![Distribution {
                name: self.name.name.clone(),
                version: self.name.version.to_string(),
                from: item.path.clone(),
                has_plugins: self.has_plugins,
            }],
            dist_info: Some(self.dist_info.clone()),
            ..LoadedSource::new(&item.path, SourceKind::Wheel)
        }
    }

    /// Whether a script of the data directory is one that old versions of setuptools made for an entry point: such
    /// scripts are made again (`is_entrypoint_wrapper` of pip).
    fn is_wrapper(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = |ending: &str| {
            let (stem, found) = name.split_at_checked(name.len().checked_sub(ending.len())?)?;
            found.eq_ignore_ascii_case(ending).then_some(stem)
        };
        let name = [".exe", "-script.py", ".pya"].into_iter().find_map(stem).unwrap_or(name);
        self.scripts.iter().any(|script| script.name == name)
    }

    /// Adds one script in bin/ for each entry point, and INSTALLER. A script of the data directory with the same name
    /// is replaced, as in pip.
    fn add_scripts(&self, interpreter: &str, loaded: &mut LoadedSource) {
        let generated: BTreeMap<String, Vec<u8>> = self
            .scripts
            .iter()
            .map(|script| (format!("bin/{}", script.name), script.text(interpreter).into_bytes()))
            .chain([(format!("{}/INSTALLER", self.dist_info), b"wheelpress\n".to_vec())])
            .collect();
        loaded.candidates.retain(|candidate| !generated.contains_key(&candidate.path));
        for (path, text) in generated {
            let mode = if path.starts_with("bin/") { EXECUTABLE } else { REGULAR };
            let candidate = made(path, text, mode, &loaded.path);
            loaded.candidates.push(candidate);
        }
    }
}

/// Installs the entries of a wheel one after another.
struct Installer<'w, 'f> {
    wheel: &'w Wheel,
    item: &'w Item,
    loaded: LoadedSource,
    /// The paths of all entries, both as they are and made safe.
    seen: BTreeSet<Cow<'w, str>>,
    /// Unknown schemes, each with its first entry.
    schemes: BTreeMap<String, &'w str>,
    findings: &'f mut Vec<Finding>,
}

impl<'w> Installer<'w, '_> {
    fn report(&mut self, code: Code, path: &str, what: &str) {
        let from = &self.item.path;
        self.findings.push(Finding::new(code, from, format!("\"{path}\" of \"{from}\" {what}")));
    }

    fn entry(
        &mut self,
        entry: &'w ZipEntry,
        interpreter: &str,
        cache: &mut EntryCache,
        store: &mut dyn Store,
    ) -> Result<(), WantsRead> {
        self.seen.insert(entry.name.as_str().into());
        if entry.kind == EntryKind::Symlink {
            self.report(Code::EntrySpecial, &entry.name, "is a symbolic link, which wheels cannot have");
            return Ok(());
        }
        let Some(path) = accept(entry, &self.item.path, self.findings) else {
            return Ok(());
        };
        if path != entry.name {
            self.seen.insert(path.clone().into());
        }
        let own = path.strip_prefix(&self.wheel.dist_info).and_then(|rest| rest.strip_prefix('/'));
        // Some wheels list `__pycache__` in RECORD (numpy 2.2.6), and pip keeps it. Here it is left out without a
        // finding: it is valid only for the date of its source, which is different in the package, so Python would
        // not use it.
        if is_bytecode_cache(&path) || matches!(own, Some("RECORD" | "INSTALLER")) {
            return Ok(());
        }
        let digest = self.recorded(&path);
        match self.wheel.destination(&path) {
            Destination::Site(path) => {
                let mode = if entry.executable { EXECUTABLE } else { REGULAR };
                self.add(path, mode, entry, digest);
            }
            // Its bytes are verified nevertheless.
            Destination::Script(path) if self.wheel.is_wrapper(&path) => {
                self.loaded.checked.extend(digest.map(|digest| (self.item.file, entry.clone(), digest)));
            }
            Destination::Script(path) => {
                match shebang::rewritten(self.item.file, entry, interpreter, cache, store)? {
                    Ok(Some(text)) => self.add_rewritten(path, text, entry, digest),
                    Ok(None) => self.add(path, EXECUTABLE, entry, digest),
                    Err(error) => {
                        self.report(Code::EntryCorrupt, &entry.name, &format!("cannot be read: {error}"));
                        self.add(path, EXECUTABLE, entry, digest);
                    }
                }
            }
            Destination::Nowhere => {}
            Destination::UnknownScheme(scheme) => {
                self.schemes.entry(scheme).or_insert(&entry.name);
            }
        }
        Ok(())
    }

    /// Returns the digest that RECORD states for a file. Reports a file that RECORD does not list or states no digest
    /// for, unless the file is exempt.
    fn recorded(&mut self, path: &str) -> Option<Digest> {
        let row = self.wheel.record.rows.get(path);
        let is_exempt = record::is_exempt(&self.wheel.dist_info, path);
        match row {
            None if !is_exempt => {
                self.report(Code::RecordUnlistedFile, path, "is not listed in its RECORD");
            }
            Some(row) if row.digest.is_none() && !is_exempt => {
                self.report(Code::RecordNoHash, path, "has no hash in its RECORD");
            }
            _ => {}
        }
        row.and_then(|row| row.digest.clone())
    }

    /// Adds an entry that ships unchanged.
    fn add(&mut self, path: String, mode: u32, entry: &ZipEntry, digest: Option<Digest>) {
        self.loaded.candidates.push(Candidate {
            path,
            size: entry.size,
            mode,
            content: Content::Zip { file: self.item.file, entry: entry.clone() },
            digest,
            from: self.item.path.clone(),
            kind: SourceKind::Wheel,
            distribution: Some(0),
        });
    }

    /// Adds a script whose first line was replaced. The entry that it was made from is verified nevertheless.
    fn add_rewritten(&mut self, path: String, text: Vec<u8>, entry: &ZipEntry, digest: Option<Digest>) {
        self.loaded.checked.extend(digest.map(|digest| (self.item.file, entry.clone(), digest)));
        self.loaded.candidates.push(made(path, text, EXECUTABLE, &self.item.path));
    }

    /// If several entries of one path seem to be the same, one of them ships, but the others are verified too.
    /// Entries that differ are reported when sources are merged.
    fn check_twins(&mut self) {
        let mut first = BTreeMap::new();
        for candidate in &self.loaded.candidates {
            let (Content::Zip { file, entry }, Some(digest)) = (&candidate.content, &candidate.digest) else {
                continue;
            };
            let measures = (entry.size, entry.crc);
            match first.get(&candidate.path) {
                None => _ = first.insert(&candidate.path, measures),
                Some(one) if *one == measures => {
                    self.loaded.checked.push((*file, entry.clone(), digest.clone()));
                }
                Some(_) => {}
            }
        }
    }

    fn report_schemes(&mut self) {
        for (scheme, path) in std::mem::take(&mut self.schemes) {
            self.report(Code::WheelScheme, path, &format!("is of the unknown scheme \"{scheme}\""));
        }
    }

    /// Reports files that RECORD lists, but that are not in the wheel.
    fn report_missing(&mut self) {
        let wheel = self.wheel;
        for path in wheel.record.rows.keys() {
            // Some tools list folders, too.
            let is_folder = path.ends_with('/');
            let is_exempt = is_bytecode_cache(path) || record::is_exempt(&wheel.dist_info, path);
            if !self.seen.contains(path.as_str()) && !is_folder && !is_exempt {
                self.report(
                    Code::RecordMissingFile,
                    path,
                    "is listed in its RECORD, but is not in the wheel",
                );
            }
        }
    }
}

/// A file that was made while planning.
fn made(path: String, text: Vec<u8>, mode: u32, from: &str) -> Candidate {
    Candidate {
        path,
        mode,
        size: text.len() as u64,
        content: Content::Bytes(text),
        digest: None,
        from: from.to_string(),
        kind: SourceKind::Wheel,
        distribution: Some(0),
    }
}
