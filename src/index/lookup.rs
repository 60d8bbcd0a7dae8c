//! What was asked of indexes, by distribution, and what is known by now.

use super::order::Index as IndexUrl;
use super::partial_files::PartialFiles;
use super::project::{IndexWheelState, Project, Reading};
use super::simple::SimpleFile;
use crate::collections::BTreeMap;
use crate::digest::Digest;
use crate::python::PackageName;
use crate::python::dependencies::Dependencies;
use crate::python::metadata::Headers;
use crate::python::tags::Tags;
use crate::source::{FileId, zip};
use sha2::{Digest as _, Sha256};
use std::io;

/// What must be asked before the choice can go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// What there is of a distribution; of these indexes, where it is not to be asked of all.
    Project(PackageName, Option<Vec<IndexUrl>>),
    /// What there is of a distribution, of an index that cannot be asked.
    Nowhere(PackageName, String),
    /// The METADATA beside a wheel: its distribution and number, the address and the index.
    Beside(PackageName, FileId, String, String),
    /// The size of a wheel, in the same way.
    Size(PackageName, FileId, String, String),
    /// Bytes of files, of which [`PartialFiles`] knows.
    Reading,
}

/// A distribution that is looked up.
enum Lookup {
    /// The first of these is asked.
    Asked(Vec<IndexUrl>),
    /// These are to be asked, because those before do not know it.
    Next(Vec<IndexUrl>),
    Known(Project),
}

/// What was asked, and what is known.
pub struct Lookups {
    by_name: BTreeMap<PackageName, Lookup>,
    /// The distribution of each wheel of which the METADATA is asked for.
    files: BTreeMap<FileId, PackageName>,
    next_file: FileId,
    /// Wheels of which parts are read.
    partial: Vec<(PackageName, FileId)>,
}

impl Lookups {
    /// Of which the first file has that number.
    pub fn new(first_file: FileId) -> Lookups {
        Lookups {
            by_name: BTreeMap::new(),
            files: BTreeMap::new(),
            next_file: first_file,
            partial: Vec::new(),
        }
    }

    /// What is known of a distribution.
    pub fn known(&self, name: &PackageName) -> Option<&Project> {
        match self.by_name.get(name)? {
            Lookup::Known(project) => Some(project),
            Lookup::Asked(_) | Lookup::Next(_) => None,
        }
    }

    /// Whether a distribution is looked up, or known.
    pub fn is_begun(&self, name: &PackageName) -> bool {
        self.by_name.contains_key(name)
    }

    /// The index that is asked for a distribution now.
    pub fn asked(&self, name: &PackageName) -> Option<&IndexUrl> {
        match self.by_name.get(name)? {
            Lookup::Asked(order) => order.first(),
            Lookup::Known(_) | Lookup::Next(_) => None,
        }
    }

    /// Notes that the first of these indexes is asked.
    pub fn begin(&mut self, name: PackageName, order: Vec<IndexUrl>) {
        self.by_name.insert(name, Lookup::Asked(order));
    }

    /// Whom to ask for a distribution next, if anybody; `own` is the only index that it may come from.
    pub fn need(&self, name: PackageName, own: Option<IndexUrl>) -> Option<Need> {
        match self.by_name.get(&name) {
            None => Some(Need::Project(name, own.map(|own| vec![own]))),
            Some(Lookup::Next(order)) => Some(Need::Project(name, Some(order.clone()))),
            Some(_) => None,
        }
    }

    /// The index that was asked does not know a name.
    pub fn unknown(&mut self, name: &PackageName) {
        let rest = match self.by_name.remove(name) {
            Some(Lookup::Asked(order)) => order.into_iter().skip(1).collect(),
            _ => Vec::new(),
        };
        let lookup = if rest.is_empty() { Lookup::Known(Project::default()) } else { Lookup::Next(rest) };
        self.by_name.insert(name.clone(), lookup);
    }

    /// Takes what an index has of a distribution.
    pub fn fill(&mut self, name: &PackageName, files: Vec<SimpleFile>, tags: &Tags) {
        let index = self.asked(name).map(|index| index.url.clone()).unwrap_or_default();
        self.put(name, files, &index, tags);
    }

    /// Takes files that are known without asking.
    pub fn put(&mut self, name: &PackageName, files: Vec<SimpleFile>, index: &str, tags: &Tags) {
        let project = Project::of(name, files, index, tags, &mut self.next_file);
        self.by_name.insert(name.clone(), Lookup::Known(project));
    }

    /// The wheel with that number.
    pub fn offered(&self, name: &PackageName, file: FileId) -> Option<&IndexWheelState> {
        self.known(name)?.wheels.iter().find(|offered| offered.offer.item.file == file)
    }

    fn offered_mut(&mut self, name: &PackageName, file: FileId) -> Option<&mut IndexWheelState> {
        match self.by_name.get_mut(name)? {
            Lookup::Known(project) => {
                project.wheels.iter_mut().find(|offered| offered.offer.item.file == file)
            }
            Lookup::Asked(_) | Lookup::Next(_) => None,
        }
    }

    /// The address of a wheel, and the index that has it.
    pub fn address(&self, file: FileId) -> Option<(String, String)> {
        let offered = self.offered(self.files.get(&file)?, file)?;
        Some((offered.file.url.clone(), offered.index.clone()))
    }

    /// What to ask to learn what a wheel requires; nothing if it is asked already.
    pub fn read(&mut self, name: &PackageName, file: FileId, held: &mut PartialFiles) -> Option<Need> {
        self.files.insert(file, name.clone());
        let offered = self.offered_mut(name, file)?;
        if offered.reading != Reading::Unasked {
            return None;
        }
        if offered.file.metadata.is_some() {
            offered.reading = Reading::Beside;
            let url = beside(&offered.file.url);
            return Some(Need::Beside(name.clone(), file, url, offered.index.clone()));
        }
        self.begin_parts(name, file, held)
    }

    /// The wheel itself must say it.
    fn begin_parts(&mut self, name: &PackageName, file: FileId, held: &mut PartialFiles) -> Option<Need> {
        let offered = self.offered_mut(name, file)?;
        let Some(size) = offered.file.size else {
            offered.reading = Reading::Size;
            return Some(Need::Size(name.clone(), file, offered.file.url.clone(), offered.index.clone()));
        };
        offered.reading = Reading::Parts;
        held.add(file, size);
        self.partial.push((name.clone(), file));
        Some(Need::Reading)
    }

    /// There is no METADATA beside the wheel, whatever the index says.
    pub fn not_beside(&mut self, name: &PackageName, file: FileId, held: &mut PartialFiles) {
        if let Some(offered) = self.offered_mut(name, file) {
            offered.file.metadata = None;
            offered.reading = Reading::Unasked;
        }
        if self.offered(name, file).is_some_and(|offered| offered.file.size.is_some()) {
            self.begin_parts(name, file, held);
        }
    }

    /// Takes the size of a wheel.
    pub fn fill_size(&mut self, name: &PackageName, file: FileId, size: u64, held: &mut PartialFiles) {
        if let Some(offered) = self.offered_mut(name, file) {
            offered.file.size = Some(size);
        }
        self.begin_parts(name, file, held);
    }

    /// Takes the METADATA beside a wheel.
    pub fn fill_metadata(&mut self, name: &PackageName, file: FileId, body: &[u8]) {
        let Some(offered) = self.offered_mut(name, file) else {
            return;
        };
        let stated = offered.file.metadata.clone().flatten();
        let is_it = stated.is_none_or(|stated| stated == Digest::sha256(Sha256::digest(body).into()));
        match is_it {
            true => settle(offered, Ok(body)),
            false => settle(offered, Err("its METADATA has another hash than the index states".into())),
        }
    }

    /// Reads what is here of the wheels that are read in parts.
    pub fn read_parts(&mut self, held: &mut PartialFiles) {
        for (name, file) in std::mem::take(&mut self.partial) {
            match metadata_of(held, file) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.partial.push((name, file)),
                found => {
                    if let Some(offered) = self.offered_mut(&name, file) {
                        let found = found.map_err(|error| format!("it cannot be read: {error}"));
                        settle(offered, found.as_deref().map_err(Clone::clone));
                    }
                }
            }
        }
    }

    /// Whether wheels are read in parts.
    pub fn is_reading(&self) -> bool {
        !self.partial.is_empty()
    }
}

/// "The metadata file is located at the same URL as the distribution file with .metadata appended" (PEP 658).
fn beside(url: &str) -> String {
    match url.split_once('?') {
        Some((path, query)) => format!("{path}.metadata?{query}"),
        None => format!("{url}.metadata"),
    }
}

/// Keeps what a wheel's METADATA says, or why it cannot be used.
fn settle(offered: &mut IndexWheelState, metadata: Result<&[u8], String>) {
    offered.reading = Reading::Done;
    let name = &offered.offer.name;
    let metadata = metadata.and_then(|bytes| {
        let headers = Headers::parse(&String::from_utf8_lossy(bytes));
        match headers.disagreement(&name.name, &name.version) {
            Some(said) => Err(format!("its METADATA says it is {said}")),
            None if headers.get("Name").is_none() => Err("its METADATA has no name".into()),
            None => Ok(headers),
        }
    });
    match metadata {
        Ok(headers) => {
            // It is set once: a wheel is read once.
            let _ = offered.offer.dependencies.set(Dependencies::of(&headers));
        }
        Err(fault) => offered.fault = Some(fault),
    }
}

/// The METADATA of a wheel, read in parts.
fn metadata_of(held: &mut PartialFiles, file: FileId) -> io::Result<Vec<u8>> {
    let entries = zip::list(held, file)?;
    let is_metadata = |path: &str| {
        path.strip_suffix("/METADATA")
            .is_some_and(|folder| folder.ends_with(".dist-info") && !folder.contains('/'))
    };
    let entry = entries.iter().find(|entry| is_metadata(&entry.path()));
    let missing = || io::Error::new(io::ErrorKind::InvalidData, "it has no METADATA");
    zip::content(held, file, entry.ok_or_else(missing)?)
}
