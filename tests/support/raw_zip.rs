//! Zips written byte by byte, so that each header can state something else.

/// The header of an entry, in the central directory or before its bytes.
#[derive(Clone)]
pub struct Header {
    pub name: Vec<u8>,
    pub version: u16,
    pub flags: u16,
    pub method: u16,
    pub crc: u32,
    pub compressed: u32,
    pub size: u32,
    pub extra: Vec<u8>,
}

/// One entry, stored.
#[derive(Clone)]
pub struct RawEntry {
    pub local: Header,
    pub central: Header,
    /// The system on which it was made: 0 is MS-DOS, 3 is Unix.
    pub system: u8,
    pub attributes: u32,
    pub bytes: Vec<u8>,
    /// The bytes after the data.
    pub descriptor: Vec<u8>,
    /// The offset of the local header that the central directory states, if it is not its own.
    pub at: Option<u32>,
    pub comment: Vec<u8>,
}

/// The end record of a zip.
#[derive(Clone)]
pub struct End {
    pub disk: u16,
    pub count: u16,
    pub size: u32,
    pub offset: u32,
    pub comment: Vec<u8>,
    /// The count, size and offset in a zip64 record.
    pub zip64: Option<[u64; 3]>,
}

/// Makes a correct entry.
pub fn raw(name: &str, bytes: impl Into<Vec<u8>>) -> RawEntry {
    let bytes = bytes.into();
    let header = Header {
        name: name.into(),
        version: 20,
        flags: if name.is_ascii() { 0 } else { 1 << 11 },
        method: 0,
        crc: crc32fast::hash(&bytes),
        compressed: bytes.len() as u32,
        size: bytes.len() as u32,
        extra: Vec::new(),
    };
    RawEntry {
        local: header.clone(),
        central: header,
        system: 3,
        attributes: 0o100644 << 16,
        bytes,
        descriptor: Vec::new(),
        at: None,
        comment: Vec::new(),
    }
}

impl RawEntry {
    pub fn local(mut self, change: impl Fn(&mut Header)) -> RawEntry {
        change(&mut self.local);
        self
    }

    pub fn central(mut self, change: impl Fn(&mut Header)) -> RawEntry {
        change(&mut self.central);
        self
    }

    pub fn both(self, change: impl Fn(&mut Header)) -> RawEntry {
        self.local(&change).central(change)
    }

    pub fn attributes(mut self, system: u8, attributes: u32) -> RawEntry {
        (self.system, self.attributes) = (system, attributes);
        self
    }

    /// Makes the central directory state the local header at this offset instead of its own.
    pub fn at(mut self, offset: u32) -> RawEntry {
        self.at = Some(offset);
        self
    }

    /// Removes the entry's own local header and bytes.
    pub fn sharing(mut self, offset: u32) -> RawEntry {
        self.bytes.clear();
        self.local.name.clear();
        self.at(offset)
    }
}

/// An extra field.
pub fn field(id: u16, bytes: &[u8]) -> Vec<u8> {
    [&id.to_le_bytes(), &(bytes.len() as u16).to_le_bytes(), bytes].concat()
}

/// A Unicode path field for this name.
pub fn unicode_path(of: &str, path: &[u8]) -> Vec<u8> {
    field(0x7075, &[&[1], &crc32fast::hash(of.as_bytes()).to_le_bytes()[..], path].concat())
}

fn shared(header: &Header) -> Vec<u8> {
    let Header { version, flags, method, crc, compressed, size, .. } = header;
    let mut bytes = Vec::new();
    bytes.extend([*version, *flags, *method, 0, 0x21].iter().flat_map(|half| half.to_le_bytes()));
    bytes.extend([*crc, *compressed, *size].iter().flat_map(|word| word.to_le_bytes()));
    bytes.extend((header.name.len() as u16).to_le_bytes());
    bytes.extend((header.extra.len() as u16).to_le_bytes());
    bytes
}

/// Makes a zip whose end record is correct, except for `change`.
pub fn zip_ending(entries: &[RawEntry], change: impl Fn(&mut End)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for entry in entries {
        let offset = entry.at.unwrap_or(bytes.len() as u32);
        if !(entry.local.name.is_empty() && entry.at.is_some()) {
            bytes.extend(b"PK\x03\x04");
            bytes.extend(shared(&entry.local));
            bytes.extend(&entry.local.name);
            bytes.extend(&entry.local.extra);
            bytes.extend(&entry.bytes);
            bytes.extend(&entry.descriptor);
        }
        directory.extend(b"PK\x01\x02");
        directory.extend([20, entry.system]);
        directory.extend(shared(&entry.central));
        directory.extend((entry.comment.len() as u16).to_le_bytes());
        directory.extend([0; 4]);
        directory.extend(entry.attributes.to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(&entry.central.name);
        directory.extend(&entry.central.extra);
        directory.extend(&entry.comment);
    }
    let mut end = End {
        disk: 0,
        count: entries.len() as u16,
        size: directory.len() as u32,
        offset: bytes.len() as u32,
        comment: Vec::new(),
        zip64: None,
    };
    change(&mut end);
    bytes.extend(directory);
    if let Some([count, size, offset]) = end.zip64 {
        let start = bytes.len() as u64;
        bytes.extend(b"PK\x06\x06");
        bytes.extend(44_u64.to_le_bytes());
        bytes.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend([count, count, size, offset].iter().flat_map(|word| word.to_le_bytes()));
        bytes.extend(b"PK\x06\x07\0\0\0\0");
        bytes.extend(start.to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
    }
    bytes.extend(b"PK\x05\x06");
    bytes.extend([end.disk, end.disk, end.count, end.count].iter().flat_map(|half| half.to_le_bytes()));
    bytes.extend(end.size.to_le_bytes());
    bytes.extend(end.offset.to_le_bytes());
    bytes.extend((end.comment.len() as u16).to_le_bytes());
    bytes.extend(end.comment);
    bytes
}

/// Makes a zip whose end record is correct.
pub fn raw_zip(entries: &[RawEntry]) -> Vec<u8> {
    zip_ending(entries, |_| ())
}
