//! ELF files, read as the loader reads them: by program headers and the dynamic section, never by
//! section headers (System V ABI, "Program Loading and Dynamic Linking"; LSB 5.0, "Symbol Versioning").

use super::PartialFile;
use object::elf::{
    self, DF_1_PIE, DT_FLAGS_1, DT_NEEDED, DT_NULL, DT_RPATH, DT_RUNPATH, DT_SONAME, DT_STRSZ, DT_STRTAB,
    DT_VERNEED, DT_VERNEEDNUM, Dyn64, FileHeader64, FileType, PT_DYNAMIC, PT_INTERP, PT_LOAD,
    ProgramHeader64, VER_FLG_WEAK, Vernaux, Verneed,
};
use object::read::StringTable;
use object::read::elf::{Dyn as _, FileHeader as _, ProgramHeader as _};
use object::{LittleEndian, ReadRef};
use serde::{Deserialize, Serialize};

/// What the headers of an ELF file state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elf {
    /// The processor that the file is built for.
    pub machine: Machine,
    /// The program that loads it; executables have one.
    pub interpreter: Option<String>,
    /// `DT_SONAME`: the name by which other files need it.
    pub soname: Option<String>,
    /// `DT_NEEDED`: the names of the libraries that it needs.
    pub needed: Vec<String>,
    /// `DT_RPATH`: the folders that are searched for these libraries.
    pub rpath: Vec<String>,
    /// `DT_RUNPATH`: the folders that are searched instead. If there is one, `rpath` is ignored.
    pub runpath: Option<Vec<String>>,
    /// Versions of symbols that it needs, such as `GLIBC_2.34`.
    pub versions: Vec<Version>,
    /// Why the loader refuses the file as a library, in a clause. The file may still be a program.
    pub no_library: Option<String>,
}

/// A version of symbols that the file needs from a library.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Version {
    /// Such as `libc.so.6`.
    pub library: String,
    /// Such as `GLIBC_2.34`.
    pub name: String,
}

/// A kind of processor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// e_machine.
    pub number: u16,
    /// ELFCLASS64.
    pub is_64_bit: bool,
    /// ELFDATA2LSB.
    pub is_little_endian: bool,
}

impl Machine {
    /// Lambda's `x86_64`.
    pub const X86_64: Machine = Machine { number: elf::EM_X86_64.0, is_64_bit: true, is_little_endian: true };
    /// Lambda's `arm64`.
    pub const AARCH64: Machine =
        Machine { number: elf::EM_AARCH64.0, is_64_bit: true, is_little_endian: true };

    /// The usual name of the processor.
    pub fn name(self) -> String {
        let known = match (elf::Machine(self.number), self.is_64_bit, self.is_little_endian) {
            (elf::EM_X86_64, true, true) => "x86_64",
            (elf::EM_X86_64, false, true) => "x86_64 with 32-bit pointers",
            (elf::EM_AARCH64, true, true) => "arm64",
            (elf::EM_386, ..) => "32-bit x86",
            (elf::EM_ARM, ..) => "32-bit ARM",
            (elf::EM_PPC64, _, true) => "ppc64le",
            (elf::EM_S390, ..) => "s390x",
            (elf::EM_RISCV, ..) => "RISC-V",
            _ => return format!("machine {}", self.number),
        };
        known.to_string()
    }
}

/// Maximum number of program headers, of dynamic entries, and of symbol versions together with their
/// libraries. No library needs more.
const MAX_TABLE_ENTRIES: usize = 4096;
/// Maximum size of a string table that is read in one go, in bytes.
const STRINGS: u64 = 256 << 10;

type Result<T> = std::result::Result<T, &'static str>;

const LE: LittleEndian = LittleEndian;

/// Reads a file that begins with the magic number of ELF. If the file is for a processor that Lambda
/// does not have, only the processor is read.
///
/// # Errors
///
/// A clause that states why the file is not valid. The error means nothing while bytes are missing:
/// [`PartialFile::take_needed`] returns the missing ranges.
pub fn read(partial: &PartialFile) -> Result<Elf> {
    let ident = partial.read_bytes_at(0, 20).map_err(|()| "its header is cut short")?;
    let (class, data) = (ident.get(4).copied(), ident.get(5).copied());
    let number = match (ident.get(18), ident.get(19)) {
        (Some(&low), Some(&high)) if data == Some(elf::ELFDATA2MSB.0) => u16::from_be_bytes([low, high]),
        (Some(&low), Some(&high)) => u16::from_le_bytes([low, high]),
        _ => 0,
    };
    let is_64_bit = class == Some(elf::ELFCLASS64.0);
    let machine = Machine { number, is_64_bit, is_little_endian: data == Some(elf::ELFDATA2LSB.0) };
    let mut found = Elf { machine, ..Elf::default() };
    if machine != Machine::X86_64 && machine != Machine::AARCH64 {
        return Ok(found);
    }
    let header = FileHeader64::<LittleEndian>::parse(partial).map_err(|_| "its header is cut short")?;
    let headers =
        header.program_headers(LE, partial).map_err(|_| "its program headers lie outside the file")?;
    if headers.len() > MAX_TABLE_ENTRIES {
        return Err("it has too many program headers");
    }
    let end = |header: &ProgramHeader64<LittleEndian>| header.p_offset(LE).checked_add(header.p_filesz(LE));
    let is_whole = |header: &ProgramHeader64<LittleEndian>| {
        header.p_type(LE) != PT_LOAD || end(header).is_some_and(|end| end <= partial.len())
    };
    if !headers.iter().all(is_whole) {
        return Err("it is cut short: a segment ends behind the end of the file");
    }
    let no_library = other_system(ident).or_else(|| no_library(header.e_type(LE), headers));
    found.no_library = no_library.map(str::to_string);
    if let Some(header) = headers.iter().find(|header| header.p_type(LE) == PT_INTERP) {
        let range = header.p_offset(LE)..header.p_offset(LE).saturating_add(header.p_filesz(LE));
        let text = partial.read_bytes_at_until(range, 0).map_err(|()| "its interpreter has no name")?;
        found.interpreter = Some(String::from_utf8_lossy(text).into_owned());
    }
    if let Some(header) = headers.iter().find(|header| header.p_type(LE) == PT_DYNAMIC) {
        let entries: &[Dyn64<LittleEndian>] =
            header.dynamic(LE, partial).ok().flatten().ok_or("its dynamic section lies outside the file")?;
        dynamic(partial, headers, entries, &mut found)?;
    }
    Ok(found)
}

/// Why glibc refuses a file because of its first 16 bytes (elf/dl-load.c, `open_verify`). Which ABI versions are
/// valid for Linux's own OS ABI depends on the version of glibc. The kernel starts programs whatever these bytes are.
fn other_system(ident: &[u8]) -> Option<&'static str> {
    // EI_OSABI, EI_ABIVERSION and EI_PAD (System V ABI, "ELF Identification").
    let (abi, version) = (*ident.get(7)?, *ident.get(8)?);
    if abi != elf::ELFOSABI_SYSV.0 && abi != elf::ELFOSABI_GNU.0 {
        Some("it is made for another operating system (ELF file OS ABI invalid)")
    } else if abi == elf::ELFOSABI_SYSV.0 && version != 0 {
        Some("it has an unknown ABI version (ELF file ABI version invalid)")
    } else if ident.get(9..16)?.iter().any(|byte| *byte != 0) {
        Some("its first bytes are damaged (nonzero padding in e_ident)")
    } else {
        None
    }
}

const NO_LIBRARY: &str = "it is a program, not a shared object";

/// Why glibc refuses to load a file as a library (elf/dl-load.c, `open_verify` and `_dl_map_object_from_fd`). Pages
/// have 4 KiB on both architectures.
fn no_library(kind: FileType, headers: &[ProgramHeader64<LittleEndian>]) -> Option<&'static str> {
    const PAGE: u64 = 4096;
    let segments = || headers.iter().filter(|header| header.p_type(LE) == PT_LOAD);
    let is_aligned = |header: &ProgramHeader64<LittleEndian>| {
        let distance = header.p_vaddr(LE).wrapping_sub(header.p_offset(LE));
        distance & header.p_align(LE).wrapping_sub(1) == 0
    };
    match kind {
        elf::ET_DYN => {}
        elf::ET_EXEC => return Some(NO_LIBRARY),
        elf::ET_REL => return Some("it is an object file that was not linked"),
        _ => return Some("it is not a shared object"),
    }
    if segments().next().is_none() {
        Some("it has no segment to load")
    } else if segments().any(|header| header.p_align(LE) & (PAGE - 1) != 0) {
        Some("one of its segments is not aligned to pages; tools that strip or patch files cause this")
    } else if !segments().all(is_aligned) {
        Some(
            "one of its segments is misaligned: its place in the file does not fit its address; tools that strip or patch files cause this",
        )
    } else if !headers.iter().any(|header| header.p_type(LE) == PT_DYNAMIC && header.p_filesz(LE) > 0) {
        // A file that has only debug symbols has an empty dynamic section.
        Some("it has no dynamic section")
    } else {
        None
    }
}

fn dynamic(
    partial: &PartialFile,
    headers: &[ProgramHeader64<LittleEndian>],
    entries: &[Dyn64<LittleEndian>],
    found: &mut Elf,
) -> Result<()> {
    let entries = entries.iter().take_while(|entry| entry.d_tag(LE) != DT_NULL);
    let value = |tag| entries.clone().find(|entry| entry.d_tag(LE) == tag).map(|entry| entry.d_val(LE));
    let at = |address: u64| offset(headers, address).ok_or("its dynamic section points outside the file");
    if value(DT_FLAGS_1).is_some_and(|flags| flags & DF_1_PIE.0 != 0) {
        // glibc refuses these files since version 2.30.
        found.no_library.get_or_insert_with(|| NO_LIBRARY.to_string());
    }
    let (Some(strings), Some(size)) = (value(DT_STRTAB), value(DT_STRSZ)) else {
        return Ok(());
    };
    let start = at(strings)?;
    let end =
        start.checked_add(size).filter(|end| *end <= partial.len()).ok_or("its strings lie outside it")?;
    if size <= STRINGS {
        // The whole table is read first, so that all its missing bytes are requested at once.
        let _ = partial.read_bytes_at(start, size);
    }
    let strings = StringTable::new(partial, start, end);
    let string = |offset: u64| {
        let offset = u32::try_from(offset).map_err(|_| "a name in it lies outside its strings")?;
        let text = strings.get(offset).map_err(|()| "a name in it lies outside its strings")?;
        Ok(String::from_utf8_lossy(text).into_owned())
    };
    // All names are read before an error is returned, so that all missing ranges are requested together.
    let mut fault = Ok(());
    let mut note = |result: Result<String>| match result {
        Ok(text) => Some(text),
        Err(error) => {
            fault = Err(error);
            None
        }
    };
    for entry in entries.clone().take(MAX_TABLE_ENTRIES) {
        let tag = entry.d_tag(LE);
        if tag == DT_NEEDED {
            found.needed.extend(note(string(entry.d_val(LE))));
        } else if tag == DT_SONAME {
            found.soname = note(string(entry.d_val(LE)));
        } else if tag == DT_RPATH {
            found.rpath = note(string(entry.d_val(LE))).map(|text| split(&text)).unwrap_or_default();
        } else if tag == DT_RUNPATH {
            found.runpath = note(string(entry.d_val(LE))).map(|text| split(&text));
        }
    }
    if let (Some(address), Some(count)) = (value(DT_VERNEED), value(DT_VERNEEDNUM)) {
        versions(partial, at(address)?, count, |offset| note(string(offset)), &mut found.versions)?;
    }
    fault
}

fn split(path: &str) -> Vec<String> {
    path.split(':').filter(|one| !one.is_empty()).map(str::to_string).collect()
}

/// The list of libraries, each with its list of versions.
fn versions(
    partial: &PartialFile,
    start: u64,
    count: u64,
    mut string: impl FnMut(u64) -> Option<String>,
    versions: &mut Vec<Version>,
) -> Result<()> {
    const OUTSIDE: &str = "its symbol versions lie outside the file";
    let mut left = MAX_TABLE_ENTRIES;
    let mut at = start;
    for _ in 0..count {
        let need: &Verneed<LittleEndian> = partial.read_at(at).map_err(|()| OUTSIDE)?;
        let library = string(u64::from(need.vn_file.get(LE)));
        let mut aux_at = at.checked_add(u64::from(need.vn_aux.get(LE))).ok_or(OUTSIDE)?;
        for _ in 0..need.vn_cnt.get(LE) {
            left = left.checked_sub(1).ok_or("it needs too many symbol versions")?;
            let aux: &Vernaux<LittleEndian> = partial.read_at(aux_at).map_err(|()| OUTSIDE)?;
            // The loader accepts that a weak version is missing.
            let is_weak = aux.vna_flags.get(LE).0 & VER_FLG_WEAK.0 != 0;
            let name = string(u64::from(aux.vna_name.get(LE)));
            if let (Some(library), Some(name), false) = (&library, name, is_weak) {
                versions.push(Version { library: library.clone(), name });
            }
            match aux.vna_next.get(LE) {
                0 => break,
                next => aux_at = aux_at.checked_add(u64::from(next)).ok_or(OUTSIDE)?,
            }
        }
        left = left.checked_sub(1).ok_or("it needs too many symbol versions")?;
        match need.vn_next.get(LE) {
            0 => break,
            next => at = at.checked_add(u64::from(next)).ok_or(OUTSIDE)?,
        }
    }
    Ok(())
}

/// The offset in the file of the byte that is loaded at an address.
fn offset(headers: &[ProgramHeader64<LittleEndian>], address: u64) -> Option<u64> {
    headers.iter().filter(|header| header.p_type(LE) == PT_LOAD).find_map(|header| {
        let into = address.checked_sub(header.p_vaddr(LE))?;
        (into < header.p_filesz(LE)).then(|| header.p_offset(LE).checked_add(into))?
    })
}
