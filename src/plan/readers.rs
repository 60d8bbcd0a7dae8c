//! Determines whether anything in the package reads the metadata of distributions.

use crate::source::zip::total;
use crate::source::{Content, LoadedSource, ReadCache, WantsRead};
use std::rc::Rc;

/// Distributions that read the metadata of others: plugins by entry points, versions, files.
const READERS: &[&str] = &[
    "celery",
    "dask",
    "fsspec",
    "huggingface-hub",
    "importlib-metadata",
    "jaraco-functools",
    "kombu",
    "keyring",
    "opentelemetry-api",
    "opentelemetry-instrumentation",
    "pbr",
    "pluggy",
    "pytest",
    "setuptools",
    "stevedore",
    "transformers",
    "xarray",
];

/// Texts in source code that show that metadata is read.
const MARKS: &[&str] = &["importlib.metadata", "importlib_metadata", "import metadata", "pkg_resources"];

/// Maximum number of bytes of the user's own code that are read. Larger code is assumed to read metadata.
const READ_LIMIT: u64 = 2 << 20;

/// Returns what reads metadata, in quotes. `None` if nothing does. `own`: path, size and content of each of the user's
/// own files.
pub fn find<'a>(
    loaded: &[Rc<LoadedSource>],
    own: impl Iterator<Item = (&'a str, u64, &'a Content)> + Clone,
    cache: &mut ReadCache,
) -> Result<Option<String>, WantsRead> {
    let distribution = loaded
        .iter()
        .flat_map(|source| &source.distributions)
        .find(|distribution| READERS.contains(&distribution.name.as_ref()));
    if let Some(distribution) = distribution {
        return Ok(Some(format!("\"{}\"", distribution.name)));
    }
    let sources = own.filter(|(path, ..)| path.ends_with(".py"));
    if total(sources.clone().map(|(_, size, _)| size)) > READ_LIMIT {
        return Ok(Some("the function, perhaps,".into()));
    }
    let mut found = None;
    let mut missing = false;
    for (path, _, content) in sources {
        let Content::File(file) = *content else {
            continue;
        };
        match cache.text(file) {
            Err(WantsRead) => missing = true,
            Ok(Ok(text)) if found.is_none() && reads(&text) => found = Some(format!("\"{path}\"")),
            Ok(_) => {}
        }
    }
    if missing { Err(WantsRead) } else { Ok(found) }
}

fn reads(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    MARKS.iter().any(|mark| text.contains(mark))
}
