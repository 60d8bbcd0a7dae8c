//! Fixes of findings, as data: a host can offer a fix as a button.

use crate::target::{Architecture, Runtime};
use serde::Serialize;

/// A change to the input of a plan. A host applies it to its own state and plans again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Fix {
    /// Use this handler instead: `module.function`.
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
    /// Omit a distribution, or use this version of it, whatever requires it.
    Override {
        /// The name of the distribution.
        name: String,
        /// The version to use. Absent to omit the distribution.
        #[serde(skip_serializing_if = "Option::is_none")]
        version: Option<String>,
    },
    /// Also pack a distribution that was dropped and is left out, because nothing requires it or the user left it out:
    /// take it out of `options.leaveOut`, or add it to `options.requirements`.
    Include {
        /// The name of the distribution.
        name: String,
    },
    /// Assume that a layer of the function has a module or a native library.
    InLayer {
        /// The import name of the module, or the file name of the library, for `options.layerModules`.
        module: String,
    },
    /// Also pack distributions that the runtime has: turn `options.excludeRuntime` off.
    IncludeRuntime {},
    /// Add a line to a `.lambdaignore`. The file is created if there is none.
    Ignore {
        /// The path of the `.lambdaignore`, as dropped.
        path: String,
        /// The line.
        line: String,
    },
    /// Write a file that has a handler, and use this handler.
    Write {
        /// The path of the file, as if it had been dropped.
        path: String,
        /// The content of the file.
        text: String,
    },
    /// Copy a command, for the user to run.
    Copy {
        /// The command, for a POSIX shell.
        command: String,
    },
    /// Use a folder instead of the dropped folder that contains it. If the path is the path of a zip, use the only
    /// folder in the zip: `options.stripRoot`.
    Root {
        /// The path of the folder or the zip, as dropped.
        path: String,
    },
    /// Remove the item with this path, or the dropped folder with this name.
    Remove {
        /// The path of the item or folder, as dropped.
        path: String,
    },
}

impl Fix {
    /// Makes a fix that changes the runtime and keeps the architecture.
    pub fn runtime(runtime: &Runtime) -> Fix {
        Fix::Target { runtime: Some(runtime.name.to_string()), architecture: None }
    }
}
