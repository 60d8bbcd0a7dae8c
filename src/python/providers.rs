//! Modules and the distributions that have them, where the two names differ.

use super::PackageName;

/// Pairs of a module and its distribution, one per line. Dotted modules are parts of namespaces. As a single text,
/// they add less to the size of the download.
const PROVIDERS: &str = include_str!("providers.txt");

fn providers() -> impl Iterator<Item = (&'static str, &'static str)> {
    PROVIDERS.lines().filter_map(|line| line.split_once(' '))
}

/// Modules that have the name of their distribution; only those that functions use most. Any other name that is not
/// found may be a file that was forgotten.
#[rustfmt::skip]
pub const FAMILIAR: &[&str] = &[
    "aiobotocore", "aiofiles", "aiohttp", "anthropic", "anyio", "arrow", "asyncpg", "beartype", "boltons",
    "bottle", "cachetools", "cattrs", "cbor2", "certifi", "chardet", "chevron", "click", "cloudpickle",
    "colorama", "croniter", "cryptography", "dask", "deepdiff", "defusedxml", "duckdb", "ecdsa",
    "elasticsearch", "emoji", "environs", "faker", "falcon", "fastapi", "feedparser", "filelock", "fsspec",
    "geopy", "gevent", "graphene", "greenlet", "gunicorn", "h11", "h2", "html5lib", "httplib2", "httpx",
    "humanize", "hvac", "idna", "ijson", "inflection", "itsdangerous", "jinja2", "jmespath", "joblib",
    "jsonpickle", "jsonschema", "lark", "lxml", "mangum", "markupsafe", "marshmallow", "matplotlib", "mistune",
    "mpmath", "msal", "msgpack", "multidict", "narwhals", "nbformat", "networkx", "nltk", "numpy", "oauthlib",
    "openai", "openpyxl", "orjson", "oscrypto", "packaging", "pandas", "paramiko", "passlib", "pendulum",
    "pikepdf", "platformdirs", "plotly", "polars", "prettytable", "psutil", "pyarrow", "pycparser", "pydantic",
    "pygments", "pymongo", "pymysql", "pyparsing", "pypdf", "pyproj", "pytz", "qrcode", "redis", "regex",
    "reportlab", "requests", "rich", "s3fs", "scipy", "seaborn", "shapely", "simplejson", "sqlmodel",
    "sqlparse", "starlette", "stripe", "structlog", "sympy", "tabulate", "tenacity", "termcolor", "tiktoken",
    "toml", "tomli", "toolz", "tornado", "tqdm", "typer", "tzdata", "tzlocal", "ujson", "uritemplate",
    "urllib3", "uvicorn", "validators", "watchdog", "wcwidth", "weasyprint", "websockets", "wrapt", "xlrd",
    "xlsxwriter", "xlwt", "yarl", "zeep", "zstandard",
];

/// The distribution that has a module, if it is known. If several entries match, the longest one counts.
pub fn distribution_of(module: &str) -> Option<&'static str> {
    let is_in =
        |name: &str| module.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let best = providers().filter(|(name, _)| is_in(name)).max_by_key(|(name, _)| name.len())?;
    Some(best.1)
}

/// The name of the distribution that most likely has a module.
pub fn likely_distribution(module: &str) -> Option<PackageName> {
    let top = module.split('.').next().unwrap_or(module);
    let name = distribution_of(module).unwrap_or(top);
    name.split('[').next().unwrap_or(name).parse().ok()
}

/// The module that a distribution most likely has.
pub fn likely_module(distribution: &PackageName) -> String {
    let has = |name: &str| name.parse::<PackageName>().is_ok_and(|name| name == *distribution);
    let known = providers().find(|(_, name)| has(name));
    known.map_or_else(|| distribution.as_ref().replace('-', "_"), |(module, _)| module.to_string())
}

/// Modules that newer versions of their distribution no longer have, and the versions that have them.
const OLDER: &[(&str, &str)] = &[
    // setuptools 82.0.0, "Removed pkg_resources".
    ("pkg_resources", "<82"),
];

/// The requirement for the distribution of a module. It has versions if only some of them have the module.
pub fn requirement_for(module: &str) -> Option<String> {
    let top = module.split('.').next().unwrap_or(module);
    let versions = OLDER.iter().find(|(name, _)| *name == top).map_or("", |(_, versions)| versions);
    Some(format!("{}{versions}", distribution_of(module)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds() {
        assert_eq!(distribution_of("PIL.Image"), Some("Pillow"));
        assert_eq!(distribution_of("google.cloud.storage"), Some("google-cloud-storage"));
        assert_eq!(distribution_of("corsheaders.middleware"), Some("django-cors-headers"));
        assert_eq!(distribution_of("yaml_thing"), None);
        assert_eq!(requirement_for("pkg_resources.extern").as_deref(), Some("setuptools<82"));
        assert_eq!(requirement_for("yaml").as_deref(), Some("PyYAML"));
    }

    #[test]
    fn knows_the_module_of_a_distribution() {
        let check = |name: &str, module: &str| {
            let name: PackageName = name.parse().unwrap();
            assert_eq!(likely_module(&name), module);
            assert_eq!(likely_distribution(module), Some(name));
        };
        check("pillow", "PIL");
        check("pandas", "pandas");
        check("my-lib", "my_lib");
        check("google-cloud-storage", "google.cloud.storage");
    }

    #[test]
    fn lists_each_module_once() {
        for (at, (name, _)) in providers().enumerate() {
            assert!(providers().skip(at + 1).all(|(other, _)| other != name), "{name} stands twice");
        }
        assert_eq!(providers().count(), PROVIDERS.lines().count());
    }
}
