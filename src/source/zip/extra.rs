//! Extra fields of headers that matter: zip64 sizes (APPNOTE 4.5.3) and Unicode paths (4.6.9).

use super::fields::{u16_at, u32_at, u64_at};

const ZIP64: u16 = 0x0001;
const UNICODE_PATH: u16 = 0x7075;

/// The contents of an entry's extra fields.
pub(super) struct Extra<const N: usize> {
    /// The sizes in the header; those that did not fit into 32 bits are replaced by the zip64 sizes.
    pub sizes: [u64; N],
    /// The name in a Unicode path field, which some readers ignore.
    pub name: Option<String>,
    pub is_damaged: bool,
}

impl<const N: usize> Extra<N> {
    /// Reads the extra fields. `sizes` are those of the header, in the order of the zip64 field; `name` is the
    /// header's.
    pub fn read(mut bytes: &[u8], sizes: [u64; N], name: &[u8]) -> Extra<N> {
        let mut extra = Extra { sizes, name: None, is_damaged: false };
        // Fewer bytes than the header of a field are padding.
        while bytes.len() >= 4 {
            let (id, length) = (u16_at(bytes, 0), usize::from(u16_at(bytes, 2)));
            let Some((field, rest)) = bytes.get(4..).and_then(|bytes| bytes.split_at_checked(length)) else {
                extra.is_damaged = true;
                return extra;
            };
            match id {
                ZIP64 => extra.zip64(field),
                UNICODE_PATH => extra.unicode_path(field, name),
                _ => {}
            }
            bytes = rest;
        }
        extra
    }

    /// The field has only the sizes that are marked in the header, in its order.
    fn zip64(&mut self, mut field: &[u8]) {
        for size in self.sizes.iter_mut().filter(|size| **size == u64::from(u32::MAX)) {
            let Some(rest) = field.get(8..) else {
                self.is_damaged = true;
                return;
            };
            *size = u64_at(field, 0);
            field = rest;
        }
    }

    /// The field counts only for the name that it was made for.
    fn unicode_path(&mut self, field: &[u8], name: &[u8]) {
        const VERSION: u8 = 1;
        let Some(path) = field.get(5..) else {
            self.is_damaged = true;
            return;
        };
        if field.first() != Some(&VERSION) || u32_at(field, 1) != crc32fast::hash(name) || path.is_empty() {
            return;
        }
        match std::str::from_utf8(path) {
            Ok(path) => self.name = Some(path.to_string()),
            Err(_) => self.is_damaged = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(id: u16, bytes: &[u8]) -> Vec<u8> {
        [&id.to_le_bytes(), &(bytes.len() as u16).to_le_bytes(), bytes].concat()
    }

    fn path(version: u8, of: &[u8], path: &[u8]) -> Vec<u8> {
        field(UNICODE_PATH, &[&[version], &crc32fast::hash(of).to_le_bytes()[..], path].concat())
    }

    #[track_caller]
    fn check(bytes: &[u8], sizes: [u64; 3], expected: [u64; 3], name: Option<&str>, is_damaged: bool) {
        let extra = Extra::read(bytes, sizes, b"a.py");
        assert_eq!((extra.sizes, extra.name.as_deref(), extra.is_damaged), (expected, name, is_damaged));
    }

    #[test]
    fn reads_fields() {
        const FULL: u64 = u32::MAX as u64;
        let large = 5_000_000_000_u64.to_le_bytes();
        check(&[], [1, 2, 3], [1, 2, 3], None, false);
        check(&[0, 0, 0], [1, 2, 3], [1, 2, 3], None, false);
        check(&field(ZIP64, &large), [1, FULL, 3], [1, 5_000_000_000, 3], None, false);
        check(&field(ZIP64, &large), [1, 2, 3], [1, 2, 3], None, false);
        check(&field(ZIP64, &large), [FULL, FULL, 3], [5_000_000_000, FULL, 3], None, true);
        check(&field(0x5455, b"x"), [1, FULL, 3], [1, FULL, 3], None, false);
        check(&[1, 0, 9, 0, 0], [1, 2, 3], [1, 2, 3], None, true);
        check(&path(1, b"a.py", "ü".as_bytes()), [1, 2, 3], [1, 2, 3], Some("ü"), false);
        check(&path(1, b"b.py", b"u"), [1, 2, 3], [1, 2, 3], None, false);
        check(&path(2, b"a.py", b"u"), [1, 2, 3], [1, 2, 3], None, false);
        check(&path(1, b"a.py", b""), [1, 2, 3], [1, 2, 3], None, false);
        check(&path(1, b"a.py", b"\xff"), [1, 2, 3], [1, 2, 3], None, true);
        check(&field(UNICODE_PATH, b"\x01abc"), [1, 2, 3], [1, 2, 3], None, true);
    }
}
