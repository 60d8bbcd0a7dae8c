//! The headers of the package, in the most common form of zip: a fixed time, Unix modes, and no extra fields except for
//! zip64 where it is required (APPNOTE 6.3.10).

/// The header fields of one entry.
#[derive(Clone, Copy, Debug)]
pub struct EntryHeader<'a> {
    /// Path in the package.
    pub path: &'a str,
    /// Permissions, such as `0o644`.
    pub mode: u32,
    /// Compression method (APPNOTE 4.4.5).
    pub method: u16,
    /// CRC-32 of the unzipped bytes.
    pub crc: u32,
    /// Compressed size in bytes.
    pub compressed_size: u64,
    /// Unzipped size in bytes.
    pub size: u64,
    /// Offset of the local header.
    pub offset: u64,
}

/// 4.4.6: 1980-01-01 00:00, the earliest time in DOS format.
const TIME: u16 = 0;
const DATE: u16 = (1 << 5) | 1;
/// 4.4.4, bit 11: the name is UTF-8.
const UTF8: u16 = 1 << 11;
/// 4.4.3: 2.0 for deflate, 4.5 for zip64.
const VERSION: u16 = 20;
const VERSION_ZIP64: u16 = 45;
/// 4.4.2: made by Unix, so that the external attributes are Unix modes.
const UNIX: u16 = 3 << 8;
/// 4.5.3: the id of the extra field with 64-bit sizes.
const ZIP64_EXTRA: u16 = 1;
const MAX32: u64 = u32::MAX as u64;

struct Writer(Vec<u8>);

impl Writer {
    fn u16(&mut self, value: u16) -> &mut Writer {
        self.0.extend(value.to_le_bytes());
        self
    }

    fn u32(&mut self, value: u32) -> &mut Writer {
        self.0.extend(value.to_le_bytes());
        self
    }

    fn u64(&mut self, value: u64) -> &mut Writer {
        self.0.extend(value.to_le_bytes());
        self
    }

    /// Writes a value in 32 bits. If it does not fit, all bits are set and the value is in the zip64 field.
    fn capped(&mut self, value: u64) -> &mut Writer {
        self.u32(u32::try_from(value).unwrap_or(u32::MAX))
    }

    fn bytes(&mut self, bytes: &[u8]) -> &mut Writer {
        self.0.extend(bytes);
        self
    }
}

impl EntryHeader<'_> {
    fn flags(&self) -> u16 {
        if self.path.is_ascii() { 0 } else { UTF8 }
    }

    fn has_large_size(&self) -> bool {
        self.size >= MAX32 || self.compressed_size >= MAX32
    }

    /// Writes the fields that both headers have in common: 4.4.4 to 4.4.9.
    fn common(&self, writer: &mut Writer, is_zip64: bool) {
        writer
            .u16(if is_zip64 { VERSION_ZIP64 } else { VERSION })
            .u16(self.flags())
            .u16(self.method)
            .u16(TIME)
            .u16(DATE)
            .u32(self.crc)
            .capped(if self.has_large_size() { MAX32 } else { self.compressed_size })
            .capped(if self.has_large_size() { MAX32 } else { self.size })
            .u16(self.path.len() as u16);
    }

    /// Returns the local header, 4.3.7. It does not depend on the entry's offset.
    pub fn local(&self) -> Vec<u8> {
        let mut writer = Writer(Vec::with_capacity(50 + self.path.len()));
        writer.bytes(b"PK\x03\x04");
        self.common(&mut writer, self.has_large_size());
        writer.u16(if self.has_large_size() { 20 } else { 0 }).bytes(self.path.as_bytes());
        if self.has_large_size() {
            writer.u16(ZIP64_EXTRA).u16(16).u64(self.size).u64(self.compressed_size);
        }
        writer.0
    }

    /// Returns the length of [`EntryHeader::local`] in bytes.
    pub fn local_length(&self) -> u64 {
        30 + self.path.len() as u64 + if self.has_large_size() { 20 } else { 0 }
    }

    /// Returns the header in the central directory, 4.3.12.
    pub fn central(&self) -> Vec<u8> {
        let mut extra = Writer(Vec::new());
        if self.has_large_size() {
            extra.u64(self.size).u64(self.compressed_size);
        }
        if self.offset >= MAX32 {
            extra.u64(self.offset);
        }
        let extra_length = if extra.0.is_empty() { 0 } else { extra.0.len() as u16 + 4 };
        let mut writer = Writer(Vec::with_capacity(80 + self.path.len()));
        let is_zip64 = extra_length > 0;
        writer.bytes(b"PK\x01\x02").u16(UNIX | if is_zip64 { VERSION_ZIP64 } else { VERSION });
        self.common(&mut writer, is_zip64);
        writer
            .u16(extra_length)
            .u16(0) // comment
            .u16(0) // disk
            .u16(0) // internal attributes
            .u32(self.mode << 16)
            .capped(self.offset)
            .bytes(self.path.as_bytes());
        if extra_length > 0 {
            writer.u16(ZIP64_EXTRA).u16(extra_length - 4).bytes(&extra.0);
        }
        writer.0
    }
}

/// Returns the end records, 4.3.14 to 4.3.16. They follow a central directory with `count` headers and `size` bytes.
/// `offset`: where the central directory begins.
pub fn end(count: u64, size: u64, offset: u64) -> Vec<u8> {
    let mut writer = Writer(Vec::new());
    if count >= u64::from(u16::MAX) || size >= MAX32 || offset >= MAX32 {
        writer
            .bytes(b"PK\x06\x06")
            .u64(44)
            .u16(UNIX | VERSION_ZIP64)
            .u16(VERSION_ZIP64)
            .u32(0)
            .u32(0)
            .u64(count)
            .u64(count)
            .u64(size)
            .u64(offset)
            .bytes(b"PK\x06\x07")
            .u32(0)
            .u64(offset + size)
            .u32(1);
    }
    let count = u16::try_from(count).unwrap_or(u16::MAX);
    writer.bytes(b"PK\x05\x06").u16(0).u16(0).u16(count).u16(count).capped(size).capped(offset).u16(0);
    writer.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn u16_at(bytes: &[u8], at: usize) -> u16 {
        u16::from_le_bytes([bytes[at], bytes[at + 1]])
    }

    fn u32_at(bytes: &[u8], at: usize) -> u32 {
        u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
    }

    fn u64s(bytes: &[u8]) -> Vec<u64> {
        bytes
            .chunks(8)
            .map(|eight| eight.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
            .collect()
    }

    #[test]
    fn headers_at_four_gibibytes() {
        /// Checks the 64-bit values in each header: those that do not fit into 32 bits, in the order of 4.5.3.
        fn check(size: u64, compressed_size: u64, offset: u64, local: &[u64], central: &[u64]) {
            let header =
                EntryHeader { path: "a", mode: 0o100644, method: 8, crc: 7, compressed_size, size, offset };
            let bytes = header.local();
            assert_eq!(bytes.len() as u64, header.local_length());
            assert_eq!(bytes.len(), 31 + if local.is_empty() { 0 } else { 4 + 8 * local.len() });
            assert_eq!(u16_at(&bytes, 4), if local.is_empty() { 20 } else { 45 });
            assert_eq!(u16_at(&bytes, 28) as usize, bytes.len() - 31);
            assert_eq!(u64s(bytes.get(35..).unwrap_or_default()), local, "{size} {compressed_size} {offset}");
            let bytes = header.central();
            assert_eq!(u16_at(&bytes, 6), if central.is_empty() { 20 } else { 45 });
            assert_eq!(u16_at(&bytes, 30) as usize, bytes.len() - 47);
            assert_eq!(
                u64s(bytes.get(51..).unwrap_or_default()),
                central,
                "{size} {compressed_size} {offset}"
            );
            let is_large = !local.is_empty();
            let capped = |value: u64| if is_large { u32::MAX } else { value as u32 };
            assert_eq!([u32_at(&bytes, 20), u32_at(&bytes, 24)], [capped(compressed_size), capped(size)]);
            assert_eq!(u32_at(&bytes, 42), u32::try_from(offset).unwrap_or(u32::MAX));
        }
        let last = MAX32 - 1;
        check(last, last, last, &[], &[]);
        // All bits set means that the value is in the zip64 field. So this value cannot be stored in 32 bits.
        check(MAX32, 5, 0, &[MAX32, 5], &[MAX32, 5]);
        check(5, MAX32, 0, &[5, MAX32], &[5, MAX32]);
        check(5, 5, MAX32, &[], &[MAX32]);
        check(MAX32 + 1, MAX32, MAX32 + 2, &[MAX32 + 1, MAX32], &[MAX32 + 1, MAX32, MAX32 + 2]);
    }

    #[test]
    fn ends_at_65535_entries() {
        let check = |count: u64, size: u64, offset: u64, is_zip64: bool| {
            let bytes = end(count, size, offset);
            let at = bytes.len() - 22;
            assert_eq!(at, if is_zip64 { 56 + 20 } else { 0 }, "{count} {size} {offset}");
            assert_eq!(u16_at(&bytes, at + 10), u16::try_from(count).unwrap_or(u16::MAX));
            assert_eq!(u32_at(&bytes, at + 12), u32::try_from(size).unwrap_or(u32::MAX));
            assert_eq!(u32_at(&bytes, at + 16), u32::try_from(offset).unwrap_or(u32::MAX));
            if is_zip64 {
                assert_eq!(u64s(&bytes[24..56]), [count, count, size, offset]);
                assert_eq!(u64s(&bytes[64..72]), [offset + size], "where the zip64 end begins");
            }
        };
        check(65_534, MAX32 - 1, MAX32 - 1, false);
        check(65_535, 0, 0, true);
        check(65_536, 0, 0, true);
        check(1, MAX32, 0, true);
        check(1, 0, MAX32, true);
    }
}
