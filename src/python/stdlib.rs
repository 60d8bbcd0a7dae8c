//! The modules of the standard library, by version of Python.
//!
//! Sources: `sys.stdlib_module_names` of CPython 3.10 to 3.13, the lists of the documentation for
//! 3.8, 3.9 and 3.14, "What's New in Python 3.15".

use std::cmp::Ordering;

/// Top-level modules that every version from 3.8 on has.
const ALWAYS: &str = "\
    __future__ __main__ _thread abc antigravity argparse array ast asyncio atexit base64 bdb binascii \
    bisect builtins bz2 cProfile calendar cmath cmd code codecs codeop collections colorsys compileall \
    concurrent configparser contextlib contextvars copy copyreg csv ctypes curses dataclasses datetime \
    dbm decimal difflib dis doctest email encodings ensurepip enum errno faulthandler fcntl filecmp \
    fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob grp gzip \
    hashlib heapq hmac html http idlelib imaplib importlib inspect io ipaddress itertools json keyword \
    linecache locale logging lzma mailbox marshal math mimetypes mmap modulefinder \
    multiprocessing netrc ntpath nturl2path numbers opcode operator optparse os pathlib pdb pickle \
    pickletools pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd \
    py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter \
    runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket socketserver \
    sqlite3 ssl stat statistics string stringprep struct subprocess symtable sys sysconfig syslog \
    tabnanny tarfile tempfile termios test textwrap this threading time timeit tkinter token tokenize \
    trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uuid venv \
    warnings wave weakref webbrowser wsgiref xml xmlrpc xxlimited xxsubtype zipapp \
    zipfile zipimport zlib";

/// Modules that were added or removed: name, the first minor version that has the module, the first
/// later version that lacks it, and what to use instead.
#[rustfmt::skip]
const CHANGED: &[(&str, u8, u8, &str)] = &[
    ("aifc",          8,  13, "The distribution \"standard-aifc\" has it"),
    ("annotationlib", 14, 99, ""),
    ("asynchat",      8,  12, "Use asyncio, or the distribution \"pyasynchat\""),
    ("asyncore",      8,  12, "Use asyncio, or the distribution \"pyasyncore\""),
    ("audioop",       8,  13, "The distribution \"audioop-lts\" has it"),
    ("binhex",        8,  11, "Use binascii or base64"),
    ("cgi",           8,  13, "The distribution \"legacy-cgi\" has it"),
    ("cgitb",         8,  13, "The distribution \"legacy-cgi\" has it"),
    ("chunk",         8,  13, "The distribution \"standard-chunk\" has it"),
    ("compression",   14, 99, ""),
    ("crypt",         8,  13, "Use the distribution \"bcrypt\" or \"legacycrypt\""),
    ("distutils",     8,  12, "The distribution \"setuptools\" has it: import setuptools first"),
    ("dummy_threading", 8, 9, "Use threading"),
    ("formatter",     8,  10, ""),
    ("graphlib",      9,  99, "The distribution \"graphlib-backport\" has it"),
    ("imghdr",        8,  13, "The distribution \"standard-imghdr\" has it"),
    ("imp",           8,  12, "Use importlib"),
    ("lib2to3",       8,  13, "Use the distribution \"libcst\" or \"parso\""),
    ("mailcap",       8,  13, "The distribution \"standard-mailcap\" has it"),
    ("nis",           8,  13, ""),
    ("nntplib",       8,  13, "The distribution \"standard-nntplib\" has it"),
    ("ossaudiodev",   8,  13, ""),
    ("parser",        8,  10, "Use ast"),
    ("pipes",         8,  13, "Use subprocess, or the distribution \"standard-pipes\""),
    ("profiling",     15, 99, ""),
    ("smtpd",         8,  12, "Use the distribution \"aiosmtpd\""),
    ("sndhdr",        8,  13, "The distribution \"standard-sndhdr\" has it"),
    ("spwd",          8,  13, ""),
    ("sre_compile",   8,  15, "Use re"),
    ("sre_constants", 8,  15, "Use re"),
    ("sre_parse",     8,  15, "Use re"),
    ("sunau",         8,  13, "The distribution \"standard-sunau\" has it"),
    ("symbol",        8,  10, ""),
    ("telnetlib",     8,  13, "The distribution \"standard-telnetlib\" has it"),
    ("tomllib",       11, 99, "The distribution \"tomli\" has it, as tomli"),
    ("uu",            8,  13, "Use base64, or the distribution \"standard-uu\""),
    ("xdrlib",        8,  13, "The distribution \"standard-xdrlib\" has it"),
    ("zoneinfo",      9,  99, "The distribution \"backports.zoneinfo\" has it, as backports.zoneinfo"),
];

/// Private modules that every version from 3.8 on has on Linux.
const PRIVATE: &str = "\
    _abc _ast _asyncio _bisect _blake2 _bz2 _codecs _codecs_cn _codecs_hk _codecs_iso2022 _codecs_jp \
    _codecs_kr _codecs_tw _collections _collections_abc _compat_pickle _compression _contextvars \
    _csv _ctypes _curses _curses_panel _datetime _dbm _decimal _elementtree _frozen_importlib \
    _frozen_importlib_external _functools _gdbm _hashlib _heapq _imp _io _json _locale _lsprof _lzma \
    _markupbase _md5 _multibytecodec _multiprocessing _opcode _operator _osx_support _pickle \
    _posixshmem _posixsubprocess _py_abc _pydecimal _pyio _queue _random _sha1 _sha3 _signal \
    _sitebuiltins _socket _sqlite3 _sre _ssl _stat _statistics _string _strptime _struct _symtable \
    _threading_local _tkinter _tracemalloc _uuid _warnings _weakref _weakrefset";

/// Private modules that were added or removed: the first minor version that has the module, and the
/// first later version that lacks it. The modules that were added in 3.14 are those of CPython's
/// `Python/stdlib_module_names.h`.
#[rustfmt::skip]
const PRIVATE_CHANGED: &[(&str, u8, u8)] = &[
    ("_aix_support", 9, 99),
    ("_android_support", 13, 99),
    ("_apple_support", 14, 99),
    ("_ast_unparse", 14, 99),
    ("_bootlocale", 8, 10),
    ("_bootsubprocess", 9, 12),
    ("_colorize", 13, 99),
    ("_crypt", 8, 13),
    ("_dummy_thread", 8, 9),
    ("_hmac", 14, 99),
    ("_interpchannels", 13, 99),
    ("_interpqueues", 13, 99),
    ("_interpreters", 13, 99),
    ("_ios_support", 13, 99),
    ("_opcode_metadata", 13, 99),
    ("_peg_parser", 9, 10),
    ("_py_warnings", 14, 99),
    ("_pydatetime", 12, 99),
    ("_pylong", 12, 99),
    ("_pyrepl", 13, 99),
    ("_remote_debugging", 14, 99),
    ("_sha2", 12, 99),
    ("_sha256", 8, 12),
    ("_sha512", 8, 12),
    ("_suggestions", 13, 99),
    ("_sysconfig", 13, 99),
    ("_tokenize", 11, 99),
    ("_types", 14, 99),
    ("_typing", 11, 99),
    ("_zoneinfo", 9, 99),
    ("_zstd", 14, 99),
];

/// Distributions whose modules are part of every version from 3.8 on. Requirements of them should be
/// removed. Names as on PyPI.
pub const BACKPORTS: &[&str] = &[
    "argparse",
    "asyncio",
    "contextvars",
    "dataclasses",
    "enum34",
    "futures",
    "hashlib",
    "importlib",
    "ipaddress",
    "multiprocessing",
    "pathlib",
    "ssl",
    "statistics",
    "typing",
    "uuid",
    "wsgiref",
];

/// Modules that Python has only on other systems. Code that imports them without a guard fails on Linux.
const OTHER_SYSTEMS: &[(&str, &str)] = &[
    ("_msi", "Windows"),
    ("_overlapped", "Windows"),
    ("_scproxy", "macOS"),
    ("_winapi", "Windows"),
    ("_wmi", "Windows"),
    ("msilib", "Windows"),
    ("msvcrt", "Windows"),
    ("nt", "Windows"),
    ("winreg", "Windows"),
    ("winsound", "Windows"),
];

/// Public modules of the standard library that awslambdaric imports before it imports the handler. Python never looks
/// for a file with such a name. Measured: the top-level names in `sys.modules` when `python -P -m awslambdaric` (4.2)
/// imports the handler. These are the names that 3.11, 3.12 and 3.13 have in common.
const LOADED: &str = "\
    abc atexit builtins codecs collections contextlib copyreg decimal encodings enum functools \
    genericpath importlib io itertools json keyword linecache logging marshal math numbers operator os \
    posix posixpath re reprlib site stat string sys textwrap threading time traceback types warnings \
    weakref zipimport";

/// Modules that are compiled into the interpreter (`sys.builtin_module_names`). They are found before any file.
const BUILTIN: &str = "\
    _abc _ast _codecs _collections _functools _imp _io _locale _operator _signal _sre _stat _string \
    _symtable _thread _tracemalloc _warnings _weakref atexit builtins errno faulthandler gc itertools \
    marshal posix pwd sys time";

/// What is known about a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StdlibStatus {
    /// This Python has it.
    Present,
    /// Older versions of Python have it, this one does not.
    Gone {
        /// The first minor version that lacks it.
        since: u8,
        /// What to do instead; empty if unknown.
        instead: &'static str,
    },
    /// Newer versions of Python have it, this one does not.
    Coming {
        /// The first minor version that has it.
        with: u8,
        /// What to do instead; empty if unknown.
        instead: &'static str,
    },
    /// Python has it on this system, but not on Linux.
    OnlyOn(&'static str),
    /// No version of Python is known to have it.
    Unknown,
}

/// Whether the standard library of CPython 3.`minor` has a top-level module.
pub fn find(module: &str, minor: u8) -> StdlibStatus {
    if let Some((_, from, until, instead)) = CHANGED.iter().find(|(name, ..)| *name == module) {
        return match minor {
            _ if minor < *from => StdlibStatus::Coming { with: *from, instead },
            _ if minor >= *until => StdlibStatus::Gone { since: *until, instead },
            _ => StdlibStatus::Present,
        };
    }
    if let Some((_, system)) = OTHER_SYSTEMS.iter().find(|(name, _)| *name == module) {
        return StdlibStatus::OnlyOn(system);
    }
    let is_private =
        |(name, from, until): &(&str, u8, u8)| *name == module && (*from..*until).contains(&minor);
    let is_known = is_among(ALWAYS, module) || is_among(PRIVATE, module);
    if is_known || PRIVATE_CHANGED.iter().any(is_private) {
        StdlibStatus::Present
    } else {
        StdlibStatus::Unknown
    }
}

/// Whether a name is in a list. The list is sorted, with a space between names. Each of the user's modules is looked up
/// several times: reading whole lists took a quarter of the time for 50,000 modules (measured).
fn is_among(names: &str, name: &str) -> bool {
    let mut left = names;
    while !left.is_empty() {
        let middle = left.floor_char_boundary(left.len() / 2);
        let start = left[..middle].rfind(' ').map_or(0, |space| space + 1);
        let end = left[start..].find(' ').map_or(left.len(), |length| start + length);
        left = match name.cmp(&left[start..end]) {
            Ordering::Equal => return true,
            Ordering::Less => &left[..start.saturating_sub(1)],
            Ordering::Greater => left.get(end + 1..).unwrap_or_default(),
        };
    }
    false
}

/// Whether no file can take the module's place.
pub fn is_builtin(module: &str) -> bool {
    is_among(BUILTIN, module)
}

/// Whether the module is in `sys.modules` before the handler is imported. Then Python does not look for a file of that
/// name.
pub fn is_loaded(module: &str) -> bool {
    is_builtin(module) || is_among(LOADED, module)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::RUNTIMES;

    /// The newest Python 3 in the tables. A module that was added later would be reported as missing.
    const NEWEST: u8 = 15;

    #[test]
    fn the_tables_know_the_newest_runtime() {
        let newest = RUNTIMES.last().map(|runtime| runtime.minor);
        assert_eq!(newest, Some(NEWEST), "bring the tables up to date, then this number: CONTRIBUTING.md");
    }

    #[test]
    fn finds_each_of_a_sorted_list() {
        for names in [ALWAYS, PRIVATE, LOADED, BUILTIN] {
            assert!(names.split(' ').is_sorted(), "{names} is not sorted");
            for name in names.split(' ') {
                assert!(is_among(names, name), "{name} is not found");
                for other in
                    [format!("{name}0"), format!("0{name}"), name[1..].to_string(), format!("{name} ")]
                {
                    assert_eq!(is_among(names, &other), names.split(' ').any(|one| one == other), "{other}");
                }
            }
        }
        assert!(!is_among(ALWAYS, "") && !is_among("", "abc"));
    }

    #[test]
    fn finds() {
        let gone = |since, instead| StdlibStatus::Gone { since, instead };
        assert_eq!(find("json", 8), StdlibStatus::Present);
        assert_eq!(find("zlib", 15), StdlibStatus::Present);
        assert_eq!(find("imp", 11), StdlibStatus::Present);
        assert_eq!(find("imp", 12), gone(12, "Use importlib"));
        assert_eq!(find("sre_parse", 14), StdlibStatus::Present);
        assert!(matches!(find("tomllib", 10), StdlibStatus::Coming { with: 11, .. }));
        assert_eq!(find("tomllib", 11), StdlibStatus::Present);
        assert_eq!(find("requests", 13), StdlibStatus::Unknown);
        assert_eq!(find("_typing", 10), StdlibStatus::Unknown);
        assert_eq!(find("_typing", 11), StdlibStatus::Present);
        assert_eq!(find("_settings", 13), StdlibStatus::Unknown);
        assert_eq!(find("winreg", 13), StdlibStatus::OnlyOn("Windows"));
        assert!(is_builtin("time") && !is_builtin("json"));
        assert!(is_loaded("json") && is_loaded("time") && !is_loaded("random"));
    }
}
