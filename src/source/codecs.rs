//! Compression methods that zips seldom use: all but stored and deflated. In browsers, what decompresses them is a
//! module of its own, which is fetched when it is first wanted.

use std::io::{self, Read};
use std::rc::Rc;

/// Their numbers (APPNOTE 4.4.5).
const DEFLATE64: u16 = 9;
const BZIP2: u16 = 12;
const LZMA: u16 = 14;
const XZ: u16 = 95;

/// Whether a method is one of them.
pub fn is_seldom(method: u16) -> bool {
    matches!(method, DEFLATE64 | BZIP2 | LZMA | XZ)
}

/// What decompresses data of these methods.
pub trait Codecs {
    /// Hands the decompressed bytes of an entry to `each`, piece by piece, until it answers `false`. `input` is the
    /// entry's data, `size` what the zip states of it decompressed, in bytes.
    ///
    /// # Errors
    ///
    /// Those of the input, and damage.
    fn decompress(
        &self,
        method: u16,
        size: u64,
        input: &mut dyn Read,
        each: &mut dyn FnMut(&[u8]) -> bool,
    ) -> io::Result<()>;
}

/// Those of this build.
///
/// # Errors
///
/// `Unsupported` if it has none.
pub fn built_in() -> io::Result<Rc<dyn Codecs>> {
    #[cfg(feature = "codecs")]
    return Ok(Rc::new(built_in::BuiltIn));
    #[cfg(not(feature = "codecs"))]
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(feature = "codecs")]
mod built_in {
    use super::{BZIP2, Codecs, DEFLATE64, LZMA, XZ};
    use bzip2::bufread::BzDecoder;
    use deflate64::Deflate64Decoder;
    use lzma_rust2::{LzmaReader, XzReader};
    use std::io::{self, BufRead, BufReader, Read};

    /// Bytes taken and handed out at a time.
    const PIECE: usize = 128 * 1024;

    pub struct BuiltIn;

    impl Codecs for BuiltIn {
        fn decompress(
            &self,
            method: u16,
            size: u64,
            input: &mut dyn Read,
            each: &mut dyn FnMut(&[u8]) -> bool,
        ) -> io::Result<()> {
            let mut decoder = decoder(method, size, BufReader::with_capacity(PIECE, input))?;
            let mut piece = vec![0; PIECE];
            loop {
                match decoder.read(&mut piece) {
                    Ok(0) => return Ok(()),
                    Ok(length) if !each(piece.get(..length).unwrap_or_default()) => return Ok(()),
                    Ok(_) => {}
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }

    fn decoder<'i>(method: u16, size: u64, input: impl BufRead + 'i) -> io::Result<Box<dyn Read + 'i>> {
        Ok(match method {
            DEFLATE64 => Box::new(Deflate64Decoder::with_buffer(input)),
            BZIP2 => Box::new(BzDecoder::new(input)),
            LZMA => Box::new(lzma(size, input)?),
            XZ => Box::new(XzReader::new(input, false)),
            _ => return Err(io::ErrorKind::Unsupported.into()),
        })
    }

    /// Two bytes of version and two of length stand before the properties, which are of LZMA itself (5.8.8).
    fn lzma<R: Read>(size: u64, mut input: R) -> io::Result<LzmaReader<R>> {
        let mut header = [0; 9];
        input.read_exact(&mut header)?;
        let [_, _, 5, 0, properties, dictionary @ ..] = header else {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "its LZMA properties are damaged"));
        };
        LzmaReader::new_with_props(input, size, properties, u32::from_le_bytes(dictionary), None)
    }
}
