//! Wheel variants (PEP 825): builds of one wheel for other hardware or libraries. They are distinguished by a label
//! at the end of the filename, and described in `variant.json` of dist-info.

/// The label of the variant without requirements ("Null variant").
pub const NULL: &str = "null";

/// Where dist-info describes the variant.
pub const FILE: &str = "variant.json";

/// Names of interpreters, with which Python tags begin (platform compatibility tags, "Python Tag"). A
/// build tag, which may stand before the Python tag, begins with a digit.
const INTERPRETERS: [&str; 6] = ["cp", "graalpy", "ip", "jy", "pp", "py"];

/// Whether a component of a filename can be a Python tag.
pub fn is_python_tag(part: &str) -> bool {
    let is_one = |tag: &str| {
        INTERPRETERS.iter().any(|name| {
            let version = tag.strip_prefix(name).filter(|version| !version.is_empty());
            version.is_some_and(|version| version.starts_with(|char: char| char.is_ascii_digit()))
        })
    };
    part.split('.').all(is_one)
}

/// Maximum number of characters of a label ("Variant label").
pub const LABEL_LENGTH: usize = 16;

/// Whether a text is a label: letters, digits, dots and underscores ("Variant label").
pub fn is_label(part: &str) -> bool {
    let is_char = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '_');
    (1..=LABEL_LENGTH).contains(&part.len()) && part.chars().all(is_char)
}

/// What a variant with that label is for, in a clause. It is known only for conventional labels.
pub fn describe(label: &str) -> String {
    if let Some(level) = label.strip_prefix("x86_64_v").filter(|level| level.parse::<u8>().is_ok()) {
        return format!("for CPUs with the instructions of x86-64-v{level}, which Lambda does not promise");
    }
    let cuda = label.strip_prefix("cuda").or_else(|| label.strip_prefix("cu"));
    if let Some(digits) = cuda.filter(|digits| digits.len() > 1 && digits.bytes().all(|b| b.is_ascii_digit()))
    {
        // Since CUDA 10, the major version has two digits: "cu12" is any 12, "cu92" was 9.2.
        let major = if digits.starts_with('1') { 2 } else { 1 };
        let (major, minor) = digits.split_at(major.min(digits.len()));
        let dot = if minor.is_empty() { "" } else { "." };
        return format!("for NVIDIA's CUDA {major}{dot}{minor}, and Lambda has no GPUs");
    }
    match ["cuda", "rocm", "xpu"].iter().any(|name| label.starts_with(name)) {
        true => format!("for the GPUs of \"{label}\", and Lambda has none"),
        false => format!("for what its label \"{label}\" stands for, which Lambda is not known to have"),
    }
}

/// The labels that a `variant.json` describes ("variants").
pub fn labels(text: &[u8]) -> Vec<String> {
    let Ok(document) = serde_json::from_slice::<serde_json::Value>(text) else {
        return Vec::new();
    };
    document["variants"].as_object().into_iter().flat_map(|variants| variants.keys().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn describes_labels() {
        let check = |label: &str, expected: &str| {
            assert!(describe(label).contains(expected), "{label}: {}", describe(label));
        };
        check("x86_64_v3", "x86-64-v3");
        check("cu126", "CUDA 12.6");
        check("cuda128", "CUDA 12.8");
        check("cu13", "CUDA 13,");
        check("cu92", "CUDA 9.2");
        check("rocm6.3", "GPUs of \"rocm6.3\"");
        check("cuda", "GPUs");
        check("x86_64_v", "label \"x86_64_v\"");
        check("openblas", "label \"openblas\"");
        assert_eq!(labels(b"{\"variants\": {\"x86_64_v3\": {}, \"null\": {}}}"), ["null", "x86_64_v3"]);
        assert!(labels(b"[").is_empty() && labels(b"{\"variants\": []}").is_empty());
    }

    #[test]
    fn knows_python_tags() {
        for (part, expected) in [
            ("cp313", true),
            ("py2.py3", true),
            ("pp310", true),
            ("b1", false),
            ("py", false),
            ("1", false),
            ("none", false),
        ] {
            assert_eq!(is_python_tag(part), expected, "{part}");
        }
        assert!(is_label("x86_64_v3") && !is_label("") && !is_label(&"a".repeat(17)) && !is_label("a+b"));
    }
}
