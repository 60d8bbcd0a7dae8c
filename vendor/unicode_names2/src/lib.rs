//! Replaces the crate `unicode_names2`, whose table of names is 885 KB.
//!
//! `ruff_python_parser` uses it to look up the `\N{…}` in Python's strings. wheelpress does not need the character,
//! only whether the source can be compiled. So every name that a character could have gives some character. A
//! possible name that no character has is not reported.

/// The longest name of a character, in bytes, with room for later versions of Unicode. The longest of version 16 has
/// The maximum length of the name of a character in bytes, with room for later versions of Unicode. The
/// longest name in version 16 has 88 bytes.
const LONGEST: usize = 128;

/// Some character if `name` could be the name of one. Names consist of capital letters, digits, spaces and hyphens (The
/// Returns some character if `name` could be the name of one. Names consist of capital letters, digits,
/// spaces and hyphens (The Unicode Standard, section 4.8). Python also accepts small letters.
pub fn character(name: &str) -> Option<char> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-');
    let could_be = (1..=LONGEST).contains(&name.len()) && name.bytes().all(is_allowed);
    could_be.then_some(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::character;

    #[test]
    fn names_that_no_character_can_have_are_refused() {
        let check = |name: &str, expected: bool| assert_eq!(character(name).is_some(), expected, "{name}");
        check("BULLET", true);
        check("latin small letter a", true);
        check("CJK UNIFIED IDEOGRAPH-4E00", true);
        check("", false);
        check("LATIN_SMALL_LETTER_A", false);
        check("BULLÉT", false);
        check(&"A".repeat(129), false);
    }
}
