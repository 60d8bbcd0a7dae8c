//! Chooses the encoding of a file for a browser (RFC 9110, section 12.5.3, "Accept-Encoding").

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    /// All encodings, the best first.
    pub const ALL: [Encoding; 2] = [Encoding::Brotli, Encoding::Gzip];

    /// Returns the name that is registered for HTTP.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Brotli => "br",
            Encoding::Gzip => "gzip",
        }
    }

    /// Returns the extension of the compressed copy next to the file.
    pub fn extension(self) -> &'static str {
        match self {
            Encoding::Brotli => "br",
            Encoding::Gzip => "gz",
        }
    }
}

/// Returns the first encoding in `there` that a request with this `Accept-Encoding` accepts. `there` has the available
/// encodings, the best first. `None` means the file without encoding. The browser's preference among accepted
/// encodings is ignored, because they differ only in size.
pub fn choose(accepted: &str, there: &[Encoding]) -> Option<Encoding> {
    there.iter().copied().find(|encoding| takes(accepted, encoding.name()))
}

/// Whether the list contains a coding, or `*`, with a weight greater than zero.
fn takes(accepted: &str, name: &str) -> bool {
    let weight_of = |wanted: &str| {
        accepted.split(',').find_map(|part| {
            let mut words = part.split(';').map(str::trim);
            words.next().filter(|coding| coding.eq_ignore_ascii_case(wanted))?;
            let weight = words.find_map(|word| word.strip_prefix("q=").or_else(|| word.strip_prefix("Q=")));
            // An invalid weight is treated as acceptance.
            Some(weight.and_then(|weight| weight.parse().ok()).unwrap_or(1.0_f32))
        })
    };
    weight_of(name).or_else(|| weight_of("*")).is_some_and(|weight| weight > 0.0)
}

#[cfg(test)]
mod tests {
    use super::{Encoding, choose};

    #[test]
    fn brotli_goes_before_gzip_and_zero_refuses() {
        let check = |accepted: &str, expected: Option<&str>| {
            let found = choose(accepted, &Encoding::ALL).map(Encoding::name);
            assert_eq!(found, expected, "{accepted:?}");
        };
        check("gzip, deflate, br, zstd", Some("br"));
        check("gzip", Some("gzip"));
        check("GZIP;Q=0.5", Some("gzip"));
        check("br;q=0, gzip;q=0.1", Some("gzip"));
        check("br;q=0.001,gzip", Some("br"));
        check("*", Some("br"));
        check("*;q=0, gzip", Some("gzip"));
        check("br;q=0, *", Some("gzip"));
        check("identity", None);
        check("identity;q=0, gzip ; q=1.0", Some("gzip"));
        check("gzip;q=0, br;q=0.000", None);
        check("brotli, x-gzip", None);
        check("", None);
    }

    #[test]
    fn only_what_is_there_is_chosen() {
        assert_eq!(choose("br, gzip", &[Encoding::Gzip]), Some(Encoding::Gzip));
        assert_eq!(choose("br", &[Encoding::Gzip]), None);
        assert_eq!(choose("br", &[]), None);
    }
}
