//! The blocks of a DEFLATE stream (RFC 1951). Code that compresses a file piece by piece, with an encoder that ends
//! its stream after each piece, uses them to join the streams.

/// The longest code, in bits (RFC 1951, 3.2.7: a length is one of 0 to 15).
const MAX_CODE_BITS: u32 = 15;

/// The symbol that ends a block.
const END: u16 = 256;

/// The order in which a block states the lengths of the codes for lengths (RFC 1951, 3.2.7).
const LENGTHS_IN_ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// Bits that follow a length, from symbol 257 on (RFC 1951, 3.2.5).
const LENGTH_EXTRA: [u8; 29] =
    [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

/// Bits that follow a distance (RFC 1951, 3.2.5).
const DISTANCE_EXTRA: [u8; 30] =
    [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

/// Removes the mark of the last block from a stream, and ends the stream at a whole byte with an empty stored block,
/// as zlib's `Z_SYNC_FLUSH` does. Another stream may then follow, and both together are one stream. Returns `false`,
/// and leaves the bytes unchanged, if they are not a stream.
pub fn leave_open(stream: &mut Vec<u8>) -> bool {
    let Some(Last { header, end }) = last_block(stream) else { return false };
    let Some(byte) = stream.get_mut(header / 8) else { return false };
    *byte &= !(1 << (header % 8));
    // The three bits of a stored block's header are zero, and so are the bits up to the next byte.
    let free = (8 - end % 8) % 8;
    if free < 3 {
        stream.push(0);
    }
    stream.extend([0, 0, 0xff, 0xff]);
    true
}

/// Where the last block of a stream begins and where it ends, in bits from the start of the stream.
struct Last {
    header: usize,
    end: usize,
}

/// Finds the last block. `None` if the stream is damaged, or if bytes follow it.
fn last_block(stream: &[u8]) -> Option<Last> {
    let mut bits = Bits { bytes: stream, next: 0, held: 0, count: 0 };
    let mut codes = Codes::default();
    loop {
        let header = bits.position();
        let is_last = bits.take(1)? == 1;
        match bits.take(2)? {
            0 => bits.skip_stored()?,
            1 => {
                codes.fix()?;
                codes.skip_block(&mut bits)?;
            }
            2 => {
                codes.read(&mut bits)?;
                codes.skip_block(&mut bits)?;
            }
            _ => return None,
        }
        if is_last {
            let end = bits.position();
            return (end.div_ceil(8) == stream.len()).then_some(Last { header, end });
        }
    }
}

/// Reads the bits of a stream, the lowest bit of a byte first.
struct Bits<'b> {
    bytes: &'b [u8],
    /// The offset of the byte after those in `held`.
    next: usize,
    held: u64,
    /// Number of bits in `held`.
    count: u32,
}

impl Bits<'_> {
    /// Number of bits that have been taken.
    fn position(&self) -> usize {
        self.next * 8 - self.count as usize
    }

    /// Fills `held` with 56 bits or more, if the stream still has that many.
    fn fill(&mut self) {
        if let Some((word, _)) = self.bytes.get(self.next..).and_then(<[u8]>::split_first_chunk) {
            // Bits of a byte that does not fit completely are stored too, and again, with the same values, when the
            // byte is added.
            self.held |= u64::from_le_bytes(*word) << self.count;
            let whole = (63 - self.count) / 8;
            self.next += whole as usize;
            self.count += whole * 8;
            return;
        }
        while self.count < 56
            && let Some(byte) = self.bytes.get(self.next)
        {
            self.held |= u64::from(*byte) << self.count;
            self.count += 8;
            self.next += 1;
        }
    }

    /// Takes the next bits, at most 16.
    fn take(&mut self, count: u32) -> Option<u32> {
        if self.count < count {
            self.fill();
        }
        let bits = self.held as u32 & ((1 << count) - 1);
        self.skip(count).map(|()| bits)
    }

    /// Skips bits that are in `held`; `None` if there are fewer.
    fn skip(&mut self, count: u32) -> Option<()> {
        self.count = self.count.checked_sub(count)?;
        self.held >>= count;
        Some(())
    }

    /// Skips a stored block whose header has been taken (RFC 1951, 3.2.4).
    fn skip_stored(&mut self) -> Option<()> {
        self.skip(self.count % 8)?;
        let (length, complement) = (self.take(16)?, self.take(16)?);
        if length != !complement & 0xffff {
            return None;
        }
        let end = self.position() / 8 + length as usize;
        (end <= self.bytes.len()).then(|| (self.next, self.held, self.count) = (end, 0, 0))
    }
}

/// The Huffman codes of a block: of literals and lengths, and of distances.
#[derive(Default)]
struct Codes {
    literals: Code,
    distances: Code,
    lengths: Code,
}

impl Codes {
    /// Sets the codes of a block that states none (RFC 1951, 3.2.6).
    fn fix(&mut self) -> Option<()> {
        let mut lengths = [8; 288];
        lengths[144..256].fill(9);
        lengths[256..280].fill(7);
        self.literals.make(&lengths)?;
        self.distances.make(&[5; 30])
    }

    /// Reads the codes that a block states (RFC 1951, 3.2.7).
    fn read(&mut self, bits: &mut Bits) -> Option<()> {
        let literals = bits.take(5)? as usize + 257;
        let distances = bits.take(5)? as usize + 1;
        let stated = bits.take(4)? as usize + 4;
        let mut of_lengths = [0; 19];
        for at in LENGTHS_IN_ORDER.iter().take(stated) {
            of_lengths[*at] = bits.take(3)? as u8;
        }
        self.lengths.make(&of_lengths)?;
        let mut lengths = Vec::with_capacity(literals + distances);
        while lengths.len() < literals + distances {
            bits.fill();
            let (length, times) = match self.lengths.take(bits)? {
                length @ 0..=15 => (length as u8, 1),
                16 => (*lengths.last()?, bits.take(2)? + 3),
                17 => (0, bits.take(3)? + 3),
                _ => (0, bits.take(7)? + 11),
            };
            lengths.extend((0..times).map(|_| length));
        }
        self.literals.make(lengths.get(..literals)?)?;
        self.distances.make(lengths.get(literals..literals + distances)?)
    }

    /// Skips the symbols of a block.
    fn skip_block(&self, bits: &mut Bits) -> Option<()> {
        loop {
            // Enough for a length and its distance: 15 + 5 + 15 + 13 bits.
            bits.fill();
            let symbol = self.literals.take(bits)?;
            if symbol == END {
                return Some(());
            }
            if symbol > END {
                let extra = LENGTH_EXTRA.get(usize::from(symbol - END - 1))?;
                bits.skip(u32::from(*extra))?;
                let distance = self.distances.take(bits)?;
                bits.skip(u32::from(*DISTANCE_EXTRA.get(usize::from(distance))?))?;
            }
        }
    }
}

/// A Huffman code as a table, indexed by the next 15 bits. Each element has a symbol and, in its lowest 4 bits, the
/// length of the symbol's code in bits. It is 0 if there is no symbol.
#[derive(Default)]
struct Code(Vec<u16>);

impl Code {
    /// Makes the table from the lengths of the codes, 0 for symbols without a code (RFC 1951, 3.2.2). `None` if there
    /// are more codes than fit.
    fn make(&mut self, lengths: &[u8]) -> Option<()> {
        self.0.clear();
        self.0.resize(1 << MAX_CODE_BITS, 0);
        let mut code = 0_u32;
        for length in 1..=MAX_CODE_BITS {
            code <<= 1;
            for (symbol, _) in lengths.iter().enumerate().filter(|(_, other)| u32::from(**other) == length) {
                if code >> length != 0 {
                    return None;
                }
                // Codes begin with their highest bit, everything else with its lowest bit.
                let first = code.reverse_bits() >> (32 - length);
                for place in (first as usize..1 << MAX_CODE_BITS).step_by(1 << length) {
                    self.0[place] = (symbol as u16) << 4 | length as u16;
                }
                code += 1;
            }
        }
        Some(())
    }

    /// Takes the next symbol from the bits in `held`.
    fn take(&self, bits: &mut Bits) -> Option<u16> {
        let entry = *self.0.get(bits.held as usize & ((1 << MAX_CODE_BITS) - 1))?;
        if entry == 0 {
            return None;
        }
        bits.skip(u32::from(entry & 15))?;
        Some(entry >> 4)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::leave_open;
    use crate::source::zip::{Compressor, Strength};
    use flate2::bufread::DeflateDecoder;
    use flate2::read::DeflateEncoder;
    use proptest::prelude::*;
    use std::io::Read;

    fn by_zlib(bytes: &[u8], level: u32) -> Vec<u8> {
        let mut stream = Vec::new();
        DeflateEncoder::new(bytes, flate2::Compression::new(level)).read_to_end(&mut stream).unwrap();
        stream
    }

    fn by_libdeflate(bytes: &[u8], strength: Strength) -> Vec<u8> {
        let mut stream = Vec::new();
        assert!(Compressor::new(strength).unwrap().compress(bytes, &mut stream));
        stream
    }

    /// Joins streams to one stream, which zlib reads.
    fn check(streams: Vec<Vec<u8>>, expected: &[u8]) {
        let mut joined = Vec::new();
        let last = streams.len() - 1;
        for (at, mut stream) in streams.into_iter().enumerate() {
            assert!(at == last || leave_open(&mut stream));
            joined.append(&mut stream);
        }
        let (mut whole, mut decoder) = (Vec::new(), DeflateDecoder::new(joined.as_slice()));
        decoder.read_to_end(&mut whole).unwrap();
        assert!(whole == expected);
        assert!(decoder.into_inner().is_empty(), "more follows the stream");
    }

    /// With many blocks of each kind.
    #[test]
    fn large_streams_are_joined() {
        let code = include_bytes!("../../finding.rs").repeat(40);
        let noise: Vec<u8> = (0..400_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let all = [code.as_slice(), &noise, &code].concat();
        for strength in [Strength::Fast, Strength::Default] {
            let streams = [&code, &noise, &code].map(|bytes| by_libdeflate(bytes, strength));
            check(streams.to_vec(), &all);
        }
        for level in [0, 1, 9] {
            check([&code, &noise, &code].map(|bytes| by_zlib(bytes, level)).to_vec(), &all);
        }
    }

    /// Bytes that are not a stream stay unchanged.
    #[test]
    fn damage_is_refused() {
        let stream = by_zlib(&b"wheels within wheels ".repeat(500), 9);
        let refuse = |bytes: &[u8]| {
            let mut held = bytes.to_vec();
            assert!(!leave_open(&mut held), "{}", bytes.escape_ascii());
            assert_eq!(held, bytes);
        };
        refuse(b"");
        refuse(&stream[..stream.len() - 1]);
        refuse(&[stream.as_slice(), b"x"].concat());
        refuse(b"\x07");
        refuse(b"\x01\x02\0\x02\0ab");
        refuse(b"\x01\x03\0\xfc\xffab");
        // Three codes of one bit.
        refuse(b"\x05\0\x92\x04\0\0\0\0\0\0");
    }

    proptest! {
        #[test]
        fn streams_are_joined(
            inputs in prop::collection::vec(
                (prop::collection::vec(prop::sample::select(b"abc\0\xff".to_vec()), 0..2000), 0_u32..10), 1..5
            ),
            noise in prop::collection::vec(any::<u8>(), 0..2000),
        ) {
            let streams = inputs.iter().map(|(bytes, level)| by_zlib(bytes, *level));
            let all: Vec<u8> = inputs.iter().flat_map(|(bytes, _)| bytes.clone()).chain(noise.clone()).collect();
            check(streams.chain([by_libdeflate(&noise, Strength::Default)]).collect(), &all);
        }

        /// Of hostile bytes, it accepts every stream that zlib decompresses completely.
        #[test]
        fn agrees_with_zlib(
            text in prop::collection::vec(prop::sample::select(b"abc\0\xff".to_vec()), 0..2000),
            level in 0_u32..10,
            flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3),
        ) {
            let mut stream = by_zlib(&text, level);
            for (at, bits) in flips {
                let at = at.index(stream.len());
                stream[at] ^= bits;
            }
            let mut decoder = DeflateDecoder::new(stream.as_slice());
            let is_stream = decoder.read_to_end(&mut Vec::new()).is_ok() && decoder.into_inner().is_empty();
            prop_assert!(!is_stream || leave_open(&mut stream));
        }
    }
}
