//! What was dropped, and the files it brings.
//!
//! Nothing here reads by itself. The bytes of zips come through [`Store`], which may answer "not
//! yet"; the texts and checksums of loose files come from the [`Shelf`], which notes what it lacks
//! so that the host can read many files together (one by one is seven times slower, measured).

pub mod accept;
pub mod archive;
pub mod behind;
pub mod codes;
pub mod compiled;
pub mod editable;
pub mod fit;
pub mod folder;
pub mod ignore;
pub mod inflater;
pub mod installed;
pub mod layout;
#[allow(unsafe_code)]
mod libdeflate;
pub mod linking;
pub mod links;
pub mod natives;
pub mod owners;
pub mod path;
pub mod peeks;
pub mod program;
pub mod project;
pub mod reader;
pub mod requirements;
pub mod shebang;
pub mod shelf;
pub mod skim;
pub mod sniff_folder;
pub mod tree;
pub mod virtualenv;
pub mod wheel;
pub mod zip_entry;

pub use shelf::{Missing, Needs, Shelf};

use crate::finding::Finding;
use crate::python::PackageName;
use crate::python::pyc::Header;
use crate::python::record::Digest;
use serde::{Deserialize, Serialize};
use std::io;
use virtualenv::Made;
use zip_entry::ZipEntry;

/// The host's number for a file. Two files with one number have the same bytes.
pub type FileId = u32;

/// A dropped file.
#[derive(Clone, Debug)]
pub struct Item {
    /// As dropped, with `/` between folders.
    pub path: String,
    pub file: FileId,
    pub size: u64,
    /// The first bytes, fewer if the file is shorter. May be empty for files in folders, whose mode
    /// in the plan is then a guess: packing sees for itself.
    pub head: Vec<u8>,
    /// The host's words when it could not read the file.
    pub unreadable: Option<String>,
}

/// How many first bytes of each file the host tells with [`Item::head`].
pub const HEAD_LENGTH: usize = 4;

/// Where the bytes of files come from.
pub trait Store {
    fn size(&mut self, file: FileId) -> io::Result<u64>;

    /// Reads at `offset` as many bytes as there are, at most `buffer.len()`.
    /// `WouldBlock` means: not yet; the host fetches the bytes and asks again.
    fn read_at(&mut self, file: FileId, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// When the file was last changed, in seconds since 1970, if the host knows.
    fn modified(&mut self, _file: FileId) -> Option<i64> {
        None
    }
}

/// What one dropped thing was taken for, from the lowest rank to the highest: where two bring
/// different files under one path, the higher rank wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Archive,
    Virtualenv,
    TargetTree,
    Wheel,
    Function,
}

impl Kind {
    /// Virtualenvs and `--target` trees are of one rank.
    pub fn rank(self) -> u8 {
        match self {
            Kind::Archive => 0,
            Kind::Virtualenv | Kind::TargetTree => 1,
            Kind::Wheel => 2,
            Kind::Function => 3,
        }
    }
}

/// Where an entry's bytes are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Content {
    /// A loose file.
    File(FileId),
    /// An entry of a dropped zip.
    Zip { file: FileId, entry: ZipEntry },
    /// Made while planning.
    Bytes(Vec<u8>),
    /// Bytecode whose header is replaced.
    Pyc { body: Box<Content>, header: Header },
}

/// A file that wants to be in the package.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Relative to where Python's files go.
    pub path: String,
    pub size: u64,
    /// Unix mode with its file type.
    pub mode: u32,
    pub content: Content,
    /// What the wheel's RECORD says of its bytes.
    pub digest: Option<Digest>,
    /// The item it comes from, as dropped.
    pub from: String,
    pub kind: Kind,
    /// Index of its distribution in the source.
    pub distribution: Option<usize>,
}

/// A distribution a source brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    pub name: PackageName,
    pub version: String,
    pub from: String,
    /// Whether its entry_points.txt has groups besides scripts, which others look up.
    pub has_plugins: bool,
}

/// What a source brings.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The dropped file, or the dropped folder.
    pub path: String,
    pub kind: Kind,
    pub candidates: Vec<Candidate>,
    pub distributions: Vec<Distribution>,
    /// Wheels only: their dist-info, whose RECORD is written anew.
    pub dist_info: Option<String>,
    /// Wheels only: entries checked against RECORD though they do not ship as they are.
    pub checked: Vec<(FileId, ZipEntry, Digest)>,
    /// Files of __pycache__, which ship if they are asked for and match their sources.
    pub bytecode: Vec<Candidate>,
    /// Of distributions, by index: findings that hold unless another source replaces them.
    pub unfit: Vec<(usize, Finding)>,
    /// Virtualenvs and `--target` trees only.
    pub made: Made,
}

impl Loaded {
    /// A source without files.
    pub fn new(path: &str, kind: Kind) -> Loaded {
        Loaded {
            path: path.to_string(),
            kind,
            candidates: Vec::new(),
            distributions: Vec::new(),
            dist_info: None,
            checked: Vec::new(),
            bytecode: Vec::new(),
            unfit: Vec::new(),
            made: Made::default(),
        }
    }
}

pub const REGULAR: u32 = 0o100644;
pub const EXECUTABLE: u32 = 0o100755;
pub const SYMLINK: u32 = 0o120777;

/// The mode of a loose file: browsers show no mode bits, so its first bytes decide.
pub fn mode_by_head(head: &[u8]) -> u32 {
    if head.starts_with(b"\x7fELF") || head.starts_with(b"#!") { EXECUTABLE } else { REGULAR }
}
