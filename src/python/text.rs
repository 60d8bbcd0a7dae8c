//! Texts people and their tools write: UTF-8, or what a byte order mark says (PowerShell's
//! `pip freeze > requirements.txt` writes UTF-16).

/// The text of a file, as well as it can be told.
pub fn decode(bytes: &[u8]) -> String {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xef, 0xbb, 0xbf, text @ ..] => String::from_utf8_lossy(text).into_owned(),
        [0xff, 0xfe, text @ ..] => utf16(text, u16::from_le_bytes),
        [0xfe, 0xff, text @ ..] => utf16(text, u16::from_be_bytes),
        text => String::from_utf8_lossy(text).into_owned(),
    }
}

/// A text short enough for a message.
pub fn shown(text: &str) -> String {
    const LONGEST: usize = 120;
    let mut shown: String = text.chars().take(LONGEST).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes() {
        assert_eq!(decode(b"\xef\xbb\xbfsix\n"), "six\n");
        assert_eq!(decode(b"\xff\xfes\0i\0x\0"), "six");
        assert_eq!(decode(b"\xfe\xff\0s\0i\0x"), "six");
        assert_eq!(decode(b"six\xff"), "six\u{fffd}");
    }
}
