//! Texts that people and their tools write: UTF-8, or the encoding that a byte order mark states
//! (PowerShell's `pip freeze > requirements.txt` writes UTF-16; pip reads UTF-32, too).

/// Decodes the text of a file. Invalid characters are replaced.
pub fn decode(bytes: &[u8]) -> String {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    let utf32 = |bytes: &[u8], unit: fn([u8; 4]) -> u32| {
        let units = bytes.chunks_exact(4).map(|four| unit([four[0], four[1], four[2], four[3]]));
        units.map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xef, 0xbb, 0xbf, text @ ..] => String::from_utf8_lossy(text).into_owned(),
        // The byte order mark of UTF-32 begins with that of UTF-16.
        [0xff, 0xfe, 0, 0, text @ ..] => utf32(text, u32::from_le_bytes),
        [0, 0, 0xfe, 0xff, text @ ..] => utf32(text, u32::from_be_bytes),
        [0xff, 0xfe, text @ ..] => utf16(text, u16::from_le_bytes),
        [0xfe, 0xff, text @ ..] => utf16(text, u16::from_be_bytes),
        text => String::from_utf8_lossy(text).into_owned(),
    }
}

/// Shortens a text for a message.
pub fn shown(text: &str) -> String {
    const MAX_SHOWN_LENGTH: usize = 120;
    let mut shown: String = text.chars().take(MAX_SHOWN_LENGTH).collect();
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
        assert_eq!(decode(b"\xff\xfe\0\0s\0\0\0i\0\0\0"), "si");
        assert_eq!(decode(b"\0\0\xfe\xff\0\0\0s\0\x01\xf6\0"), "s\u{1f600}");
        assert_eq!(decode(b"\0\0\xfe\xff\xff\0\0\0x"), "\u{fffd}");
    }
}
