//! Whether anything in the package reads the metadata of distributions.

use crate::source::zip::total;
use crate::source::{Content, Loaded, ReadCache, WantsRead};
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

/// How it looks in source code.
const MARKS: &[&str] = &["importlib.metadata", "importlib_metadata", "import metadata", "pkg_resources"];

/// The user's own code is read only up to so many bytes; beyond, it is taken to read metadata.
const READ_LIMIT: u64 = 2 << 20;

/// What reads metadata, in quotes, if anything does. `own` are the user's own files: the path, size and content of each.
pub fn find<'a>(
    loaded: &[Rc<Loaded>],
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
