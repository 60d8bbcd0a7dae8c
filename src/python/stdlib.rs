//! The modules of the standard library, by version of Python.
//!
//! Sources: `sys.stdlib_module_names` of CPython 3.10 to 3.13, the lists of the documentation for
//! 3.8, 3.9 and 3.14, "What's New in Python 3.15". Private modules are taken to be there.

/// Top-level modules that every version from 3.8 on has.
const ALWAYS: &str = "\
    __future__ __main__ _thread abc antigravity argparse array ast asyncio atexit base64 bdb binascii \
    bisect builtins bz2 cProfile calendar cmath cmd code codecs codeop collections colorsys compileall \
    concurrent configparser contextlib contextvars copy copyreg csv ctypes curses dataclasses datetime \
    dbm decimal difflib dis doctest email encodings ensurepip enum errno faulthandler fcntl filecmp \
    fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob grp gzip \
    hashlib heapq hmac html http idlelib imaplib importlib inspect io ipaddress itertools json keyword \
    linecache locale logging lzma mailbox marshal math mimetypes mmap modulefinder msvcrt \
    multiprocessing netrc nt ntpath nturl2path numbers opcode operator optparse os pathlib pdb pickle \
    pickletools pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd \
    py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter \
    runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket socketserver \
    sqlite3 ssl stat statistics string stringprep struct subprocess symtable sys sysconfig syslog \
    tabnanny tarfile tempfile termios test textwrap this threading time timeit tkinter token tokenize \
    trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uuid venv \
    warnings wave weakref webbrowser winreg winsound wsgiref xml xmlrpc xxlimited xxsubtype zipapp \
    zipfile zipimport zlib";

/// Modules that came or went: name, the minor version they came with, the one they were gone in,
/// and what to do without them.
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
    ("msilib",        8,  13, ""),
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

/// Compiled into the interpreter (`sys.builtin_module_names`): found before any file.
const BUILTIN: &str = "\
    _abc _ast _codecs _collections _functools _imp _io _locale _operator _signal _sre _stat _string \
    _symtable _thread _tracemalloc _warnings _weakref atexit builtins errno faulthandler gc itertools \
    marshal posix pwd sys time";

/// What is known of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standard {
    Present,
    /// Gone since, or not there before, that minor version; with what to do without it.
    Gone {
        since: u8,
        instead: &'static str,
    },
    Coming {
        with: u8,
        instead: &'static str,
    },
    Unknown,
}

/// Whether the standard library of CPython 3.`minor` has a top-level module.
pub fn find(module: &str, minor: u8) -> Standard {
    if let Some((_, from, until, instead)) = CHANGED.iter().find(|(name, ..)| *name == module) {
        return match minor {
            _ if minor < *from => Standard::Coming { with: *from, instead },
            _ if minor >= *until => Standard::Gone { since: *until, instead },
            _ => Standard::Present,
        };
    }
    let is_known = module.starts_with('_') || ALWAYS.split(' ').any(|name| name == module);
    if is_known { Standard::Present } else { Standard::Unknown }
}

/// Whether no file can take the module's place.
pub fn is_builtin(module: &str) -> bool {
    BUILTIN.split(' ').any(|name| name == module)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds() {
        let gone = |since, instead| Standard::Gone { since, instead };
        assert_eq!(find("json", 8), Standard::Present);
        assert_eq!(find("zlib", 15), Standard::Present);
        assert_eq!(find("imp", 11), Standard::Present);
        assert_eq!(find("imp", 12), gone(12, "Use importlib"));
        assert_eq!(find("sre_parse", 14), Standard::Present);
        assert!(matches!(find("tomllib", 10), Standard::Coming { with: 11, .. }));
        assert_eq!(find("tomllib", 11), Standard::Present);
        assert_eq!(find("requests", 13), Standard::Unknown);
        assert!(is_builtin("time") && !is_builtin("json"));
    }
}
