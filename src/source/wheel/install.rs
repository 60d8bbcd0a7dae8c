//! The files of a wheel under their final paths, spread to their schemes (specification "Binary
//! distribution format", "Installing a wheel").

use super::parse::{Wheel, is_of};
use super::shebang;
use crate::finding::{Code, Finding};
use crate::python::record;
use crate::source::content::Content;
use crate::source::item::Item;
use crate::source::loaded::{Candidate, Distribution, Loaded, SourceKind};
use crate::source::mode::{EXECUTABLE, REGULAR};
use crate::source::needs::Missing;
use crate::source::path::is_bytecode_cache;
use crate::source::store::Store;
use crate::source::zip::entry_cache::EntryCache;
use crate::source::zip::{EntryKind, accept};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

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

    /// The wheel's files under their final paths, with everything that is wrong with them.
    pub(crate) fn install(
        &self,
        item: &Item,
        interpreter: &str,
        cache: &mut EntryCache,
        store: &mut dyn Store,
        findings: &mut Vec<Finding>,
    ) -> Result<Loaded, Missing> {
        let from = &item.path;
        findings.extend(self.findings.iter().cloned());
        let mut loaded = Loaded {
            distributions: vec![Distribution {
                name: self.name.name.clone(),
                version: self.name.version.to_string(),
                from: from.clone(),
                has_plugins: self.has_plugins,
            }],
            dist_info: Some(self.dist_info.clone()),
            ..Loaded::new(from, SourceKind::Wheel)
        };
        let report = |findings: &mut Vec<Finding>, code, path: &str, what: &str| {
            findings.push(Finding::new(code, from, format!("\"{path}\" of \"{from}\" {what}")));
        };
        let mut missing = false;
        let mut seen: HashSet<Cow<str>> = HashSet::with_capacity(self.entries.len());
        let mut schemes: BTreeMap<String, &str> = BTreeMap::new();
        for entry in self.entries.iter().filter(|entry| entry.kind != EntryKind::Directory) {
            seen.insert(entry.name.as_str().into());
            if entry.kind == EntryKind::Symlink {
                report(
                    findings,
                    Code::EntrySpecial,
                    &entry.name,
                    "is a symbolic link, which wheels cannot have",
                );
                continue;
            }
            let Some(path) = accept(entry, from, findings) else {
                continue;
            };
            if path != entry.name {
                seen.insert(path.clone().into());
            }
            if is_bytecode_cache(&path) {
                continue;
            }
            let path = &path;
            let own = path.strip_prefix(&self.dist_info).and_then(|rest| rest.strip_prefix('/'));
            if matches!(own, Some("RECORD" | "INSTALLER")) {
                continue;
            }
            let row = self.record.rows.get(path);
            let digest = row.and_then(|row| row.digest.clone());
            if row.is_none() && !record::is_exempt(&self.dist_info, path) {
                report(findings, Code::RecordUnlistedFile, path, "is not listed in its RECORD");
            } else if digest.is_none() && !record::is_exempt(&self.dist_info, path) {
                report(findings, Code::RecordNoHash, path, "has no hash in its RECORD");
            }
            let mode = if entry.executable { EXECUTABLE } else { REGULAR };
            let mut content = Content::Zip { file: item.file, entry: entry.clone() };
            let mut size = entry.size;
            let (path, mode) = match self.destination(path) {
                Destination::Site(path) => (path, mode),
                Destination::Script(path) => {
                    match shebang::rewritten(item.file, entry, interpreter, cache, store) {
                        Ok(Ok(None)) => {}
                        Ok(Ok(Some(text))) => {
                            loaded
                                .checked
                                .extend(digest.clone().map(|digest| (item.file, entry.clone(), digest)));
                            size = text.len() as u64;
                            content = Content::Bytes(text);
                        }
                        // The other scripts are looked into, so that what is missing is read together.
                        Err(Missing) => missing = true,
                        Ok(Err(error)) => report(
                            findings,
                            Code::EntryCorrupt,
                            &entry.name,
                            &format!("cannot be read: {error}"),
                        ),
                    }
                    (path, EXECUTABLE)
                }
                Destination::Nowhere => continue,
                Destination::UnknownScheme(scheme) => {
                    schemes.entry(scheme).or_insert(&entry.name);
                    continue;
                }
            };
            let digest = digest.filter(|_| matches!(content, Content::Zip { .. }));
            loaded.candidates.push(Candidate {
                path,
                size,
                mode,
                content,
                digest,
                from: from.clone(),
                kind: SourceKind::Wheel,
                distribution: Some(0),
            });
        }
        for (scheme, path) in schemes {
            report(findings, Code::WheelScheme, path, &format!("is of the unknown scheme \"{scheme}\""));
        }
        for path in self.record.rows.keys() {
            // Some tools list folders, too.
            let is_folder = path.ends_with('/');
            if !seen.contains(path.as_str())
                && !is_folder
                && !is_bytecode_cache(path)
                && !record::is_exempt(&self.dist_info, path)
            {
                report(
                    findings,
                    Code::RecordMissingFile,
                    path,
                    "is listed in its RECORD, but is not in the wheel",
                );
            }
        }
        self.add_scripts(interpreter, &mut loaded);
        if missing { Err(Missing) } else { Ok(loaded) }
    }

    /// One script in bin/ an entry point. A script of the data directory under the same name gives
    /// way, as with pip.
    fn add_scripts(&self, interpreter: &str, loaded: &mut Loaded) {
        let generated: BTreeMap<String, Vec<u8>> = self
            .scripts
            .iter()
            .map(|script| (format!("bin/{}", script.name), script.text(interpreter).into_bytes()))
            .chain([(format!("{}/INSTALLER", self.dist_info), b"wheelpress\n".to_vec())])
            .collect();
        loaded.candidates.retain(|candidate| !generated.contains_key(&candidate.path));
        for (path, text) in generated {
            let mode = if path.starts_with("bin/") { EXECUTABLE } else { REGULAR };
            loaded.candidates.push(Candidate {
                path,
                mode,
                size: text.len() as u64,
                content: Content::Bytes(text),
                digest: None,
                from: loaded.path.clone(),
                kind: SourceKind::Wheel,
                distribution: Some(0),
            });
        }
    }
}
