//! What has to be fetched, as data of a finding.

use serde::Serialize;

/// A library that has to be fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Need {
    /// As pip takes it: `numpy>=2`.
    pub requirement: String,
    /// The address of the index that has it, where that is not the public one; of several that files name for all, one. A
    /// password in it is hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
    /// What it requires in turn is there already, or is named as well.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub alone: bool,
    /// Nothing but an import asks for it, so its name is a guess.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub guessed: bool,
}

impl Need {
    /// Of the public index, with all that it requires.
    pub fn new(requirement: impl Into<String>) -> Need {
        Need { requirement: requirement.into(), ..Need::default() }
    }
}
