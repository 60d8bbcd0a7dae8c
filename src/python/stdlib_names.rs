//! Names and submodules of the standard library that were added or removed, and the modules of Python 2.
//!
//! Sources: "What's New in Python 3.8" to "3.13", and the interpreters themselves.

use super::stdlib::StdlibStatus;

const ABC: &str = "Import it from collections.abc";
const EXTENSIONS: &str = "The distribution \"typing_extensions\" has it";
const PYTHON_2: &str = "It is Python 2's";

/// Module, names, the first minor version that has the names, the first later version that lacks them,
/// and what to use instead. If the second version is 0, only Python 2 had the names.
#[rustfmt::skip]
const NAMES: &[(&str, &str, u8, u8, &str)] = &[
    ("ast", "Bytes Ellipsis NameConstant Num Str", 0, 14, "Use ast.Constant"),
    ("asyncio", "coroutine", 0, 11, "Write the function as async def"),
    ("asyncio", "Runner TaskGroup timeout", 11, 99, ""),
    ("base64", "decodestring encodestring", 0, 9, "Use decodebytes and encodebytes"),
    ("binascii", "a2b_hqx b2a_hqx rlecode_hqx rledecode_hqx", 0, 11, ""),
    ("cgi", "escape", 0, 8, "Use html.escape"),
    ("collections", "AsyncGenerator AsyncIterable AsyncIterator Awaitable ByteString Callable Collection Container \
        Coroutine Generator Hashable ItemsView Iterable Iterator KeysView Mapping MappingView MutableMapping \
        MutableSequence MutableSet Reversible Sequence Set Sized ValuesView", 0, 10, ABC),
    ("configparser", "SafeConfigParser", 0, 12, "Use ConfigParser"),
    ("configparser", "LegacyInterpolation", 0, 13, "Use BasicInterpolation"),
    ("contextlib", "aclosing", 10, 99, ""),
    ("contextlib", "chdir", 11, 99, ""),
    ("dataclasses", "KW_ONLY", 10, 99, ""),
    ("datetime", "UTC", 11, 99, "Use datetime.timezone.utc"),
    ("enum", "ReprEnum StrEnum member nonmember verify", 11, 99, ""),
    ("fractions", "gcd", 0, 9, "Import it from math"),
    ("functools", "cache", 9, 99, "Use lru_cache(maxsize=None)"),
    ("gettext", "bind_textdomain_codeset ldgettext ldngettext lgettext lngettext", 0, 11, "Use gettext and ngettext"),
    ("hashlib", "file_digest", 11, 99, ""),
    ("html.parser", "HTMLParseError", 0, 0, ""),
    ("http", "HTTPMethod", 11, 99, ""),
    ("importlib", "find_loader", 0, 12, "Use importlib.util.find_spec"),
    ("importlib.abc", "ResourceReader", 0, 14, "Import it from importlib.resources.abc"),
    ("importlib.abc", "Finder", 0, 12, "Use MetaPathFinder or PathEntryFinder"),
    ("importlib.abc", "Traversable TraversableResources", 9, 14, "Import it from importlib.resources.abc"),
    ("importlib.resources", "files", 9, 99, "The distribution \"importlib_resources\" has it"),
    ("importlib.util", "module_for_loader set_loader set_package", 0, 12, ""),
    ("inspect", "formatargspec getargspec", 0, 11, "Use getfullargspec or signature"),
    ("io", "OpenWrapper", 0, 12, "Use open"),
    ("itertools", "ifilter ifilterfalse imap izip izip_longest", 0, 0, "Python 3 has filter, map and zip, and itertools without the i"),
    ("itertools", "pairwise", 10, 99, "The distribution \"more-itertools\" has it"),
    ("itertools", "batched", 12, 99, "The distribution \"more-itertools\" has it"),
    ("locale", "format", 0, 12, "Use format_string"),
    ("locale", "resetlocale", 0, 13, "Use setlocale(LC_ALL, \"\")"),
    ("math", "lcm nextafter ulp", 9, 99, ""),
    ("math", "cbrt exp2", 11, 99, ""),
    ("os", "errno", 0, 0, "Import errno itself"),
    ("os", "getcwdu", 0, 0, "Use getcwd"),
    ("pkgutil", "ImpImporter ImpLoader", 0, 12, "Use importlib"),
    ("pkgutil", "find_loader get_loader", 0, 14, "Use importlib.util.find_spec"),
    ("platform", "dist linux_distribution", 0, 8, "The distribution \"distro\" has it"),
    ("plistlib", "Data readPlist readPlistFromBytes writePlist writePlistToBytes", 0, 9, "Use load and dump"),
    ("random", "randbytes", 9, 99, ""),
    ("re", "T TEMPLATE template", 0, 13, ""),
    ("sqlite3", "OptimizedUnicode", 0, 12, "Use str"),
    ("sqlite3", "enable_shared_cache", 0, 12, ""),
    ("ssl", "match_hostname wrap_socket", 0, 12, "Use ssl.SSLContext"),
    ("ssl", "RAND_pseudo_bytes", 0, 12, "Use RAND_bytes"),
    ("string", "letters lowercase maketrans uppercase", 0, 0, PYTHON_2),
    ("sys", "callstats getcheckinterval setcheckinterval", 0, 9, "Use getswitchinterval and setswitchinterval"),
    ("sys", "exc_clear maxint setdefaultencoding", 0, 0, PYTHON_2),
    ("time", "clock", 0, 8, "Use perf_counter or process_time"),
    ("tokenize", "ASYNC AWAIT", 0, 13, ""),
    ("types", "EllipsisType NoneType UnionType", 10, 99, ""),
    ("types", "BooleanType DictType FloatType IntType ListType LongType StringType StringTypes TupleType UnicodeType", 0, 0, PYTHON_2),
    ("typing", "Annotated", 9, 99, EXTENSIONS),
    ("typing", "Concatenate ParamSpec TypeAlias TypeGuard is_typeddict", 10, 99, EXTENSIONS),
    ("typing", "LiteralString Never NotRequired Required Self TypeVarTuple Unpack assert_never assert_type \
        dataclass_transform reveal_type", 11, 99, EXTENSIONS),
    ("typing", "TypeAliasType override", 12, 99, EXTENSIONS),
    ("typing", "NoDefault ReadOnly TypeIs", 13, 99, EXTENSIONS),
    ("typing", "io re", 0, 13, "Import IO, Pattern and Match from typing itself"),
    ("unittest", "findTestCases makeSuite", 0, 13, "Use unittest.TestLoader"),
    ("unittest", "getTestCaseNames", 0, 13, "Use unittest.TestLoader"),
    ("urllib", "quote quote_plus unquote unquote_plus urlencode", 0, 0, "Import it from urllib.parse"),
    ("urllib", "urlopen urlretrieve", 0, 0, "Import it from urllib.request"),
    ("warnings", "deprecated", 13, 99, EXTENSIONS),
    ("xml.etree.ElementTree", "indent", 9, 99, ""),
];

/// Modules of Python 2, and their names in Python 3.
#[rustfmt::skip]
const PYTHON_2_MODULES: &[(&str, &str)] = &[
    ("BaseHTTPServer",   "http.server"),
    ("CGIHTTPServer",    "http.server"),
    ("ConfigParser",     "configparser"),
    ("Cookie",           "http.cookies"),
    ("HTMLParser",       "html.parser"),
    ("Queue",            "queue"),
    ("SimpleHTTPServer", "http.server"),
    ("SocketServer",     "socketserver"),
    ("StringIO",         "io"),
    ("Tkinter",          "tkinter"),
    ("UserDict",         "collections"),
    ("__builtin__",      "builtins"),
    ("anydbm",           "dbm"),
    ("cPickle",          "pickle"),
    ("cStringIO",        "io"),
    ("commands",         "subprocess"),
    ("cookielib",        "http.cookiejar"),
    ("copy_reg",         "copyreg"),
    ("exceptions",       "builtins"),
    ("htmlentitydefs",   "html.entities"),
    ("httplib",          "http.client"),
    ("md5",              "hashlib"),
    ("robotparser",      "urllib.robotparser"),
    ("sets",             "builtins"),
    ("sha",              "hashlib"),
    ("thread",           "threading"),
    ("urllib2",          "urllib.request"),
    ("urlparse",         "urllib.parse"),
    ("xmlrpclib",        "xmlrpc.client"),
];

/// What is known about a name of a module in CPython 3.`minor`'s standard library. `Unknown` if the
/// table does not have the name.
pub fn find(module: &str, name: &str, minor: u8) -> StdlibStatus {
    let row =
        NAMES.iter().find(|(of, names, ..)| *of == module && names.split_whitespace().any(|one| one == name));
    match row {
        Some((_, _, from, _, instead)) if minor < *from => StdlibStatus::Coming { with: *from, instead },
        Some((.., until, instead)) if minor >= *until => StdlibStatus::Gone { since: *until, instead },
        Some(_) => StdlibStatus::Present,
        None => StdlibStatus::Unknown,
    }
}

/// Whether the table has a name.
pub fn is_listed(module: &str, name: &str) -> bool {
    find(module, name, 0) != StdlibStatus::Unknown
}

/// Whether the table has names of a module, or of a module below it.
pub fn has_names_below(module: &str) -> bool {
    let is_below =
        |of: &str| of.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    NAMES.iter().any(|(of, ..)| is_below(of))
}

/// The name that a module of Python 2 has in Python 3.
pub fn of_python_2(module: &str) -> Option<&'static str> {
    PYTHON_2_MODULES.iter().find(|(name, _)| *name == module).map(|(_, instead)| *instead)
}

/// All names in the table, each with its module.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    NAMES.iter().flat_map(|(module, names, ..)| names.split_whitespace().map(move |name| (*module, name)))
}
