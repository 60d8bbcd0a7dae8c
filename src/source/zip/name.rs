//! Names of entries as text (APPNOTE 4.4.4, bit 11, and appendix D).

/// The upper half of code page 437.
const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// The text of a name: UTF-8 if it is flagged so, code page 437 otherwise. `None` if it is flagged as UTF-8
/// and is not.
pub(super) fn decode(name: &[u8], is_utf8: bool) -> Option<String> {
    if is_utf8 || name.is_ascii() {
        return std::str::from_utf8(name).ok().map(str::to_string);
    }
    let upper: Vec<char> = UPPER.chars().collect();
    let letter = |byte: &u8| match byte.checked_sub(128) {
        None => Some(char::from(*byte)),
        Some(at) => upper.get(usize::from(at)).copied(),
    };
    name.iter().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes() {
        let check = |name: &[u8], is_utf8, expected| assert_eq!(decode(name, is_utf8).as_deref(), expected);
        check(b"a/b.py", false, Some("a/b.py"));
        check(b"\x80\x81\xe1\xff.py", false, Some("Çüß\u{a0}.py"));
        check("ü.py".as_bytes(), true, Some("ü.py"));
        check("ü.py".as_bytes(), false, Some("├╝.py"));
        check(b"\x81.py", true, None);
    }
}
