//! ELF files built in code, as small as the loader accepts.

/// A library to be built. By default it is for x86_64 and needs nothing.
#[derive(Clone)]
pub struct Elf {
    pub machine: u16,
    pub class: u8,
    pub interpreter: Option<String>,
    pub entries: Vec<(u64, String)>,
    /// Library, version, flags.
    pub versions: Vec<(String, String, u16)>,
    /// e_type: 3 for shared objects and present-day programs.
    pub kind: u16,
    /// Difference between offset and address, modulo the page size.
    pub skew: u64,
    pub alignment: u64,
    pub has_dynamic: bool,
    /// `DT_FLAGS_1`.
    pub flags_1: Option<u64>,
    /// Zeros between the program headers and the rest.
    pub padding: usize,
    pub strings: Strings,
}

/// The position of the strings, as different linkers and patchelf choose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strings {
    First,
    Last,
}

pub const X86_64: u16 = 62;
pub const AARCH64: u16 = 183;

const HEADER: usize = 64;
const PROGRAM_HEADER: usize = 56;
const NEEDED: u64 = 1;
const SONAME: u64 = 14;
const RPATH: u64 = 15;
const RUNPATH: u64 = 29;
const BASE: u64 = 0x10000;

pub fn elf() -> Elf {
    Elf {
        machine: X86_64,
        class: 2,
        interpreter: None,
        entries: Vec::new(),
        versions: Vec::new(),
        kind: 3,
        skew: 0,
        alignment: 0x1000,
        has_dynamic: true,
        flags_1: None,
        padding: 0,
        strings: Strings::First,
    }
}

impl Elf {
    pub fn machine(self, machine: u16) -> Elf {
        Elf { machine, ..self }
    }

    pub fn needs(self, library: &str) -> Elf {
        self.entry(NEEDED, library)
    }

    pub fn soname(self, name: &str) -> Elf {
        self.entry(SONAME, name)
    }

    pub fn rpath(self, path: &str) -> Elf {
        self.entry(RPATH, path)
    }

    pub fn runpath(self, path: &str) -> Elf {
        self.entry(RUNPATH, path)
    }

    fn entry(mut self, tag: u64, text: &str) -> Elf {
        self.entries.push((tag, text.into()));
        self
    }

    /// Adds a symbol version that is needed, such as `GLIBC_2.34` of `libc.so.6`.
    pub fn version(mut self, library: &str, version: &str) -> Elf {
        self.versions.push((library.into(), version.into(), 0));
        self
    }

    pub fn weak_version(mut self, library: &str, version: &str) -> Elf {
        self.versions.push((library.into(), version.into(), 2));
        self
    }

    pub fn interpreter(self, path: &str) -> Elf {
        Elf { interpreter: Some(path.into()), ..self }
    }

    pub fn padding(self, padding: usize) -> Elf {
        Elf { padding, ..self }
    }

    pub fn strings(self, strings: Strings) -> Elf {
        Elf { strings, ..self }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut strings = vec![0];
        let mut intern = |text: &str| {
            let at = strings.len() as u64;
            strings.extend_from_slice(text.as_bytes());
            strings.push(0);
            at
        };
        let mut dynamic: Vec<(u64, u64)> =
            self.entries.iter().map(|(tag, text)| (*tag, intern(text))).collect();
        let mut needs = Vec::new();
        for (number, (library, version, flags)) in self.versions.iter().enumerate() {
            let next: u32 = if number + 1 == self.versions.len() { 0 } else { 32 };
            // A Verneed and its only Vernaux.
            needs.extend([1u16, 1].iter().flat_map(|half| half.to_le_bytes()));
            needs.extend([intern(library) as u32, 16, next].iter().flat_map(|word| word.to_le_bytes()));
            needs.extend(0u32.to_le_bytes());
            needs.extend([*flags, 2].iter().flat_map(|half| half.to_le_bytes()));
            needs.extend([intern(version) as u32, 0].iter().flat_map(|word| word.to_le_bytes()));
        }
        let interpreter = self.interpreter.as_ref().map(|path| intern(path));
        let program_headers = 2 + usize::from(interpreter.is_some());
        let start = HEADER + program_headers * PROGRAM_HEADER + self.padding;
        dynamic.extend(self.flags_1.map(|flags| (0x6fff_fffb, flags)));
        let dynamic_size = (dynamic.len() + 5) * 16;
        let (strings_at, needs_at, dynamic_at) = match self.strings {
            Strings::First => {
                let needs_at = (start + strings.len()).next_multiple_of(8);
                (start, needs_at, (needs_at + needs.len() + self.padding).next_multiple_of(8))
            }
            Strings::Last => {
                let dynamic_at = start.next_multiple_of(8);
                let needs_at = dynamic_at + dynamic_size;
                (needs_at + needs.len() + self.padding, needs_at, dynamic_at)
            }
        };
        dynamic.push((5, BASE + self.skew + strings_at as u64));
        dynamic.push((10, strings.len() as u64));
        if !self.versions.is_empty() {
            dynamic.push((0x6fff_fffe, BASE + self.skew + needs_at as u64));
            dynamic.push((0x6fff_ffff, self.versions.len() as u64));
        }
        dynamic.push((0, 0));
        let dynamic: Vec<u8> = dynamic
            .iter()
            .flat_map(|(tag, value)| [tag.to_le_bytes(), value.to_le_bytes()])
            .flatten()
            .collect();
        let mut bytes = vec![0; 0];
        let mut put = |at: usize, part: &[u8]| {
            bytes.resize(bytes.len().max(at + part.len()), 0);
            bytes[at..at + part.len()].copy_from_slice(part);
        };
        put(strings_at, &strings);
        put(needs_at, &needs);
        put(dynamic_at, &dynamic);
        let size = bytes.len() as u64;
        bytes[..4].copy_from_slice(b"\x7fELF");
        bytes[4..8].copy_from_slice(&[self.class, 1, 1, 0]);
        let mut header: Vec<u8> = Vec::new();
        header.extend([self.kind, self.machine].iter().flat_map(|half| half.to_le_bytes()));
        header.extend(1u32.to_le_bytes());
        header.extend([0u64, HEADER as u64, 0].iter().flat_map(|word| word.to_le_bytes()));
        header.extend(0u32.to_le_bytes());
        header.extend(
            [HEADER as u16, PROGRAM_HEADER as u16, program_headers as u16, 64, 0, 0]
                .iter()
                .flat_map(|half| half.to_le_bytes()),
        );
        bytes[16..HEADER].copy_from_slice(&header);
        let mut segments = vec![(1u32, 0, size), (2, dynamic_at as u64, dynamic.len() as u64)];
        if let (Some(at), Some(path)) = (interpreter, &self.interpreter) {
            segments.push((3, strings_at as u64 + at, path.len() as u64 + 1));
        }
        for (number, (kind, offset, length)) in segments.into_iter().enumerate() {
            let (skew, alignment) = if kind == 1 { (self.skew, self.alignment) } else { (0, 8) };
            let address = BASE + offset + skew;
            let kind = if kind == 2 && !self.has_dynamic { 0 } else { kind };
            let words = [offset, address, address, length, length, alignment];
            let mut header: Vec<u8> = Vec::new();
            header.extend([kind, 4].iter().flat_map(|word| word.to_le_bytes()));
            header.extend(words.iter().flat_map(|word| word.to_le_bytes()));
            let at = HEADER + number * PROGRAM_HEADER;
            bytes[at..at + PROGRAM_HEADER].copy_from_slice(&header);
        }
        bytes
    }
}

/// Returns the beginning of a Mach-O library for arm64.
pub fn mach_o() -> Vec<u8> {
    let mut bytes = vec![0xcf, 0xfa, 0xed, 0xfe, 0x0c, 0, 0, 1];
    bytes.resize(4096, 0);
    bytes
}

/// Returns the beginning of a Windows library.
pub fn pe() -> Vec<u8> {
    let mut bytes = b"MZ\x90\0".to_vec();
    bytes.resize(4096, 0);
    bytes
}
