//! Replaces the crate `unicode-normalization`, whose tables are 120 KB (50 KB compressed).
//!
//! `ruff_python_parser` uses it only to convert identifiers outside of ASCII to NFKC, as Python does (The Python
//! Language Reference, "Identifiers and keywords"). Every JavaScript engine already has the tables (ECMAScript,
//! `String.prototype.normalize`). Natively, another crate has them.

/// Text that can be normalized.
pub trait UnicodeNormalization {
    /// The characters of its Normalization Form KC (Unicode Standard Annex #15).
    fn nfkc(self) -> std::vec::IntoIter<char>;
}

impl UnicodeNormalization for &str {
    fn nfkc(self) -> std::vec::IntoIter<char> {
        normalized(self).into_iter()
    }
}

#[cfg(target_arch = "wasm32")]
fn normalized(text: &str) -> Vec<char> {
    String::from(js_sys::JsString::from(text).normalize("NFKC")).chars().collect()
}

#[cfg(not(target_arch = "wasm32"))]
fn normalized(text: &str) -> Vec<char> {
    unicode_normalization_alignments::UnicodeNormalization::nfkc(text).map(|(char, _)| char).collect()
}

#[cfg(test)]
mod tests {
    use super::UnicodeNormalization;

    #[test]
    fn identifiers_have_the_form_that_python_gives_them() {
        let check =
            |text: &str, expected: &str| assert_eq!(text.nfkc().collect::<String>(), expected, "{text}");
        check("name", "name");
        check("ﬁle", "file");
        check("ｎｕｍｐｙ", "numpy");
        check("𝐱", "x");
        check("cafe\u{301}", "café");
        check("ª", "a");
        check("\u{1112}\u{1161}\u{11ab}", "한");
    }
}
