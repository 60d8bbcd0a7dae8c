//! The requests to indexes and the known data, by distribution.

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

/// A request that must be made before the choice can continue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// The files of a distribution. If indexes are stated, only these are asked.
    Project(PackageName, Option<Vec<IndexUrl>>),
    /// The files of a distribution, from an index that cannot be asked.
    Nowhere(PackageName, String),
    /// The METADATA file beside a wheel: the distribution and the number of the wheel, the address and the index.
    Beside(PackageName, FileId, String, String),
    /// The size of a wheel, with the same data.
    Size(PackageName, FileId, String, String),
    /// Bytes of files. [`PartialFiles`] knows which.
    Reading,
}

/// The state of looking up a distribution.
enum Lookup {
    /// The first of these indexes is being asked.
    Asked(Vec<IndexUrl>),
    /// These indexes must be asked next, because the ones before do not have the distribution.
    Next(Vec<IndexUrl>),
    Known(Project),
}

/// The lookups of all distributions.
pub struct Lookups {
    by_name: BTreeMap<PackageName, Lookup>,
    /// The distribution of each wheel whose METADATA is requested.
    files: BTreeMap<FileId, PackageName>,
    next_file: FileId,
    /// Wheels that are read in parts.
    partial: Vec<(PackageName, FileId)>,
}

impl Lookups {
    /// Creates empty lookups. The first file gets the number `first_file`.
    pub fn new(first_file: FileId) -> Lookups {
        Lookups {
            by_name: BTreeMap::new(),
            files: BTreeMap::new(),
            next_file: first_file,
            partial: Vec::new(),
        }
    }

    /// The files of a distribution, if they are known.
    pub fn known(&self, name: &PackageName) -> Option<&Project> {
        match self.by_name.get(name)? {
            Lookup::Known(project) => Some(project),
            Lookup::Asked(_) | Lookup::Next(_) => None,
        }
    }

    /// Whether the lookup of a distribution has started, or is finished.
    pub fn is_begun(&self, name: &PackageName) -> bool {
        self.by_name.contains_key(name)
    }

    /// The index that is being asked for a distribution.
    pub fn asked(&self, name: &PackageName) -> Option<&IndexUrl> {
        match self.by_name.get(name)? {
            Lookup::Asked(order) => order.first(),
            Lookup::Known(_) | Lookup::Next(_) => None,
        }
    }

    /// Records that the first of these indexes is being asked.
    pub fn begin(&mut self, name: PackageName, order: Vec<IndexUrl>) {
        self.by_name.insert(name, Lookup::Asked(order));
    }

    /// The next request for a distribution, if one is needed. If `own` is set, the distribution may come only from
    /// this index.
    pub fn need(&self, name: PackageName, own: Option<IndexUrl>) -> Option<Need> {
        match self.by_name.get(&name) {
            None => Some(Need::Project(name, own.map(|own| vec![own]))),
            Some(Lookup::Next(order)) => Some(Need::Project(name, Some(order.clone()))),
            Some(_) => None,
        }
    }

    /// Records that the index that was asked does not have a distribution.
    pub fn unknown(&mut self, name: &PackageName) {
        let rest = match self.by_name.remove(name) {
            Some(Lookup::Asked(order)) => order.into_iter().skip(1).collect(),
            _ => Vec::new(),
        };
        let lookup = if rest.is_empty() { Lookup::Known(Project::default()) } else { Lookup::Next(rest) };
        self.by_name.insert(name.clone(), lookup);
    }

    /// Stores the files that an index has of a distribution.
    pub fn fill(&mut self, name: &PackageName, files: Vec<SimpleFile>, tags: &Tags) {
        let index = self.asked(name).map(|index| index.url.clone()).unwrap_or_default();
        self.put(name, files, &index, tags);
    }

    /// Stores files that are known without a request.
    pub fn put(&mut self, name: &PackageName, files: Vec<SimpleFile>, index: &str, tags: &Tags) {
        let project = Project::new(name, files, index, tags, &mut self.next_file);
        self.by_name.insert(name.clone(), Lookup::Known(project));
    }

    /// The wheel with that file number.
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

    /// The request that is needed to know the dependencies of a wheel. `None` if it was made already.
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

    /// Starts to read the METADATA in the wheel itself.
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

    /// Records that there is no METADATA file beside the wheel, although the index states one.
    pub fn not_beside(&mut self, name: &PackageName, file: FileId, held: &mut PartialFiles) {
        if let Some(offered) = self.offered_mut(name, file) {
            offered.file.metadata = None;
            offered.reading = Reading::Unasked;
        }
        if self.offered(name, file).is_some_and(|offered| offered.file.size.is_some()) {
            self.begin_parts(name, file, held);
        }
    }

    /// Stores the size of a wheel.
    pub fn fill_size(&mut self, name: &PackageName, file: FileId, size: u64, held: &mut PartialFiles) {
        if let Some(offered) = self.offered_mut(name, file) {
            offered.file.size = Some(size);
        }
        self.begin_parts(name, file, held);
    }

    /// Stores the contents of the METADATA file beside a wheel.
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

    /// Reads the METADATA of wheels that are read in parts, as far as their bytes are available.
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

/// Stores the dependencies that a wheel's METADATA states, or why the wheel cannot be used.
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
            let _ = offered.offer.dependencies.set(Dependencies::from_metadata(&headers));
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
