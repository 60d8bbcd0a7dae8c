//! Fixes: what a click would do about a finding, as data, so that any host can offer it.

use crate::target::{Architecture, Runtime};
use serde::Serialize;

/// A change of what is planned. A host makes it in its own state and plans again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Fix {
    /// Take this handler instead: `module.function`.
    Handler {
        /// `target.handler`
        handler: String,
    },
    /// Make the package for another runtime, another architecture, or both.
    Target {
        /// `target.runtime`, where it changes.
        #[serde(skip_serializing_if = "Option::is_none")]
        runtime: Option<String>,
        /// `target.architecture`, where it changes.
        #[serde(skip_serializing_if = "Option::is_none")]
        architecture: Option<Architecture>,
    },
    /// Leave a distribution out, or take this version of it, whoever requires it.
    Override {
        /// Of the distribution.
        name: String,
        /// The version to take; nothing to leave it out.
        #[serde(skip_serializing_if = "Option::is_none")]
        version: Option<String>,
    },
    /// Take it that a layer of the function has a module, or a native library.
    InLayer {
        /// The module as it is imported, or the library's file name, for `options.layerModules`.
        module: String,
    },
    /// Pack what the runtime has, too: `options.excludeRuntime` off.
    IncludeRuntime {},
    /// Add a line to a `.lambdaignore`, which is made if there is none.
    Ignore {
        /// Of the `.lambdaignore`, as dropped.
        path: String,
        /// The line.
        line: String,
    },
    /// Write a file that has a handler, which then is the one to take.
    Write {
        /// Of the file, as if it had been dropped.
        path: String,
        /// What is in it.
        text: String,
    },
    /// Copy a command, for the user to run.
    Copy {
        /// For a shell of POSIX.
        command: String,
    },
    /// Take a folder in place of the dropped one around it. Where the path is that of a zip, take the one folder in it:
    /// `options.stripRoot`.
    Root {
        /// Of the folder or the zip, as dropped.
        path: String,
    },
    /// Take away the item of this path, or the dropped folder of this name.
    Remove {
        /// Its path as dropped.
        path: String,
    },
}

impl Fix {
    /// The package for another runtime, and the same architecture.
    pub fn runtime(runtime: &Runtime) -> Fix {
        Fix::Target { runtime: Some(runtime.name.to_string()), architecture: None }
    }
}
