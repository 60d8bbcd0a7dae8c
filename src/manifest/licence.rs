//! The licences that a distribution's metadata states (core metadata: License-Expression, License,
//! Classifier), in the form of CycloneDX.

use crate::python::metadata::Headers;
use serde::Serialize;

/// One licence of a component. An SPDX expression is always the only licence of its component.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub enum Licence {
    Expression { expression: String },
    Single { license: Single },
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Single {
    /// An identifier of the SPDX licence list.
    Id(String),
    Name(String),
}

/// Classifiers that mean exactly one licence of the SPDX list. "BSD License" is missing, because it may mean several.
const CLASSIFIERS: &[(&str, &str)] = &[
    ("Apache Software License", "Apache-2.0"),
    ("GNU Affero General Public License v3", "AGPL-3.0-only"),
    ("GNU General Public License v2 (GPLv2)", "GPL-2.0-only"),
    ("GNU General Public License v3 (GPLv3)", "GPL-3.0-only"),
    ("GNU Lesser General Public License v3 (LGPLv3)", "LGPL-3.0-only"),
    ("ISC License (ISCL)", "ISC"),
    ("MIT License", "MIT"),
    ("MIT No Attribution License (MIT-0)", "MIT-0"),
    ("Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0"),
    ("Python Software Foundation License", "PSF-2.0"),
    ("The Unlicense (Unlicense)", "Unlicense"),
    ("zlib/libpng License", "Zlib"),
];

/// Maximum length of the name of a licence, in bytes. A longer `License` header is the text of the licence.
const NAME_LENGTH: usize = 100;

impl Licence {
    pub fn from_headers(headers: &Headers) -> Vec<Licence> {
        if let Some(expression) = headers.get("License-Expression").filter(|text| !text.is_empty()) {
            return vec![Licence::Expression { expression: expression.to_string() }];
        }
        let mut licences: Vec<Licence> = Vec::new();
        let classifiers =
            headers.all("Classifier").filter_map(|classifier| classifier.strip_prefix("License :: "));
        for classifier in classifiers {
            let name = classifier.rsplit(" :: ").next().unwrap_or(classifier);
            if name == "OSI Approved" {
                continue;
            }
            let id = CLASSIFIERS.iter().find(|(known, _)| *known == name).map(|(_, id)| id.to_string());
            let licence =
                Licence::Single { license: id.map_or_else(|| Single::Name(name.into()), Single::Id) };
            if !licences.contains(&licence) {
                licences.push(licence);
            }
        }
        let named = headers.get("License").filter(|text| is_name(text));
        match named {
            Some(name) if licences.is_empty() => vec![Licence::Single { license: Single::Name(name.into()) }],
            _ => licences,
        }
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.contains('\n') && text.len() <= NAME_LENGTH && text != "UNKNOWN"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_licences() {
        let check = |metadata: &str, expected: &str| {
            let licences = Licence::from_headers(&Headers::parse(metadata));
            assert_eq!(serde_json::to_string(&licences).unwrap(), expected, "{metadata:?}");
        };
        check(
            "License-Expression: MIT OR Apache-2.0\nLicense: x\n",
            r#"[{"expression":"MIT OR Apache-2.0"}]"#,
        );
        check("License: MIT\n", r#"[{"license":{"name":"MIT"}}]"#);
        check(
            "License: Permission is\n  granted\nClassifier: License :: OSI Approved :: MIT License\n",
            r#"[{"license":{"id":"MIT"}}]"#,
        );
        check(
            "License: BSD\nClassifier: License :: OSI Approved\nClassifier: License :: OSI Approved :: BSD License\n",
            r#"[{"license":{"name":"BSD License"}}]"#,
        );
        check("License: UNKNOWN\nClassifier: Topic :: Licenses\n", "[]");
        check("License: one\n  two\n", "[]");
    }
}
