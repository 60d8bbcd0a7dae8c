//! Texts in the place of native files.

use super::PartialFile;
use object::ReadRef;
use serde::{Deserialize, Serialize};

/// What a text is that stands in the place of a native file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Text {
    /// A pointer to a file that was not fetched (git-lfs, docs/spec.md).
    LfsPointer,
    /// The target of a symbolic link. If git does not create links, it writes their targets into files
    /// (git-config(1), "core.symlinks").
    Link(String),
    /// A script whose first line ends in a carriage return, as on Windows. Linux then looks for an interpreter whose
    /// name ends in a carriage return (execve(2), "Interpreter scripts").
    CarriageReturn,
    /// A script with a byte order mark before its `#!`. Linux then does not recognize the `#!` (execve(2), `ENOEXEC`).
    ByteOrderMark,
    /// An empty file.
    Empty,
    /// A web page that a server sent instead of the file.
    WebPage,
}

/// Maximum length of a pointer, path or first line, in bytes. None of interest is longer (execve(2): 256
/// bytes of a first line).
const MAX_TEXT_SIZE: u64 = 256;

/// Recognizes such a text. `None` for any other file.
pub fn read(partial: &PartialFile) -> Option<Text> {
    if partial.is_empty() {
        return Some(Text::Empty);
    }
    let start = partial.read_bytes_at(0, partial.len().min(MAX_TEXT_SIZE)).ok()?;
    let first = start.trim_ascii_start();
    let begins =
        |mark: &str| first.get(..mark.len()).is_some_and(|one| one.eq_ignore_ascii_case(mark.as_bytes()));
    if begins("<!doctype html") || begins("<html") {
        return Some(Text::WebPage);
    }
    if start.starts_with(b"version https://git-lfs.github.com/spec/") {
        return Some(Text::LfsPointer);
    }
    if start.starts_with(b"\xef\xbb\xbf#!") {
        return Some(Text::ByteOrderMark);
    }
    if start.starts_with(b"#!") {
        let line = start.split(|byte| *byte == b'\n').next()?;
        return (line.len() < start.len() && line.ends_with(b"\r")).then_some(Text::CarriageReturn);
    }
    let text = std::str::from_utf8(start).ok().filter(|_| partial.len() < MAX_TEXT_SIZE)?.trim_end();
    let is_path = !text.contains(|char: char| char.is_whitespace() || char.is_control());
    let name = text.rsplit('/').next()?;
    (is_path && (name.ends_with(".so") || name.contains(".so."))).then(|| Text::Link(text.to_string()))
}
