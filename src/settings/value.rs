//! The types of settings, read from TOML values and written as TOML values.

use crate::collections::BTreeMap;
use crate::target::{Architecture, PackageKind, RUNTIMES};
use serde::{Deserialize, Serialize};
use toml::de::DeValue;
use toml_writer::{ToTomlKey as _, ToTomlValue as _, TomlKeyBuilder, TomlStringBuilder};

/// The type of a setting.
pub trait Setting: Sized {
    /// Reads the value.
    ///
    /// # Errors
    ///
    /// If the value has another type or is not an allowed value. The error is a phrase that names what is expected,
    /// with its article.
    fn read(value: &DeValue) -> Result<Self, String>;

    /// Returns the value as TOML.
    fn write(&self) -> String;
}

/// Defines a setting whose value is one of several words, with one line per word.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        #[serde(rename_all = "camelCase")]
        pub enum $name { $($(#[$word_doc])* $variant),* }

        impl Setting for $name {
            fn read(value: &DeValue) -> Result<$name, String> {
                match value.as_str() {
                    $(Some($word) => Ok($name::$variant),)*
                    _ => Err(one_of(&[$($word),*])),
                }
            }

            fn write(&self) -> String {
                quoted(match self { $($name::$variant => $word),* })
            }
        }
    };
}

words! {
    /// The compression of files of folders.
    CompressionSetting {
        /// Fast, with a larger package.
        Fast = "fast",
        /// The default of `pack`.
        Default = "default",
        /// The smallest package.
        Best = "best",
    }
}

words! {
    /// A kind of files that is removed from libraries.
    SlimmingSetting {
        /// Test directories.
        Tests = "tests",
        /// `*.pyi` and `py.typed`.
        Typing = "typing",
        /// C, C++ and Cython sources and headers.
        Sources = "sources",
        /// Directories of documentation and examples.
        Docs = "docs",
        /// Files of dist-info that nothing reads at run time.
        DistInfo = "dist-info",
    }
}

impl Setting for PackageKind {
    fn read(value: &DeValue) -> Result<PackageKind, String> {
        match value.as_str() {
            Some("function") => Ok(PackageKind::Function),
            Some("layer") => Ok(PackageKind::Layer),
            _ => Err(one_of(&["function", "layer"])),
        }
    }

    fn write(&self) -> String {
        quoted(match self {
            PackageKind::Function => "function",
            PackageKind::Layer => "layer",
        })
    }
}

impl Setting for Architecture {
    fn read(value: &DeValue) -> Result<Architecture, String> {
        let all = [Architecture::X86_64, Architecture::Arm64];
        let found = all.into_iter().find(|one| value.as_str() == Some(one.name()));
        found.ok_or_else(|| one_of(&all.map(Architecture::name)))
    }

    fn write(&self) -> String {
        quoted(self.name())
    }
}

/// Lambda's name of a runtime.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RuntimeSetting(pub String);

impl Setting for RuntimeSetting {
    fn read(value: &DeValue) -> Result<RuntimeSetting, String> {
        let found = RUNTIMES.iter().find(|runtime| value.as_str() == Some(runtime.name));
        let names: Vec<&str> = RUNTIMES.iter().map(|runtime| runtime.name).collect();
        found.map(|runtime| RuntimeSetting(runtime.name.to_string())).ok_or_else(|| one_of(&names))
    }

    fn write(&self) -> String {
        quoted(&self.0)
    }
}

/// An address without a user name and a password, because the file is shared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct AddressSetting(pub String);

impl Setting for AddressSetting {
    fn read(value: &DeValue) -> Result<AddressSetting, String> {
        let text = value.as_str().unwrap_or_default();
        let host = text.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"));
        let host = host.and_then(|(_, rest)| rest.split(['/', '?', '#']).next());
        match host {
            Some(host) if !host.is_empty() && !host.contains('@') => Ok(AddressSetting(text.to_string())),
            _ => Err("an address that begins with https:// and has no user name in it".to_string()),
        }
    }

    fn write(&self) -> String {
        quoted(&self.0)
    }
}

impl Setting for String {
    fn read(value: &DeValue) -> Result<String, String> {
        let text = value.as_str().filter(|text| !text.is_empty());
        text.map(str::to_string).ok_or_else(|| "a text that is not empty".to_string())
    }

    fn write(&self) -> String {
        quoted(self)
    }
}

impl Setting for bool {
    fn read(value: &DeValue) -> Result<bool, String> {
        value.as_bool().ok_or_else(|| "true or false".to_string())
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

/// A number of bytes.
impl Setting for u64 {
    fn read(value: &DeValue) -> Result<u64, String> {
        let digits = value.as_integer().filter(|integer| integer.radix() == 10);
        digits
            .and_then(|integer| integer.as_str().parse().ok())
            .ok_or_else(|| "a number of bytes".to_string())
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

impl<T: Setting> Setting for Vec<T> {
    fn read(value: &DeValue) -> Result<Vec<T>, String> {
        let items = value.as_array().ok_or_else(|| "an array".to_string())?;
        let read = items.iter().map(|item| T::read(item.get_ref()));
        read.collect::<Result<_, _>>()
            .map_err(|expected| format!("an array of which each item is {expected}"))
    }

    fn write(&self) -> String {
        let items: Vec<String> = self.iter().map(T::write).collect();
        format!("[{}]", items.join(", "))
    }
}

/// By distribution name: the version to use instead of the required one, or `None` to omit the distribution.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct OverridesSetting(
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, string | null>"))]
    pub  BTreeMap<String, Option<String>>,
);

impl Setting for OverridesSetting {
    fn read(value: &DeValue) -> Result<OverridesSetting, String> {
        let expected = || "a table of names, each with a version, or with false to leave it out".to_string();
        let mut overrides = BTreeMap::default();
        for (name, version) in value.as_table().ok_or_else(expected)?.iter() {
            let version = match version.get_ref() {
                DeValue::Boolean(false) => None,
                DeValue::String(version) if !version.is_empty() => Some(version.to_string()),
                _ => return Err(expected()),
            };
            overrides.insert(name.get_ref().to_string(), version);
        }
        Ok(OverridesSetting(overrides))
    }

    fn write(&self) -> String {
        let version = |version: &Option<String>| version.as_deref().map_or("false".to_string(), quoted);
        let one = |(name, other): (&String, &Option<String>)| format!("{} = {}", key(name), version(other));
        let all: Vec<String> = self.0.iter().map(one).collect();
        format!("{{ {} }}", all.join(", "))
    }
}

/// Returns a TOML string.
fn quoted(text: &str) -> String {
    TomlStringBuilder::new(text).as_default().to_toml_value()
}

/// Returns a TOML key: bare, or quoted if necessary.
fn key(name: &str) -> String {
    TomlKeyBuilder::new(name).as_default().to_toml_key()
}

fn one_of(words: &[&str]) -> String {
    format!("one of {}", words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", "))
}
