//! Libraries that have to be fetched, as data of a finding.

use serde::Serialize;

/// A library that has to be fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MissingLibrary {
    /// The requirement in pip's syntax: `numpy>=2`.
    pub requirement: String,
    /// The address of the index that has the library, if it is not the public index. A password in the address is
    /// hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
    /// The addresses of the indexes that are asked in addition to `index` or the public index.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub extra_indexes: Vec<String>,
    /// Whether the files allow pre-releases of the library.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub pre: bool,
    /// Whether the requirements of the library are already present, or are named too.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub alone: bool,
    /// Whether the name is a guess, because only an import asks for the library.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub guessed: bool,
}

impl MissingLibrary {
    /// Returns a missing library of the public index, to be fetched with everything that it requires.
    pub fn new(requirement: impl Into<String>) -> MissingLibrary {
        MissingLibrary { requirement: requirement.into(), ..MissingLibrary::default() }
    }
}
