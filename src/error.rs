//! Errors that stop a call. Every other problem is a [`crate::finding::Finding`].

use std::{fmt, io};

/// The reason why a call cannot continue.
#[derive(Debug)]
pub enum Error {
    /// The target names a runtime that is not in the table in `target.rs`.
    UnknownRuntime(String),
    /// The target names an architecture other than x86_64 and arm64.
    UnknownArchitecture(String),
    /// A file could not be read.
    Read {
        /// As dropped.
        path: String,
        /// The message of the browser or the operating system.
        message: String,
    },
    /// A file has changed since the plan was made.
    Changed {
        /// As dropped.
        path: String,
    },
    /// The structure of a zip is invalid.
    Zip {
        /// As dropped.
        path: String,
        /// What is wrong with it.
        message: String,
    },
    /// A template cannot be edited.
    Template {
        /// As dropped.
        path: String,
        /// What is wrong with it.
        message: String,
    },
    /// A file is not a manifest that wheelpress made.
    Manifest {
        /// As dropped.
        path: String,
        /// What is wrong with it.
        message: String,
    },
    /// A text that should be a CodeSha256 is not one.
    CodeSha256(String),
    /// The sink of the package refused its bytes.
    Write(String),
    /// A job or its bytes cannot be understood, for example because the host mixed two versions of the crate.
    Job(String),
}

impl Error {
    /// Returns the kebab-case code of a rejection.
    pub fn code(&self) -> &'static str {
        match self {
            Error::UnknownRuntime(_) => "unknown-runtime",
            Error::UnknownArchitecture(_) => "unknown-architecture",
            Error::Read { .. } => "file-unreadable",
            Error::Changed { .. } => "file-changed",
            Error::Zip { .. } => "archive-unreadable",
            Error::Template { .. } => "template-invalid",
            Error::Manifest { .. } => "manifest-invalid",
            Error::CodeSha256(_) => "code-sha256-invalid",
            Error::Write(_) => "write-failed",
            Error::Job(_) => "internal",
        }
    }

    /// Returns the path of the item that the error is about.
    pub fn path(&self) -> Option<&str> {
        match self {
            Error::Read { path, .. }
            | Error::Changed { path }
            | Error::Zip { path, .. }
            | Error::Template { path, .. }
            | Error::Manifest { path, .. } => Some(path),
            _ => None,
        }
    }

    /// Returns what the user can do.
    pub fn hint(&self) -> &'static str {
        match self {
            Error::UnknownRuntime(_) => "Choose a runtime from python3.8 to python3.15",
            Error::UnknownArchitecture(_) => "Choose x86_64 or arm64",
            Error::Read { .. } | Error::Changed { .. } => {
                "Drop it again: it was moved, deleted or changed after it was dropped"
            }
            Error::Zip { .. } => "Make the zip again, or download it again",
            Error::Template { .. } => "Correct the file at that line",
            Error::Manifest { .. } => "Choose a zip, or the manifest that was downloaded with a package",
            Error::CodeSha256(_) => "Copy it from Lambda's console, or from the receipt of a package",
            Error::Write(_) => "Free some space and try again",
            Error::Job(_) => "Reload the page",
        }
    }

    /// Makes the error of a failed read of the item that was dropped as `path`.
    pub fn read(path: impl Into<String>, error: &io::Error) -> Error {
        Error::Read { path: path.into(), message: error.to_string() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::UnknownRuntime(name) => write!(f, "The runtime \"{name}\" is not known"),
            Error::UnknownArchitecture(name) => {
                write!(f, "The architecture \"{name}\" is not known")
            }
            Error::Read { path, message } => write!(f, "\"{path}\" cannot be read: {message}"),
            Error::Changed { path } => {
                write!(f, "\"{path}\" has changed since the package was planned")
            }
            Error::Zip { path, message } => write!(f, "\"{path}\" is not a valid zip: {message}"),
            Error::Template { path, message } => write!(f, "\"{path}\" cannot be edited {message}"),
            Error::Manifest { path, message } => write!(f, "\"{path}\" is not a manifest: {message}"),
            Error::CodeSha256(text) => {
                write!(f, "\"{text}\" is not a CodeSha256, which has 44 characters of base64")
            }
            Error::Write(message) => write!(f, "The package cannot be written: {message}"),
            Error::Job(message) => write!(f, "A job cannot be understood: {message}"),
        }
    }
}

impl std::error::Error for Error {}
