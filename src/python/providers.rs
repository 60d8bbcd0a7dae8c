//! Modules and the distributions they come with, where the two are called differently.

use super::PackageName;

/// Module and distribution. One line a module; dotted ones are parts of namespaces.
#[rustfmt::skip]
const PROVIDERS: &[(&str, &str)] = &[
    ("Crypto",                  "pycryptodome"),
    ("Cryptodome",              "pycryptodomex"),
    ("Levenshtein",             "levenshtein"),
    ("MySQLdb",                 "mysqlclient"),
    ("OpenSSL",                 "pyOpenSSL"),
    ("PIL",                     "Pillow"),
    ("PyPDF2",                  "PyPDF2"),
    ("Xlib",                    "python-xlib"),
    ("_cffi_backend",           "cffi"),
    ("_yaml",                   "PyYAML"),
    ("absl",                    "absl-py"),
    ("aws_lambda_powertools",   "aws-lambda-powertools"),
    ("aws_xray_sdk",            "aws-xray-sdk"),
    ("attr",                    "attrs"),
    ("azure.core",              "azure-core"),
    ("azure.identity",          "azure-identity"),
    ("azure.storage.blob",      "azure-storage-blob"),
    ("backports.zoneinfo",      "backports.zoneinfo"),
    ("bs4",                     "beautifulsoup4"),
    ("bson",                    "pymongo"),
    ("cairosvg",                "CairoSVG"),
    ("confluent_kafka",         "confluent-kafka"),
    ("cv2",                     "opencv-python-headless"),
    ("dateutil",                "python-dateutil"),
    ("decouple",                "python-decouple"),
    ("discord",                 "discord.py"),
    ("django",                  "Django"),
    ("dns",                     "dnspython"),
    ("docx",                    "python-docx"),
    ("dotenv",                  "python-dotenv"),
    ("elasticsearch_dsl",       "elasticsearch-dsl"),
    ("faiss",                   "faiss-cpu"),
    ("fitz",                    "PyMuPDF"),
    ("flask",                   "Flask"),
    ("flask_cors",              "Flask-Cors"),
    ("flask_sqlalchemy",        "Flask-SQLAlchemy"),
    ("git",                     "GitPython"),
    ("github",                  "PyGithub"),
    ("gi",                      "PyGObject"),
    ("google.api_core",         "google-api-core"),
    ("google.auth",             "google-auth"),
    ("google.cloud.bigquery",   "google-cloud-bigquery"),
    ("google.cloud.firestore",  "google-cloud-firestore"),
    ("google.cloud.logging",    "google-cloud-logging"),
    ("google.cloud.pubsub",     "google-cloud-pubsub"),
    ("google.cloud.pubsub_v1",  "google-cloud-pubsub"),
    ("google.cloud.secretmanager", "google-cloud-secret-manager"),
    ("google.cloud.storage",    "google-cloud-storage"),
    ("google.cloud",            "google-cloud-core"),
    ("google.genai",            "google-genai"),
    ("google.generativeai",     "google-generativeai"),
    ("google.oauth2",           "google-auth"),
    ("google.protobuf",         "protobuf"),
    ("google_auth_oauthlib",    "google-auth-oauthlib"),
    ("googleapiclient",         "google-api-python-client"),
    ("grpc",                    "grpcio"),
    ("jose",                    "python-jose"),
    ("jwt",                     "PyJWT"),
    ("kafka",                   "kafka-python"),
    ("ldap",                    "python-ldap"),
    ("ldap3",                   "ldap3"),
    ("magic",                   "python-magic"),
    ("markdown",                "Markdown"),
    ("mpl_toolkits",            "matplotlib"),
    ("multipart",               "python-multipart"),
    ("mysql",                   "mysql-connector-python"),
    ("mysql.connector",         "mysql-connector-python"),
    ("nacl",                    "PyNaCl"),
    ("oauth2client",            "oauth2client"),
    ("odf",                     "odfpy"),
    ("opentelemetry",           "opentelemetry-api"),
    ("opentelemetry.sdk",       "opentelemetry-sdk"),
    ("opensearchpy",            "opensearch-py"),
    ("pkg_resources",           "setuptools"),
    ("pptx",                    "python-pptx"),
    ("psycopg",                 "psycopg[binary]"),
    ("psycopg2",                "psycopg2-binary"),
    ("pythonjsonlogger",        "python-json-logger"),
    ("pywintypes",              "pywin32"),
    ("requests_aws4auth",       "requests-aws4auth"),
    ("requests_toolbelt",       "requests-toolbelt"),
    ("rest_framework",          "djangorestframework"),
    ("ruamel.yaml",             "ruamel.yaml"),
    ("sentry_sdk",              "sentry-sdk"),
    ("serial",                  "pyserial"),
    ("skimage",                 "scikit-image"),
    ("sklearn",                 "scikit-learn"),
    ("slack_sdk",               "slack-sdk"),
    ("slugify",                 "python-slugify"),
    ("snowflake.connector",     "snowflake-connector-python"),
    ("socks",                   "PySocks"),
    ("speech_recognition",      "SpeechRecognition"),
    ("sqlalchemy",              "SQLAlchemy"),
    ("stdnum",                  "python-stdnum"),
    ("telegram",                "python-telegram-bot"),
    ("tomli_w",                 "tomli-w"),
    ("typing_extensions",       "typing-extensions"),
    ("usb",                     "pyusb"),
    ("usaddress",               "usaddress"),
    ("websocket",               "websocket-client"),
    ("werkzeug",                "Werkzeug"),
    ("win32api",                "pywin32"),
    ("xmltodict",               "xmltodict"),
    ("yaml",                    "PyYAML"),
    ("zmq",                     "pyzmq"),
    ("zope.interface",          "zope.interface"),
];

/// Modules that are called like their distributions, of those that functions use most: any other name that nothing has
/// may be a file that was forgotten.
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

/// The distribution that has a module, where that is known: that of the longest part of its name.
pub fn distribution_of(module: &str) -> Option<&'static str> {
    let is_in =
        |name: &str| module.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let best = PROVIDERS.iter().filter(|(name, _)| is_in(name)).max_by_key(|(name, _)| name.len())?;
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
    let known = PROVIDERS.iter().find(|(_, name)| has(name));
    known.map_or_else(|| distribution.as_ref().replace('-', "_"), |(module, _)| module.to_string())
}

/// Modules that their distribution has no more, and the versions that have them.
const OLDER: &[(&str, &str)] = &[
    // setuptools 82.0.0, "Removed pkg_resources".
    ("pkg_resources", "<82"),
];

/// The same as what to ask for: only some versions may have the module.
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
        for (at, (name, _)) in PROVIDERS.iter().enumerate() {
            assert!(PROVIDERS[at + 1..].iter().all(|(other, _)| other != name), "{name} stands twice");
        }
    }
}
