//! The settings of `wheelpress.toml`: one line each, from which they are read, written and documented.

use super::value::{
    AddressSetting, CompressionSetting, OverridesSetting, RuntimeSetting, Setting, SlimmingSetting,
};
use crate::target::{Architecture, PackageKind};
use serde::{Deserialize, Serialize};
use toml::de::DeValue;

/// What is known of a setting.
#[derive(Debug)]
pub struct Key {
    /// As it is written in the file.
    pub name: &'static str,
    /// A line that sets it.
    pub example: &'static str,
}

/// One line a setting: its field, its type, its key, and a value as an example. Their order is that of the file.
macro_rules! settings {
    ($($(#[$doc:meta])* $field:ident: $type:ty = $key:literal $example:literal)*) => {
        /// What a `wheelpress.toml` says. What it does not say is as the host has it.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        #[serde(rename_all = "camelCase", default)]
        pub struct ProjectSettings {
            $(
                $(#[$doc])*
                #[serde(skip_serializing_if = "Option::is_none")]
                #[cfg_attr(target_arch = "wasm32", tsify(optional))]
                pub $field: Option<$type>,
            )*
        }

        /// All settings, in the order of the file.
        pub const KEYS: &[Key] = &[$(Key { name: $key, example: concat!($key, " = ", $example) }),*];

        impl ProjectSettings {
            /// Takes the value of a key; `None` if there is no such key.
            pub(super) fn set(&mut self, key: &str, value: &DeValue) -> Option<Result<(), String>> {
                match key {
                    $($key => Some(<$type>::read(value).map(|read| self.$field = Some(read))),)*
                    _ => None,
                }
            }

            /// Each setting as it is written; `None` where it is not set.
            pub(super) fn written(&self) -> Vec<(&'static str, Option<String>)> {
                vec![$(($key, self.$field.as_ref().map(Setting::write))),*]
            }
        }
    };
}

settings! {
    /// Whether a function or a layer is pressed.
    kind: PackageKind = "kind" "\"function\""
    /// `target.runtime`
    runtime: RuntimeSetting = "runtime" "\"python3.13\""
    /// `target.architecture`
    architecture: Architecture = "architecture" "\"arm64\""
    /// `target.handler`
    handler: String = "handler" "\"app.handler\""
    /// `target.layersUnzippedSize`, in bytes.
    layers_unzipped_size: u64 = "layers-unzipped-size" "31457280"
    /// The names of dropped files and folders that are in a layer of the function: they do not ship.
    in_layer: Vec<String> = "in-layer" "[\"shared-layer.zip\"]"
    /// Modules and native libraries that a layer of the function has.
    layer_modules: Vec<String> = "layer-modules" "[\"pandas\"]"
    /// What is required besides what files state.
    requirements: Vec<String> = "requirements" "[\"pandas>=2\"]"
    /// Optional dependencies of pyproject.toml.
    extras: Vec<String> = "extras" "[\"s3\"]"
    /// Dependency groups of pyproject.toml.
    groups: Vec<String> = "groups" "[\"prod\"]"
    /// Distributions that do not ship.
    leave_out: Vec<String> = "leave-out" "[\"setuptools\"]"
    /// Files and folders that do not ship, by their paths in the package.
    leave_out_paths: Vec<String> = "leave-out-paths" "[\"app/fixtures\"]"
    /// What is taken instead of requirements.
    overrides: OverridesSetting = "overrides" "{ numpy = \"2.1.0\", boto3 = false }"
    /// Leave out what the runtime has.
    exclude_runtime: bool = "exclude-runtime" "true"
    /// What is taken out of libraries.
    slim: Vec<SlimmingSetting> = "slim" "[\"tests\", \"typing\"]"
    /// Keep bytecode.
    bytecode: bool = "bytecode" "false"
    /// Libraries into a layer.
    split: bool = "split" "true"
    /// Take away the one folder everything in a dropped zip lies in.
    strip_root: bool = "strip-root" "false"
    /// How hard files of folders are compressed.
    compression: CompressionSetting = "compression" "\"best\""
    /// The index that is asked for wheels where files name none.
    index: AddressSetting = "index" "\"https://index.example.com/simple/\""
    /// The function that is deployed to: its name or ARN.
    function: String = "function" "\"orders\""
    /// The region that is deployed to.
    region: String = "region" "\"eu-central-1\""
}
