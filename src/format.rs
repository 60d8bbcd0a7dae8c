//! Formats numbers for findings as the page does (`www/ui/format.ts`), and lists.

/// `a`, `a and b`, `a, b and c`.
pub fn listed(words: &[String], and: &str) -> String {
    match words {
        [] => "nothing".into(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} {and} {last}", init.join(", ")),
    }
}

/// `1,204`.
pub fn count(number: usize) -> String {
    grouped(&number.to_string())
}

/// `1 byte`, `52,428,800 bytes`: for exact limits.
pub fn bytes(number: u64) -> String {
    format!("{} {}", grouped(&number.to_string()), if number == 1 { "byte" } else { "bytes" })
}

fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

const UNITS: [&str; 3] = ["KiB", "MiB", "GiB"];

/// `1,023 bytes`, `1.0 KiB`, `9.8 MiB`: units of 1,024, with one decimal.
pub fn size(bytes: u64) -> String {
    if bytes < 1024 {
        return self::bytes(bytes);
    }
    let in_tenths = |unit: u64| bytes / unit * 10 + (bytes % unit * 10 + unit / 2) / unit;
    let (mut name, mut unit) = (0, 1024);
    // A number that would be written as 1024.0 is written as 1.0 of the next unit.
    while in_tenths(unit) >= 10_240 && name + 1 < UNITS.len() {
        name += 1;
        unit *= 1024;
    }
    format!("{} {}", tenths(in_tenths(unit)), UNITS[name])
}

/// Formats tenths: 15 is `1.5`. Formatting of floating-point numbers would be 6 KB of code.
pub fn tenths(number: u64) -> String {
    format!("{}.{}", number / 10, number % 10)
}

/// What POSIX shells or PowerShell take for a single quote (PowerShell language specification, 2.3.5.2).
pub const SINGLE_QUOTES: [char; 5] = ['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'];

/// Quotes a text for POSIX shells and PowerShell: in single quotes, no other character has a special meaning. Single
/// quotes are removed, because no requirement and no address of an index contains one.
pub fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace(SINGLE_QUOTES, ""))
}

/// Quotes a text as a JSON string (ECMA-404, 9), which YAML reads the same way.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04x}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_numbers() {
        for (number, expected) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (52_428_800, "52,428,800"),
            (1_234_567_890, "1,234,567,890"),
        ] {
            assert_eq!(count(number), expected);
        }
        for (number, expected) in [(0, "0 bytes"), (1, "1 byte"), (5_368_709_120, "5,368,709,120 bytes")] {
            assert_eq!(bytes(number), expected);
        }
    }

    #[test]
    fn writes_sizes_as_the_page_does() {
        for (bytes, expected) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (1_023, "1,023 bytes"),
            (1_024, "1.0 KiB"),
            (1_280, "1.3 KiB"),
            (1_048_524, "1023.9 KiB"),
            (1_048_575, "1.0 MiB"),
            (52_428_800, "50.0 MiB"),
            (5_368_709_120, "5.0 GiB"),
            (5_497_558_138_880, "5120.0 GiB"),
        ] {
            assert_eq!(size(bytes), expected);
        }
    }
}
