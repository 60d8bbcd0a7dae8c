//! The table of the settings of `wheelpress.toml`. Settings are read, written and documented from this table.

use super::value::{
    AddressSetting, CompressionSetting, OverridesSetting, RuntimeSetting, Setting, SlimmingSetting,
};
use crate::target::{Architecture, PackageKind};
use serde::{Deserialize, Serialize};
use toml::de::DeValue;

/// The key of a setting.
#[derive(Debug)]
pub struct Key {
    /// The key as it is written in the file.
    pub name: &'static str,
    /// An example line.
    pub example: &'static str,
}

/// One line per setting: its field, its type, its key, and an example value. The order is the order in the file.
macro_rules! settings {
    ($($(#[$doc:meta])* $field:ident: $type:ty = $key:literal $example:literal)*) => {
        /// The settings of a `wheelpress.toml`. For a setting that is absent, the host's value is used.
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
            /// Reads the value of a key. `None` if there is no such key.
            pub(super) fn set(&mut self, key: &str, value: &DeValue) -> Option<Result<(), String>> {
                match key {
                    $($key => Some(<$type>::read(value).map(|read| self.$field = Some(read))),)*
                    _ => None,
                }
            }

            /// Returns each setting as it is written in the file. `None` if it is not set.
            pub(super) fn written(&self) -> Vec<(&'static str, Option<String>)> {
                vec![$(($key, self.$field.as_ref().map(Setting::write))),*]
            }
        }
    };
}

settings! {
    /// Whether a function or a layer is made.
    kind: PackageKind = "kind" "\"function\""
    /// `target.runtime`
    runtime: RuntimeSetting = "runtime" "\"python3.13\""
    /// `target.architecture`
    architecture: Architecture = "architecture" "\"arm64\""
    /// `target.handler`
    handler: String = "handler" "\"app.handler\""
    /// `target.layersUnzippedSize`, in bytes.
    layers_unzipped_size: u64 = "layers-unzipped-size" "31457280"
    /// The names of dropped files and folders that are in a layer of the function. They are not packed.
    in_layer: Vec<String> = "in-layer" "[\"shared-layer.zip\"]"
    /// Modules and native libraries that a layer of the function contains.
    layer_modules: Vec<String> = "layer-modules" "[\"pandas\"]"
    /// Requirements in addition to the requirements that files state.
    requirements: Vec<String> = "requirements" "[\"pandas>=2\"]"
    /// Extras (optional dependencies) of pyproject.toml.
    extras: Vec<String> = "extras" "[\"s3\"]"
    /// Dependency groups of pyproject.toml.
    groups: Vec<String> = "groups" "[\"prod\"]"
    /// Distributions that are not packed.
    leave_out: Vec<String> = "leave-out" "[\"setuptools\"]"
    /// Files and folders that are not packed, by their paths in the package.
    leave_out_paths: Vec<String> = "leave-out-paths" "[\"app/fixtures\"]"
    /// Versions that are used instead of the required ones.
    overrides: OverridesSetting = "overrides" "{ numpy = \"2.1.0\", boto3 = false }"
    /// Whether distributions that the runtime has are omitted.
    exclude_runtime: bool = "exclude-runtime" "true"
    /// Kinds of files that are removed from libraries.
    slim: Vec<SlimmingSetting> = "slim" "[\"tests\", \"typing\"]"
    /// Whether bytecode is kept.
    bytecode: bool = "bytecode" "false"
    /// Whether libraries are packed into a layer of their own.
    split: bool = "split" "true"
    /// Whether a folder that contains everything in a dropped zip is removed from the paths.
    strip_root: bool = "strip-root" "false"
    /// The compression of files of folders.
    compression: CompressionSetting = "compression" "\"best\""
    /// The index for wheels, if files name no index.
    index: AddressSetting = "index" "\"https://index.example.com/simple/\""
    /// The name or ARN of the function to deploy to.
    function: String = "function" "\"orders\""
    /// The region to deploy to.
    region: String = "region" "\"eu-central-1\""
}
