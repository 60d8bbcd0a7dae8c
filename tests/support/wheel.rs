//! Wheels built in code, so that tests show what they contain.

use super::zips::{Entry, entry, zip};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// A wheel to be built. It has everything that a wheel must have, unless that is removed.
#[derive(Clone)]
pub struct Wheel {
    name: String,
    version: String,
    tag: String,
    entries: Vec<Entry>,
    unlisted: Vec<Entry>,
    record: Record,
}

#[derive(Clone)]
enum Record {
    Honest,
    /// Lines that replace the correct ones for the same path, or are added.
    With(Vec<String>),
    Missing,
}

/// `wheel("six", "1.0", "py3-none-any")`
pub fn wheel(name: &str, version: &str, tag: &str) -> Wheel {
    let wheel = Wheel {
        name: name.into(),
        version: version.into(),
        tag: tag.into(),
        entries: Vec::new(),
        unlisted: Vec::new(),
        record: Record::Honest,
    };
    let metadata = format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n");
    wheel
        .info("METADATA", &metadata)
        .info("WHEEL", &format!("Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: {tag}\n"))
}

impl Wheel {
    pub fn filename(&self) -> String {
        format!("{}-{}-{}.whl", self.name, self.version, self.tag)
    }

    pub fn dist_info(&self) -> String {
        format!("{}-{}.dist-info", self.name, self.version)
    }

    /// Adds or replaces a file.
    pub fn file(self, path: &str, bytes: impl Into<Vec<u8>>) -> Wheel {
        self.entry(entry(path, bytes))
    }

    pub fn entry(mut self, entry: Entry) -> Wheel {
        self.entries.retain(|other| other.name != entry.name);
        self.entries.push(entry);
        self
    }

    /// Adds or replaces a file of dist-info.
    pub fn info(self, name: &str, text: &str) -> Wheel {
        let path = format!("{}/{name}", self.dist_info());
        self.file(&path, text)
    }

    pub fn without(mut self, path: &str) -> Wheel {
        self.entries.retain(|entry| entry.name != path);
        self
    }

    /// Adds a file that RECORD does not list.
    pub fn unlisted(mut self, entry: Entry) -> Wheel {
        self.unlisted.push(entry);
        self
    }

    pub fn without_record(mut self) -> Wheel {
        self.record = Record::Missing;
        self
    }

    /// Adds an incorrect line to RECORD.
    pub fn record_line(mut self, line: &str) -> Wheel {
        match &mut self.record {
            Record::With(lines) => lines.push(line.into()),
            _ => self.record = Record::With(vec![line.into()]),
        }
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut entries = self.entries.clone();
        let path = format!("{}/RECORD", self.dist_info());
        let honest = entries.iter().filter(|entry| !entry.name.ends_with('/')).map(|entry| {
            let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(&entry.bytes));
            (entry.name.clone(), format!("{},sha256={hash},{}", entry.name, entry.bytes.len()))
        });
        let mut lines: Vec<(String, String)> = honest.chain([(path.clone(), format!("{path},,"))]).collect();
        if let Record::With(others) = &self.record {
            for other in others {
                let name = other.split(',').next().unwrap().to_string();
                lines.retain(|(path, _)| *path != name);
                lines.push((name, other.clone()));
            }
        }
        if !matches!(self.record, Record::Missing) {
            let text: String = lines.into_iter().map(|(_, line)| line + "\n").collect();
            entries.push(entry(&path, text));
        }
        entries.extend(self.unlisted.iter().cloned());
        zip(&entries)
    }
}
